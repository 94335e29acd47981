// Runs that the browser keeps: asked once; reload, Back and the list bring them back; removing them; and what is said where
// they are not kept, or cannot be.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { add, fixture, made, pick } from "./support/files.mjs";
import { over, plan, saved, write } from "./support/plan.mjs";
import { dismiss, figure, message, openShare, settled, shown } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";
import { until } from "./support/wait.mjs";

const here = site();
const RESULTS = fixture("v2.2/tz_kolkata/results.json");
const SUMMARY = fixture("v2.2/tz_kolkata/summary.json");
const OTHER = fixture("v2.2/default_only/results.json");
const reach = { allow: ({ target }) => [target] };

const rows = (page) => page.locator("[data-kept]");
/** The names of the files that the browser keeps. */
const files = (page) => page.evaluate(async () => {
  const names = [];
  const root = await navigator.storage.getDirectory();
  try {
    for await (const name of (await root.getDirectoryHandle("sloscope")).keys()) names.push(name);
  } catch {}
  return names;
});
const records = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("sloscope.run.")).length);
/** Waits until what is open is kept: its address says it. */
const kept = async (page) => {
  await page.waitForFunction(() => new URL(location).searchParams.get("src")?.startsWith("kept:"));
  return new URL(page.url()).searchParams.get("src").slice("kept:".length);
};
const keep = (page) => page.evaluate(() => localStorage.setItem("sloscope.keep-runs", "1 keep"));
/** Opens files with consent; answers the id by which they are kept. */
async function opened({ page, open }, ...paths) {
  await open();
  await keep(page);
  await page.reload();
  await pick(page, ...paths);
  await shown(page);
  return kept(page);
}
/** Writes other bytes into the file of a run, or removes it, behind the page's back. */
const damage = (page, id, text) => page.evaluate(async ([id, text]) => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("sloscope");
  if (text === null) return folder.removeEntry(id);
  const file = await (await folder.getFileHandle(id)).createWritable();
  await file.write(text);
  await file.close();
}, [id, text]);
const start = (page) => page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Open" }).click();

onPage(here, "kept: asked once; reload, Back and the list bring a run back; it can be removed", async (on) => {
  const { page, open } = on;
  await open();
  await pick(page, RESULTS);
  await shown(page);
  const count = await figure(page, "http_reqs", "count");
  const question = page.locator(".page > .keep-runs");
  assert.match(await question.innerText(), /^Keep recent runs in this browser\? The last 10, 1 GB at most, .* nothing leaves this machine/);
  assert.deepEqual(await files(page), [], "nothing is kept without consent");
  await question.locator("[data-action=keep-runs]").click();
  const first = await kept(page);
  await question.waitFor({ state: "detached" });
  await page.reload();
  await shown(page);
  assert.equal(await figure(page, "http_reqs", "count"), count);
  await pickAnother(page);
  assert.notEqual(await kept(page), first);
  assert.notEqual(await figure(page, "http_reqs", "count"), count);
  await page.goBack();
  await page.locator("#start-title").waitFor();
  await page.goBack();
  await page.waitForFunction((id) => location.search.includes(id), first);
  await page.waitForFunction((count) => document.querySelector('[data-metric="http_reqs"][data-stat="count"]')?.dataset.value === count, String(count));
  await start(page);
  await rows(page).first().waitFor();
  assert.equal(await rows(page).count(), 2);
  assert.match(await page.locator(".recent-head").innerText(), /2 runs, .*B, in this browser only/);
  const row = page.locator(`[data-kept="${first}"]`);
  assert.match(await row.innerText(), /1 file, .*B/);
  await row.locator("a").click();
  await shown(page);
  assert.equal(await figure(page, "http_reqs", "count"), count);
  await start(page);
  await row.locator("[data-action=remove-run]").click();
  await row.waitFor({ state: "detached" });
  assert.equal((await files(page)).length, 1);
  assert.equal(await records(page), 1);
  assert.ok(!page.url().includes(first), "the address of what is open does not name it any more");
});

/** Opens other files from the start page, in place of what is open. */
async function pickAnother(page) {
  await start(page);
  await pick(page, OTHER);
  await shown(page);
}

