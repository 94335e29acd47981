// `cargo xtask bench query`: from a click to the changed figure in the page: a window of time, a filter by a tag, a
// breakdown by a tag, and back to the whole run. What is shown in between is the whole report, computed anew.
//
// Without FILE and size two runs are measured: ten minutes of k6 (790 MB, 3.3 million samples), and ten times that.
// Answers are seen once a frame: nothing is measured finer than 17 ms.
import { statSync } from "node:fs";
import { opened, started, withPage, withServer } from "./browser.mjs";
import { inTurn, main, print, printSpread, times } from "./numbers.mjs";
import { options, plain } from "./subject.mjs";

const TAG = "scenario";
const SEED_MB = 790;

await main(async () => {
  const asked = options();
  if (asked.file || asked.bytes) return measure(asked, "");
  await measure({ ...asked, bytes: SEED_MB * 1e6 }, "");
  await measure({ ...asked, bytes: SEED_MB * 1e7 }, "tenfold_");
});

async function measure(asked, prefix) {
  const path = await plain(asked);
  await withServer((server) =>
    withPage(server.page, async (page) => {
      await started(page);
      const { requests } = await opened(page, path);
      await page.locator("summary", { hasText: "Filter" }).click();
      const stages = await page.locator("[data-action=stage-window]").count();
      const values = await scenarios(page);
      if (stages === 0 || values.length < 2) {
        throw new Error(`${path} has no stages or no two scenarios to choose from; give another file, or none to have one generated`);
      }
      // The page keeps its last answers: nothing is asked twice, so there are as many rounds as there are parts. What is
      // taken off again is an answer that was kept, drawn.
      const groups = await page.locator("#breakdown [data-action=group-by]").count();
      const rounds = Math.min(asked.rounds, stages, values.length, groups);
      let round = 0;
      const found = await inTurn(
        {
          window: () => clicked(page, "stage-window", round),
          window_off: () => clicked(page, "remove-window"),
          filter: async () => {
            await choose(page, values[round]);
            return clicked(page, "add-filter");
          },
          filter_off: () => clicked(page, "remove-filter"),
          group_by: () => grouped(page, "group-by", true, round),
          group_off: () => {
            round += 1;
            return grouped(page, "group-off", false);
          },
        },
        rounds,
      );
      for (const { count } of found.filter_off) {
        if (count !== requests) throw new Error(`the whole run had ${requests} requests and now has ${count}: please tell us`);
      }
      // Windows that were not asked for before, with the charts of time in view: until the last of these is drawn anew.
      await page.locator("[data-chart=rate]").scrollIntoViewIfNeeded();
      await page.waitForTimeout(1500);
      let at = 0;
      Object.assign(found, await inTurn({ charts: () => charted(page, (at += 1)) }, asked.rounds));
      print(`${prefix}file_mb`, statSync(path).size / 1e6);
      print(`${prefix}requests`, String(requests));
      for (const [name, results] of Object.entries(found)) {
        printSpread(`${prefix}${name}_ms`, times(results));
      }
      print(`${prefix}worst_ms`, Math.max(...Object.values(found).flatMap(times)));
    }),
  );
}

/** The scenarios of the run; what setup and teardown did has none. */
async function scenarios(page) {
  const tags = page.locator(".narrow [data-field=tag]");
  if ((await tags.locator(`option[value="${TAG}"]`).count()) === 0) return [];
  await tags.selectOption(TAG);
  const options = await page.locator(".narrow [data-field=value] option").all();
  const values = await Promise.all(options.map((option) => option.getAttribute("value")));
  return values.filter((value) => value !== "");
}

async function choose(page, value) {
  await page.locator(".narrow [data-field=tag]").selectOption(TAG);
  await page.locator(".narrow [data-field=value]").selectOption(value);
}

/** Asks for the breakdown by one of the tags that are offered, or for none, and answers when its table is there, or gone. */
async function grouped(page, action, wanted, nth = 0) {
  const found = await page.evaluate(
    ({ action, wanted, nth }) =>
      new Promise((resolve) => {
        const start = performance.now();
        document.querySelectorAll(`#breakdown [data-action=${action}]`)[nth].click();
        const look = () => {
          const ms = performance.now() - start;
          if (Boolean(document.querySelector("#breakdown tbody tr[data-row]")) === wanted) resolve({ ms });
          else if (ms > 60_000) resolve(null);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    { action, wanted, nth },
  );
  if (!found) throw new Error(`after ${action} the breakdown did not change for 60 s; look at the file in the page`);
  return found;
}

/** Asks for a window by the address, and answers when the report and all charts on the screen show it: `{ ms, count }`. */
async function charted(page, at) {
  const found = await page.evaluate((at) => {
    const onScreen = (element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    };
    const waiting = new Set([...document.querySelectorAll(":is(.timeline, .charts) [data-chart]")].filter(onScreen));
    const count = waiting.size;
    const seen = new MutationObserver((all) => {
      for (const { target } of all) {
        // The lines, not what the cursor and the window lay over them.
        if (target.matches?.(".drawing path")) waiting.delete(target.closest("[data-chart]"));
      }
    });
    for (const chart of waiting) seen.observe(chart, { subtree: true, attributes: true });
    return new Promise((resolve) => {
      const start = performance.now();
      location.hash = `#/report?from=${at}&to=${60 - at}`;
      const look = () => {
        const ms = performance.now() - start;
        const whole = document.querySelector(".report[aria-busy=false]");
        if (waiting.size === 0 && whole) resolve({ ms, count });
        else if (ms > 60_000) resolve(null);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }, at);
  if (!found) throw new Error("the charts on the screen did not follow a window for 60 s; look at the file in the page");
  return found;
}

/** Clicks, and answers when the count of requests has changed: `{ ms, count }`. */
async function clicked(page, action, nth = 0) {
  const found = await page.evaluate(
    ({ action, nth }) => {
      const figure = () => document.querySelector('#overall [data-metric="http_reqs"][data-stat="count"]')?.dataset.value;
      const before = figure();
      return new Promise((resolve) => {
        const start = performance.now();
        document.querySelectorAll(`[data-action=${action}]`)[nth].click();
        const look = () => {
          const after = figure();
          const ms = performance.now() - start;
          // All sections, not only this figure.
          const whole = document.querySelector(".report[aria-busy=false]");
          if (after !== undefined && after !== before && whole) resolve({ ms, count: Number(after) });
          else if (ms > 60_000) resolve(null);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      });
    },
    { action, nth },
  );
  if (!found) throw new Error(`after ${action} the number of requests did not change for 60 s; look at the file in the page`);
  return found;
}
