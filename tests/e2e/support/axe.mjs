// Accessibility, as axe-core sees it. Its source is evaluated through the debugger, past the content security policy:
// the page under test keeps the policy that users get.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { layOut } from "./shown.mjs";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a theme changes: colours, and nothing else (`light-dark()` in static/css/base.css). */
export const COLOURS = ["color-contrast", "link-in-text-block"];

/** Fails with every rule that is broken, and where; of `rules` alone if they are given. */
export async function assertAccessible(page, where, rules) {
  await layOut(page);
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(SOURCE);
  const violations = await page.evaluate(lookedAt, rules);
  assert.deepEqual(violations, [], `accessibility, ${where}`);
}

/** In the page: what axe finds. Contrast, which takes most of the time, is judged of some of the texts that look the same. */
async function lookedAt(rules) {
  const SOME = 4;
  const contrast = "color-contrast";
  const others = rules ? { runOnly: rules.filter((rule) => rule !== contrast) } : { rules: { [contrast]: { enabled: false } } };
  const found = await globalThis.axe.run(document, { ...others, resultTypes: ["violations"] });
  globalThis.axe.configure({ rules: [{ id: contrast, selector: "[data-contrast]" }] });
  const hardToRead = async (texts) => {
    texts.forEach((text) => (text.dataset.contrast = ""));
    const result = await globalThis.axe.run(document, { runOnly: [contrast], resultTypes: ["violations", "passes"], elementRef: true, selectors: false });
    texts.forEach((text) => delete text.dataset.contrast);
    return result;
  };
  const groups = alike();
  const first = await hardToRead(groups.flatMap((group) => group.slice(0, SOME)));
  // Where axe judges none of these (a text that another part covers), all others are looked at.
  const judged = new Set([...first.violations, ...first.passes].flatMap((rule) => rule.nodes.map((node) => node.element)));
  const left = groups.filter((group) => !group.some((text) => judged.has(text))).flatMap((group) => group.slice(SOME));
  const rest = left.length > 0 ? await hardToRead(left) : { violations: [] };
  return [found, first, rest].flatMap((result) => result.violations).map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    at: nodes.slice(0, 5).map((node) => `${node.target?.join(" ") ?? ""} | ${node.html.slice(0, 160)} | ${node.any[0]?.message ?? ""}`),
  }));

  /** The elements with a text in groups that look the same, all the way up; the longest text first. */
  function alike() {
    const LOOK = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow", "filter", "mixBlendMode", "position"];
    const numbers = new Map();
    const looks = new Map([[null, 0]]);
    const look = (element) => {
      if (!looks.has(element)) {
        const style = getComputedStyle(element);
        const own = [look(element.parentElement), ...LOOK.map((name) => style[name])].join("|");
        if (!numbers.has(own)) numbers.set(own, numbers.size + 1);
        looks.set(element, numbers.get(own));
      }
      return looks.get(element);
    };
    const groups = new Map();
    for (const element of document.body.querySelectorAll("*")) {
      const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      // A single character may be a drawing, and what is behind a text of a drawing is not known: axe judges neither.
      if (!hasText || element.textContent.trim().length === 1 || element.closest("svg") || !element.checkVisibility()) continue;
      // What is placed by hand lies above or below anything.
      const isPlaced = ["absolute", "fixed"].includes(getComputedStyle(element).position);
      const key = isPlaced ? element : look(element);
      groups.set(key, [...(groups.get(key) ?? []), element]);
    }
    const length = (element) => element.textContent.length;
    return [...groups.values()].map((group) => group.sort((a, b) => length(b) - length(a)));
  }
}

/** Looks in light and dark, wide and narrow: at everything in light, at what the theme changes in dark. */
export async function assertAccessibleEverywhere(page) {
  for (const [colorScheme, rules] of [["light"], ["dark", COLOURS]]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await assertAccessible(page, `${colorScheme}, ${width} px`, rules);
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
