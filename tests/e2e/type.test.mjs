// Type: every text of the page has one of four sizes and one of three weights, and numbers are as wide as each other.
import assert from "node:assert/strict";
import { fixture, pick } from "./support/files.mjs";
import { openAll, shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();

/** What the visible texts of the page have: sizes, weights, and the texts whose numbers are not. */
function type(page) {
  return page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const [sizes, weights, uneven] = [new Set(), new Set(), []];
    while (texts.nextNode()) {
      const text = texts.currentNode;
      if (!text.data.trim() || !text.parentElement.checkVisibility()) continue;
      const { fontFamily, fontSize, fontWeight, fontVariantNumeric } = getComputedStyle(text.parentElement);
      sizes.add(fontSize);
      weights.add(fontWeight);
      const isEven = fontVariantNumeric === "tabular-nums" || fontFamily.includes("monospace");
      if (/\d/.test(text.data) && !isEven) uneven.push(text.data);
    }
    const controls = [...document.querySelectorAll("input, select, textarea, button")].filter((e) => e.checkVisibility());
    for (const control of controls) sizes.add(getComputedStyle(control).fontSize);
    return { sizes: [...sizes].sort(), weights: [...weights].sort(), uneven };
  });
}

const SIZES = ["12px", "14px", "18px", "28px"];
const WEIGHTS = ["400", "500", "650"];

function assertPlain({ sizes, weights, uneven }, where) {
  assert.deepEqual(sizes.filter((size) => !SIZES.includes(size)), [], where);
  assert.deepEqual(weights.filter((weight) => !WEIGHTS.includes(weight)), [], where);
  assert.deepEqual(uneven, [], where);
}

onPage(here, "type: four sizes and three weights on the start, in a report and in the form of a test", async ({ page, open }) => {
  await open();
  assertPlain(await type(page), "start");
  await pick(page, fixture("v2.2/thresholds_fail/results.json.gz"));
  await shown(page);
  await openAll(page);
  await page.locator("[data-action=edit-objective]").first().click();
  const report = await type(page);
  assertPlain(report, "report");
  assert.deepEqual([report.sizes, report.weights], [SIZES, WEIGHTS], "all of them are used");
  await page.evaluate(() => (location.hash = "#/run"));
  await page.locator(".run #part-title").waitFor();
  assertPlain(await type(page), "a test");
});
