// The headless Chromium of the browser tests and of the benchmarks: which program, started how, or one that is shared.
import { chromium } from "playwright-core";

/** Of each window Chromium makes two pages of its own, for the list below its address bar: more work than a small report. */
const ADDRESS_BAR = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];
/** What Playwright switches off: of two equal options the last counts, so that it is named again. */
const PLAYWRIGHT = [
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

export const ARGUMENTS = [
  `--disable-features=${[...ADDRESS_BAR, ...PLAYWRIGHT].join(",")}`,
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

/** What starts the browser that `CHROME` names; of two equal options in `more` and above the last counts. */
const options = (more = []) => ({
  executablePath: process.env.CHROME,
  chromiumSandbox: process.getuid?.() !== 0,
  args: [...ARGUMENTS, ...more],
});

/** Starts the browser that `CHROME` names, with further options. */
export function launch(more) {
  return chromium.launch(options(more));
}

/** The browser that `SLOSCOPE_BROWSER` tells of, if there is one that files share; else one of its own. */
export function share() {
  const shared = process.env.SLOSCOPE_BROWSER;
  return shared ? chromium.connect(shared) : launch();
}

/** A browser that is shared, by its `wsEndpoint()`. */
export function serveBrowser() {
  return chromium.launchServer({ ...options(), host: "127.0.0.1" });
}
