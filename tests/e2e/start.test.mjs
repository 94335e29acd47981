// The start page: it loads under a sub-path with a strict policy, and is usable by keyboard, in every width and theme.
import assert from "node:assert/strict";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const CSP = /Content Security Policy/;

/** What has the focus, in words that a test can name. */
function focused(page) {
  return page.evaluate(() => {
    const { activeElement: e } = document;
    return e === document.body ? "nothing" : (e.dataset.action ?? (e.id || e.textContent.trim()));
  });
}

onPage(here, "start: loads under a sub-path, from its own files only", async ({ page, openExactly, seen, url }) => {
  await openExactly();
  assert.match(new URL(page.url()).pathname, /^\/sloscope\/$/);
  await page.getByRole("heading", { level: 1, name: "Drop a k6 result, get an honest verdict" }).waitFor();
  assert.equal(await page.title(), "sloscope");
  assert.ok(seen.requests.some((request) => request.endsWith(".wasm")));
  assert.deepEqual(seen.requests.filter((request) => !request.startsWith(url)), []);
  const wasm = await page.evaluate(async (address) => (await fetch(address)).headers.get("content-type"),
    seen.requests.find((request) => request.endsWith(".wasm")));
  assert.equal(wasm, "application/wasm");
});

onPage(here, "start: the policy refuses scripts and styles that are not the page's", async ({ page, openExactly, seen }) => {
  await openExactly();
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = true";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p>');
  });
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  // The watch of these tests sees violations: this test is the proof.
  assert.ok(seen.errors.filter((text) => CSP.test(text)).length >= 2, seen.errors.join("\n"));
}, { expect: [CSP] });

onPage(here, "start: the keyboard reaches every control, in order", async ({ page, openExactly }) => {
  await openExactly();
  const order = [];
  for (let at = 0; at < 20; at += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now === "nothing" || order.includes(now)) break;
    order.push(now);
    const box = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement.closest("label") ?? document.activeElement);
      return `${style.outlineStyle} ${style.outlineWidth}`;
    });
    assert.notEqual(box.split(" ")[0], "none", `${now} shows no focus`);
  }
  assert.deepEqual(order, ["Skip to the content", "sloscope", "Open", "Run a test", "Compare", "theme", "pick", "sample", "link", "run", "keep-runs", "keep-no-runs", "formats-title"]);
  // The button beside the field can be pressed once there is something to open.
  await page.locator("#link").fill("https://example.org/results.json");
  await page.locator("#link").focus();
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Open link");
});

onPage(here, "start: the skip link leads to the content", async ({ page, openExactly }) => {
  await openExactly();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "main");
  await page.locator("#start-title").waitFor();
});

onPage(here, "start: an unknown route shows the start", async ({ page, openExactly }) => {
  await openExactly("#/no/such/page");
  await page.locator("#start-title").waitFor();
  await page.evaluate(() => (location.hash = "#/report"));
  await page.locator("#start-title").waitFor();
});

onPage(here, "start: the theme goes round, and is kept", async ({ page, openExactly }) => {
  await openExactly();
  const root = page.locator("html");
  const button = page.locator("[data-action=theme]");
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await root.getAttribute("data-theme"), null);
  const seen = [];
  for (const theme of ["light", "dark"]) {
    await button.click();
    assert.equal(await root.getAttribute("data-theme"), theme);
    assert.match(await button.innerText(), new RegExp(theme));
    seen.push(await background());
  }
  assert.notEqual(seen[0], seen[1]);
  await page.reload();
  await button.waitFor();
  assert.equal(await root.getAttribute("data-theme"), "dark");
  await button.click();
  assert.equal(await root.getAttribute("data-theme"), null);
});

onPage(here, "start: accessible in light and dark, wide and narrow", async ({ page, openExactly }) => {
  await openExactly();
  await assertAccessibleEverywhere(page);
});

onPage(here, "start: nothing scrolls sideways", async ({ page, openExactly }) => {
  await openExactly();
  await assertNoSidewaysScroll(page, [320, 390, 768, 1440, 2560]);
});
