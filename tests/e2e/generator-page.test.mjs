// The generator in a browser without a debugger, where its target and its tab differ: requests that the browser asks permission
// for, a certificate that nobody accepted, a hidden tab.
import assert from "node:assert/strict";
import { test } from "node:test";
import { at, finish, prepare } from "./support/bare-run.mjs";
import { withBarePage } from "./support/bare.mjs";
import { GET, arrived, planFor, sends } from "./support/sends.mjs";
import { startServer } from "./support/server.mjs";

const ASKED = { ...GET, headers: { "X-Key": "1" } };

sends("generator: the browser asks before each GET with a header, as the page says", { request: ASKED, rate: 20, seconds: 3 }, async (page, counts) => {
  assert.equal(await finish(page, 60_000), 60);
  const { "GET /fast": counted, "OPTIONS /fast": asked } = await counts();
  assert.equal(counted, 60);
  assert.equal(asked, 60);
});

test("generator: a certificate that nobody has accepted is reported, with what to do", { timeout: 60_000 }, async () => {
  const server = await startServer();
  try {
    await withBarePage(new URL("#/run", server.page).href, async (page) => {
      const written = planFor(server, GET, 10, 1);
      written.target = new URL(server.tls).origin;
      await prepare(page, written, "failed");
      const found = await page.value(`${at("[data-look=failed]")}.textContent`);
      assert.match(found, /a certificate that it does not trust[^]*open https:\/\/127\.0\.0\.1:\d+ in a tab[^]*The test was not started/);
    });
  } finally {
    server.stop();
  }
});

sends("generator: a hidden tab goes on, and the report says that it was hidden", { request: GET, rate: 50, seconds: 8 }, async (page, counts) => {
  await arrived(counts, 50);
  await page.beside(async () => {
    await page.until('document.visibilityState === "hidden"');
    await arrived(counts, 200);
  });
  assert.equal(await finish(page, 60_000), 400);
  assert.equal((await counts())["GET /fast"], 400);
  await page.until("/The page was hidden from [^ ]+ s to [^ ]+ s of the run/.test(document.body.textContent)");
});

sends("generator: a tab that is hidden before the worker is there", { request: GET, rate: 50, seconds: 2 }, async (page, counts) => {
  await page.beside(() => page.until(at("[data-run=over]"), 60_000));
  assert.equal(await finish(page, 60_000), 100);
  assert.equal((await counts())["GET /fast"], 100);
});
