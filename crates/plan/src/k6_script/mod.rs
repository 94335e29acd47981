//! A plan as a k6 script that does the same under k6: scenarios, requests, data, checks, thresholds. The same iteration
//! of a scenario takes the same request, row and target as in the browser.

mod helpers;
mod javascript;
mod sides;

use helpers::helpers;
use javascript::{comment, key, object, string, template, texts};

use sloscope_model::names::{MEASURED, PHASE, SCHEDULE_LAG, TARGET, WARM_UP};
use sloscope_model::stat::Stat;
use sloscope_model::time::{NANOS_PER_MS, Nanos};
use sloscope_objectives::{Expression, Objective};

use crate::{
    Check, DEFAULT_GRACEFUL_STOP, Escape, Expect, Load, Order, Plan, Request, Scenario, Side, Template, TemplateError,
    duration_text, is_absolute,
};

/// Metrics that k6 writes outside of iterations, so that they have no warm-up tag.
const WITHOUT_PHASE: [&str; 3] = ["dropped_iterations", "vus", "vus_max"];

/// The script; the plan must have no problems. The error is of a template that cannot be read.
pub fn k6_script(plan: &Plan) -> Result<String, TemplateError> {
    let mut parts = vec![head(plan)];
    parts.push(constants(plan));
    parts.push(options(plan));
    parts.push(requests(plan, Side::A)?);
    if plan.sides.is_some() {
        parts.push(sides::lists(plan, requests(plan, Side::B)?));
    }
    parts.push(main_function(plan));
    parts.extend(helpers(plan)?);
    Ok(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
}

fn head(plan: &Plan) -> String {
    let name = if plan.name.is_empty() { "A load test" } else { &plan.name };
    let mut text = format!(
        "// {}\n// Written by sloscope. Run it with: k6 run --out json=results.json.gz script.js\n",
        comment(name)
    );
    if plan.warm_up > 0 {
        text += &format!(
            "// The first {} are warm-up: thresholds look at {PHASE}:{MEASURED} only. k6's rates per second still count all of the run.\n",
            duration_text(plan.warm_up)
        );
    }
    if let Some(sides) = &plan.sides {
        text += &sides::head(plan, sides);
    }
    text += match plan.follow_redirects {
        true => {
            "// Redirects are followed, as k6 does: to any host, for k6 has no list of those that it may follow to.\n"
        }
        false => {
            "// Redirects are not followed. k6 counts one as expected, with its status; a browser reports no status and counts it as failed.\n"
        }
    };
    text += "import http from 'k6/http';\nimport exec from 'k6/execution';\n";
    if plan.checks().next().is_some() {
        text += "import { check } from 'k6';\n";
    }
    if !plan.data.rows.is_empty() {
        text += "import { SharedArray } from 'k6/data';\n";
    }
    text
}

fn constants(plan: &Plan) -> String {
    let mut text = String::new();
    if has_targets(plan) {
        text += &targets("targets", "TARGET", &plan.targets);
    }
    if picks(plan) {
        text += &format!("const seed = {};\n", plan.seed);
    }
    if !plan.data.rows.is_empty() {
        let row = |cells: &Vec<String>| {
            let entries: Vec<_> =
                plan.data.columns.iter().cloned().zip(cells.iter().map(|cell| string(cell))).collect();
            format!("  {},\n", object(&entries))
        };
        let rows: String = plan.data.rows.iter().map(row).collect();
        text += &format!("const rows = new SharedArray('rows', () => [\n{rows}]);\n");
    }
    text
}

/// Those of a side; the environment moves the test to another place.
fn targets(name: &str, variable: &str, targets: &[String]) -> String {
    let targets: Vec<String> = targets.iter().map(|target| string(target.trim_end_matches('/'))).collect();
    format!("const {name} = __ENV.{variable} ? [__ENV.{variable}] : [{}];\n", targets.join(", "))
}

fn has_targets(plan: &Plan) -> bool {
    plan.sides_sent().iter().any(|side| !plan.targets_of(*side).is_empty())
}

/// Whether anything is drawn from the plan's seed.
fn picks(plan: &Plan) -> bool {
    plan.requests.len() > 1 || (plan.data.order == Order::Random && !plan.data.rows.is_empty())
}

fn options(plan: &Plan) -> String {
    let mut text = "export const options = {\n  scenarios: {\n".to_owned();
    plan.scenarios.iter().for_each(|one| text += &scenario(one));
    text += "  },\n";
    text += &thresholds(plan);
    if !plan.tags.is_empty() {
        text += &format!("  tags: {},\n", texts(&plan.tags));
    }
    if !plan.reads_bodies() {
        text += "  discardResponseBodies: true,\n";
    }
    text + "  summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'count'],\n};\n"
}

fn scenario(scenario: &Scenario) -> String {
    let mut lines = vec![format!("executor: '{}'", scenario.load.executor())];
    if scenario.start != 0 {
        lines.push(format!("startTime: '{}'", duration_text(scenario.start)));
    }
    let unit = format!("timeUnit: '{}'", duration_text(scenario.load.time_unit()));
    match &scenario.load {
        Load::Constant { rate, duration, .. } => {
            lines.push(format!("rate: {rate}"));
            lines.push(unit);
            lines.push(format!("duration: '{}'", duration_text(*duration)));
        }
        Load::Ramping { start_rate, stages, .. } => {
            lines.push(format!("startRate: {start_rate}"));
            lines.push(unit);
            let stage = |stage: &crate::RampStage| {
                format!("        {{ target: {}, duration: '{}' }},\n", stage.target, duration_text(stage.duration))
            };
            lines.push(format!("stages: [\n{}      ]", stages.iter().map(stage).collect::<String>()));
        }
    }
    lines.push(format!("preAllocatedVUs: {}", scenario.pre_allocated_vus));
    lines.push(format!("maxVUs: {}", scenario.max_vus));
    if scenario.graceful_stop != DEFAULT_GRACEFUL_STOP {
        lines.push(format!("gracefulStop: '{}'", duration_text(scenario.graceful_stop)));
    }
    if !scenario.tags.is_empty() {
        lines.push(format!("tags: {}", texts(&scenario.tags)));
    }
    format!("    {}: {{\n      {},\n    }},\n", key(&scenario.name), lines.join(",\n      "))
}

fn thresholds(plan: &Plan) -> String {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let mut text = String::new();
    for objective in &plan.objectives {
        if let Some(why) = not_in_k6(objective) {
            text += &format!(
                "    // Left out, {why}: {}: {}\n",
                comment(&objective.series.to_string()),
                comment(&objective.expression)
            );
            continue;
        }
        let mut series = objective.series.clone();
        if plan.warm_up > 0 && !WITHOUT_PHASE.contains(&series.metric.as_str()) {
            series = series.with(PHASE, MEASURED);
        }
        let name = series.to_string();
        match groups.iter_mut().find(|(other, _)| *other == name) {
            Some((_, group)) => group.push(threshold(objective)),
            None => groups.push((name, vec![threshold(objective)])),
        }
    }
    if groups.is_empty() && text.is_empty() {
        return String::new();
    }
    for (name, group) in groups {
        text += &format!("    {}: [{}],\n", key(&name), group.join(", "));
    }
    format!("  thresholds: {{\n{text}  }},\n")
}

/// Why k6 would refuse a threshold.
fn not_in_k6(objective: &Objective) -> Option<&'static str> {
    if objective.series.metric.starts_with(&SCHEDULE_LAG[.."sloscope_".len()]) {
        return Some("k6 has no such metric");
    }
    match Expression::parse(&objective.expression) {
        Ok(expression) if expression.stat == Stat::StdDev => Some("k6 has no stddev"),
        Err(_) => Some("k6 cannot read it"),
        Ok(_) => None,
    }
}

