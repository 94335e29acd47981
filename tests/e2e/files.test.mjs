// Files from the disk, picked and dropped: real runs of k6 with the traps that they hold.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { add, drop, dropMade, fixture, made, pick } from "./support/files.mjs";
import { HOSTILE, hostile } from "./support/hostile.mjs";
import { k6Summary, k6Verdicts } from "./support/k6-summary.mjs";
import { assertSameAsK6, figure, figures, openAll, overall, shown, verdicts } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { textOf } from "./support/shown.mjs";

const here = sharedSite();
const text = (page) => textOf(page, "main");

/** Opens files of one folder of tests/fixtures. */
async function opened({ page, open }, folder, ...names) {
  await open();
  await pick(page, ...names.map((name) => fixture(`${folder}/${name}`)));
  await shown(page);
  await openAll(page);
}

onPage(here, "files: FAIL is what k6 failed, number by number", async (on) => {
  await opened(on, "v2.2/thresholds_fail", "results.json.gz", "summary.json");
  const k6 = k6Summary(fixture("v2.2/thresholds_fail/summary.json"));
  const wanted = k6Verdicts(k6);
  const ours = await verdicts(on.page);
  const differ = Object.entries(wanted).filter(([name, verdict]) => ours[name] !== verdict);
  // k6 passes thresholds on series without samples; those alone may differ, as NO DATA.
  assert.deepEqual(differ.filter(([name]) => ours[name] !== "no-data" || wanted[name] !== "pass"), []);
  assert.deepEqual(Object.keys(ours).sort(), Object.keys(wanted).sort());
  assert.ok(Object.values(ours).filter((verdict) => verdict === "fail").length >= 11);
  assert.equal(await overall(on.page), "fail");
  assert.ok((await assertSameAsK6(on.page, k6.values)) >= 80);
  await assertAccessible(on.page, "a failed run");
  await assertNoSidewaysScroll(on.page, [390, 1440]);
});

onPage(here, "files: a packed run is the files that it was made of, and a damaged one is refused", async (on) => {
  const { page, open } = on;
  await opened(on, "v2.2/tz_kolkata", "results.csv", "results.json", "summary.json");
  const of = async () => [await verdicts(page), await figures(page)];
  const before = await of();
  const packed = readFileSync(new URL("../../crates/core/tests/data/packed-v2.slo", import.meta.url));
  await open();
  await pick(page, made({ name: "run.slo", buffer: packed }));
  await shown(page);
  await openAll(page);
  assert.deepEqual(await of(), before);
  await open();
  await pick(page, made({ name: "run.slo", buffer: packed.subarray(0, packed.length - 9) }));
  await page.getByText("This packed run is damaged: it is cut, or was changed.").first().waitFor();
});

onPage(here, "files: refused connections do not make latency pass unmarked", async (on) => {
  await opened(on, "v2.2/only_errors", "results.json.gz", "summary.json");
  const k6 = k6Summary(fixture("v2.2/only_errors/summary.json"));
  assert.ok((await assertSameAsK6(on.page, k6.values)) >= 40);
  assert.equal(await overall(on.page), "fail");
  const errors = await textOf(on.page, "#errors");
  assert.match(errors, /refused/i);
  const objectives = await textOf(on.page, "#objectives");
  assert.match(objectives, /failed requests/i);
});

onPage(here, "files: dropped iterations are reported", async (on) => {
  await opened(on, "v2.2/dropped", "results.json.gz", "summary.json");
  const k6 = k6Summary(fixture("v2.2/dropped/summary.json"));
  assert.ok((await assertSameAsK6(on.page, k6.values)) >= 40);
  assert.equal(await figure(on.page, "dropped_iterations", "count"), 4333);
  assert.match(await text(on.page), /4,333/);
});

onPage(here, "files: a run without requests has no data, not zeros", async (on) => {
  await opened(on, "v2.2/empty", "results.json", "summary.json");
  assert.notEqual(await overall(on.page), "pass");
  const zeros = (await figures(on.page)).filter((f) => f.metric.startsWith("http_req") && f.value !== null);
  assert.deepEqual(zeros.filter((f) => f.stat !== "count"), []);
  await assertAccessible(on.page, "a run without requests");
});

onPage(here, "files: odd tags", async (on) => {
  await opened(on, "v2.2/odd_tags", "results.json.gz", "summary.json");
  const k6 = k6Summary(fixture("v2.2/odd_tags/summary.json"));
  assert.ok((await assertSameAsK6(on.page, k6.values)) >= 100);
  await assertNoSidewaysScroll(on.page, [390, 1440]);
  await assertAccessible(on.page, "odd tags");
});

onPage(here, "files: text from files stays text, wherever it is shown", async ({ page, open }) => {
  await page.addInitScript(() => {
    for (const name of ["alert", "confirm", "prompt"]) globalThis[name] = () => (globalThis.ran = name);
  });
  await open();
  await pick(page, made(hostile()));
  await shown(page);
  await openAll(page);
  const all = await text(page);
  for (const part of HOSTILE) assert.ok(all.includes(part), `not shown as text: ${part}`);
  const came = page.locator("main").locator("script, style, iframe, img, a[href=x], [onerror], [onload]");
  assert.equal(await came.count(), 0, "markup from the file");
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  await assertNoSidewaysScroll(page, [390, 1440]);
  await assertAccessible(page, "hostile text");
});

