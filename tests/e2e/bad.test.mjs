// Files that are not k6 data, or only in part: each ends in a message that helps or in a report that counts what is
// missing, and the page goes on.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { partial, unreadable, unusual } from "./support/bad-files.mjs";
import { drop, fixture, made, pick } from "./support/files.mjs";
import { dismiss, figure, message, settled, shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { textOf } from "./support/shown.mjs";

const here = sharedSite();
const folder = mkdtempSync(join(tmpdir(), "sloscope-bad-"));
after(() => rmSync(folder, { recursive: true, force: true }));

onPage(here, "bad: every file that is not k6 data is named, with what it looks like", async ({ page, open, seen }) => {
  await open();
  const poor = [];
  for (const file of unreadable()) {
    await pick(page, made(file));
    const state = await settled(page);
    if (state !== "failed") {
      poor.push(`${file.name}: it ended in a ${state}`);
      await open();
      continue;
    }
    const text = await message(page);
    if (!text.includes(file.name)) poor.push(`${file.name} is not named: ${text}`);
    if (!file.says.test(text.replaceAll(file.name, ""))) poor.push(`${file.name}: not ${file.says}: ${text}`);
    await dismiss(page);
    assert.deepEqual(seen.errors, [], file.name);
  }
  assert.deepEqual(poor, []);
  // After all of them the page still does its work.
  await page.locator("[data-action=sample]").click();
  await shown(page);
}, { timeout: 120_000 });

onPage(here, "bad: all of them together", async ({ page, open }) => {
  await open();
  const files = unreadable();
  await pick(page, ...files.map(made));
  assert.equal(await settled(page), "failed");
  const text = await message(page);
  assert.deepEqual(files.map((f) => f.name).filter((name) => !text.includes(name)), []);
  // It takes the focus, and so the keys, in the next frame.
  await page.locator("#failed-close:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("[data-state]").waitFor({ state: "detached" });
  await page.locator("#start-title").waitFor();
});

onPage(here, "bad: what can be read of a damaged file is shown, and what is missing is counted", async ({ page, open }) => {
  for (const file of partial()) {
    await open();
    await pick(page, made(file));
    await shown(page);
    const text = await textOf(page, "main");
    assert.match(text, file.says, file.name);
    assert.ok(text.includes(file.name), file.name);
    assert.ok((await figure(page, "http_reqs", "count")) > 0, file.name);
  }
});

onPage(here, "bad: unusual forms of a good file give its figures", async ({ page, open }) => {
  await open();
  await pick(page, fixture("v2.2/default_only/results.json"));
  await shown(page);
  const wanted = await figure(page, "http_req_duration", "p(95)");
  assert.ok(wanted > 0);
  for (const file of unusual()) {
    await open();
    await pick(page, made(file));
    await shown(page);
    assert.equal(await figure(page, "http_req_duration", "p(95)"), wanted, file.name);
  }
});

onPage(here, "bad: a bad file beside a good one does not hide it, and is not hidden", async ({ page, open }) => {
  await open();
  const png = unreadable().find((file) => file.name === "photo.json");
  await pick(page, fixture("v2.2/default_only/results.json"), made(png));
  await shown(page);
  const text = await textOf(page, "main");
  assert.ok(text.includes("photo.json"), "the file that was not used is named");
  // Above the verdict, with what to do, and in the verdict itself.
  const above = page.locator("[data-unread]");
  assert.match(await above.innerText(), /^photo\.json: This is a PNG image\. /);
  const tops = await page.evaluate(() => ["[data-unread]", "[data-overall]"].map((one) => document.querySelector(one).getBoundingClientRect().top));
  assert.ok(tops[0] < tops[1], `${tops}`);
  assert.match(await page.locator("[data-overall]").innerText(), /photo\.json could not be read/);
  assert.ok((await figure(page, "http_reqs", "count")) > 0);
});

onPage(here, "bad: a message leaves an open report where it is", async ({ page, open }) => {
  await open();
  await pick(page, fixture("v2.2/default_only/results.json"));
  await shown(page);
  const before = await figure(page, "http_req_duration", "avg");
  const notes = join(folder, "notes.txt");
  writeFileSync(notes, "Remember the milk.\n");
  await drop(page, [notes]);
  assert.equal(await settled(page), "failed");
  await dismiss(page);
  assert.equal(await figure(page, "http_req_duration", "avg"), before);
});

onPage(here, "bad: a dropped folder is named as one", async ({ page, open }) => {
  await open();
  await drop(page, [folder]);
  assert.equal(await settled(page), "failed");
  assert.match(await message(page), /folder/i);
  await dismiss(page);
});
