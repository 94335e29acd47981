// The load and its stages: what was planned and delivered, by scenario and stage, against the files' own numbers.

import assert from "node:assert/strict";

import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, pick, sample } from "./support/files.mjs";
import { k6Summary } from "./support/k6-summary.mjs";
import { close, openAll, shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { textOf } from "./support/shown.mjs";

const here = sharedSite();

async function opened({ page, open }, ...files) {
  await open();
  await pick(page, ...files);
  await shown(page);
  await openAll(page);
}

/** Rows of the load table: `{ "All iterations": { planned, started, … } }`, absent ones null. */
function load(page) {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("#load [data-load-of]")].map((row) => [
        row.dataset.loadOf,
        Object.fromEntries(
          [...row.querySelectorAll("[data-load]")].map((cell) => [
            cell.dataset.load,
            "absent" in cell.dataset ? null : Number(cell.dataset.value),
          ]),
        ),
      ]),
    ),
  );
}

/** Figures of the stage table: `{ "200 RPS": { "http_req_duration p(95)": 1.8, … } }`. */
function stages(page) {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("#stages [data-stage]")].map((row) => [
        row.dataset.stage,
        Object.fromEntries(
          [...row.querySelectorAll("[data-metric]")].map((cell) => [
            `${cell.dataset.metric} ${cell.dataset.stat}`,
            "absent" in cell.dataset ? null : Number(cell.dataset.value),
          ]),
        ),
      ]),
    ),
  );
}

onPage(here, "load: stages of the sample run hold k6's numbers of its scenarios", async (on) => {
  const { page } = on;
  await opened(on, sample("results.json.gz"), sample("summary.json"));
  const k6 = k6Summary(sample("summary.json"));
  const found = await stages(page);
  assert.deepEqual(Object.keys(found), ["200 RPS", "300 RPS", "400 RPS"]);
  let compared = 0;
  for (const rate of [200, 300, 400]) {
    const series = `http_req_duration{scenario:rps_${rate}}`;
    for (const { stat, value } of k6.values.filter((v) => v.series === series)) {
      const ours = found[`${rate} RPS`][`http_req_duration ${stat}`];
      if (ours === undefined) continue;
      assert.ok(close(ours, value), `${series} ${stat}: ${ours}, k6 says ${value}`);
      compared += 1;
    }
  }
  assert.ok(compared >= 9, `${compared} were compared`);
  const counts = await load(page);
  assert.equal(counts["All iterations"].started, 18_003);
  assert.equal(counts["All iterations"].dropped, 0);
  assert.equal(counts["All iterations"]["never-issued"], null, "no file states a plan");
  assert.equal(await page.locator("[data-finding=dropped-iterations], [data-finding=below-plan]").count(), 0);
  assert.equal(await page.locator("#stages [data-knee]").getAttribute("data-stage"), "400 RPS");
  await assertAccessible(page, "load and stages");
  await assertNoSidewaysScroll(page, [390, 1440]);
});

onPage(here, "load: a generator that fell behind is reported above every latency", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/dropped/results.json.gz"));
  const told = page.locator("[data-finding=dropped-iterations]");
  assert.match(await told.innerText(), /4,333 were dropped/);
  // 1,658 were started.
  const share = Number(await told.locator(".finding-numbers > li").first().getAttribute("data-value"));
  assert.ok(close(share, 4333 / (4333 + 1658)), `${share}`);
  const above = await page.evaluate(() => {
    const [told, latency] = [".panel-serious", "[data-metric=http_req_duration]"].map((s) => document.querySelector(s));
    return Boolean(told.compareDocumentPosition(latency) & Node.DOCUMENT_POSITION_FOLLOWING);
  });
  assert.ok(above);
  assert.match(await page.locator(".panel-serious").innerText(), /4,333/);
  const all = (await load(page))["All iterations"];
  assert.equal(all.dropped, 4333);
  assert.equal(all.planned, all.started + all.dropped);
});

onPage(here, "load: ramps are stages, and a stage sets the window", async (on) => {
  const { page } = on;
  await opened(on, fixture("v2.2/mixed_ramping/results.json.gz"));
  const names = Object.keys(await stages(page));
  assert.ok(["5 → 60 iterations/s", "60 → 200 iterations/s"].every((name) => names.includes(name)), names.join(", "));
  const row = page.locator('#stages [data-stage="60 iterations/s"]');
  const before = await row.locator('[data-metric=http_req_duration][data-stat="p(95)"]').getAttribute("data-value");
  await row.locator("[data-action=stage-only]").click();
  await page.locator("[data-selection]").waitFor();
  await page.waitForFunction(() => document.querySelector(".report").getAttribute("aria-busy") === "false");
  assert.equal(await row.locator('[data-metric=http_req_duration][data-stat="p(95)"]').getAttribute("data-value"), before);
  const other = page.locator('#stages [data-stage="5 → 60 iterations/s"]');
  const count = other.locator("[data-metric=http_reqs][data-stat=count]");
  assert.equal(await count.getAttribute("data-value"), null, "outside of the window there is no number, not a zero");
});

onPage(here, "load: a summary has no stages and says why", async (on) => {
  await opened(on, sample("summary.json"));
  assert.equal(await on.page.locator("#stages table").count(), 0);
  assert.match(await textOf(on.page, "#stages"), /summary does not say when/);
});
