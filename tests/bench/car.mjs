// `cargo xtask bench car`: tests run from the page against the demo target on the same machine: is the rate held, how late
// are requests sent, what is dropped. Each figure is read from the report of a run of its own, with a browser of its own.
//
// `--seconds N` is the length of each run; `--seed` runs the whole example of ten minutes instead (200, 300, 400 RPS).
import { figures, openAll, settled } from "../e2e/support/report.mjs";
import { withPage, withServer } from "./browser.mjs";
import { main, print, say } from "./numbers.mjs";

const RATES = [200, 300, 400, 600, 800];
/** In flight at most: hundreds of pending requests slow a browser down. */
const MAX_VUS = 64;
/** A rate is held with no drops and a lag below this, in ms. */
const HELD_MS = 10;
const GET = { name: "get", method: "GET", url: "/clarify?ms=5&prompt=What%20does%20this%20light%20mean" };
const POST = { name: "post", method: "POST", url: "/clarify?ms=5", json: { prompt: "What does this light mean? {{$iteration}}" } };

const words = process.argv.slice(2);
const at = words.indexOf("--seconds");
const seconds = at < 0 ? 10 : Number(words[at + 1]);
if (!(seconds >= 1)) throw new Error("--seconds is a number of seconds, 1 or more");

await main(() => withServer((server) => (words.includes("--seed") ? seed(server) : rates(server))));

async function rates(server) {
  let ceiling;
  let held = true;
  for (const rate of RATES) {
    for (const [kind, request] of Object.entries({ get: GET, post: POST })) {
      const found = await run(server, plan(server, request, rate));
      tell(`${kind}_${rate}`, found);
      held &&= found.dropped === 0 && found.lag.p99 < HELD_MS;
    }
    if (held) ceiling = rate;
  }
  print("ceiling_rps", ceiling ?? "below 200");
}

async function seed(server) {
  tell("seed", await run(server, null));
}

function plan(server, request, rate) {
  const load = { executor: "constant-arrival-rate", rate, duration: `${seconds}s`, preAllocatedVUs: MAX_VUS, maxVUs: MAX_VUS };
  return {
    version: "sloscope.plan/1",
    name: `${request.name} ${rate}`,
    target: server.target.replace(/\/$/, ""),
    requests: [request],
    scenarios: [{ name: "car", gracefulStop: "10s", ...load }],
    timeout: "10s",
  };
}

/** Runs a plan, or the example of ten minutes, in the page, and reads its report. */
async function run(server, plan) {
  return withPage(new URL("#/run", server.page).href, async (page) => {
    await page.waitForFunction(() => /127\.0\.0\.1/.test(document.querySelector("[data-field=target]")?.value));
    await page.getByText("As text: JSON").click();
    if (plan) await page.locator("[data-field=plan]").fill(JSON.stringify(plan));
    else await page.locator("[data-action=example-10min]").click();
    const text = JSON.parse(await page.locator("[data-field=plan]").inputValue());
    const length = text.scenarios.reduce((sum, s) => sum + Number.parseFloat(s.duration) * 1000, 0);
    await page.locator("[data-action=start-run]").click();
    await page.locator("[data-run=over]").waitFor({ timeout: length + 60_000 });
    await settled(page);
    const live = async (name) => Number(await page.locator(`[data-live=${name}]`).getAttribute("data-value"));
    const [due, sent, dropped] = [await live("due"), await live("started"), await live("dropped")];
    // The report that was asked for at the end.
    await page.waitForFunction(
      (sent) => Number(document.querySelector('[data-metric="http_reqs"][data-stat="count"]')?.dataset.value) === sent,
      sent,
    );
    await openAll(page);
    const all = await figures(page);
    const value = (metric, stat) => all.find((f) => f.metric === metric && f.stat === stat && (f.scope ?? "all") === "all")?.value;
    const lag = { med: value("sloscope_schedule_lag", "med"), p99: value("sloscope_schedule_lag", "p(99)"), max: value("sloscope_schedule_lag", "max") };
    const took = (stat) => value("http_req_duration", stat);
    return { due, sent, dropped, lag, p50: took("med"), p95: took("p(95)"), p99: took("p(99)"), blocked: value("http_req_blocked", "p(95)"), failed: value("http_req_failed", "rate") };
  });
}

function tell(name, found) {
  say(`${name}: ${found.sent} sent`);
  print(`${name}_sent`, String(found.sent));
  print(`${name}_rate_error_percent`, (100 * Math.abs(found.sent - found.due)) / found.due);
  print(`${name}_dropped`, String(found.dropped));
  print(`${name}_lag_p50_ms`, found.lag.med);
  print(`${name}_lag_p99_ms`, found.lag.p99);
  print(`${name}_lag_max_ms`, found.lag.max);
  print(`${name}_duration_p50_ms`, found.p50);
  print(`${name}_duration_p95_ms`, found.p95);
  print(`${name}_duration_p99_ms`, found.p99);
  print(`${name}_blocked_p95_ms`, found.blocked ?? undefined);
  print(`${name}_failed`, found.failed);
}
