// Lists of any length: the page holds the first rows, the true count, a search over all rows, and "show more".
import assert from "node:assert/strict";
import { assertAccessible } from "./support/axe.mjs";
import { made, pick } from "./support/files.mjs";
import { much } from "./support/much.mjs";
import { showAll, shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const STEP = 50;

async function opened({ page, open }, kind) {
  await open();
  await pick(page, made({ name: "results.json", buffer: much(kind) }));
  await shown(page);
}

/** The list that is about `things`, the first of the page or of a part of it. */
function list(page, things, part = page) {
  const of = part.locator(".list").filter({ has: page.getByLabel(`Search the ${things}`, { exact: true }) }).first();
  return { rows: of.locator("tbody > tr"), count: of.getByRole("status"), search: of.locator("[data-field=list-search]"), more: of.locator("[data-action=show-more]") };
}

onPage(here, "lists: 3,000 scenarios are 50 rows, the true count, and those that are searched", async (on) => {
  const { page } = on;
  await opened(on, { scenarios: 3000 });
  const { rows, count, search, more } = list(page, "scenarios", page.locator("#overview"));
  await count.getByText("50 of 3,000 scenarios").waitFor();
  assert.equal(await rows.count(), STEP);
  assert.ok((await page.locator("main *").count()) < 8000, "the page is bounded");
  await search.fill("SCENARIO_2999");
  await count.getByText("1 match among 3,000 scenarios").waitFor();
  assert.deepEqual(await rows.evaluateAll((rows) => rows.map((row) => row.dataset.scenario)), ["scenario_2999"]);
  await search.fill("scenario_29");
  await count.getByText("50 of 111 matches among 3,000 scenarios").waitFor();
  await more.click();
  await count.getByText("100 of 111 matches among 3,000 scenarios").waitFor();
  await search.fill("no such");
  await count.getByText("No match among 3,000 scenarios").waitFor();
  assert.equal(await rows.count(), 0);
  assert.equal(await more.count(), 0);
  await search.fill("");
  await count.getByText("50 of 3,000 scenarios").waitFor();
  await assertAccessible(page, "3,000 scenarios");
}, { timeout: 120_000 });

onPage(here, "lists: more rows by keyboard, the focus on the first of them, on screen and on paper", async (on) => {
  const { page } = on;
  await opened(on, { checks: 400 });
  const { rows, count, more } = list(page, "checks and groups");
  await more.focus();
  await page.keyboard.press("Enter");
  await count.getByText("100 of 800 checks and groups").waitFor();
  assert.equal(await rows.count(), 2 * STEP);
  await page.waitForFunction(() => document.activeElement.matches("#checks tr"));
  const at = await page.evaluate(() => [...document.querySelectorAll("#checks tbody > tr")].indexOf(document.activeElement));
  assert.equal(at, STEP);
  // A part of the run has other rows; what was asked for stays.
  await page.evaluate(() => (location.hash = "#/report?tab=all&from=0&to=0.3"));
  await count.getByText("100 of 600 checks and groups").waitFor();
  await page.waitForFunction((n) => document.querySelectorAll("#checks tbody > tr").length === n, 2 * STEP);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator("#checks .on-paper").innerText(), "On paper: 100 of 600 checks and groups; 500 left out.");
  assert.equal(await more.isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  await showAll(page.locator("#checks"));
  await count.getByText("600 of 600 checks and groups").waitFor();
  assert.equal(await rows.count(), 600);
}, { timeout: 120_000 });

onPage(here, "lists: 5,000 metrics, and a field that searches them where a chart is chosen", async (on) => {
  const { page } = on;
  await opened(on, { metrics: 5000 });
  const metrics = list(page, "metrics");
  await page.locator("#metrics summary").click();
  await metrics.count.getByText("50 of 5,000 metrics").waitFor();
  await list(page, "trends").count.getByText("50 of 5,000 trends").waitFor();
  assert.ok((await page.locator("main *").count()) < 8000, "the page is bounded");
  await metrics.search.fill("my_metric_4999");
  await metrics.count.getByText("1 match among 5,000 metrics").waitFor();
  assert.equal(await metrics.rows.count(), 1);
  const chosen = page.locator("[data-field=chart-metric]");
  await chosen.scrollIntoViewIfNeeded();
  await chosen.fill("metric_4998");
  const suggested = () => page.locator("#chart-metric-names option").evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(await suggested(), ["my_metric_4998"]);
  await chosen.fill("no such");
  await chosen.blur();
  await page.getByText(/None of the 5,00\d metrics has this name\./).first().waitFor();
  await chosen.fill("my_metric_4998");
  await chosen.press("Enter");
  await page.locator("[data-chart=series] h3").getByText("my_metric_4998").waitFor();
  await chosen.fill("");
  assert.equal((await suggested()).length, STEP);
  await assertAccessible(page, "5,000 metrics");
}, { timeout: 120_000 });

onPage(here, "lists: of 300 objectives the broken ones come first, and one that is added is shown", async (on) => {
  const { page } = on;
  // The run has 100 requests: 201 of the limits are broken.
  await opened(on, { objectives: 300 });
  const { rows, count, search } = list(page, "objectives");
  await count.getByText("50 of 300 objectives").waitFor();
  const verdicts = () => rows.evaluateAll((rows) => rows.map((row) => row.dataset.verdict).filter(Boolean));
  assert.deepEqual([...new Set(await verdicts())], ["fail"]);
  await search.fill("pass");
  await count.getByText("50 of 99 matches among 300 objectives").waitFor();
  assert.deepEqual([...new Set(await verdicts())], ["pass"]);
  await search.fill("");
  await page.locator("[data-action=add-objective]").click();
  await page.locator(".objective-form [data-field=Series]").fill("http_req_duration");
  await page.locator(".objective-form [data-field=Objective]").fill("p(99.5)<1e9");
  await page.keyboard.press("Enter");
  // It is met: it would stand below 250 others.
  await page.waitForFunction(() => document.activeElement?.closest("[data-objective]")?.dataset.objective === "http_req_duration: p(99.5)<1e9");
  await count.getByText("1 match among 301 objectives").waitFor();
  await assertAccessible(page, "300 objectives");
}, { timeout: 120_000 });
