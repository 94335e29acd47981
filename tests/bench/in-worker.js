// What the page is measured against: the least that a worker can do with a file, and what a script of ten lines would
// do with it. Posted `{ task, file }`; answers what the task found, or `{ error }`. The benchmarks start it from a Blob.

const NEWLINE = 10;

onmessage = async ({ data: { task, file } }) => {
  try {
    postMessage(await tasks[task](file));
  } catch (error) {
    postMessage({ error: String(error) });
  }
};

const tasks = {
  /** Read all bytes, count the lines. */
  floor: (file) => countLines(file.stream()),

  /** The same for a gzip file: what the browser's own inflate takes. */
  inflate: (file) => countLines(file.stream().pipeThrough(new DecompressionStream("gzip"))),

  /** Decode, split, JSON.parse; keep the durations. */
  async json_parse(file) {
    const decoder = new TextDecoder();
    const reader = file.stream().getReader();
    const durations = [];
    let samples = 0;
    let requests = 0;
    const take = (line) => {
      if (line === "") return;
      const { type, metric, data } = JSON.parse(line);
      if (type !== "Point") return;
      samples += 1;
      if (metric === "http_reqs") requests += data.value;
      if (metric === "http_req_duration") durations.push(data.value);
    };
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
      rest = lines.pop();
      lines.forEach(take);
      if (done) break;
    }
    take(rest);
    return { samples, requests, p95: percentile(Float64Array.from(durations).sort(), 0.95) };
  },
};

async function countLines(stream) {
  const reader = stream.getReader();
  let lines = 0;
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { lines, bytes };
    bytes += value.length;
    // The browser's own search is faster than a loop over the bytes.
    for (let at = value.indexOf(NEWLINE); at !== -1; at = value.indexOf(NEWLINE, at + 1)) lines += 1;
  }
}

/** k6's: linear between the two values that are nearest. */
function percentile(sorted, fraction) {
  const at = fraction * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at - Math.floor(at));
}
