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
}

/** A field of the form that is open. */
const field = (page, name) => page.locator(`.objective-form [data-field=${name}]`);

async function verdictOf(page, objective, wanted) {
  await page.locator(`[data-objective="${objective}"][data-verdict="${wanted}"]`).waitFor({ timeout: 10_000 });
}

onPage(here, "objectives: what cannot be read is pointed at and changes nothing", async (on) => {
  const { page } = on;
  await openEditor(on);
  const before = await verdicts(page);
  await page.locator("[data-action=edit-objective]").first().click();
  const series = await field(page, "Series").inputValue();
  const apply = page.locator("[data-action=apply-objective]");
  for (const [expression, at, says] of [["p(95)<", "6", "number"], ["p(95)<5x", "7", ""], ["p<200", "1", "p(0)"], ["avg=1", "", ""]]) {
    await field(page, "Objective").fill(expression);
    await apply.click();
    const fault = page.locator(".objective-form [data-fault]");
    await fault.waitFor();
    if (at !== "") assert.equal(await fault.getAttribute("data-fault"), at, expression);
    assert.ok((await fault.textContent()).includes(says), `${expression}: ${await fault.textContent()}`);
  }
  await field(page, "Objective").fill("rate>1");
  await field(page, "Series").fill(`${series}{scenario`);
  await apply.click();
  await page.locator(".objective-form [data-fault]").waitFor();
  assert.deepEqual(await verdicts(page), before);
});

onPage(here, "objectives: an objective on a tag is added, one without samples has no data", async (on) => {
  const { page } = on;
  await openEditor(on);
  await page.locator("[data-action=add-objective]").click();
  await field(page, "Series").fill("http_req_duration{scenario:rps_400}");
  await field(page, "Objective").fill("p(99.9)<1");
  await field(page, "Objective").press("Enter");
  await verdictOf(page, "http_req_duration{scenario:rps_400}: p(99.9)<1", "fail");
  await page.getByRole("button", { name: "Edit http_req_duration{scenario:rps_400}: p(99.9)<1" }).click();
  await field(page, "Series").fill("http_req_duration{scenario:nobody}");
  await page.locator("[data-action=apply-objective]").click();
  await verdictOf(page, "http_req_duration{scenario:nobody}: p(99.9)<1", "no-data");
  await page.getByRole("button", { name: "Edit http_req_duration{scenario:nobody}: p(99.9)<1" }).click();
  await page.locator("[data-action=remove-objective]").click();
  await page.locator('[data-objective^="http_req_duration{scenario:nobody}"]').waitFor({ state: "detached" });
});

onPage(here, "objectives: k6's thresholds are pasted and copied as text", async (on) => {
  const { page } = on;
  await openEditor(on);
  await page.locator("[data-action=edit-objectives]").click();
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
