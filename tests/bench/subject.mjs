// What is measured: the file that the command line names, or one that is generated; and the same file packed or unpacked.
// What is made goes to target/bench and is used again as long as it is newer than what it was made of.
import { createReadStream, createWriteStream, mkdirSync, openSync, readSync, renameSync, statSync, closeSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createGunzip, createGzip } from "node:zlib";
import { generate } from "../e2e/support/generate.mjs";
import { say } from "./numbers.mjs";

const FOLDER = process.env.SLOSCOPE_BENCH ?? fileURLToPath(new URL("../../target/bench/", import.meta.url));
const GENERATOR = fileURLToPath(new URL("../e2e/support/generate.mjs", import.meta.url));
const UNITS = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };
const USAGE = "usage: bench COMMAND [FILE] [--size 256MiB] [--rounds 5] [--workers 1,2]";

/** `{ file, bytes, rounds, workers }` of the command line. */
export function options(words = process.argv.slice(2)) {
  const found = { file: undefined, bytes: undefined, rounds: 5, workers: [1, 2] };
  for (let at = 0; at < words.length; at += 1) {
    if (words[at] === "--size") found.bytes = size(words[(at += 1)]);
    else if (words[at] === "--rounds") found.rounds = whole(words[(at += 1)]);
    else if (words[at] === "--workers") found.workers = (words[(at += 1)] ?? "").split(",").map((text) => whole(text, "--workers", "1,2"));
    else if (words[at].startsWith("-") || found.file) throw new Error(`${words[at]} is not understood; ${USAGE}`);
    else found.file = words[at];
  }
  return found;
}

function size(text = "") {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([KMG]?i?B)$/i.exec(text) ?? [];
  if (!number) throw new Error(`--size ${text} is no size; write it as 256MiB, 1GiB or 500MB`);
  return Number(number) * UNITS[unit.toUpperCase()];
}

function whole(text = "", option = "--rounds", example = "5") {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`${option} ${text} is no number; write it as ${example}`);
  return Number(text);
}

/** The path of the file as text: unpacked or generated if need be. */
export async function plain({ file, bytes = 256 * UNITS.MIB }) {
  mkdirSync(FOLDER, { recursive: true });
  if (!file) {
    const path = join(FOLDER, `generated-${Math.round(bytes / 1e6)}MB.json`);
    return made(path, GENERATOR, "generating a run of k6", (to) => generate(to, bytes / 1e6));
  }
  readable(file);
  if (!isGzip(file)) return file;
  const path = join(FOLDER, basename(file).replace(/(\.gz)?$/, "-unpacked.json"));
  return made(path, file, "unpacking it", (to) => pipeline(createReadStream(file), createGunzip(), createWriteStream(to)));
}

/** The path of a gzip file with the content of `path`, packed as k6 does it. */
export async function packed(path) {
  const to = join(FOLDER, `${basename(path)}-${statSync(path).size}.gz`);
  return made(to, path, "packing it with gzip", (to) => pipeline(createReadStream(path), createGzip(), createWriteStream(to)));
}

function readable(file) {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`${file} is no file; give results of k6 (--out json), or no file to have one generated`);
  }
}

function isGzip(file) {
  const start = Buffer.alloc(2);
  const handle = openSync(file);
  readSync(handle, start);
  closeSync(handle);
  return start[0] === 0x1f && start[1] === 0x8b;
}

async function made(path, source, what, make) {
  const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
  if (modified(path) > modified(source)) return path;
  say(`${what} (once)`);
  // What is left of a try that was stopped is not taken for the file.
  const part = `${path}.part`;
  await make(part);
  renameSync(part, path);
  return path;
}
