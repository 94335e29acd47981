// What the page is measured against: the least that a worker can do with a file, and what a script of ten lines would
// do with it. Posted `{ task, file }`; answers what the task found, or `{ error }`. The benchmarks start it from a Blob.

const NEWLINE = 10;
const MEBIBYTE = 1 << 20;

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

  // The ways to get at the bytes of a file; each hands them to `Copier`, as a module has to have them in its memory.

  async read_stream(file) {
    const [reader, copier] = [file.stream().getReader(), new Copier()];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return copier.found();
      copier.take(value);
    }
  },

  /** Into one buffer of 1 MiB that goes to and fro. */
  read_byob: (file) => readInto(file, new Copier()),

  /** Two readers of one worker, each of its half: one is answered while the other's bytes are taken. */
  async read_byob_2(file) {
    const copier = new Copier();
    await Promise.all(halves(file).map((half) => readInto(half, copier)));
    return copier.found();
  },

  /** The same in two workers. */
  async read_byob_2_workers(file) {
    const [first, second] = halves(file);
    const other = new Worker(location.href);
    const answer = new Promise((resolve, reject) => {
      other.onmessage = ({ data }) => (data.error ? reject(data.error) : resolve(data));
      other.onerror = ({ message }) => reject(message);
    });
    other.postMessage({ task: "read_byob", file: second });
    const found = await Promise.all([readInto(first, new Copier()), answer]);
    return { bytes: found[0].bytes + found[1].bytes };
  },

  /** Slices, the next one being read while this one is taken. */
  read_slices_8: (file) => readSlices(file, 8),
  read_slices_16: (file) => readSlices(file, 16),
  read_slices_32: (file) => readSlices(file, 32),

  /** Nothing is read while a slice is taken. */
  async read_sync_8(file) {
    const [reader, copier] = [new FileReaderSync(), new Copier()];
    for (let at = 0; at < file.size; at += 8 * MEBIBYTE) {
      copier.take(new Uint8Array(reader.readAsArrayBuffer(file.slice(at, at + 8 * MEBIBYTE))));
    }
    return copier.found();
  },

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

/** Takes bytes as the page does: in pieces that stay close to the processor. */
class Copier {
  #bytes = 0;
  #room = new Uint8Array(MEBIBYTE / 4);

  take(value) {
    for (let at = 0; at < value.length; at += this.#room.length) this.#room.set(value.subarray(at, at + this.#room.length));
    this.#bytes += value.length;
  }

  found = () => ({ bytes: this.#bytes });
}

async function readInto(file, copier) {
  const reader = file.stream().getReader({ mode: "byob" });
  let room = new Uint8Array(MEBIBYTE);
  for (;;) {
    const { done, value } = await reader.read(room);
    if (done) return copier.found();
    copier.take(value);
    room = new Uint8Array(value.buffer);
  }
}

function halves(file) {
  const middle = Math.ceil(file.size / 2);
  return [file.slice(0, middle), file.slice(middle)];
}

async function readSlices(file, mebibytes) {
  const [copier, size] = [new Copier(), mebibytes * MEBIBYTE];
  const read = (at) => file.slice(at, at + size).arrayBuffer();
  let next = read(0);
  for (let at = size; at < file.size + size; at += size) {
    const slice = next;
    if (at < file.size) {
      next = read(at);
      // It fails where it is awaited.
      next.catch(() => {});
    }
    copier.take(new Uint8Array(await slice));
  }
  return copier.found();
}

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
