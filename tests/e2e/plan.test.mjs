// The plan of a test on the page: every part as a field, mistakes at the field, plans from other tools, links, files.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertAccessibleEverywhere, assertNoSidewaysScroll } from "./support/axe.mjs";
import { dropMade } from "./support/files.mjs";
import { fill, openPlan, plan, saved, write, written } from "./support/plan.mjs";
import { onPage, sharedSite } from "./support/site.mjs";

const here = sharedSite();
const reach = { allow: ({ target }) => [target] };
const BODY = '{"id": "{{$uuid}}", "n": {{{n}}}}';

onPage(here, "plan: every part of it is a field", async (on) => {
  const { page } = on;
  await openPlan(on);
  await page.locator("[data-action=example-60s]").click();
  await page.getByText("As text: JSON").click();
  await fill(page, { target: "http://127.0.0.1:1 http://127.0.0.1:2", "plan-name": "all of it", timeout: "2s" });
  await page.locator("[data-action=add-request]").click();
  const second = ".run-card:has(#request-1-method)";
  await fill(page, {
    method: "put",
    path: "/items/{{$iteration}}",
    headers: "X-Key: {{k}}\nAccept: */*",
    body: BODY,
    checks: "status 200-299\nheader x-id\nbody contains ok\njson items.0.id = 17\nduration < 50",
    "request-name": "change",
    weight: "3",
    "request-tags": "kind: write",
  }, second);
  await fill(page, { data: "k,n\na,1\nb,2", order: "random", seed: "42" });
  await fill(page, { body: "plain" }, ".run-four");
  await page.locator("#request-0-body-kind").selectOption("text");
  for (let left = 0; left < 2; left += 1) await page.locator("[data-action=remove-scenario]").first().click();
  await fill(page, { executor: "ramping-arrival-rate" }, ".run-card:has(#scenario-0-executor)");
  await fill(page, {
    "scenario-name": "climb",
    "start-time": "5s",
    "start-rate": "10",
    "time-unit": "1m",
    ramps: "to 600 for 30s\nto 0 for 10s",
    "pre-allocated-vus": "7",
    "scenario-max-vus": "70",
    "graceful-stop": "3s",
    "scenario-tags": "load: up",
  }, ".run-card:has(#scenario-0-executor)");
  await page.locator("[data-action=add-scenario]").click();
  await fill(page, { rate: "20", duration: "15s" }, ".run-card:has(#scenario-1-executor)");
  await fill(page, {
    objectives: "http_req_duration: p(95)<500\nhttp_req_failed{scenario:climb}: rate<0.01, abort after 10s",
    "plan-warm-up": "4s",
    "plan-tags": "team: cars",
  });
  const { requests, data, scenarios, ...rest } = await written(page);
  assert.deepEqual(rest, {
    version: "sloscope.plan/1",
    name: "all of it",
    target: ["http://127.0.0.1:1", "http://127.0.0.1:2"],
    seed: 42,
    timeout: "2s",
    warmUp: "4s",
    tags: { team: "cars" },
    thresholds: {
      http_req_duration: ["p(95)<500"],
      "http_req_failed{scenario:climb}": [{ threshold: "rate<0.01", abortOnFail: true, delayAbortEval: "10s" }],
    },
  });
  assert.equal(requests.length, 2);
  assert.equal(requests[0].body, "plain");
  const { checks, json, ...change } = requests[1];
  assert.deepEqual(change, {
    name: "change",
    weight: 3,
    method: "PUT",
    url: "/items/{{$iteration}}",
    headers: { "X-Key": "{{k}}", Accept: "*/*" },
    tags: { kind: "write" },
  });
  assert.equal(json, BODY);
  assert.deepEqual(checks.map(({ name, ...check }) => check), [
    { status: "200-299" },
    { header: "x-id" },
    { bodyContains: "ok" },
    { jsonPath: "items.0.id", equals: "17" },
    { durationBelow: 50 },
  ]);
  assert.deepEqual(data, { columns: ["k", "n"], order: "random", rows: [["a", "1"], ["b", "2"]] });
  assert.deepEqual(scenarios[0], {
    name: "climb",
    executor: "ramping-arrival-rate",
    startTime: "5s",
    timeUnit: "60s",
    startRate: 10,
    stages: [{ target: 600, duration: "30s" }, { target: 0, duration: "10s" }],
    preAllocatedVUs: 7,
    maxVUs: 70,
    gracefulStop: "3s",
    tags: { load: "up" },
  });
  assert.deepEqual([scenarios[1].startTime, scenarios[1].rate, scenarios[1].duration], ["45s", 20, "15s"]);
  assert.equal(await page.locator("[data-mistake]").count(), 0);
  await assertAccessibleEverywhere(page);
  await assertNoSidewaysScroll(page, [320, 768, 1440]);
}, reach);

