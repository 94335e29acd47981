// The breakdown by tags: pandas' numbers in its rows, any order, and a click that filters the whole report. The errors'
// table filters too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { groupBy, rows, until } from "./support/breakdown.mjs";
import { fixture, pick, sample } from "./support/files.mjs";
import { close, figure, settled } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const pandas = JSON.parse(readFileSync(new URL("../../crates/core/tests/data/breakdown.json", import.meta.url), "utf8"));
const STATS = { count: "count", avg: "avg", med: "p50", "p(95)": "p95", "p(99)": "p99", max: "max", error_rate: "error_rate" };

async function opened({ page, open }, ...files) {
  await open();
  await pick(page, ...files);
  await settled(page);
}

onPage(here, "breakdown: the rows of a tag have pandas' numbers, and a click filters everything", async (on) => {
  const { page } = on;
  await opened(on, sample("results.json.gz"));
  await groupBy(page, "scenario");
  const expected = pandas.cases.find((c) => c.window === null && c.by.join() === "scenario").rows;
  const found = await rows(page);
  assert.equal(found.length, expected.length);
  for (const theirs of expected) {
    const ours = found.find((row) => row.values[0] === (theirs.values[0] ?? "(no value)"));
    for (const [stat, name] of Object.entries(STATS)) {
      assert.ok(close(ours.figures[stat], theirs[name]), `${theirs.values} ${stat}: ${ours.figures[stat]}, pandas says ${theirs[name]}`);
    }
  }
  // Rows have keys: in another order they are the same elements.
  const marks = () => page.evaluate(() => [...document.querySelectorAll("#breakdown tr[data-row]")].map((row) => [row.dataset.row, row.mark]));
  await page.evaluate(() => document.querySelectorAll("#breakdown tr[data-row]").forEach((row) => (row.mark = row.dataset.row)));
  const before = await marks();
  await page.locator("#breakdown [data-action=sort]").first().click();
  await page.locator("#breakdown th[aria-sort=ascending]").waitFor();
  const after = await marks();
  assert.notDeepEqual(after, before);
  assert.ok(after.length === before.length && after.every(([row, mark]) => row === mark), JSON.stringify(after));
  await page.waitForURL(/#\/report\?.*by=scenario/);
  await page.locator("#breakdown").getByRole("button", { name: "rps_300" }).press("Enter");
  await page.locator(".chips").getByText("scenario = rps_300").waitFor();
  const count = expected.find((row) => row.values[0] === "rps_300").count;
  await until(page, "one row is left", (left) => left.length === 1 && left[0].figures.count === count);
  assert.equal(await figure(page, "http_reqs", "count"), count);
  await page.locator("[data-action=remove-filter]").click();
  await until(page, "all rows are back", (all) => all.length === expected.length);
  await page.locator("#breakdown [data-field=group-by-second]").selectOption("status");
  await until(page, "pairs", (pairs) => pairs.length > 0 && pairs.every((row) => row.values.length === 2));
  await page.locator("#breakdown [data-action=group-off]").click();
  await page.locator("#breakdown table").waitFor({ state: "detached" });
});

onPage(here, "breakdown: rows in the order of any column, by keyboard; columns are chosen", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/only_errors/results.json.gz"));
  await groupBy(page, "name");
  const order = async (stat) => (await rows(page)).map((row) => row.figures[stat]);
  const header = (name) => page.locator("#breakdown thead").getByRole("button", { name, exact: true });
  // The slowest are first until somebody sorts.
  await page.locator("#breakdown th[aria-sort=descending]", { hasText: "p95" }).waitFor();
  await header("p95 (ms)").focus();
  const down = await order("p(95)");
  assert.deepEqual(down, [...down].sort((a, b) => b - a));
  await page.keyboard.press("Enter");
  await page.locator("#breakdown th[aria-sort=ascending]", { hasText: "p95" }).waitFor();
  assert.deepEqual(await order("p(95)"), [...down].reverse());
  assert.ok(!(await order("p(90)")).some(Number.isFinite), "p90 is not shown at first");
  await page.locator("#breakdown").getByText("Columns", { exact: true }).click();
  await page.locator("#breakdown [data-action=column]", { hasText: "p90" }).click();
  await until(page, "p90 is shown", (all) => all.every((row) => Number.isFinite(row.figures["p(90)"])));
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [390, 1440, 2560]);
});

