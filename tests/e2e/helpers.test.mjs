// A large file is read by several workers: the figures are those of one, cancelling ends all, one that dies is reported, and
// so is a file that changes meanwhile.
import assert from "node:assert/strict";
import { appendFileSync, copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { fixture, pick } from "./support/files.mjs";
import { generate } from "./support/generate.mjs";
import { renderers } from "./support/pauses.mjs";
import { cancel, dismiss, figure, message, openAll, settled, shown } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";
import { until } from "./support/wait.mjs";

const here = site();
const folder = mkdtempSync(join(tmpdir(), "sloscope-helpers-"));
const large = join(folder, "results.json");
/** Just large enough to be read in parts. */
const smaller = join(folder, "smaller.json");
let expected;
before(async () => {
  await generate(large, 100);
  expected = await generate(smaller, 36);
}, { timeout: 60_000 });
after(() => rmSync(folder, { recursive: true, force: true }));

/** Every figure on the page, in its order. */
const all = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("main [data-metric][data-stat]")].map(({ dataset: d }) => [d.metric, d.stat, d.value, d.absent].join(" ")),
  );

/** How many workers run in the processes of this browser's pages; `undefined` where the system does not tell. */
async function workerThreads() {
  if (!existsSync("/proc/self/task")) return undefined;
  return (await renderers(here.browser)).flatMap(threads).filter((name) => name.startsWith("DedicatedWorker")).length;
}

/** The names of a process' threads; none if it has ended meanwhile. */
function threads(pid) {
  try {
    const folder = `/proc/${pid}/task`;
    return readdirSync(folder).map((thread) => readFileSync(`${folder}/${thread}/comm`, "utf8").trim());
  } catch {
    return [];
  }
}

onPage(here, "helpers: the figures are the same, however many workers read", async ({ page, open }) => {
  const found = [];
  for (const workers of [1, 2, 3]) {
    await open(`?workers=${workers}`);
    await pick(page, large);
    await shown(page);
    await openAll(page);
    found.push(await all(page));
    const memory = await page.evaluate(() => Number(document.documentElement.dataset.wasmMemory));
    assert.ok(memory > 1e6 && memory < 200e6, `${memory} bytes`);
  }
  assert.ok(found[0].length > 100, `${found[0].length} figures`);
  assert.deepEqual(found[1], found[0]);
  assert.deepEqual(found[2], found[0]);
}, { timeout: 120_000 });

onPage(here, "helpers: cancelling ends all workers, and so does the end of reading all but one", async ({ page, open, t }) => {
  if ((await workerThreads()) === undefined) return t.skip("this system does not tell which threads there are");
  const reading = (what, wanted) => until(what, workerThreads, wanted);
  await open("?workers=3");
  await pick(page, large);
  await cancel(page, 0.1);
  await reading("after cancelling no worker is left", (count) => count === 0);
  await Promise.all([reading("several workers read", (count) => count >= 2), pick(page, large)]);
  await shown(page);
  await reading("after reading one is left", (count) => count === 1);
}, { timeout: 120_000 });

onPage(here, "helpers: one that dies is reported, and the file can be opened again", async ({ page, open }) => {
  await open("?workers=2");
  // What a worker itself asks for is not seen in time, always: so the first one is given a wrong address for its helpers.
  const wrong = `self.Worker = class extends Worker { constructor(_, options) { super("gone.js", options); } };\n`;
  await page.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: wrong + (await response.text()) });
  }, { times: 1 });
  await pick(page, large);
  assert.equal(await settled(page), "failed");
  assert.match(await message(page), /Reading has stopped/);
  await dismiss(page);
  await pick(page, large);
  await shown(page);
}, { timeout: 120_000, expect: [/Failed to load/, /net::ERR_FAILED/, /Failed to fetch/] });

/** Between the first and the second block that a worker reads, it asks for this. */
const HOLD = `const read = ReadableStreamBYOBReader.prototype.read;
  let blocks = 0;
  ReadableStreamBYOBReader.prototype.read = async function (...room) {
    blocks += 1;
    if (blocks === 2) await fetch("practice.json?hold");
    return read.apply(this, room);
  };\n`;

/** Writes over the second half of a file, which keeps its length. */
function overwrite(file) {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill("\n", Math.floor(bytes.length / 2)));
}

for (const [what, change] of [
  ["grows", (file) => appendFileSync(file, readFileSync(fixture("v2.2/default_only/results.json")))],
  ["is cut", (file) => truncateSync(file, Math.floor(statSync(file).size / 4))],
  ["is written over", overwrite],
  ["is removed", (file) => rmSync(file)],
]) {
  onPage(here, `helpers: a file that ${what} while its parts are read is not shown as a whole`, async ({ page, open }) => {
    const file = join(folder, "changing.json");
    copyFileSync(smaller, file);
    await page.route("**/worker.js", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: HOLD + (await response.text()) });
    });
    let changed = false;
    await page.route("**/practice.json?hold", async (route) => {
      if (!changed) change(file);
      changed = true;
      await route.continue();
    });
    await open("?workers=2");
    await pick(page, file);
    await shown(page);
    assert.ok(changed, "it was changed while it was read");
    const told = page.locator("[data-unread='changing.json']").first();
    assert.match(await told.innerText(), /changed while it was read/);
    const isAbove = await told.evaluate((told) => told.compareDocumentPosition(document.querySelector("[data-overall]")) & Node.DOCUMENT_POSITION_FOLLOWING);
    assert.ok(isAbove, "above the verdict");
    assert.match(await page.locator("[data-overall]").innerText(), /changing\.json is cut short[^]*covers only what could be read/);
    assert.ok((await figure(page, "http_reqs", "count")) <= expected.requests);
  }, { timeout: 120_000, expect: [/Failed to load/, /net::ERR/] });
}
