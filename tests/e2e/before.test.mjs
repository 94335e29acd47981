// What is said and asked before a test, what is shown while it runs, and practice where there is no service.
import assert from "node:assert/strict";
import { assertAccessible, assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { made, pick } from "./support/files.mjs";
import { close, figures, settled, verdicts } from "./support/report.mjs";
import { openPlan, over, plan, saved, unfold, write } from "./support/plan.mjs";
import { onPage, site } from "./support/site.mjs";
import { SLOW } from "./support/slow.mjs";

const here = site();
const NOT_LOADED = /Failed to load resource|blocked by CORS policy|net::ERR/;
const reach = { allow: ({ target }) => [target], expect: [NOT_LOADED] };
const get = (url, more = {}) => [{ name: "get", method: "GET", url, ...more }];

async function look(page, state = "answered") {
  await page.locator("[data-action=look]").click();
  const found = page.locator(`[data-look=${state}]`);
  await found.waitFor();
  return found.innerText();
}

onPage(here, "before: CORS and Timing-Allow-Origin are reported with what three servers need", async (on) => {
  const { page, target } = on;
  await write(on, plan(target, { requests: get("/nocors/fast", { headers: { "X-Key": "1" } }) }));
  await page.locator("[data-before]").getByText("because of the header x-key").waitFor();
  const cors = await look(page, "failed");
  assert.match(cors, /Access-Control-Allow-Headers "X-Key"/);
  for (const server of ["# nginx", "# FastAPI", "// Express"]) assert.ok(cors.includes(server), server);
  assert.equal(await page.locator("[data-action=start-run]").innerText(), "Start anyway");
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [320, 1440]);
  await page.locator("[data-field=url]").fill(`${target}notiming/fast`);
  await page.locator("[data-look=outdated]").waitFor();
  const untold = await look(page);
  assert.match(untold, /does not send Timing-Allow-Origin[^]*preflight, because of the header x-key[^]*asks before each request/);
  assert.match(untold, /over HTTP\/1\.1 can carry[^]*add_header Timing-Allow-Origin/);
}, reach);

onPage(here, "before: what the browser says of itself is reported", async (on) => {
  const { page, target, url } = on;
  await page.addInitScript(() => {
    Object.defineProperty(navigator, "serviceWorker", { value: { controller: {} } });
  });
  await write(on, plan(target));
  assert.equal(await page.locator("[data-before]").isVisible(), false, "there is nothing to know");
  await page.locator("[data-field=target]").fill(url.replace(/\/$/, ""));
  await page.locator("[data-before]").getByText("A service worker of 127.0.0.1").waitFor();
}, reach);

onPage(here, "before: caps are raised knowingly", async (on) => {
  const { page, target } = on;
  await write(on, plan(target, { rate: 1500, duration: "20m" }));
  const start = page.locator("[data-action=start-run]");
  const caps = page.locator("[data-field=raise-cap]");
  await caps.first().waitFor();
  assert.deepEqual(await caps.evaluateAll((all) => all.map((cap) => cap.dataset.cap)), ["rate", "duration"]);
  assert.ok(await start.isDisabled());
  await caps.nth(0).check();
  assert.ok(await start.isDisabled(), "each asks on its own");
  await caps.nth(1).check();
  assert.ok(await start.isEnabled());
  await assertAccessibleEverywhere(page);
  // A plan that goes further asks again.
  await page.locator("[data-field=stages]").fill("1600 for 20m");
  assert.ok(await start.isDisabled());
  await page.locator("[data-field=stages]").fill("100 for 10s");
  assert.equal(await caps.count(), 0);
  assert.ok(await start.isEnabled());
}, reach);

onPage(here, "before: what this machine holds is measured, kept, and a plan beyond it warned of", async (on) => {
  const { page, target } = on;
  await write(on, plan(target, { rate: 50 }));
  const held = page.locator("[data-held]");
  assert.match(await held.innerText(), /is not known/);
  await page.locator("[data-action=calibrate]").click();
  await page.locator("[data-held=known]").waitFor({ timeout: 40_000 });
  assert.match(await held.innerText(), /This machine (held|did not hold) .* on 20\d\d-\d\d-\d\d, against the demo target/);
  await page.reload();
  await page.locator("[data-held=known]").waitFor();
  await unfold(page);
  await page.locator("[data-field=stages]").fill("900 for 10s");
  await held.getByText("The plan has up to 900.0/s: it is not shown").waitFor();
  await assertAccessibleEverywhere(page);
}, { ...reach, skip: SLOW });

