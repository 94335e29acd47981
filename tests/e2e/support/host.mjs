// A host of the page that a test holds in its hand: it passes on what the server has, with scripts of the test before those
// of the page, and it can go away. For browsers whose driver does not change what is fetched.
import { once } from "node:events";
import { createServer, request } from "node:http";

/**
 * `{ page, plant, before, asked, stop }`: the address of the page here; `plant(file, script)` puts a script before that of a
 * file of the page (`boot.js`, `worker.js`); `before(search, act)` acts before what has that query is answered; `asked(file)` is
 * how often that was asked for; `stop()` ends the host.
 */
export async function startHost(server) {
  const plants = new Map();
  const acts = new Map();
  const asked = new Map();
  const origin = new URL(server.page).origin;
  const host = createServer(async (got, response) => {
    const url = new URL(got.url, origin);
    const file = url.pathname.split("/").at(-1);
    asked.set(file, (asked.get(file) ?? 0) + 1);
    await acts.get(url.search)?.();
    const script = plants.get(file) ?? "";
    const passed = request(url, { headers: { ...got.headers, host: url.host, connection: "close" } }, (came) => {
      const { "content-length": length, etag, "last-modified": modified, ...headers } = came.headers;
      const whole = length === undefined ? {} : { "content-length": Number(length) + Buffer.byteLength(script) };
      response.writeHead(came.statusCode, { ...headers, ...whole, "cache-control": "no-store" });
      response.write(script);
      came.pipe(response);
    });
    passed.on("error", () => response.destroy());
    passed.end();
  });
  host.listen(0, "127.0.0.1");
  await once(host, "listening");
  const stop = () => {
    host.closeAllConnections();
    host.close();
  };
  const page = new URL(new URL(server.page).pathname, `http://127.0.0.1:${host.address().port}`).href;
  const plant = (file, script) => plants.set(file, `${script}\n`);
  return { page, plant, before: (search, act) => acts.set(search, act), asked: (file) => asked.get(file) ?? 0, stop };
}
