import { collectPauses, pauses } from "./support/pauses.mjs";
import { pick } from "./support/files.mjs";
import { shown } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";
const here = site();
const files = (process.env.FILES ?? "metrics_5000,scen_3000").split(",");
for (const f of files) onPage(here, f, async ({ page, open, t }) => {
  await open();
  await pick(page, `/tmp/w/lists-data/${f}.json`);
  await collectPauses(here.browser, page);
  let t0 = performance.now();
  await shown(page, 170_000);
  await page.waitForTimeout(1500);
  let p = await pauses(here.browser, page);
  const nodes = await page.evaluate(() => [document.querySelectorAll("*").length, document.querySelectorAll("option").length, document.querySelectorAll("tr").length]);
  console.log(f, "open", ((performance.now()-t0)/1000).toFixed(1), "s; busy", p.busy.toFixed(0), "long", p.longTasks.map(l=>l.duration.toFixed(0)).join(" "), "nodes,options,tr", nodes.join(" "));
  // scroll through the page
  await collectPauses(here.browser, page);
  const h = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < Math.min(h, 12000); y += 600) { await page.mouse.wheel(0, 600); await page.waitForTimeout(60); }
  await page.waitForTimeout(500);
  p = await pauses(here.browser, page);
  console.log(f, "scroll height", h, "busy", p.busy.toFixed(0), "long", p.longTasks.map(l=>l.duration.toFixed(0)).join(" "));
  // brush and hover
  await page.evaluate(() => scrollTo(0, 0));
  const brush = page.locator("#chart-brush");
  if (await brush.count()) {
    await collectPauses(here.browser, page);
    const b = await brush.boundingBox();
    if (b) {
    await page.mouse.move(b.x + b.width * 0.3, b.y + 30); await page.mouse.down();
    for (let k = 0; k < 10; k++) { await page.mouse.move(b.x + b.width * (0.35 + k * 0.02), b.y + 30); await page.waitForTimeout(50); }
    await page.mouse.up();
    await page.locator("main .report[aria-busy=false]").waitFor({ timeout: 60000 });
    await page.waitForTimeout(1000);
    p = await pauses(here.browser, page);
    console.log(f, "brush busy", p.busy.toFixed(0), "long", p.longTasks.map(l=>l.duration.toFixed(0)).join(" "));
    }
  }
}, { timeout: 240_000 });
