// What every test file starts with: the server, a headless Chromium, and for each test a fresh page that is watched.
// All of it is ended after the last test, whatever happened before.
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { DESKTOP, launch, share } from "./browser.mjs";
import { startServer } from "./server.mjs";
import { assertQuiet, watch } from "./watch.mjs";

const SCREENSHOTS = fileURLToPath(new URL("../screenshots/", import.meta.url));

/** How long one test may take, in ms. */
const LIMIT = 60_000;
/** How long one step of a test may take, in ms. */
const PATIENCE = 20_000;

/**
 * Starts server and browser before the first test of a file; answers an object that then holds them. `flags(server)`:
 * further options of the browser.
 */
export function site(flags = () => []) {
  return started((server) => launch(flags(server)));
}

/**
 * The same of a file that only reads, and that others do not disturb: its browser may be one that it shares with them. Files
 * that such a browser opens are copies, and it has one clipboard.
 */
export function sharedSite() {
  return started(share);
}

function started(start) {
  const site = { server: null, browser: null };
  before(async () => {
    site.server = await startServer();
    site.browser = await start(site.server);
  }, { timeout: LIMIT });
  after(async () => {
    // What hangs after the last test must not hang the run.
    setTimeout(() => process.exit(1), PATIENCE).unref();
    await site.browser?.close();
    site.server?.stop();
  }, { timeout: PATIENCE });
  return site;
}

/**
 * A test on a fresh page. `body` gets `{ page, url, target, seen, open, openExactly, t }`; `open(rest)` loads the page and waits
 * until it is there; a report is then shown with all tabs below each other. `openExactly(rest)` shows it as users first see it. Options: `context` (of the browser's context), `allow` (further origins), `expect` (patterns of
 * errors that the test causes), `timeout`, `skip` (why it cannot be run here).
 */
export function onPage(site, name, body, options = {}) {
  test(name, { timeout: options.timeout ?? LIMIT, skip: options.skip }, async (t) => {
    const { page: url, target } = site.server;
    const allow = options.allow?.(site.server) ?? [];
    const context = await site.browser.newContext({ viewport: DESKTOP, serviceWorkers: "block", ...options.context });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const seen = watch(page, url, allow);
    const openExactly = async (rest = "") => {
      const to = new URL(rest, url).href;
      // Another place of the page that is there does not load it again.
      const isThere = page.url().split("#")[0] === to.split("#")[0];
      await page.goto(to);
      if (isThere) await page.reload();
      await page.locator("[data-app]").waitFor();
    };
    const open = async (rest = "") => {
      const isRun = rest.endsWith("#/run");
      await openExactly(withEverything(isRun ? rest.slice(0, -"#/run".length) : rest));
      // The report of what is run there keeps the tab.
      if (isRun) await page.evaluate(() => (location.hash = "#/run"));
    };
    try {
      await body({ page, context, url, target, seen, open, openExactly, t });
      assertQuiet(seen, options.expect);
      if (process.env.SLOSCOPE_SCREENSHOTS) await screenshot(page, name);
    } catch (error) {
      await screenshot(page, name).catch(() => {});
      for (const text of [...seen.errors, ...seen.foreign]) t.diagnostic(text);
      throw error;
    } finally {
      await context.close();
    }
  });
}

/** An address whose report shows everything; that of another page stays as it is. */
export function withEverything(rest = "") {
  const [before, hash] = rest.split("#");
  if (hash === undefined) return `${before}#/report?tab=all`;
  return hash.startsWith("/report?") && !hash.includes("tab=") ? `${before}#/report?tab=all&${hash.slice("/report?".length)}` : rest;
}

/** Saves what the page shows now, as a whole. */
export async function screenshot(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const path = `${SCREENSHOTS}${name.replace(/[^a-z0-9]+/gi, "-").slice(0, 80)}.png`;
  await page.screenshot({ path, fullPage: true, timeout: 10_000 });
}
