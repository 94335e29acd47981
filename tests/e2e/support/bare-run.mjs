// A test that is run from a page which nobody watches (bare.mjs): begun, followed, and its report read.

import assert from "node:assert/strict";

export const at = (what) => `document.querySelector(${JSON.stringify(what)})`;

export const click = (page, action) => page.value(`${at(`[data-action=${action}]`)}.click()`);

/**
 * Writes a plan into the page of a run (`null`: takes the example of ten minutes), looks at the target; answers the plan.
 * `state` is how the look ends.
 */
export async function prepare(page, plan, state = "answered") {
  // The page asks its server where the demo target is; what it says comes before what is written here.
  await page.until(`/127\\.0\\.0\\.1/.test(${at("[data-field=target]")}?.value)`);
  if (plan) {
    const text = JSON.stringify(JSON.stringify(plan));
    await page.value(`(() => { const field = ${at("[data-field=plan]")}; field.value = ${text}; field.dispatchEvent(new Event("input")); })()`);
  } else await click(page, "example-10min");
  const written = JSON.parse(await page.value(`${at("[data-field=plan]")}.value`));
  await page.until(`!${at("[data-action=look]")}.disabled`);
  await click(page, "look");
  await page.until(at(`[data-look=${state}]`));
  return written;
}

/** A figure of the panel above the report. */
export async function live(page, name) {
  return Number(await page.value(`${at(`[data-live=${name}]`)}?.dataset.value`));
}

/** Waits until the test is over and the report shows all that was sent, with what is closed in it opened. */
export async function finish(page, ms) {
  await page.until(at("[data-run=over]"), ms);
  await page.until(at("[data-tab=all]"));
  await page.value(`${at("[data-tab=all]")}.click()`);
  // The last of its sections, which are filled one after the other.
  await page.until(at("#sources"));
  const sent = await live(page, "started");
  const busy = () => page.value(`${at(".report")}?.getAttribute("aria-busy")`);
  const counted = async () => Number(await page.value(`${at('[data-metric="http_reqs"][data-stat="count"]')}?.dataset.value`));
  // What was given up at the end of the graceful stop is an iteration of its own kind, not a request.
  const given = async () => /([\d,]+) iterations? had not ended when/.exec(await page.value("document.body.textContent"))?.[1];
  const all = async () => (await counted()) + Number((await given())?.replaceAll(",", "") ?? 0) === sent;
  const end = Date.now() + 30_000;
  while ((await busy()) !== "false" || !(await all())) {
    if (Date.now() > end) assert.fail(`sent ${sent}, in the report ${await counted()}, given up ${await given()}, busy ${await busy()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const closed = "main details:not([open]) > summary, main .opener[aria-expanded=false]";
  await page.value(`document.querySelectorAll(${JSON.stringify(closed)}).forEach((closed) => closed.click())`);
  return sent;
}

/** A figure of the report, over all requests; undefined if it is absent. */
export async function figure(page, metric, stat) {
  const cells = `[...document.querySelectorAll('[data-metric="${metric}"][data-stat="${stat}"]')]`;
  const mine = `(cell) => (cell.closest("[data-scope]")?.dataset.scope ?? "all") === "all"`;
  const [found] = await page.until(`${cells}.filter(${mine}).map((cell) => [cell.dataset.value])[0]`);
  return found === null ? undefined : Number(found);
}
