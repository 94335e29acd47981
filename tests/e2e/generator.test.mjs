// The generator in a browser that nobody watches: what the server counted is what the report says, at length, in a hidden
// tab, and in one that was frozen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { at, click, figure, finish, live, prepare } from "./support/bare-run.mjs";
import { withBarePage } from "./support/bare.mjs";
import { startServer } from "./support/server.mjs";
import { SLOW } from "./support/slow.mjs";
import { until } from "./support/wait.mjs";

const PORTS = 4;
const JSON_POST = { name: "clarify", method: "POST", url: "/clarify?ms=2", json: { prompt: "What does this light mean? {{$iteration}}" } };
/** As a person who has accepted the certificate of the demo target. */
const ACCEPT = "--ignore-certificate-errors";
const GET = { name: "fast", method: "GET", url: "/fast" };

function plan(server, request, rate, seconds, maxVUs = 400) {
  const load = { executor: "constant-arrival-rate", rate, duration: `${seconds}s`, preAllocatedVUs: 1, maxVUs };
  return {
    version: "sloscope.plan/1",
    name: request.name,
    target: [server.target, ...server.also].map((url) => new URL(url).origin),
    requests: [request],
    scenarios: [{ name: "steady", gracefulStop: "10s", ...load }],
  };
}

/**
 * Begins a plan in a page; `body` gets the page, and what the server counts once the test is over. `secure`: against the target
 * over TLS; `plain`: from the page there, whose host does not isolate it, too.
 */
function sends(name, { request, rate, seconds, maxVUs, generators, plain = false, secure = plain, skip = false }, body) {
  test(name, { timeout: 180_000, skip }, async () => {
    const server = await startServer(300, PORTS);
    try {
      const host = plain ? new URL("sloscope/", server.tls) : server.page;
      const query = generators ? `?generators=${generators}` : "";
      await withBarePage(new URL(`${query}#/run`, host).href, async (page) => {
        const written = plan(server, request, rate, seconds, maxVUs);
        if (secure) written.target = new URL(server.tls).origin;
        await prepare(page, written);
        const counts = async (method) => (await fetch(new URL("counts", server.target), { method })).json();
        await counts("POST");
        await click(page, "start-run");
        await body(page, () => counts("GET"));
      }, secure ? [ACCEPT] : []);
    } finally {
      server.stop();
    }
  });
}

const text = (what) => `${at(what)}.textContent`;
/** Waits until so many of the requests have reached the server. */
const arrived = (counts, wanted) => until("requests arrive", async () => (await counts())["GET /fast"] ?? 0, (count) => count >= wanted, 30_000);

sends("generator: 10,000 requests are what the server counted", { request: JSON_POST, rate: 200, seconds: 50, skip: SLOW }, async (page, counts) => {
  const sent = await finish(page, 120_000);
  const { "POST /clarify": counted, "OPTIONS /clarify": asked = 0 } = await counts();
  assert.equal(sent, 10_000);
  assert.equal(counted, sent);
  for (const metric of ["http_reqs", "iterations"]) assert.equal(await figure(page, metric, "count"), sent, metric);
  assert.equal(await figure(page, "http_req_failed", "rate"), 0);
  assert.equal(await live(page, "dropped"), 0);
  // The browser remembers for ten minutes that it may ask; several requests can be the first at an origin.
  assert.ok(asked <= 10 * PORTS, `${asked} preflights`);
});

const RUSH = { request: GET, rate: 800, seconds: 5, maxVUs: 64 };

sends("generator: the standby worker sends what the first is late for, and nothing twice", RUSH, async (page, counts) => {
  assert.equal(await page.value("crossOriginIsolated"), true);
  const sent = await finish(page, 60_000);
  assert.equal(sent + (await live(page, "dropped")), 4000);
  assert.equal((await counts())["GET /fast"], sent);
  assert.equal(await figure(page, "iterations", "count"), sent);
  const [, others] = /A standby worker sent ([\d,]+) requests? that it was late for/.exec(await page.value("document.body.textContent"));
  const stood = Number(others.replaceAll(",", ""));
  // So many a second are more than one worker sends in time.
  assert.ok(stood > 0 && stood < sent, `${stood} of ${sent}`);
});

