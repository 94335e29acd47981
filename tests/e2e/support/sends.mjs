// Tests of the generator in a browser that nobody watches: what the server counted is what the report says.
import { test } from "node:test";
import { click, prepare } from "./bare-run.mjs";
import { withBarePage } from "./bare.mjs";
import { startServer } from "./server.mjs";
import { until } from "./wait.mjs";

/** On how many ports the target listens. */
export const PORTS = 4;
export const JSON_POST = { name: "clarify", method: "POST", url: "/clarify?ms=2", json: { prompt: "What does this light mean? {{$iteration}}" } };
/** As a person who has accepted the certificate of the demo target. */
const ACCEPT = "--ignore-certificate-errors";
export const GET = { name: "fast", method: "GET", url: "/fast" };

/** A plan with one scenario of a constant rate, for all origins of the target. */
export function planFor(server, request, rate, seconds, maxVUs = 400) {
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
export function sends(name, { request, rate, seconds, maxVUs, generators, plain = false, secure = plain, skip = false }, body) {
  test(name, { timeout: 180_000, skip }, async () => {
    const server = await startServer(300, PORTS);
    try {
      const host = plain ? new URL("sloscope/", server.tls) : server.page;
      const query = generators ? `?generators=${generators}` : "";
      await withBarePage(new URL(`${query}#/run`, host).href, async (page) => {
        const written = planFor(server, request, rate, seconds, maxVUs);
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

/** Waits until so many of the requests have reached the server. */
export const arrived = (counts, wanted) => until("requests arrive", async () => (await counts())["GET /fast"] ?? 0, (count) => count >= wanted, 30_000);
