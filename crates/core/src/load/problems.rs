//! What is wrong with a plan, all of it, each with its place and what to do. Whoever edits a plan asks this again;
//! the JSON form turns the places into lines and columns.

use std::fmt;

use super::plan::{Expect, Load, Plan, Request, Scenario};
use super::prepared::is_absolute;
use super::template::{Escape, Part, Template, Value};
use crate::slo::{Expression, Objective};
use crate::time::NANOS_PER_S;

/// More arrivals are a typing error.
const MOST_ARRIVALS: f64 = 50e6;
/// More in one second, too.
const MOST_PER_S: f64 = 100_000.0;
/// A check is a bit of an outcome.
const MOST_CHECKS: usize = 64;
/// Tags that samples get from what they are of.
const TAKEN: [&str; 13] = [
    "check",
    "error",
    "error_code",
    "expected_response",
    "group",
    "method",
    "name",
    "phase",
    "proto",
    "scenario",
    "status",
    "target",
    "url",
];

/// One step of the way to a part of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// As in the JSON form: `requests`, 0, `url`.
    pub path: Vec<Step>,
    pub message: String,
}

impl Problem {
    /// `requests[0].url`.
    pub fn place(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) if text.is_empty() => text.push_str(key),
                Step::Key(key) => text += &format!(".{key}"),
                Step::Index(at) => text += &format!("[{at}]"),
            }
        }
        text
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.message)
    }
}

/// Collects problems, and knows where it is.
struct Search {
    here: Vec<Step>,
    found: Vec<Problem>,
}

impl Search {
    fn at(&mut self, key: &str, look: impl FnOnce(&mut Self)) {
        self.here.push(Step::Key(key.to_owned()));
        look(self);
        self.here.pop();
    }

    fn nth(&mut self, index: usize, look: impl FnOnce(&mut Self)) {
        self.here.push(Step::Index(index));
        look(self);
        self.here.pop();
    }

    fn say(&mut self, message: impl Into<String>) {
        self.found.push(Problem { path: self.here.clone(), message: message.into() });
    }

    fn say_at(&mut self, key: &str, message: impl Into<String>) {
        self.at(key, |here| here.say(message));
    }
}

/// Everything that keeps a plan from being run; empty for a good one.
pub fn problems(plan: &Plan) -> Vec<Problem> {
    let mut search = Search { here: Vec::new(), found: Vec::new() };
    let s = &mut search;
    s.at("target", |s| targets(plan, s));
    s.at("data", |s| data(plan, s));
    s.at("requests", |s| requests(plan, s));
    s.at("scenarios", |s| scenarios(plan, s));
    if plan.timeout <= 0 {
        s.say_at("timeout", "a request needs some time: write \"60s\"");
    }
    if plan.warm_up < 0 || (plan.warm_up > 0 && plan.warm_up >= plan.end()) {
        s.say_at("warmUp", "the warm-up is as long as the run, so that nothing is left to judge: make it shorter");
    }
    tags(&plan.tags, s);
    s.at("thresholds", |s| plan.objectives.iter().for_each(|objective| threshold(objective, s)));
    search.found
}

fn targets(plan: &Plan, s: &mut Search) {
    for (at, target) in plan.targets.iter().enumerate() {
        // One target may be written without a list.
        let index = if plan.targets.len() > 1 { Some(at) } else { None };
        let look = |s: &mut Search| {
            if let Some(fault) = url_fault(target) {
                s.say(fault);
            } else if target.contains(['?', '#', '{']) {
                s.say("a target is an origin with a path at most, as in https://example.org/api: queries and placeholders go into a request's url");
            }
        };
        match index {
            Some(at) => s.nth(at, look),
            None => look(s),
        }
    }
    let relative = plan.requests.iter().any(|request| !is_absolute(&request.url) && !request.url.starts_with("{{{"));
    if plan.targets.is_empty() && relative {
        s.say(
            "there is no target: write the origin that the requests go to, as in \"target\": \"http://127.0.0.1:8088\"",
        );
    }
}

/// What is wrong with an absolute URL.
fn url_fault(url: &str) -> Option<String> {
    let Some(rest) = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")) else {
        return Some(format!("{url:?} is not an address: it begins with http:// or https://"));
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() {
        return Some(format!("{url:?} has no host: write one, as in http://127.0.0.1:8088"));
    }
    if host.contains('@') {
        return Some(
            "a browser does not send requests to an address with a user name in it: use an Authorization header"
                .to_owned(),
        );
    }
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) && !url.contains("{{") {
        return Some("there is white space in the address".to_owned());
    }
    None
}

