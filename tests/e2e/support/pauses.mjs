// How long the page could not answer, and what its process took: collected in the page, from the browser's own record
// of tasks, and from the system.
import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";

/** A frame that comes later than this is felt. */
export const FELT_MS = 50;

/** Starts collecting: gaps between animation frames, what the browser calls long tasks, and its record of tasks. */
export async function collectPauses(browser, page) {
  await browser.startTracing(page, { categories: ["toplevel"] });
  await page.evaluate((felt) => {
    const found = { frames: 0, longestGap: 0, gaps: [], longTasks: [] };
    globalThis.pauses = found;
    const take = (entries) => found.longTasks.push(...entries.map(({ startTime, duration }) => ({ startTime, duration })));
    const observer = new PerformanceObserver((list) => take(list.getEntries()));
    observer.observe({ type: "longtask" });
    found.last = () => take(observer.takeRecords());
    let last = performance.now();
    const tick = (now) => {
      const gap = now - last;
      last = now;
      found.frames += 1;
      found.longestGap = Math.max(found.longestGap, gap);
      // Frames come in steps: three of them are 50 ms and a little.
      if (gap > felt + 1) found.gaps.push({ at: now, gap });
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }, FELT_MS);
}

/**
 * What was collected since. `busy` is the processor time of the longest task of the page, in ms: unlike a gap between
 * frames it does not grow when other programs, or the reading worker, want the same processor.
 */
export async function pauses(browser, page) {
  // An entry of the observer comes after its task.
  const found = await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const { last, ...found } = globalThis.pauses;
    last();
    return found;
  });
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8"));
  return { ...found, busy: longestTask(traceEvents) };
}

function longestTask(events) {
  const thread = ({ pid, tid }) => `${pid} ${tid}`;
  const names = events.filter(({ name }) => name === "thread_name");
  const pages = new Set(names.filter(({ args }) => args.name === "CrRendererMain").map(thread));
  const tasks = events.filter((event) => event.tdur && pages.has(thread(event)));
  if (tasks.length === 0) throw new Error("the browser recorded no task");
  return Math.max(...tasks.map(({ tdur }) => tdur)) / 1000;
}

/** True while other programs take so much of this machine that late frames say nothing of the page. */
export function machineIsBusy() {
  // The server, the browser and this test keep about one processor busy.
  return loadavg()[0] > Math.max(1, availableParallelism() - 1);
}

/** The most memory that a process of this browser's pages has held, in bytes; undefined where the system does not say. */
export async function peakMemory(browser) {
  const peaks = (await renderers(browser)).map(peakOf);
  return peaks.some((peak) => peak === undefined) ? undefined : Math.max(...peaks);
}

/** The processes of a browser's pages, by their numbers. */
export async function renderers(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
}

function peakOf(pid) {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