fn threshold(objective: &Objective) -> String {
    let expression = string(&objective.expression);
    if !objective.abort_on_fail && objective.delay_abort_eval.is_none() {
        return expression;
    }
    let mut entries =
        vec![("threshold".to_owned(), expression), ("abortOnFail".to_owned(), objective.abort_on_fail.to_string())];
    entries.extend(objective.delay_abort_eval.iter().map(|delay| ("delayAbortEval".to_owned(), string(delay))));
    object(&entries)
}

/// The list of what a side sends.
fn requests(plan: &Plan, side: Side) -> Result<String, TemplateError> {
    let mut text = String::new();
    if side == Side::A {
        text += "// What an iteration sends: i is its number in the scenario.\n";
    }
    text += if side == Side::A { "const requests = [\n" } else { "const requestsB = [\n" };
    let targets = plan.targets_of(side);
    for one in plan.requests_of(side).iter() {
        text += &request(plan, targets, one)?;
    }
    Ok(text + "];\n")
}

fn request(plan: &Plan, targets: &[String], request: &Request) -> Result<String, TemplateError> {
    let columns = &plan.data.columns;
    let of = |text: &str, escape| Ok(template(&Template::parse(text, columns, escape)?, columns));
    let mut url = of(&request.url, Escape::Url)?;
    if !is_absolute(&request.url) && !targets.is_empty() {
        // A URL that is all data may be an address of its own.
        url =
            if request.url.starts_with("{{{") { format!("address(target, {url})") } else { format!("target + {url}") };
    }
    let body = match &request.body {
        Some(body) => of(&body.text, body.escape())?,
        None => "null".to_owned(),
    };
    let mut headers = Vec::new();
    for (name, value) in request.sent_headers() {
        headers.push((name, of(&value, Escape::Nothing)?));
    }
    let mut tags = vec![("name".to_owned(), string(&request.name))];
    tags.extend(request.tags.iter().map(|(name, value)| (name.clone(), string(value))));
    if targets.len() > 1 && !is_absolute(&request.url) {
        tags.push((TARGET.to_owned(), "target".to_owned()));
    }
    let mut params = Vec::new();
    if !headers.is_empty() {
        params.push(("headers".to_owned(), object(&headers)));
    }
    params.push(("tags".to_owned(), object(&tags)));
    params.push(("timeout".to_owned(), string(&duration_text(plan.timeout))));
    if !plan.follow_redirects {
        // k6 follows 10 where nothing is said.
        params.push(("redirects".to_owned(), "0".to_owned()));
    }
    let params: Vec<String> = params.into_iter().map(|(name, value)| format!("        {name}: {value},\n")).collect();
    let call = format!("http.request({}, {url}, {body}, {{\n{}      }})", string(&request.method), params.concat());
    let arguments = "(target, row, i)";
    if request.checks.is_empty() {
        return Ok(format!("  {arguments} => {{\n    // {}\n    {call};\n  }},\n", comment(&request.name))
            .replace("\n      ", "\n    "));
    }
    let checks: String = request.checks.iter().map(check).collect();
    Ok(format!(
        "  {arguments} => {{\n    const response = {};\n    check(response, {{\n{checks}    }});\n  }},\n",
        call.replace("\n      ", "\n    ")
    ))
}

