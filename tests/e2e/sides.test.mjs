// Two sides in one run: the form has them, the preview shows them, and the generator sends and tags them block by block.
import assert from "node:assert/strict";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { groupBy, rows } from "./support/breakdown.mjs";
import { fill, openPlan, over, plan, saved, unfold, write, written } from "./support/plan.mjs";
import { settled } from "./support/report.mjs";
import { onPage, site } from "./support/site.mjs";

const here = site();

/** How many there are of each key. */
function counted(list, key) {
  const counts = {};
  for (const one of list) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
  return counts;
}

onPage(here, "sides: the fields of two sides, and what the preview says of them", async (on) => {
  const { page, target } = on;
  await openPlan(on);
  const preview = page.locator("[data-sides]");
  assert.equal(await preview.count(), 0);
  await fill(page, { compare: "yes" });
  await preview.getByText("b sends what a sends").waitFor();
  await preview.getByText("10 blocks of 1 s each, in pairs:").waitFor();
  await preview.locator("[data-caution=sides]").getByText("With 5 pairs no difference is certain").waitFor();
  await page.locator("#card-duration").fill("24s");
  await fill(page, { block: "2s", "url-b": `${new URL("other?x=1", target)}`, "headers-b": "X-Build: new" });
  await preview.getByText("12 blocks of 2 s each").waitFor();
  assert.equal(await preview.locator("[data-caution]").count(), 0);
  await preview.getByText(`POST ${new URL("other?x=1", target)}`).waitFor();
  await fill(page, { "order-seed": "9" });
  await page.getByText("As text: JSON").click();
  const { sides, seed } = await written(page);
  assert.deepEqual(sides, { block: "2s", b: { url: "/other?x=1", headers: { "X-Build": "new" } } });
  assert.equal(seed, 9);
  await fill(page, { block: "5s" });
  const blocked = page.locator("[data-blocked=field]");
  await blocked.getByText("1 field to correct: Length of a block").waitFor();
  await page.locator("[data-part=block]").getByText("no whole number of pairs of two blocks of 5s: make it 20s or 30s").waitFor();
  await fill(page, { block: "4s", "url-b": "http://b.example.org/other" });
  // A host of side b has to be typed, as any other.
  await blocked.getByText("Type the host: b.example.org").waitFor();
  await unfold(page);
  await assertAccessibleEverywhere(page, "two sides");
  await assertNoSidewaysScroll(page, [390, 1440]);
  await fill(page, { compare: "no" });
  await preview.waitFor({ state: "detached" });
  assert.equal((await written(page)).sides, undefined);
});

onPage(here, "sides: each request has the tags of the block that it was due in", async (on) => {
  const { page, target } = on;
  const requests = [{ name: "ask", method: "GET", url: "/slow?ms=5" }];
  const sides = { block: "1s", b: { url: "/slow?ms=60" } };
  await write(on, plan(target, { requests, rate: 20, duration: "5s", warmUp: "1s", sides }));
  await page.locator("[data-action=start-run]").click();
  await over(page);
  assert.equal(await settled(page), "report");
  const { text } = await saved(page, "save-samples");
  const points = text.trim().split("\n").map((line) => JSON.parse(line)).filter((line) => line.type === "Point");
  const of = (metric) => points.filter((point) => point.metric === metric).map((point) => point.data);
  const key = ({ tags }) => `${tags.side ?? "-"}${tags.block ?? "-"}`;
  // Two pairs of blocks of 20 requests each; the warm-up has neither tag.
  for (const metric of ["http_reqs", "http_req_duration", "iterations", "http_req_failed"]) {
    const counts = counted(of(metric), key);
    assert.equal(counts["--"], 20, metric);
    const blocks = Object.keys(counts).filter((name) => name !== "--");
    assert.deepEqual(blocks.map((name) => name.slice(1)).sort(), ["1", "2", "3", "4"], metric);
    assert.ok(blocks.every((name) => counts[name] === 20), `${metric}: ${JSON.stringify(counts)}`);
    const side = (number) => blocks.find((name) => name.endsWith(number))[0];
    assert.equal([side("1"), side("2")].sort().join(""), "ab", metric);
    assert.equal([side("3"), side("4")].sort().join(""), "ab", metric);
  }
  // What was sent is what the tags say.
  for (const { tags, value } of of("http_req_duration").filter((point) => point.tags.side)) {
    if (tags.side === "b") assert.ok(value >= 55, `${value} ms of b`);
  }
  const quick = of("http_req_duration").filter((point) => point.tags.side === "a").map((point) => point.value).sort((a, b) => a - b);
  assert.ok(quick[20] < 55, `${quick[20]} ms of a`);
  await groupBy(page, "side");
  const found = await rows(page);
  assert.deepEqual(found.map((row) => row.values[0]).sort(), ["a", "b"]);
  assert.ok(found.every((row) => row.figures.count === 40), JSON.stringify(found));
}, { allow: ({ target }) => [target] });
