// A report that is saved as one HTML file: it opens from the disk, without a network, and answers as the page does; so it does
// where no worker may start. Without scripts its summary can be read, and the page takes the run out of it again.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";
import { fixture, pick } from "./support/files.mjs";
import { figures, openShare, shown } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";

const here = site();
const folder = mkdtempSync(join(tmpdir(), "sloscope-saved-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const RESULTS = fixture("v2.2/default_only/results.json");
const ALL = "#/report?tab=all";

/** Saves the open report in this form; answers the path of the file. */
async function save(page, kind, name = kind) {
  await openShare(page);
  await page.locator("[data-field=save-as]").selectOption(kind);
  await page.locator("[data-action=save-as]").click();
  const link = page.locator("[data-action=save-html]");
  assert.match(await link.innerText(), /^Save sloscope-report\.html, [\d.]+ MB$/);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const path = join(folder, `${name}.html`);
  await download.saveAs(path);
  return path;
}

/** Another context, which sees no network; `body(page, url)`. */
async function fromDisk(browser, path, options, body) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const asked = [];
  const wrong = [];
  page.on("request", (request) => /^(file|blob|data):/.test(request.url()) || asked.push(request.url()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (line) => ["error", "warning"].includes(line.type()) && wrong.push(line.text()));
  try {
    await body(page, pathToFileURL(path).href);
    assert.deepEqual({ asked, wrong }, { asked: [], wrong: [] });
  } finally {
    await context.close();
  }
}

const sorted = (all) => all.map((f) => JSON.stringify(f)).sort();

onPage(here, "saved: a file with samples has every figure, and answers questions, from the disk", async (on) => {
  const { page } = on;
  await on.open();
  await pick(page, RESULTS);
  await shown(page);
  const known = sorted(await figures(page));
  assert.ok(known.length > 100);
  const path = await save(page, "html");
  const asks = async (page, url) => {
    await page.goto(url + ALL);
    await shown(page);
    assert.deepEqual(sorted(await figures(page)), known);
    const requests = () => page.evaluate(() => Number(document.querySelector('#metrics [data-metric="http_reqs"][data-stat="count"]').dataset.value));
    const all = await requests();
    await page.evaluate(() => (location.hash = "#/report?tab=all&v=1&to=2s"));
    await page.waitForFunction((all) => Number(document.querySelector('#metrics [data-metric="http_reqs"][data-stat="count"]')?.dataset.value) < all, all);
  };
  let again;
  await fromDisk(here.browser, path, {}, async (page, url) => {
    await asks(page, url);
    // It can be saved from there; what is not in it is not offered, and says so by its address.
    again = await save(page, "html", "again");
    await page.evaluate(() => (location.hash = "#/run"));
    await page.getByText("a saved report does not hold it").waitFor();
    assert.equal(await page.locator('header [href="#/run"], header [href="#/compare"]').evaluateAll((all) => all.filter((one) => one.checkVisibility()).length), 0);
  });
  await fromDisk(here.browser, again, {}, asks);
  await fromDisk(here.browser, path, {}, async (page, url) => {
    await page.addInitScript(() => {
      globalThis.Worker = class {
        constructor() {
          throw new Error("no worker may start");
        }
      };
    });
    await asks(page, url);
  });
  await fromDisk(here.browser, path, { javaScriptEnabled: false }, async (page, url) => {
    await page.goto(url);
    const text = await page.locator("main").innerText();
    assert.match(text, /PASS|FAIL|CANNOT JUDGE|NOT JUDGED|no objective/i);
    assert.match(text, /This is the summary\. A browser that runs scripts shows all of the report/);
    assert.equal(await page.locator("[data-metric]").first().isVisible(), true);
  });
  // The page takes the run out again.
  await page.goto("about:blank");
  await on.open();
  await pick(page, path);
  await shown(page);
  assert.deepEqual(sorted(await figures(page)), known);
});

onPage(here, "saved: a file with the report only has its figures, and says what it cannot answer", async (on) => {
  const { page } = on;
  await on.open();
  await pick(page, RESULTS);
  await shown(page);
  const path = await save(page, "html-report");
  await fromDisk(here.browser, path, {}, async (page, url) => {
    await page.goto(url + ALL);
    await shown(page);
    await page.getByText("This is a stored report: its samples are not here").first().waitFor();
  });
});
