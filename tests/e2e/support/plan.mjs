// The page of a plan: opening it, writing into it, what it says.
import assert from "node:assert/strict";

/** Opens the page of a plan, and waits for the example to have the demo target. */
export async function openPlan({ page, open }) {
  await open("#/run");
  await page.waitForFunction(() => /127\.0\.0\.1/.test(document.querySelector("[data-field=target]")?.value));
  await unfold(page);
}

/** Opens all that is under "More", and what saves the plan: the fields can be written into. */
export function unfold(page) {
  return page.evaluate(() => {
    for (const part of document.querySelectorAll(".run-more, .run-part, .run-write > details:first-child")) part.open = true;
  });
}

/** A plan with one scenario of a constant rate. */
export function plan(target, { requests, rate = 100, duration = "3s", ...rest } = {}) {
  return {
    version: "sloscope.plan/1",
    name: "a test",
    target: target.replace(/\/$/, ""),
    requests: requests ?? [{ name: "get", method: "GET", url: "/fast" }],
    scenarios: [{ name: "steady", executor: "constant-arrival-rate", rate, duration, preAllocatedVUs: 20, maxVUs: 200, gracefulStop: "5s" }],
    ...rest,
  };
}

/** Opens the page of a plan with this plan in it. */
export async function write(on, plan) {
  await openPlan(on);
  await on.page.getByText("As text: JSON").click();
  await on.page.locator("[data-field=plan]").fill(JSON.stringify(plan));
}

/** The plan as its JSON form says it. */
export async function written(page) {
  return JSON.parse(await page.locator("[data-field=plan]").inputValue());
}

/** Fills fields, by name or by name and number of the card. */
export async function fill(page, values, card = "") {
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`${card} [data-field=${name}]`);
    if ((await field.evaluate((f) => f.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
}

/** Saves a file by a button of the page, or of a part of it; answers the file's name and text. */
export async function saved(page, action, part = page) {
  const [download] = await Promise.all([page.waitForEvent("download"), part.locator(`[data-action=${action}]`).click()]);
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  const text = Buffer.concat(parts).toString();
  assert.ok(text.length > 0, `${action}: the file is empty`);
  return { name: download.suggestedFilename(), text };
}

/** Waits until the run is over. */
export async function over(page, timeout = 40_000) {
  await page.locator("[data-run=over]").waitFor({ timeout });
}
