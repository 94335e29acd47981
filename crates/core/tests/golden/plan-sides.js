// Two sides in one run, blocks of 10 s
// Written by sloscope. Run it with: k6 run --out json=results.json.gz script.js
// Two sides take turns in blocks of 10s, by the time at which an iteration starts; samples have the tags side and block.
// k6 writes dropped_iterations, vus and vus_max without them. Compare the sides: sloscope compare results.json.gz --blocks side
// Redirects are not followed. k6 counts one as expected, with its status; a browser reports no status and counts it as failed.
import http from 'k6/http';
import exec from 'k6/execution';
import { check } from 'k6';

const targets = __ENV.TARGET ? [__ENV.TARGET] : ["http://127.0.0.1:8088"];

export const options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: 50,
      timeUnit: '1s',
      duration: '120s',
      preAllocatedVUs: 50,
      maxVUs: 50,
      gracefulStop: '5s',
    },
  },
  thresholds: {
    http_reqs: ["rate>=49.5"],
    http_req_duration: ["p(95)<500", "p(99)<1000"],
    http_req_failed: ["rate<0.01"],
    checks: ["rate>0.95"],
  },
  discardResponseBodies: true,
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'count'],
};

// What an iteration sends: i is its number in the scenario.
const requests = [
  (target, row, i) => {
    const response = http.request("POST", target + "/clarify?ms=5", "{\"prompt\":\"My engine light is on, what does it mean?\"}", {
      headers: { "Content-Type": "application/json" },
      tags: { name: "POST /clarify" },
      timeout: "10s",
      redirects: 0,
    });
    check(response, {
      "status is 200 to 299": (r) => r.status >= 200 && r.status <= 299,
    });
  },
];

const requestsB = [
  (target, row, i) => {
    const response = http.request("POST", target + "/clarify?ms=6", "{\"prompt\":\"My engine light is on, what does it mean?\"}", {
      headers: { "Content-Type": "application/json" },
      tags: { name: "POST /clarify" },
      timeout: "10s",
      redirects: 0,
    });
    check(response, {
      "status is 200 to 299": (r) => r.status >= 200 && r.status <= 299,
    });
  },
];
const sides = { a: { targets, requests }, b: { targets, requests: requestsB } };
// The sides of the blocks.
const order = 'abbaabbababa';

export default function () {
  const now = exec.instance.currentTestRunDuration;
  const block = Math.min(Math.floor(now / 10000), order.length - 1);
  const side = order[block];
  exec.vu.metrics.tags.side = side;
  exec.vu.metrics.tags.block = String(block + 1);
  const { targets, requests } = sides[side];
  const i = exec.scenario.iterationInTest;
  const row = {};
  const target = targets[i % targets.length];
  requests[0](target, row, i);
}