fn data(plan: &Plan, s: &mut Search) {
    let data = &plan.data;
    for (at, name) in data.columns.iter().enumerate() {
        if name.is_empty() || name.starts_with('$') || name.contains(['{', '}']) {
            s.say(format!(
                "{name:?} cannot name a column: a name is not empty, has no braces and does not begin with $"
            ));
        }
        if data.columns[..at].contains(name) {
            s.say(format!("there are two columns {name:?}"));
        }
    }
    for (at, row) in data.rows.iter().enumerate() {
        if row.len() != data.columns.len() {
            s.at("rows", |s| {
                s.nth(at, |s| {
                    s.say(format!("this row has {} values, and there are {} columns", row.len(), data.columns.len()))
                });
            });
        }
    }
}

fn requests(plan: &Plan, s: &mut Search) {
    if plan.requests.is_empty() {
        s.say("there is no request: write at least one, [{\"method\": \"GET\", \"url\": \"/\"}]");
    }
    for (at, request) in plan.requests.iter().enumerate() {
        s.nth(at, |s| {
            if plan.requests[..at].iter().any(|other| other.name == request.name) {
                s.say_at(
                    "name",
                    format!("there are two requests {:?}: their samples could not be told apart", request.name),
                );
            }
            one_request(plan, request, s);
        });
    }
}

fn one_request(plan: &Plan, request: &Request, s: &mut Search) {
    if request.name.is_empty() {
        s.say_at("name", "the name is empty: samples are tagged with it");
    }
    if !(1..=1_000_000).contains(&request.weight) {
        s.say_at("weight", "a weight is a whole number from 1 to 1,000,000");
    }
    if !is_token(&request.method) {
        s.say_at("method", format!("{:?} is not a method: write GET, POST, ...", request.method));
    } else if matches!(request.method.as_str(), "CONNECT" | "TRACE" | "TRACK") {
        s.say_at("method", format!("a browser does not send {}", request.method));
    }
    s.at("url", |s| {
        let free = request.url.starts_with("{{{");
        if is_absolute(&request.url) {
            url_fault(&request.url).into_iter().for_each(|fault| s.say(fault));
        } else if !request.url.starts_with('/') && !free {
            s.say("a url is a path, which begins with /, or an address, which begins with http:// or https://");
        }
        template(plan, &request.url, Escape::Url, s);
    });
    s.at("headers", |s| {
        for (name, value) in &request.headers {
            s.at(name, |s| {
                if !is_token(name) {
                    s.say(format!("{name:?} is not the name of a header"));
                }
                if value.contains(['\r', '\n', '\0']) {
                    s.say("the value of a header is one line");
                }
                template(plan, value, Escape::Nothing, s);
            });
        }
    });
    if let Some(body) = &request.body {
        s.at(if body.json { "json" } else { "body" }, |s| {
            if matches!(request.method.as_str(), "GET" | "HEAD") {
                s.say(format!("a browser sends no body with {}: use POST, or leave the body out", request.method));
            }
            let read = template(plan, &body.text, body.escape(), s);
            if let (Some(template), true) = (read, body.json) {
                json_body(&template, s);
            }
        });
    }
    s.at("checks", |s| checks(request, s));
    tags(&request.tags, s);
}

fn template(plan: &Plan, text: &str, escape: Escape, s: &mut Search) -> Option<Template> {
    match Template::parse(text, &plan.data.columns, escape) {
        Ok(template) => {
            if template.uses_data() && plan.data.rows.is_empty() {
                s.say("a data column is used, and there is no data row: add rows to data");
            }
            Some(template)
        }
        Err(error) => {
            s.say(format!("{}, at character {}", error.message, error.at + 1));
            None
        }
    }
}

/// With every placeholder replaced the body must be JSON.
fn json_body(template: &Template, s: &mut Search) {
    let fill = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        // What is not escaped may be anything; a number fits inside and outside of a string.
        Part::Value(Value::Column(_) | Value::Uuid | Value::Iteration | Value::Rand(..), _) => "0".to_owned(),
    };
    let filled: String = template.parts.iter().map(fill).collect();
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&filled) {
        s.say(format!("the body is not JSON: {error}; a body that is not JSON is written as \"body\""));
    }
}

