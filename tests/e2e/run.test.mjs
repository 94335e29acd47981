// A test that is run from the page, against the demo target: what the report says is what the server counted.
import assert from "node:assert/strict";
import { figure, figures, settled, verdicts } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";

const here = site();
const NOT_LOADED = /Failed to load resource|blocked by CORS policy|net::ERR/;
const reach = { allow: ({ target, odd }) => [target, odd], expect: [NOT_LOADED] };

/** A plan with one scenario of a constant rate. */
function plan(target, { requests, rate = 100, duration = "3s", ...rest } = {}) {
  return {
    version: "sloscope.plan/1",
    name: "a test",
    target: target.replace(/\/$/, ""),
    requests: requests ?? [{ name: "clarify", method: "POST", url: "/clarify?ms=2", json: { prompt: "What does this light mean?" } }],
    scenarios: [{ name: "steady", executor: "constant-arrival-rate", rate, duration, preAllocatedVUs: 20, maxVUs: 200, gracefulStop: "5s" }],
    ...rest,
  };
}

async function start({ page, open }, plan) {
  await open("#/run");
  await page.locator("[data-field=plan]").fill(JSON.stringify(plan));
  await page.locator("[data-action=start-run]").click();
}

/** Waits until the run is over and its report is shown. */
async function over(page, timeout = 40_000) {
  await page.locator("[data-run=over]").waitFor({ timeout });
  assert.equal(await settled(page), "report");
}

async function reset(target) {
  await fetch(new URL("counts", target), { method: "POST" });
}

async function counts(target) {
  return (await fetch(new URL("counts", target))).json();
}

/** Waits for a figure to have a value: a report may still be under way. */
async function shows(page, metric, stat, value) {
  let now;
  for (let tries = 0; tries < 60; tries += 1) {
    now = await figure(page, metric, stat);
    if (now === value) return;
    await page.waitForTimeout(100);
  }
  assert.equal(now, value, `${metric} ${stat}`);
}

onPage(here, "run: 10 s at 100 requests a second are what the server counted", async (on) => {
  const { page, target } = on;
  await reset(target);
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
  assert.deepEqual(await verdicts(page), { "http_req_failed: rate<0.01": "pass", "http_req_duration: p(95)<1000": "pass" });
}, reach);