sends("generator: a host that does not isolate the page has one worker that sends", { ...RUSH, rate: 125, plain: true }, async (page, counts) => {
  assert.equal(await page.value("crossOriginIsolated"), false);
  // Long enough for a second one, where workers share memory.
  assert.equal(await finish(page, 60_000), 625);
  assert.equal((await counts())["GET /fast"], 625);
  assert.equal(await live(page, "dropped"), 0);
  await page.until("/Its host does not isolate the page, so there was no standby worker/.test(document.body.textContent)");
});

const CROWDED = { request: { name: "slow", method: "GET", url: "/slow?ms=250" }, rate: 250, seconds: 5, maxVUs: 24, generators: 3 };

sends("generator: workers that share a plan keep its limit", CROWDED, async (page, counts) => {
  const sent = await finish(page, 60_000);
  assert.equal((await counts())["GET /slow"], sent);
  assert.equal(await figure(page, "dropped_iterations", "count"), 1250 - sent);
  // 24 under way for 250 ms each are 96 a second at most, of 250, for 5 s and those that end after it.
  assert.ok(sent > 300 && sent <= 24 * 21, `${sent} sent`);
  assert.equal(await figure(page, "vus_max", "max"), 24);
  await page.until("/2 standby workers sent/.test(document.body.textContent)");
});

const ASKED = { ...GET, headers: { "X-Key": "1" } };

sends("generator: the browser asks before each GET with a header, as the page says", { request: ASKED, rate: 20, seconds: 3 }, async (page, counts) => {
  assert.equal(await finish(page, 60_000), 60);
  const { "GET /fast": counted, "OPTIONS /fast": asked } = await counts();
  assert.equal(counted, 60);
  assert.equal(asked, 60);
});

const SLOW = { name: "slow", method: "GET", url: "/slow?ms=200" };

sends("generator: one origin over HTTP/2 carries what 6 connections could not", { request: SLOW, rate: 100, seconds: 5, secure: true }, async (page, counts) => {
  assert.match(await page.value(text("[data-look=answered]")), /over HTTP\/2 or HTTP\/3 can carry/);
  // 6 / 200 ms would be 30 a second.
  assert.equal(await finish(page, 60_000), 500);
  assert.equal((await counts())["GET /slow"], 500);
  assert.equal(await live(page, "dropped"), 0);
  assert.equal(await figure(page, "http_req_failed", "rate"), 0);
  assert.ok((await figure(page, "http_req_blocked", "med")) < 50, "requests do not wait for connections");
});

test("generator: a certificate that nobody has accepted is told, with what to do", { timeout: 60_000 }, async () => {
  const server = await startServer();
  try {
    await withBarePage(new URL("#/run", server.page).href, async (page) => {
      const written = plan(server, GET, 10, 1);
      written.target = new URL(server.tls).origin;
      await prepare(page, written, "failed");
      const found = await page.value(text("[data-look=failed]"));
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
  const text = await page.value("document.body.textContent");
  assert.match(text, /The page was hidden from [^ ]+ s to [^ ]+ s of the run/);
});

sends("generator: a tab that is hidden before the worker is there", { request: GET, rate: 50, seconds: 2 }, async (page, counts) => {
  await page.beside(() => page.until(at("[data-run=over]"), 60_000));
  assert.equal(await finish(page, 60_000), 100);
  assert.equal((await counts())["GET /fast"], 100);
});

sends("generator: a frozen tab sends late, and the report says so", { request: GET, rate: 50, seconds: 8 }, async (page, counts) => {
  await arrived(counts, 50);
  await page.ask("Page.setWebLifecycleState", { state: "frozen" });
  // So long it is frozen: that is the fault.
  await pause(2000);
  await page.ask("Page.setWebLifecycleState", { state: "active" });
  assert.equal(await finish(page, 60_000), 400);
  // None is unsent, and those that were due meanwhile went late. A browser may lose the answer of one that was under way
  // when it froze: that one is given up, and the report says so.
  assert.equal((await counts())["GET /fast"], 400);
  assert.ok((await figure(page, "http_reqs", "count")) >= 395);
  assert.ok((await figure(page, "sloscope_schedule_lag", "max")) > 1000);
  const text = await page.value("document.body.textContent");
  assert.match(text, /did not hold its schedule|fell behind/);
});
