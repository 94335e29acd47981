// The server of the release build and the demo target beside it: started as a child process, on ports that
// the system chooses, and ended.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

/** If everything else fails, the server ends itself after so many seconds. */
const LIFE = 600;
const PATIENCE = 20_000;

/** Servers that end with this process, whatever ends it. */
const running = new Set();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

/**
 * `{ url, stop }`: an address that refuses connections for as long as it is held. Its port is that of the near end of an
 * open connection: nobody listens there, and the system gives it to nobody who would.
 */
export async function refusing() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const held = connect(server.address().port, "127.0.0.1");
  await once(held, "connect");
  const stop = () => {
    held.destroy();
    server.close();
  };
  return { url: `http://127.0.0.1:${held.localPort}/`, stop };
}

/**
 * `{ page, target, also, tls, odd, stop }`: the address of the page under its sub-path, those of the demo target (`also` are its
 * further ports, `targets` in all; `tls` is over HTTP/2), and the end. `life`: seconds, below 65536.
 */
export async function startServer(life = LIFE, targets = 1) {
  const { SLOSCOPE_SERVE: program, SLOSCOPE_DIST: dist } = process.env;
  if (!program || !dist) {
    throw new Error("SLOSCOPE_SERVE and SLOSCOPE_DIST are not set: start this with `cargo xtask test e2e` or `cargo xtask bench`");
  }
  const options = ["--dist", dist, "--port", "0", "--exit-after", String(life), "--targets", String(targets)];
  const child = spawn(program, options, { stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  const stop = () => {
    running.delete(child);
    child.kill("SIGKILL");
  };
  const found = { also: [] };
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, key, url] = /^(page|target|also|tls|odd): (\S+)/.exec(line) ?? [];
      if (key === "also") found.also.push(url);
      else if (key) found[key] = url;
      if (found.page && found.target && found.odd) return true;
    }
    return false;
  })();
  const failed = once(child, "error").then(([error]) => error);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, new Error("it said no address")).unref());
  const outcome = await Promise.race([ready, failed, late]);
  if (outcome !== true) {
    stop();
    throw new Error(`${program} did not start`, { cause: outcome });
  }
  // What it still says must not fill the pipe, and must not keep this process alive.
  child.stdout.resume();
  child.stdout.unref();
  child.unref();
  return { page: new URL("sloscope/", found.page).href, target: found.target, also: found.also, tls: found.tls, odd: found.odd, stop };
}
