// A big file: it is read in the background, with progress, while the page goes on answering; reading can be cancelled;
// the figures are the generator's. `SLOSCOPE_BIG=FILE` opens that file too, with a time limit of its own.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { drop, pick } from "./support/files.mjs";
import { generate } from "./support/generate.mjs";
import { FELT_MS, collectPauses, machineIsBusy, pauses, peakMemory } from "./support/pauses.mjs";
import { cancel, close, figure, openAll, shown } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";
import { until } from "./support/wait.mjs";

const MEGABYTES = 150;
const ROUNDS = 3;
const MEMORY_LIMIT = 1e9;
const here = site();
const folder = mkdtempSync(join(tmpdir(), "sloscope-big-"));
const big = join(folder, "results.json");
let expected;
before(async () => (expected = await generate(big, MEGABYTES)), { timeout: 60_000 });
after(() => rmSync(folder, { recursive: true, force: true }));

/** Reads a file from the drop to the report, and says how that went. */
async function measured({ page, open, t }, path, patience) {
  const { browser } = here;
  await open();
  await collectPauses(browser, page);
  const bytes = statSync(path).size;
  const start = performance.now();
  await drop(page, [path]);
  const progress = await page.waitForFunction(
    () => {
      const box = document.querySelector("[data-state=loading]");
      return box?.querySelector("progress").position > 0 && box.querySelector(".activity-facts").textContent;
    },
    null,
    { polling: "raf" },
  );
  const facts = await progress.jsonValue();
  await shown(page, patience);
  const seconds = (performance.now() - start) / 1000;
  const found = { facts, memory: await peakMemory(browser), ...(await pauses(browser, page)) };
  const longest = Math.max(0, ...found.longTasks.map(({ duration }) => duration));
  t.diagnostic(
    `${(bytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s; ` +
      `${found.frames} frames, longest gap ${found.longestGap.toFixed(0)} ms; longest task ${longest} ms, ` +
      `of processor time ${found.busy.toFixed(0)} ms; ` +
      `peak memory of the page's process ${found.memory ? (found.memory / 1e6).toFixed(0) : "?"} MB`,
  );
  return found;
}

const late = ({ gaps, longTasks }) => gaps.length + longTasks.length;

/** Reads a file three times: the middle one's processor time, and the frames of the one that other programs delayed least. */
async function measuredQuietly(on, path) {
  const found = [];
  for (let round = 0; round < ROUNDS; round += 1) found.push(await measured(on, path));
  const quietest = found.reduce((best, next) => (late(next) < late(best) ? next : best));
  const [, busy] = found.map(({ busy }) => busy).toSorted((a, b) => a - b);
  return { ...quietest, busy };
}

function assertAnswering({ gaps, longTasks, memory, frames, busy }, t) {
  assert.ok(frames > 5, "frames were counted");
  assert.ok(busy <= FELT_MS, `the page computed for ${busy} ms without a pause`);
  if (memory !== undefined) assert.ok(memory < MEMORY_LIMIT, `${memory} bytes`);
  if (machineIsBusy()) return t.diagnostic("other programs keep this machine busy: late frames are not judged");
  assert.deepEqual(longTasks, [], `tasks longer than ${FELT_MS} ms`);
  assert.deepEqual(gaps, [], `frames later than ${FELT_MS} ms`);
}

onPage(here, "big: the page answers while it reads, and shows how far it is", async (on) => {
  const result = await measuredQuietly(on, big);
  assert.match(result.facts, /\d.* of 15\d(\.\d+)? MB/);
  assert.match(result.facts, /samples/);
  assertAnswering(result, on.t);
}, { timeout: 120_000 });

onPage(here, "big: cancelling leaves the page as it was, and the file can be opened again", async ({ page, open }) => {
  await open();
  await pick(page, big);
  await cancel(page, 0.2);
  await page.locator("[data-state]").waitFor({ state: "detached" });
  await page.locator("#start-title").waitFor();
  // A worker that went on reading would end in a report.
  await until("the worker has ended", () => page.workers().length, (count) => count === 0);
  assert.equal(await page.locator("main .report").count(), 0);
  await pick(page, big);
  await shown(page);
  await openAll(page);
  assert.equal(await figure(page, "http_reqs", "count"), expected.requests);
  assert.equal(await figure(page, "http_req_failed", "passes"), expected.failed);
  for (const [stat, key] of [["p(95)", "p95"], ["avg", "avg"], ["max", "max"]]) {
    const ours = await figure(page, "http_req_duration", stat);
    assert.ok(close(ours, expected[key]), `${stat}: ${ours}, generated ${expected[key]}`);
  }
}, { timeout: 120_000 });

if (process.env.SLOSCOPE_BIG) {
  onPage(here, "big: the file of SLOSCOPE_BIG", async (on) => {
    assertAnswering(await measured(on, process.env.SLOSCOPE_BIG, 600_000), on.t);
    assert.ok((await figure(on.page, "http_reqs", "count")) > 0);
  }, { timeout: 600_000 });
}
