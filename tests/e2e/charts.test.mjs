// Charts and the time brush: drawn from the samples, followed by every figure, usable without a pointer and without eyes.

import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";

import { assertAccessible, assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, pick, sample } from "./support/files.mjs";
import { figure, settled, showAll } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { frames, until } from "./support/wait.mjs";

const here = sharedSite();
/** The lanes of the timeline, then the charts below it. */
const LANES = ["rate", "latency", "errors", "checks", "vus"];
const KINDS = [...LANES, "data", "phases", "heatmap", "histogram", "spectrum", "slowest"];

async function opened({ page, open }, file = sample("results.json.gz")) {
  await open();
  await pick(page, file);
  await settled(page);
  await page.locator(".brush .handle").first().waitFor();
}

/** Brings a chart to the screen and waits until it is drawn; a lane with its details. */
async function drawn(page, kind) {
  const chart = page.locator(`[data-chart=${kind}]`);
  await chart.locator(".chart-head, .lane-head").scrollIntoViewIfNeeded();
  await chart.locator(".chart-plot .drawing").waitFor();
  // What comes near the screen is laid out only now, and may move it: it is where it stays when it has not for some frames.
  await chart.evaluate(async (element) => {
    const top = () => element.getBoundingClientRect().top;
    for (let before = top(), same = 0; same < 5; before = top()) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      same = top() === before ? same + 1 : 0;
    }
  });
  return chart;
}

/** A lane with its details open. */
async function detailed(page, kind) {
  const chart = await drawn(page, kind);
  const more = chart.locator("[data-action=lane-more]");
  if ((await more.count()) > 0 && (await more.getAttribute("aria-expanded")) === "false") await more.click();
  return chart;
}

/** Waits until the number of requests lies within bounds. */
async function requests(page, low, high) {
  const within = (count) => count >= low && count <= high;
  return until(`http_reqs count is ${low} to ${high}`, () => figure(page, "http_reqs", "count"), within);
}

/** The place of a moment, as a share of the run, on an element's axis of time. */
async function at(page, selector, share) {
  return page.locator(selector).evaluate((element, share) => {
    const axis = [...element.querySelectorAll(".drawing .axis")][0].getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return { x: axis.left + axis.width * share, y: box.top + box.height / 3 };
  }, share);
}

async function drag(page, selector, from, to, steps = 5) {
  const [start, end] = [await at(page, selector, from), await at(page, selector, to)];
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps });
  await page.mouse.up();
}

onPage(here, "charts: the brush changes every figure, by pointer", async (on) => {
  const { page } = on;
  await opened(on);
  const whole = await figure(page, "http_reqs", "count");
  // The last third of the run plans 400 requests a second: 8,000 of 18,000.
  await drag(page, ".brush-plot", 2 / 3, 0.98);
  const late = await requests(page, 7300, 7900);
  assert.ok(late < whole);
  await page.waitForURL(/from=/);
  await page.locator("[data-selection]").getByText("A part of the run only").waitFor();
  // An end is taken along.
  await drag(page, ".brush-plot", 0.98, 0.8);
  await requests(page, 3000, 3400);
  // So is the middle: the same length in the first third has half the requests.
  await drag(page, ".brush-plot", 0.73, 0.2);
  await requests(page, 1500, 1700);
  const middle = await at(page, ".brush-plot", 0.5);
  await page.mouse.dblclick(middle.x, middle.y);
  assert.equal(await requests(page, whole, whole), whole);
});

onPage(here, "charts: the brush is two sliders for the keyboard", async (on) => {
  const { page } = on;
  await opened(on);
  const whole = await figure(page, "http_reqs", "count");
  const [start, end] = [page.getByRole("slider", { name: "Start of the window" }), page.getByRole("slider", { name: "End of the window" })];
  await start.focus();
  for (let times = 0; times < 5; times += 1) await page.keyboard.press("Shift+ArrowRight");
  await requests(page, 10_900, 11_100);
  assert.equal(await start.getAttribute("aria-valuetext"), "0:30");
  await end.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  await requests(page, 10_900, 11_100);
  await page.keyboard.press("Escape");
  await requests(page, whole, whole);
  assert.equal(await start.getAttribute("aria-valuetext"), "0:00");
});

