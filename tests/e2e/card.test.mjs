// The card of a plan: four facts, what follows from them, the foot that says what a start does or what is in its way; and
// what can be done once a test is over.
import assert from "node:assert/strict";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { openPlan, over, saved, written } from "./support/plan.mjs";
import { openShare, openTab, settled } from "./support/report.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const reach = { allow: ({ target }) => [target] };
const fold = (page) => page.evaluate(() => document.querySelectorAll(".run details").forEach((one) => (one.open = false)));
const goals = (page) => page.locator(".run-goals li").allInnerTexts();
const rate = async (page) => (await goals(page)).find((text) => text.startsWith("Requests/s"))?.split("\n").at(-1);

onPage(here, "card: four facts are a plan, and its preview and objectives follow them", async (on) => {
  const { page, target } = on;
  await on.open("#/run");
  await page.waitForFunction((host) => document.querySelector("#card-url")?.value.includes(host), new URL(target).host);
  for (const name of ["method", "url", "body", "rate", "duration"]) assert.ok(await page.locator(`#card-${name}`).isVisible(), name);
  assert.equal(await page.locator("[data-field=checks]").first().isVisible(), false, "the rest is under More");
  const foot = page.locator(".run-size");
  assert.equal(await foot.innerText(), `500 requests in 10 s 50/s, to ${new URL(target).host}`);
  assert.equal(await rate(page), "≥ 49.5/s");
  await page.locator("#card-rate").fill("20");
  await page.locator("#card-duration").fill("30s");
  assert.match(await foot.innerText(), /^600 requests in 30 s 20\/s/);
  assert.equal(await rate(page), "≥ 19.8/s");
  assert.equal(await page.locator(".run-picture svg").getAttribute("aria-label"), "Planned rate: 20/s for 30 s, in requests per second.");
  assert.equal(await page.locator(".run-rates").innerText(), "20\n10\n0");
  assert.match(await page.locator(".run-times").innerText(), /^0:00\n[^]*0:30$/);
  assert.match(await page.locator(".run-sent").innerText(), /^POST .*\/clarify\?ms=5\n1 header, 54 B of JSON$/);
  await page.locator("#card-url").fill(`${target}other?x=1`);
  const plan = await written(page);
  assert.deepEqual([plan.target, plan.requests[0].url, plan.requests[0].name], [target.replace(/\/$/, ""), "/other?x=1", "POST /other"]);
  // What somebody wrote stays.
  await openPlan(on);
  await page.locator("[data-field=objectives]").fill("http_reqs: rate>=15\nhttp_req_duration{scenario:steady}: p(95)<100");
  await page.locator("#card-rate").fill("10");
  assert.deepEqual(await goals(page), ["Requests/s\n≥ 15/s", "p95 of request duration, scenario steady\n< 100 ms"]);
  await page.getByText("the plan sends 10.0/s on average").waitFor();
  await page.locator("[data-action=derive-objectives]").click();
  assert.equal(await rate(page), "≥ 9.9/s");
}, reach);

onPage(here, "card: an example keeps its objectives for as long as they fit", async (on) => {
  const { page } = on;
  await openPlan(on);
  await page.locator("[data-action=example-60s]").click();
  assert.equal((await goals(page)).length, 8);
  await page.locator("[data-field=timeout]").fill("5s");
  assert.equal((await goals(page)).length, 8);
  await page.locator("[data-field=stages]").fill("40 for 30s");
  assert.equal(await rate(page), "≥ 39.6/s");
  assert.ok((await goals(page)).every((text) => !text.includes("rps_")), "no scenario that the plan has not");
}, reach);

onPage(here, "card: the foot names the first field to correct, and leads to it", async (on) => {
  const { page } = on;
  await openPlan(on);
  await page.locator("[data-field=timeout]").fill("10");
  await page.getByText("Add a unit: 10s or 500ms.").waitFor();
  await fold(page);
  const start = page.locator("[data-action=start-run]");
  const link = page.locator("[data-blocked=field]");
  assert.equal(await link.innerText(), "1 field to correct: Time-out");
  assert.equal(await start.getAttribute("aria-disabled"), "true");
  assert.equal(await start.evaluate((button) => getComputedStyle(button).borderTopStyle), "dashed");
  await assertAccessibleEverywhere(page);
  await link.click();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.field), "timeout");
  assert.ok(await page.locator("[data-field=timeout]").isVisible(), "what it is folded into is open");
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [320, 390, 768, 1440]);
  await page.locator("[data-field=timeout]").fill("10s");
  await link.waitFor({ state: "detached" });
  await page.locator("#card-url").fill("https://shop.example.org/");
  assert.equal(await link.innerText(), "Type the host: shop.example.org");
  await page.locator("#card-url").fill("shop");
  assert.match(await link.innerText(), /^\d fields? to correct: URL$/);
}, reach);

