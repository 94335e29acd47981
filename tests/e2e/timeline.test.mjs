// The timeline: one cursor and one read-out for all lanes, windows from any of them, and findings that show their span.

import assert from "node:assert/strict";

import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, pick, sample } from "./support/files.mjs";
import { figure, settled } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { until } from "./support/wait.mjs";

const here = sharedSite();
const FAILING = "v2.2/thresholds_fail/results.json.gz";

async function opened({ page, open }, file) {
  await open();
  await pick(page, file);
  await settled(page);
  await page.locator("#timeline").scrollIntoViewIfNeeded();
  await page.locator("[data-chart=vus] .drawing").waitFor();
}

/** The values of a lane's legend, by series. */
function legend(page, kind) {
  return page.locator(`[data-chart=${kind}] .key[data-series]`).evaluateAll((keys) =>
    Object.fromEntries(keys.map((key) => [key.dataset.series, Number(key.querySelector(".lane-value").dataset.value)])));
}

onPage(here, "timeline: the legend tells the whole, and under the cursor the values of all lanes", async (on) => {
  const { page } = on;
  await opened(on, fixture(FAILING));
  const whole = await legend(page, "latency");
  assert.equal(whole.p95, await figure(page, "http_req_duration", "p(95)"), "as in the tables");
  assert.equal((await legend(page, "rate")).requests, await figure(page, "http_reqs", "rate"));
  const when = page.locator(".lane-when").first();
  assert.equal(await when.textContent(), "Whole run");
  const plot = page.locator("#chart-latency");
  const box = await plot.boundingBox();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 30);
  await when.getByText(/^At 0:1/).waitFor();
  for (const kind of ["rate", "latency", "errors", "checks", "vus"]) {
    await page.locator(`[data-chart=${kind}] [data-at=cursor]`).waitFor();
  }
  // One line through all lanes.
  const lines = await page.locator("#timeline .overlay .cursor").evaluateAll((all) => all.map((line) => Math.round(line.getBoundingClientRect().left)));
  assert.equal(lines.length, 5);
  assert.ok(Math.max(...lines) - Math.min(...lines) <= 1, lines.join());
  assert.notDeepEqual(await legend(page, "latency"), whole);
  await page.mouse.move(5, 5);
  await when.getByText("Whole run").waitFor();
  assert.deepEqual(await legend(page, "latency"), whole);
});

onPage(here, "timeline: keys move the cursor, and take a part; a drag in any lane does, too", async (on) => {
  const { page } = on;
  await opened(on, sample("results.json.gz"));
  const whole = await figure(page, "http_reqs", "count");
  const plot = page.locator("#chart-vus");
  await plot.focus();
  await page.keyboard.press("Home");
  await page.locator(".lane-when").first().getByText("At 0:00").waitFor();
  await page.locator("[data-chart=vus] [data-field=read-out]").getByText("0:00 · at work").waitFor();
  await page.keyboard.press("Shift+PageDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/from=0s&to=20s/);
  await until("that part", () => figure(page, "http_reqs", "count"), (count) => count > 3900 && count < 4100);
  await page.keyboard.press("Escape");
  await until("the whole run", () => figure(page, "http_reqs", "count"), (count) => count === whole);
  await page.locator("[data-chart=checks] .drawing").waitFor();
  const box = await page.locator("#chart-checks").boundingBox();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.8, box.y + 20, { steps: 4 });
  await page.mouse.up();
  await page.waitForURL(/from=4\d/);
  await settled(page);
});

onPage(here, "timeline: a finding marks its span in all lanes, and its marker the finding", async (on) => {
  const { page } = on;
  await opened(on, fixture(FAILING));
  const spans = page.locator("#timeline .overlay .found");
  const marker = page.locator(".finding-marker").first();
  assert.equal(await spans.count(), 0);
  await marker.focus();
  assert.equal(await spans.count(), 5);
  const number = await marker.locator(".marker-number").textContent();
  const marked = page.locator(".finding-number[data-marked]");
  assert.equal(await marked.textContent(), number);
  // The span is that of the marker.
  const [span, pill] = [await spans.first().boundingBox(), await marker.locator(".pill").boundingBox()];
  assert.ok(Math.abs(span.x - pill.x) <= 2 && Math.abs(span.width - pill.width) <= 3, `${span.x} ${pill.x}`);
  await marker.blur();
  assert.equal(await spans.count(), 0);
  await page.locator("[data-finding]", { has: page.locator(".finding-number") }).first().hover();
  assert.equal(await spans.count(), 5);
  assert.equal(await page.locator(".finding-marker[data-marked]").count(), 1);
  await page.mouse.move(2, 2);
  await marker.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/from=\d+s/);
  await settled(page);
});

onPage(here, "timeline: it fits from a telephone to a wide screen, and axe finds nothing", async (on) => {
  const { page } = on;
  await opened(on, fixture(FAILING));
  await page.locator("[data-chart=rate] [data-action=lane-more]").click();
  await page.locator("[data-chart=rate]").getByText("How to read this").waitFor();
  await assertAccessible(page, "timeline");
  await assertNoSidewaysScroll(page, [390, 768, 1440, 2560]);
});