const protocols = [
  ["grpc", "results.json", "grpc_req_duration"],
  ["ws", "results.json.gz", "ws_session_duration"],
  ["tls_http2", "results.json.gz", "http_req_tls_handshaking"],
  ["mixed_ramping", "results.json.gz", "group_duration"],
];
for (const [folder, results, metric] of protocols) {
  onPage(here, `files: ${folder}`, async (on) => {
    await opened(on, `v2.2/${folder}`, results, "summary.json");
    const k6 = k6Summary(fixture(`v2.2/${folder}/summary.json`));
    assert.ok((await assertSameAsK6(on.page, k6.values)) >= 20);
    const stated = k6.values.find((v) => v.series === metric && v.stat === "p(95)").value;
    assert.equal(await figure(on.page, metric, "p(95)"), stated);
  });
}

onPage(here, "files: k6 0.38", async (on) => {
  await opened(on, "v0.38/default", "results.json", "summary.json");
  const k6 = k6Summary(fixture("v0.38/default/summary.json"));
  assert.ok((await assertSameAsK6(on.page, k6.values)) >= 40);
});

onPage(here, "files: CSV, to six decimals", async (on) => {
  await opened(on, "v2.2/default_only", "results.csv");
  const k6 = k6Summary(fixture("v2.2/default_only/summary.json"));
  const p95 = k6.values.find((v) => v.series === "http_req_duration" && v.stat === "p(95)").value;
  assert.ok(Math.abs((await figure(on.page, "http_req_duration", "p(95)")) - p95) <= 1e-6);
});

onPage(here, "files: results and summary, dropped together, are cross-checked", async ({ page, open }) => {
  await open();
  const names = ["results.json.gz", "summary.json", "summary-data.json"];
  await drop(page, names.map((name) => fixture(`v2.2/thresholds_fail/${name}`)));
  await shown(page);
  assert.match(await text(page), /matches k6/i);
  assert.equal(await page.locator("#run").count(), 0, "one run");
});

onPage(here, "files: of a percentile that a summary does not hold it judges what others leave no doubt about", async ({ page, open }) => {
  await open();
  const summary = readFileSync(fixture("v2.2/default_only/summary.json"), "utf8");
  const slo = '{"http_req_duration": ["p(99)<1000", "p(99)<1.05", "p(95)<500"], "http_req_duration{name:x}": ["p(95)<500"]}';
  await dropMade(page, [{ name: "summary.json", text: summary }, { name: "slo.json", text: slo }]);
  await shown(page);
  assert.deepEqual(await verdicts(page), {
    "http_req_duration: p(99)<1000": "pass",
    "http_req_duration: p(99)<1.05": "cannot-judge",
    "http_req_duration: p(95)<500": "pass",
    "http_req_duration{name:x}: p(95)<500": "cannot-judge",
  });
  assert.equal(await overall(page), "cannot-judge");
  assert.equal(await figure(page, "http_req_duration", "p(99)"), null, "absent, not zero");
  assert.match(await text(page), /CANNOT JUDGE/);
  await assertAccessible(page, "a summary alone");
});

onPage(here, "files: a summary that is added to results is cross-checked with them", async (on) => {
  await opened(on, "v2.2/default_only", "results.json");
  assert.doesNotMatch(await text(on.page), /matches k6/i);
  await add(on.page, fixture("v2.2/default_only/summary.json"));
  await on.page.getByText(/matches k6/i).first().waitFor();
  await shown(on.page);
  await openAll(on.page);
  const k6 = k6Summary(fixture("v2.2/default_only/summary.json"));
  assert.ok((await assertSameAsK6(on.page, k6.values)) >= 40);
});

onPage(here, "files: dropping with Shift adds, without it replaces", async (on) => {
  await opened(on, "v2.2/default_only", "results.json");
  await drop(on.page, [fixture("v2.2/default_only/summary.json")], { shift: true });
  await on.page.getByText(/matches k6/i).first().waitFor();
  await drop(on.page, [fixture("v2.2/grpc/results.json")]);
  await on.page.waitForFunction(() => document.querySelector('[data-metric="grpc_req_duration"]'));
  await shown(on.page);
  assert.equal(await figure(on.page, "http_req_duration", "avg"), undefined);
});

onPage(here, "files: of several runs one is shown, and another can be chosen", async ({ page, open }) => {
  await open();
  await pick(page, fixture("v2.2/default_only/results.json"), fixture("v2.2/grpc/results.json"));
  await shown(page);
  const select = page.locator("#run");
  await select.locator("option").nth(1).waitFor({ state: "attached" });
  assert.equal(await select.locator("option").count(), 2);
  const has = async () => (await figure(page, "grpc_req_duration", "count")) !== undefined;
  const first = await has();
  await select.selectOption({ index: (await select.evaluate((s) => s.selectedIndex)) === 0 ? 1 : 0 });
  await page.waitForFunction(
    (first) => Boolean(document.querySelector('[data-metric="grpc_req_duration"]')) !== first,
    first,
  );
});
