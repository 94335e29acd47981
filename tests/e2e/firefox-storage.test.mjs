// The storage of Firefox: blocked and full by its own settings, and with what a newer version kept. Nothing is lost.
import assert from "node:assert/strict";
import { fixture } from "./support/files.mjs";
import { firefox, inFirefox, says, shown } from "./support/in-firefox.mjs";
import { SLOW } from "./support/slow.mjs";

/** As a person who lets no page keep anything. */
const blocked = firefox({ "network.cookie.cookieBehavior": 2 }, SLOW);
/** In KiB: what a page may keep. */
const full = firefox({ "dom.storage.default_quota": 1 }, SLOW);

const RESULTS = fixture("v2.2/default_only/results.json");
const LONG = "4 workers ".repeat(1000).trim();

async function open(page) {
  await page.pick("input[data-action=pick]", RESULTS);
  await shown(page);
}
const field = (page) => page.value('document.querySelector("#remarks-server").value');

for (const [what, here, storage] of [
  ["blocked", blocked, '(() => { try { return localStorage; } catch (error) { return error.name; } })()'],
  ["full", full, '(() => { try { localStorage.setItem("x", "x".repeat(2000)); } catch (error) { return error.name; } })()'],
]) {
  inFirefox(here, `the page says that remarks are not kept where storage is ${what}`, "", async (page) => {
    assert.match(String(await page.value(storage)), /SecurityError|QuotaExceededError|NS_ERROR_DOM_QUOTA_REACHED/);
    await open(page);
    await page.fill("#remarks-server", LONG);
    await says(page, "/did not keep this/");
    assert.equal(await field(page), LONG);
  });
}

inFirefox(full, "remarks of a newer version are left alone", "", async (page, { host }) => {
  const record = 'Object.entries(localStorage).find(([key]) => key.startsWith("sloscope.remarks"))';
  const newer = '{"version":99,"fields":[]}';
  await open(page);
  await page.fill("#remarks-server", "one");
  await page.until(`${record} !== undefined`);
  await page.value(`localStorage.setItem(${record}[0], ${JSON.stringify(newer)})`);
  await page.go("about:blank");
  await page.go(`${host.page}#/report?tab=all`);
  await open(page);
  await page.fill("#remarks-server", "two");
  await says(page, "/a newer version of sloscope/");
  assert.equal((await page.value(record))[1], newer);
  assert.equal(await field(page), "two");
});