onPage(here, "plan: a mistake is said at its field, and keeps the test from starting", async (on) => {
  const { page } = on;
  await openPlan(on);
  const says = async (field, value, words) => {
    const before = await page.locator(`[data-field=${field}]`).inputValue();
    await page.locator(`[data-field=${field}]`).fill(value);
    const id = await page.locator(`[data-field=${field}][aria-invalid=true]`).getAttribute("id");
    await page.locator(`#${id}-hint`).getByText(words).waitFor();
    assert.ok(await page.locator("[data-action=start-run]").isDisabled(), field);
    await page.locator(`[data-field=${field}]`).fill(before);
    await page.locator(`[data-field=${field}][aria-invalid=false]`).waitFor();
    assert.ok(await page.locator("[data-action=start-run]").isEnabled(), field);
  };
  await says("target", "127.0.0.1", "begins with http");
  await says("method", "G T", "is not a method");
  await says("url", "http://127.0.0.1:1/{{nothing}}", "nothing");
  await says("headers", "no colon", "is not a header");
  await says("headers", "Bad Name: x", "not the name of a header");
  await says("body", '{"a": ', "not JSON");
  await says("checks", "latency 5", "is not a check");
  await says("checks", "status 99", "a status is a number");
  await says("data", "a,b\n1", "this row has 1 values");
  await says("stages", "200", "is not a stage");
  await says("stages", "0 for 20s", "the rate must be 1 or more");
  await says("objectives", "http_req_duration: p(95)", "character");
  await says("objectives", "http_reqs: p(95)<5", "p(95)");
  await says("plan-warm-up", "1h", "nothing is left to judge");
  await says("plan-tags", "status: 1", "samples have a tag status");
  await says("timeout", "soon", "is not a duration");
  // Fewer stages are fewer scenarios.
  await page.locator("[data-field=stages]").fill("10 for 5s\n20 for 5s");
  await page.waitForFunction(() => document.querySelectorAll("[data-field=executor]").length === 2);
  assert.equal(await page.locator("[data-action=remove-scenario]").count(), 2);
}, reach);