onPage(here, "charts: a drag on a chart is a window, and so are marks by keys", async (on) => {
  const { page } = on;
  await opened(on);
  const whole = await figure(page, "http_reqs", "count");
  await drawn(page, "rate");
  await drag(page, "#chart-rate", 0.1, 0.3);
  // 12 s at 200 a second.
  await requests(page, 2350, 2450);
  await page.locator("#chart-rate").dblclick({ position: { x: 300, y: 80 } });
  await requests(page, whole, whole);
  const chart = page.locator("#chart-rate");
  await page.locator("[data-chart=rate] .drawing").waitFor();
  await chart.focus();
  await page.keyboard.press("Home");
  const read = page.locator("[data-chart=rate] [data-field=read-out]");
  await read.getByText("0:00 ·").waitFor();
  // The cursor is linked: the other chart tells its values of the same moment.
  await drawn(page, "latency");
  await page.locator("[data-chart=latency] [data-field=read-out]").getByText("0:00 · p99").waitFor();
  await chart.focus();
  for (let times = 0; times < 2; times += 1) await page.keyboard.press("Shift+PageDown");
  await page.keyboard.press("Enter");
  // 20 spans of 1 s.
  await requests(page, 3950, 4050);
  await page.keyboard.press("Escape");
  await requests(page, whole, whole);
});

onPage(here, "charts: the table says what the chart draws, and what the report says", async (on) => {
  const { page } = on;
  await opened(on);
  const chart = await detailed(page, "rate");
  await chart.getByText("Table", { exact: true }).click();
  await showAll(chart);
  const rows = chart.locator(".chart-table tbody tr");
  const values = await rows.evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => Number(cell.dataset.value))));
  const heads = await chart.locator(".chart-table thead th").allInnerTexts();
  const requested = heads.indexOf("requests") - 1;
  // Each row is a span of 1 s but the last, which ends with the run.
  const total = values.slice(0, -1).reduce((sum, row) => sum + row[requested], 0);
  const counted = await figure(page, "http_reqs", "count");
  assert.ok(Math.abs(total + values.at(-1)[requested] * 1.005 - counted) < 2, `${total} of ${counted}`);
  // The line has a point for each row, at the height of its value.
  const d = await chart.locator("path.s1").last().getAttribute("d");
  const points = d.split(/[ML]/).slice(1).map((point) => point.split(" ").map(Number));
  assert.equal(points.length, values.length);
  const [a, b] = [points[10], points[50]];
  const slope = (a[1] - b[1]) / (values[50][requested] - values[10][requested]);
  for (const [at, row] of values.entries()) {
    assert.ok(Math.abs(points[at][1] - (a[1] - (row[requested] - values[10][requested]) * slope)) < 1, `point ${at}`);
  }
});

onPage(here, "charts: every chart is drawn, named and described, and can be saved", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/thresholds_fail/results.json.gz"));
  for (const kind of KINDS) {
    const chart = await detailed(page, kind);
    const plot = chart.locator(".chart-plot");
    assert.ok((await chart.locator("h3").textContent()).length >= 3, kind);
    const text = await page.locator(`#${await plot.getAttribute("aria-describedby")}`).textContent();
    assert.ok(text.length > 30, `${kind}: ${text}`);
    await chart.getByText("How to read this").click();
    await chart.locator(".chart-foot .hint").waitFor();
    const saved = async (action) => {
      const waiting = page.waitForEvent("download");
      await chart.locator(`[data-action=${action}]`).click();
      const download = await waiting;
      return { name: download.suggestedFilename(), bytes: await buffer(await download.createReadStream()) };
    };
    const svg = await saved("chart-svg");
    assert.equal(svg.name, `sloscope-${kind}.svg`);
    assert.match(svg.bytes.toString(), /^<svg [^]*<title>[^]*<path class=/);
    const png = await saved("chart-png");
    assert.equal(png.name, `sloscope-${kind}.png`);
    assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
    assert.ok(png.bytes.length > 5000, `${kind}: ${png.bytes.length} bytes`);
  }
});

