//! Writes a plan: readable, and read back to the same plan.

use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_objectives::literal::{self, Literal};
use sloscope_objectives::objectives_json;

use super::super::load::Load;
use super::super::plan::{
    Body, Check, DEFAULT_GRACEFUL_STOP, DEFAULT_TIMEOUT, Data, Expect, Order, PLAN_VERSION, Plan, Request, Scenario,
};
use super::super::sides::Sides;

/// From here on a number of JavaScript is not every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The JSON form of a plan; what is as by default is left out.
pub fn plan_json(plan: &Plan) -> String {
    let mut fields = vec![field("version", quoted(PLAN_VERSION))];
    if !plan.name.is_empty() {
        fields.push(field("name", quoted(&plan.name)));
    }
    push_targets(&mut fields, &plan.targets, 1);
    fields.push(field("requests", list(plan.requests.iter().map(request), 1)));
    if plan.data != Data::default() {
        fields.push(field("data", data(&plan.data)));
    }
    fields.push(field("seed", plan.seed.to_string()));
    fields.push(field("scenarios", list(plan.scenarios.iter().map(scenario), 1)));
    if plan.timeout != DEFAULT_TIMEOUT {
        fields.push(field("timeout", quoted(&duration_text(plan.timeout))));
    }
    if plan.follow_redirects {
        fields.push(field("followRedirects", "true".to_owned()));
    }
    if plan.warm_up != 0 {
        fields.push(field("warmUp", quoted(&duration_text(plan.warm_up))));
    }
    fields.extend(plan.sides.iter().map(|of| field("sides", sides(of))));
    push_texts(&mut fields, "tags", &plan.tags);
    if !plan.objectives.is_empty() {
        let text = objectives_json(&plan.objectives);
        fields.push(field("thresholds", text.trim_end().replace('\n', "\n  ")));
    }
    format!("{{\n  {}\n}}\n", fields.join(",\n  "))
}

/// A duration that k6 reads, and a person: `90s`, `500ms`.
pub fn duration_text(nanos: Nanos) -> String {
    for (unit, name) in [(NANOS_PER_S, "s"), (1_000_000, "ms"), (1000, "us")] {
        if nanos % unit == 0 {
            return format!("{}{name}", nanos / unit);
        }
    }
    format!("{nanos}ns")
}

/// A literal as compact JSON; `None` for a number that JSON has no form for or JavaScript no exact value.
pub fn literal_json(literal: &Literal) -> Option<String> {
    Some(match literal {
        Literal::Text(text) => quoted(text),
        Literal::Number(number) if number.fract() == 0.0 && number.abs() < EXACT => format!("{number:.0}"),
        Literal::Number(number) if number.is_finite() && number.fract() != 0.0 => number.to_string(),
        Literal::Number(_) => return None,
        Literal::Bool(truth) => truth.to_string(),
        Literal::Null => "null".to_owned(),
        Literal::List(items) => {
            let items: Option<Vec<String>> = items.iter().map(|item| literal_json(&item.is)).collect();
            format!("[{}]", items?.join(","))
        }
        Literal::Object(entries) => {
            let entries: Option<Vec<String>> = entries
                .iter()
                .map(|(key, value)| Some(format!("{}:{}", quoted(&key.is), literal_json(&value.is)?)))
                .collect();
            format!("{{{}}}", entries?.join(","))
        }
    })
}

/// As JSON.
pub fn quoted(text: &str) -> String {
    // Writing a text as JSON cannot fail.
    serde_json::to_string(text).unwrap_or_default()
}

fn field(key: &str, value: String) -> String {
    format!("{}: {value}", quoted(key))
}

/// One item a line, `depth` steps in.
fn list(items: impl Iterator<Item = String>, depth: usize) -> String {
    let items: Vec<String> = items.collect();
    if items.is_empty() {
        return "[]".to_owned();
    }
    let pad = "  ".repeat(depth);
    format!("[\n{pad}  {}\n{pad}]", items.join(&format!(",\n{pad}  ")))
}

/// On one line.
fn object(fields: &[String]) -> String {
    if fields.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", fields.join(", ")) }
}

/// Over several lines, two steps in.
fn tall(fields: &[String]) -> String {
    format!("{{\n      {}\n    }}", fields.join(",\n      "))
}

fn push_texts(fields: &mut Vec<String>, key: &str, texts: &[(String, String)]) {
    if !texts.is_empty() {
        let inner: Vec<String> = texts.iter().map(|(name, value)| field(name, quoted(value))).collect();
        fields.push(field(key, object(&inner)));
    }
}

fn push_targets(fields: &mut Vec<String>, targets: &[String], depth: usize) {
    match targets {
        [] => {}
        [one] => fields.push(field("target", quoted(one))),
        many => fields.push(field("target", list(many.iter().map(|target| quoted(target)), depth))),
    }
}

