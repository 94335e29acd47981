// Where what may be secret appears in a browser: words are planted in files, links and plans, and the tables of
// SECURITY.md say where they may be found. What the core makes of them is held by crates/core/tests/privacy.rs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { fixture, pick } from "./support/files.mjs";
import { openPlan } from "./support/plan.mjs";
import { message, openAll, openShare, settled, shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const SECURITY = readFileSync(fileURLToPath(new URL("../../SECURITY.md", import.meta.url)), "utf8");
const file = (name) => fixture(`cases/privacy/${name}`);

/** The rows of a table: `{ planted: { column: cell } }`. */
function table(heading) {
  const section = SECURITY.split(heading)[1].split("\n#")[0];
  const cells = (line) => line.replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim().replaceAll("`", ""));
  const [head, , ...rows] = section.split("\n").filter((line) => line.startsWith("|")).map(cells);
  return Object.fromEntries(rows.map((row) => [row[0], Object.fromEntries(head.map((name, at) => [name, row[at]]))]));
}

/** What of a column is not so. `asked`: the same output with all that can be asked for; without it nothing is. */
function wrong(rows, column, usual, asked) {
  const found = [];
  for (const [planted, row] of Object.entries(rows)) {
    const is = (text) => text.includes(`planted-${planted}`);
    const cell = row[column];
    assert.ok(["never", "shown", "asked", "-"].includes(cell), `${planted}: ${cell}`);
    if (cell === "-") continue;
    if (is(usual) !== (cell === "shown")) found.push(`${column}: ${planted} is ${cell}, found: ${is(usual)}`);
    if (asked !== undefined && is(asked) !== (cell !== "never")) found.push(`${column}, asked for: ${planted} is ${cell}`);
  }
  return found;
}

/** Everything in the page that somebody can see or select, the values of fields included; without closed parts that are never drawn. */
function dom(page) {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
    return [document.documentElement.outerHTML.replaceAll("&amp;", "&"), document.title, ...fields].join("\n");
  });
}

function storage(page) {
  return page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
}

/** Collects what is copied, saved and said on the console. */
async function outputs(page) {
  const out = { console: "" };
  page.on("console", (message) => (out.console += message.text()));
  await page.addInitScript(() => {
    Object.assign(globalThis, { copied: [], blobs: [] });
    if (navigator.clipboard) navigator.clipboard.writeText = async (text) => void globalThis.copied.push(text);
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      globalThis.blobs.push(blob);
      return createObjectURL(blob);
    };
  });
  return out;
}

/** The texts of the files that all buttons of an action save; a worker writes them. */
async function saved(page, action) {
  const buttons = await page.evaluate((action) => {
    globalThis.blobs = [];
    const buttons = [...document.querySelectorAll(`[data-action=${action}]`)];
    for (const button of buttons) button.click();
    return buttons.length;
  }, action);
  await page.waitForFunction((number) => globalThis.blobs.length >= number, buttons);
  return page.evaluate(async () => (await Promise.all(globalThis.blobs.map((blob) => blob.text()))).join("\n"));
}

/** What "Save as" writes in one text, packed runs unpacked. */
async function savedAs(page, ...kinds) {
  let all = "";
  for (const kind of kinds) {
    await page.locator("[data-field=save-as]").selectOption(kind);
    await saved(page, "save-as");
    const bytes = Buffer.from(await page.evaluate(async () => [...new Uint8Array(await globalThis.blobs[0].arrayBuffer())]));
    all += kind === "slo" ? gunzipSync(bytes.subarray(bytes.indexOf("\n") + 1)) : bytes;
  }
  return all;
}

/** Records that the browser has besides `localStorage`: databases and files of its own. */
function records(page) {
  return page.evaluate(async () => {
    const names = (await indexedDB.databases()).map((database) => database.name);
    for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
    return names;
  });
}

