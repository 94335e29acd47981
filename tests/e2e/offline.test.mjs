// A page that is kept on the machine: the requests of a load test reach their target, its version changes only when the
// user asks for it, it takes files from the system, and it starts without its host.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { assertAccessible } from "./support/axe.mjs";
import { fixture, pick } from "./support/files.mjs";
import { startHost } from "./support/host.mjs";
import { plan, write } from "./support/plan.mjs";
import { settled, shown } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";
import { until } from "./support/wait.mjs";

const here = site();
const SUMMARY = fixture("v2.2/default_mrs/summary.json");
const GONE = /Failed to load resource|net::ERR/;
let host;
before(async () => { host = await startHost(await until("the server", () => here.server)); });
after(() => host?.stop());

/** `start(rest)` opens the page from the host; it has been there before, so that its service worker is in charge. */
function onKept(name, body, expect) {
  const options = { context: { serviceWorkers: "allow" }, allow: ({ target }) => [host.page, target], expect };
  onPage(here, `offline: ${name}`, async (on) => {
    const start = async (rest = "") => {
      await on.page.goto(new URL(rest, host.page).href);
      await on.page.locator("[data-app]").waitFor();
    };
    await start();
    await on.page.evaluate(async () => (await navigator.serviceWorker.ready).active.state);
    await on.page.reload();
    await on.page.locator("[data-app]").waitFor();
    assert.ok(await on.page.evaluate(() => navigator.serviceWorker.controller !== null));
    await body({ ...on, start });
  }, options);
}

onKept("the requests of a test reach their target, though it is a file that the browser keeps", async (on) => {
  const { page, start, seen } = on;
  seen.leaves = true;
  const { origin, pathname } = new URL("icon.svg", host.page);
  await write({ ...on, open: start }, plan(origin, { rate: 20, duration: "1s", requests: [{ name: "get", method: "GET", url: pathname }] }));
  await page.locator("[data-action=look]").click();
  await page.locator("[data-look=answered]").waitFor();
  const before = host.asked("icon.svg");
  await page.locator("[data-action=start-run]").click();
  await page.locator("[data-run=over]").waitFor();
  assert.equal(await settled(page), "report");
  assert.equal(host.asked("icon.svg") - before, 20);
  assert.ok(await page.evaluate(async (path) => (await caches.match(path)) !== undefined, pathname));
});

onKept("another version waits until the user wants it", async ({ page, start }) => {
  await pick(page, SUMMARY);
  await shown(page);
  host.plant("service-worker.js", "// The next version.");
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
  const note = page.locator(".new-version");
  await note.waitFor();
  assert.match(await note.innerText(), /A new version of sloscope is ready/);
  await assertAccessible(page);
  assert.ok(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting !== null));
  assert.equal(await settled(page), "report");
  await Promise.all([page.waitForEvent("load"), note.getByText("Reload and use it").click()]);
  await page.locator("[data-app]").waitFor();
  assert.ok(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting === null));
  assert.equal(await note.count(), 0);
});

onKept("a browser finds nothing that keeps it from being installed, and files of the system are opened", async ({ page, start, context }) => {
  const session = await context.newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"), []);
  assert.deepEqual(Object.values(JSON.parse(data).file_handlers[0].accept).flat(), [".json", ".ndjson", ".gz", ".csv", ".html", ".slo"]);
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "launchQueue", { value: { setConsumer: (take) => (globalThis.launch = take) } });
  });
  await start();
  await page.waitForFunction(() => globalThis.launch !== undefined);
  await page.evaluate((text) => launch({ files: [{ getFile: async () => new File([text], "summary.json") }] }),
    readFileSync(SUMMARY, "utf8"));
  await shown(page);
});

onKept("the page starts without its host, whatever stands in its address", async ({ page, start }) => {
  host.stop();
  await start("index.html#/run");
  await page.getByRole("heading", { name: "Run a test" }).waitFor();
  await start();
  await page.locator("html[data-offline=ready]").waitFor({ state: "attached" });
  await page.locator("[data-action=keep-runs]").click();
  await pick(page, SUMMARY);
  await shown(page);
  // A kept run comes back with a reload.
  await page.waitForFunction(() => location.search.startsWith("?src=kept:"));
  await until("a start of the run", () => page.evaluate(async () => (await caches.match(location.href)) !== undefined));
  await page.reload();
  await shown(page);
}, [GONE]);
