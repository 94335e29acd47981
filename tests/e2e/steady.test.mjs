// The page stays where it is: what arrives takes a place that was kept for it, and nothing jumps under the pointer when
// the window changes. Shifts are those that the browser itself counts (Layout Instability API).

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { fixture, pick, sample } from "./support/files.mjs";
import { startOddServer } from "./support/odd-server.mjs";
import { settled } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { frames } from "./support/wait.mjs";

const here = sharedSite();
let odd;
before(async () => (odd = await startOddServer()));
after(() => odd?.stop());
/** A shift is a share of the screen, and 0.1 is called good. Pixels that text gains or loses when it is drawn. */
const NONE = 0.002;
const NARROW = { width: 390, height: 844 };

/** Collects shifts that no click and no key has caused, from the page's first moment on. */
async function watched(page) {
  await page.addInitScript(() => {
    globalThis.shifts = [];
    const told = (source) => source.node?.nodeName + "." + (source.node?.className?.baseVal ?? source.node?.className ?? source.node?.textContent);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!entry.hadRecentInput) globalThis.shifts.push({ value: entry.value, of: entry.sources.map(told) });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Fails if anything has moved since the last call. */
async function assertStill(page, what) {
  // The browser tells of a shift in the frame after it.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const shifts = await page.evaluate(() => globalThis.shifts.splice(0));
  const sum = shifts.reduce((sum, shift) => sum + shift.value, 0);
  assert.ok(sum <= NONE, `${what}: ${sum} ${JSON.stringify(shifts.slice(0, 4))}`);
}

/** Waits until all that is on the screen is drawn, and some frames more. */
async function atRest(page) {
  await page.waitForFunction(() => {
    if (document.querySelector("[data-state], .report[aria-busy=true]")) return false;
    const isNear = ({ top, bottom }) => bottom > 0 && top < innerHeight;
    const near = [...document.querySelectorAll(".chart")].filter((chart) => isNear(chart.getBoundingClientRect()));
    return near.every((chart) => chart.querySelector(".drawing, .chart-absent"));
  });
  await frames(page, 10);
}

/** The place of an element in the whole page, without what the read-out lays over it. */
async function place(page, selector) {
  return page.locator(selector).first().evaluate((e) => {
    const box = e.getBoundingClientRect();
    return { top: Math.round(box.top), height: Math.round(box.height) };
  });
}

for (const viewport of [{ width: 1440, height: 900 }, NARROW]) {
  onPage(here, `steady: nothing moves while a file arrives, ${viewport.width} px`, async ({ page, open }) => {
    await watched(page);
    for (const file of [sample("results.json.gz"), fixture("v2.2/thresholds_fail/results.json.gz"), fixture("v2.2/default_only/summary.json")]) {
      await open();
      await assertStill(page, "the start page");
      await pick(page, file);
      await settled(page);
      await atRest(page);
      await assertStill(page, `reading ${file}`);
      // Charts are drawn when they come near; each has its place before.
      for (let at = 0; at < 14; at += 1) {
        await page.mouse.wheel(0, 700);
        await frames(page, 3);
      }
      await atRest(page);
      await assertStill(page, `looking through ${file}`);
    }
  }, { context: { viewport }, timeout: 120_000 });

  onPage(here, `steady: brush and charts stay under the pointer, ${viewport.width} px`, async ({ page, open }) => {
    await watched(page);
    // Where people look at charts nothing stands above them that a part of the run changes.
    await open("#/report?tab=timeline");
    await pick(page, fixture("v2.2/thresholds_fail/results.json.gz"));
    await settled(page);
    await page.locator(".brush .handle").first().waitFor();
    await held(page, ".brush-plot");
    for (const kind of ["rate", "latency", "errors"]) {
      await page.locator(`#chart-${kind}`).evaluate((e) => e.scrollIntoView({ block: "center" }));
      await page.locator(`#chart-${kind} .drawing`).waitFor();
      await atRest(page);
      await held(page, `#chart-${kind}`);
    }
  }, { context: { viewport }, timeout: 120_000 });

  onPage(here, `steady: lanes of the Summary stay under the pointer, ${viewport.width} px`, async ({ page, openExactly }) => {
    await watched(page);
    // The panel above them has another verdict, and other objectives, for each part.
    await openExactly();
    await pick(page, fixture("v2.2/thresholds_fail/results.json.gz"));
    await settled(page);
    await page.locator("#chart-rate .drawing").waitFor();
    for (const block of ["center", "end"]) {
      await page.locator("#chart-rate").evaluate((e, block) => e.scrollIntoView({ block }), block);
      await atRest(page);
      await held(page, "#chart-rate");
    }
  }, { context: { viewport }, timeout: 120_000 });
}

onPage(here, "steady: what is shown while a link is read stays where it is, 390 px", async ({ page, open }) => {
  await watched(page);
  await open(`?src=${encodeURIComponent(`${odd.url}slow/results.json`)}`);
  const facts = page.locator("[data-state=loading] .activity-facts span");
  await facts.nth(0).getByText(/of/).waitFor();
  await facts.nth(1).getByText(/samples/).waitFor();
  await facts.nth(2).getByText(/left/).waitFor();
  await assertStill(page, "the box");
}, { context: { viewport: NARROW }, allow: () => [odd.url] });

/** Drags over a chart of time, and takes the window off again: the chart stays where it is, and as high. */
async function held(page, selector) {
  await page.evaluate(() => globalThis.shifts.splice(0));
  const before = await place(page, selector);
  const axis = await page.locator(`${selector} .drawing .axis`).first().boundingBox();
  const y = before.top + before.height / 3;
  const x = (share) => axis.x + axis.width * share;
  await page.mouse.move(x(0.3), y);
  await page.mouse.down();
  for (let step = 1; step <= 10; step += 1) {
    await page.mouse.move(x(0.3 + step * 0.05), y);
    await frames(page);
    assert.deepEqual(await place(page, selector), before, `${selector} while it is dragged over`);
  }
  await page.mouse.up();
  await page.waitForURL(/from=/);
  await page.locator(".chips li").first().waitFor();
  await atRest(page);
  const after = await place(page, selector);
  // What is above may say more or less of a part; the browser keeps the place of what is on the screen.
  assert.ok(Math.abs(after.top - before.top) <= 2 && after.height === before.height, `${selector}: ${JSON.stringify([before, after])}`);
  await page.mouse.dblclick(x(0.5), y);
  await page.locator(".chips li").waitFor({ state: "detached" });
  await atRest(page);
}

onPage(here, "steady: a chart with nothing to show keeps its height", async ({ page, open }) => {
  await open("#/report?from=4000&to=4001");
  await pick(page, fixture("v2.2/default_only/results.json"));
  await settled(page);
  const chart = page.locator("[data-chart=slowest]");
  await chart.scrollIntoViewIfNeeded();
  await chart.locator(".drawing, .chart-absent").waitFor();
  const heights = await page.locator(".charts .chart").evaluateAll((all) => all.map((e) => Math.round(e.getBoundingClientRect().height)));
  assert.equal(new Set(heights).size, 1, `${heights}`);
});