onPage(here, "plan: rows come from a file", async (on) => {
  const { page } = on;
  await openPlan(on);
  await page.getByText("As text: JSON").click();
  const give = (name, text) => page.locator("input[data-action=data-file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await give("rows.json", '[{"prompt": "one"}, {"prompt": "two"}]');
  await page.getByText("2 rows of prompt.").waitFor();
  assert.deepEqual((await written(page)).data.rows, [["one"], ["two"]]);
  await give("torn.csv", 'prompt\n"one');
  await page.getByText(/torn\.csv: .*quote/).waitFor();
  await give("many.csv", `prompt\n${Array.from({ length: 3000 }, (_, i) => `p${i}`).join("\n")}`);
  await page.getByText("3,000 rows of prompt: too many to edit here.").waitFor();
  assert.equal(await page.locator("[data-field=data]").count(), 0);
  await page.locator("[data-action=clear-data]").click();
  await page.locator("[data-field=data]").waitFor();
}, reach);

onPage(here, "plan: cURL, HAR, k6 options and a plan become the plan", async (on) => {
  const { page, target } = on;
  await openPlan(on);
  await page.getByText("As text: JSON").click();
  await page.getByText("Make a plan of a cURL command").click();
  const paste = async (text) => {
    await page.locator("[data-field=import]").fill(text);
    await page.locator("[data-action=import]").click();
  };
  const notes = page.locator("[data-plan-notes]");
  await paste(`curl -X POST '${target}clarify?ms=5' -H 'X-Id: 7' --data-raw 'hello'`);
  await notes.getByText("The load is a first guess").waitFor();
  const curl = (await written(page)).requests[0];
  assert.deepEqual([curl.method, curl.url, curl.headers["X-Id"], curl.body], ["POST", "/clarify?ms=5", "7", "hello"]);
  assert.equal(await page.locator("#card-url").inputValue(), `${target}clarify?ms=5`);
  // Of a HAR file one entry is picked.
  const entry = (path) => ({ request: { method: "GET", url: `${target}${path}`, headers: [] }, response: { status: 200 } });
  const har = JSON.stringify({ log: { entries: [entry("fast"), entry("slow?ms=5")] } });
  await dropMade(page, [{ name: "traffic.har", text: har }]);
  await page.locator("[data-action=pick-entry]").nth(1).click();
  await page.waitForFunction(() => document.querySelector("#card-url")?.value.endsWith("/slow?ms=5"));
  // Options have the load, not the requests.
  const options = "export const options = { scenarios: { a: { executor: 'constant-arrival-rate', rate: 7, duration: '5s', preAllocatedVUs: 1 } } };";
  await page.locator("input[data-action=import-plan]").setInputFiles({ name: "options.js", mimeType: "text/plain", buffer: Buffer.from(options) });
  await notes.getByText("Options do not hold the requests").waitFor();
  assert.equal(await page.locator("[data-field=stages]").inputValue(), "7 for 5s");
  await paste(JSON.stringify(plan(target, { rate: 3 })));
  await page.waitForFunction(() => document.querySelector("[data-field=stages]")?.value === "3 for 3s");
  await paste("wget https://example.org");
  await page.locator("#plan-import-said").getByText("no cURL command").waitFor();
  await assertAccessibleEverywhere(page);
}, reach);

onPage(here, "plan: a long one is read by a worker, and what is wrong with it is said", async (on) => {
  const { page, target } = on;
  const rows = Array.from({ length: 20_000 }, (_, at) => [`${at}`, `a question of some length, number ${at}`]);
  const long = plan(target, { rate: 4, data: { columns: ["id", "prompt"], rows } });
  await write(on, long);
  const fault = page.locator("[data-mistake]");
  await page.waitForFunction(() => document.querySelector("[data-field=stages]")?.value === "4 for 3s");
  await page.getByText("20,000 rows of id, prompt").waitFor();
  await fault.first().waitFor({ state: "detached" });
  // A mistake in the last row is reported with its line; the fields keep the plan before.
  await page.locator("[data-field=plan]").fill(`${JSON.stringify({ ...long, name: "another" }).slice(0, -1)},\n"oops": 1}`);
  await fault.getByText("line 2").waitFor();
  assert.equal(await page.locator("[data-field=stages]").inputValue(), "4 for 3s");
  // The newest text counts, though the one before is still being read.
  await page.locator("[data-field=plan]").fill(JSON.stringify({ ...long, name: "late" }));
  await page.locator("[data-field=plan]").fill(JSON.stringify(plan(target, { rate: 9 })));
  await page.waitForFunction(() => document.querySelector("[data-field=stages]")?.value === "9 for 3s");
  await page.getByText("No rows: every iteration sends the same.").waitFor();
}, reach);

onPage(here, "plan: the address holds it without secrets, and opening that starts nothing", async (on) => {
  const { page, context, target, url } = on;
  const secret = plan(target, {
    requests: [{ name: "get", method: "GET", url: "/fast?token=t0ken", headers: { Authorization: "Bearer s3cret" } }],
    data: { columns: ["a"], rows: [["pr1vate"]] },
  });
  await write(on, secret);
  await page.waitForFunction(() => location.hash.startsWith("#/run?v=1&plan="));
  const unpack = async (hash) => page.evaluate(async (hash) => {
    const packed = /plan=([^&]*)/.exec(hash)[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
  }, hash);
  const safe = await page.evaluate(() => location.hash);
  assert.match(safe, /&left=headers,rows,queries$/, "the request has no body");
  assert.doesNotMatch(await unpack(safe), /s3cret|t0ken|pr1vate/);
  // Another person opens it.
  const other = await context.newPage();
  await other.goto(`${url}${safe}`);
  await other.locator("[data-plan-notes]").getByText("The sender left out: values of headers, data rows and query strings").waitFor();
  assert.equal(await other.locator("[data-field=stages]").inputValue(), "100 for 3s");
  assert.equal(await other.locator("[data-field=headers]").inputValue(), "Authorization: ");
  assert.equal(await other.locator("[data-run]").count(), 0, "nothing was started");
  // With all that its author wants in it.
  for (const choice of ["keep-headers", "keep-rows", "keep-queries"]) await page.locator(`[data-field=${choice}]`).check();
  await page.waitForFunction(() => location.hash.startsWith("#/run?v=1") && !location.hash.includes("left="));
  const whole = await page.evaluate(() => location.hash);
  assert.match(await unpack(whole), /s3cret[^]*pr1vate/);
  await other.goto("about:blank");
  await other.goto(`${url}${whole}`);
  await other.waitForFunction(() => document.querySelector("[data-field=headers]")?.value === "Authorization: Bearer s3cret");
  // One that was cut.
  await other.goto("about:blank");
  await other.goto(`${url}${whole.slice(0, 60)}`);
  await other.locator("[data-plan-notes]").getByText("cannot be read").waitFor();
  await other.close();
}, reach);

onPage(here, "plan: it is saved as JSON, as a k6 script and as a TestRun", async (on) => {
  const { page, target } = on;
  await write(on, plan(target));
  const json = await saved(page, "save-plan");
  assert.deepEqual([json.name, JSON.parse(json.text).name], ["plan.json", "a test"]);
  const script = await saved(page, "save-k6");
  assert.equal(script.name, "script.js");
  assert.match(script.text, /constant-arrival-rate[^]*export default function/);
  const path = join(tmpdir(), `sloscope-script-${process.pid}.mjs`);
  await writeFile(path, script.text);
  const { execFileSync } = await import("node:child_process");
  execFileSync(process.execPath, ["--check", path]);
  const run = await saved(page, "save-testrun");
  assert.equal(run.name, "testrun.yaml");
  assert.match(run.text, /kind: TestRun[^]*parallelism: 4/);
}, reach);
