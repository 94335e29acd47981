// A target that redirects, and another host that nobody consented to; both count every request that reaches them, OPTIONS
// included.
import { once } from "node:events";
import { createServer } from "node:http";

const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "*",
  "Access-Control-Allow-Methods": "*",
  "Access-Control-Max-Age": "600",
  "Timing-Allow-Origin": "*",
};

async function listen(answer) {
  const seen = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => { body += piece; });
    request.on("end", () => {
      seen.push({ method: request.method, path: request.url, body });
      answer(request, response);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, seen, stop };
}

function ok(response) {
  response.writeHead(200, { ...CORS, "Content-Type": "application/json" }).end("{}");
}

/**
 * `{ target, other, reset, stop }`, each of the two with `url` and `seen`. The target answers `/ok` itself, redirects `/away` and
 * `/mute` to the same path of the other by 307, `/here` to `/ok`, and `/loop` to itself; it answers OPTIONS itself. The other lets
 * pages read all but `/mute`.
 */
export async function startRedirecting() {
  const other = await listen((request, response) => {
    if (request.url.startsWith("/mute")) response.writeHead(200).end("{}");
    else if (request.method === "OPTIONS") response.writeHead(204, CORS).end();
    else ok(response);
  });
  const target = await listen((request, response) => {
    const to = (Location) => response.writeHead(307, { ...CORS, Location }).end();
    const path = request.url.split("?")[0];
    if (request.method === "OPTIONS") response.writeHead(204, CORS).end();
    else if (path === "/away" || path === "/mute") to(`${other.url}${path}?token=t0ken`);
    else if (path === "/here") to("/ok");
    else if (path === "/loop") to("/loop");
    else ok(response);
  });
  const both = [target, other];
  return {
    target,
    other,
    reset: () => both.forEach((one) => one.seen.splice(0)),
    stop: () => both.forEach((one) => one.stop()),
  };
}
