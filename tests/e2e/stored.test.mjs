// A report that was stored as JSON: it shows what it holds, and says what needs samples.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { add, fixture, made, pick } from "./support/files.mjs";
import { openAll, overall, shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { textOf } from "./support/shown.mjs";

const here = sharedSite();
const stored = readFileSync(fileURLToPath(new URL("../../crates/core/tests/golden/report.json", import.meta.url)));

onPage(here, "stored: what it holds is shown, and nothing is drawn without samples", async ({ page, open }) => {
  await open();
  await pick(page, made({ name: "report.json.gz", buffer: gzipSync(stored) }));
  await shown(page);
  const banner = page.locator("[data-stored]");
  assert.match(await banner.innerText(), /report\.json\.gz \(sloscope\.report\/1\) was made by sloscope .* from results\.json/);
  assert.equal(await overall(page), JSON.parse(stored).verdict);
  const above = await banner.evaluate((aside) => aside.compareDocumentPosition(document.querySelector("[data-overall]")));
  assert.ok(above & 4, "it stands above the verdict");
  await openAll(page);
  assert.match(await textOf(page, "#timeline"), /stored report, without samples/);
  assert.equal(await page.locator("#timeline svg, #charts, .brush").count(), 0);
  assert.match(await textOf(page, "#breakdown"), /cannot be broken down by another tag/);
  assert.equal(await page.locator("[data-action=finding-window]").count(), 0);
  assert.equal(await page.locator("[data-action=stage-only]:enabled").count(), 0);
  assert.equal(await page.locator("#objectives [data-verdict]").count() > 0, true);
  await assertAccessible(page, "a stored report");
  await assertNoSidewaysScroll(page, [390, 1440]);
});

onPage(here, "stored: beside other files it is a run of its own", async ({ page, open }) => {
  await open();
  await pick(page, made({ name: "report.json", buffer: stored }));
  await shown(page);
  await add(page, fixture("v2.2/default_only/results.json"));
  await page.locator("#run").waitFor();
  const runs = await page.locator("#run option").allInnerTexts();
  assert.equal(runs.length, 2, runs.join());
});
