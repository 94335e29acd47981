// Published results, opened by link: progress, sharing by address, and what is said when a server does not give them.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { startOddServer } from "./support/odd-server.mjs";
import { refusing } from "./support/server.mjs";
import { assertAccessible, assertNoSidewaysScroll } from "./support/axe.mjs";
import { assertSameAsK6, dismiss, figure, figures, message, openShare, openTab, overall, settled, shown, verdicts } from "./support/report.mjs";
import { k6Summary } from "./support/k6-summary.mjs";
import { fixture, pick, sample } from "./support/files.mjs";
import { onPage, sharedSite } from "./support/site.mjs";
import { textOf } from "./support/shown.mjs";

const here = sharedSite();
/** A server that does what it should not, and an address where none is. */
let odd;
let refused;
before(async () => {
  odd = await startOddServer();
  refused = await refusing();
});
after(() => {
  odd?.stop();
  refused?.stop();
});

/** The page's address with links in it. */
function address(...links) {
  return `?${links.map((link) => `src=${encodeURIComponent(link)}`).join("&")}`;
}

/** A refused request is logged by the browser itself. */
const LOGGED = [/Failed to load resource/, /blocked by CORS policy/, /net::ERR_/];
const allow = (server) => [server.target, odd.url, refused.url];
const linked = { allow, expect: LOGGED };

onPage(here, "link: ?src= opens published results", async ({ page, open, target }) => {
  await open(address(`${target}results/summary.json`));
  await shown(page);
  const compared = await assertSameAsK6(page, k6Summary(sample("summary.json")).values);
  assert.ok(compared >= 30, `only ${compared} values compared`);
  assert.ok(page.url().includes("src="), "the address can be shared");
}, linked);

onPage(here, "link: several links join to one run", async ({ page, open, target }) => {
  await open(address(`${target}results/results.json.gz`, `${target}results/summary.json`));
  await shown(page);
  assert.match(await textOf(page, "main"), /matches k6/i);
  assert.equal(new URL(page.url()).searchParams.getAll("src").length, 2);
}, linked);

onPage(here, "link: the field on the start page opens a link, relative ones too", async ({ page, open }) => {
  await open();
  await page.locator("#link").fill("sample/summary.json");
  await page.keyboard.press("Enter");
  await shown(page);
  assert.deepEqual(new URL(page.url()).searchParams.getAll("src"), ["sample/summary.json"]);
});

onPage(here, "link: progress is shown in bytes, and reading can be cancelled", async ({ page, open }) => {
  await open(address(`${odd.url}slow/results.json`));
  const progress = page.locator("[data-state=loading] progress");
  await progress.waitFor();
  await page.waitForFunction(() => document.querySelector("[data-state=loading] progress")?.position > 0.02);
  assert.match(await page.locator("[data-state=loading]").innerText(), /\d.* of .*B/);
  await page.locator("[data-action=cancel]").click();
  await page.locator("[data-state]").waitFor({ state: "detached" });
  await page.locator("[data-action=sample]").click();
  await shown(page);
}, linked);

const failures = [
  ["a server without CORS", ({ target }) => `${target}nocors/results/summary.json`, /CORS|other pages/],
  ["a file that is not there", ({ target }) => `${target}results/nothing.json`, /not found.*404|404/is],
  ["a server that refuses connections", () => `${refused.url}results.json`, /cannot be reached/i],
  ["a server that asks who is there", () => `${odd.url}status/403`, /permission|403/],
  ["a server that fails", () => `${odd.url}status/500`, /server failed|500/],
  ["a page instead of a file", () => `${odd.url}page/results.json`, /web page/],
  ["a redirect loop", () => `${odd.url}circle/1`, /redirects that form a loop/],
  ["an answer of NULs without an end", () => `${odd.url}endless/0`, /a binary file/],
  ["an empty answer", () => `${odd.url}empty/results.json`, /empty/i],
  ["javascript:", () => "javascript:alert(1)", /https?:/],
  ["file:", () => "file:///etc/passwd", /https?:/],
  ["data:", () => "data:application/json,{}", /https?:/],
  ["no address at all", () => "http://", /not a web address/],
];
for (const [name, link, says] of failures) {
  onPage(here, `link: ${name} is explained`, async ({ page, open, target }) => {
    await open(address(link({ target })));
    assert.equal(await settled(page), "failed");
    const said = await message(page);
    assert.match(said, says);
    // Advice for links, in sentences.
    for (const sentence of await page.locator(".failures p").allInnerTexts()) {
      assert.match(sentence, /[^.][.?]$/);
      assert.doesNotMatch(sentence, /\.\.|choose/i);
    }
    await dismiss(page);
    await page.locator("#start-title").waitFor();
  }, linked);
}

