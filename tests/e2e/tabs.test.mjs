// The tabs of the report, the bar above them and the panel: addresses, keys, what is in sight, and that only the open tab
// is built.
import assert from "node:assert/strict";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { fixture, pick } from "./support/files.mjs";
import { close, figures, openTab, shown } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const TABS = ["summary", "timeline", "endpoints", "objectives", "errors", "metrics", "files", "all"];
const FAILING = ["results.json.gz", "summary.json"].map((name) => fixture(`v2.2/thresholds_fail/${name}`));

async function opened({ page, openExactly }, files = FAILING) {
  await openExactly();
  await pick(page, ...files);
  await shown(page);
}

const tabShown = (page) => page.locator("[data-tab-shown]").getAttribute("data-tab-shown");

onPage(here, "tabs: each has an address, only the open one is built, and Back goes through them", async (on) => {
  const { page } = on;
  await opened(on);
  assert.equal(new URL(page.url()).hash, "#/report");
  assert.equal(await tabShown(page), "summary");
  const built = new Map();
  for (const tab of TABS.slice(1)) {
    await openTab(page, tab);
    assert.ok(new URL(page.url()).hash.startsWith(`#/report?tab=${tab}`), page.url());
    assert.equal(await page.locator(`[data-tab=${tab}]`).getAttribute("aria-current"), "page");
    built.set(tab, await page.locator("main section.part").evaluateAll((all) => all.map((part) => part.id)));
  }
  const all = built.get("all");
  for (const [tab, parts] of built) {
    assert.ok(parts.length > 0, `${tab} is empty`);
    assert.ok(parts.every((part) => all.includes(part)), `everything holds ${parts}`);
    if (tab !== "all") assert.ok(parts.length < all.length, `${tab} is not all`);
  }
  await page.goBack();
  await page.locator("[data-tab-shown=files]").waitFor();
  await page.reload();
  await page.locator("[data-app]").waitFor();
  // A local file is gone after that, the tab is not.
  await pick(page, ...FAILING);
  await shown(page);
  assert.equal(await tabShown(page), "files");
});

onPage(here, "tabs: keys open them, Escape shows the whole run, and closes what is open first", async (on) => {
  const { page } = on;
  await opened(on);
  for (const [at, tab] of TABS.entries()) {
    await page.keyboard.press(String(at + 1));
    await page.locator(`[data-tab-shown=${tab}]`).waitFor();
  }
  await page.keyboard.press("2");
  await page.getByRole("slider", { name: "Start of the window" }).press("Shift+ArrowRight");
  await page.locator(".chips li").first().waitFor();
  await page.locator("h3").first().evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  await page.locator(".keys details[open]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".keys details:not([open])").waitFor();
  assert.ok(await page.locator(".chips li").count(), "the window stays");
  await page.keyboard.press("Escape");
  await page.locator(".chips").waitFor({ state: "detached" });
  // A press elsewhere closes, too; one in what is open does not.
  await page.locator(".share summary").click();
  await page.locator("[data-field=keep-queries]").check();
  await page.locator(".share details[open]").waitFor();
  await page.locator("main .report-sections").click({ position: { x: 3, y: 3 } });
  await page.locator(".share details:not([open])").waitFor();
  await page.keyboard.press("]");
  await page.locator("#findings [data-finding]:focus").waitFor();
});

onPage(here, "tabs: the panel's figures are those of the tables, and a missed objective leads to its evidence", async (on) => {
  const { page } = on;
  await opened(on);
  const tiles = await page.locator("[data-tile]").evaluateAll((all) => all.map((tile) => tile.dataset.tile));
  assert.deepEqual(tiles, ["rate", "p50", "p95", "p99", "failed", "checks"]);
  const panel = await figures(page);
  await openTab(page, "metrics");
  const tables = await figures(page);
  for (const tile of panel.filter((figure) => figure.scope === null).slice(0, 6)) {
    const same = tables.find((figure) => figure.metric === tile.metric && figure.stat === tile.stat);
    assert.ok(same && close(same.value, tile.value), `${tile.metric} ${tile.stat}: ${tile.value}, ${same?.value}`);
  }
  await openTab(page, "summary");
  const missed = page.locator(".panel-objectives tbody tr[data-is=fail]");
  assert.equal(await missed.count(), 5, "the five worst are in sight");
  await page.getByText(/more missed/).click();
  assert.equal(await missed.count(), 12);
  const link = missed.first().getByRole("link");
  const id = (await link.getAttribute("href")).slice(1);
  await link.click();
  await page.locator("[data-tab-shown=objectives]").waitFor();
  await page.locator(`#${id}:not([hidden])`).waitFor();
  await page.locator(`[aria-controls=${id}]:focus`).waitFor();
});

onPage(here, "tabs: requests are broken down by name, the slowest first, until that is taken off", async (on) => {
  const { page } = on;
  await opened(on);
  await openTab(page, "endpoints");
  await page.locator("#breakdown th[aria-sort=descending]", { hasText: "p95" }).waitFor();
  await page.waitForURL(/#\/report\?tab=endpoints&v=1&by=name/);
  await page.locator("[data-action=group-off]").click();
  await page.locator("#breakdown table").waitFor({ state: "detached" });
  await openTab(page, "summary");
});

for (const tab of TABS.slice(0, -1)) {
  onPage(here, `tabs: ${tab} is accessible, and as wide as the window`, async (on) => {
    await opened(on);
    await openTab(on.page, tab);
    await assertAccessibleEverywhere(on.page);
    await assertNoSidewaysScroll(on.page, [390, 768, 1440, 2560]);
  });
}

onPage(here, "tabs: the bar stays in sight, and the first finding is near by keys", async (on) => {
  const { page } = on;
  await opened(on);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const top = await page.locator(".bar-run").evaluate((run) => run.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 60, `the bar is at ${top}`);
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator(".skip").first().focus();
  await page.keyboard.press("Enter");
  let stops = 0;
  for (; stops < 60; stops += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.closest("#findings") !== null)) break;
  }
  on.t.diagnostic(`${stops} stops from the skip link to the first finding`);
  assert.ok(stops < 15, `${stops} stops`);
  // However many objectives stand before them: a link of their own leads to the findings.
  await openTab(page, "metrics");
  await page.locator(".skip").last().focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.id === "findings-title");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("#findings li") !== null));
});

