// Waiting for what is not in the page, or is more than one question to it. Nothing here waits for a time to pass, but for
// something to become true; `stays` is for what must not happen.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** How often is asked, in ms. */
const EVERY = 50;

/** Asks until the answer holds, and answers it; else fails with the last answer. `what` is waited for. */
export async function until(what, ask, holds = Boolean, ms = 10_000) {
  for (const end = Date.now() + ms; ; await pause(EVERY)) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > end) assert.fail(`${what}: not within ${ms} ms, last ${JSON.stringify(answer)}`);
  }
}

/** Fails as soon as the answer is another than `wanted` within so many ms. */
export async function stays(what, ask, wanted, ms) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(EVERY)) assert.deepEqual(await ask(), wanted, what);
}

/** Waits for so many frames of a page: what was to be done in them is done. */
export function frames(page, count = 2) {
  return page.evaluate(async (count) => {
    for (let at = 0; at < count; at += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, count);
}
