// Objectives as k6 writes and reads them: every kind of mistake, tag filters, the text to paste and to copy.

import assert from "node:assert/strict";

import { pick, sample } from "./support/files.mjs";
import { settled, verdicts } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";

const here = site();

async function openEditor({ page, open }) {
  await open();
  await pick(page, sample("results.json.gz"));
  await settled(page);
  await page.locator("[data-action=edit-objectives]").click();
}

const row = (page, at) => page.locator(".editor-row").nth(at);
const field = (page, at, name) => row(page, at).locator(`[data-field=${name}]`);

async function verdictOf(page, objective, wanted) {
  await page.locator(`[data-objective="${objective}"][data-verdict="${wanted}"]`).waitFor({ timeout: 10_000 });
}

onPage(here, "objectives: what cannot be read is pointed at and changes nothing", async (on) => {
  const { page } = on;
  await openEditor(on);
  const before = await verdicts(page);
  const [series, expression] = [await field(page, 0, "Series").inputValue(), await field(page, 0, "Objective").inputValue()];
  for (const [expression, at, says] of [["p(95)<", "6", "number"], ["p(95)<5x", "7", ""], ["p<200", "1", "p(0)"], ["avg=1", "", ""]]) {
    await field(page, 0, "Objective").fill(expression);
    const fault = row(page, 0).locator("[data-fault]");
    await fault.waitFor();
    if (at !== "") assert.equal(await fault.getAttribute("data-fault"), at, expression);
    assert.ok((await fault.textContent()).includes(says), `${expression}: ${await fault.textContent()}`);
  }
  await field(page, 0, "Objective").fill(expression);
  await field(page, 0, "Series").fill(`${series}{scenario`);
  await row(page, 0).locator("[data-fault]").waitFor();
  assert.deepEqual(await verdicts(page), before);
});

onPage(here, "objectives: an objective on a tag is added, one without samples has no data", async (on) => {
  const { page } = on;
  await openEditor(on);
  await page.locator("[data-action=add-objective]").click();
  const last = (await page.locator(".editor-row").count()) - 1;
  await field(page, last, "Series").fill("http_req_duration{scenario:rps_400}");
  await field(page, last, "Objective").fill("p(99.9)<1");
  await verdictOf(page, "http_req_duration{scenario:rps_400}: p(99.9)<1", "fail");
  await field(page, last, "Series").fill("http_req_duration{scenario:nobody}");
  await verdictOf(page, "http_req_duration{scenario:nobody}: p(99.9)<1", "no-data");
  await row(page, last).locator("[data-action=remove-objective]").click();
  await page.locator('[data-objective^="http_req_duration{scenario:nobody}"]').waitFor({ state: "detached" });
});

onPage(here, "objectives: k6's thresholds are pasted and copied as text", async (on) => {
  const { page } = on;
  await openEditor(on);
  await page.locator(".editor-text summary").click();
  const text = page.locator("[data-field=thresholds]");
  await text.fill('{"http_req_failed": ["rate<0.01"],\n "http_reqs" ["count>1"]}');
  const fault = page.locator("#thresholds-fault [data-fault]");
  await fault.waitFor();
  assert.match(await fault.textContent(), /line 2, column 14/);
  await text.fill('{"http_req_failed": ["rate<0.01"], "http_reqs": [{"threshold": "count>1e9", "abortOnFail": true}]}');
  await verdictOf(page, "http_reqs: count>1e9", "fail");
  assert.deepEqual(await verdicts(page), { "http_req_failed: rate<0.01": "pass", "http_reqs: count>1e9": "fail" });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.locator("[data-action=copy-thresholds]").click();
  await page.locator(".editor-actions").getByText("Copied.").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^export const options = \{\n {2}thresholds: \{/);
  assert.match(copied, /"threshold": "count>1e9", "abortOnFail": true/);
});
