// A browser that nobody watches: started as the others, but asked over DevTools' pipe for nothing but the value of an
// expression now and then. Playwright listens to every request of a page, which costs more than the requests themselves.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ARGUMENTS, DESKTOP } from "./browser.mjs";

/** How often a condition is looked at, in ms. */
const LOOK_EVERY = 500;

/**
 * Calls `body(page, process)` with `page.value(expression)`, `page.until(expression, ms)`, `page.ask(method, params)` and
 * `page.beside(body)`, and ends the browser. `more`: further options of the browser.
 */
export async function withBarePage(url, body, more = []) {
  const folder = mkdtempSync(join(tmpdir(), "sloscope-bench-"));
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const size = `--window-size=${DESKTOP.width},${DESKTOP.height}`;
  const options = [...ARGUMENTS, ...more, ...sandbox, size, "--headless", `--user-data-dir=${folder}`, "--remote-debugging-pipe", "about:blank"];
  const browser = spawn(process.env.CHROME, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const kill = () => browser.kill("SIGKILL");
  process.once("exit", kill);
  const ask = connect(browser);
  try {
    const { targetId } = await ask("Target.createTarget", { url });
    const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
    return await body(pageOf(ask, sessionId, targetId), browser);
  } finally {
    process.off("exit", kill);
    const ended = once(browser, "exit");
    // A browser that is killed leaves processes that still write.
    await ask("Browser.close").catch(kill);
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** `ask(method, params, sessionId)`: messages end with a zero byte. */
function connect(browser) {
  const [, , , to, from] = browser.stdio;
  const waiting = new Map();
  let last = 0;
  let rest = "";
  from.setEncoding("utf8").on("data", (text) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop();
    for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
      const told = waiting.get(id);
      waiting.delete(id);
      if (error) told?.reject(new Error(error.message));
      else told?.resolve(result);
    }
  });
  browser.once("exit", () => {
    for (const told of waiting.values()) told.reject(new Error("the browser has ended"));
  });
  return (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      to.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
}

/** A page that its headers isolate begins in a process of its own: until then there is none to ask. */
function between(error) {
  if (!/Cannot find default execution context/.test(error.message)) throw error;
}

function pageOf(ask, sessionId, own) {
  const value = async (expression) => {
    const asked = { expression: `(${expression})`, returnByValue: true, awaitPromise: true };
    const { result, exceptionDetails } = await ask("Runtime.evaluate", asked, sessionId);
    if (exceptionDetails) throw new Error(`${exceptionDetails.exception?.description ?? exceptionDetails.text}\n${expression}`);
    return result.value;
  };
  const until = async (expression, ms = 30_000) => {
    const end = Date.now() + ms;
    for (;;) {
      const found = await value(expression).catch(between);
      if (found) return found;
      if (Date.now() > end) throw new Error(`not within ${ms} ms: ${expression}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
    }
  };
  /** Another tab is in front while `body` goes on: the page is hidden. */
  const beside = async (body) => {
    const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
    await body();
    await ask("Target.closeTarget", { targetId });
    await ask("Target.activateTarget", { targetId: own });
    await until(`document.visibilityState === "visible"`);
  };
  return { value, until, beside, ask: (method, params) => ask(method, params, sessionId) };
}
