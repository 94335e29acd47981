// What a user changes in the report: objectives, judged at once and pointed at where they are wrong, and remarks.
import assert from "node:assert/strict";
import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, pick } from "./support/files.mjs";
import { openShare, overall, shown, verdicts } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();

/** A run of 20 requests without objectives, judged by the preset; k6 states p(95) = 1.04 ms. */
async function opened({ page, open }) {
  await open();
  await pick(page, fixture("v2.2/default_only/results.json"), fixture("v2.2/default_only/summary.json"));
  await shown(page);
  await page.locator("[data-action=edit-objectives]").click();
  await page.locator("[data-action=preset-seed]").click();
  await judged(page, "http_req_duration: p(95)<500", "pass");
}

/** Waits until an objective has a verdict. */
async function judged(page, objective, verdict) {
  await page.locator(`[data-objective="${objective}"][data-verdict="${verdict}"]`).waitFor();
}

/** Types over what a field holds, as a user does, and expects it to hold just that. */
async function typeOver(page, field, text) {
  await field.focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
  const focused = await page.evaluate(() => document.activeElement.value);
  assert.equal(focused, text, "the field keeps the focus and what was typed");
}

onPage(here, "edit: an objective is judged while it is typed", async (on) => {
  const { page } = on;
  await opened(on);
  const before = await verdicts(page);
  assert.equal(before["http_req_duration: p(95)<500"], "pass");
  const field = page.locator("[data-field=Objective]").first();
  await typeOver(page, field, "p(95)<1");
  await judged(page, "http_req_duration: p(95)<1", "fail");
  assert.equal(await overall(page), "fail");
  await typeOver(page, field, "p(95)<2");
  await judged(page, "http_req_duration: p(95)<2", "pass");
  await page.locator("[data-action=reset-objectives]").click();
  await page.locator("[data-overall][data-verdict=not-judged]").waitFor();
  assert.deepEqual(await verdicts(page), {}, "the files state none");
});

onPage(here, "edit: a run without objectives is not judged; what is suggested is adopted by a click", async (on) => {
  const { page } = on;
  await on.open();
  await pick(page, fixture("v2.2/default_only/results.json"));
  await shown(page);
  assert.equal(await overall(page), "not-judged");
  assert.match(await page.title(), /^NOT JUDGED · results\.json/);
  assert.deepEqual(await verdicts(page), {});
  assert.equal(await page.locator("[data-suggestion]").count(), 3);
  assert.equal(await page.locator('[data-suggestion^="http_reqs"]').count(), 0, "no rate is suggested");
  await assertAccessible(page, "suggestions");
  await assertNoSidewaysScroll(page, [390, 1440]);
  await page.locator("[data-action=adopt-suggestions]").click();
  await judged(page, "http_req_duration: p(95)<500", "pass");
  assert.equal(await overall(page), "pass");
  await page.getByText("Where these numbers come from").click();
  assert.match(await page.locator("[data-objectives-from]").textContent(), /suggestions, adopted/);
  await page.locator("[data-action=edit-objectives]").click();
  assert.equal(await page.locator(".editor-row").count(), 3, "they can be edited");
});

onPage(here, "edit: a mistake is pointed at, and the last verdicts stay", async (on) => {
  const { page } = on;
  await opened(on);
  const before = await verdicts(page);
  await typeOver(page, page.locator("[data-field=Objective]").first(), "p(95)<<5");
  const fault = page.locator("[data-fault]").first();
  await fault.waitFor();
  assert.equal(await fault.getAttribute("data-fault"), "6", "the wrong character, counted from 0");
  assert.deepEqual(Object.keys(await verdicts(page)).length, Object.keys(before).length);
  await assertAccessible(page, "the editor with a mistake");
  await assertNoSidewaysScroll(page, [390, 1440]);
});

onPage(here, "edit: the same as text, in k6's form", async (on) => {
  const { page } = on;
  await opened(on);
  await page.getByText("As text: k6's thresholds").click();
  const text = '{"http_reqs": ["count>=20", "count<20"], "nope": ["count<1"]}';
  await typeOver(page, page.locator("[data-field=thresholds]"), text);
  await judged(page, "http_reqs: count>=20", "pass");
  await judged(page, "http_reqs: count<20", "fail");
  await judged(page, "nope: count<1", "no-data");
  await typeOver(page, page.locator("[data-field=thresholds]"), '{"http_reqs": [5]}');
  await page.locator("[data-fault]").first().waitFor();
  assert.equal(Object.keys(await verdicts(page)).length, 3, "the last ones that could be read");
});

onPage(here, "edit: objectives are added and removed", async (on) => {
  const { page } = on;
  await opened(on);
  const count = Object.keys(await verdicts(page)).length;
  await page.locator("[data-action=add-objective]").click();
  await typeOver(page, page.locator("[data-field=Series]").last(), "http_req_waiting");
  await typeOver(page, page.locator("[data-field=Objective]").last(), "max<0.1");
  await judged(page, "http_req_waiting: max<0.1", "fail");
  assert.equal(Object.keys(await verdicts(page)).length, count + 1);
  await page.locator("[data-action=remove-objective]").last().click();
  await page.locator('[data-objective="http_req_waiting: max<0.1"]').waitFor({ state: "detached" });
});

onPage(here, "edit: remarks are kept with the run, and go into the Markdown", async (on) => {
  const { page } = on;
  await page.addInitScript(() => {
    navigator.clipboard.writeText = async (text) => void (globalThis.copied = text);
  });
  await opened(on);
  await page.locator("#remarks-server").fill("doubled the connection pool");
  await opened(on);
  assert.equal(await page.locator("#remarks-server").inputValue(), "doubled the connection pool");
  await openShare(page);
  await page.locator("[data-action=copy-markdown]").first().click();
  await page.waitForFunction(() => globalThis.copied);
  assert.match(await page.evaluate(() => globalThis.copied), /doubled the connection pool/);
  // Another run has its own.
  await on.open();
  await pick(page, fixture("v2.2/grpc/results.json"));
  await shown(page);
  assert.equal(await page.locator("#remarks-server").inputValue(), "");
});
