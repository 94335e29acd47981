// 200 -> 300 -> 400 RPS, diverse prompts, 60 s
// Written by sloscope. Run it with: k6 run --out json=results.json.gz script.js
// Redirects are not followed. k6 counts one as expected, with its status; a browser reports no status and counts it as failed.
import http from 'k6/http';
import exec from 'k6/execution';
import { check } from 'k6';
import { SharedArray } from 'k6/data';

const targets = __ENV.TARGET ? [__ENV.TARGET] : ["http://127.0.0.1:8088"];
const rows = new SharedArray('rows', () => [
  { category: "maintenance", prompt: "My engine light is on, what does it mean?" },
  { category: "maintenance", prompt: "How often should I change the oil in a 2014 diesel?" },
  { category: "maintenance", prompt: "brake pads squeal when cold" },
  { category: "buying", prompt: "Which hybrid SUV under 30k has the best boot space?" },
  { category: "buying", prompt: "Is a sedan or an SUV better for a family of five with two dogs, a caravan and a long commute?" },
  { category: "buying", prompt: "electric or diesel?" },
  { category: "ambiguous", prompt: "It makes a noise" },
  { category: "ambiguous", prompt: "fix it" },
  { category: "ambiguous", prompt: "How much?" },
  { category: "ambiguous", prompt: "" },
  { category: "multilingual", prompt: "Mon embrayage patine, que faire ?" },
  { category: "multilingual", prompt: "Мой автомобиль не заводится утром" },
  { category: "multilingual", prompt: "車のバッテリーが上がりました" },
  { category: "multilingual", prompt: "El motor pierde \"aceite\" 🚗💨" },
  { category: "insurance", prompt: "Does my policy cover a cracked windscreen?" },
  { category: "insurance", prompt: "tyre blew out on the motorway, who pays?" },
]);

export const options = {
  scenarios: {
    rps_200: {
      executor: 'constant-arrival-rate',
      rate: 200,
      timeUnit: '1s',
      duration: '20s',
      preAllocatedVUs: 25,
      maxVUs: 200,
      gracefulStop: '5s',
      tags: { load: "rps200" },
    },
    rps_300: {
      executor: 'constant-arrival-rate',
      startTime: '20s',
      rate: 300,
      timeUnit: '1s',
      duration: '20s',
      preAllocatedVUs: 37,
      maxVUs: 300,
      gracefulStop: '5s',
      tags: { load: "rps300" },
    },
    rps_400: {
      executor: 'constant-arrival-rate',
      startTime: '40s',
      rate: 400,
      timeUnit: '1s',
      duration: '20s',
      preAllocatedVUs: 50,
      maxVUs: 400,
      gracefulStop: '5s',
      tags: { load: "rps400" },
    },
  },
  thresholds: {
    http_req_duration: ["p(95)<500", "p(99)<1000"],
    http_req_failed: ["rate<0.01"],
    http_reqs: ["rate>=200"],
    checks: ["rate>0.95"],
    "http_req_duration{scenario:rps_200}": ["p(95)<500"],
    "http_req_duration{scenario:rps_300}": ["p(95)<500"],
    "http_req_duration{scenario:rps_400}": ["p(95)<500"],
  },
  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'count'],
};

// What an iteration sends: i is its number in the scenario.
const requests = [
  (target, row, i) => {
    const response = http.request("POST", target + "/clarify?ms=5", `{"prompt":"${inJson(row.prompt)}"}`, {
      headers: { "Content-Type": "application/json" },
      tags: { name: "POST /clarify" },
      timeout: "10s",
      redirects: 0,
    });
    check(response, {
      "status is 200": (r) => r.status === 200,
      "JSON has clarification": (r) => inBody(r, "clarification") !== undefined,
      "response under 50 ms": (r) => r.status > 0 && r.timings.duration < 50,
    });
  },
];

export default function () {
  const i = exec.scenario.iterationInTest;
  const row = rows[i % rows.length];
  const target = targets[i % targets.length];
  requests[0](target, row, i);
}

// A value as the inside of a JSON string.
function inJson(value) {
  return JSON.stringify(String(value)).slice(1, -1);
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
