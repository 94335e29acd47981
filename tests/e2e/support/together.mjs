// `node together.mjs N FILE…`: runs so many test files at a time. Those that only read share one browser: each connects to it,
// and sees only the contexts that it opens there. Ends with the exit code of the tests.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { serveBrowser } from "./browser.mjs";

const [number, ...files] = process.argv.slice(2);
const browser = await serveBrowser();
const options = ["--test", `--test-concurrency=${number}`, "--test-reporter=spec", ...files];
const tests = spawn(process.execPath, options, { stdio: "inherit", env: { ...process.env, SLOSCOPE_BROWSER: browser.wsEndpoint() } });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => tests.kill(signal));
const [code] = await once(tests, "exit");
await browser.close();
process.exitCode = code ?? 1;
