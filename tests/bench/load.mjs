// `cargo xtask bench load`: tests run from the page against the demo target on the same machine: is the rate held, how late
// are requests sent, what is dropped. Each figure is read from the report of a run of its own, in a browser of its own that
// nobody watches; of several rounds the median counts, and all drops. In turn with it the same requests are sent by the
// least that a page can do (in-sender.js, the floor): what is left of the lag there no page can change. The same plan is
// sent by a client without a browser, and by k6 where it is on PATH.
//
// `--seconds N` is the length of each run, `--rounds N` how many there are, `--origins N` over how many ports of the target
// a run is spread, `--rates A,B` which rates, `--generators N` how many workers of the page send or stand
// by; `--seed` runs the whole example of ten minutes instead (200, 300, 400 RPS).
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at, click, figure, finish, live, prepare } from "../e2e/support/bare-run.mjs";
import { withBarePage } from "../e2e/support/bare.mjs";
import { withServer } from "./browser.mjs";
import { main, median, print, printSpread, say } from "./numbers.mjs";

/** In flight at most: hundreds of pending requests slow a browser down. */
const MAX_VUS = 64;
/** A rate is held with no drops and a lag below this, in ms. */
const HELD_MS = 10;
/** Memory is compared from here to the end of a run: caches are full and code is compiled. */
const WARM_MS = 60_000;
const GET = { name: "get", method: "GET", url: "/clarify?ms=5&prompt=What%20does%20this%20light%20mean" };
const POST = { name: "post", method: "POST", url: "/clarify?ms=5", json: { prompt: "What does this light mean? {{$iteration}}" } };

const SENDER = readFileSync(new URL("in-sender.js", import.meta.url), "utf8");

const words = process.argv.slice(2);
const option = (name, usual) => (words.includes(name) ? words[words.indexOf(name) + 1] : usual);
const seconds = Number(option("--seconds", "10"));
const rounds = Number(option("--rounds", "3"));
const ports = Number(option("--origins", "4"));
const generators = Number(option("--generators", "2"));
const rates = option("--rates", "200,300,400,500,600,800").split(",").map(Number);
for (const [name, number] of Object.entries({ seconds, rounds, origins: ports, generators, rates: Math.min(...rates) })) {
  if (!(number >= 1)) throw new Error(`--${name}: a number of 1 or more`);
}

await main(() => withServer(async (server) => {
  print("origins", String(ports));
  print("generators", String(generators));
  await (words.includes("--seed") ? seed(server) : all(server));
}, ports));

async function all(server) {
  let ceiling;
  let held = true;
  for (const rate of rates) {
    for (const [kind, request] of Object.entries({ get: GET, post: POST })) {
      const [found, least] = [[], []];
      for (let round = 0; round < rounds; round += 1) {
        found.push(await run(server, plan(server, request, rate)));
        least.push(await floor(server, request, rate));
      }
      tell(`${kind}_${rate}`, found);
      compare(`${kind}_${rate}`, found, least);
      held &&= sum(found, "dropped") === 0 && middle(found, "lag_p99") < HELD_MS;
      natively(`${kind}_${rate}`, plan(server, request, rate), middle(found, "p95"));
    }
    if (held) ceiling = rate;
  }
  print("ceiling_rps", ceiling ?? `below ${rates[0]}`);
}

/** The example as the page offers it. */
async function seed(server) {
  const found = await run(server, null);
  tell("seed", [found]);
  print("seed_memory_growth_bytes_per_request", found.growth);
}

function plan(server, request, rate) {
  const load = { executor: "constant-arrival-rate", rate, duration: `${seconds}s`, preAllocatedVUs: MAX_VUS, maxVUs: MAX_VUS };
  return {
    version: "sloscope.plan/1",
    name: `${request.name} ${rate}`,
    target: [server.target, ...server.also].map((url) => new URL(url).origin),
    requests: [request],
    scenarios: [{ name: "car", gracefulStop: "10s", ...load }],
    timeout: "10s",
  };
}

/** Runs a plan, or the example of ten minutes, in the page, and reads its report. */
async function run(server, plan) {
  return withBarePage(new URL(`?generators=${generators}#/run`, server.page).href, async (page, browser) => {
    const { scenarios } = await prepare(page, plan);
    const length = scenarios.reduce((sum, scenario) => sum + Number.parseFloat(scenario.duration) * 1000, 0);
    await click(page, "start-run");
    const memory = [];
    if (length > 2 * WARM_MS) {
      await new Promise((resolve) => setTimeout(resolve, WARM_MS));
      memory.push({ bytes: memoryOf(browser), sent: await live(page, "started") });
    }
    await page.until(at("[data-run=over]"), length + 60_000);
    memory.push({ bytes: memoryOf(browser), sent: await live(page, "started") });
    const sent = await finish(page, 60_000);
    const value = (metric, stat) => figure(page, metric, stat);
    const [lag, took] = [(stat) => value("sloscope_schedule_lag", stat), (stat) => value("http_req_duration", stat)];
    return {
      sent,
      due: await live(page, "due"),
      dropped: await live(page, "dropped"),
      lag_p50: await lag("med"),
      lag_p99: await lag("p(99)"),
      lag_max: await lag("max"),
      p50: await took("med"),
      p95: await took("p(95)"),
      p99: await took("p(99)"),
      blocked: await value("http_req_blocked", "p(95)"),
      failed: await value("http_req_failed", "rate"),
      growth: memory.length > 1 ? (memory[1].bytes - memory[0].bytes) / (memory[1].sent - memory[0].sent) : undefined,
    };
  });
}

