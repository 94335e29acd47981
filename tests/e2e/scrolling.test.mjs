// A breakdown of ten thousand rows: it scrolls without a pause, and its addresses are made alike.

import assert from "node:assert/strict";

import { assertAccessible } from "./support/axe.mjs";
import { groupBy, rows, until } from "./support/breakdown.mjs";
import { made, pick } from "./support/files.mjs";
import { FELT_MS, collectPauses, pauses } from "./support/pauses.mjs";
import { figure, settled } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";
import { SLOW } from "./support/slow.mjs";
import { frames } from "./support/wait.mjs";

const here = site();

/** 12,000 addresses, each asked twice; every hundredth request fails. */
function manyAddresses() {
  const lines = [];
  for (let n = 0; n < 24_000; n += 1) {
    const ms = n * 10;
    const time = new Date(Date.UTC(2026, 10, 23, 21) + ms).toISOString();
    const tags = `{"name":"https://h.example/user/${n % 12_000}","method":"GET","scenario":"s"}`;
    const point = (metric, value) => `{"metric":"${metric}","type":"Point","data":{"time":"${time}","value":${value},"tags":${tags}}}`;
    lines.push(point("http_reqs", 1), point("http_req_duration", (n * 7919) % 1000), point("http_req_failed", n % 100 ? 0 : 1));
  }
  return made({ name: "many.json", buffer: Buffer.from(`${lines.join("\n")}\n`) });
}

/** Scrolls a table of ten thousand rows of a page that was just opened; answers its longest task. */
async function scrolled(on) {
  const { page, t } = on;
  await page.goto("about:blank");
  await on.open();
  await pick(page, manyAddresses());
  await settled(page);
  await groupBy(page, "name");
  const frame = page.locator("#breakdown-rows");
  await frame.scrollIntoViewIfNeeded();
  const box = await frame.boundingBox();
  await page.mouse.move(box.x + 200, box.y + 200);
  await collectPauses(here.browser, page);
  for (let step = 0; step < 40; step += 1) {
    await page.mouse.wheel(0, 600);
    await frames(page, 1);
  }
  const { busy } = await pauses(here.browser, page);
  t.diagnostic(`scrolling: longest task ${busy.toFixed(1)} ms`);
  assert.ok((await rows(page))[0].index > 500, "it has scrolled");
  return busy;
}

onPage(here, "breakdown: ten thousand rows scroll; addresses are made alike, by themselves and by rule", async (on) => {
  const { page } = on;
  const busy = await scrolled(on);
  // What a machine takes is a matter of that machine, too: where the slow tests run, it is held to what people feel.
  if (!SLOW) assert.ok(busy < FELT_MS, `a step of scrolling took ${busy} ms`);
  const table = page.locator("#breakdown table");
  assert.equal(await table.getAttribute("aria-rowcount"), "10001");
  assert.ok((await rows(page)).length < 60, "only what is in view is drawn");
  await page.locator("#breakdown").getByText("2,000 more rows with 4,000 requests are left out").waitFor();
  const frame = page.locator("#breakdown-rows");
  await frame.evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await until(page, "the last row", (all) => all.at(-1).index === 10_001);
  const height = await frame.evaluate((box) => box.scrollHeight);
  assert.ok(Math.abs(height - 10_000 * 34) < 120, `rows are 34 px high: ${height}`);
  await page.locator("#breakdown [data-field=search]").fill("user/4711");
  await until(page, "the search", (all) => all.length === 1 && all[0].values[0] === "https://h.example/user/4711");
  await page.locator("#breakdown [data-field=search]").fill("");
  await page.locator("#breakdown [data-action=alike]").click();
  await until(page, "one template", (all) => all.length === 1 && all[0].values[0] === "https://h.example/user/:id");
  assert.equal((await rows(page))[0].figures.count, 24_000);
  await page.locator("#breakdown [data-field=templates]").fill("/user/7*");
  await page.locator("#breakdown [data-field=templates]").blur();
  await until(page, "a rule", (all) => all.some((row) => row.values[0] === "https://h.example/user/7*"));
  await page.locator("#breakdown [data-action=filter-row]", { hasText: "7*" }).click();
  await page.locator(".chips").getByText("name~ = https://h.example/user/7*").waitFor();
  await until(page, "only these", (all) => all.length === 1);
  // 7x, 7xx and 7xxx: 10 + 100 + 1,000 addresses, twice each. 7 itself has nothing for the star.
  assert.equal(await figure(page, "http_reqs", "count"), 2220);
  await page.locator("#breakdown [data-action=alike]").click();
  await until(page, "the addresses themselves", (all) => /\/user\/7\d+$/.test(all[0].values[0]));
  await assertAccessible(page, "many rows");
});
