// Tests in Firefox: one browser a file; for each test a server, a host of the page that the test holds, and a tab. Skipped
// where there is no Firefox.
import { after, before, test } from "node:test";
import { startFirefox } from "./firefox.mjs";
import { startHost } from "./host.mjs";
import { startServer } from "./server.mjs";
import { withEverything } from "./site.mjs";

const SKIP = process.env.FIREFOX ? false : "there is no Firefox: FIREFOX names none, and set-up found none";
/** How long a start, and one test, may take, in ms. */
const START = 60_000;
const LIMIT = 120_000;

const REPORT = 'document.querySelector("main .report[aria-busy=false]") !== null && document.querySelector("[data-state]") === null';
const FAILED = 'document.querySelector("[data-state=failed]") !== null';

/** Starts Firefox before the first test of a file; answers an object that then holds it. `skip`: why none of its tests is run. */
export function firefox(preferences, skip = false) {
  const here = { browser: null, skip: SKIP || skip };
  before(async () => {
    if (!here.skip) here.browser = await startFirefox(preferences);
  }, { timeout: START });
  after(() => here.browser?.stop());
  return here;
}

/**
 * A test on a page at this place (`""`, `"#/run"`); a report is shown with all tabs below each other. `body(page, { server, host, files })`. `skip`: why it is not run;
 * `plants`: scripts before those of the page's files, by their names.
 */
export function inFirefox(here, name, place, body, { skip = false, plants = {} } = {}) {
  test(`firefox: ${name}`, { skip: here.skip || skip, timeout: LIMIT }, async () => {
    const server = await startServer();
    const host = await startHost(server);
    for (const [file, script] of Object.entries(plants)) host.plant(file, script);
    try {
      const isRun = place === "#/run";
      await here.browser.tab(new URL(withEverything(isRun ? "" : place), host.page).href, async (page) => {
        await page.until('document.querySelector("[data-app]") !== null');
        // The report of what is run there keeps the tab.
        if (isRun) await page.value('location.hash = "#/run"');
        await body(page, { server, host, files: here.browser.files });
      });
    } finally {
      host.stop();
      server.stop();
    }
  });
}

/** Waits until the open run is shown and nothing is going on. */
export const shown = (page, ms) => page.until(REPORT, ms);

/** Waits for a message over the page; answers it. */
export async function failed(page, ms) {
  await page.until(FAILED, ms);
  return page.value('document.querySelector("[role=alertdialog]").textContent');
}

/** Closes the message. */
export async function dismiss(page) {
  await page.click("[data-action=dismiss]");
  await page.until('document.querySelector("[data-state]") === null');
}

/** A figure of the report, of all requests: a number, null if it is absent, undefined if there is none. */
export async function figure(page, metric, stat) {
  const cells = `[...document.querySelectorAll('[data-metric="${metric}"][data-stat="${stat}"]')]`;
  const all = '(cell) => (cell.closest("[data-scope]")?.dataset.scope ?? "all") === "all"';
  const found = await page.value(`${cells}.filter(${all}).map((cell) => [cell.dataset.value ?? null])[0]`);
  return found?.[0] === null || !found ? found?.[0] : Number(found[0]);
}

export const requests = (page) => figure(page, "http_reqs", "count");

/** A figure of the panel of a run. */
export const live = (page, name) => page.value(`Number(document.querySelector("[data-live=${name}]")?.dataset.value)`);

/** Whether the page says this somewhere. */
export const says = (page, pattern) => page.until(`${pattern}.test(document.body.textContent)`);

/** Writes a plan into the page of a plan, looks at its target, and starts it; what the look sent is not counted. */
export async function start(page, server, plan) {
  await page.until('/127\\.0\\.0\\.1/.test(document.querySelector("[data-field=target]")?.value)');
  await page.value('[...document.querySelectorAll("summary, button")].find((e) => e.textContent.includes("As text: JSON")).click()');
  await page.fill("[data-field=plan]", JSON.stringify(plan));
  await page.click("[data-action=look]");
  await page.until('document.querySelector("[data-look=answered]") !== null');
  await page.until('document.querySelector("[data-action=start-run]").ariaDisabled === "false"');
  await fetch(new URL("counts", server.target), { method: "POST" });
  await page.click("[data-action=start-run]");
}

/** How many of the requests of a plan the server counted. */
export async function counted(server) {
  return (await (await fetch(new URL("counts", server.target))).json())["GET /fast"] ?? 0;
}

export const over = (page) => page.until('document.querySelector("[data-run=over]") !== null', 40_000);
