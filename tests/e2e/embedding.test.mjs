// Other windows and the host: files that a page around this one hands over, a frame without a header, and sloscope.json.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture } from "./support/files.mjs";
import { startOddServer } from "./support/odd-server.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { shown } from "./support/report.mjs";
import { frames } from "./support/wait.mjs";

const here = sharedSite();
/** Has a page of another origin. */
let odd;
before(async () => (odd = await startOddServer()));
after(() => odd?.stop());
const allow = () => [odd.url];

const RESULTS = readFileSync(fixture("v2.2/default_only/results.json"), "utf8");

/** A page of another origin with this page in a frame, which is ready; `say(message)` answers what it answers. */
async function framed(page, url) {
  await page.goto(`${odd.url}page/dashboard`);
  const ready = await page.evaluate((url) => {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: url, width: 700, height: 600, title: "sloscope" });
    globalThis.answers = [];
    addEventListener("message", ({ data, origin }) => globalThis.answers.push({ ...data, origin }));
    document.body.append(frame);
    return new Promise((done) => addEventListener("message", ({ data }) => done(data), { once: true }));
  }, url);
  assert.deepEqual(ready, { type: "sloscope.ready/1" }, "it says no more than that");
  const frame = page.frames()[1];
  const send = (message) =>
    page.evaluate((message) => {
      for (const file of message?.files ?? []) if (typeof file?.bytes === "string") file.bytes = new TextEncoder().encode(file.bytes).buffer;
      globalThis.answers = [];
      document.querySelector("iframe").contentWindow.postMessage(message, "*");
    }, message);
  const answer = async () => {
    await page.waitForFunction(() => globalThis.answers.length > 0);
    return page.evaluate(() => globalThis.answers[0]);
  };
  return { frame, send, answer };
}

onPage(here, "embedding: a page around it hands files over, once the user agrees", async ({ page, url }) => {
  const { frame, send, answer } = await framed(page, url);
  for (const [message, reason] of [
    [{ type: "sloscope.open/2", files: [] }, /knows sloscope\.open\/1 only/],
    [{ type: "sloscope.open/1" }, /list of 1 to 20/],
    [{ type: "sloscope.open/1", files: [] }, /list of 1 to 20/],
    [{ type: "sloscope.open/1", files: Array(21).fill({ name: "a", bytes: "a" }) }, /list of 1 to 20/],
    [{ type: "sloscope.open/1", files: [null] }, /file 1: "name"/],
    [{ type: "sloscope.open/1", files: [{ name: "a", bytes: "a" }, { name: " ", bytes: "b" }] }, /file 2: "name"/],
    [{ type: "sloscope.open/1", files: [{ name: "x".repeat(201), bytes: "b" }] }, /file 1: "name"/],
    [{ type: "sloscope.open/1", files: [{ name: "a", bytes: 7 }] }, /file 1: "bytes"/],
  ]) {
    await send({ ...message, id: 7 });
    const { result, id, reason: said, origin } = await answer();
    assert.deepEqual([result, id, origin], ["refused", 7, new URL(url).origin]);
    assert.match(said, reason);
  }
  // What others say is not meant for it.
  for (const other of ["sloscope.open", null, 5, { type: 5 }, { type: "other/1" }]) await send(other);
  await send({ type: "sloscope.open/1", id: "a", files: [{ name: "results\u202e.json", bytes: RESULTS }] });
  const dialog = frame.getByRole("dialog", { name: "Open what another page sends?" });
  await dialog.waitFor();
  const said = await dialog.innerText();
  assert.ok(said.includes(`${new URL(odd.url).origin} sends this file.`), said);
  assert.match(said, /results\ufffd\.json [\d.]+ kB/);
  assert.equal(await frame.evaluate(() => document.activeElement.textContent), "Decline", "what is pressed by mistake opens nothing");
  await send({ type: "sloscope.open/1", files: [{ name: "a", bytes: "b" }] });
  assert.match((await answer()).reason, /not answered the question before/);
  assert.equal(await frame.locator("main .report").count(), 0);
  await page.evaluate(() => (globalThis.answers = []));
  await dialog.getByRole("button", { name: "Open" }).click();
  assert.deepEqual(await answer(), { type: "sloscope.answer/1", id: "a", result: "opened", origin: new URL(url).origin });
  await shown(frame);
  // Escape declines, and then nobody asks any more.
  await send({ type: "sloscope.open/1", files: [{ name: "other.json", bytes: RESULTS }] });
  await dialog.getByText("The open report gives way to it.").waitFor();
  await page.evaluate(() => (globalThis.answers = []));
  await page.keyboard.press("Escape");
  assert.equal((await answer()).result, "declined");
  await send({ type: "sloscope.open/1", files: [{ name: "other.json", bytes: RESULTS }] });
  assert.match((await answer()).reason, /has declined/);
}, { allow });