fn sides(sides: &Sides) -> String {
    let b = &sides.b;
    let mut own = Vec::new();
    push_targets(&mut own, &b.targets, 3);
    own.extend(b.method.iter().map(|method| field("method", quoted(method))));
    own.extend(b.url.iter().map(|url| field("url", quoted(url))));
    push_texts(&mut own, "headers", &b.headers);
    own.extend(b.body.as_ref().map(body));
    let mut fields = vec![field("block", quoted(&duration_text(sides.block)))];
    if !own.is_empty() {
        fields.push(field("b", object(&own)));
    }
    format!("{{\n    {}\n  }}", fields.join(",\n    "))
}

fn body(body: &Body) -> String {
    // JSON stands as JSON where reading it back gives the same text.
    let plain = || {
        let chars: Vec<char> = body.text.chars().collect();
        let text = literal_json(&literal::parse(&chars).ok()?.is)?;
        (text == body.text && !matches!(chars.first(), Some('"'))).then_some(text)
    };
    match body.json {
        true => field("json", plain().unwrap_or_else(|| quoted(&body.text))),
        false => field("body", quoted(&body.text)),
    }
}

fn request(request: &Request) -> String {
    let mut fields = vec![field("name", quoted(&request.name))];
    if request.weight != 1 {
        fields.push(field("weight", request.weight.to_string()));
    }
    fields.push(field("method", quoted(&request.method)));
    fields.push(field("url", quoted(&request.url)));
    push_texts(&mut fields, "headers", &request.headers);
    fields.extend(request.body.as_ref().map(body));
    if !request.checks.is_empty() {
        fields.push(field("checks", list(request.checks.iter().map(check), 3)));
    }
    push_texts(&mut fields, "tags", &request.tags);
    tall(&fields)
}

fn check(check: &Check) -> String {
    let mut fields = Vec::new();
    if check.name != check.expect.default_name() {
        fields.push(field("name", quoted(&check.name)));
    }
    match &check.expect {
        Expect::Status(from, to) if from == to => fields.push(field("status", from.to_string())),
        Expect::Status(from, to) => fields.push(field("status", quoted(&format!("{from}-{to}")))),
        Expect::Header(name, contains) => {
            fields.push(field("header", quoted(name)));
            fields.extend(contains.iter().map(|text| field("contains", quoted(text))));
        }
        Expect::BodyContains(text) => fields.push(field("bodyContains", quoted(text))),
        Expect::Json(path, equals) => {
            fields.push(field("jsonPath", quoted(path)));
            fields.extend(equals.iter().map(|text| field("equals", quoted(text))));
        }
        Expect::DurationBelow(ms) => fields.push(field("durationBelow", ms.to_string())),
    }
    object(&fields)
}

fn data(data: &Data) -> String {
    let row = |cells: &Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        format!("[{}]", cells.join(", "))
    };
    let mut fields = vec![field("columns", row(&data.columns))];
    if data.order == Order::Random {
        fields.push(field("order", quoted("random")));
    }
    fields.push(field("rows", list(data.rows.iter().map(row), 2)));
    format!("{{\n    {}\n  }}", fields.join(",\n    "))
}

fn scenario(scenario: &Scenario) -> String {
    let mut fields = vec![field("name", quoted(&scenario.name)), field("executor", quoted(scenario.load.executor()))];
    let duration = |key: &str, nanos: Nanos| field(key, quoted(&duration_text(nanos)));
    if scenario.start != 0 {
        fields.push(duration("startTime", scenario.start));
    }
    if scenario.load.time_unit() != NANOS_PER_S {
        fields.push(duration("timeUnit", scenario.load.time_unit()));
    }
    match &scenario.load {
        Load::Constant { rate, duration: length, .. } => {
            fields.push(field("rate", rate.to_string()));
            fields.push(duration("duration", *length));
        }
        Load::Ramping { start_rate, stages, .. } => {
            fields.push(field("startRate", start_rate.to_string()));
            let stages = stages.iter().map(|stage| {
                object(&[field("target", stage.target.to_string()), duration("duration", stage.duration)])
            });
            fields.push(field("stages", list(stages, 3)));
        }
    }
    fields.push(field("preAllocatedVUs", scenario.pre_allocated_vus.to_string()));
    fields.push(field("maxVUs", scenario.max_vus.to_string()));
    if scenario.graceful_stop != DEFAULT_GRACEFUL_STOP {
        fields.push(duration("gracefulStop", scenario.graceful_stop));
    }
    push_texts(&mut fields, "tags", &scenario.tags);
    tall(&fields)
}
