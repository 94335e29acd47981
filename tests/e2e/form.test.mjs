// The form of a test is a module of its own: it comes when its page is opened, says so when that takes long or fails, and is
// there without the host afterwards.
import assert from "node:assert/strict";
import { unfold } from "./support/plan.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const MODULE = "**/sloscope-form*.wasm*";
const FAILED_LOAD = [/Failed to load/, /net::ERR_FAILED/, /Failed to fetch/];

const url = (page) => page.locator("[data-field=url]").first();
const openRun = (page) => page.locator("main").getByRole("link", { name: /Run a test/ }).first().click();
const said = (page) => page.locator(".run [data-form]");

onPage(here, "form: while it is on its way its page has a title, and says what it waits for", async ({ page, open }) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(MODULE, async (route) => {
    await held;
    await route.continue();
  });
  await open();
  await openRun(page);
  await page.getByRole("heading", { level: 1, name: "Run a test" }).waitFor();
  await page.locator("[data-form=loading]").waitFor();
  assert.equal(await url(page).count(), 0);
  // The page answers meanwhile.
  await page.goBack();
  await page.locator("#start-title").waitFor();
  await openRun(page);
  await page.locator("[data-form=loading]").waitFor();
  release();
  await url(page).waitFor();
  await said(page).waitFor({ state: "detached" });
  assert.equal(await page.locator(".run-four").count(), 1, "it is drawn once");
});

onPage(here, "form: one that does not come says so, and comes when it is tried again", async ({ page, open }) => {
  await page.route("**/sloscope-form*", (route) => route.abort());
  await open("#/run");
  const failed = page.locator("[data-form=failed]");
  await failed.getByText(/could not be loaded: .+\. Check the connection, then try again\./).waitFor();
  await failed.getByRole("button", { name: "Try again" }).click();
  await failed.waitFor();
  await page.unroute("**/sloscope-form*");
  await failed.getByRole("button", { name: "Try again" }).click();
  await url(page).waitFor();
  await said(page).waitFor({ state: "detached" });
  await url(page).fill("https://service.test/one");
  await page.getByText("Type the host: service.test").waitFor();
}, { expect: FAILED_LOAD });

onPage(here, "form: it needs no host once the page is ready, and keeps what was written", async ({ page, open }) => {
  await open();
  await page.locator("html[data-offline=ready]").waitFor({ state: "attached" });
  await page.route("**/sloscope-form*", (route) => route.abort());
  await openRun(page);
  await url(page).fill("https://service.test/one");
  await page.goBack();
  await page.locator("#start-title").waitFor();
  await openRun(page);
  await url(page).waitFor();
  assert.equal(await url(page).inputValue(), "https://service.test/one");
  await unfold(page);
  await page.getByText("Type the host: service.test").waitFor();
});
