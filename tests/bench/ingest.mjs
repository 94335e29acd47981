// `cargo xtask bench ingest`: from a file to the report, in the browser, against reading alone (`floor`), against the
// loop that everyone would write first (`json_parse`), and, for gzip, against the browser's inflate.
//
// All contestants have a worker and run in turn. They must agree on what is in the file.
import { statSync } from "node:fs";
import { collectPauses, pauses } from "../e2e/support/pauses.mjs";
import { close } from "../e2e/support/report.mjs";
import { inSloscope, inWorker, opened, started, withPage, withServer } from "./browser.mjs";
import { inTurn, main, median, print, printSpread, ratios, say, speeds } from "./numbers.mjs";
import { options, packed, plain } from "./subject.mjs";

await main(async () => {
  const asked = options();
  const path = await plain(asked);
  const gzip = await packed(path);
  const bytes = statSync(path).size;
  await withServer(async (server) => {
    const found = await inTurn(
      {
        floor: () => inWorker(server, "floor", path),
        json_parse: () => inWorker(server, "json_parse", path),
        sloscope: () => inSloscope(server, path),
        inflate: () => inWorker(server, "inflate", gzip),
        sloscope_gzip: () => inSloscope(server, gzip),
      },
      asked.rounds,
    );
    agree(found, bytes);
    printAll(found, bytes, statSync(gzip).size);
    await printTasks(server, path);
  });
});

/** A contestant that does less work than the others must not win by it. */
function agree({ floor: [floor], inflate: [inflate], json_parse: [parsed], sloscope: [ours], sloscope_gzip: [packed] }, bytes) {
  const wrong = [];
  if (floor.bytes !== bytes || inflate.bytes !== bytes) wrong.push("not all bytes were read");
  for (const [name, { requests, p95 }] of Object.entries({ sloscope: ours, sloscope_gzip: packed })) {
    if (requests !== parsed.requests) wrong.push(`${name} shows ${requests} requests, JSON.parse finds ${parsed.requests}`);
    if (!close(p95, parsed.p95)) wrong.push(`${name} shows p(95) ${p95}, JSON.parse finds ${parsed.p95}`);
  }
  if (wrong.length > 0) {
    throw new Error(`the contestants disagree: ${wrong.join("; ")}. Give a file with the samples of one whole run, or tell us.`);
  }
}

function printAll(found, bytes, gzipBytes) {
  const { floor, json_parse, sloscope, inflate, sloscope_gzip } = found;
  const [{ samples }] = json_parse;
  print("file_mb", bytes / 1e6);
  print("file_gzip_mb", gzipBytes / 1e6);
  print("file_samples", String(samples));
  printSpread("sloscope_to_floor_time", ratios(sloscope, floor));
  printSpread("sloscope_to_json_parse_speed", ratios(json_parse, sloscope));
  printSpread("gzip_to_inflate_time", ratios(sloscope_gzip, inflate));
  // Of gzip files too the bytes that are in them are counted.
  for (const [name, results] of Object.entries(found)) printSpread(`${name}_mb_s`, speeds(results, bytes));
  if (sloscope.some(({ peak }) => peak === undefined)) return say("this system does not tell how much memory a process takes");
  const idle = median(sloscope.map(({ idle }) => idle));
  const peak = median(sloscope.map(({ peak }) => peak));
  print("memory_of_start_page_mb", idle / 1e6);
  print("memory_peak_mb", peak / 1e6);
  print("memory_peak_per_sample_b", peak / samples);
  print("memory_peak_per_file_byte", peak / bytes);
  print("memory_grown_per_sample_b", (peak - idle) / samples);
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
