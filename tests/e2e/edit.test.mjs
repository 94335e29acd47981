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
  await judged(page, P95, "pass");
}

const P95 = "http_req_duration: p(95)<500";

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

/** Opens the form of an objective, by keys: the focus goes into it. */
async function edit(page, objective) {
  await page.getByRole("button", { name: `Edit ${objective}`, exact: true }).press("Enter");
  await page.waitForFunction(() => document.activeElement?.dataset.field === "Objective");
}

/** The row that has the focus, once it has: its objective and verdict; and whether all of it is in sight. */
async function landed(page, objective) {
  await page.waitForFunction(
    (objective) => document.activeElement?.closest("[data-objective]")?.dataset.objective === objective,
    objective,
  );
  return page.evaluate(() => {
    const row = document.activeElement.closest("[data-objective]");
    const [rect, bar] = [row.getBoundingClientRect(), document.querySelector(".report-bar").getBoundingClientRect()];
    return { verdict: row.dataset.verdict, inSight: rect.top >= bar.bottom - 1 && rect.top + 20 <= innerHeight };
  });
}

onPage(here, "edit: an objective is changed beside its row, which then has the focus and the new verdict", async (on) => {
  const { page } = on;
  await opened(on);
  assert.equal((await verdicts(page))[P95], "pass");
  await edit(page, P95);
  const row = page.locator(`tr[data-objective="${P95}"]`);
  assert.ok(await row.evaluate((row) => row.nextElementSibling.contains(document.activeElement)), "the form is under its row");
  await assertAccessible(page, "the form of an objective");
  await assertNoSidewaysScroll(page, [390, 1440]);
  await typeOver(page, page.locator("[data-field=Objective]"), "p(99.5)<1");
  assert.equal((await verdicts(page))[P95], "pass", "nothing is judged before it is applied");
  await page.keyboard.press("Enter");
  assert.deepEqual(await landed(page, "http_req_duration: p(99.5)<1"), { verdict: "fail", inSight: true });
  assert.equal(await overall(page), "fail");
  assert.equal(await page.locator(".objective-form").count(), 0);
  await edit(page, "http_req_duration: p(99.5)<1");
  await page.keyboard.press("Escape");
  await landed(page, "http_req_duration: p(99.5)<1");
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
  await judged(page, P95, "pass");
  assert.equal(await overall(page), "pass");
  await page.getByText("Where these numbers come from").click();
  assert.match(await page.locator("[data-objectives-from]").textContent(), /suggestions, adopted/);
  assert.equal(await page.locator("[data-action=edit-objective]").count(), 3, "they can be edited");
});

onPage(here, "edit: a mistake is pointed at, and the last verdicts stay", async (on) => {
  const { page } = on;
  await opened(on);
  const before = await verdicts(page);
  await edit(page, P95);
  await typeOver(page, page.locator("[data-field=Objective]"), "p(95)<<5");
  const fault = page.locator("[data-fault]").first();
  await fault.waitFor();
  assert.equal(await fault.getAttribute("data-fault"), "6", "the wrong character, counted from 0");
  await page.locator("[data-action=apply-objective]").click();
  await page.waitForFunction(() => document.activeElement?.dataset.field === "Objective");
  assert.deepEqual(await verdicts(page), before);
  await assertAccessible(page, "the form with a mistake");
  await assertNoSidewaysScroll(page, [390, 1440]);
});

onPage(here, "edit: the same as text, in k6's form", async (on) => {
  const { page } = on;
  await opened(on);
  const text = '{"http_reqs": ["count>=20", "count<20"], "nope": ["count<1"]}';
  await typeOver(page, page.locator("[data-field=thresholds]"), text);
  await judged(page, "http_reqs: count>=20", "pass");
  await judged(page, "http_reqs: count<20", "fail");
  await judged(page, "nope: count<1", "no-data");
  await typeOver(page, page.locator("[data-field=thresholds]"), '{"http_reqs": [5]}');
  await page.locator("[data-fault]").first().waitFor();
  assert.equal(Object.keys(await verdicts(page)).length, 3, "the last ones that could be read");
  await assertAccessible(page, "the objectives as text");
});

onPage(here, "edit: objectives are added at the end of the table, and removed", async (on) => {
  const { page } = on;
  await opened(on);
  const count = Object.keys(await verdicts(page)).length;
  await page.locator("[data-action=add-objective]").press("Enter");
  await page.waitForFunction(() => document.activeElement?.dataset.field === "Series");
  await typeOver(page, page.locator("[data-field=Series]"), "http_req_waiting");
  await page.keyboard.press("Tab");
  await page.keyboard.type("max<0.1");
  await page.keyboard.press("Enter");
  assert.deepEqual(await landed(page, "http_req_waiting: max<0.1"), { verdict: "fail", inSight: true });
  assert.equal(Object.keys(await verdicts(page)).length, count + 1);
  await edit(page, "http_req_waiting: max<0.1");
  await page.locator("[data-action=remove-objective]").click();
  await page.locator('[data-objective="http_req_waiting: max<0.1"]').waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.dataset.action === "add-objective");
});

onPage(here, "edit: a link judges as its sender saw it, Back takes the change off, and what cannot be read is refused in words", async (on) => {
  const { page } = on;
  await page.addInitScript(() => {
    if (navigator.clipboard) navigator.clipboard.writeText = async (text) => void (globalThis.copied = text);
  });
  await opened(on);
  await page.waitForURL(/objectives=/);
  await edit(page, P95);
  await typeOver(page, page.locator("[data-field=Objective]"), "p(99.5)<1");
  await page.keyboard.press("Enter");
  await landed(page, "http_req_duration: p(99.5)<1");
  const sent = await verdicts(page);
  await openShare(page);
  await page.locator("[data-action=copy-link]").click();
  await page.getByText("Link copied. Send the files as well").waitFor();
  const link = await page.evaluate(() => globalThis.copied);
  assert.match(link, /#\/report\?tab=all&v=2&.*objectives=.*p\(99\.5\)%3C1/);
  await page.goBack();
  await judged(page, P95, "pass");
  // As its receiver opens it.
  const files = [fixture("v2.2/default_only/results.json"), fixture("v2.2/default_only/summary.json")];
  const receive = async (hash) => {
    await page.goto("about:blank");
    await on.open(hash);
    await pick(page, ...files);
    await shown(page);
  };
  await receive(new URL(link).hash);
  assert.deepEqual(await verdicts(page), sent);
  await receive("#/report?tab=all&v=2&objectives=%7B%22a%22:%5B5%5D%7D");
  const told = page.locator("[data-left-out]");
  assert.match(await told.textContent(), /cannot be read: column 7.*by the objectives of the files/);
  assert.equal(await overall(page), "not-judged");
  await assertAccessible(page, "a link that is refused");
  // Too many for an address: the link says so, and judges by the files.
  await page.locator("[data-action=edit-objectives]").click();
  const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`http_reqs{name:GET /${n}}`, ["count>=1"]]));
  await page.locator("[data-field=thresholds]").fill(JSON.stringify(many));
  await page.locator("[data-overall]:not([data-verdict=not-judged])").waitFor();
  await told.waitFor({ state: "detached" });
  await openShare(page);
  await page.locator("[data-action=copy-link]").click();
  await page.getByText("It leaves out the edited objectives (they are too long for an address)").waitFor();
  assert.match(await page.evaluate(() => globalThis.copied), /left=objectives$/);
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
