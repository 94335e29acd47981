// A test that is run from the page, against the demo target: what the report says is what the server counted.
import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { pick } from "./support/files.mjs";
import { DESKTOP } from "./support/browser.mjs";
import { assertBarsApart, close, figure, figures, settled, verdicts } from "./support/report.mjs";
import { plan as planOf, write } from "./support/plan.mjs";
import { refusing } from "./support/server.mjs";
import { onPage, site } from "./support/site.mjs";
import { SLOW } from "./support/slow.mjs";
import { until } from "./support/wait.mjs";

const here = site();
const NOT_LOADED = /Failed to load resource|blocked by CORS policy|net::ERR/;
/** Nothing listens there. */
let refused;
before(async () => { refused = await refusing(); });
after(() => refused?.stop());
const reach = { allow: ({ target, odd }) => [target, odd, refused.url], expect: [NOT_LOADED] };

/** A plan with one scenario of a constant rate, of requests that are answered after 2 ms. */
function plan(target, of = {}) {
  const request = { name: "clarify", method: "POST", url: "/clarify?ms=2", json: { prompt: "What does this light mean?" } };
  return planOf(target, { requests: [request], ...of });
}

/** Looks at the target, then starts: what the look asked is not counted. */
async function start(on, plan) {
  await write(on, plan);
  await on.page.locator("[data-action=look]").click();
  await on.page.locator("[data-look=answered], [data-look=failed]").waitFor();
  await reset(on.target);
  await on.page.locator("[data-action=start-run]").click();
}

/** Waits until the run is over and its report is shown. */
async function over(page, timeout = 40_000) {
  await page.locator("[data-run=over]").waitFor({ timeout });
  assert.equal(await settled(page), "report");
}

/** The rows of the table of errors, as texts. */
async function errorRows(page) {
  await page.locator("#errors").waitFor();
  return page.locator("#errors tbody tr").allTextContents();
}

/** The server forgets what it counted. */
async function reset(target) {
  await fetch(new URL("counts", target), { method: "POST" });
}

async function counts(target) {
  return (await fetch(new URL("counts", target))).json();
}

/** Waits for a figure to have a value: a report may still be under way. */
async function shows(page, metric, stat, value) {
  await until(`${metric} ${stat} is ${value}`, () => figure(page, metric, stat), (now) => now === value);
}

/**
 * What samples in k6's NDJSON say of a metric, read as any tool of k6's reads them: each metric declared before its points,
 * each point with a time and tags that are texts; percentiles between ranks, as k6 has them.
 */
function plainly(text, metric) {
  const declared = new Map();
  const values = [];
  for (const { type, metric: name, data } of text.trim().split("\n").map((line) => JSON.parse(line))) {
    if (type === "Metric") declared.set(name, data.type);
    if (type !== "Point") continue;
    assert.ok(declared.has(name), `${name} is declared`);
    assert.ok(Date.parse(data.time) > 0, data.time);
    assert.ok(Object.values(data.tags).every((tag) => typeof tag === "string"), JSON.stringify(data.tags));
    if (name === metric) values.push(data.value);
  }
  values.sort((a, b) => a - b);
  const sum = values.reduce((all, value) => all + value, 0);
  const at = (share) => {
    const rank = share * (values.length - 1);
    const [below, above] = [values[Math.floor(rank)], values[Math.ceil(rank)]];
    return below + (above - below) * (rank - Math.floor(rank));
  };
  switch (declared.get(metric)) {
    case "counter": return { count: sum };
    case "rate": return { rate: sum / values.length };
    default: return { avg: sum / values.length, min: at(0), med: at(0.5), max: at(1), "p(90)": at(0.9), "p(95)": at(0.95) };
  }
}

