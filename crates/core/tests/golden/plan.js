// All of it
// Written by sloscope. Run it with: k6 run --out json=results.json.gz script.js
// The first 5s are warm-up: thresholds look at phase:measured only. k6's rates per second still count all of the run.
// Redirects are not followed. k6 counts one as expected, with its status; a browser reports no status and counts it as failed.
import http from 'k6/http';
import exec from 'k6/execution';
import { check } from 'k6';
import { SharedArray } from 'k6/data';

const targets = __ENV.TARGET ? [__ENV.TARGET] : ["http://127.0.0.1:8088", "https://b.example.org/api"];
const seed = 7;
const rows = new SharedArray('rows', () => [
  { category: "buying", prompt: "He said \"no\"\n" },
  { category: "long", prompt: "車 & co" },
]);

export const options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: 90,
      timeUnit: '60s',
      duration: '90s',
      preAllocatedVUs: 5,
      maxVUs: 20,
    },
    climb: {
      executor: 'ramping-arrival-rate',
      startTime: '1500ms',
      startRate: 5,
      timeUnit: '1s',
      stages: [
        { target: 60, duration: '10s' },
        { target: 0, duration: '0s' },
      ],
      preAllocatedVUs: 10,
      maxVUs: 10,
      gracefulStop: '5s',
      tags: { load: "ramp" },
    },
  },
  thresholds: {
    "http_req_duration{phase:measured}": ["p(95)<500", { threshold: "p(99)<1000", abortOnFail: true, delayAbortEval: "10s" }],
    "http_req_failed{scenario:climb,phase:measured}": ["rate<0.01"],
  },
  tags: { team: "api" },
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'count'],
};

// What an iteration sends: i is its number in the scenario.
const requests = [
  (target, row, i) => {
    const response = http.request("POST", target + `/clarify?tag=${encodeURIComponent(row.category)}`, `{"prompt":"${inJson(row.prompt)}","n":[1,2.5,true,null],"big":"${rand(1, 10)}"}`, {
      headers: { "X-Request": `${uuid()}`, "Content-Type": "application/json; charset=utf-8" },
      tags: { name: "ask", kind: "write", target: target },
      timeout: "2500ms",
      redirects: 0,
    });
    check(response, {
      "status is 200 to 299": (r) => r.status >= 200 && r.status <= 299,
      "is JSON": (r) => (header(r, "content-type") || '').includes("json"),
      "has header x-id": (r) => header(r, "x-id") !== undefined,
      "body contains clarification": (r) => r.status > 0 && (r.body || '').includes("clarification"),
      "items.0.id is 17": (r) => inBody(r, "items.0.id") === "17",
      "JSON has ok": (r) => inBody(r, "ok") !== undefined,
      "response under 50 ms": (r) => r.status > 0 && r.timings.duration < 50,
    });
  },
  (target, row, i) => {
    // GET /health
    http.request("GET", target + "/health", null, {
      tags: { name: "GET /health", target: target },
      timeout: "2500ms",
      redirects: 0,
    });
  },
  (target, row, i) => {
    // raw
    http.request("PUT", `https://c.example.org/${row.prompt}`, `line one\nline ${i}`, {
      tags: { name: "raw" },
      timeout: "2500ms",
      redirects: 0,
    });
  },
  (target, row, i) => {
    // odd
    http.request("POST", target + "/", `{"n": ${rand(1, 10)}}`, {
      headers: { "Content-Type": "application/json" },
      tags: { name: "odd", target: target },
      timeout: "2500ms",
      redirects: 0,
    });
  },
];

export default function () {
  const warm = exec.instance.currentTestRunDuration < 5000;
  exec.vu.metrics.tags.phase = warm ? 'warm-up' : 'measured';
  const i = exec.scenario.iterationInTest;
  const row = rows[pick(1, i, rows.length)];
  const target = targets[i % targets.length];
  const share = pick(0, i, 6);
  requests[[3, 4, 5, 6].findIndex((upTo) => share < upTo)](target, row, i);
}

// The same numbers as sloscope draws from the plan's seed (SplitMix with the finaliser of MurmurHash3, 32 bits).
function mix(h) {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
function pick(stream, n, count) {
  const number = mix((mix(seed ^ mix(stream + 1)) + Math.imul(n, 0x9e3779b9)) | 0);
  return Math.floor((number * count) / 4294967296);
}

// A value as the inside of a JSON string.
function inJson(value) {
  return JSON.stringify(String(value)).slice(1, -1);
}

// A whole number, both ends included.
function rand(low, high) {
  return low + Math.floor(Math.random() * (high - low + 1));
}

// A UUID of version 4.
function uuid() {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) => {
    const digit = Math.floor(Math.random() * 16);
    return (c === 'x' ? digit : (digit & 3) | 8).toString(16);
  });
}

// A header of a response, by its name in lower case.
function header(response, name) {
  const found = Object.keys(response.headers || {}).find((key) => key.toLowerCase() === name);
  return found === undefined ? undefined : response.headers[found];
}

// The value at a path of a JSON body, as a text; undefined where there is none.
function inBody(response, path) {
  let value;
  try {
    value = JSON.parse(response.body);
  } catch (_) {
    return undefined;
  }
  for (const step of path.split('.')) {
    if (value === null || typeof value !== 'object' || !Object.prototype.hasOwnProperty.call(value, step)) return undefined;
    value = value[step];
  }
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}