onPage(here, "kept: without consent a reload says which files to choose again", async ({ page, open }) => {
  await open();
  await pick(page, RESULTS, SUMMARY);
  await shown(page);
  await page.locator(".page > .keep-runs [data-action=keep-no-runs]").click();
  await page.locator(".page > .keep-runs").waitFor({ state: "detached" });
  await page.reload();
  const gone = page.locator("[data-gone]");
  assert.match(await gone.innerText(), /This report was of results\.json and summary\.json, which the browser does not keep\. Choose the files again\./);
  assert.equal(await page.locator("[data-action=keep-runs]").count(), 0, "it is not asked again");
  await gone.locator("input").setInputFiles([RESULTS, SUMMARY]);
  await shown(page);
  assert.deepEqual(await files(page), []);
  // The choice can be changed.
  await start(page);
  await page.locator("[data-field=keep-runs]").check();
  // What is open is kept, too.
  await page.locator("[data-kept]").waitFor();
  await until("the file is there", () => files(page), (names) => names.length === 1);
});

onPage(here, "kept: files that are added to a run are kept with it, in its place", async (on) => {
  const { page } = on;
  const first = await opened(on, RESULTS);
  await add(page, SUMMARY);
  await page.waitForFunction((id) => !location.search.includes(id) && location.search.includes("kept:"), first);
  await until("the file of the smaller run is gone", () => files(page), (names) => names.length === 1 && names[0] !== first);
  await page.reload();
  await shown(page);
  assert.match(await page.locator("main").innerText(), /summary\.json/);
  await start(page);
  assert.equal(await rows(page).count(), 1);
  assert.match(await rows(page).innerText(), /2 files/);
  // The same files again are the same run.
  await pick(page, RESULTS, SUMMARY);
  await shown(page);
  await kept(page);
  await until("one file", () => files(page), (names) => names.length === 1);
});

onPage(here, "kept: a test from this page comes back with what was noted of it", async (on) => {
  const { page, target, seen } = on;
  await on.open();
  await keep(page);
  await write(on, plan(target, { rate: 20, duration: "1s" }));
  await startTest(page);
  await over(page);
  await shown(page);
  await kept(page);
  const count = await figure(page, "http_reqs", "count");
  // Nothing is asked: its samples are kept.
  await page.reload();
  await shown(page);
  assert.equal(await figure(page, "http_reqs", "count"), count);
  assert.deepEqual(seen.dialogs, []);
  await start(page);
  assert.match(await rows(page).innerText(), /a test\s+test from this page/);
}, reach);

async function startTest(page) {
  await page.locator("[data-action=look]").click();
  await page.locator("[data-look=answered]").waitFor();
  await page.locator("[data-action=start-run][aria-disabled=false]").click();
}

onPage(here, "kept: closing after a test asks, until its samples are in a file", async (on) => {
  const { page, target, seen } = on;
  await write(on, plan(target, { rate: 20, duration: "1s" }));
  await startTest(page);
  await over(page);
  await shown(page);
  const leave = () => page.evaluate(() => void setTimeout(() => location.reload()));
  await leave();
  await until("the browser asks", () => seen.dialogs.length, (asked) => asked === 1);
  assert.match(seen.dialogs.pop(), /^beforeunload/);
  await saved(page, "save-samples");
  await page.evaluate(() => (globalThis.before = true));
  await leave();
  await page.waitForFunction(() => !globalThis.before);
  assert.match(await page.locator("[data-gone]").innerText(), /a test from this page\. Its samples were not/);
}, reach);