onPage(here, "link: a connection that breaks off leaves what came before", async ({ page, open }) => {
  await open(address(`${odd.url}broken/results.json`));
  await page.locator("[data-state=loading]").getByText(/samples/).waitFor();
  odd.breakOff();
  await shown(page);
  assert.ok((await figure(page, "http_reqs", "count")) > 0);
  // Said above the verdict, with advice for a link.
  const said = await textOf(page, "[data-unread]");
  assert.match(said, /^results\.json: Reading broke off after .*\. Open the link again/);
  assert.doesNotMatch(await textOf(page, "main"), /\.\.|choose the file/i);
  assert.match(await textOf(page, "[data-overall]"), /cut short/);
}, linked);

onPage(here, "link: an answer that has no end leaves what came before", async ({ page, open }) => {
  await open(address(`${odd.url}endless/10/results.json`));
  await shown(page);
  assert.match(await textOf(page, "[data-unread]"), /Reading was stopped after 26\d MB: the last 268 MB held no k6 data\. Check where/);
  assert.equal(await figure(page, "http_reqs", "count"), 20);
}, linked);

onPage(here, "link: a query string, which may hold a token, is never shown", async ({ page, open, target }) => {
  await page.addInitScript(() => {
    globalThis.copied = [];
    navigator.clipboard.writeText = async (text) => void globalThis.copied.push(text);
  });
  await open(address(`${target}results/summary.json?token=s3cr3t`));
  await shown(page);
  const html = await page.locator("body").innerHTML();
  assert.ok(!html.includes("s3cr3t"), "it is in the page");
  assert.ok(!(await page.title()).includes("s3cr3t"));
  await openShare(page);
  await page.locator("[data-action=copy-markdown]").first().click();
  await page.waitForFunction(() => globalThis.copied.length > 0);
  const markdown = await page.evaluate(() => globalThis.copied.join("\n"));
  assert.match(markdown, /Report/);
  assert.ok(!markdown.includes("s3cr3t"), "it is in the Markdown");
  // Nor where opening fails.
  await open(address(`${target}results/nothing.json?token=s3cr3t`));
  assert.equal(await settled(page), "failed");
  assert.ok(!(await message(page)).includes("s3cr3t"), await message(page));
}, linked);

const RESULTS = fixture("v2.2/thresholds_fail/results.json.gz");
const sorted = (all) => all.map((one) => JSON.stringify(one)).sort();

/** What is copied from now on, and the bytes of what is saved. */
async function outputs(page) {
  await page.addInitScript(() => {
    Object.assign(globalThis, { copied: [], blobs: [] });
    if (navigator.clipboard) navigator.clipboard.writeText = async (text) => void globalThis.copied.push(text);
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => (globalThis.blobs.push(blob), createObjectURL(blob));
  });
  const save = async (kind, sign) => {
    await page.evaluate(() => (globalThis.blobs = []));
    await page.locator("[data-field=save-as]").selectOption(kind);
    await page.locator("[data-action=save-as]").click();
    const found = await page.waitForFunction((sign) => globalThis.blobs.find((blob) => [blob.name, blob.type].includes(sign)), sign);
    const url = await found.evaluate((blob) => {
      const reader = new FileReader();
      reader.readAsDataURL(blob);
      return new Promise((done) => (reader.onload = () => done(reader.result)));
    });
    return Buffer.from(url.split(",")[1], "base64");
  };
  const copied = async (number) => {
    await page.waitForFunction((number) => globalThis.copied.length >= number, number);
    return page.evaluate((at) => globalThis.copied[at], number - 1);
  };
  return { save, copied };
}

