// Runs a k6 script with stand-ins for k6's modules and tells what it did, as JSON:
//   node run_k6_script.mjs script.js CASES      CASES: JSON, a list of { i, ms, response: { status, headers, body, duration } }
import { readFileSync } from "node:fs";

const [, , path, casesText] = process.argv;
const source = readFileSync(path, "utf8");
const imports = source.match(/^import .*$/gm) ?? [];
const body = source
  .replace(/^import .*$/gm, "")
  .replace("export const options", "const options")
  .replace("export default function ()", "function main()");

const calls = [];
let current;
const exec = {
  scenario: { get iterationInTest() { return current.i; } },
  instance: { get currentTestRunDuration() { return current.ms ?? 0; } },
  vu: { metrics: { tags: {} } },
};
const http = {
  request(method, url, body, params) {
    calls.push({ method, url, body, params, phase: exec.vu.metrics.tags.phase ?? null, tags: { ...exec.vu.metrics.tags }, checks: null });
    const { status = 200, headers = {}, body: text = "", duration = 1 } = current.response ?? {};
    // As k6 has it when no response came.
    return { status, headers: status ? headers : {}, body: status ? text : null, timings: { duration } };
  },
};
const check = (response, tests) => {
  calls.at(-1).checks = Object.fromEntries(Object.entries(tests).map(([name, test]) => [name, Boolean(test(response))]));
};
class SharedArray {
  constructor(name, make) {
    return make();
  }
}
const { options, main } = new Function(
  "http", "exec", "check", "SharedArray", "__ENV",
  `"use strict";${body}\nreturn { options, main };`,
)(http, exec, check, SharedArray, {});
for (current of JSON.parse(casesText)) main();
console.log(JSON.stringify({ imports, options, calls }));