onPage(here, "embedding: the question names a sender without an origin, to keyboards and axe, too", async ({ page, url }) => {
  // As a window that opened this one: the headers of the test's host would part them.
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, "opener", { value: { postMessage: (...said) => (globalThis.said = [...(globalThis.said ?? []), said]) } });
  });
  await page.goto(url);
  await page.waitForFunction(() => globalThis.said?.length === 1);
  await page.evaluate(() => {
    const file = { name: "<b>results</b>.json", bytes: new Blob(["x".repeat(1500)]) };
    const event = new MessageEvent("message", { data: { type: "sloscope.open/1", files: [file, file] }, origin: "null" });
    Object.defineProperty(event, "source", { value: opener });
    dispatchEvent(event);
  });
  const dialog = page.getByRole("dialog");
  await dialog.getByText("A page without an address of its own (origin “null”) sends these 2 files.").waitFor();
  await dialog.getByText("<b>results</b>.json").first().waitFor();
  await assertAccessible(page, "the question");
  await assertNoSidewaysScroll(page, [320, 1440]);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => globalThis.said.length === 2);
  assert.deepEqual(await page.evaluate(() => globalThis.said[1]), [{ type: "sloscope.answer/1", result: "declined" }, "*"]);
});

onPage(here, "embedding: ?embed shows the report without a header, and the way out of the frame", async ({ page, url }) => {
  const { frame } = await framed(page, `${url}?embed&src=sample/summary.json#/report?tab=metrics`);
  await shown(frame);
  assert.equal(await frame.locator("header.top").isVisible(), false);
  const out = frame.getByRole("link", { name: "Open in sloscope" });
  assert.equal(await out.getAttribute("target"), "_blank");
  assert.equal(await out.getAttribute("href"), `${url}?src=sample%2Fsummary.json#/report?tab=metrics`);
  await frame.locator("[data-tab=objectives]").click();
  await frame.waitForFunction(() => document.querySelector(".embedded a").hash === "#/report?tab=objectives");
  // By itself, and narrow; without results there is nothing to go to.
  await page.goto(`${url}?embed`);
  await page.locator("[data-app]").waitFor();
  await page.locator(".embedded").waitFor({ state: "attached" });
  assert.equal(await page.locator(".embedded, header.top, .formats, .first-test").evaluateAll((all) => all.some((one) => one.checkVisibility())), false);
  await assertNoSidewaysScroll(page, [320, 700]);
  await page.goto(`${url}?embed&src=sample/summary.json`);
  await shown(page);
  await assertAccessible(page, "a frame without a header");
  await assertNoSidewaysScroll(page, [320, 700]);
}, { allow });

const opens = (open) => (route) => route.fulfill({ body: typeof open === "string" ? open : JSON.stringify({ open }), contentType: "application/json" });

onPage(here, "embedding: sloscope.json names what the page opens by itself", async ({ page, url, seen }) => {
  await page.route("**/sloscope.json", opens(["sample/results.json.gz", "sample/summary.json"]));
  await page.goto(url);
  await shown(page);
  assert.deepEqual(new URL(page.url()).searchParams.getAll("src"), ["sample/results.json.gz", "sample/summary.json"]);
  const asked = () => seen.requests.filter((request) => request.endsWith("/sloscope.json")).length;
  assert.equal(asked(), 1);
  // Whoever asks for something else gets that.
  await page.goto(`${url}#/`);
  await page.reload();
  await page.locator("#start-title").waitFor();
  await page.goto("about:blank");
  await page.goto(`${url}?src=sample/summary.json`);
  await shown(page);
  assert.equal(asked(), 1);
});

onPage(here, "embedding: a mistake in sloscope.json is said on the start page", async ({ page, url, seen }) => {
  for (const [open, says] of [
    ["{", /is not JSON/],
    [["https://elsewhere.test/results.json"], /“https:\/\/elsewhere\.test\/results\.json” in "open" is no file of this host/],
  ]) {
    await page.unroute("**/sloscope.json");
    await page.route("**/sloscope.json", opens(open));
    await page.goto("about:blank");
    await page.goto(url);
    const said = page.locator(".host-fault");
    await said.waitFor();
    assert.match(await said.innerText(), says);
    await page.locator("#start-title").waitFor();
  }
  await assertAccessible(page, "a mistake in sloscope.json");
  // A host that answers with a page whatever it is asked for, and a file for other programs.
  const known = seen.requests.filter((request) => request.endsWith("/windows.js")).length;
  for (const answer of [{ body: "<!doctype html>", contentType: "text/html" }, { body: '{"title": "Runs"}' }]) {
    await page.unroute("**/sloscope.json");
    await page.route("**/sloscope.json", (route) => route.fulfill(answer));
    await page.goto("about:blank");
    const asked = page.waitForResponse("**/sloscope.json");
    await page.goto(url);
    await asked;
    await frames(page, 5);
    assert.equal(seen.requests.filter((request) => request.endsWith("/windows.js")).length, known);
  }
});