onPage(here, "privacy: what is planted in results is where SECURITY.md says", async ({ page, open }) => {
  const out = await outputs(page);
  const rows = table("### Of results");
  delete rows["link-query"];
  const found = { dom: "", address: "", storage: "", usual: "", asked: "", svg: "", svgAsked: "" };
  for (const files of [["results.ndjson", "archive.tar"], ["summary.json"]]) {
    // Another hash alone would load nothing.
    await open(`?n=${files.length}#/report?v=1&by=name&by=url`);
    await pick(page, ...files.map(file));
    await shown(page);
    await openAll(page);
    // The charts of objectives come when they are asked for.
    if (files.includes("results.ndjson")) await page.locator("#objectives [data-action=chart-svg]").first().waitFor();
    await page.locator("#remarks-server").fill("more connections");
    found.dom += await dom(page);
    found.usual += (await saved(page, "download-markdown")) + (await saved(page, "download-csv"));
    found.svg += await saved(page, "chart-svg");
    await page.locator("[data-field=keep-queries]").check();
    found.asked += (await saved(page, "download-markdown")) + (await saved(page, "download-csv"));
    found.svgAsked += await saved(page, "chart-svg");
    found.asked += await savedAs(page, "json", "slo");
    found.address += page.url();
    found.storage += await storage(page);
    // With all names replaced nothing is left of what is planted, in no form. The list says so before.
    await page.locator("[data-field=keep-queries]").uncheck();
    found.usual += await savedAs(page, "json", "slo");
    await page.locator(".manifest").getByText(/^1 host name: shop\.example/).waitFor();
    await page.locator("[data-field=replace-hosts]").check();
    for (const rule of ["status:200=x", "scenario:*=plan", "check:*=check", "group:*=::group", "name:*=request"]) {
      await page.locator("[data-field=rename]").fill(rule);
      await page.locator("[data-field=rename]").press("Enter");
    }
    await page.locator(".manifest").getByText(/^1 host name, replaced by host-1/).waitFor();
    await page.locator(".manifest").getByText(/^the rule name:\*=request renames/).waitFor();
    await page.locator("#remarks-server").fill("shop.example has more connections");
    const replaced = (await savedAs(page, "json", "csv", "junit", "prometheus", "short", "slo")) + (await saved(page, "download-markdown")) + (await saved(page, "download-csv")) + (await saved(page, "chart-svg"));
    // Markdown escapes.
    assert.doesNotMatch(replaced.replaceAll("\\", ""), /planted-|shop\.example/);
    assert.match(replaced.replaceAll("\\", ""), /host-1 has more connections/);
    // Other parts are open above it.
    await page.evaluate(() => document.querySelector("[data-action=forget-renames]").click());
    await page.locator("[data-action=forget-renames]").waitFor({ state: "detached" });
    assert.deepEqual(await records(page), []);
  }
  assert.match(found.storage, /more connections/);
  assert.match(found.svg, /<svg/);
  // A chart is drawn for what is on the page: not each has all that a chart can have.
  const svg = wrong(rows, "SVG", found.svg);
  assert.deepEqual([
    ...wrong(rows, "page", found.dom),
    ...wrong(rows, "Markdown, text, JSON, CSV", found.usual, found.asked),
    ...svg,
    ...wrong(rows, "address", found.address),
    ...wrong(rows, "storage", found.storage),
  ], []);
  assert.match(found.svgAsked, /planted-selector-query/);
  assert.doesNotMatch(found.svgAsked + found.asked, /planted-(user|script|environment|setup|console)/);
  assert.doesNotMatch(out.console, /planted-/);
});

onPage(here, "privacy: the query of a link stays in the address, and a user name is not taken", async ({ page, open, target }) => {
  const out = await outputs(page);
  const rows = { "link-query": table("### Of results")["link-query"] };
  await open(`?src=${encodeURIComponent(`${target}results/summary.json?key=planted-link-query`)}`);
  await shown(page);
  await openAll(page);
  await page.locator("[data-field=keep-queries]").check();
  const markdown = await saved(page, "download-markdown");
  assert.match(markdown, /Report/);
  const found = [
    ...wrong(rows, "page", await dom(page)),
    ...wrong(rows, "Markdown, text, JSON, CSV", markdown),
    ...wrong(rows, "address", page.url()),
    ...wrong(rows, "storage", await storage(page)),
  ];
  assert.deepEqual(found, []);
  const link = target.replace("//", "//planted-user:planted-pw@");
  await open(`?src=${encodeURIComponent(`${link}results/summary.json?key=planted-key`)}`);
  assert.equal(await settled(page), "failed");
  assert.match(await message(page), /user name or a password/);
  assert.doesNotMatch(await dom(page), /planted-(user|pw|key)/);
  assert.doesNotMatch(page.url(), /planted-(user|pw)/);
  assert.doesNotMatch(out.console, /planted-/);
}, { allow: ({ target }) => [target] });

onPage(here, "privacy: what is planted in plans is where SECURITY.md says", async (on) => {
  const { page } = on;
  const out = await outputs(page);
  const rows = table("### Of plans");
  const found = { dom: "", link: "", asked: "", storage: "" };
  const link = async () => {
    await page.locator("[data-action=copy-link]").click();
    await page.waitForFunction(() => globalThis.copied.length > 0);
    const copied = await page.evaluate(() => globalThis.copied.pop());
    const packed = /plan=([^&]*)/.exec(copied)[1].replaceAll("-", "+").replaceAll("_", "/");
    return inflateRawSync(Buffer.from(packed, "base64")).toString();
  };
  for (const name of ["plan.json", "request.sh", "requests.har"]) {
    // Another hash alone would keep what is there.
    await on.open(`?n=${name}`);
    await openPlan(on);
    await page.getByText("As text: JSON").click();
    await page.locator("details:has([data-field=import]) > summary").click();
    await page.locator("[data-field=import]").fill(readFileSync(file(name), "utf8"));
    await page.locator("[data-action=import]").click();
    await page.waitForFunction(() => /planted-/.test(document.querySelector("[data-field=plan]").value));
    found.dom += await dom(page);
    found.link += await link();
    for (const kept of ["headers", "rows", "queries", "bodies"]) await page.locator(`[data-field=keep-${kept}]`).check();
    found.asked += await link();
    found.storage += await storage(page);
  }
  assert.deepEqual([
    ...wrong(rows, "page", found.dom),
    ...wrong(rows, "link", found.link, found.asked),
    ...wrong(rows, "storage", found.storage),
  ], []);
  assert.doesNotMatch(out.console, /planted-/);
}, { allow: ({ target }) => [target] });