onPage(here, "link: packed runs, stored reports and saved HTML files open as they do when they are dropped", async ({ page, open }) => {
  const { save } = await outputs(page);
  await open();
  await pick(page, RESULTS);
  await shown(page);
  const known = { figures: sorted(await figures(page)), verdict: await overall(page) };
  await openShare(page);
  const links = {};
  for (const [kind, sign, name] of [["slo", "run.slo", "run.slo"], ["json", "application/json", "report.json"], ["html", "text/html", "run.html"], ["html-report", "text/html", "report.html"]]) {
    links[name] = odd.publish(name, await save(kind, sign));
  }
  for (const [name, link] of Object.entries(links)) {
    await open(address(link));
    await shown(page);
    assert.equal(await overall(page), known.verdict, name);
    assert.deepEqual(new URL(page.url()).searchParams.getAll("src"), [link]);
    const isStored = (await page.locator("[data-stored]").count()) > 0;
    assert.equal(isStored, name.startsWith("report"), name);
    if (!isStored) assert.deepEqual(sorted(await figures(page)), known.figures, name);
  }
  // What breaks off is said of the link.
  odd.publish("run.slo", Buffer.from("sloscope.samples/2\n"));
  await open(address(links["run.slo"]));
  assert.equal(await settled(page), "failed");
}, linked);

onPage(here, "link: the address holds the tab, the part of the run, the breakdown and its order, and edited objectives", async ({ page, openExactly }) => {
  const view = "tab=endpoints&v=2&from=10s&to=50s&where=method=POST&by=scenario&objectives=%7B%22http_req_duration%22:%5B%22p(95)%3C1%22%5D%7D&sort=-count";
  await openExactly(`?src=sample/results.json.gz#/report?${view}`);
  await shown(page);
  const order = () => page.locator("#breakdown tr[data-row] [data-stat=count]").evaluateAll((all) => all.map((cell) => Number(cell.dataset.value)));
  const down = (all) => [...all].sort((a, b) => b - a);
  const first = await order();
  assert.ok(first.length > 1 && first[0] > first.at(-1), first.join());
  assert.deepEqual(first, down(first));
  await page.locator("#breakdown th[aria-sort=descending] [data-action=sort]").waitFor();
  assert.equal(await page.locator("[data-tab=endpoints]").getAttribute("aria-current"), "page");
  assert.match(await textOf(page, ".chips"), /method = POST/);
  assert.equal(page.url().split("#/report?")[1], view, "it stays as it was");
  // The other way round is a step of the history.
  await page.locator("#breakdown th[aria-sort] [data-action=sort]").click();
  await page.waitForURL(/&sort=count$/);
  assert.deepEqual(await order(), down(first).reverse());
  await page.goBack();
  await page.locator("#breakdown th[aria-sort=descending]").waitFor();
  assert.deepEqual(await order(), first);
  await openTab(page, "objectives");
  assert.deepEqual(await verdicts(page), { "http_req_duration: p(95)<1": "fail" });
});

onPage(here, "link: what the receiver needs is said, and a link may hold the report", async ({ page, open }) => {
  const { copied } = await outputs(page);
  await open();
  await pick(page, RESULTS);
  await shown(page);
  const verdict = await overall(page);
  await openShare(page);
  await page.locator("[data-action=copy-link]").click();
  await page.getByText("Send the files as well: the link needs them.").waitFor();
  assert.doesNotMatch(await copied(1), /held=|src=/);
  await page.locator("[data-action=copy-held]").click();
  const link = await copied(2);
  assert.match(link, /#\/report\?tab=all&held=[\w-]+$/);
  assert.ok(link.length < 11_000, `${link.length} characters`);
  await page.getByText("It holds this report without its samples").waitFor();
  await page.goto("about:blank");
  await page.goto(link);
  await shown(page);
  assert.match(await textOf(page, "[data-stored]"), /report in the link \(sloscope\.report\/1\) was made by sloscope .* from results\.json/);
  assert.equal(await overall(page), verdict);
  // The address still has it, for a reload and for others, and other pages do not.
  assert.ok(page.url().endsWith(link.slice(link.indexOf("&held="))), page.url());
  await openShare(page);
  await page.locator("[data-action=copy-link]").click();
  assert.match(await copied(1), /&held=/);
  await page.getByText("Link copied.", { exact: true }).waitFor();
  await assertAccessible(page, "a report that came in a link");
  await assertNoSidewaysScroll(page, [320, 1440]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.locator("header").getByText("Open", { exact: true }).click();
  await page.waitForURL(/#\/$/);
  await page.goBack();
  await shown(page);
  for (const damaged of [link.slice(0, -40), link.replace(/held=.{9}/, "held=********"), link.replace(/held=.*/, "held=AAAA")]) {
    await page.goto("about:blank");
    await page.goto(damaged);
    assert.equal(await settled(page), "failed");
    assert.match(await message(page), /report in the link[^]*the link was cut or changed/);
    await dismiss(page);
  }
});
