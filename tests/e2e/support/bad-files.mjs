// Files that are not what sloscope reads, or only in part: made from nothing, or from a good file that is damaged.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { fixture } from "./files.mjs";

/** Bytes that look random and are always the same. */
function noise(length) {
  const blocks = [];
  for (let at = 0; at * 32 < length; at += 1) blocks.push(createHash("sha256").update(`block ${at}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

const text = (...lines) => Buffer.from(`${lines.join("\n")}\n`);

const script = text(
  'import http from "k6/http";',
  'export const options = { thresholds: { http_req_duration: ["p(95)<500"] } };',
  'export default function () { http.get("https://test.k6.io"); }',
);
const html = text("<!doctype html>", "<html><head><title>A page</title></head>", "<body><script>alert(1)</script></body></html>");
const xml = text('<?xml version="1.0"?>', "<testsuites><testsuite name='a' tests='1'/></testsuites>");
const packageJson = text('{ "name": "a", "version": "1.0.0", "dependencies": { "left-pad": "^1.0.0" } }');

/**
 * `{ name, buffer, says }`: none of it can be shown, and the message names the file and matches `says`: what the file
 * looks like, or what to do.
 */
export function unreadable() {
  const gzip = gzipSync(readFileSync(fixture("v2.2/default_only/results.json")));
  return [
    { name: "empty.json", buffer: Buffer.alloc(0), says: /empty/i },
    { name: "one-byte.json", buffer: Buffer.from("{"), says: /JSON|text|byte/i },
    { name: "newlines.json", buffer: Buffer.from("\n\n\r\n  \n"), says: /empty|blank|white/i },
    { name: "photo.json", buffer: Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"), noise(5000)]), says: /PNG|image/i },
    { name: "results.pdf", buffer: Buffer.concat([Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1"), noise(5000)]), says: /PDF/ },
    { name: "results.zip", buffer: Buffer.concat([Buffer.from("PK\x03\x04\x14\0\0\0\x08\0", "latin1"), noise(5000)]), says: /zip/i },
    { name: "noise.bin", buffer: noise(100_000), says: /binary/i },
    { name: "notes.txt", buffer: text("Remember the milk.", "And the load test."), says: /text/i },
    { name: "page.html", buffer: html, says: /HTML|web page/i },
    { name: "junit.xml", buffer: xml, says: /XML/i },
    { name: "script.js", buffer: script, says: /script/i },
    { name: "settings.json", buffer: packageJson, says: /package\.json/ },
    { name: "numbers.json", buffer: Buffer.from(`[${Array.from({ length: 5000 }, (_, i) => i * 1.5)}]`), says: /JSON/ },
    { name: "deep.json", buffer: Buffer.from("[".repeat(200_000)), says: /JSON|nested|deep/i },
    { name: "deep-closed.json", buffer: Buffer.from(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`), says: /JSON|nested|deep/i },
    { name: "one-line.json", buffer: Buffer.from(`{"a":"${"x".repeat(5 << 20)}"}`), says: /JSON/ },
    { name: "one-word.txt", buffer: Buffer.from("x".repeat(5 << 20)), says: /text/i },
    { name: "foreign.csv", buffer: text("date,amount,text", "2026-01-01,12.50,coffee", "2026-01-02,3.20,tea"), says: /CSV|text|table/i },
    { name: "header-only.json.gz", buffer: gzip.subarray(0, 10), says: /gzip|cut|empty/i },
    { name: "broken.json.gz", buffer: Buffer.concat([gzip.subarray(0, 10), noise(20_000)]), says: /gzip|damaged|broken/i },
    { name: "inner.html.gz", buffer: gzipSync(html), says: /HTML|web page/i },
  ];
}

/** `{ name, buffer, says }`: a part can be shown, and the report says what is missing. */
export function partial() {
  const good = readFileSync(fixture("v2.2/default_only/results.json"));
  const packed = readFileSync(fixture("v2.2/thresholds_fail/results.json.gz"));
  const half = good.subarray(0, Math.floor(good.length / 2));
  const lines = good.toString("utf8").split("\n");
  const torn = [...lines.slice(0, 100), '{"metric":"http_reqs","type":"Po', "level=info msg=hello", ...lines.slice(100)];
  return [
    { name: "cut.json", buffer: half, says: /cut|ends in the middle/i },
    { name: "cut.json.gz", buffer: packed.subarray(0, Math.floor(packed.length / 2)), says: /cut|ends|trailer|incomplete/i },
    { name: "half-binary.json", buffer: Buffer.concat([half, noise(20_000)]), says: /skipped|could not be (used|read)/i },
    { name: "torn-lines.json", buffer: text(...torn), says: /skipped|could not be (used|read)/i },
  ];
}

/** `{ name, buffer }`: unusual, but whole. */
export function unusual() {
  const good = readFileSync(fixture("v2.2/default_only/results.json"));
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(good.toString("utf8"), "utf16le")]);
  const members = Buffer.concat([gzipSync(good.subarray(0, 20_000)), gzipSync(good.subarray(20_000))]);
  const array = `[${good.toString("utf8").trim().split("\n").join(",")}]`;
  const windows = good.toString("utf8").replaceAll("\n", "\r\n");
  return [
    { name: "utf16.json", buffer: utf16 },
    { name: "two-members.json.gz", buffer: members },
    { name: "array.json", buffer: Buffer.from(array) },
    { name: "windows.json", buffer: Buffer.from(windows) },
    { name: "bom.json", buffer: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), good]) },
    { name: "no-name-at-all", buffer: gunzipSync(gzipSync(good)) },
  ];
}
