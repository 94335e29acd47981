// A part of the run: a tag filter and a window of time; every figure follows, and comes back.

import assert from "node:assert/strict";

import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { pick, sample } from "./support/files.mjs";
import { k6Summary } from "./support/k6-summary.mjs";
import { close, figure, settled } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";

const here = site();
const k6 = k6Summary(sample("summary.json"));
const stated = (series, stat) => k6.values.find((v) => v.series === series && v.stat === stat).value;

async function opened({ page, open }) {
  await open();
  await pick(page, sample("results.json.gz"));
  await settled(page);
  await page.getByText("Look at a part of the run").click();
}

/** Waits until the page shows a value of k6, to 1e-9. */
async function shows(page, metric, stat, value) {
  for (let tries = 0; tries < 100; tries += 1) {
    const shown = await figure(page, metric, stat);
    if (shown !== undefined && close(shown, value)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`${metric} ${stat}: ${await figure(page, metric, stat)}, k6 says ${value}`);
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

onPage(here, "narrow: a window of time is taken in, and a wrong one is told", async (on) => {
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
