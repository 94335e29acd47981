// Accessibility, as axe-core sees it. Its source is evaluated through the debugger, past the content security policy:
// the page under test keeps the policy that users get.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { layOut } from "./shown.mjs";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fails with every rule that is broken, and where. */
export async function assertAccessible(page, where) {
  await layOut(page);
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(SOURCE);
  const violations = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => ({
      rule: `${id}: ${help}`,
      at: nodes.slice(0, 5).map((node) => `${node.target.join(" ")} | ${node.html.slice(0, 160)} | ${node.any[0]?.message ?? ""}`),
    }));
  });
  assert.deepEqual(violations, [], `accessibility, ${where}`);
}

/** Looks in light and dark, wide and narrow. */
export async function assertAccessibleEverywhere(page) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await assertAccessible(page, `${colorScheme}, ${width} px`);
    }
  }
}

/** Nothing but the boxes that are made for it may scroll sideways. */
export async function assertNoSidewaysScroll(page, widths) {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    const found = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      if (scrollWidth <= clientWidth) return [];
      const wide = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > clientWidth + 1);
      return [`${scrollWidth} px`, ...wide.slice(0, 8).map((e) => e.outerHTML.slice(0, 120))];
    });
    assert.deepEqual(found, [], `the page scrolls sideways at ${width} px`);
  }
}