onPage(here, "run: 10 s at 100 requests a second are what the server counted", async (on) => {
  const { page, target } = on;
  const checks = [{ status: 200 }, { jsonPath: "clarification" }];
  const requests = [{ name: "clarify", method: "POST", url: "/clarify?ms=2", json: { prompt: "{{prompt}}" }, checks }];
  const data = { columns: ["prompt"], rows: [["What does this light mean?"], ["\"Öl\" 🚗 oder\nBenzin?"]] };
  const thresholds = { http_req_failed: ["rate<0.01"], http_req_duration: ["p(95)<1000"] };
  await start(on, plan(target, { requests, data, duration: "10s", thresholds }));
  // The report is there while the test runs.
  await page.locator("[data-run=going]").waitFor();
  assert.equal(await settled(page), "report");
  await page.locator("[data-live=started]").waitFor();
  await over(page);
  const { "POST /clarify": counted } = await counts(target);
  assert.equal(counted, 1000);
  await shows(page, "http_reqs", "count", counted);
  await shows(page, "iterations", "count", counted);
  const all = await figures(page);
  const value = (metric, stat) => all.find((f) => f.metric === metric && f.stat === stat && (f.scope ?? "all") === "all")?.value;
  assert.equal(value("http_req_failed", "rate"), 0);
  assert.equal(value("checks", "rate"), 1);
  assert.equal(value("sloscope_schedule_lag", "count") ?? counted, counted);
  const kept = { "http_req_failed: rate<0.01": "pass", "http_req_duration: p(95)<1000": "pass" };
  assert.deepEqual(await verdicts(page), kept);
  // What is saved is read back to the same numbers.
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("[data-action=save-samples]").click()]);
  const path = join(tmpdir(), `sloscope-run-${process.pid}.json`);
  await download.saveAs(path);
  const text = await readFile(path, "utf8");
  for (const metric of ["http_reqs", "iterations", "http_req_failed", "checks", "http_req_duration", "sloscope_schedule_lag", "sloscope_response_time"]) {
    for (const [stat, number] of Object.entries(plainly(text, metric))) {
      const shown = value(metric, stat);
      assert.ok(close(shown, number), `${metric} ${stat}: ${shown} on the page, ${number} in the file`);
    }
  }
  await on.open();
  await pick(page, path);
  await settled(page);
  const again = await figures(page);
  const key = (f) => `${f.scope ?? "all"} ${f.metric} ${f.stat}`;
  const numbers = (list) => new Map(list.map((f) => [key(f), f.value]));
  const [live, read] = [numbers(all), numbers(again)];
  const differ = [...live].filter(([what, number]) => read.has(what) && read.get(what) !== number && !close(read.get(what), number));
  assert.deepEqual(differ, []);
  assert.ok([...live.keys()].filter((what) => read.has(what)).length > 50, "figures are compared");
  assert.deepEqual(await verdicts(page), kept);
  await rm(path);
}, reach);

onPage(here, "run: each way to end has its own message", async (on) => {
  const { page, target } = on;
  const odd = here.server.odd.replace(/\/$/, "");
  const of = (name, url) => ({ name, method: "GET", url });
  const requests = [
    of("ok", "/status/200"),
    of("fails", "/status/500"),
    of("hops", "/redirect?hops=2"),
    of("late", "/slow?ms=5000"),
    of("no-cors", "/nocors/fast"),
    of("refused", refused.url),
    of("cut", `${odd}/cut`),
    of("closed", `${odd}/close`),
    of("trickle", `${odd}/trickle?ms=300`),
    // No header can say that, which is seen only once the row is put in.
    { ...of("no-header", "/fast"), headers: { "X-Key": "{{key}}" } },
  ];
  const data = { columns: ["key"], rows: [["ключ"]] };
  await start(on, plan(target, { requests, data, rate: 25, duration: "6s", timeout: "2s" }));
  await over(page);
  await shows(page, "http_reqs", "count", 150);
  const rows = await errorRows(page);
  const told = (name) => rows.filter((row) => row.includes(`GET ${name}`)).join(" | ");
  assert.match(told("fails"), /1500|500/);
  assert.match(told("late"), /1050/);
  assert.match(told("no-cors"), /1901/);
  assert.match(told("refused"), /1900/);
  assert.match(told("cut"), /1902/);
  assert.match(told("closed"), /1900/);
  assert.match(told("no-header"), /1020/);
  assert.match(told("hops"), /1905/);
  for (const name of ["ok", "trickle"]) assert.equal(told(name), "", `${name} is no error`);
}, reach);

onPage(here, "run: a window is set while it runs, and every figure is of it", async (on) => {
  const { page, target } = on;
  const requests = [{ name: "get", method: "GET", url: "/fast" }];
  await start(on, plan(target, { requests, rate: 50, duration: "12s" }));
  await page.waitForFunction(() => Number(document.querySelector('[data-metric="http_reqs"][data-stat="count"]')?.dataset.value) > 150);
  await assertBarsApart(page, DESKTOP);
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.locator(".narrow [data-field=From]").fill("1s");
  await page.locator(".narrow [data-field=To]").fill("2s");
  await page.locator("[data-action=set-window]").click();
  await page.locator(".chips").getByText("0:01 to 0:02").waitFor();
  const inside = async () => {
    const count = await figure(page, "http_reqs", "count");
    // On a busy machine some are late.
    assert.ok(Math.abs(count - 50) <= 10, `${count} in a second of 50`);
    return count;
  };
  const during = await inside();
  assert.equal(await page.locator("[data-run]").getAttribute("data-run"), "going");
  await over(page);
  assert.equal(await inside(), during, "what comes later is not in it");
  await page.locator("[data-action=remove-window]").click();
  await shows(page, "http_reqs", "count", 600);
}, reach);

