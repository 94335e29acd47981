// Paper: everything that opens is open, charts are there, long tables say where they end.

import assert from "node:assert/strict";

import { fixture, made, pick } from "./support/files.mjs";
import { settled } from "./support/report.mjs";
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
  assert.ok(pages >= 6 && pages <= 16, `${pages} pages`);
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