fn check(check: &Check) -> String {
    let test = match &check.expect {
        Expect::Status(from, to) if from == to => format!("r.status === {from}"),
        Expect::Status(from, to) => format!("r.status >= {from} && r.status <= {to}"),
        Expect::Header(name, None) => format!("header(r, {}) !== undefined", string(&name.to_ascii_lowercase())),
        Expect::Header(name, Some(text)) => {
            format!("(header(r, {}) || '').includes({})", string(&name.to_ascii_lowercase()), string(text))
        }
        Expect::BodyContains(text) => format!("r.status > 0 && (r.body || '').includes({})", string(text)),
        Expect::Json(path, None) => format!("inBody(r, {}) !== undefined", string(path)),
        Expect::Json(path, Some(value)) => format!("inBody(r, {}) === {}", string(path), string(value)),
        Expect::DurationBelow(ms) => format!("r.status > 0 && r.timings.duration < {ms}"),
    };
    format!("      {}: (r) => {test},\n", string(&check.name))
}

/// A duration in ms; below one it is rounded up.
fn ms(nanos: Nanos) -> f64 {
    (nanos as f64 / NANOS_PER_MS).ceil()
}

fn main_function(plan: &Plan) -> String {
    let mut lines = Vec::new();
    let mut now = "exec.instance.currentTestRunDuration";
    if plan.sides.is_some() {
        lines.push(format!("const now = {now};"));
        now = "now";
    }
    if plan.warm_up > 0 {
        lines.push(format!("const warm = {now} < {};", ms(plan.warm_up)));
        lines.push(format!("exec.vu.metrics.tags.{PHASE} = warm ? '{WARM_UP}' : '{MEASURED}';"));
    }
    if plan.sides.is_some() {
        lines.extend(sides::turn(plan));
    }
    lines.push("const i = exec.scenario.iterationInTest;".to_owned());
    lines.push(match (plan.data.rows.is_empty(), plan.data.order) {
        (true, _) => "const row = {};".to_owned(),
        (false, Order::RoundRobin) => "const row = rows[i % rows.length];".to_owned(),
        (false, Order::Random) => "const row = rows[pick(1, i, rows.length)];".to_owned(),
    });
    lines.push(match has_targets(plan) {
        false => "const target = '';".to_owned(),
        true => "const target = targets[i % targets.length];".to_owned(),
    });
    if plan.requests.len() > 1 {
        let mut shares = Vec::new();
        let mut sum = 0;
        for request in &plan.requests {
            sum += request.weight;
            shares.push(sum.to_string());
        }
        lines.push(format!("const share = pick(0, i, {sum});"));
        lines.push(format!("requests[[{}].findIndex((upTo) => share < upTo)](target, row, i);", shares.join(", ")));
    } else {
        lines.push("requests[0](target, row, i);".to_owned());
    }
    format!("export default function () {{\n  {}\n}}\n", lines.join("\n  "))
}
