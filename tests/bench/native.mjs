// `cargo xtask bench native`: the command line on a file, against counting its lines (`wc -l`) and, where they are
// installed, against jq (all durations) and DuckDB (four figures of the durations). Needs no browser.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckdb, timed } from "./duckdb.mjs";
import { inTurn, main, median, print, printSpread, ratios, say, speeds } from "./numbers.mjs";
import { options, plain } from "./subject.mjs";

const OURS = process.env.SLOSCOPE_CLI;
/** What takes longer is measured once. */
const PATIENCE_MS = 20_000;
/** The report's verdict is an exit code. */
const VERDICTS = [0, 1, 3];
const JQ = 'select(.metric == "http_req_duration" and .type == "Point").data.value';

await main(async () => {
  if (!OURS) throw new Error("SLOSCOPE_CLI is not set; start this with `cargo xtask bench native`");
  const asked = options();
  const path = await plain(asked);
  const bytes = statSync(path).size;
  const programs = {
    wc: ["wc", ["-l", path], [0]],
    sloscope: [OURS, ["report", path, "--out", "/dev/null"], VERDICTS],
    duckdb: duckdb(path),
    jq: ["jq", [JQ, path], [0]],
  };
  for (const name of ["wc", "duckdb", "jq"]) {
    if (!programs[name] || (name !== "duckdb" && spawnSync(name, ["--version"], { stdio: "ignore" }).error)) {
      say(`${name} is not installed: left out`);
      delete programs[name];
    }
  }
  const contestants = Object.entries(programs).map(([name, program]) => [name, async () => timed(...program)]);
  const found = await inTurn(Object.fromEntries(contestants), asked.rounds, PATIENCE_MS);
  print("file_mb", bytes / 1e6);
  for (const [name, results] of Object.entries(found)) {
    if (name !== "sloscope") printSpread(`sloscope_to_${name}_time`, ratios(found.sloscope, results));
  }
  for (const [name, results] of Object.entries(found)) printSpread(`${name}_mb_s`, speeds(results, bytes));
  for (const [name, results] of Object.entries(found)) print(`${name}_s`, median(results.map(({ ms }) => ms / 1000)));
  printMemory(programs.sloscope, bytes);
});

function printMemory([program, words], bytes) {
  const report = join(tmpdir(), `sloscope-bench-${process.pid}`);
  const { error } = spawnSync("/usr/bin/time", ["-v", "-o", report, program, ...words], { stdio: "ignore" });
  let kilobytes;
  if (!error) [, kilobytes] = /Maximum resident set size \(kbytes\): (\d+)/.exec(readFileSync(report, "utf8")) ?? [];
  if (!kilobytes) return say("GNU time is not installed as /usr/bin/time: memory is not measured");
  rmSync(report, { force: true });
  print("memory_peak_mb", Number(kilobytes) * 1.024e-3);
  print("memory_peak_per_file_byte", (Number(kilobytes) * 1024) / bytes);
}
