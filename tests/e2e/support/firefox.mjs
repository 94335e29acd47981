// A headless Firefox, asked over its own protocol (Marionette, which geckodriver speaks too): JSON with its length in front,
// on a port that the browser chooses. Only what the tests need.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";

/** How long a start may take, and how often a condition is looked at, in ms. */
const START = 30_000;
const LOOK_EVERY = 50;

const PREFERENCES = {
  // The browser chooses a port and writes it into its profile.
  "marionette.port": 0,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
};

/** Calls `body(page)` and ends the browser; see `pageOf` for what a page can do. */
export async function withFirefox(url, body) {
  const profile = mkdtempSync(join(tmpdir(), "sloscope-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([key, value]) => `user_pref("${key}", ${JSON.stringify(value)});`);
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const options = ["--headless", "--marionette", "--no-remote", "--profile", profile, "about:blank"];
  const browser = spawn(process.env.FIREFOX, options, { stdio: "ignore", env: { ...process.env, HOME: profile } });
  const kill = () => browser.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(browser, "exit");
  try {
    const ask = await connect(await port(profile));
    const { capabilities } = await ask("WebDriver:NewSession", { capabilities: { alwaysMatch: { pageLoadStrategy: "normal" } } });
    await ask("WebDriver:SetTimeouts", { script: START, pageLoad: START });
    await ask("WebDriver:Navigate", { url });
    return await body(pageOf(ask), capabilities.browserVersion);
  } finally {
    process.off("exit", kill);
    kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function port(profile) {
  const file = join(profile, "MarionetteActivePort");
  for (const end = Date.now() + START; Date.now() < end; await after(LOOK_EVERY)) {
    const number = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    if (number) return number;
  }
  throw new Error("Firefox told no port");
}

/** Answers `ask(command, parameters)`. A message is `[0, id, command, parameters]`, its answer `[1, id, error, result]`. */
async function connect(port) {
  const socket = createConnection(port, "127.0.0.1");
  const waiting = new Map();
  let rest = Buffer.alloc(0);
  let greeted;
  const greeting = new Promise((resolve) => (greeted = resolve));
  socket.on("data", (data) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const colon = rest.indexOf(":");
      const end = colon + 1 + Number(rest.subarray(0, colon));
      if (colon < 0 || rest.length < end) return;
      const message = JSON.parse(rest.subarray(colon + 1, end));
      rest = rest.subarray(end);
      if (!Array.isArray(message)) {
        greeted();
        continue;
      }
      const [, id, error, result] = message;
      const told = waiting.get(id);
      waiting.delete(id);
      if (error) told?.reject(new Error(`${error.error}: ${error.message}`));
      else told?.resolve(result);
    }
  });
  const lost = (error) => waiting.forEach((told) => told.reject(error ?? new Error("Firefox has ended")));
  socket.on("error", lost).on("close", () => lost());
  await greeting;
  let last = 0;
  return (command, parameters = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      const text = JSON.stringify([0, last, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}

function pageOf(ask) {
  const script = async (script, args) => (await ask("WebDriver:ExecuteScript", { script, args, newSandbox: true, sandbox: null })).value;
  /** The value of an expression in the page. */
  const value = (expression) => script(`return (${expression});`, []);
  /** Waits until an expression is true; answers it. */
  const until = async (expression, ms = 20_000) => {
    for (const end = Date.now() + ms; ; await after(LOOK_EVERY)) {
      const found = await value(expression);
      if (found) return found;
      if (Date.now() > end) throw new Error(`not within ${ms} ms: ${expression}`);
    }
  };
  const element = async (selector) => {
    await until(`document.querySelector(${JSON.stringify(selector)}) !== null`);
    const { value } = await ask("WebDriver:FindElement", { using: "css selector", value: selector });
    return Object.values(value)[0];
  };
  /** Clicks as a script does: nothing has to be on the screen. */
  const click = async (selector) => {
    await element(selector);
    await value(`document.querySelector(${JSON.stringify(selector)}).click()`);
  };
  /** Writes into a field as a user does, all at once. */
  const fill = async (selector, text) => {
    await element(selector);
    await script(
      `const field = document.querySelector(arguments[0]);
       field.value = arguments[1];
       field.dispatchEvent(new Event("input", { bubbles: true }));`,
      [selector, text],
    );
  };
  /** Chooses files for a file input. */
  const pick = async (selector, ...paths) => {
    const id = await element(selector);
    await ask("WebDriver:ElementSendKeys", { id, text: paths.join("\n") });
  };
  const go = (url) => ask("WebDriver:Navigate", { url });
  return { value, until, click, fill, pick, go, ask };
}
