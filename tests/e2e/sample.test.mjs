// The sample run that ships with the page: its figures and verdicts are k6's, its address can be shared, and the report
// is usable in every width and theme.
import assert from "node:assert/strict";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { sample } from "./support/files.mjs";
import { k6Summary, k6Verdicts } from "./support/k6-summary.mjs";
import { assertSameAsK6, figures, openAll, openShare, openTab, overall, shown, verdicts } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { textOf } from "./support/shown.mjs";

const here = sharedSite();
const k6 = k6Summary(sample("summary.json"));
const SECTIONS = ["overview", "objectives", "overall", "latency", "metrics", "checks", "errors", "reading", "sources", "remarks"];

async function openSample({ page, openExactly }, tab = "all") {
  await openExactly();
  await page.locator("[data-action=sample]").click();
  await shown(page);
  if (tab) await openTab(page, tab);
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
    assert.match(await row.textContent(), /PASS/);
  }
  assert.match(await on.page.title(), /PASS/);
});

function sorted(verdicts) {
  return Object.fromEntries(Object.entries(verdicts).sort());
}

onPage(here, "sample: every section is there, and both files are accounted for", async (on) => {
  await openSample(on);
  for (const id of SECTIONS) assert.equal(await on.page.locator(`#${id}`).count(), 1, `#${id}`);
  const sources = await textOf(on.page, "#sources");
  for (const name of ["results.json.gz", "summary.json"]) assert.ok(sources.includes(name), name);
  assert.match(await textOf(on.page, "main"), /matches k6/i);
  assert.match(await textOf(on.page, "#overview"), /200\D+300\D+400/);
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
  await openSample(on, null);
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
  await openSample(on, null);
  await page.goBack();
  await page.locator("#start-title").waitFor();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Report" }).click();
  await page.locator("main .report").waitFor();
  await page.locator("a.brand").click();
  await page.locator("#start-title").waitFor();
});

/** The sections of the report that people know, in its order; those after the conclusion are folded. */
const MARKDOWN_SECTIONS = ["Test Overview", "Performance Results", "Optimization Applied", "Conclusion", "Performance Assessment", "Overall Metrics", "Detailed Latency Metrics", "Test Files"];

onPage(here, "sample: the Markdown says what the page says, with what was noted", async (on) => {
  const { page } = on;
  await openSample(on);
  await page.locator("#remarks textarea").first().fill("4 workers instead of 1\nno access log");
  await openShare(page);
  const markdown = await downloaded(page, "download-markdown");
  const places = MARKDOWN_SECTIONS.map((title) => markdown.search(new RegExp(`^(#+ |<summary>).*${title}(</summary>)?$`, "m")));
  assert.ok(places.every((at, i) => at >= 0 && (i === 0 || at > places[i - 1])), JSON.stringify(places));
  const p95 = k6.values.find((v) => v.series === "http_req_duration" && v.stat === "p(95)").value;
  assert.ok(markdown.includes(`| **P95 Latency** | ${p95.toFixed(2)} ms | < 500 ms | ✅ PASS |`), markdown.slice(0, 1500));
  assert.match(markdown, /1\. 4 workers instead of 1\n2\. no access log\n/);
  for (const cell of await page.locator("#overall [data-metric][data-value]").all()) {
    const text = await cell.textContent();
    assert.ok(markdown.includes(text), `${text} is not in the Markdown`);
  }
  assert.doesNotMatch(markdown, /NaN|undefined|N\/A/);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("[data-action=copy-markdown]").click();
  await page.getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), markdown);
  // What was noted is there again when the run is opened again.
  await page.reload();
  await page.locator("#remarks textarea").first().waitFor();
  assert.equal(await page.locator("#remarks textarea").first().inputValue(), "4 workers instead of 1\nno access log");
});

async function downloaded(page, action) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-action=${action}]`).first().click()]);
  const chunks = await (await download.createReadStream()).toArray();
  return Buffer.concat(chunks).toString("utf8");
}

onPage(here, "sample: the report is accessible in light and dark, wide and narrow", async (on) => {
  await openSample(on);
  await assertAccessibleEverywhere(on.page);
}, { timeout: 120_000 });

onPage(here, "sample: the report is accessible with all of it opened", async (on) => {
  await openSample(on);
  await openAll(on.page);
  await assertAccessibleEverywhere(on.page);
}, { timeout: 180_000 });

onPage(here, "sample: the report does not scroll sideways", async (on) => {
  await openSample(on);
  await openAll(on.page);
  await assertNoSidewaysScroll(on.page, [390, 768, 1440, 2560]);
});

onPage(here, "sample: the keyboard reaches every control of the report, in order", async (on) => {
  const { page } = on;
  await openSample(on);
  // Charts bring controls of their own when they are drawn.
  await page.waitForFunction(() => [...document.querySelectorAll(".chart")].every((c) => c.querySelector(".drawing, .chart-absent")));
  await page.evaluate(() => {
    const all = 'a[href], button:not(:disabled), input, select, textarea, summary, [tabindex="0"]';
    const seen = (e) => e.getClientRects().length > 0 && !e.closest("[hidden], [inert]");
    globalThis.controls = [...document.querySelectorAll(all)].filter(seen);
    globalThis.controls[0].focus();
  });
  const total = await page.evaluate(() => globalThis.controls.length);
  assert.ok(total >= 20, `${total} controls`);
  const order = [0];
  for (let at = 1; at < total; at += 1) {
    await page.keyboard.press("Tab");
    order.push(await page.evaluate(() => globalThis.controls.indexOf(document.activeElement)));
  }
  assert.deepEqual(order, [...Array(total).keys()]);
});

onPage(here, "sample: paper shows the report alone", async (on) => {
  await openSample(on);
  await on.page.emulateMedia({ media: "print" });
  assert.equal(await on.page.locator("header.top").isVisible(), false);
  assert.equal(await on.page.locator("#latency").isVisible(), true);
});
