// Names of any length, without a place to break: the page is never wider than the window, on any page and in any part.
import assert from "node:assert/strict";
import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, made, pick } from "./support/files.mjs";
import { long } from "./support/much.mjs";
import { openAll, openTab, settled, shown } from "./support/report.mjs";
import { layOut } from "./support/shown.mjs";
import { unfold } from "./support/plan.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const WIDTHS = [390, 768, 1440];
const LONG = `${"results_".repeat(25)}.json`;

async function everything(page) {
  await openAll(page);
  await page.locator("[data-action=edit-objectives]").click();
  await layOut(page);
}

onPage(here, "wide: a metric whose name has 128 characters", async ({ page, open }) => {
  await open();
  await pick(page, fixture("cases/safe/wide.json"));
  await shown(page);
  await everything(page);
  await assertNoSidewaysScroll(page, WIDTHS);
}, { timeout: 120_000 });

onPage(here, "wide: everything has a name of 3,000 characters", async ({ page, open }) => {
  await open("#/report?by=name");
  await pick(page, made({ name: LONG, buffer: long(3000) }));
  await shown(page);
  await everything(page);
  await assertNoSidewaysScroll(page, WIDTHS);
  // Of a part of the run, by a value that is long.
  await page.locator("#breakdown [data-action=filter-row]").first().click();
  await page.locator(".chips li").first().waitFor();
  await page.locator(".report[aria-busy=false]").waitFor();
  await assertNoSidewaysScroll(page, WIDTHS);
  await page.setViewportSize({ width: 390, height: 900 });
  await assertAccessible(page, "long names");
  // The whole of a name is its title, its text, and what is seen while it has the focus.
  const name = page.locator("#overview tbody th .name").first();
  assert.equal((await name.textContent()).length, 3000);
  assert.equal(await name.getAttribute("title"), await name.textContent());
  const height = async () => (await name.boundingBox()).height;
  const before = await height();
  await name.focus();
  assert.ok((await height()) > 3 * before, "the whole is shown");
  assert.ok(before < 200, "the name is cut");
  await assertNoSidewaysScroll(page, [390]);
}, { timeout: 120_000 });

onPage(here, "wide: a file that is none, and the start page", async ({ page, open }) => {
  await open();
  await pick(page, made({ name: LONG, buffer: Buffer.from("x".repeat(3000)) }));
  assert.equal(await settled(page), "failed");
  await assertNoSidewaysScroll(page, WIDTHS);
}, { timeout: 60_000 });

onPage(here, "wide: a plan, a look at its target, and its run", async ({ page, open, target }) => {
  await open("#/run");
  await page.getByText("As text: JSON").click();
  await page.waitForFunction(() => document.querySelector("[data-field=target]")?.value);
  const word = (text) => `${text}_`.repeat(3000).slice(0, 100);
  await page.locator("[data-field=plan]").fill(JSON.stringify({
    version: "sloscope.plan/1",
    name: "x".repeat(3000),
    target: target.replace(/\/$/, ""),
    requests: [{ name: word("request"), method: "GET", url: `/clarify?${"q".repeat(3000)}`, headers: { [word("Header").replaceAll("_", "-")]: "v".repeat(3000) } }],
    scenarios: [{ name: word("scenario"), executor: "constant-arrival-rate", rate: 20, duration: "4s", preAllocatedVUs: 5, maxVUs: 20, gracefulStop: "1s" }],
    thresholds: { [`http_reqs{name:${word("request")}}`]: ["count>1"] },
    tags: { [word("tag")]: "t".repeat(3000) },
  }));
  await unfold(page);
  await assertNoSidewaysScroll(page, WIDTHS);
  await page.locator("[data-action=start-run]").click();
  await page.locator("[data-run] .live-objectives li").first().waitFor();
  await assertNoSidewaysScroll(page, WIDTHS);
  await page.locator("[data-action=save-samples]").waitFor();
  await openTab(page, "all");
  await everything(page);
  await assertNoSidewaysScroll(page, WIDTHS);
}, { allow: ({ target }) => [target], expect: [/Failed to load resource/], timeout: 120_000 });
