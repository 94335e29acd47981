// The generator in a browser without a debugger: what the server counted is what the report says, at length, at rates that
// one worker or six connections do not reach, and in a tab that was frozen.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { at, figure, finish, live } from "./support/bare-run.mjs";
import { GET, JSON_POST, PORTS, arrived, sends } from "./support/sends.mjs";
import { SLOW } from "./support/slow.mjs";

/** So many a second are more than one worker sends in time. */
const RUSH = { request: GET, rate: 800, seconds: 5, maxVUs: 64 };

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

sends("generator: a host that does not isolate the page has one worker that sends", { ...RUSH, rate: 125, plain: true, skip: SLOW }, async (page, counts) => {
  assert.equal(await page.value("crossOriginIsolated"), false);
  // Long enough for a second one, where workers share memory.
  assert.equal(await finish(page, 60_000), 625);
  assert.equal((await counts())["GET /fast"], 625);
  assert.equal(await live(page, "dropped"), 0);
  await page.until("/Its host does not isolate the page, so there was no standby worker/.test(document.body.textContent)");
});

const CROWDED = { request: { name: "slow", method: "GET", url: "/slow?ms=250" }, rate: 250, seconds: 5, maxVUs: 24, generators: 3, skip: SLOW };

sends("generator: workers that share a plan keep its limit", CROWDED, async (page, counts) => {
  const sent = await finish(page, 60_000);
  assert.equal((await counts())["GET /slow"], sent);
  assert.equal(await figure(page, "dropped_iterations", "count"), 1250 - sent);
  // 24 under way for 250 ms each are 96 a second at most, of 250, for 5 s and those that end after it.
  assert.ok(sent > 300 && sent <= 24 * 21, `${sent} sent`);
  assert.equal(await figure(page, "vus_max", "max"), 24);
  await page.until("/2 standby workers sent/.test(document.body.textContent)");
});

const OVER_TLS = { skip: SLOW, secure: true, rate: 100, seconds: 5, request: { name: "slow", method: "GET", url: "/slow?ms=200" } };

sends("generator: one origin over HTTP/2 carries what 6 connections could not", OVER_TLS, async (page, counts) => {
  assert.match(await page.value(`${at("[data-look=answered]")}.textContent`), /over HTTP\/2 or HTTP\/3 can carry/);
  // 6 / 200 ms would be 30 a second.
  assert.equal(await finish(page, 60_000), 500);
  assert.equal((await counts())["GET /slow"], 500);
  assert.equal(await live(page, "dropped"), 0);
  assert.equal(await figure(page, "http_req_failed", "rate"), 0);
  assert.ok((await figure(page, "http_req_blocked", "med")) < 50, "requests do not wait for connections");
});

sends("generator: a frozen tab sends late, and the report says so", { request: GET, rate: 50, seconds: 8, skip: SLOW }, async (page, counts) => {
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
