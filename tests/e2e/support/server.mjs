// The server of the release build and the demo target beside it: started as a child process on free ports, and ended.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

/** If everything else fails, the server ends itself after so many seconds. */
const LIFE = 600;
const PATIENCE = 20_000;

/** A port that nothing listens on. Nothing keeps it free, so it is used at once. */
export async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
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
  const options = ["--dist", dist, "--port", String(await freePort()), "--exit-after", String(life), "--targets", String(targets)];
  const child = spawn(program, options, { stdio: ["ignore", "pipe", "inherit"] });
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
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