onPage(here, "during: rates, objectives and the wake lock; the tab asks before it closes; files at the end", async (on) => {
  const { page, target, seen } = on;
  await page.addInitScript(() => {
    globalThis.locks = { asked: 0, released: 0 };
    const lock = { release: async () => { globalThis.locks.released += 1; } };
    Object.defineProperty(navigator, "wakeLock", { value: { request: async () => { globalThis.locks.asked += 1; return lock; } } });
  });
  const asks = () => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
  const thresholds = { http_req_failed: ["rate<0.01"], http_req_duration: ["p(95)<0.001"] };
  await write(on, plan(target, { rate: 50, duration: "12s", thresholds, warmUp: "2s" }));
  assert.equal(await asks(), false);
  await page.locator("[data-action=start-run]").click();
  await page.locator("[data-run=going]").waitFor();
  await page.locator("[data-live=sent-rate]").waitFor();
  assert.equal(await page.locator("[data-live=planned-rate]").getAttribute("data-value"), "50");
  await page.locator("[data-live-objective=fail]").waitFor();
  await page.locator("[data-live-objective=pass]").waitFor();
  await page.locator("[data-run]").getByText(/^Objectives, [\d.]+ s into the run:$/).waitFor();
  assert.equal(await asks(), true);
  assert.deepEqual(await page.evaluate(() => globalThis.locks), { asked: 1, released: 0 });
  await assertAccessible(page, "while a test runs");
  await over(page);
  assert.equal(await asks(), true, "its samples are in no file yet");
  assert.deepEqual(await page.evaluate(() => globalThis.locks), { asked: 1, released: 1 });
  assert.equal(await settled(page), "report");
  // The warm-up is out of the verdict.
  await page.locator("[data-selection]").getByText("phase ≠ warm-up").waitFor();
  await page.waitForFunction(() => Number(document.querySelector('[data-metric="http_reqs"][data-stat="count"]')?.dataset.value) === 500);
  assert.deepEqual(await verdicts(page), { "http_req_failed: rate<0.01": "pass", "http_req_duration: p(95)<0.001": "fail" });
  const summary = await saved(page, "save-summary");
  assert.equal(summary.name, "summary.json");
  const samples = await saved(page, "save-samples");
  assert.equal(await asks(), false);
  await page.locator("[data-action=close-run]").click();
  // Each is read back, and their numbers agree.
  await page.goto("about:blank");
  await on.open();
  await pick(page, made({ name: summary.name, buffer: Buffer.from(summary.text) }));
  assert.equal(await settled(page), "report");
  const numbers = async () => {
    const all = await figures(page);
    return new Map(all.filter((f) => f.value !== null && (f.scope ?? "all") === "all").map((f) => [`${f.metric} ${f.stat}`, f.value]));
  };
  const stated = await numbers();
  assert.equal(stated.get("http_reqs count"), 600);
  await page.goto("about:blank");
  await on.open();
  await pick(page, made({ name: samples.name, buffer: Buffer.from(samples.text) }));
  assert.equal(await settled(page), "report");
  const computed = await numbers();
  const differ = [...stated].filter(([what, value]) => computed.has(what) && !close(computed.get(what), value));
  assert.deepEqual(differ, []);
  assert.ok([...stated.keys()].filter((what) => computed.has(what)).length > 20);
  assert.deepEqual(seen.dialogs, []);
}, { ...reach, timeout: 90_000, skip: SLOW });

onPage(here, "practice: without a service, and marked wherever its numbers go", async (on) => {
  const { page } = on;
  await page.route("**/demo-target", (route) => route.fulfill({ status: 404, body: "" }));
  await on.open("#/run");
  await page.locator("[data-action=practice]").click();
  await page.locator("[data-practice]").getByText("no measurement of a service").waitFor();
  const start = page.locator("[data-action=start-run]");
  assert.match(await start.innerText(), /practice/);
  await unfold(page);
  await page.locator("[data-field=stages]").fill("20 for 3s");
  await assertAccessibleEverywhere(page);
  await start.click();
  await page.locator("[data-run=going]").waitFor();
  assert.match(await page.locator("#live-title").innerText(), /not a measurement/);
  await over(page);
  assert.equal(await settled(page), "report");
  await page.locator(".warnings [data-note=warning]").getByText("This is practice, not a measurement").waitFor();
  await page.getByText("Practice, not a measurement: ").first().waitFor();
  await page.waitForFunction(() => Number(document.querySelector('[data-metric="http_reqs"][data-stat="count"]')?.dataset.value) === 60);
  assert.equal((await saved(page, "save-summary")).text.includes('"note": "Practice, not a measurement'), true);
  const samples = await saved(page, "save-samples");
  assert.equal(samples.name, "practice-results.json");
  await page.goto("about:blank");
  await on.open();
  await pick(page, made({ name: "renamed.json", buffer: Buffer.from(samples.text) }));
  assert.equal(await settled(page), "report");
  await page.locator(".warnings [data-note=warning]").getByText("This is practice, not a measurement").waitFor();
}, { expect: [NOT_LOADED] });

onPage(here, "access: a run that goes on", async ({ page, open, target }) => {
  await open("#/run");
  await page.getByText("As text: JSON").click();
  await page.waitForFunction(() => /127\.0\.0\.1/.test(document.querySelector("[data-field=target]")?.value));
  await page.locator("[data-field=plan]").fill(JSON.stringify({
    version: "sloscope.plan/1",
    name: "a test",
    target: target.replace(/\/$/, ""),
    requests: [{ name: "clarify", method: "POST", url: "/clarify?ms=2", json: { prompt: "What does this light mean?" } }],
    scenarios: [{ name: "steady", executor: "constant-arrival-rate", rate: 20, duration: "40s", preAllocatedVUs: 5, maxVUs: 20, gracefulStop: "1s" }],
  }));
  await assertAccessibleEverywhere(page);
  await page.locator("[data-action=start-run]").click();
  await page.locator("[data-run] .live-figures").waitFor();
  await page.locator(".report [data-overall]").waitFor();
  await assertAccessibleEverywhere(page);
}, { allow: ({ target }) => [target], expect: [/Failed to load resource/], timeout: 120_000 });
