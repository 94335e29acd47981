// The page of comparisons: two sides of real runs, blocks of one run, the address, and what is said where nothing is compared.
// What the command line says of the same files is in tests/fixtures/compare; `crates/cli/tests/suite/compare.rs` holds it to that.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { DESKTOP } from "./support/browser.mjs";
import { drop, fixture, made } from "./support/files.mjs";
import { shown } from "./support/report.mjs";
import { over, plan, write } from "./support/plan.mjs";
import { onPage, site } from "./support/site.mjs";
import { until } from "./support/wait.mjs";

const here = site();
const run = (name) => fixture(`../../crates/compare/tests/fixtures/runs/${name}.json.gz`);
const runs = (kind) => [1, 2, 3, 4, 5, 6].map((number) => run(`${kind}_${number}`));
const expected = (name) => JSON.parse(readFileSync(fixture(`compare/${name}.json`), "utf8"));

const ANSWER = ".compare-answer:not(:has([data-busy]))";
const give = (page, side, paths) => page.locator(`input[data-action=pick-${side}]`).setInputFiles(paths);
const answered = (page) => page.locator(`${ANSWER} .comparison, ${ANSWER} [data-compare=refused]`).waitFor();
const decided = (page, verdict) => page.locator(`${ANSWER} .compare-card[data-verdict="${verdict}"]`).waitFor();
const names = (page, side) => page.locator(`[data-side=${side}] .chips li > span:not(.hint)`).allInnerTexts();
const choose = (page, field, value) => page.locator(`[data-field=${field}]`).selectOption(value);

/** The page says what the command line says. */
async function assertSame(page, comparison) {
  const card = page.locator(`${ANSWER} .compare-card`);
  assert.equal(await card.getAttribute("data-verdict"), comparison.verdict);
  const headline = (await card.locator(".headline").textContent()).toLowerCase();
  assert.equal(headline, comparison.headline.replace(/^[A-Z ]+: /, "").toLowerCase());
}

onPage(here, "compare: several runs a side, with the verdict of the command line", async ({ page, openExactly }) => {
  await openExactly("#/compare");
  await page.getByText("The run is what varies, not the request").waitFor();
  await assertAccessible(page, "nothing is chosen");
  await give(page, "baseline", runs("base"));
  await page.getByText("The candidate is missing").waitFor();
  await give(page, "candidate", runs("slower"));
  await answered(page);
  await assertSame(page, expected("base-slower"));
  await assertAccessible(page, "a comparison");
  await assertNoSidewaysScroll(page, [390, 1440]);
  // Both sides change places, twice, and nothing is read again.
  await page.locator("[data-action=swap-sides]").click();
  await decided(page, "better");
  assert.match((await names(page, "baseline")).join(), /slower_1/);
  await page.locator("[data-action=swap-sides]").click();
  await decided(page, "worse");
  await assertSame(page, expected("base-slower"));
  assert.equal(await page.locator("[data-compare=reading]").count(), 0);
});

onPage(here, "compare: a limit of the user, in the words of its parser", async ({ page, openExactly }) => {
  await openExactly("#/compare");
  await give(page, "baseline", runs("base").slice(0, 4));
  await give(page, "candidate", runs("slower").slice(0, 4));
  await answered(page);
  await page.locator(".compare-question summary", { hasText: "Limits" }).click();
  const field = page.locator("[data-field=limit]");
  await field.fill("http_req_duration p95% +5%");
  await field.press("Enter");
  await page.getByText('"p95%" is no statistic').waitFor();
  await field.fill("http_req_duration p(50) +50%");
  await field.press("Enter");
  await page.locator(".compare-question .chips li").waitFor();
  await page.waitForFunction(() => location.hash.includes("limit="));
  await decided(page, "same");
  await page.goBack();
  await page.locator(".compare-question .chips li").waitFor({ state: "detached" });
});

onPage(here, "compare: from one run a side nobody knows, unless the user says so", async ({ page, openExactly }) => {
  await openExactly("#/compare");
  // Beside the sides the user is asked; on a side there is nothing to ask.
  await drop(page, [run("base_1")], { at: { x: 5, y: 5 } });
  await page.getByRole("alertdialog", { name: "Which side?" }).getByRole("button", { name: "Baseline" }).click();
  const box = await page.locator("[data-side=candidate]").boundingBox();
  await drop(page, [run("slower_1")], { at: { x: Math.round(box.x + 20), y: Math.round(box.y + 20) } });
  await answered(page);
  await assertSame(page, expected("one-run"));
  assert.equal(expected("one-run").verdict, "inconclusive");
  await page.getByRole("button", { name: "Let these two runs decide" }).click();
  await page.waitForFunction(() => location.hash.includes("single-run"));
  await page.getByRole("button", { name: "One run does not decide" }).waitFor();
});

onPage(here, "compare: blocks of one run, by a tag that is found", async ({ page, openExactly }) => {
  await openExactly("#/compare");
  await page.locator("[data-field=one-set]").check();
  await give(page, "baseline", [run("alternating")]);
  await choose(page, "by-tag", "version");
  await answered(page);
  await assertSame(page, expected("blocks"));
  assert.ok(await page.locator("[data-field=blocks]").isChecked(), "it changes back and forth");
  await choose(page, "by-baseline", "b");
  await decided(page, "better");
  assert.match(await page.evaluate(() => location.hash), /by=version:b,a&blocks=version/);
  await page.locator("[data-field=blocks]").uncheck();
  await decided(page, "inconclusive");
});

