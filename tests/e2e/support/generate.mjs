// Writes results as k6 would for a run of 200, 300 and 400 requests per second, of any size and always the same: a big
// file for the tests, without a big file in the repository. The figures that the page must show are computed here,
// by other code than the page's.
//
// By hand: `node tests/e2e/support/generate.mjs FILE [MEGABYTES]`.
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { pathToFileURL } from "node:url";

const RATES = [200, 300, 400];
const CATEGORIES = ["ambiguous", "insurance", "maintenance", "multilingual"];
const CHECKS = ["status is 200", "has clarification text", "response under 50ms"];
/** 2026-11-23T21:59:59Z, in ms. */
const START = Date.UTC(2026, 10, 23, 21, 59, 59);
const BYTES_PER_REQUEST = 4_166;
const MEGABYTE = 1_000_000;

/** xorshift32: numbers in [0, 1), the same every time. */
function randomness(seed) {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

/** RFC 3339 with nanoseconds, without zeros at the end, as Go writes it. */
function time(ns) {
  const iso = new Date(START + Math.floor(ns / 1e6)).toISOString().slice(0, 19);
  const fraction = String(ns % 1e9).padStart(9, "0").replace(/0+$/, "");
  return fraction ? `${iso}.${fraction}Z` : `${iso}Z`;
}

const line = (metric, at, value, tags) =>
  `{"metric":"${metric}","type":"Point","data":{"time":"${at}","value":${value},"tags":${tags}}}\n`;

const declared = new Map();
declare("http_reqs", "counter", "default", ["rate>=200"]);
declare("http_req_duration", "trend", "time", ["p(95)<500", "p(99)<1000"]);
for (const phase of ["blocked", "connecting", "tls_handshaking", "sending", "waiting", "receiving"]) {
  declare(`http_req_${phase}`, "trend", "time", []);
}
declare("http_req_failed", "rate", "default", ["rate<0.01"]);
declare("checks", "rate", "default", []);
declare("data_sent", "counter", "data", []);
declare("data_received", "counter", "data", []);
declare("iteration_duration", "trend", "time", []);
declare("iterations", "counter", "default", []);
declare("vus", "gauge", "default", []);
declare("vus_max", "gauge", "default", []);

function declare(name, type, contains, thresholds) {
  const data = { name, type, contains, thresholds, submetrics: null };
  declared.set(name, `${JSON.stringify({ type: "Metric", data, metric: name })}\n`);
}

/** The lines of one iteration with one request; `facts` takes what the page must find. */
function iteration(ns, scenario, random, facts) {
  const micro = (value) => Math.round(value * 1e6) / 1e6;
  const failed = random() < 0.004;
  const duration = micro(0.3 + random() ** 8 * 90 + random() * 4);
  const sending = micro(duration * 0.01);
  const receiving = micro(duration * 0.03);
  const category = CATEGORIES[Math.floor(random() * CATEGORIES.length)];
  const load = scenario.replace("_", "");
  const http = JSON.stringify({
    category,
    expected_response: String(!failed),
    group: "::clarification",
    load,
    method: "POST",
    name: "POST /clarify",
    proto: "HTTP/1.1",
    scenario,
    status: failed ? "503" : "200",
    url: "POST /clarify",
  });
  const group = (name) => JSON.stringify({ group: name, load, scenario });
  const at = time(ns);
  const after = time(ns + 120_000);
  facts.durations.push(duration);
  facts.failed += Number(failed);
  return [
    line("http_reqs", at, 1, http),
    line("http_req_duration", at, duration, http),
    line("http_req_blocked", at, micro(random() * 0.01), http),
    line("http_req_connecting", at, 0, http),
    line("http_req_tls_handshaking", at, 0, http),
    line("http_req_sending", at, sending, http),
    line("http_req_waiting", at, micro(duration - sending - receiving), http),
    line("http_req_receiving", at, receiving, http),
    line("http_req_failed", at, Number(failed), http),
    ...CHECKS.map((check) =>
      line("checks", after, Number(!failed), JSON.stringify({ check, group: "::clarification", load, scenario })),
    ),
    line("data_sent", after, 184, group("")),
    line("data_received", after, 294, group("")),
    line("iteration_duration", after, micro(duration + 0.4), group("")),
    line("iterations", after, 1, group("")),
  ].join("");
}

/**
 * Writes about `megabytes` to `path`. Answers the figures: `{ requests, failed, p95, avg, max, bytes }`, `p95` by
 * linear interpolation at 0.95 (n - 1), as k6 has it.
 */
export async function generate(path, megabytes) {
  const random = randomness(20261123);
  const facts = { durations: [], failed: 0 };
  // The same time for each rate.
  const seconds = Math.ceil((megabytes * MEGABYTE) / BYTES_PER_REQUEST / RATES.reduce((a, b) => a + b));
  const file = createWriteStream(path, { highWaterMark: 4 << 20 });
  let bytes = 0;
  const write = async (text) => {
    bytes += text.length;
    if (!file.write(text)) await once(file, "drain");
  };
  await write([...declared.values()].join(""));
  for (const [stage, rate] of RATES.entries()) {
    const begin = stage * seconds * 1e9;
    let block = "";
    let second = -1;
    for (let n = 0; n < seconds * rate; n += 1) {
      const ns = Math.round(begin + (n / rate) * 1e9 + random() * 400_000);
      if (Math.floor(ns / 1e9) !== second) {
        second = Math.floor(ns / 1e9);
        block += line("vus", time(second * 1e9), 4, "{}") + line("vus_max", time(second * 1e9), 80, "{}");
      }
      block += iteration(ns, `rps_${rate}`, random, facts);
      if (block.length > MEGABYTE) {
        await write(block);
        block = "";
      }
    }
    await write(block);
  }
  file.end();
  await once(file, "finish");
  return { ...figures(facts), bytes };
}

function figures({ durations, failed }) {
  const sorted = Float64Array.from(durations).sort();
  const at = 0.95 * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  const p95 = low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
  const avg = durations.reduce((a, b) => a + b, 0) / durations.length;
  return { requests: durations.length, failed, p95, avg, max: sorted.at(-1) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(await generate(process.argv[2], Number(process.argv[3] ?? 150)));
}