onPage(here, "charts: axe finds nothing, nothing scrolls sideways, and the page does not move when they come", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/thresholds_fail/results.json.gz"));
  for (const kind of LANES) await drawn(page, kind);
  const height = await page.locator("#charts").evaluate((e) => e.getBoundingClientRect().height);
  for (const kind of KINDS) await drawn(page, kind);
  const after = await page.locator("#charts").evaluate((e) => e.getBoundingClientRect().height);
  assert.ok(Math.abs(after - height) < 120, `${height} px, then ${after} px`);
  const slowest = await drawn(page, "slowest");
  await slowest.locator(".chart-plot").focus();
  await page.keyboard.press("Home");
  await slowest.locator("[data-field=read-out]").getByText("name = ").waitFor();
  await slowest.getByText("Table", { exact: true }).click();
  await assertAccessible(page, "charts");
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [390, 1440, 2560]);
}, { timeout: 120_000 });

onPage(here, "charts: any metric is charted, split by a tag or together with another", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/thresholds_fail/results.json.gz"));
  const chart = await drawn(page, "series");
  await chart.getByRole("heading", { name: "http_req_duration p95" }).waitFor();
  await page.locator("[data-field=chart-split]").selectOption("name");
  await chart.locator(".keys").getByText("flaky").waitFor();
  assert.ok((await chart.locator("path.s2").count()) > 0);
  // What would lose the split is refused.
  const told = page.locator("[data-field=chart-note]");
  await page.locator("[data-field=chart-add]").selectOption("http_req_waiting");
  await told.getByText("A chart that is split by a tag shows one metric.").waitFor();
  assert.equal(await page.locator("[data-field=chart-split]").inputValue(), "name");
  await page.locator("[data-field=chart-split]").selectOption("");
  await page.locator("[data-field=chart-add]").selectOption("http_req_waiting");
  await chart.getByRole("heading", { name: "http_req_duration p95, http_req_waiting p95" }).waitFor();
  // Its choice is in the address.
  await page.waitForURL(/&chart=http_req_duration&chart=http_req_waiting/);
  // Another unit is refused where a metric is exchanged, too, and nothing is lost.
  await page.locator("[data-field=chart-metric]").selectOption("data_received");
  await told.getByText("data_received was not added: its unit differs from that of http_req_waiting").waitFor();
  assert.equal(await page.locator("[data-field=chart-metric]").inputValue(), "http_req_duration");
  await page.locator("[data-action=chart-remove]").click();
  await page.locator("[data-field=chart-stat]").selectOption("max");
  await chart.getByRole("heading", { name: "http_req_duration max" }).waitFor();
  await page.waitForURL(/&chart=http_req_duration&stat=max/);
  // Another unit is refused, and nothing is lost.
  await page.locator("[data-field=chart-add]").selectOption("http_reqs");
  await told.getByText("http_reqs was not added").waitFor();
  assert.equal(await chart.getByRole("heading", { name: "http_req_duration max" }).count(), 1);
  await page.locator("[data-field=chart-metric]").selectOption("data_received");
  await chart.getByRole("heading", { name: "data_received per second" }).waitFor();
  await told.getByText("was not added").waitFor({ state: "detached" });
  await assertAccessible(page, "any metric");
  await page.waitForURL(/&chart=data_received&stat=max/);
  await page.goBack();
  await chart.getByRole("heading", { name: "http_req_duration max" }).waitFor();
  // Whoever gets the link sees the same chart.
  const hash = new URL(page.url()).hash;
  await page.goto("about:blank");
  await on.open(hash);
  await pick(page, fixture("v2.2/thresholds_fail/results.json.gz"));
  await settled(page);
  await drawn(page, "series");
  await chart.getByRole("heading", { name: "http_req_duration max" }).waitFor();
});

