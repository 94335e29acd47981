// A server of published results that behaves as bad servers do: slow, broken, empty, refusing. With CORS.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { fixture } from "./files.mjs";

/** How long a slow answer takes in all, in ms; nobody waits for its end. */
const SLOW = 60_000;
const PIECES = 100;

/** `{ url, publish, breakOff, stop }`; `publish(name, bytes)` answers the address of a file; `breakOff` ends what `broken` left open. The paths are `slow/…`, `broken/…`, `endless/BYTE`, `page/…`, `empty/…`,
 * `circle/N`, `published/NAME` and `status/CODE`. */
export async function startOddServer() {
  const body = readFileSync(fixture("v2.2/default_only/results.json"));
  const half = new Set();
  const published = new Map();
  const server = createServer((request, response) => {
    const [, kind, rest] = request.url.split("/");
    response.setHeader("Access-Control-Allow-Origin", "*");
    const answers = {
      slow: () => slow(response, body),
      broken: () => {
        broken(response, body);
        half.add(response);
      },
      endless: () => Readable.from(endless(body, Number(rest))).pipe(response),
      page: () => response.end("<!doctype html><title>Sign in</title><p>Please sign in."),
      published: () => response.end(published.get(rest)),
      empty: () => response.end(),
      circle: () => response.writeHead(302, { Location: `/circle/${Number(rest) + 1}` }).end(),
      status: () => response.writeHead(Number(rest)).end("no"),
    };
    (answers[kind] ?? answers.empty)();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  const breakOff = () => half.forEach((response) => response.destroy());
  const url = `http://127.0.0.1:${server.address().port}/`;
  const publish = (name, bytes) => {
    published.set(name, bytes);
    return `${url}published/${name}`;
  };
  return { url, publish, breakOff, stop };
}

function slow(response, body) {
  response.writeHead(200, { "Content-Length": body.length });
  const size = Math.ceil(body.length / PIECES);
  let at = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(at, at + size));
    at += size;
    if (at >= body.length) response.end();
  }, SLOW / PIECES);
  response.on("close", () => clearInterval(timer));
}

/** Good samples, unless it is NUL, and one byte for as long as somebody reads it. */
function* endless(body, byte) {
  if (byte > 0) yield body;
  const block = Buffer.alloc(1 << 20, byte);
  for (;;) yield block;
}

/** Promises all, and gives half. */
function broken(response, body) {
  response.writeHead(200, { "Content-Length": body.length });
  response.write(body.subarray(0, body.length / 2));
}
