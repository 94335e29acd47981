// A static web host as most are: gzip where the browser takes it, a cache time of ten minutes, an ETag; and what it sent.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

/** `{ url, sent, stop }`; `sent` lists `{ path, raw, encoded }` of every answer with a body. */
export async function startHost(folder) {
  const files = new Map();
  const sent = [];
  const load = (path) => {
    if (!files.has(path)) {
      const raw = readFileSync(join(folder, normalize(path)));
      const etag = `"${createHash("sha256").update(raw).digest("hex").slice(0, 16)}"`;
      files.set(path, { raw: raw.length, body: gzipSync(raw), etag });
    }
    return files.get(path);
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
    let file;
    try {
      file = load(path);
    } catch {
      return response.writeHead(404).end();
    }
    const caching = { "Cache-Control": "max-age=600", ETag: file.etag };
    if (request.headers["if-none-match"] === file.etag) return response.writeHead(304, caching).end();
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    sent.push({ path, raw: file.raw, encoded: file.body.length });
    response.writeHead(200, { ...caching, "Content-Type": type, "Content-Encoding": "gzip", "Content-Length": file.body.length });
    response.end(file.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, sent, stop };
}