onPage(here, "tabs: the figures of each planned rate are one click from the verdict", async (on) => {
  const { page } = on;
  await opened(on, [fixture("cases/step_stall.json.gz")]);
  const [rate] = (await page.locator(".panel-run a").innerText()).match(/\d+(?= RPS)/);
  await page.locator(".panel-run a").click();
  const p95 = page.locator("#stages tr", { hasText: `${rate} RPS` }).locator('[data-stat="p(95)"]').first();
  await page.waitForFunction(() => document.activeElement.id === "stages-title");
  const { y, height } = await p95.boundingBox();
  assert.ok(y > 0 && y + height < 900, `p95 is at ${y}`);
});

onPage(here, "tabs: on a phone the open tab is in sight, and what is pressed is 44 px high", async (on) => {
  const { page } = on;
  await page.setViewportSize({ width: 390, height: 844 });
  await opened(on);
  for (const tab of TABS.slice(0, -1)) {
    await openTab(page, tab);
    await page.waitForFunction(() => {
      const { left, right } = document.querySelector(".tabs [aria-current]").getBoundingClientRect();
      return left >= 0 && right <= innerWidth;
    });
    // The height of the element, or of the area around it.
    const low = await page.evaluate(() => {
      const height = (element) => {
        const own = element.getBoundingClientRect().height;
        const around = getComputedStyle(element, "::after");
        if (around.content === "none" || around.position !== "absolute") return own;
        return own - parseFloat(around.top) - parseFloat(around.bottom);
      };
      // A drawing, the rows of a long table, and what is visible only for readers of screens have their own measure.
      const other = "svg *, .breakdown-rows tbody *, .visually-hidden, [tabindex='-1']";
      const pressed = [...document.querySelectorAll("a[href], button, summary, select")].filter((e) => e.checkVisibility() && !e.matches(other));
      return pressed.filter((e) => height(e) < 44).map((e) => `${height(e)} ${e.outerHTML.slice(0, 80)}`);
    });
    assert.deepEqual(low, [], tab);
  }
});

onPage(here, "tabs: on a phone every value of a wide table is in sight, with the name of its column", async (on) => {
  const { page } = on;
  await opened(on);
  await openTab(page, "all");
  const latency = page.locator("#latency tbody tr:has(> td)").first();
  const label = () => latency.locator("td").nth(1).evaluate((cell) => getComputedStyle(cell, "::before").content);
  assert.equal(await label(), "none");
  await page.setViewportSize({ width: 390, height: 900 });
  assert.equal(await label(), '"min"');
  const hidden = await page.locator(".frame:has(> .stacks)").evaluateAll((frames) =>
    frames.filter((frame) => frame.scrollWidth > frame.clientWidth).map((frame) => frame.ariaLabel),
  );
  assert.deepEqual(hidden, []);
  assert.ok((await page.locator(".stacks").count()) > 5);
});
