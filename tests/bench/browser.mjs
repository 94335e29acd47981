// The contestants that run in the browser. Each run has a browser of its own: nothing is warm, and its memory is its own.
// Times are taken in the page, from the `change` event of a file input.
import { readFileSync } from "node:fs";
import { DESKTOP, launch } from "../e2e/support/browser.mjs";
import { pick } from "../e2e/support/files.mjs";
import { peakMemory } from "../e2e/support/pauses.mjs";
import { startServer } from "../e2e/support/server.mjs";

const WORKER = readFileSync(new URL("in-worker.js", import.meta.url), "utf8");
/** The server ends itself after so many seconds. */
const LIFE = 4 * 3600;

/** Calls `body(server)` with a server whose demo target has so many ports, and ends it. */
export async function withServer(body, targets = 1) {
  const server = await startServer(LIFE, targets);
  try {
    return await body(server);
  } finally {
    server.stop();
  }
}

/** Calls `body(page, browser)` with a fresh browser that shows `url`, and ends it. */
export async function withPage(url, body) {
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: DESKTOP });
    await page.goto(url);
    return await body(page, browser);
  } finally {
    await browser.close();
  }
}

/** A task of in-worker.js on a page without a policy: `{ ms, ... }` with what it found. */
export function inWorker(server, task, path) {
  return withPage(new URL("fast", server.target).href, async (page) => {
    await page.evaluate(
      ({ source, task }) => {
        const input = document.createElement("input");
        input.type = "file";
        input.dataset.action = "pick";
        document.body.append(input);
        globalThis.done = new Promise((resolve) => {
          input.addEventListener("change", () => {
            const start = performance.now();
            const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
            worker.onmessage = ({ data }) => resolve({ ms: performance.now() - start, ...data });
            worker.onerror = ({ message }) => resolve({ error: message });
            worker.postMessage({ task, file: input.files[0] });
          });
        });
      },
      { source: WORKER, task },
    );
    await pick(page, path);
    const found = await page.evaluate(() => globalThis.done);
    if (found.error) throw new Error(`${task} failed on ${path}: ${found.error}; is every line of it JSON of k6?`);
    return found;
  });
}

/**
 * sloscope on a file, read by so many workers: `{ ms, requests, p95, wasm, idle, peak }`; `wasm` is the memory of the
 * modules of all workers in bytes, the last two are that of the page's process before and at the most.
 */
export function inSloscope(server, path, workers) {
  const url = new URL(server.page);
  if (workers) url.searchParams.set("workers", workers);
  return withPage(url.href, async (page, browser) => {
    await started(page);
    const idle = await peakMemory(browser);
    const found = await opened(page, path);
    const wasm = Number(await page.evaluate(() => document.documentElement.dataset.wasmMemory));
    return { ...found, wasm, idle, peak: await peakMemory(browser) };
  });
}

/** Waits for the start page. */
export async function started(page) {
  await page.locator("[data-app] [data-action=pick]").waitFor({ state: "attached" });
}

/** Opens a file on the start page, and answers how long that took and what is shown: `{ ms, requests, p95 }`. */
export async function opened(page, path) {
  await page.evaluate(() => {
    const figure = (metric, stat) =>
      document.querySelector(`main .report #overall [data-metric="${metric}"][data-stat="${stat}"]`)?.dataset.value;
    globalThis.done = new Promise((resolve) => {
      const begin = () => {
        const start = performance.now();
        const look = () => {
          const failed = document.querySelector("[data-state=failed], .boot-failure");
          if (failed) return resolve({ error: failed.textContent });
          const requests = figure("http_reqs", "count");
          if (requests === undefined) return requestAnimationFrame(look);
          const p95 = figure("http_req_duration", "p(95)");
          resolve({ ms: performance.now() - start, requests: Number(requests), p95: Number(p95) });
        };
        requestAnimationFrame(look);
      };
      document.addEventListener("change", begin, { capture: true, once: true });
    });
  });
  await pick(page, path);
  const found = await page.evaluate(() => globalThis.done);
  if (found.error) throw new Error(`the page does not show ${path}: ${found.error}`);
  return found;
}