onPage(here, "charts: a tag value is charted alone and beside the whole", async (on) => {
  const { page } = on;
  await opened(on);
  const chart = await drawn(page, "series");
  await page.locator("[data-field=chart-tag]").selectOption("scenario");
  await page.locator("[data-field=chart-value]").selectOption("rps_400");
  await chart.getByRole("heading", { name: "http_req_duration{scenario:rps_400} p95" }).waitFor();
  await page.locator("[data-field=chart-add]").selectOption("http_req_duration");
  await chart.getByRole("heading", { name: "http_req_duration{scenario:rps_400} p95, http_req_duration p95" }).waitFor();
  await chart.getByText("Table", { exact: true }).click();
  await showAll(chart);
  const rows = await chart.locator(".chart-table tbody tr").evaluateAll((all) => all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.dataset.value ?? null)));
  // The scenario is the last third of the run; there it is all that there is.
  const [early, late] = [rows[0], rows[rows.length - 5]];
  assert.deepEqual([early[0], late[0]], [null, late[1]]);
  await assertAccessible(page, "a tag value");
});

onPage(here, "charts: an objective opens to its chart, which takes windows as all do", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/thresholds_fail/results.json.gz"));
  const whole = await figure(page, "http_reqs", "count");
  const row = page.locator("[data-objective='http_req_duration: p(95)<200']");
  await row.locator(".opener").click();
  const chart = page.locator("#objectives .chart");
  await chart.getByRole("heading", { name: "http_req_duration p(95)<200: missed in 3 of 3 spans of 10 s, first at 0:00, worst at 0:20 with 316.5 ms" }).waitFor();
  assert.equal(await chart.locator(".drawing .limit").count(), 1);
  assert.equal(await chart.locator(".drawing .broken").count(), 1);
  await chart.getByText("Table", { exact: true }).click();
  const worst = Number(await row.locator("[data-worst]").getAttribute("data-value"));
  const values = await chart.locator(".chart-table tbody tr td:nth-child(3)").evaluateAll((all) => all.map((cell) => Number(cell.dataset.value)));
  assert.equal(Math.max(...values), worst, "the steps are the spans that the row tells of");
  const plot = chart.locator(".chart-plot");
  await plot.focus();
  await page.keyboard.press("Home");
  await chart.locator("[data-field=read-out]").getByText("p95 in 10 s").waitFor();
  await page.keyboard.press("Shift+PageDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/from=0s&to=/);
  await page.locator("[data-selection]").getByText("A part of the run only").waitFor();
  await settled(page);
  await frames(page, 10);
  assert.equal(await page.evaluate(() => document.activeElement.id), await plot.getAttribute("id"), "keys go on there");
  await page.keyboard.press("Escape");
  await requests(page, whole, whole);
});

onPage(here, "charts: a summary has none, and says so", async ({ page, open }) => {
  await open();
  await pick(page, sample("summary.json"));
  await settled(page);
  await page.locator("#timeline").getByText("no samples").waitFor();
  assert.equal(await page.locator("#charts, .brush, .chart").count(), 0);
});

onPage(here, "charts: two fingers mark the span between them", async (on) => {
  const { page, context } = on;
  await opened(on);
  await drawn(page, "rate");
  const fingers = await context.newCDPSession(page);
  const points = async (...shares) => {
    const places = [];
    for (const [id, share] of shares.entries()) places.push({ ...(await at(page, "#chart-rate", share)), id });
    return places;
  };
  const send = (type, touchPoints) => fingers.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", await points(0.45));
  await send("touchStart", await points(0.45, 0.55));
  await send("touchMove", await points(0.4, 0.6));
  await send("touchMove", await points(0.4, 0.7));
  await send("touchEnd", []);
  // From 0.4 to 0.7 of a minute: 16 s at 300 a second and 2 s at 400 (the last third plans 400).
  await requests(page, 5500, 5700);
}, { context: { hasTouch: true } });
