// Remarks in the storage of a browser: blocked, full, of a later version, and written by two tabs. Nothing is lost.
import assert from "node:assert/strict";
import { fixture, pick } from "./support/files.mjs";
import { shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const RESULTS = fixture("v2.2/default_only/results.json");

const KEPT_NOT = /did not keep this/;

for (const [what, script] of [
  ["blocked", () => Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no", "SecurityError"); } })],
  ["full", () => (Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); })],
]) {
  onPage(here, `remarks: the page says that they are not kept where storage is ${what}`, async ({ page, open }) => {
    await page.addInitScript(script);
    await open();
    await pick(page, RESULTS);
    await shown(page);
    await page.locator("#remarks-server").fill("4 workers");
    await page.locator("#remarks").getByText(KEPT_NOT).waitFor();
    assert.equal(await page.locator("#remarks-server").inputValue(), "4 workers");
  });
}

/** The one record of remarks in the browser, as `[key, text]`. */
const record = (page) => page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith("sloscope.remarks")));

onPage(here, "remarks: of a later version are left alone, those of an earlier one are read", async ({ page, open }) => {
  const again = async () => {
    await open();
    await pick(page, RESULTS);
    await shown(page);
  };
  await again();
  await page.locator("#remarks-server").fill("one");
  const [key] = await record(page);
  const put = (text) => page.evaluate(([key, text]) => localStorage.setItem(key, text), [key, text]);
  await put('{"version":99,"fields":[]}');
  await again();
  await page.locator("#remarks-server").fill("two");
  await page.locator("#remarks").getByText(/a newer version of sloscope/).waitFor();
  assert.equal((await record(page))[1], '{"version":99,"fields":[]}');
  await put('{"version":1,"server":"4 workers","test":"warm-up"}');
  await again();
  assert.equal(await page.locator("#remarks-server").inputValue(), "4 workers");
  assert.equal(await page.locator("#remarks-test").inputValue(), "warm-up");
});

onPage(here, "remarks: two tabs see each other's remarks, and keep both of a conflict", async ({ page, context, open, url }) => {
  const other = await context.newPage();
  // On demand, what another tab keeps is heard of late.
  await other.addInitScript(() => {
    const { getItem } = Storage.prototype;
    const late = [];
    let old = null;
    addEventListener("storage", (event) => {
      if (!old) return;
      late.push({ key: event.key, newValue: event.newValue, storageArea: localStorage });
      event.stopImmediatePropagation();
    }, true);
    Storage.prototype.getItem = function (key) {
      return old && key in old ? old[key] : getItem.call(this, key);
    };
    globalThis.hold = () => (old = { ...localStorage });
    globalThis.release = () => {
      old = null;
      for (const event of late.splice(0)) dispatchEvent(new StorageEvent("storage", event));
    };
  });
  await open();
  await other.goto(`${url}#/report?tab=all`);
  for (const tab of [page, other]) {
    await pick(tab, RESULTS);
    await shown(tab);
  }
  const field = (tab) => tab.locator("#remarks-server");
  const has = (tab, text) => tab.waitForFunction((text) => document.querySelector("#remarks-server").value === text, text);
  await field(page).fill("4 workers");
  await has(other, "4 workers");
  await other.locator("#remarks-test").fill("warm-up");
  await page.waitForFunction(() => document.querySelector("#remarks-test").value === "warm-up");
  assert.equal(await field(page).inputValue(), "4 workers");
  await other.evaluate(() => hold());
  await field(page).fill("5 workers");
  await field(other).fill("6 workers");
  await other.evaluate(() => release());
  for (const tab of [page, other]) {
    await has(tab, "6 workers");
    await tab.locator("#remarks [data-conflict]").getByText("5 workers").waitFor();
  }
  await page.locator("[data-action=add-other]").click();
  for (const tab of [page, other]) {
    await has(tab, "6 workers\n5 workers");
    await tab.locator("#remarks [data-conflict]").waitFor({ state: "detached" });
  }
});
