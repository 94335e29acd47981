// Accessibility of the states that other tests do not stop at: everything open, two levels, colours that the system
// forces.

import assert from "node:assert/strict";
import { COLOURS, assertAccessible, assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, made, pick, sample } from "./support/files.mjs";
import { openAll, settled } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();

async function opened({ page, open }, file, rest = "") {
  await open(rest);
  await pick(page, file);
  await settled(page);
}

onPage(here, "access: objectives and charts with all that opens in them", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/thresholds_fail/results.json.gz"));
  for (const kind of ["rate", "latency", "errors", "vus", "data", "phases", "heatmap", "histogram", "spectrum", "slowest", "series"]) {
    await page.locator(`[data-chart=${kind}]`).scrollIntoViewIfNeeded();
    await page.locator(`[data-chart=${kind}] .drawing`).waitFor();
  }
  await openAll(page);
  await page.locator("#objectives [data-chart=objective-2] .drawing").waitFor();
  await page.locator("#objectives [data-chart=objective-2]").getByText("Table", { exact: true }).click();
  await page.locator("[data-action=edit-objectives]").click();
  await page.locator("[data-action=edit-objective]").first().click();
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [390, 1440, 2560]);
}, { timeout: 240_000 });

onPage(here, "access: a breakdown by two tags, addresses alike", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/only_errors/results.json.gz"), "#/report?by=name");
  await page.locator("#breakdown [data-field=group-by-second]").selectOption("error_code");
  await page.locator("#breakdown [data-action=alike]").click();
  await page.locator("#breakdown-rules").waitFor();
  await page.locator("#breakdown tbody tr").first().waitFor();
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [390, 1440]);
  // Of texts that look the same some are judged; one among them that does not is found, whatever makes it so.
  await page.setViewportSize({ width: 1440, height: 900 });
  const cell = page.locator('#breakdown tbody td.n:not([data-value="0"])').last();
  for (const [property, value] of [["color", "#555"], ["backgroundColor", "#999"]]) {
    await cell.evaluate((cell, [property, value]) => (cell.style[property] = value), [property, value]);
    await assert.rejects(assertAccessible(page, property, COLOURS), /color-contrast/, property);
    await cell.evaluate((cell, property) => (cell.style[property] = ""), property);
  }
  await assertAccessible(page, "as it was", COLOURS);
}, { timeout: 120_000 });

onPage(here, "access: a file that is none, and nothing in the part that is shown", async (on) => {
  const { page, open } = on;
  await open();
  await pick(page, made({ name: "a.txt", buffer: Buffer.from("not of k6\n") }));
  await page.getByRole("alertdialog").waitFor();
  await assertAccessibleEverywhere(page);
  await opened(on, sample("results.json.gz"), "#/report?from=4000&to=4001");
  await assertAccessibleEverywhere(page);
}, { timeout: 120_000 });

onPage(here, "access: colours that the system forces", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/thresholds_fail/results.json.gz"), "#/report?by=name");
  await openAll(page);
  await page.emulateMedia({ forcedColors: "active" });
  await assertAccessible(page, "forced colours, light");
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
  await assertAccessible(page, "forced colours, dark", COLOURS);
}, { timeout: 120_000 });