/** The same requests by a worker that does nothing else, in an empty page of another origin. */
async function floor(server, { method, url, json }, rate) {
  const origins = [server.target, ...server.also].map((url) => new URL(url).origin);
  const common = { method, mode: "cors", credentials: "omit", referrerPolicy: "no-referrer" };
  const request = json
    ? { ...common, headers: { "Content-Type": "application/json" }, body: JSON.stringify(json) }
    : { ...common, cache: "no-store" };
  const task = { urls: origins.map((origin) => origin + url), request, rate, seconds, most: MAX_VUS };
  const empty = new URL("practice.json", server.page).href;
  return withBarePage(empty, async (page) => {
    await page.until(`location.href === ${JSON.stringify(empty)} && document.readyState === "complete"`);
    await page.value(`void (globalThis.sender = new Worker(URL.createObjectURL(new Blob([${JSON.stringify(SENDER)}]))))`);
    await page.value(`void (sender.onmessage = ({ data }) => { globalThis.found = data; })`);
    await page.value(`sender.postMessage(${JSON.stringify(task)})`);
    return page.until("globalThis.found", seconds * 1000 + 60_000);
  });
}

/** The page's generator beside the floor. */
function compare(name, found, least) {
  print(`${name}_floor_dropped`, String(sum(least, "dropped")));
  print(`${name}_floor_failed`, String(sum(least, "failed")));
  printSpread(`${name}_floor_lag_p99_ms`, least.map((one) => one.lag_p99));
  printSpread(`${name}_lag_p99_to_floor`, found.map((one, round) => one.lag_p99 / least[round].lag_p99));
}

/** Bytes that the processes of the pages of a browser have to themselves. */
function memoryOf(browser) {
  const read = (pid, file) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      // It has ended meanwhile.
      return "";
    }
  };
  const parents = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(read(pid, "stat")) ?? [];
    parents.set(pid, parent);
  }
  const isOf = (pid) => pid !== undefined && (pid === String(browser.pid) || isOf(parents.get(pid)));
  const pages = [...parents.keys()].filter((pid) => isOf(pid) && read(pid, "cmdline").includes("--type=renderer"));
  const own = (pid) => Number(/^Private_Dirty: +(\d+) kB/m.exec(read(pid, "smaps_rollup"))?.[1] ?? 0) * 1024;
  return pages.reduce((sum, pid) => sum + own(pid), 0);
}

function sum(found, what) {
  return found.reduce((sum, one) => sum + one[what], 0);
}

function middle(found, what) {
  return median(found.map((one) => one[what]));
}

/** Counts of all rounds together, and the medians of what was measured. */
function tell(name, found) {
  const [sent, due] = [sum(found, "sent"), sum(found, "due")];
  say(`${name}: ${sent} sent`);
  print(`${name}_sent`, String(sent));
  print(`${name}_rate_error_percent`, (100 * Math.abs(sent - due)) / due);
  print(`${name}_dropped`, String(sum(found, "dropped")));
  print(`${name}_lag_p50_ms`, middle(found, "lag_p50"));
  printSpread(`${name}_lag_p99_ms`, found.map((one) => one.lag_p99));
  print(`${name}_lag_max_ms`, Math.max(...found.map((one) => one.lag_max)));
  print(`${name}_duration_p50_ms`, middle(found, "p50"));
  print(`${name}_duration_p95_ms`, middle(found, "p95"));
  print(`${name}_duration_p99_ms`, middle(found, "p99"));
  print(`${name}_blocked_p95_ms`, middle(found, "blocked"));
  print(`${name}_failed`, middle(found, "failed"));
}

/** The same plan, without a browser. */
function natively(name, plan, p95) {
  const folder = mkdtempSync(join(tmpdir(), "sloscope-bench-"));
  try {
    const path = join(folder, "plan.json");
    writeFileSync(path, JSON.stringify(plan));
    const lines = execFileSync(process.env.SLOSCOPE_NATIVE, [path], { encoding: "utf8" }).trim().split("\n");
    const found = Object.fromEntries(lines.map((line) => line.split(": ")).map(([key, value]) => [key, Number(value)]));
    print(`${name}_native_duration_p50_ms`, found.duration_p50_ms);
    print(`${name}_native_duration_p95_ms`, found.duration_p95_ms);
    print(`${name}_native_lag_p99_ms`, found.lag_p99_ms);
    print(`${name}_native_dropped`, String(found.dropped));
    print(`${name}_duration_p95_to_native`, p95 / found.duration_p95_ms);
    k6(name, folder, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The plan's own k6 script, where there is a k6. */
function k6(name, folder, path) {
  if (spawnSync("k6", ["version"]).error) return;
  const [script, summary] = [join(folder, "script.js"), join(folder, "summary.json")];
  writeFileSync(script, execFileSync(process.env.SLOSCOPE_CLI, ["plan", "--format", "k6", path], { encoding: "utf8" }));
  spawnSync("k6", ["run", "--quiet", "--summary-export", summary, script], { stdio: "ignore" });
  const { metrics } = JSON.parse(readFileSync(summary, "utf8"));
  print(`${name}_k6_duration_p95_ms`, metrics.http_req_duration["p(95)"]);
  print(`${name}_k6_dropped`, String(metrics.dropped_iterations?.count ?? 0));
}
