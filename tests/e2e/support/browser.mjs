// The headless Chromium of the browser tests and of the benchmarks: which program, started how.
import { chromium } from "playwright-core";

export const ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Nothing outside this machine can be reached, by mistake or not.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

export const DESKTOP = { width: 1440, height: 900 };

/** Starts the browser that `CHROME` names; of two equal options in `more` and above the last counts. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROME,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...ARGUMENTS, ...more],
  });
}