/** On demand, what workers tell the page comes late. */
function holdable() {
  let late = null;
  globalThis.hold = () => (late = []);
  globalThis.release = () => {
    const all = late;
    late = null;
    for (const { target, data } of all) target.dispatchEvent(new MessageEvent("message", { data }));
  };
  globalThis.Worker = class extends Worker {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", (event) => {
        if (!late) return;
        event.stopImmediatePropagation();
        late.push(event);
      });
    }
  };
}

onPage(here, "run: what nobody sees is drawn later, and new once it is scrolled to or printed", async (on) => {
  const { page, target } = on;
  await page.addInitScript(holdable);
  // Its objectives tell in the panel how far a report goes.
  const thresholds = { http_req_failed: ["rate<0.5"] };
  await start(on, plan(target, { requests: [{ name: "get", method: "GET", url: "/fast" }], rate: 50, duration: "60s", thresholds }));
  const far = '#metrics [data-metric="http_reqs"][data-stat="count"]';
  const cell = page.locator(far).first();
  await cell.waitFor({ state: "attached" });
  const shown = async () => Number(await cell.getAttribute("data-value"));
  /** Waits for the next report: the panel above tells how far it goes. */
  const told = () => page.locator("[data-run] .note").innerText();
  const next = async () => {
    const before = await told();
    await page.waitForFunction((before) => document.querySelector("[data-run] .note").innerText !== before, before);
  };
  // It is drawn every 10 s. Just after that, reports leave it as it is.
  const drawnAnew = (old) => page.waitForFunction(([far, old]) => Number(document.querySelector(far).dataset.value) > old, [far, old]);
  await drawnAnew(await shown());
  const old = await shown();
  await next();
  await next();
  assert.equal(await shown(), old, "it is left for later");
  // Scrolled to, it is new, though no further report comes.
  await page.evaluate(() => hold());
  await cell.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await drawnAnew(old);
  await page.evaluate(() => release());
  // Out of sight again, it is new on paper: the browser takes the page as it is when all that waits for no task is done.
  await page.evaluate(() => scrollTo(0, 0));
  const before = await shown();
  await next();
  const printed = await page.evaluate(async (far) => {
    dispatchEvent(new Event("beforeprint"));
    for (let turn = 0; turn < 100; turn += 1) await null;
    return Number(document.querySelector(far).dataset.value);
  }, far);
  assert.ok(printed > before, `${printed} on paper, ${before} before`);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("[data-run]").getAttribute("data-run"), "going");
  await page.locator("[data-action=stop-run]").click();
  await over(page);
  const started = Number(await page.locator("[data-live=started]").getAttribute("data-value"));
  await shows(page, "http_reqs", "count", started);
  assert.equal(await shown(), started);
}, { ...reach, skip: SLOW });

onPage(here, "run: stopping lets what is under way end, and giving up does not", async (on) => {
  const { page, target } = on;
  const requests = [{ name: "slow", method: "GET", url: "/slow?ms=1000" }];
  await start(on, plan(target, { requests, rate: 5, duration: "30s" }));
  await page.locator("[data-live=started]").waitFor();
  await page.waitForFunction(() => Number(document.querySelector("[data-live=started]")?.dataset.value) >= 5);
  await page.locator("[data-action=stop-run]").click();
  await page.locator("[data-action=stop-now]").waitFor();
  await over(page);
  const started = Number(await page.locator("[data-live=started]").getAttribute("data-value"));
  assert.ok(started < 20, `${started} were sent`);
  await shows(page, "http_reqs", "count", started);
}, reach);

onPage(here, "run: one that is stopped at once has sent nothing, and says so", async (on) => {
  const { page, target } = on;
  await write(on, plan(target, { rate: 400, duration: "30s" }));
  await page.locator("[data-action=look]").click();
  await page.locator("[data-look=answered]").waitFor();
  await reset(target);
  // Its worker is not there yet.
  await page.evaluate(async () => {
    document.querySelector("[data-action=start-run]").click();
    await new Promise((done) => setTimeout(done));
    document.querySelector("[data-action=stop-run]").click();
  });
  await page.locator("[data-run=over]").waitFor();
  assert.equal(await page.locator("[data-live=started]").getAttribute("data-value"), "0");
  assert.equal(await settled(page), "report");
  assert.equal(await page.locator("[data-overall]").getAttribute("data-verdict"), "not-judged");
  assert.deepEqual(await (await fetch(new URL("counts", target))).json(), {});
}, reach);

