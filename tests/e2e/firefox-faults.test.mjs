// The main faults in Firefox: a host that is gone, workers that end or never answer, files that change, a hidden page. Each
// with a message and a way on, and nothing lost. faults.test.mjs has these and more of them in Chromium.
import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { fixture } from "./support/files.mjs";
import { generate } from "./support/generate.mjs";
import { counted, dismiss, failed, firefox, inFirefox, live, over, requests, says, shown, start } from "./support/in-firefox.mjs";
import { startOddServer } from "./support/odd-server.mjs";
import { plan } from "./support/plan.mjs";
import { SLOW } from "./support/slow.mjs";
import { until } from "./support/wait.mjs";

/** All of them are slow: the page does in Firefox what it does in Chromium, in all but a few ways. */
const here = firefox({}, SLOW);
const folder = mkdtempSync(join(tmpdir(), "sloscope-faults-"));
let odd;
before(async () => (odd = await startOddServer()));
after(() => {
  rmSync(folder, { recursive: true, force: true });
  odd.stop();
});

const RESULTS = fixture("v2.2/default_only/results.json");
const SUMMARY = fixture("v2.2/default_only/summary.json");

/** Enough for more than one block, and for several workers. */
const MEGABYTES = 36;

/** Keeps the workers that a page or a worker makes. */
const KEPT = "self.made = []; self.Worker = class extends Worker { constructor(...all) { super(...all); self.made.push(this); } };";
/** All workers of the page end without a word. */
const KILL = "window.made.forEach((made) => made.terminate())";
const kept = { plants: { "boot.js": KEPT } };
/** Workers that a worker starts are of this script instead. */
const instead = (script) =>
  `self.Worker = class extends Worker { constructor(url, options) {
    super(URL.createObjectURL(new Blob([${JSON.stringify(script)}.replaceAll("URL_OF_IT", url)], { type: "text/javascript" })), options);
  } };`;
/** Does what the page's `tell(word)` asks for, in every worker. */
const FAULTS = `${KEPT}
  new BroadcastChannel("faults").onmessage = ({ data }) => {
    const now = Date.now;
    if (data === "kill") self.made.forEach((made) => made.terminate());
    else Date.now = () => now() + 3_600_000;
  };`;
const tell = (page, word) => page.value(`void new BroadcastChannel("faults").postMessage(${JSON.stringify(word)})`);

const open = async (page, file = RESULTS) => {
  await page.pick("input[data-action=pick]", file);
  await shown(page);
  return requests(page);
};
const add = (page, file) => page.pick("input[data-action=add-files]", file);
const running = (page, count) => until("requests are sent", () => live(page, "finished"), (sent) => sent >= count);

/** Sets a window that ends 2 s into the run; `then` comes in the same task. */
async function ask(page, then = "") {
  const isOpen = await page.value('document.querySelector(".narrow [data-field=To]") !== null');
  if (!isOpen) await page.value('[...document.querySelectorAll("summary, button")].find((e) => e.textContent.includes("Filter")).click()');
  await page.fill(".narrow [data-field=To]", "2s");
  await page.value(`(() => { document.querySelector("[data-action=set-window]").click(); ${then} })()`);
}

inFirefox(here, "a file is read and answered, without the host of the page, too", "", async (page, { host }) => {
  await page.until('document.documentElement.dataset.offline === "ready"');
  host.stop();
  const all = await open(page);
  assert.ok(all > 0);
  await ask(page);
  await until("a part is shown", () => requests(page), (count) => count < all);
  // Once more, by another worker.
  await add(page, SUMMARY);
  await until("the whole is shown", () => requests(page), (count) => count === all);
  await shown(page);
});

inFirefox(here, "a worker that is killed while it reads is reported, and the link can be read again", "", async (page, { host }) => {
  const link = new URL(`?src=${encodeURIComponent(`${odd.url}slow/results.json`)}`, host.page);
  const reading = () => page.until('/samples/.test(document.querySelector("[data-state=loading]")?.textContent)');
  await page.go(link.href);
  await reading();
  await page.value(KILL);
  assert.match(await failed(page), /Reading has stopped/);
  await page.click("[data-action=reopen]");
  await reading();
}, { plants: { "boot.js": KEPT } });

inFirefox(here, "a worker that is killed while a report is open is reported, and the file is read again", "", async (page) => {
  const all = await open(page);
  await page.value(KILL);
  assert.match(await failed(page), /Reading has stopped[^]*what is open stays/);
  await page.click("[data-action=reopen]");
  await shown(page);
  assert.equal(await requests(page), all);
}, kept);

inFirefox(here, "a worker that is killed while it is asked leaves what is shown, and answers once it is there again", "", async (page) => {
  const all = await open(page);
  await ask(page, KILL);
  assert.match(await failed(page), /Reading has stopped[^]*what is open stays/);
  await dismiss(page);
  assert.equal(await requests(page), all);
  await ask(page);
  await failed(page);
  await page.click("[data-action=reopen]");
  await shown(page);
  assert.equal(await requests(page), all);
  await ask(page);
  await until("a part is shown", () => requests(page), (count) => count < all);
}, { plants: { "boot.js": KEPT } });

inFirefox(here, "the worker of a test that is killed is reported, and what is shown stays", "#/run", async (page, { server }) => {
  await start(page, server, plan(server.target, { rate: 50, duration: "30s" }));
  await running(page, 60);
  await until("a report is shown", () => requests(page), (count) => count > 0);
  await page.value(KILL);
  assert.match(await failed(page), /The test has stopped[^]*what is shown stays/);
  await dismiss(page);
  assert.ok((await requests(page)) > 0);
}, { plants: { "boot.js": KEPT } });

