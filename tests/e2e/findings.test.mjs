// What stands out: each finding with its numbers and its time, and none on a clean run that is not true.

import assert from "node:assert/strict";

import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, pick, sample } from "./support/files.mjs";
import { shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();

async function opened({ page, open }, ...files) {
  await open();
  await pick(page, ...files);
  await shown(page);
  await page.waitForFunction(() => document.querySelector(".report").getAttribute("aria-busy") === "false");
}

/** `[{ rule, level, numbers }]`, from the top. */
function findings(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("#findings [data-finding]")].map((line) => ({
      rule: line.dataset.finding,
      level: line.dataset.level,
      numbers: [...line.querySelectorAll("[data-value]")].map((number) => Number(number.dataset.value)),
    })),
  );
}

onPage(here, "findings: refused connections come first, with their share", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/only_errors/results.json.gz"), fixture("v2.2/only_errors/summary.json"));
  const all = await findings(page);
  assert.equal(all[0].rule, "refused-in-latency");
  assert.equal(all[0].level, "serious");
  // 12 more were given up after a timeout, which another rule reports.
  assert.equal(all[0].numbers[0], 1207 / 1229);
  assert.ok(all.every((finding) => finding.numbers.length > 0 && finding.numbers.every(Number.isFinite)));
  const weight = ["serious", "notable", "minor"];
  const ranks = all.map((finding) => weight.indexOf(finding.level));
  assert.deepEqual(ranks, ranks.toSorted());
  await assertAccessible(page, "findings");
  await assertNoSidewaysScroll(page, [390, 1440]);
});

onPage(here, "findings: one sets the window to its time", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/dropped/results.json.gz"));
  const rules = ["dropped-iterations", "objective-missed", "objective-missed"];
  assert.deepEqual((await findings(page)).map((finding) => finding.rule), rules);
  await page.locator("#findings [data-action=finding-window]").first().click();
  await page.locator("[data-selection]").getByText("0:00").waitFor();
  // What is of the whole run stays.
  assert.equal((await findings(page))[0].rule, "dropped-iterations");
});

onPage(here, "findings: the sample run has only what is true of it", async (on) => {
  await opened(on, sample("results.json.gz"), sample("summary.json"));
  const rules = (await findings(on.page)).map((finding) => finding.rule);
  // Its p95 is 8.1, 13.5 and 22.2 ms at 200, 300 and 400 RPS, nearly all of it waiting.
  assert.deepEqual(rules, ["knee", "failed-checks", "waiting-dominates"]);
});

onPage(here, "findings: one leads to the objective, and to the section, that it cites", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/thresholds_fail/results.json.gz"), fixture("v2.2/thresholds_fail/summary.json"));
  const cited = (rule) => page.locator(`#findings [data-finding=${rule}] [data-action=finding-cites]`).first();
  await cited("failed-checks").click();
  await page.locator("#checks-title:focus").waitFor();
  await cited("objective-missed").click();
  // The worst by how many times its limit: 1,000,000 requests of which there were 2,583.
  const row = page.locator("[data-objective='http_reqs: count>1000000']");
  await row.locator("button[aria-expanded=true]:focus").waitFor();
  const listed = await page.locator("#objectives tr[data-verdict]").evaluateAll((rows) => rows.map((row) => row.dataset.verdict));
  assert.deepEqual([...new Set(listed)], ["fail", "no-data", "pass"]);
});
