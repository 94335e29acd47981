// `cargo xtask bench start`: what a first and a second visit fetch from a static web host, and how long it takes from the
// navigation until files can be chosen. The host is this machine: the network's share is the bytes.
import { DESKTOP, launch } from "../e2e/support/browser.mjs";
import { startHost } from "./host.mjs";
import { main, print, printSpread } from "./numbers.mjs";
import { options } from "./subject.mjs";

await main(async () => {
  const { rounds, file } = options();
  if (file) throw new Error("bench start opens no file; leave it out");
  const { SLOSCOPE_DIST: dist } = process.env;
  if (!dist) throw new Error("SLOSCOPE_DIST is not set; start this with `cargo xtask bench start`");
  const host = await startHost(dist);
  const browser = await launch();
  try {
    const found = { cold: [], warm: [] };
    const context = () => browser.newContext({ viewport: DESKTOP });
    // The first page of a browser also starts the browser.
    const first = await context();
    await visit(first, host);
    await first.close();
    for (let round = 0; round < rounds; round += 1) {
      const fresh = await context();
      found.cold.push(await visit(fresh, host));
      found.warm.push(await visit(fresh, host));
      await fresh.close();
    }
    for (const [name, visits] of Object.entries(found)) {
      print(`${name}_requests`, visits[0].sent.length);
      print(`${name}_kb`, sum(visits[0].sent, "encoded") / 1e3);
      print(`${name}_unpacked_kb`, sum(visits[0].sent, "raw") / 1e3);
      printSpread(`${name}_start_ms`, visits.map(({ ms }) => ms));
    }
  } finally {
    await browser.close();
    host.stop();
  }
});

/** Opens the start page in a new tab: `{ ms, sent }`. */
async function visit(context, host) {
  const page = await context.newPage();
  const before = host.sent.length;
  await page.addInitScript(() => {
    globalThis.usable = new Promise((resolve) => {
      const look = () => {
        // Since the navigation began.
        if (document.querySelector("[data-app] [data-action=pick]")) resolve(performance.now());
        else if (document.querySelector(".boot-failure")) resolve(null);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  });
  await page.goto(host.url);
  const ms = await page.evaluate(() => globalThis.usable);
  if (ms === null) throw new Error("the page did not start; look at it with `cargo xtask serve`");
  await page.close();
  return { ms, sent: host.sent.slice(before) };
}

function sum(files, key) {
  return files.reduce((total, file) => total + file[key], 0);
}