onPage(here, "compare: an address brings back links and the question, and says which files are missing", async ({ page, openExactly }) => {
  const question = "#/compare?v=1&both=sample/results.json.gz&baseline-window=0s..20s&candidate-window=40s..";
  await openExactly(question);
  await answered(page);
  assert.ok(page.url().endsWith(question), page.url());
  const headline = await page.locator(".compare-card .headline").textContent();
  await page.reload();
  await answered(page);
  assert.equal(await page.locator(".compare-card .headline").textContent(), headline);
  // Files of this machine do not come back: their names are said.
  await openExactly("#/compare");
  await give(page, "baseline", runs("base").slice(0, 2));
  await page.waitForFunction(() => location.hash.includes("local=2,0"));
  await page.reload();
  await page.getByText("base_1.json.gz, base_2.json.gz were part of this comparison").waitFor();
  await give(page, "baseline", runs("base").slice(0, 2));
  await page.locator("[data-gone]").waitFor({ state: "detached" });
  assert.equal((await names(page, "baseline")).length, 2);
});

onPage(here, "compare: what is open becomes the candidate", async ({ page, openExactly }) => {
  await openExactly();
  await page.locator("input[data-action=pick]").setInputFiles(run("slower_1"));
  await shown(page);
  await page.locator(".share summary").click();
  await page.locator("[data-action=compare-open]").click();
  await page.getByText("The baseline is missing").waitFor();
  assert.deepEqual(await names(page, "candidate"), ["slower_1.json.gz"]);
  // A file that is no result is said, and nothing is compared.
  await give(page, "baseline", made({ name: "notes.txt", buffer: Buffer.from("hello\n") }));
  await page.locator("[data-compare=refused]").getByText("baseline").waitFor();
  await page.locator("[data-compare=unread]").getByText("notes.txt").waitFor();
  await assertAccessible(page, "a refusal");
  await page.goBack();
  await shown(page);
});

onPage(here, "compare: a drag over a lane takes that part of both sides, and lanes are as wide as the window", async ({ page, openExactly }) => {
  await openExactly("#/compare");
  await give(page, "baseline", run("base_1"));
  await give(page, "candidate", run("slower_1"));
  await answered(page);
  const lane = page.locator(`${ANSWER} [data-brush]`).first();
  const { width, height } = await lane.boundingBox();
  // Of an element that moves the pointer waits until it stands still.
  const at = (x) => lane.hover({ position: { x, y: height / 2 } });
  await at(2);
  await page.mouse.down();
  await at(width * 0.3);
  await at(width * 0.6);
  await page.mouse.up();
  const chips = page.locator(".compare-question .chips");
  await chips.getByText(/^0:00.*\.\.0:\d/).waitFor();
  assert.match(await page.evaluate(() => location.hash), /window/);
  await answered(page);
  await lane.dblclick();
  await chips.waitFor({ state: "detached" });
  await answered(page);
  const drawn = () => lane.locator("svg").first().evaluate((svg) => [svg.viewBox.baseVal.width, svg.getBoundingClientRect().width]);
  for (const size of [DESKTOP, { width: 390, height: 844 }]) {
    await page.setViewportSize(size);
    await until("lanes of this width", drawn, ([made, shown]) => Math.abs(made / shown - 1) < 0.1);
  }
});

onPage(here, "compare: a test that is kept nowhere, with a file", async (on) => {
  const { page, target } = on;
  await write(on, plan(target, { rate: 50, duration: "1s" }));
  await page.locator("[data-action=look]").click();
  await page.locator("[data-action=start-run][aria-disabled=false]").click();
  await over(page);
  await page.locator(".share summary").click();
  await page.locator("[data-action=compare-open]").click();
  await page.getByText("The baseline is missing").waitFor();
  assert.equal((await names(page, "candidate")).length, 1);
  await give(page, "baseline", run("base_1"));
  await answered(page);
}, { allow: ({ target }) => [target] });

onPage(here, "compare: a test from the page with the run that was kept before it", async (on) => {
  const { page, open, target } = on;
  await open();
  await page.evaluate(() => localStorage.setItem("sloscope.keep-runs", "1 keep"));
  await page.reload();
  await page.locator("input[data-action=pick]").setInputFiles(run("base_1"));
  await shown(page);
  await page.waitForFunction(() => location.search.includes("src=kept:"));
  await write(on, plan(target, { rate: 50, duration: "2s" }));
  await page.locator("[data-action=look]").click();
  await page.locator("[data-action=start-run][aria-disabled=false]").click();
  await over(page);
  await page.locator("[data-action=compare-previous]").click();
  await answered(page);
  assert.match((await names(page, "baseline")).join(), /base_1/);
  assert.equal((await names(page, "candidate")).length, 1);
  assert.match(await page.evaluate(() => location.hash), /baseline=kept:\w+&candidate=kept:\w+/);
  await page.reload();
  await answered(page);
}, { allow: ({ target }) => [target] });
