// What a browser and its machine do to the network under a test: the network goes away, the computer sleeps, what is not
// sent from a page over https, and what a browser asks its user about first.
import assert from "node:assert/strict";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { over, plan, write } from "./support/plan.mjs";
import { openTab, settled } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";

const here = site();
/** Its server ends before its test does. */
const doomed = site();
const named = (name) => `--host-resolver-rules=MAP ${name} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;
/** The demo target has a name that is not known to be this machine's. */
const distant = site(() => [named("service.test")]);
/** The page is somewhere else, for the browser: what it asks of this machine needs leave. */
const away = site(({ tls }) => [
  named("sloscope.test"),
  `--ip-address-space-overrides=${new URL(tls).host}=public`,
]);
/** As a person who has accepted the certificate of the demo target. */
const OVER_TLS = { context: { ignoreHTTPSErrors: true } };
const NOT_LOADED = /Failed to load resource|net::ERR/;
const reach = { allow: ({ target }) => [target], expect: [NOT_LOADED] };

/** Opens the page of a plan elsewhere than the site has it, with this plan in it. */
async function writeAt(page, url, plan) {
  await page.goto(new URL("sloscope/#/run", url).href);
  await page.locator("[data-app]").waitFor();
  await page.getByText("As text: JSON").click();
  await page.locator("[data-field=plan]").fill(JSON.stringify(plan));
}

/** Waits for a look at the target to end so; answers what it says. */
async function look(page, state) {
  await page.locator("[data-action=look]").click();
  const found = page.locator(`[data-look=${state}]`);
  await found.waitFor();
  return found.innerText();
}

/** Starts the test, whatever the look said, and waits for its end; answers how many requests failed in which way. */
async function run(page) {
  await page.locator("[data-action=start-run]").click();
  await over(page);
  await page.locator(".report[aria-busy=false]").waitFor();
  await openTab(page, "all");
  return errors(page);
}

/** Waits until so many requests of a run were sent. */
function sent(page, count) {
  return page.waitForFunction((count) => Number(document.querySelector("[data-live=started]")?.dataset.value) >= count, count);
}

/** Stops a run after so many more requests: what happened to it came before its end, however long that took. */
async function stopAfter(page, more) {
  await sent(page, Number(await page.locator("[data-live=started]").getAttribute("data-value")) + more);
  await page.locator("[data-action=stop-run]").click();
  await over(page);
}

/** By k6's error code, how many requests. */
async function errors(page) {
  const rows = page.locator("#errors tbody tr");
  const found = await rows.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  return Object.fromEntries(found.map((row) => [row[0].slice(0, 4), Number(row[3])]));
}

onPage(doomed, "network: one that goes away is reported, and is not taken for a server that does", async (on) => {
  const { page, context, target } = on;
  await write(on, plan(target, { rate: 20, duration: "60s" }));
  await page.locator("[data-action=start-run]").click();
  await sent(page, 20);
  // Emulating that the machine is offline keeps a browser's workers from nothing: the server has to go, too.
  await context.setOffline(true);
  doomed.server.stop();
  await sent(page, 50);
  await context.setOffline(false);
  await stopAfter(page, 40);
  await page.getByText(/The network went away [\d.]+ s into the run/).first().waitFor();
  await page.locator(".report[aria-busy=false]").waitFor();
  const found = await errors(page);
  // While the machine said that it was offline, and after that.
  assert.deepEqual(Object.keys(found).sort(), ["1900", "1904"]);
  for (const [code, number] of Object.entries(found)) assert.ok(number >= 15, `${number} with ${code}`);
}, { ...reach, timeout: 90_000 });

onPage(here, "network: a computer that slept is noticed by the clock on the wall", async (on) => {
  const { page, target } = on;
  await write(on, plan(target, { rate: 20, duration: "60s" }));
  await page.locator("[data-action=start-run]").click();
  await sent(page, 20);
  // The clock of a run stands while a computer sleeps; the one on the wall does not.
  const sleep = () => {
    const now = Date.now;
    Date.now = () => now() + 45_000;
  };
  for (const worker of page.workers()) await worker.evaluate(sleep);
  await stopAfter(page, 40);
  await page.getByText(/The computer slept [\d.]+ s into the run, for 45 s/).first().waitFor();
}, reach);

const service = ({ target }) => target.replace("127.0.0.1", "service.test");
const counts = async ({ target }, method) => (await (await fetch(new URL("counts", target), { method })).json())["GET /fast"] ?? 0;

onPage(distant, "network: http from a page over https is reported before, and is not sent", async (on) => {
  const { page, seen } = on;
  const { server } = distant;
  const asked = plan(service(server), { rate: 20, duration: "1s" });
  const typed = () => page.locator("[data-field=host]").fill(new URL(service(server)).host);
  await writeAt(page, server.tls, asked);
  await page.locator("[data-before] [data-grave]").getByText(/service\.test:\d+ over http: browsers block that \(mixed content\)/).waitFor();
  await typed();
  assert.match(await look(page, "failed"), /did not send the request: http from an https page[^]*not started/);
  assert.deepEqual(await run(page), { 1903: 20 });
  assert.equal(await counts(server, "POST"), 0);
  // Nothing else is in the way: the same from a page over http. The samples of this one may be lost.
  seen.leaves = true;
  await page.goto("about:blank");
  await writeAt(page, server.page.replace("sloscope/", ""), asked);
  await typed();
  assert.match(await look(page, "answered"), /HTTP 200/);
  assert.equal(await counts(server, "GET"), 2);
}, { ...OVER_TLS, ...reach, allow: (server) => [server.tls, service(server)] });

onPage(here, "network: a page over https may ask this machine over http", async (on) => {
  const { page, target } = on;
  await writeAt(page, here.server.tls, plan(target, { rate: 20, duration: "1s" }));
  assert.match(await look(page, "answered"), /HTTP 200/);
  assert.deepEqual(await run(page), {});
}, { ...OVER_TLS, ...reach, allow: ({ target, tls }) => [target, tls] });

/** Where the page is, to the browser: not on this machine. */
const elsewhere = ({ tls }) => tls.replace("127.0.0.1", "sloscope.test");
const asks = { ...OVER_TLS, ...reach, allow: (server) => [server.target, elsewhere(server)] };

onPage(away, "network: a page that was refused permission to ask this machine says so", async (on) => {
  const { page, target } = on;
  await page.addInitScript(() => {
    const { fetch } = globalThis;
    globalThis.asked = [];
    globalThis.fetch = (url, init) => {
      if (init?.method === "HEAD") globalThis.asked.push([String(url), init.targetAddressSpace]);
      return fetch(url, init);
    };
  });
  await writeAt(page, elsewhere(away.server), plan(target, { rate: 20, duration: "1s" }));
  const before = page.locator("[data-before]");
  await before.getByText("is on this machine: the browser may ask whether this page may reach it").waitFor();
  // Nobody answers a headless browser's question, which is a refusal.
  assert.match(await look(page, "failed"), /did not send the request[^]*no permission for the local network/);
  await before.locator("[data-grave]").getByText("you have refused it").waitFor();
  assert.deepEqual(await page.evaluate(() => globalThis.asked), [[target, "loopback"]], "the window has asked, once");
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [390, 1440]);
  assert.deepEqual(await run(page), { 1903: 20 });
}, { ...asks, expect: [NOT_LOADED, /Permission was denied/] });

onPage(away, "network: a link to this machine, which the page was refused, is reported as such", async (on) => {
  const { page, target } = on;
  const url = new URL("sloscope/", elsewhere(away.server));
  url.searchParams.set("src", new URL("results/results.json.gz", target).href);
  await page.goto(url.href);
  assert.equal(await settled(page), "failed");
  await page.getByText(/it was refused access to the local network[^]*Allow it in the browser's settings/).waitFor();
}, { ...asks, expect: [NOT_LOADED, /Permission was denied/] });

onPage(away, "network: a page that has permission to ask this machine does", async (on) => {
  const { page, context, target } = on;
  await context.grantPermissions(["local-network-access"]);
  await writeAt(page, elsewhere(away.server), plan(target, { rate: 20, duration: "1s" }));
  await page.locator("[data-before]").getByText("on this machine: you have allowed it").waitFor();
  assert.match(await look(page, "answered"), /HTTP 200/);
  assert.deepEqual(await run(page), {});
}, asks);
