// The main jobs and the main faults in Firefox: opening files, tests that are run, a host that is gone, workers that end.
// Skipped where there is no Firefox.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "./support/files.mjs";
import { withFirefox } from "./support/firefox.mjs";
import { plan } from "./support/plan.mjs";
import { startServer } from "./support/server.mjs";

const skip = process.env.FIREFOX ? false : "there is no Firefox: FIREFOX names none, and set-up found none";
const RESULTS = fixture("v2.2/default_only/results.json");
const SUMMARY = fixture("v2.2/default_only/summary.json");
const REPORT = 'document.querySelector("main .report[aria-busy=false] [data-overall]") !== null && document.querySelector("[data-state]") === null';
const FAILED = 'document.querySelector("[data-state=failed]") !== null';
const MESSAGE = 'document.querySelector("[role=alertdialog]").textContent';
const RUNS = 5;

const live = (page, name) => page.value(`Number(document.querySelector("[data-live=${name}]")?.dataset.value)`);
const count = (page) => page.value(`Number(document.querySelector('[data-metric="http_reqs"][data-stat="count"]')?.dataset.value)`);

/** A test on a page of its own server, at this place of the page. */
function inFirefox(name, place, body) {
  test(`firefox: ${name}`, { skip, timeout: 120_000 }, async () => {
    const server = await startServer();
    try {
      await withFirefox(new URL(place, server.page).href, async (page) => {
        await page.until('document.querySelector("[data-app]") !== null');
        await body(page, server);
      });
    } finally {
      server.stop();
    }
  });
}

/** Writes a plan into the page of a plan, and starts it: a slow first answer of a cold browser is no reason not to. */
async function start(page, plan) {
  await page.until('/127\\.0\\.0\\.1/.test(document.querySelector("[data-field=target]")?.value)');
  await page.value('[...document.querySelectorAll("summary, button")].find((e) => e.textContent.includes("As text: JSON")).click()');
  await page.fill("[data-field=plan]", JSON.stringify(plan));
  await page.click("[data-action=look]");
  await page.until('document.querySelector("[data-look=answered]") !== null');
  await page.until('!document.querySelector("[data-action=start-run]").disabled');
  await page.click("[data-action=start-run]");
}

inFirefox("a file is read and answered, without the host of the page, too", "", async (page, server) => {
  await page.until('document.documentElement.dataset.offline === "ready"');
  await page.pick("input[data-action=pick]", RESULTS);
  await page.until(REPORT);
  const all = await count(page);
  assert.ok(all > 0);
  server.stop();
  await page.pick("input[data-action=add-files]", SUMMARY);
  await page.until(REPORT);
  assert.equal(await count(page), all);
});

inFirefox("a worker that is killed while a report is open is told, and the file is read again", "", async (page) => {
  await page.value("(() => { const Made = Worker; window.made = []; window.Worker = class extends Made { constructor(...all) { super(...all); window.made.push(this); } }; })()");
  await page.pick("input[data-action=pick]", RESULTS);
  await page.until(REPORT);
  const all = await count(page);
  await page.value("window.made[0].terminate()");
  await page.until(FAILED);
  assert.match(await page.value(MESSAGE), /Reading has stopped[^]*what is open stays/);
  await page.click("[data-action=reopen]");
  await page.until(REPORT);
  assert.equal(await count(page), all);
});

inFirefox(`${RUNS} tests in a row all start, send what they plan, and end`, "#/run", async (page, server) => {
  for (let run = 0; run < RUNS; run += 1) {
    await page.go("about:blank");
    await page.go(new URL("#/run", server.page).href);
    await fetch(new URL("counts", server.target), { method: "POST" });
    // Long enough for two generators.
    await start(page, plan(server.target, { rate: 200, duration: "3s" }));
    await page.until('document.querySelector("[data-run=over]") !== null', 30_000);
    assert.equal(await page.value('document.querySelector("[data-broken]")'), null);
    const sent = await live(page, "started");
    assert.equal(sent + (await live(page, "dropped")), 600);
    const { "GET /fast": counted } = await (await fetch(new URL("counts", server.target))).json();
    // Two were those of the look.
    assert.equal(counted, sent + 2);
  }
});
