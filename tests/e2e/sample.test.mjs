// The sample run that ships with the page: its figures and verdicts are k6's, its address can be shared, and the report
// is usable in every width and theme.
import assert from "node:assert/strict";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { sample } from "./support/files.mjs";
import { k6Summary, k6Verdicts } from "./support/k6-summary.mjs";
import { assertSameAsK6, figures, openAll, overall, shown, verdicts } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";

const here = site();
const k6 = k6Summary(sample("summary.json"));
const SECTIONS = ["overview", "objectives", "overall", "latency", "metrics", "checks", "errors", "reading", "sources", "remarks"];

async function openSample({ page, open }) {
  await open();
  await page.locator("[data-action=sample]").click();
  await shown(page);
}

onPage(here, "sample: every value that k6 states is the page's, to 1e-9", async (on) => {
  await openSample(on);
  await openAll(on.page);
  const compared = await assertSameAsK6(on.page, k6.values);
  assert.ok(compared >= 150, `only ${compared} of ${k6.values.length} values are on the page`);
  const all = await figures(on.page);
  const missing = k6.values.filter(({ series, stat }) => !all.some((f) => f.metric === series && f.stat === stat));
  assert.deepEqual(missing, [], "values that k6 states and the page does not show");
  on.t.diagnostic(`${compared} values compared, ${all.length} figures on the page`);
});

onPage(here, "sample: the verdicts are k6's", async (on) => {
  await openSample(on);
  const wanted = k6Verdicts(k6);
  assert.ok(Object.keys(wanted).length >= 10);
  assert.deepEqual(sorted(await verdicts(on.page)), sorted(wanted));
  assert.equal(await overall(on.page), "pass");
  // Never by colour alone.
  for (const row of await on.page.locator("[data-objective][data-verdict]").all()) {
    assert.match(await row.innerText(), /PASS/);
  }
  assert.match(await on.page.title(), /PASS/);
});

function sorted(verdicts) {
  return Object.fromEntries(Object.entries(verdicts).sort());
}

onPage(here, "sample: every section is there, and both files are accounted for", async (on) => {
  await openSample(on);
  for (const id of SECTIONS) assert.equal(await on.page.locator(`#${id}`).count(), 1, `#${id}`);
  const sources = await on.page.locator("#sources").innerText();
  for (const name of ["results.json.gz", "summary.json"]) assert.ok(sources.includes(name), name);
  assert.match(await on.page.locator("main").innerText(), /matches k6/i);
  assert.match(await on.page.locator("#overview").innerText(), /200\D+300\D+400/);
  const headings = await on.page.$$eval("main h1", (all) => all.length);
  assert.equal(headings, 1, "one h1");
});

onPage(here, "sample: no figure is shown as NaN, undefined or infinite", async (on) => {
  await openSample(on);
  await openAll(on.page);
  const bare = (await figures(on.page)).filter((f) => /NaN|undefined|null|inf/i.test(f.text) || f.text.trim() === "");
  assert.deepEqual(bare, []);
});

onPage(here, "sample: the address holds the run; reload, back and forward follow it", async (on) => {
  const { page } = on;
  await openSample(on);
  const address = page.url();
  const links = ["sample/results.json.gz", "sample/summary.json"];
  assert.deepEqual(new URL(address).searchParams.getAll("src"), links);
  assert.ok(address.includes("?src=sample/results.json.gz&"), `readable: ${address}`);
  assert.equal(new URL(address).hash, "#/report");
  await page.reload();
  await shown(page);
  assert.equal(page.url(), address);
  const first = (await figures(page)).length;
  await page.goBack();
  await page.locator("#start-title").waitFor();
  await page.goForward();
  await shown(page);
  assert.equal((await figures(page)).length, first);
});

onPage(here, "sample: back leads to the start, and the header back to the report", async (on) => {
  const { page } = on;
  await openSample(on);
  await page.goBack();
  await page.locator("#start-title").waitFor();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Report" }).click();
  await page.locator("main .report").waitFor();
  await page.locator("a.brand").click();
  await page.locator("#start-title").waitFor();
});

onPage(here, "sample: the Markdown and the JSON say what the page says", async (on) => {
  const { page } = on;
  await openSample(on);
  const markdown = await downloaded(page, "download-markdown");
  assert.match(markdown, /^# /);
  const json = JSON.parse(await downloaded(page, "download-json"));
  assert.equal(json.schema, "sloscope.report/1");
  assert.equal(json.verdict, "pass");
  const p95 = json.metrics.http_req_duration.values["p(95)"];
  assert.equal(p95, k6.values.find((v) => v.series === "http_req_duration" && v.stat === "p(95)").value);
});

async function downloaded(page, action) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-action=${action}]`).first().click()]);
  const chunks = await (await download.createReadStream()).toArray();
  return Buffer.concat(chunks).toString("utf8");
}

onPage(here, "sample: the report is accessible in light and dark, wide and narrow", async (on) => {
  await openSample(on);
  await assertAccessibleEverywhere(on.page);
  await openAll(on.page);
  await assertAccessibleEverywhere(on.page);
}, { timeout: 120_000 });

onPage(here, "sample: the report does not scroll sideways", async (on) => {
  await openSample(on);
  await openAll(on.page);
  await assertNoSidewaysScroll(on.page, [390, 768, 1440, 2560]);
});

onPage(here, "sample: paper shows the report alone", async (on) => {
  await openSample(on);
  await on.page.emulateMedia({ media: "print" });
  assert.equal(await on.page.locator("header.top").isVisible(), false);
  assert.equal(await on.page.locator("#latency").isVisible(), true);
});