onPage(here, "breakdown: bars beside numbers, any percentile, and a filter in each row by its name", async (on) => {
  const { page } = on;
  await opened(on, sample("results.json.gz"));
  await groupBy(page, "scenario");
  // The longest bar is that of the largest number, and the others are in proportion.
  const bars = await page.evaluate(() =>
    [...document.querySelectorAll("#breakdown tr[data-row] [data-stat='p(95)']")].map((cell) => [
      Number(cell.dataset.value),
      Number(cell.querySelector(".in-cell .fill").getAttribute("width")),
    ]),
  );
  const most = Math.max(...bars.map(([value]) => value));
  for (const [value, width] of bars) assert.ok(Math.abs(width - (48 * value) / most) < 0.1, `${value}: ${width}`);
  await page.locator("#breakdown").getByText("Columns", { exact: true }).click();
  const field = page.locator("[data-field=percentile]");
  await field.focus();
  await page.keyboard.type("p(101)");
  await page.locator("[data-action=add-percentile]").click();
  await page.getByText("Write a percentile from 0 to 100").waitFor();
  await field.focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("p(99.5)");
  await page.keyboard.press("Enter");
  await until(page, "p99.5", (all) => all.every((row) => row.figures["p(99.5)"] >= row.figures["p(99)"] && row.figures["p(99.5)"] <= row.figures.max));
  await page.waitForURL(/&p=99\.5/);
  assert.equal(await page.locator("#latency thead").getByText("p99.5").count(), 1, "other tables follow");
  await assertAccessibleEverywhere(page);
  await page.locator("#breakdown [data-action=column]", { hasText: "p99.5" }).click();
  await until(page, "it is taken off", (all) => all.every((row) => !("p(99.5)" in row.figures)));
  await page.locator("#breakdown [data-field=group-by-second]").selectOption("status");
  const filter = page.getByRole("button", { name: "Filter by scenario: rps_300 and status: 200", exact: true });
  await filter.press("Enter");
  // The filter is in sight, and has the focus: the next key takes it off.
  await page.waitForFunction(() => document.activeElement?.dataset.action === "remove-filter");
  const chips = page.locator(".chips");
  assert.match(await chips.textContent(), /scenario = rps_300.*status = 200/);
  const box = await chips.boundingBox();
  assert.ok(box.y >= 0 && box.y + box.height < 200, `in the bar: ${JSON.stringify(box)}`);
});

onPage(here, "errors: each has its course, and its code filters everything", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/only_errors/results.json.gz"));
  assert.equal(await page.locator("#errors tbody tr .spark polyline").count(), 3);
  await page.locator("#errors [data-action=filter-error]", { hasText: "1212" }).click();
  await page.locator(".chips").getByText("error_code = 1212").waitFor();
  await page.locator("#errors tbody tr").nth(1).waitFor({ state: "detached" });
  assert.equal(await figure(page, "http_reqs", "count"), 1167);
});

onPage(here, "breakdown: a summary says that it has none", async (on) => {
  const { page } = on;
  await opened(on, sample("summary.json"));
  await page.locator("#breakdown").getByText("A summary holds no single requests").waitFor();
});

onPage(here, "breakdown: name, p95 and errors are in sight on a narrow page", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/only_errors/results.json.gz"));
  await groupBy(page, "name");
  await page.setViewportSize({ width: 390, height: 900 });
  const edges = await page.locator("#breakdown-rows").evaluate((frame) => {
    const right = (what) => what.getBoundingClientRect().right;
    const row = frame.querySelector("tr[data-row]");
    const cells = ["th", "[data-stat='p(95)']", "[data-stat=error_rate]"].map((cell) => right(row.querySelector(cell)));
    return { frame: right(frame), cells };
  });
  for (const right of edges.cells) assert.ok(right <= edges.frame && right <= 390, JSON.stringify(edges));
});
