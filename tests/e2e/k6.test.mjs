// A plan under a real k6, where there is one on PATH: its script runs unchanged and sends the same requests, with the same
// rows, at the same instants as the page; checks and thresholds say the same.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { plan, saved, write, over } from "./support/plan.mjs";
import { settled } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";

const here = site();
const SKIP = spawnSync("k6", ["version"]).error ? "there is no k6 on PATH" : false;
/** Failing requests are part of the plan. */
const NOT_LOADED = /Failed to load resource/;
/** A threshold is broken (k6: errext/exitcodes). */
const BROKEN = 99;
/** How far the starts of one iteration in two runs may be apart, in ms, beside the start of the run. */
const APART_MS = 60;

const REQUESTS = [
  {
    name: "clarify",
    method: "POST",
    url: "/clarify?ms=5&at={{$iteration}}",
    weight: 3,
    headers: { "X-Id": "{{$uuid}}" },
    json: { prompt: "{{prompt}} {{$rand 1 10}}" },
    tags: { kind: "write" },
    checks: [
      { name: "answers", status: "200-299" },
      { name: "JSON", header: "content-type", contains: "json" },
      { name: "clear", jsonPath: "needsClarification", equals: "false" },
    ],
  },
  { name: "code", method: "GET", url: "/status/{{code}}", checks: [{ name: "as asked", bodyContains: "as asked" }] },
];

function whole(target) {
  const vus = { preAllocatedVUs: 10, maxVUs: 50, gracefulStop: "5s" };
  const stages = [{ target: 60, duration: "3s" }, { target: 0, duration: "2s" }];
  return {
    ...plan(target, { requests: REQUESTS }),
    data: { columns: ["code", "prompt"], rows: [["200", "What is a \"quoted\" light?"], ["404", "Мой автомобиль не заводится"], ["503", "fix it 🚗"]], order: "random" },
    seed: 7,
    tags: { team: "a" },
    scenarios: [
      // One every 25 ms, and none due at the end: k6 starts that or not, as its timer or its end comes first.
      { name: "flat", executor: "constant-arrival-rate", rate: 40, duration: "3990ms", ...vus },
      { name: "ramp", executor: "ramping-arrival-rate", startTime: "4s", startRate: 10, stages, ...vus },
    ],
    thresholds: { http_req_failed: ["rate<0.01"], "http_req_duration{kind:write}": ["p(95)<2000"], checks: ["rate>0.1"] },
  };
}

/** What samples in k6's NDJSON say: counts by what, and when each iteration began, in ms, from the first on. */
function told(text) {
  const counts = {};
  const starts = [];
  for (const line of text.split("\n").filter((line) => line.startsWith("{"))) {
    const { metric, type, data } = JSON.parse(line);
    if (type !== "Point") continue;
    const { scenario, name, method, status, kind, team, check } = data.tags;
    const what = {
      http_reqs: () => ["request", scenario, name, method, status, kind, team],
      checks: () => ["check", scenario, check, data.value],
      dropped_iterations: () => ["dropped"],
      iterations: () => ["iteration", scenario],
    }[metric]?.().join(" ");
    if (what) counts[what] = (counts[what] ?? 0) + 1;
    if (metric === "iteration_duration") starts.push(Date.parse(data.time) - data.value);
  }
  starts.sort((a, b) => a - b);
  return { counts, starts };
}

onPage(here, "k6: the script of a plan does what the page does", async (on) => {
  const { page, target } = on;
  await write(on, whole(target));
  const script = await saved(page, "save-k6");
  await page.locator("[data-action=start-run]").click();
  await page.locator("[data-run=going]").waitFor();
  await over(page);
  assert.equal(await settled(page), "report");
  const mine = told((await saved(page, "save-samples")).text);
  await page.locator("[data-action=close-run]").click();
  const folder = await mkdtemp(join(tmpdir(), "sloscope-k6-"));
  try {
    const path = join(folder, script.name);
    await writeFile(path, script.text);
    const options = ["run", "--quiet", "--out", `json=${join(folder, "results.json")}`, path];
    const code = await promisify(execFile)("k6", options).then(() => 0, (error) => error.code);
    // Two of three rows are answered by an error.
    assert.equal(code, BROKEN);
    const its = told(await readFile(join(folder, "results.json"), "utf8"));
    assert.deepEqual(mine.counts, its.counts);
    const apart = its.starts.map((at, i) => at - mine.starts[i]).sort((a, b) => a - b);
    const usual = apart[apart.length >> 1];
    const far = apart.filter((ms) => Math.abs(ms - usual) > APART_MS);
    assert.ok(far.length <= apart.length / 50, `${far.length} of ${apart.length} iterations began at other times: ${far}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}, { allow: ({ target }) => [target], expect: [NOT_LOADED], skip: SKIP, timeout: 120_000 });