for (const [what, text, says] of [
  ["removed", null, /does not keep this run: it was removed/],
  ["damaged", "sloscope.samples/1\n damaged", /damaged: it is cut, or was changed/],
  ["of a later version", "sloscope.samples/4\n later", /A later version of sloscope packed this run\.\s+Update sloscope/],
]) {
  onPage(here, `kept: a file that is ${what} is said, and what is open stays`, async (on) => {
    const { page } = on;
    const id = await opened(on, RESULTS);
    await pickAnother(page);
    await kept(page);
    const count = await figure(page, "http_reqs", "count");
    await damage(page, id, text);
    await start(page);
    await page.locator(`[data-kept="${id}"] a`).click();
    assert.equal(await settled(page), "failed");
    assert.match(await message(page), says);
    await dismiss(page);
    await page.locator(`[data-kept="${id}"] [data-action=remove-run]`).click();
    await page.locator(`[data-kept="${id}"]`).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Report" }).click();
    assert.equal(await figure(page, "http_reqs", "count"), count);
  });
}

onPage(here, "kept: an address of a run that another browser keeps says so", async ({ page, open }) => {
  await open("?src=kept:18c0ffee#/report");
  assert.equal(await settled(page), "failed");
  assert.match(await message(page), /another browser keeps it\.\s+Open the files of the run again\./);
  await dismiss(page);
  await page.locator("#start-title").waitFor();
});

onPage(here, "kept: where there is no room older runs go, and then it is said", async (on) => {
  const { page, context, url } = on;
  const first = await opened(on, OTHER);
  const session = await context.newCDPSession(page);
  const { usage } = await page.evaluate(async () => navigator.storage.estimate());
  const room = (more) => session.send("Storage.overrideQuotaForOrigin", { origin: new URL(url).origin, quotaSize: usage + more });
  // A kilobyte beyond what is kept: the run that is kept has to go.
  await room(1000);
  await start(page);
  await pick(page, RESULTS);
  await shown(page);
  const second = await kept(page);
  assert.deepEqual(await files(page), [second], "a smaller run has its room");
  assert.notEqual(second, first);
  await room(-usage + 500);
  await start(page);
  await pick(page, made({ name: "more.json", buffer: readFileSync(RESULTS) }));
  await shown(page);
  await page.locator(".page > .keep-runs").getByText(/the browser has no room for it\. It stays open/).waitFor();
  assert.ok((await figure(page, "http_reqs", "count")) > 0);
  await until("no half file is left", () => files(page), (names) => names.length === 0);
  assert.equal(await records(page), 0);
});

onPage(here, "kept: two tabs have one list", async (on) => {
  const { page, context, url } = on;
  const id = await opened(on, RESULTS);
  const other = await context.newPage();
  await other.goto(url);
  await rows(other).waitFor();
  await pickAnother(page);
  const second = await kept(page);
  await other.locator(`[data-kept="${second}"]`).waitFor();
  // What the other tab removes is not in this one's address any more, and stays open.
  await other.locator(`[data-kept="${second}"] [data-action=remove-run]`).click();
  await page.waitForFunction((id) => !location.search.includes(id), second);
  assert.ok((await figure(page, "http_reqs", "count")) > 0);
  other.on("dialog", (dialog) => dialog.accept());
  await other.locator("[data-action=remove-runs]").click();
  await rows(other).waitFor({ state: "detached" });
  await until("no file is left", () => files(page), (names) => names.length === 0);
  assert.equal(await records(page), 0);
  await page.goto(`${url}?src=kept:${id}#/report`);
  assert.equal(await settled(page), "failed");
});

onPage(here, "kept: a record of a later version is left alone, and what a closed tab left is removed", async (on) => {
  const { page } = on;
  const id = await opened(on, RESULTS);
  await page.evaluate((id) => {
    const key = `sloscope.run.${id}`;
    const run = JSON.parse(localStorage.getItem(key));
    localStorage.setItem("sloscope.run.1a", JSON.stringify({ version: 2, run: "later" }));
    localStorage.setItem(key, JSON.stringify({ ...run, opened_ms: 1, bytes: null }));
  }, id);
  await page.goto("about:blank");
  await on.open();
  await until("its file is gone", () => files(page), (names) => names.length === 0);
  assert.equal(await rows(page).count(), 0);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("sloscope.run."))), ["sloscope.run.1a"]);
});

onPage(here, "kept: the list is accessible and fits every width", async (on) => {
  const { page } = on;
  await opened(on, RESULTS);
  await pickAnother(page);
  await kept(page);
  await start(page);
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [320, 390, 768, 1440]);
});