const faulty = { plants: { "worker.js": FAULTS } };

inFirefox(here, "a generator that is killed ends the test, and what it reported is kept", "#/run", async (page, { server }) => {
  await start(page, server, plan(server.target, { rate: 50, duration: "30s" }));
  await running(page, 60);
  await tell(page, "kill");
  await over(page);
  assert.match(await page.value('document.querySelector("[data-broken]").textContent'), /has ended[^]*start the test again/);
  await shown(page);
  const count = await requests(page);
  assert.ok(count >= 20 && count < 1500, `${count} samples`);
  await says(page, "/The run broke off after [\\d.]+ s/");
}, faulty);

inFirefox(here, "a clock that is put forward does not change what is sent", "#/run", async (page, { server }) => {
  await start(page, server, plan(server.target, { rate: 20, duration: "5s" }));
  await running(page, 20);
  await tell(page, "forward");
  await over(page);
  await shown(page);
  assert.equal(await live(page, "started"), 100);
  assert.equal(await counted(server), 100);
  await until("all are in the report", () => requests(page), (count) => count === 100);
}, faulty);

inFirefox(here, "generators that never answer end the test with a message", "#/run", async (page, { server }) => {
  await start(page, server, plan(server.target, { rate: 20 }));
  assert.match(await failed(page), /The test has stopped[^]*worker\.js did not come within 10 s/);
  await dismiss(page);
  assert.equal(await page.value('document.querySelector("[data-action=start-run]").ariaDisabled'), "false");
  assert.equal(await counted(server), 0);
}, { plants: { "worker.js": instead("") } });

inFirefox(here, "a generator that is ready and sends nothing ends the test with a message", "#/run", async (page, { server }) => {
  await start(page, server, plan(server.target, { rate: 20 }));
  await over(page);
  assert.match(await page.value('document.querySelector("[data-broken]").textContent'), /nothing was sent within 5 s after it was due/);
  await shown(page);
  assert.equal(await page.value('document.querySelector("[data-overall]").dataset.verdict'), "not-judged");
  // Its clock stands.
}, { plants: { "worker.js": instead("performance.now = () => 5; import('URL_OF_IT');") } });

inFirefox(here, "a target that goes away is reported, and what came before it is kept", "#/run", async (page, { server }) => {
  await start(page, server, plan(server.target, { rate: 20, duration: "5s" }));
  await running(page, 20);
  server.stop();
  await over(page);
  await shown(page);
  await until("all are in the report", () => requests(page), (count) => count === 100);
  const row = '[...document.querySelectorAll("#errors tbody tr")].find((row) => row.textContent.includes("1900"))';
  const lost = Number(await page.value(`${row}.cells[3].textContent`));
  assert.ok(lost > 0 && lost <= 80, `${lost} of 100 failed`);
});

inFirefox(here, "a page that is hidden goes on, and says that it was hidden", "#/run", async (page, { server }) => {
  await start(page, server, plan(server.target, { rate: 50, duration: "6s" }));
  await running(page, 50);
  await page.hidden(async () => {
    await page.until('document.visibilityState === "hidden"');
    const before = await counted(server);
    await until("requests go on", () => counted(server), (count) => count >= before + 100);
  });
  await page.until('document.visibilityState === "visible"');
  await over(page);
  await shown(page);
  assert.equal(await counted(server), 300);
  await says(page, "/The page was hidden from [^ ]+ s to [^ ]+ s of the run/");
});

inFirefox(here, "what is open and has changed on the disk is not replaced without a word", "", async (page) => {
  const file = join(folder, "results.json");
  copyFileSync(RESULTS, file);
  const all = await open(page, file);
  const line = readFileSync(file, "utf8").trim().split("\n").at(-1);
  for (const change of [() => appendFileSync(file, `${line}\n`), () => truncateSync(file, 100), () => rmSync(file)]) {
    change();
    await add(page, SUMMARY);
    // Firefox may still read it: then what it read is offered.
    assert.match(await failed(page), /What is open has changed[^]*results\.json[^]*(add it anew|It has changed since it was opened)/);
    await page.value('[...document.querySelectorAll("button")].find((e) => e.textContent === "Keep the open report").click()');
    await shown(page);
    assert.equal(await requests(page), all);
  }
});

/** Between the first and the second block that a worker reads, it asks for this. */
const HELD = `const read = ReadableStreamBYOBReader.prototype.read;
  let blocks = 0;
  ReadableStreamBYOBReader.prototype.read = async function (...room) {
    blocks += 1;
    if (blocks === 2) await fetch("practice.json?now");
    return read.apply(this, room);
  };`;

for (const [what, change] of [
  ["is cut", (file) => truncateSync(file, Math.floor(statSync(file).size / 4))],
  ["is removed", (file) => rmSync(file)],
]) {
  inFirefox(here, `a file that ${what} while it is read is not shown as a whole`, "", async (page, { host }) => {
    const file = join(folder, "changing.json");
    const expected = await generate(file, MEGABYTES);
    let changed = false;
    host.before("?now", () => {
      if (!changed) change(file);
      changed = true;
    });
    await page.pick("input[data-action=pick]", file);
    await shown(page);
    assert.ok(changed, "it was changed while it was read");
    await says(page, "/changing\\.json[^]*changed while it was read/");
    assert.ok((await requests(page)) <= expected.requests);
  }, { plants: { "worker.js": HELD } });
}
