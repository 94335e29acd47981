// The main jobs in Firefox: the sample, a large file, the brush, a filter, a test that is run, files that are saved, a comparison.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";
import { fixture, sample } from "./support/files.mjs";
import { generate } from "./support/generate.mjs";
import { counted, figure, firefox, inFirefox, live, over, requests, shown, start } from "./support/in-firefox.mjs";
import { k6Summary } from "./support/k6-summary.mjs";
import { plan } from "./support/plan.mjs";
import { close } from "./support/report.mjs";
import { SLOW } from "./support/slow.mjs";
import { until } from "./support/wait.mjs";

const here = firefox();
const folder = mkdtempSync(join(tmpdir(), "sloscope-jobs-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const MEGABYTES = 50;
const RUNS = 5;
const k6 = k6Summary(sample("summary.json"));
const stated = (series, stat) => k6.values.find((v) => v.series === series && v.stat === stat).value;

async function openSample(page) {
  await page.click("[data-action=sample]");
  await shown(page);
}

/** Waits until the number of requests lies within bounds. */
const within = (page, low, high) =>
  until(`${low} to ${high} requests`, () => requests(page), (count) => count >= low && count <= high);

/** Saves a file by a button; answers its text. */
async function saved(page, files, action, name) {
  await page.click(`[data-action=${action}]`);
  const file = join(files, name);
  // The browser writes under another name first.
  await until(`${name} is saved`, () => existsSync(file) && !existsSync(`${file}.part`) && readFileSync(file).length > 0);
  return readFileSync(file, "utf8");
}

inFirefox(here, "the sample has k6's figures, and its Markdown says them", "", async (page, { files }) => {
  await openSample(page);
  for (const stat of ["avg", "med", "p(95)", "max"]) {
    const [ours, theirs] = [await figure(page, "http_req_duration", stat), stated("http_req_duration", stat)];
    assert.ok(close(ours, theirs), `${stat}: ${ours}, k6 says ${theirs}`);
  }
  assert.equal(await requests(page), stated("http_reqs", "count"));
  await page.click(".share summary");
  const markdown = await saved(page, files, "download-markdown", "sloscope-report.md");
  assert.ok(markdown.includes(`${stated("http_req_duration", "p(95)").toFixed(2)} ms`), markdown.slice(0, 1500));
});

inFirefox(here, `a file of ${MEGABYTES} MB has the generator's figures`, "", async (page) => {
  const file = join(folder, "results.json");
  const expected = await generate(file, MEGABYTES);
  await page.pick("input[data-action=pick]", file);
  await shown(page, 60_000);
  assert.equal(await requests(page), expected.requests);
  assert.ok(close(await figure(page, "http_req_duration", "p(95)"), expected.p95));
}, { skip: SLOW });

inFirefox(here, "the brush changes every figure, by pointer", "", async (page) => {
  await openSample(page);
  await page.until('document.querySelector(".brush .handle") !== null');
  const whole = await requests(page);
  await page.value('document.querySelector(".brush-plot").scrollIntoView({ block: "center" })');
  const at = (share) => page.value(`(() => {
    const plot = document.querySelector(".brush-plot");
    const [axis, box] = [plot.querySelector(".drawing .axis"), plot].map((e) => e.getBoundingClientRect());
    return [axis.left + axis.width * ${share}, box.top + box.height / 3];
  })()`);
  await page.drag(await at(2 / 3), await at(0.98));
  // The last third of the run plans 400 requests a second: 8,000 of 18,000.
  assert.ok((await within(page, 7300, 7900)) < whole);
  await page.until("/from=/.test(location.hash)");
  await page.click("[data-action=remove-window]");
  await within(page, whole, whole);
}, { skip: SLOW });

inFirefox(here, "a filter shows k6's figures of a scenario", "", async (page) => {
  await openSample(page);
  const whole = await requests(page);
  await page.value('[...document.querySelectorAll("summary, button")].find((e) => e.textContent.includes("Filter")).click()');
  await page.fill(".narrow [data-field=tag]", "scenario");
  await page.until(`[...document.querySelectorAll(".narrow [data-field=value] option")].some((one) => one.value === "rps_300")`);
  await page.fill(".narrow [data-field=value]", "rps_300");
  await page.click("[data-action=add-filter]");
  const part = stated("http_reqs{scenario:rps_300}", "count");
  await within(page, part, part);
  assert.ok(close(await figure(page, "http_req_duration", "p(95)"), stated("http_req_duration{scenario:rps_300}", "p(95)")));
  await page.click("[data-action=remove-filter]");
  await within(page, whole, whole);
}, { skip: SLOW });

inFirefox(here, "a test is run, and its samples are saved", "#/run", async (page, { server, files }) => {
  await start(page, server, plan(server.target, { rate: 50, duration: "3s" }));
  await over(page);
  await shown(page);
  assert.equal(await live(page, "started"), 150);
  assert.equal(await counted(server), 150);
  await within(page, 150, 150);
  const text = await saved(page, files, "save-samples", "results.json");
  assert.equal(text.split("\n").filter((line) => line.includes('"Point"') && line.includes('"http_reqs"')).length, 150);
}, { skip: SLOW });

inFirefox(here, `${RUNS} tests in a row all start, send what they plan, and end`, "#/run", async (page, { server, host }) => {
  for (let run = 0; run < RUNS; run += 1) {
    await page.go("about:blank");
    await page.go(new URL("#/run", host.page).href);
    // Long enough for two generators.
    await start(page, server, plan(server.target, { rate: 200, duration: "3s" }));
    await over(page);
    assert.equal(await page.value('document.querySelector("[data-broken]")'), null);
    const sent = await live(page, "started");
    assert.equal(sent + (await live(page, "dropped")), 600);
    assert.equal(await counted(server), sent);
  }
}, { skip: SLOW });

const runs = (kind) => [1, 2, 3, 4, 5, 6].map((number) => fixture(`../../crates/compare/tests/fixtures/runs/${kind}_${number}.json.gz`));
const decided = (page, verdict) =>
  page.until(`document.querySelector(".compare-said[data-busy]") === null && document.querySelector(".compare-card[data-verdict=${verdict}]") !== null`, 30_000);

inFirefox(here, "both sides of a comparison are read and change places", "#/compare", async (page) => {
  await page.until('document.querySelector("input[data-action=pick-baseline]") !== null');
  await page.pick("input[data-action=pick-baseline]", ...runs("base"));
  await page.until('/The candidate is missing/.test(document.querySelector("[data-compare=choosing]")?.textContent)');
  await page.pick("input[data-action=pick-candidate]", ...runs("slower"));
  await decided(page, "worse");
  const { headline } = JSON.parse(readFileSync(fixture("compare/base-slower.json"), "utf8"));
  const said = await page.value('document.querySelector(".compare-card .headline").textContent');
  assert.equal(said.toLowerCase(), headline.replace(/^[A-Z ]+: /, "").toLowerCase());
  await page.click("[data-action=swap-sides]");
  await decided(page, "better");
  assert.match(await page.value("location.hash"), /local=6,6/);
});

inFirefox(here, "a report that is saved as one HTML file answers from the disk", "", async (page, { files }) => {
  await openSample(page);
  const whole = await requests(page);
  await page.click(".share summary");
  await page.until('document.querySelector("[data-action=save-as]") !== null');
  await page.click("[data-action=save-as]");
  await page.until('document.querySelector("[data-action=save-html]") !== null');
  await saved(page, files, "save-html", "sloscope-report.html");
  await page.go(`${pathToFileURL(join(files, "sloscope-report.html")).href}#/report?tab=all`);
  await shown(page);
  await within(page, whole, whole);
  await page.value('location.hash = "#/report?tab=all&v=1&to=20s"');
  await within(page, 1, whole - 1);
}, { skip: SLOW });
