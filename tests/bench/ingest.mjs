// `cargo xtask bench ingest`: from a file to the report, in the browser, against reading alone (`floor`), against the
// loop that everyone would write first (`json_parse`), and, for gzip, against the browser's inflate.
//
// All contestants have a worker and run in turn. They must agree on what is in the file. `read_…` are ways to read it, which do
// nothing else: the page takes the fastest (`src/platform/stream.rs`).
import { statSync } from "node:fs";
import { collectPauses, pauses } from "../e2e/support/pauses.mjs";
import { close } from "../e2e/support/report.mjs";
import { inSloscope, inWorker, opened, started, withPage, withServer } from "./browser.mjs";
import { duckdb, timed } from "./duckdb.mjs";
import { inTurn, main, median, print, printSpread, ratios, say, speeds } from "./numbers.mjs";
import { options, packed, plain } from "./subject.mjs";

const WAYS = ["read_stream", "read_byob", "read_byob_2", "read_byob_2_workers", "read_slices_8", "read_slices_16", "read_slices_32", "read_sync_8"];

await main(async () => {
  const asked = options();
  const path = await plain(asked);
  const gzip = await packed(path);
  const bytes = statSync(path).size;
  const native = duckdb(path);
  if (!native) say("duckdb is neither on PATH nor in the Python that SLOSCOPE_DUCKDB_PYTHON names: left out");
  await withServer(async (server) => {
    const ours = asked.workers.map((number) => [`sloscope_${number}`, () => inSloscope(server, path, number)]);
    const found = await inTurn(
      {
        ...Object.fromEntries(["floor", ...WAYS].map((task) => [task, () => inWorker(server, task, path)])),
        json_parse: () => inWorker(server, "json_parse", path),
        ...Object.fromEntries(ours),
        inflate: () => inWorker(server, "inflate", gzip),
        sloscope_gzip: () => inSloscope(server, gzip),
        ...(native && { duckdb: async () => timed(...native) }),
      },
      asked.rounds,
    );
    const names = [...ours.map(([name]) => name), "sloscope_gzip"];
    agree(found, names, bytes);
    printAll(found, names, bytes, statSync(gzip).size);
    await printTasks(server, path);
  });
});

/** A contestant that does less work than the others must not win by it. */
function agree(found, names, bytes) {
  const { floor: [floor], inflate: [inflate], json_parse: [parsed] } = found;
  const wrong = [];
  const ways = WAYS.map((way) => found[way][0]);
  if ([floor, inflate, ...ways].some((result) => result.bytes !== bytes)) wrong.push("not all bytes were read");
  for (const name of names) {
    const [{ requests, p95 }] = found[name];
    if (requests !== parsed.requests) wrong.push(`${name} shows ${requests} requests, JSON.parse finds ${parsed.requests}`);
    if (!close(p95, parsed.p95)) wrong.push(`${name} shows p(95) ${p95}, JSON.parse finds ${parsed.p95}`);
  }
  if (wrong.length > 0) {
    throw new Error(`the contestants disagree: ${wrong.join("; ")}. Give a file with the samples of one whole run, or tell us.`);
  }
}

function printAll(found, names, bytes, gzipBytes) {
  const { floor, json_parse, inflate, sloscope_gzip, duckdb } = found;
  const [{ samples }] = json_parse;
  print("file_mb", bytes / 1e6);
  print("file_gzip_mb", gzipBytes / 1e6);
  print("file_samples", String(samples));
  for (const way of WAYS) printSpread(`${way}_to_read_byob_time`, ratios(found[way], found.read_byob));
  for (const name of names.slice(0, -1)) {
    printSpread(`${name}_to_floor_time`, ratios(found[name], floor));
    printSpread(`${name}_to_json_parse_speed`, ratios(json_parse, found[name]));
    if (duckdb) printSpread(`${name}_to_duckdb_time`, ratios(found[name], duckdb));
  }
  printSpread("gzip_to_inflate_time", ratios(sloscope_gzip, inflate));
  // Of gzip files too the bytes that are in them are counted.
  for (const [name, results] of Object.entries(found)) printSpread(`${name}_mb_s`, speeds(results, bytes));
  for (const name of names) printMemory(name, found[name], samples, bytes);
}

function printMemory(name, results, samples, bytes) {
  const [wasm, idle, peak] = ["wasm", "idle", "peak"].map((key) => median(results.map((result) => result[key])));
  print(`${name}_wasm_memory_mb`, wasm / 1e6);
  print(`${name}_wasm_memory_per_sample_b`, wasm / samples);
  print(`${name}_wasm_memory_per_file_byte`, wasm / bytes);
  if (peak === undefined) return say("this system does not tell how much memory a process takes");
  print(`${name}_process_of_start_page_mb`, idle / 1e6);
  print(`${name}_process_peak_mb`, peak / 1e6);
  print(`${name}_process_grown_per_sample_b`, (peak - idle) / samples);
}

/** Once more, with the browser's record of tasks, which would cost the rounds above some time. */
async function printTasks(server, path) {
  const { longTasks, busy } = await withPage(server.page, async (page, browser) => {
    await started(page);
    await collectPauses(browser, page);
    await opened(page, path);
    return pauses(browser, page);
  });
  // The browser tells only of tasks of 50 ms and more.
  print("longest_task_ms", longTasks.length ? Math.max(...longTasks.map(({ duration }) => duration)) : "under 50");
  print("longest_task_processor_ms", busy);
}
