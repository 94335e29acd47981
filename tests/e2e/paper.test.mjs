// Paper: everything that opens is open, charts are there, long tables say where they end.

import assert from "node:assert/strict";

import { fixture, made, pick, sample } from "./support/files.mjs";
import { openShare, openTab, settled } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { until } from "./support/wait.mjs";

const here = sharedSite();

async function onPaper(page, is) {
  await page.emulateMedia({ media: is ? "print" : "screen" });
  await page.evaluate((name) => window.dispatchEvent(new Event(name)), is ? "beforeprint" : "afterprint");
}

/** `names` addresses, each asked once. */
function addresses(names) {
  const lines = [];
  for (let n = 0; n < names; n += 1) {
    const time = new Date(Date.UTC(2026, 10, 23, 21) + n * 10).toISOString();
    const tags = `{"name":"GET /item/${n}","scenario":"s"}`;
    lines.push(`{"metric":"http_req_duration","type":"Point","data":{"time":"${time}","value":${n % 97},"tags":${tags}}}`);
  }
  return made({ name: "items.json", buffer: Buffer.from(`${lines.join("\n")}\n`) });
}

onPage(here, "paper: objectives are open with their charts, all charts are whole, nothing is to be pressed", async ({ page, open }) => {
  await open();
  await pick(page, fixture("v2.2/thresholds_fail/results.json.gz"));
  await settled(page);
  // Charts that nobody has looked at are drawn when nothing else is to be done.
  await page.waitForFunction(() => [...document.querySelectorAll(".charts .chart")].every((c) => c.querySelector(".drawing, .chart-absent")));
  const objectives = await page.locator("[data-objective]").count();
  assert.equal(objectives, 16);
  // Those of objectives, too, and only paper shows whether they are. Seven are known by their name only: there is nothing to
  // draw of them.
  const drawn = async () => {
    await onPaper(page, false);
    await onPaper(page, true);
    return page.locator("#objectives .chart .drawing").count();
  };
  await until("the charts of objectives are drawn", drawn, (count) => count >= 16 - 7, 30_000);
  assert.equal(await page.locator("#timeline .lane .drawing").count(), 5, "all lanes");
  for (const chart of await page.locator(".chart, .lane").all()) {
    assert.ok(await chart.locator(".chart-plot").isVisible(), await chart.getAttribute("data-chart"));
  }
  const pressed = await page.locator("main :is(button:not(.opener, .quiet, .row-filter, .sort), select, summary, input)").evaluateAll((all) => all.filter((e) => e.getClientRects().length > 0).map((e) => e.outerHTML.slice(0, 90)));
  assert.deepEqual(pressed, []);
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages >= 6 && pages <= 17, `${pages} pages`);
});

/** So many pages a PDF of the page has. */
async function pages(page) {
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
}

for (const [what, file] of [["passes", sample("results.json.gz")], ["fails", fixture("v2.2/thresholds_fail/results.json.gz")], ["is a summary", sample("summary.json")]]) {
  onPage(here, `paper: the Summary of a run that ${what} is two pages at most`, async ({ page, openExactly }) => {
    await openExactly();
    await pick(page, file);
    await settled(page);
    await page.waitForFunction(() => [...document.querySelectorAll(".lane")].every((lane) => lane.querySelector(".drawing, .lane-absent")));
    const name = await page.evaluate(() => document.documentElement.style.getPropertyValue("--run-name"));
    assert.match(name, /^"(results|summary)\.json/, "the margins of each page name the run");
    const count = await pages(page);
    assert.ok(count <= 2, `${count} pages`);
  });
}

onPage(here, "paper: everything is printed from any tab, which comes back", async ({ page, openExactly }) => {
  await openExactly();
  await pick(page, sample("results.json.gz"));
  await settled(page);
  await page.evaluate(() => (globalThis.print = () => void (globalThis.printed = document.querySelector("[data-tab-shown]").dataset.tabShown)));
  for (const [action, tab] of [["print-all", "all"], ["print-summary", "summary"]]) {
    await openTab(page, "objectives");
    await openShare(page);
    await page.locator(`[data-action=${action}]`).click();
    await page.waitForFunction((tab) => globalThis.printed === tab, tab);
    assert.equal(await page.locator(".report[aria-busy=true], [data-waiting]").count(), 0, "all of it is drawn");
    assert.ok(await pages(page) >= (tab === "all" ? 4 : 1));
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await page.locator("[data-tab-shown=objectives]").waitFor();
    assert.match(page.url(), /tab=objectives/, "the address stays");
  }
});

onPage(here, "paper: a breakdown has all its rows, or says how many it has not", async ({ page, open }) => {
  await open("#/report?by=name");
  await pick(page, addresses(130));
  await settled(page);
  const rows = page.locator("#breakdown tbody tr:not(.space)");
  await rows.first().waitFor();
  assert.ok((await rows.count()) < 60, "on the screen what is in view");
  await onPaper(page, true);
  await rows.nth(129).waitFor();
  assert.equal(await rows.count(), 130);
  assert.equal(await page.locator("#breakdown .on-paper").count(), 0);
  await onPaper(page, false);
  await rows.nth(129).waitFor({ state: "detached" });
  await open("?again#/report?by=name");
  await pick(page, addresses(700));
  await settled(page);
  await page.locator("#breakdown table[aria-rowcount='701']").waitFor();
  await onPaper(page, true);
  await rows.nth(499).waitFor();
  assert.equal(await rows.count(), 500);
  await page.locator("#breakdown").getByText("On paper: the first 500 of 700 rows, in this order. The CSV has all.").waitFor();
});
