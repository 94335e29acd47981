// `node together.mjs FILE…`: runs test files two at a time in one browser. Each file connects to it, and sees only the
// contexts that it opens there. Ends with the exit code of the tests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { serveBrowser } from "./browser.mjs";

/** Two cores are all that may be there. */
const AT_A_TIME = 2;

const browser = await serveBrowser();
const options = ["--test", `--test-concurrency=${AT_A_TIME}`, "--test-reporter=spec", ...process.argv.slice(2)];
const tests = spawn(process.execPath, options, { stdio: "inherit", env: { ...process.env, SLOSCOPE_BROWSER: browser.wsEndpoint() } });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => tests.kill(signal));
const [code] = await once(tests, "exit");
await browser.close();
process.exitCode = code ?? 1;
