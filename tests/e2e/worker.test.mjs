// What is said when a part of the page itself fails: the worker, its module, the page's module, the code.
import assert from "node:assert/strict";
import { drop, fixture, pick } from "./support/files.mjs";
import { dismiss, figure, message, settled, shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const RESULTS = fixture("v2.2/default_only/results.json");
const FAILED_LOAD = [/Failed to load/, /net::ERR_FAILED/, /Failed to fetch/];

onPage(here, "worker: a worker that cannot be loaded is reported, and the files can be read again", async ({ page, open }) => {
  await open();
  await page.route("**/worker.js", (route) => route.abort());
  await pick(page, RESULTS);
  assert.equal(await settled(page), "failed");
  assert.match(await message(page), /Reading has stopped/);
  await dismiss(page);
  await page.unroute("**/worker.js");
  await pick(page, RESULTS);
  await shown(page);
}, { expect: FAILED_LOAD });

onPage(here, "worker: a worker whose module fails is reported", async ({ page, open }) => {
  await open();
  await page.route("**/worker.js", (route) => route.fulfill({ contentType: "text/javascript", body: "throw new Error('no')" }));
  await pick(page, RESULTS);
  assert.equal(await settled(page), "failed");
  assert.match(await message(page), /Reading has stopped[^]*no/);
  await dismiss(page);
}, { expect: [...FAILED_LOAD, /Error: no/] });

onPage(here, "worker: one that dies while a run is open leaves a way on", async ({ page, open }) => {
  await open();
  await pick(page, RESULTS);
  await shown(page);
  const before = await figure(page, "http_req_duration", "avg");
  await page.route("**/worker.js", (route) => route.abort());
  await drop(page, [RESULTS]);
  assert.equal(await settled(page), "failed");
  await page.unroute("**/worker.js");
  await page.locator("[data-action=reopen]").click();
  await shown(page);
  assert.equal(await figure(page, "http_req_duration", "avg"), before);
}, { expect: FAILED_LOAD });

onPage(here, "worker: a module that does not come leaves words, not an empty page", async ({ page, url }) => {
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(url);
  const alert = page.locator(".boot-failure");
  await alert.waitFor();
  assert.match(await alert.innerText(), /could not start/);
}, { expect: [...FAILED_LOAD, /uncaught/] });

onPage(here, "worker: a panic of the page ends in a dialog that offers a reload", async ({ page, open }) => {
  await open();
  // A file list that is none makes the page's own code fail: nothing a user can do has this effect.
  await page.evaluate(() => {
    const original = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (data, ...rest) {
      if (Array.isArray(data)) throw new Error("refused by the test");
      return original.call(this, data, ...rest);
    };
  });
  await pick(page, RESULTS);
  const dialog = page.locator("dialog.fatal");
  await dialog.waitFor();
  assert.match(await dialog.innerText(), /sloscope has stopped[^]*refused by the test/);
  await dialog.getByRole("button", { name: "Reload the page" }).click();
  await page.locator("#start-title").waitFor();
  await dialog.waitFor({ state: "detached" });
}, { expect: [/unreachable/, /panicked/, /RuntimeError/] });
