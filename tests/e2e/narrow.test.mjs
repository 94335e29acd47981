// A part of the run: a tag filter and a window of time; every figure follows, and comes back.

import assert from "node:assert/strict";

import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, pick, sample } from "./support/files.mjs";
import { k6Summary } from "./support/k6-summary.mjs";
import { close, figure, settled } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { until } from "./support/wait.mjs";

const here = sharedSite();
const k6 = k6Summary(sample("summary.json"));
const stated = (series, stat) => k6.values.find((v) => v.series === series && v.stat === stat).value;

async function opened({ page, open }) {
  await open();
  await pick(page, sample("results.json.gz"));
  await settled(page);
  await page.locator("summary", { hasText: "Filter" }).click();
}

/** Waits until the page shows a value of k6, to 1e-9. */
async function shows(page, metric, stat, value) {
  const same = (shown) => shown !== undefined && close(shown, value);
  await until(`${metric} ${stat}, of which k6 says ${value}`, () => figure(page, metric, stat), same);
}

onPage(here, "narrow: a filter by a scenario shows k6's numbers of that scenario", async (on) => {
  const { page } = on;
  await opened(on);
  const whole = await figure(page, "http_req_duration", "p(95)");
  await page.locator(".narrow [data-field=tag]").selectOption("scenario");
  await page.locator(".narrow [data-field=value]").selectOption("rps_300");
  await page.locator("[data-action=add-filter]").click();
  await shows(page, "http_req_duration", "p(95)", stated("http_req_duration{scenario:rps_300}", "p(95)"));
  await page.locator("[data-selection]").getByText("scenario = rps_300").waitFor();
  await assertAccessible(page, "a part of the run");
  await assertNoSidewaysScroll(page, [390, 1440]);
  await page.locator("[data-action=remove-filter]").click();
  await shows(page, "http_req_duration", "p(95)", whole);
});

onPage(here, "narrow: a window of time is taken in, and a wrong one is reported", async (on) => {
  const { page } = on;
  await opened(on);
  const from = page.locator(".narrow [data-field=From]");
  await from.fill("0:50");
  await page.locator(".narrow [data-field=To]").fill("40s");
  await page.locator("[data-action=set-window]").click();
  await page.getByText("The window ends before it starts.").waitFor();
  await from.fill("soon");
  await page.locator("[data-action=set-window]").click();
  await page.getByText("Write moments as 1:23").waitFor();
  const whole = await figure(page, "http_reqs", "count");
  await from.fill("40s");
  await page.locator(".narrow [data-field=To]").fill("");
  await page.locator("[data-action=set-window]").click();
  await page.locator(".chips").getByText("0:40 to the end").waitFor();
  const late = await figure(page, "http_reqs", "count");
  // The last stage plans 400 requests a second for 20 s.
  assert.ok(Math.abs(late - 8000) < 20, String(late));
  await page.locator("[data-action=stage-window]").first().click();
  await page.locator(".chips").getByText("0:00 to 0:20").waitFor();
  const early = await figure(page, "http_reqs", "count");
  assert.ok(Math.abs(early - 4000) < 20, String(early));
  await page.locator("[data-action=remove-window]").click();
  await shows(page, "http_reqs", "count", whole);
});

onPage(here, "narrow: the part shown is in the address, goes back with the history, and is opened from a link", async (on) => {
  const { page, url } = on;
  await opened(on);
  const whole = await figure(page, "http_reqs", "count");
  assert.equal(new URL(page.url()).hash, "#/report?tab=all");
  await page.locator(".narrow [data-field=tag]").selectOption("scenario");
  await page.locator(".narrow [data-field=value]").selectOption("rps_300");
  await page.locator("[data-action=add-filter]").click();
  const part = stated("http_reqs{scenario:rps_300}", "count");
  await shows(page, "http_reqs", "count", part);
  await page.waitForURL(/#\/report\?tab=all&v=1&where=scenario=rps_300$/);
  await page.goBack();
  await shows(page, "http_reqs", "count", whole);
  await page.goForward();
  await shows(page, "http_reqs", "count", part);
  // A link to the sample with a window: the first report is of that part.
  await page.goto("about:blank");
  await page.goto(`${url}?src=sample/results.json.gz#/report?tab=all&v=1&from=0:40&where=scenario=rps_400`);
  await settled(page);
  await page.locator(".chips").getByText("0:40 to the end").waitFor();
  await page.locator(".chips").getByText("scenario = rps_400").waitFor();
  await shows(page, "http_reqs", "count", stated("http_reqs{scenario:rps_400}", "count"));
  await page.locator("[data-action=remove-all]").click();
  await shows(page, "http_reqs", "count", whole);
  await page.waitForURL(/#\/report\?tab=all$/);
});

onPage(here, "narrow: what is left out is left out, and an error rate of picked requests is not judged", async (on) => {
  const { page, open } = on;
  await open();
  await pick(page, fixture("v2.2/thresholds_fail/results.json.gz"));
  await settled(page);
  await page.locator("summary", { hasText: "Filter" }).click();
  const count = () => figure(page, "http_reqs", "count");
  const [whole, rate] = [await count(), await figure(page, "http_req_failed", "rate")];
  await page.locator("[data-action=only-successes]").click();
  await page.locator(".chips").getByText("expected_response ≠ false").waitFor();
  await shows(page, "http_reqs", "count", Math.round(whole * (1 - rate)));
  await page.locator("[data-objective^='http_req_failed'][data-verdict='cannot-judge']").first().waitFor();
  await page.locator("[data-action=remove-filter]").click();
  await shows(page, "http_reqs", "count", whole);
  await page.locator(".narrow [data-field=tag]").selectOption("name");
  await page.locator(".narrow [data-field=value]").selectOption("flaky");
  await page.locator("[data-action=add-without]").click();
  await page.locator(".chips").getByText("name ≠ flaky").waitFor();
  assert.ok((await count()) < whole);
  await page.locator("[data-field='warm-up']").fill("20s");
  await page.locator("[data-action=trim-warm-up]").click();
  await page.locator(".chips").getByText("0:20 to the end").waitFor();
});

onPage(here, "narrow: of many questions in a row the last one is answered", async (on) => {
  const { page } = on;
  await opened(on);
  const stages = page.locator("[data-action=stage-window]");
  // Faster than answers come.
  await stages.evaluateAll((buttons) => {
    for (let i = 0; i < 60; i += 1) buttons[i % 2].click();
    buttons[2].click();
  });
  await page.locator(".chips").getByText("0:40 to").waitFor();
  await settled(page);
  const late = await figure(page, "http_reqs", "count");
  assert.ok(Math.abs(late - 8000) < 20, String(late));
  await page.waitForURL(/from=(39\.9|40)/);
  await page.goBack();
  await page.waitForURL(/#\/report\?tab=all$/, { timeout: 5000 });
});
