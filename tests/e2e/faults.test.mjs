// Faults of everything around the page: workers that end or never come, a host that is gone, files that change,
// a clock that is put forward. Each with a message and a way on, and nothing lost.
// Each fault is planted from outside: by routes, by scripts before the page's own, or by the file system.
import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { add, drop, fixture, pick, sample } from "./support/files.mjs";
import { startOddServer } from "./support/odd-server.mjs";
import { over, plan, saved, write } from "./support/plan.mjs";
import { dismiss, figure, message, openShare, settled, shown } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";
import { textOf } from "./support/shown.mjs";
import { SLOW } from "./support/slow.mjs";

const here = site();
/** Its server ends before its test does. */
const doomed = site();
const folder = mkdtempSync(join(tmpdir(), "sloscope-faults-"));
let odd;
before(async () => (odd = await startOddServer()));
after(() => {
  rmSync(folder, { recursive: true, force: true });
  odd.stop();
});

const RESULTS = fixture("v2.2/default_only/results.json");
const SUMMARY = fixture("v2.2/default_only/summary.json");
const NOT_LOADED = /Failed to load|net::ERR|Failed to fetch/;
const reach = { allow: ({ target }) => [target], expect: [NOT_LOADED] };

/** Puts a script before that of workers that the page starts. */
async function plant(page, script) {
  await page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${script}\n${await response.text()}` });
  });
}

/** A worker of the page ends without a word, as one that the system kills. */
const kill = (page) => page.workers()[0].evaluate(() => self.close());

/** A file on the disk that may be changed. */
function copied(path, name) {
  const copy = join(folder, name);
  copyFileSync(path, copy);
  return copy;
}

onPage(doomed, "faults: without its host the page still reads files, answers and exports", async ({ page, open }) => {
  await open();
  await page.locator("html[data-offline=ready]").waitFor({ state: "attached" });
  doomed.server.stop();
  await pick(page, RESULTS);
  await shown(page);
  const all = await figure(page, "http_reqs", "count");
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.locator(".narrow [data-field=From]").fill("0s");
  await page.locator(".narrow [data-field=To]").fill("2s");
  await page.locator("[data-action=set-window]").click();
  await page.waitForFunction((all) => {
    const count = document.querySelector('[data-metric="http_reqs"][data-stat="count"]')?.dataset.value;
    return count !== undefined && Number(count) < all;
  }, all);
  await openShare(page);
  const { text } = await saved(page, "download-markdown");
  assert.match(text, /http_req_duration/);
  // Once more, by another worker.
  await add(page, SUMMARY);
  await shown(page);
  assert.equal(await figure(page, "http_reqs", "count"), all);
}, { expect: [NOT_LOADED] });

onPage(here, "faults: a worker that cannot be fetched is the network's fault, and trying again reads the same files", async ({ page, open }) => {
  await open();
  await pick(page, RESULTS);
  await shown(page);
  const before = await figure(page, "http_reqs", "count");
  await page.route("**/worker.js", (route) => route.abort());
  await drop(page, [sample("results.json.gz")]);
  assert.equal(await settled(page), "failed");
  const text = await message(page);
  assert.match(text, /could not be loaded: the network is gone/);
  assert.doesNotMatch(text, /memory/);
  await page.unroute("**/worker.js");
  await page.locator("[data-action=reopen]").click();
  await shown(page);
  assert.notEqual(await figure(page, "http_reqs", "count"), before, "what is read is what could not be read");
}, { expect: [NOT_LOADED] });

onPage(here, "faults: a worker whose script never comes is replaced by its copy", async ({ page, open }) => {
  await open();
  await page.locator("html[data-offline=ready]").waitFor({ state: "attached" });
  await page.route("**/worker.js", () => {});
  await pick(page, RESULTS);
  await shown(page);
}, { expect: [NOT_LOADED] });

onPage(here, "faults: without the files of its workers the page still writes plans, probes and runs tests", async (on) => {
  const { page, target } = on;
  await write(on, plan(target, { rate: 20 }));
  await page.locator("html[data-offline=ready]").waitFor({ state: "attached" });
  const refused = [];
  await page.route(/\/worker\.js$|\/sloscope-(worker|load|writer)/, (route) => {
    refused.push(route.request().url());
    return route.abort();
  });
  assert.match((await saved(page, "save-k6")).text, /constant-arrival-rate/);
  await page.locator("[data-action=look]").click();
  await page.locator("[data-look=answered]").waitFor();
  await page.locator("[data-action=start-run]").click();
  await over(page);
  await shown(page);
  assert.equal((await saved(page, "save-samples")).text.split("\n").filter((line) => /"metric":"http_reqs".*"Point"/.test(line)).length, 60);
  assert.ok(refused.some((url) => url.endsWith("/worker.js")), "its files were asked for first");
}, reach);

onPage(here, "faults: a worker that is killed while it reads is reported, and the link can be read again", async ({ page, open }) => {
  await open(`?src=${encodeURIComponent(`${odd.url}slow/results.json`)}`);
  await page.locator("[data-state=loading]").getByText(/samples/).waitFor();
  await kill(page);
  assert.equal(await settled(page), "failed");
  assert.match(await message(page), /Reading has stopped[^]*without a word/);
  await page.locator("[data-action=reopen]").click();
  await page.locator("[data-state=loading]").getByText(/samples/).waitFor();
}, { allow: () => [odd.url] });

onPage(here, "faults: a worker that is killed while a report is open leaves the report, and reads again", async ({ page, open }) => {
  await open();
  await pick(page, RESULTS);
  await shown(page);
  const before = await figure(page, "http_req_duration", "avg");
  const chart = page.locator("figure:has([data-action=chart-svg])").first();
  const texts = async () => {
    await openShare(page);
    return [(await saved(page, "download-markdown")).text, (await saved(page, "chart-svg", chart)).text];
  };
  const written = await texts();
  await kill(page);
  await page.locator("[data-state=failed]").waitFor();
  assert.match(await message(page), /Reading has stopped[^]*what is open stays/);
  await dismiss(page);
  // Another worker writes of what the first one said last.
  assert.deepEqual(await texts(), written);
  assert.match(written[0], /http_req_duration/);
  assert.match(written[1], /<svg/);
  // A question brings the message again, and what is shown stays what it is.
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.locator(".narrow [data-field=To]").fill("2s");
  await page.locator("[data-action=set-window]").click();
  await page.locator("[data-state=failed]").waitFor();
  assert.equal(await page.locator(".chips").getByText(/to 0:02/).count(), 0);
  await page.locator("[data-action=reopen]").click();
  await shown(page);
  assert.equal(await figure(page, "http_req_duration", "avg"), before);
  // It answers, too.
  await page.locator("summary", { hasText: "Filter" }).click();
  await page.locator(".narrow [data-field=To]").fill("2s");
  await page.locator("[data-action=set-window]").click();
  await page.locator(".chips").getByText(/to 0:02/).waitFor();
});

onPage(here, "faults: charts that nobody draws any more say so, those that are there stay", async ({ page, open }) => {
  await open();
  await pick(page, RESULTS);
  await shown(page);
  const chart = (kind) => page.locator(`figure[data-chart=${kind}]`);
  await chart("rate").locator("svg").first().waitFor();
  await page.locator("[data-field=chart-metric]").scrollIntoViewIfNeeded();
  await chart("series").locator("svg").first().waitFor();
  await kill(page);
  await page.locator("[data-state=failed]").waitFor();
  await dismiss(page);
  // Under the name of another metric nothing of the one before stays.
  await page.locator("[data-field=chart-metric]").selectOption("data_received");
  await chart("series").locator("[data-absent]").waitFor();
  assert.match(await chart("series").innerText(), /Not drawn[^]*Open the files again/);
  assert.equal(await chart("rate").locator("[data-absent]").count(), 0);
  await add(page, SUMMARY);
  await shown(page);
  await chart("series").locator("svg").first().waitFor();
  assert.equal(await page.locator("[data-absent]").getByText("Not drawn").count(), 0);
});

/** Workers that a worker starts are of this script instead. */
const instead = (script) =>
  `self.Worker = class extends Worker { constructor(url, options) {
    super(URL.createObjectURL(new Blob([${JSON.stringify(script)}.replaceAll("URL_OF_IT", url)], { type: "text/javascript" })), options);
  } };`;

/** Starts a test of 60 requests, whose generators have a planted fault. */
async function startWith(on, script, more = {}) {
  const { page, target } = on;
  await write(on, plan(target, { rate: 20, ...more }));
  await page.locator("[data-action=look]").click();
  await page.locator("[data-look=answered]").waitFor();
  await plant(page, script);
  await page.locator("[data-action=start-run]").click();
}

const counted = () => Number(document.querySelector("[data-live=finished]")?.dataset.value) >= 60;

onPage(here, "faults: a generator that is killed ends the test, and what it reported is kept", async (on) => {
  const { page } = on;
  const kept = "self.made = []; self.Worker = class extends Worker { constructor(...all) { super(...all); self.made.push(this); } };";
  await startWith(on, kept, { rate: 50, duration: "30s" });
  await page.waitForFunction(counted);
  for (const worker of page.workers()) await worker.evaluate(() => self.made?.forEach((made) => made.terminate())).catch(() => {});
  await over(page);
  assert.match(await page.locator("[data-broken]").innerText(), /has ended[^]*start the test again/);
  await shown(page);
  const count = await figure(page, "http_reqs", "count");
  assert.ok(count >= 20 && count < 1500, `${count} samples`);
  await page.getByText(/The run broke off after [\d.]+ s/).first().waitFor();
  const { text } = await saved(page, "save-samples");
  assert.equal(text.split("\n").filter((line) => line.includes('"Point"') && line.includes('"http_reqs"')).length, count);
}, reach);

onPage(here, "faults: the worker of a test that is killed is reported, and what is shown stays", async (on) => {
  const { page } = on;
  await startWith(on, "", { rate: 50, duration: "30s" });
  await page.waitForFunction(counted);
  await page.locator('[data-metric="http_reqs"][data-stat="count"]').first().waitFor({ state: "attached" });
  for (const worker of page.workers()) await worker.evaluate(() => self.close()).catch(() => {});
  await page.locator("[data-state=failed]").waitFor();
  assert.match(await message(page), /The test has stopped[^]*what is shown stays/);
  await dismiss(page);
  assert.ok((await figure(page, "http_reqs", "count")) > 0);
}, reach);

onPage(here, "faults: generators that never answer end the test with a message", async (on) => {
  await startWith(on, instead(""));
  assert.equal(await settled(on.page), "failed");
  assert.match(await message(on.page), /The test has stopped[^]*worker\.js did not come within 10 s/);
  await dismiss(on.page);
  assert.ok(await on.page.locator("[data-action=start-run]").isEnabled());
}, { ...reach, skip: SLOW });

onPage(here, "faults: generators that cannot be loaded end the test with a message", async (on) => {
  await startWith(on, 'self.Worker = class extends Worker { constructor(_, options) { super("gone.js", options); } };');
  assert.equal(await settled(on.page), "failed");
  assert.match(await message(on.page), /The test has stopped[^]*the network is gone/);
}, reach);

onPage(here, "faults: a generator that is ready and sends nothing ends the test with a message", async (on) => {
  // Its clock stands.
  await startWith(on, instead("performance.now = () => 5; import('URL_OF_IT');"));
  await over(on.page);
  assert.match(await on.page.locator("[data-broken]").innerText(), /nothing was sent within 5 s after it was due/);
  assert.equal(await settled(on.page), "report");
  assert.equal(await on.page.locator("[data-overall]").getAttribute("data-verdict"), "not-judged");
}, { ...reach, skip: SLOW });

onPage(here, "faults: a generator goes on when a wake-up of its finest timer is lost, and when its clock is another's", async (on) => {
  const { page, target, url } = on;
  await fetch(new URL("counts", target), { method: "POST" });
  await write(on, plan(target, { rate: 20 }));
  await page.locator("[data-action=look]").click();
  await page.locator("[data-look=answered]").waitFor();
  // By a worker of this script, which starts generators of this script.
  await page.evaluate((url) => {
    const script = `Atomics.waitAsync = () => ({ async: true, value: new Promise(() => {}) });
      Object.defineProperty(Performance.prototype, "timeOrigin", { get: () => Date.now() - 60000 });
      import("${url}");`;
    const blob = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    globalThis.Worker = class extends Worker {
      constructor(_, options) {
        super(blob, options);
      }
    };
  }, new URL("worker.js", url).href);
  await page.locator("[data-action=start-run]").click();
  await over(page);
  const { "GET /fast": got } = await (await fetch(new URL("counts", target))).json();
  assert.equal(await page.locator("[data-live=started]").getAttribute("data-value"), "60");
  // Two were those of the look.
  assert.equal(got, 62);
}, reach);

onPage(here, "faults: a clock that is put forward changes neither what is sent nor when a stop was", async (on) => {
  const { page } = on;
  await startWith(on, "", { duration: "20s" });
  await page.waitForFunction(counted);
  const forward = () => {
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
  };
  for (const worker of page.workers()) await worker.evaluate(forward);
  await page.locator("[data-action=stop-run]").click();
  await over(page);
  await shown(page);
  const started = Number(await page.locator("[data-live=started]").getAttribute("data-value"));
  assert.equal(await figure(page, "http_reqs", "count"), started);
  assert.ok(started < 300, `${started} were sent`);
  await page.getByText(/Stopped by you at [\d.]+ s of 20 s/).first().waitFor();
}, reach);

onPage(here, "faults: what is open and has changed on the disk is not replaced without a word", async ({ page, open }) => {
  const file = copied(RESULTS, "results.json");
  await open();
  await pick(page, file);
  await shown(page);
  const before = await figure(page, "http_reqs", "count");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  appendFileSync(file, `${lines.at(-1)}\n`);
  for (const change of [() => {}, () => truncateSync(file, 100), () => rmSync(file)]) {
    change();
    await add(page, SUMMARY);
    assert.equal(await settled(page), "failed");
    assert.match(await message(page), /What is open has changed[^]*results\.json[^]*add it anew/);
    await page.getByRole("button", { name: "Keep the open report" }).click();
    await shown(page);
    assert.equal(await figure(page, "http_reqs", "count"), before);
  }
  // It was written anew: that version is shown, if the user says so.
  writeFileSync(file, `${[...lines, lines.at(-1)].join("\n")}\n`);
  await add(page, file);
  assert.equal(await settled(page), "failed");
  assert.match(await message(page), /It has changed since it was opened/);
  await page.locator("[data-action=show-held]").click();
  await shown(page);
  assert.ok((await textOf(page, "main")).includes("results.json"));
});

onPage(here, "faults: a file that changes while it is read is not shown as a whole", async ({ page, open }) => {
  const file = copied(RESULTS, "growing.json");
  // After its end, and before the page looks whether it is still the same file.
  await plant(page, `const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = async function () { if (this.size === 1) await fetch("practice.json?now"); return read.call(this); };`);
  await page.route("**/practice.json?now", async (route) => {
    appendFileSync(file, "{}\n");
    await route.continue();
  });
  await open();
  await pick(page, file);
  await shown(page);
  assert.match(await textOf(page, "main"), /growing\.json[^]*changed while it was read/);
}, { expect: [NOT_LOADED] });
