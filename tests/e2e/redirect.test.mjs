// Load goes only where it was consented to: a target that redirects, counted on the side of both servers.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { settled } from "./support/report.mjs";
import { over, plan, write, written } from "./support/plan.mjs";
import { startRedirecting } from "./support/redirecting.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { stays } from "./support/wait.mjs";

const here = sharedSite();
let servers;
before(async () => { servers = await startRedirecting(); });
after(() => servers?.stop());

const NOT_LOADED = /Failed to load resource|blocked by CORS policy|net::ERR/;
/** Chromium announces the request of a redirect that it then does not follow: what was sent, the other server counts. */
const reach = { allow: () => [servers.target.url, servers.other.url], expect: [NOT_LOADED] };

const post = (path) => [{ name: "ask", method: "POST", url: path, json: { prompt: "b0dy" } }];

/** Requests that a server got, without those by which a browser asks for leave. */
function got(server) {
  return server.seen.filter((request) => request.method !== "OPTIONS");
}

/** Looks at the target, and forgets on both servers what that sent. */
async function look(page, state) {
  await page.locator("[data-action=look]").click();
  const found = page.locator(`[data-look=${state}]`);
  await found.waitFor();
  const text = await found.innerText();
  const reached = [...servers.other.seen];
  servers.reset();
  return { text, reached };
}

async function start(page) {
  await page.locator("[data-action=start-run]").click();
}

async function started(page) {
  return Number(await page.locator("[data-live=started]").getAttribute("data-value"));
}

onPage(here, "redirect: by default none is followed, and each is a failure that names the setting", async (on) => {
  const { page } = on;
  servers.reset();
  await write(on, plan(servers.target.url, { requests: post("/away"), rate: 20, duration: "3s" }));
  const seen = await look(page, "failed");
  assert.match(seen.text, /redirect[^]*followRedirects/);
  assert.deepEqual(seen.reached, [], "the look reaches nobody else");
  await start(page);
  await over(page);
  await settled(page);
  assert.equal(await started(page), 60);
  assert.equal(got(servers.target).length, 60);
  assert.deepEqual(servers.other.seen, [], "nothing reached the other host");
  const told = page.locator("[data-redirect=not-followed]");
  assert.equal(await told.getAttribute("data-value"), "60");
  assert.match(await told.innerText(), /60 responses were redirects and not followed[^]*followRedirects/);
  await page.locator("#errors tbody tr").filter({ hasText: "1905" }).first().waitFor({ state: "attached" });
}, reach);

onPage(here, "redirect: a loop costs one request each", async (on) => {
  const { page } = on;
  servers.reset();
  await write(on, plan(servers.target.url, { requests: post("/loop"), rate: 32, duration: "2s" }));
  await look(page, "failed");
  await start(page);
  await over(page);
  assert.equal(await started(page), 64);
  assert.equal(got(servers.target).length, 64);
}, reach);

onPage(here, "redirect: where the plan follows, one to a host of the plan is followed and said", async (on) => {
  const { page } = on;
  servers.reset();
  await write(on, plan(servers.target.url, { requests: post("/here"), rate: 20, duration: "2s" }));
  await page.locator("[data-field=follow-redirects]").selectOption("yes");
  assert.equal((await written(page)).followRedirects, true);
  const seen = await look(page, "answered");
  assert.match(seen.text, /a request ended at http:\/\/127\.0\.0\.1:\d+\/ok/);
  await start(page);
  await over(page);
  assert.equal(await page.locator("[data-live=failed]").getAttribute("data-value"), "0");
  assert.equal(got(servers.target).filter((request) => request.path === "/ok").length, 40);
  assert.equal(await page.locator("[data-redirect]").count(), 0);
}, reach);

for (const [path, words] of [["/away", "which is no host of the plan"], ["/mute", "where to cannot be read"]]) {
  onPage(here, `redirect: one that leads to another host stops the test, ${path}`, async (on) => {
    const { page } = on;
    servers.reset();
    await write(on, plan(servers.target.url, { requests: post(path), rate: 20, duration: "30s", followRedirects: true }));
    const seen = await look(page, "failed");
    assert.ok(seen.text.includes(words), seen.text);
    assert.ok(!seen.text.includes("t0ken"), "no query is shown");
    // The look asked where the redirect leads: no request of the plan went there.
    const asked = seen.reached.filter(({ method, body }) => method !== "GET" || body !== "");
    assert.deepEqual(asked, [], "only a request without a body");
    assert.equal(await page.locator("[data-action=start-run]").innerText(), "Start anyway");
    await start(page);
    await over(page, 15_000);
    await settled(page);
    const [sent, reached] = [await started(page), got(servers.other).length];
    // 600 are planned. Until the first answer is there a few more may be under way.
    assert.ok(sent < 40, `${sent} were sent`);
    assert.ok(reached <= sent, `${reached} of ${sent} reached the other host`);
    assert.ok((await page.locator("[data-redirect=away]").innerText()).includes(words));
    // In the panel, and above the report.
    await page.getByText("The test was stopped").nth(1).waitFor({ state: "attached" });
    await stays("nothing comes after the end", () => servers.other.seen.length, servers.other.seen.length, 1000);
  }, reach);
}

onPage(here, "redirect: headers that a browser does not send are said at their field and before the start", async (on) => {
  const { page } = on;
  await write(on, plan(servers.target.url, { requests: post("/ok") }));
  await page.locator("[data-field=headers]").fill("Cookie: a=b\nX-Name: ключ\nX-Key: 1");
  const id = await page.locator("[data-field=headers]").getAttribute("id");
  const cautions = page.locator(`#${id}-hint [data-caution]`);
  await cautions.nth(1).waitFor();
  assert.deepEqual((await cautions.allTextContents()).map((text) => text.split(":")[0]), ["Cookie", "X-Name"]);
  const before = await page.locator("[data-before]").innerText();
  assert.match(before, /The header Cookie[^]*The header X-Name/);
  assert.ok(await page.locator("[data-action=start-run]").isEnabled(), "they are no mistakes");
}, reach);
