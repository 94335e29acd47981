// Runs that Firefox keeps, and one that lets no page keep files: a reload brings the report back, or says what to choose.
import assert from "node:assert/strict";
import { fixture } from "./support/files.mjs";
import { firefox, inFirefox, requests, says, shown } from "./support/in-firefox.mjs";
import { SLOW } from "./support/slow.mjs";
import { until } from "./support/wait.mjs";

const here = firefox({}, SLOW);
/** All of its windows are private. */
const hidden = firefox({ "browser.privatebrowsing.autostart": true }, SLOW);
/** No page can keep files. */
const refusing = firefox({ "dom.fs.enabled": false }, SLOW);

const RESULTS = fixture("v2.2/default_only/results.json");

async function open(page) {
  await page.pick("input[data-action=pick]", RESULTS);
  await shown(page);
  return requests(page);
}
const reload = (page) => page.value("void location.reload()");

inFirefox(here, "a run that is kept comes back, is listed and can be removed", "", async (page) => {
  const count = await open(page);
  await page.click(".page > .keep-runs [data-action=keep-runs]");
  await page.until('location.search.includes("kept:")');
  await page.value('document.documentElement.dataset.before = "1"');
  await reload(page);
  await page.until('document.readyState === "complete" && !document.documentElement.dataset.before');
  await until("the same report", () => requests(page), (again) => again === count, 20_000);
  await page.click("header a.brand");
  await page.until('document.querySelectorAll("[data-kept]").length === 1');
  await page.click("[data-action=remove-run]");
  await page.until('document.querySelectorAll("[data-kept]").length === 0');
  assert.equal(await page.value("location.search.includes('kept:')"), false);
});

for (const [what, here] of [["in a private window", hidden], ["where no page may keep files", refusing]]) inFirefox(here, `${what} it is said, and a reload names them`, "", async (page) => {
  const count = await open(page);
  await page.click(".page > .keep-runs [data-action=keep-runs]");
  await says(page, "/does not let this page keep files, as in a private window/");
  assert.equal(await requests(page), count);
  await page.value('document.documentElement.dataset.before = "1"');
  await reload(page);
  await page.until('document.readyState === "complete" && !document.documentElement.dataset.before');
  await says(page, "/This report was of results\\.json, which the browser does not keep/");
});
