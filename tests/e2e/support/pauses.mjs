// How long the page could not answer, and what its process took: collected in the page and from the system.
import { readFileSync } from "node:fs";

/** A frame that comes later than this is felt. */
export const FELT_MS = 50;

/** Starts collecting, in the page: gaps between animation frames, and what the browser itself calls long tasks. */
export async function collectPauses(page) {
  await page.evaluate(() => {
    const found = { frames: 0, longestGap: 0, gaps: [], longTasks: [] };
    globalThis.pauses = found;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) found.longTasks.push({ startTime, duration });
    }).observe({ type: "longtask" });
    let last = performance.now();
    const tick = (now) => {
      const gap = now - last;
      last = now;
      found.frames += 1;
      found.longestGap = Math.max(found.longestGap, gap);
      if (gap > 50) found.gaps.push({ at: now, gap });
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

/** What was collected so far. */
export async function pauses(page) {
  // An entry of the observer comes after its task.
  await page.waitForTimeout(100);
  return page.evaluate(() => globalThis.pauses);
}

/** The most memory that a process of this browser's pages has held, in bytes; undefined where the system does not say. */
export async function peakMemory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const peaks = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => peakOf(id));
  return peaks.some((peak) => peak === undefined) ? undefined : Math.max(...peaks);
}

function peakOf(pid) {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