onPage(here, "card: what can be pressed is 44 px high where there is little room", async (on) => {
  const { page } = on;
  await page.setViewportSize({ width: 390, height: 844 });
  await openPlan(on);
  const low = await page.evaluate(() => {
    const all = [...document.querySelectorAll(".run :is(button, input[type=text], select, summary, .button)")];
    return all.filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 100));
  });
  assert.deepEqual(low, []);
}, reach);

onPage(here, "card: a test that was stopped says how far it came, and is run again or edited", async (on) => {
  const { page, target } = on;
  await openPlan(on);
  await page.locator("#card-method").fill("GET");
  await page.locator("#card-body").fill("");
  await page.locator("#card-url").fill(`${target}fast`);
  await page.locator("#card-duration").fill("20s");
  await page.locator("[data-action=start-run]").click();
  await page.locator("[data-run=going]").waitFor();
  assert.equal(await page.locator("#live-title").innerText(), "Running");
  // It is shown on every page.
  await page.getByRole("link", { name: "Open", exact: true }).click();
  await page.waitForFunction(() => Number(document.querySelector("[data-live=started]")?.dataset.value) > 50);
  await page.locator("[data-action=stop-run]").click();
  await page.locator("[data-run=going]").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "Report" }).click();
  await over(page);
  assert.equal(await settled(page), "report");
  const said = /Stopped by you at [\d.]+ s of 20 s; (\d+) of \1 due requests sent\./;
  assert.match(await page.locator("[data-stopped]").innerText(), said);
  await page.locator(".findings").getByText(said).waitFor();
  const verdict = await page.locator("[data-overall]").getAttribute("data-verdict");
  assert.equal(await page.locator("#live-title").innerText(), verdict.toUpperCase().replace("-", " "));
  assert.ok((await saved(page, "save-samples")).text.includes("http_reqs"));
  await page.locator("[data-action=edit-plan]").click();
  assert.equal(await page.locator("#card-url").inputValue(), `${target}fast`);
  await page.locator("[data-action=run-again]").click();
  await page.locator("[data-run=going]").waitFor();
  await page.locator("[data-action=stop-run]").click();
  await over(page);
  // Without its panel, the report has what saves it.
  assert.equal(await settled(page), "report");
  await page.locator("[data-action=close-run]").click();
  await openShare(page);
  assert.ok((await saved(page, "save-samples")).text.includes("http_reqs"));
}, reach);

onPage(here, "card: pressure on the processor is shown while a test runs, and in its report", async (on) => {
  const { page, context, target } = on;
  await openPlan(on);
  await page.locator("#card-method").fill("GET");
  await page.locator("#card-body").fill("");
  await page.locator("#card-url").fill(`${target}fast`);
  await page.locator("#card-duration").fill("20s");
  const debug = await context.newCDPSession(page);
  await debug.send("Emulation.setPressureSourceOverrideEnabled", { source: "cpu", enabled: true });
  await page.locator("[data-action=start-run]").click();
  await page.locator("[data-run=going]").waitFor();
  await debug.send("Emulation.setPressureStateOverride", { source: "cpu", state: "critical" });
  await page.locator("[data-live=pressure]").getByText("critical").waitFor();
  await page.waitForFunction(() => Number(document.querySelector("[data-live=started]")?.dataset.value) > 100);
  await page.locator("[data-action=stop-run]").click();
  await over(page);
  await openTab(page, "all");
  await page.getByText(/The browser reported pressure on the processor: critical for [\d.]+ m?s\./).first().waitFor({ state: "attached" });
}, reach);

onPage(here, "card: a field that is being written when its page goes does no harm", async (on) => {
  const { page } = on;
  await on.openExactly();
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Run a test" }).click();
  await page.locator("#card-rate").pressSequentially("7");
  await page.goBack();
  await page.locator("#start-title").waitFor();
  await page.goForward();
  await page.locator("#card-rate").waitFor();
}, reach);
