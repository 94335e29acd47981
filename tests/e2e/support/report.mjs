// What the page says, read through the attributes that every figure and every verdict carries (ARCHITECTURE.md).
import assert from "node:assert/strict";

/** Waits until the open run is shown and nothing is going on. */
export async function shown(page, timeout) {
  const state = await settled(page, timeout);
  assert.equal(state, "report", await message(page));
}

/** Waits until something was decided: `report`, `failed` (a message) or `boot-failure`. */
export async function settled(page, timeout) {
  const handle = await page.waitForFunction(
    () => {
      const activity = document.querySelector("[data-state]");
      if (activity) return activity.dataset.state === "failed" && "failed";
      if (document.querySelector(".boot-failure")) return "boot-failure";
      return document.querySelector("main .report[aria-busy=false]") && "report";
    },
    null,
    { polling: 50, timeout },
  );
  return handle.jsonValue();
}

/** The text of the message over the page; empty if there is none. */
export async function message(page) {
  const dialog = page.getByRole("alertdialog");
  return (await dialog.count()) ? dialog.innerText() : "";
}

/** Closes the message and expects the page to be free again. */
export async function dismiss(page) {
  await page.locator("[data-action=dismiss]").click();
  await page.locator("[data-state]").waitFor({ state: "detached" });
}

/**
 * Cancels as soon as this part of a file has been read. In the page itself: a file is read while a message goes there and
 * back.
 */
export async function cancel(page, part) {
  const cancelled = (part) => {
    if (!(document.querySelector("[data-state=loading] progress")?.position > part)) return false;
    document.querySelector("[data-action=cancel]").click();
    return true;
  };
  await page.waitForFunction(cancelled, part, { polling: "raf" });
}

/** Shows all rows of a list, however many. */
export async function showAll(list) {
  const more = list.locator("[data-action=show-more]");
  while (await more.count()) await more.click();
}

/** Opens every part of the report that is closed: what is in it is drawn only then. */
export async function openAll(page) {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    for (let at = 0; at < 100; at += 1) {
      const closed = document.querySelector("main details:not([open]) > summary, main .opener[aria-expanded=false]");
      if (!closed) return;
      closed.click();
      await frame();
    }
    throw new Error("parts of the report do not open");
  });
}

/** All figures: `{ metric, stat, value, absent, scope }`, `value` a number or null. */
export async function figures(page) {
  // Sections are drawn one after the other.
  await page.waitForFunction(() => document.querySelector(".report")?.ariaBusy !== "true");
  // In one step: what is found could be drawn anew before a second step reads it.
  const raw = await page.evaluate(() =>
    [...document.querySelectorAll("[data-metric][data-stat]")].map((cell) => ({
      metric: cell.dataset.metric,
      stat: cell.dataset.stat,
      value: cell.dataset.value ?? null,
      absent: "absent" in cell.dataset,
      scope: cell.closest("[data-scope]")?.dataset.scope ?? null,
      text: cell.textContent,
    })),
  );
  return raw.map((figure) => {
    const value = figure.value === null ? null : Number(figure.value);
    const what = `${figure.metric} ${figure.stat}`;
    assert.ok(value === null || Number.isFinite(value), `${what}: data-value is ${figure.value}`);
    assert.notEqual(value === null, !figure.absent, `${what}: a figure has a value or is absent, not both`);
    return { ...figure, value };
  });
}

/** The value of one figure, over all requests; null if absent, undefined if there is no such figure. */
export async function figure(page, metric, stat) {
  const all = await figures(page);
  return all.find((f) => f.metric === metric && f.stat === stat && (f.scope ?? "all") === "all")?.value;
}

/** Verdicts by objective, as `{ "http_req_duration: p(95)<500": "pass" }`. */
export async function verdicts(page) {
  const rows = await page.evaluate(() =>
    [...document.querySelectorAll("[data-objective][data-verdict]")].map((row) => [row.dataset.objective, row.dataset.verdict]),
  );
  return Object.fromEntries(rows);
}

/** Opens a tab of the report, by its name in addresses, and waits until it is drawn. */
export async function openTab(page, name) {
  await page.locator(`[data-tab=${name}]`).click();
  await page.locator(`[data-tab-shown=${name}]`).waitFor();
  // That it is busy is said a moment later than its sections are there, empty.
  await page.waitForFunction(() => !document.querySelector(".report[aria-busy=true], .report-sections [data-waiting]"));
}

/** Opens what can be done with the report: copies and files. */
export async function openShare(page) {
  const share = page.locator(".share details");
  if ((await share.getAttribute("open")) === null) await share.locator("summary").click();
}

/** The verdict on the whole. */
export async function overall(page) {
  return page.locator("[data-overall]").getAttribute("data-verdict");
}

/** Equal to 1e-9 of the larger one. */
export function close(a, b) {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * Compares every figure of the page with what k6 states of it, and answers how many were compared. A series without
 * samples is absent on the page, where k6 writes zeros.
 */
export async function assertSameAsK6(page, stated) {
  const all = (await figures(page)).filter((f) => (f.scope ?? "all") === "all");
  let compared = 0;
  const wrong = [];
  for (const { series, stat, value } of stated) {
    for (const ours of all.filter((f) => f.metric === series && f.stat === stat)) {
      if (ours.absent && value === 0) continue;
      compared += 1;
      if (ours.absent || !close(ours.value, value)) wrong.push(`${series} ${stat}: ${ours.value}, k6 says ${value}`);
    }
  }
  assert.deepEqual(wrong, []);
  return compared;
}

/**
 * While a test runs and the page is scrolled, its bar is in the place of the report's, and the tabs stay below it; then the
 * window has this size again, and is not scrolled.
 */
export async function assertBarsApart(page, size) {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => scrollTo(0, 1500));
    const [test, tabs] = await page.evaluate(() =>
      [".live-bar", ".tabs"].map((of) => document.querySelector(of).getBoundingClientRect().toJSON()));
    const together = test.top === 0 && Math.abs(tabs.top - test.bottom) <= 8 && tabs.bottom < 200;
    assert.ok(together, `${width} px: ${JSON.stringify([test, tabs])}`);
    assert.ok(await page.locator("[data-action=stop-run]").isVisible());
  }
  await page.setViewportSize(size);
  await page.evaluate(() => scrollTo(0, 0));
}