fn checks(request: &Request, s: &mut Search) {
    if request.checks.len() > MOST_CHECKS {
        s.say(format!("there are {} checks, at most {MOST_CHECKS} are looked at", request.checks.len()));
    }
    for (at, check) in request.checks.iter().enumerate() {
        s.nth(at, |s| {
            if check.name.is_empty() {
                s.say_at("name", "the name is empty: it tags the samples of the check");
            }
            if request.checks[..at].iter().any(|other| other.name == check.name) {
                s.say(format!("there are two checks {:?}", check.name));
            }
            match &check.expect {
                Expect::Status(from, to) if from > to || *from < 100 || *to > 999 => {
                    s.say_at("status", "a status is a number from 100 to 999, or a range, \"200-299\"");
                }
                Expect::Header(name, _) if !is_token(name) => {
                    s.say_at("header", format!("{name:?} is not the name of a header"));
                }
                Expect::BodyContains(text) if text.is_empty() => {
                    s.say_at("bodyContains", "every body contains the empty text: write what it should contain");
                }
                Expect::Json(path, _) if path.split('.').any(str::is_empty) => {
                    s.say_at("jsonPath", "a path is names and numbers with dots between them, as in items.0.id");
                }
                Expect::DurationBelow(ms) if !(*ms > 0.0 && ms.is_finite()) => {
                    s.say_at("durationBelow", "no request is that quick: write a number of ms above 0");
                }
                _ => {}
            }
        });
    }
}

fn scenarios(plan: &Plan, s: &mut Search) {
    if plan.scenarios.is_empty() {
        s.say("there is no scenario, so that nothing is sent: write at least one, with a rate and a duration");
    }
    for (at, scenario) in plan.scenarios.iter().enumerate() {
        s.nth(at, |s| {
            if plan.scenarios[..at].iter().any(|other| other.name == scenario.name) {
                s.say_at("name", format!("there are two scenarios {:?}", scenario.name));
            }
            one_scenario(scenario, s);
        });
    }
}

fn one_scenario(scenario: &Scenario, s: &mut Search) {
    let plain = scenario.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if scenario.name.is_empty() || !plain {
        s.say_at("name", "a scenario's name is letters, digits, _ and - (k6 takes no other)");
    }
    if scenario.start < 0 {
        s.say_at("startTime", "a scenario cannot start before the run");
    }
    if scenario.graceful_stop < 0 {
        s.say_at("gracefulStop", "a graceful stop cannot be negative");
    }
    if scenario.max_vus == 0 {
        s.say_at("maxVUs", "with no VU every arrival would be dropped: write 1 or more");
    } else if scenario.max_vus < scenario.pre_allocated_vus {
        s.say_at("maxVUs", format!("maxVUs cannot be less than preAllocatedVUs, {}", scenario.pre_allocated_vus));
    }
    tags(&scenario.tags, s);
    if scenario.load.time_unit() <= 0 {
        s.say_at("timeUnit", "a time unit is longer than nothing: write \"1s\"");
        return;
    }
    match &scenario.load {
        Load::Constant { rate, duration, .. } => {
            if *rate == 0 {
                s.say_at("rate", "the rate must be 1 or more");
            }
            if *duration < NANOS_PER_S {
                s.say_at("duration", "a duration is 1s or more (k6 takes no shorter one)");
            }
        }
        Load::Ramping { stages, .. } => {
            if stages.iter().any(|stage| stage.duration < 0) {
                s.say_at("stages", "a stage cannot have a negative duration");
            } else if scenario.load.duration() == 0 {
                s.say_at(
                    "stages",
                    "there is no stage with a duration: write [{\"target\": 200, \"duration\": \"20s\"}]",
                );
            } else if scenario.load.peak() == 0 {
                s.say_at("stages", "the rate is 0 all the time: set a target above 0");
            }
        }
    }
    let key = if matches!(scenario.load, Load::Constant { .. }) { "rate" } else { "stages" };
    let peak = scenario.load.peak_per_s();
    if peak > MOST_PER_S {
        s.say_at(key, format!("{peak:.0} iterations per second are more than a plan may have, {MOST_PER_S:.0}"));
    } else if peak * scenario.load.duration() as f64 / NANOS_PER_S as f64 > MOST_ARRIVALS {
        s.say_at(key, format!("these are more than {MOST_ARRIVALS:.0} iterations, which no report here can hold"));
    }
}

fn tags(tags: &[(String, String)], s: &mut Search) {
    s.at("tags", |s| {
        for (key, _) in tags {
            if key.is_empty() {
                s.say("a tag has no name");
            } else if TAKEN.contains(&key.as_str()) {
                s.at(key, |s| s.say(format!("samples have a tag {key} already: choose another name")));
            }
        }
    });
}

fn threshold(objective: &Objective, s: &mut Search) {
    let key = objective.series.to_string();
    let fault = match Expression::parse(&objective.expression) {
        Err(error) => Some(error.message),
        Ok(expression) => {
            crate::metric::builtin(&objective.series.metric).and_then(|(kind, _)| expression.check(kind).err())
        }
    };
    if let Some(fault) = fault {
        s.say_at(&key, format!("{:?}: {fault}", objective.expression));
    }
    if let Some(delay) = &objective.delay_abort_eval
        && crate::ingest::duration_ms(delay).is_none()
    {
        s.say_at(&key, format!("delayAbortEval {delay:?} is not a duration: write \"10s\""));
    }
}

/// A token of HTTP (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