onPage(here, "run: an objective that may abort ends the run", async (on) => {
  const { page, target } = on;
  const requests = [{ name: "fails", method: "GET", url: "/status/503" }];
  const thresholds = { http_req_failed: [{ threshold: "rate<0.5", abortOnFail: true }] };
  await start(on, plan(target, { requests, rate: 20, duration: "60s", thresholds }));
  await over(page, 20_000);
  await page.getByText("it says abortOnFail").first().waitFor();
  assert.deepEqual(await verdicts(page), { "http_req_failed: rate<0.5": "fail" });
}, reach);

onPage(here, "run: too many in flight are dropped, never queued", async (on) => {
  const { page, target } = on;
  const requests = [{ name: "slow", method: "GET", url: "/slow?ms=500" }];
  const one = plan(target, { requests, rate: 20, duration: "3s" });
  Object.assign(one.scenarios[0], { preAllocatedVUs: 2, maxVUs: 2 });
  await start(on, one);
  await over(page);
  const live = async (name) => Number(await page.locator(`[data-live=${name}]`).getAttribute("data-value"));
  const [started, dropped] = [await live("started"), await live("dropped")];
  assert.equal(started + dropped, 60);
  assert.ok(started >= 8 && started <= 16, `${started} of 2 at a time were sent`);
  await shows(page, "dropped_iterations", "count", dropped);
}, reach);

onPage(here, "run: a look at the target says what it is", async (on) => {
  const { page, target } = on;
  await write(on, plan(target));
  await page.locator("[data-action=look]").click();
  const look = page.locator("[data-look=answered]");
  await look.waitFor();
  assert.match(await look.innerText(), /HTTP 200[^]*Resource Timing[^]*HTTP\/1\.1 can carry/);
  await page.locator("[data-field=url]").fill(`${target}nocors/fast`);
  await page.locator("[data-look=outdated]").waitFor();
  await page.locator("[data-action=look]").click();
  const failed = page.locator("[data-look=failed]");
  await failed.waitFor();
  assert.match(await failed.innerText(), /CORS[^]*Access-Control-Allow-Origin/);
}, reach);

onPage(here, "run: another host has to be typed", async (on) => {
  const { page } = on;
  await write(on, plan("https://shop.example.org"));
  const button = page.locator("[data-action=start-run]");
  assert.ok(await button.isDisabled());
  await page.locator("[data-field=host]").fill("shop.example.com");
  assert.ok(await button.isDisabled());
  await page.locator("[data-field=host]").fill("shop.example.org");
  assert.ok(await button.isEnabled());
}, reach);

onPage(here, "run: fields and text say the same, and mistakes are reported", async (on) => {
  const { page, target } = on;
  await write(on, plan(target));
  await page.locator("[data-field=stages]").fill("50 for 2s\n50 to 100 for 2s");
  await page.locator("[data-field=method]").fill("get");
  await page.locator("[data-mistake]").getByText("no body with GET").waitFor();
  assert.ok(await page.locator("[data-action=start-run]").isDisabled());
  await page.locator("[data-field=body]").fill("");
  await page.locator("[data-mistake]").waitFor({ state: "detached" });
  const text = JSON.parse(await page.locator("[data-field=plan]").inputValue());
  assert.equal(text.requests[0].method, "GET");
  assert.equal(text.scenarios[1].executor, "ramping-arrival-rate");
  await page.locator("[data-field=stages]").fill("50 in 2s");
  await page.locator("#plan-stages[aria-invalid=true]").waitFor();
  await page.locator("#plan-stages-hint").getByText("is not a stage").waitFor();
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [320, 768, 1440]);
}, reach);

onPage(here, "run: a plan beyond what the browser can carry is not started in silence", async (on) => {
  const { page, target } = on;
  const requests = [{ name: "slow", method: "GET", url: "/slow?ms=300" }];
  await write(on, plan(target, { requests, rate: 50, duration: "2s" }));
  await page.locator("[data-action=start-run]").click();
  const look = page.locator("[data-look=answered]");
  await look.waitFor();
  assert.match(await look.innerText(), /more than that[^]*What would lift it[^]*was not started/);
  assert.equal(await page.locator("[data-run]").count(), 0);
  await page.locator("[data-action=start-run]").click();
  await over(page);
  await page.getByText("Requests waited in the browser").first().waitFor();
}, reach);
