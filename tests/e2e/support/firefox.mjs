// A headless Firefox, asked over its own protocol (Marionette, which geckodriver speaks too) in marionette.mjs. Only what
// the tests need.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "./marionette.mjs";
import { until as wait } from "./wait.mjs";

/** How long a start may take, in ms. */
const START = 30_000;

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
  // Files that are saved go into the folder that is named, without a question.
  "browser.download.folderList": 2,
  "browser.download.always_ask_before_handling_new_types": false,
};

/**
 * `{ tab, files, stop }`: `tab(url, body)` calls `body(page)` with a tab of its own, see `pageOf`; `files` is the folder where
 * what is saved goes. `preferences`: further ones.
 */
export async function startFirefox(preferences = {}) {
  const folder = mkdtempSync(join(tmpdir(), "sloscope-firefox-"));
  const [profile, files] = ["profile", "files"].map((name) => join(folder, name));
  for (const made of [profile, files]) mkdirSync(made);
  const all = { ...PREFERENCES, "browser.download.dir": files, ...preferences };
  const lines = Object.entries(all).map(([key, value]) => `user_pref("${key}", ${JSON.stringify(value)});`);
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const options = ["--headless", "--marionette", "--no-remote", "--profile", profile, "about:blank"];
  const browser = spawn(process.env.FIREFOX, options, { stdio: "ignore", env: { ...process.env, HOME: folder } });
  const kill = () => browser.kill("SIGKILL");
  process.once("exit", kill);
  const ended = once(browser, "exit");
  const stop = async () => {
    process.off("exit", kill);
    kill();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const ask = await connect(await port(profile));
    await ask("WebDriver:NewSession", { capabilities: { alwaysMatch: { pageLoadStrategy: "normal" } } });
    await ask("WebDriver:SetTimeouts", { script: START, pageLoad: START });
    await ask("WebDriver:SetWindowRect", { width: 1440, height: 900 });
    return { tab: (url, body) => inTab(ask, url, body), files, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function port(profile) {
  const file = join(profile, "MarionetteActivePort");
  return wait("Firefox tells its port", () => (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0), Boolean, START);
}

/** Opens a tab, shows a page in it, and closes it after `body`. */
async function inTab(ask, url, body) {
  const { value: first } = await ask("WebDriver:GetWindowHandle");
  const { handle } = await ask("WebDriver:NewWindow", { type: "tab", focus: true });
  await ask("WebDriver:SwitchToWindow", { handle });
  try {
    await ask("WebDriver:Navigate", { url });
    return await body(pageOf(ask, handle, first));
  } finally {
    // A page that asks before it closes is not asked.
    await ask("WebDriver:SwitchToWindow", { handle });
    await ask("WebDriver:Navigate", { url: "about:blank" }).catch(() => {});
    await ask("WebDriver:CloseWindow");
    await ask("WebDriver:SwitchToWindow", { handle: first });
  }
}

function pageOf(ask, own, other) {
  const script = async (script, args) => (await ask("WebDriver:ExecuteScript", { script, args, newSandbox: true, sandbox: null })).value;
  /** The value of an expression in the page. */
  const value = (expression) => script(`return (${expression});`, []);
  /** Waits until an expression is true; answers it. */
  const until = (expression, ms = 20_000) => wait(expression, () => value(expression), Boolean, ms);
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
  /** Writes into a field, or chooses in one, as a user does, all at once. */
  const fill = async (selector, text) => {
    await element(selector);
    await script(
      `const field = document.querySelector(arguments[0]);
       field.value = arguments[1];
       for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));`,
      [selector, text],
    );
  };
  /** Chooses files for a file input. */
  const pick = async (selector, ...paths) => {
    const id = await element(selector);
    await ask("WebDriver:ElementSendKeys", { id, text: paths.join("\n") });
  };
  /** Drags with the mouse from one place on the screen to another, `[x, y]` each. */
  const drag = async (from, to) => {
    const move = ([x, y]) => ({ type: "pointerMove", duration: 100, x: Math.round(x), y: Math.round(y), origin: "viewport" });
    const actions = [move(from), { type: "pointerDown", button: 0 }, move(to), { type: "pointerUp", button: 0 }];
    await ask("WebDriver:PerformActions", { actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }] });
  };
  /** Another tab is in front while `body` goes on; the page can be asked all the same. */
  const hidden = async (body) => {
    await ask("WebDriver:SwitchToWindow", { handle: other, focus: true });
    await ask("WebDriver:SwitchToWindow", { handle: own, focus: false });
    await body();
    await ask("WebDriver:SwitchToWindow", { handle: other, focus: false });
    await ask("WebDriver:SwitchToWindow", { handle: own, focus: true });
  };
  const go = (url) => ask("WebDriver:Navigate", { url });
  return { value, until, click, fill, pick, drag, hidden, go };
}
