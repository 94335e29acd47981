//! Reads a plan. All mistakes are reported, in the order of the text.

use std::fmt;

use sloscope_model::format::without_users;
use sloscope_model::order::sort_short_by_key;
use sloscope_objectives::literal::{self, Failure, Literal, Placed};
use sloscope_objectives::objectives_of;

use super::super::data;
use super::super::plan::{Body, Check, DEFAULT_TIMEOUT, Data, Expect, PLAN_VERSION, Plan, Request};
use super::super::problems::{Step, problems};
use super::super::sides::{SideB, Sides};
use super::fields::Fields;
use super::scenario::scenario;
use super::write::literal_json;

const PLAN: [&str; 13] = [
    "version",
    "name",
    "target",
    "requests",
    "data",
    "seed",
    "scenarios",
    "timeout",
    "followRedirects",
    "warmUp",
    "sides",
    "tags",
    "thresholds",
];
const SIDES: [&str; 2] = ["block", "b"];
const SIDE_B: [&str; 6] = ["target", "method", "url", "headers", "body", "json"];
const REQUEST: [&str; 9] = ["name", "weight", "method", "url", "headers", "body", "json", "checks", "tags"];
const CHECK: [&str; 8] =
    ["name", "status", "header", "contains", "bodyContains", "jsonPath", "equals", "durationBelow"];

/// So many mistakes of a text are reported.
const MOST_MISTAKES: usize = 1000;

/// A mistake in a plan's text; line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub struct PlanError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// Reads a plan, or says everything that is wrong with it.
pub fn read_plan(text: &str) -> Result<Plan, Vec<PlanError>> {
    match read_draft(text) {
        (Some(plan), mistakes) if mistakes.is_empty() => Ok(plan),
        (_, mistakes) => Err(mistakes),
    }
}

/// Reads a plan that is being written: with everything that is wrong with it, and as it is if its form could be read.
pub fn read_draft(text: &str) -> (Option<Plan>, Vec<PlanError>) {
    let chars: Vec<char> = text.chars().collect();
    let (plan, mut mistakes) = read(&chars);
    // Nobody reads more of them; putting them in order takes time in the square of their number.
    mistakes.truncate(MOST_MISTAKES);
    sort_short_by_key(&mut mistakes, |mistake| mistake.at);
    // The text is gone through once, however many mistakes it has.
    let (mut line, mut line_start, mut seen) = (1, 0, 0);
    let error = |mistake: Failure| {
        let at = mistake.at.min(chars.len());
        for (place, c) in chars.iter().enumerate().take(at).skip(seen) {
            if *c == '\n' {
                (line, line_start) = (line + 1, place + 1);
            }
        }
        seen = at;
        PlanError { line, column: at - line_start + 1, message: without_users(&mistake.is).into_owned() }
    };
    (plan, mistakes.into_iter().map(error).collect())
}

fn read(chars: &[char]) -> (Option<Plan>, Vec<Failure>) {
    let mut mistakes = Vec::new();
    if chars.iter().all(|c| c.is_whitespace()) {
        let is = format!("there is nothing here: a plan is an object, {{\"version\": \"{PLAN_VERSION}\", ...}}");
        return (None, vec![Placed { at: 0, is }]);
    }
    let root = match literal::parse(chars) {
        Ok(root) => root,
        Err(failure) => return (None, vec![failure]),
    };
    let plan = plan(root.clone(), &mut mistakes);
    // What a plan means is looked at when it could be read: one mistake is not reported twice.
    let Some(plan) = plan.filter(|_| mistakes.is_empty()) else { return (None, mistakes) };
    for problem in problems(&plan) {
        let at = find(&root, &problem.path);
        mistakes.push(Placed { at, is: format!("{}: {}", problem.place(), problem.message) });
    }
    (Some(plan), mistakes)
}

/// Where a part of a plan stands; where it does not, its parent.
fn find(root: &Placed<Literal>, path: &[Step]) -> usize {
    let mut here = root;
    for step in path {
        let next = match (step, &here.is) {
            (Step::Key(key), Literal::Object(entries)) => {
                entries.iter().find(|(name, _)| name.is == *key).map(|(_, value)| value)
            }
            (Step::Index(at), Literal::List(items)) => items.get(*at),
            _ => None,
        };
        match next {
            Some(next) => here = next,
            None => return here.at,
        }
    }
    here.at
}

fn plan(root: Placed<Literal>, mistakes: &mut Vec<Failure>) -> Option<Plan> {
    let mut fields = Fields::of(root, "a plan", &PLAN, mistakes)?;
    version(&mut fields, mistakes);
    let requests = fields.list("requests", mistakes);
    let scenarios = fields.list("scenarios", mistakes);
    let objectives = match fields.take("thresholds") {
        None => Vec::new(),
        Some(Placed { is: Literal::Object(entries), .. }) => objectives_of(entries).unwrap_or_else(|failure| {
            mistakes.push(failure);
            Vec::new()
        }),
        Some(value) => {
            let is = format!(
                "thresholds are k6's, {{\"http_req_duration\": [\"p(95)<500\"]}}, and this is {}",
                value.is.name()
            );
            mistakes.push(Placed { at: value.at, is });
            Vec::new()
        }
    };
    let data = fields.take("data").map(data::from_literal).transpose().unwrap_or_else(|failure| {
        mistakes.push(failure);
        None
    });
    Some(Plan {
        name: fields.text("name", mistakes).unwrap_or_default(),
        targets: targets(&mut fields, mistakes),
        requests: each(requests, request, mistakes),
        data: data.unwrap_or_else(Data::default),
        seed: fields.whole("seed", mistakes).unwrap_or(1),
        scenarios: each(scenarios, scenario, mistakes),
        timeout: fields.duration("timeout", mistakes).unwrap_or(DEFAULT_TIMEOUT),
        follow_redirects: fields.truth("followRedirects", mistakes).unwrap_or(false),
        warm_up: fields.duration("warmUp", mistakes).unwrap_or(0),
        sides: fields.take("sides").and_then(|value| sides(value, mistakes)),
        tags: fields.texts("tags", mistakes),
        objectives,
    })
}

/// Reads the items of a list, as long as their mistakes are reported.
fn each<T>(
    items: Vec<Placed<Literal>>,
    read: fn(Placed<Literal>, &mut Vec<Failure>) -> Option<T>,
    mistakes: &mut Vec<Failure>,
) -> Vec<T> {
    let mut all = Vec::new();
    for item in items {
        if mistakes.len() >= MOST_MISTAKES {
            break;
        }
        all.extend(read(item, mistakes));
    }
    all
}

fn version(fields: &mut Fields, mistakes: &mut Vec<Failure>) {
    let at = fields.at;
    let mut wrong = |at, is: String| mistakes.push(Placed { at, is });
    match fields.take("version") {
        Some(Placed { is: Literal::Text(version), .. }) if version == PLAN_VERSION => {}
        Some(value) => {
            let found = match &value.is {
                Literal::Text(version) => format!("{version:?}"),
                other => other.name().to_owned(),
            };
            wrong(value.at, format!("the version is {found}, and this sloscope reads {PLAN_VERSION:?}"));
        }
        None => wrong(at, format!("a plan states its version: add \"version\": {PLAN_VERSION:?}")),
    }
}

/// One, or a list of them.
fn targets(fields: &mut Fields, mistakes: &mut Vec<Failure>) -> Vec<String> {
    let items = match fields.take("target") {
        None => Vec::new(),
        Some(Placed { is: Literal::List(items), .. }) => items,
        Some(one) => vec![one],
    };
    let mut targets = Vec::new();
    for item in items {
        match item.is {
            Literal::Text(text) => targets.push(text),
            other => {
                let is = format!("a target is an address, \"http://127.0.0.1:8088\", and this is {}", other.name());
                mistakes.push(Placed { at: item.at, is });
            }
        }
    }
    targets
}

fn request(value: Placed<Literal>, mistakes: &mut Vec<Failure>) -> Option<Request> {
    let mut fields = Fields::of(value, "a request", &REQUEST, mistakes)?;
    let at = fields.at;
    let body = body(&mut fields, mistakes);
    let method = fields.text("method", mistakes).unwrap_or_else(|| "GET".to_owned()).to_ascii_uppercase();
    let url = fields.text("url", mistakes).unwrap_or_else(|| {
        mistakes.push(Placed { at, is: "a request has a url: write \"url\": \"/\"".to_owned() });
        "/".to_owned()
    });
    let path = url.split(['?', '#']).next().unwrap_or_default();
    Some(Request {
        name: fields.text("name", mistakes).unwrap_or_else(|| format!("{method} {path}")),
        weight: fields.whole("weight", mistakes).unwrap_or(1),
        headers: fields.texts("headers", mistakes),
        checks: fields.list("checks", mistakes).into_iter().filter_map(|value| check(value, mistakes)).collect(),
        tags: fields.texts("tags", mistakes),
        method,
        url,
        body,
    })
}

/// `body` or `json`.
fn body(fields: &mut Fields, mistakes: &mut Vec<Failure>) -> Option<Body> {
    match (fields.text("body", mistakes), fields.take("json")) {
        (Some(_), Some(json)) => {
            mistakes.push(Placed { at: json.at, is: "a request has a body or a json, not both".to_owned() });
            None
        }
        (Some(text), None) => Some(Body { text, json: false }),
        (None, Some(Placed { is: Literal::Text(text), .. })) => Some(Body { text, json: true }),
        (None, Some(json)) => {
            match literal_json(&json.is) {
                Some(text) => Some(Body { text, json: true }),
                None => {
                    let is = "there is a number in here that JSON or JavaScript cannot hold exactly: write the body as a text".to_owned();
                    mistakes.push(Placed { at: json.at, is });
                    None
                }
            }
        }
        (None, None) => None,
    }
}

fn sides(value: Placed<Literal>, mistakes: &mut Vec<Failure>) -> Option<Sides> {
    let mut fields = Fields::of(value, "sides", &SIDES, mistakes)?;
    let at = fields.at;
    let block = fields.duration("block", mistakes);
    if block.is_none() {
        mistakes.push(Placed { at, is: "sides have a length of their blocks: write \"block\": \"10s\"".to_owned() });
    }
    let b = match fields.take("b") {
        None => SideB::default(),
        Some(value) => {
            let mut fields = Fields::of(value, "side b", &SIDE_B, mistakes)?;
            SideB {
                targets: targets(&mut fields, mistakes),
                method: fields.text("method", mistakes).map(|method| method.to_ascii_uppercase()),
                url: fields.text("url", mistakes),
                headers: fields.texts("headers", mistakes),
                body: body(&mut fields, mistakes),
            }
        }
    };
    Some(Sides { block: block?, b })
}

fn check(value: Placed<Literal>, mistakes: &mut Vec<Failure>) -> Option<Check> {
    let mut fields = Fields::of(value, "a check", &CHECK, mistakes)?;
    let at = fields.at;
    let mut found = Vec::new();
    if let Some(value) = fields.take("status") {
        match status(&value.is) {
            Some((from, to)) => found.push(Expect::Status(from, to)),
            None => {
                let is = "status of a check is a number or a range: write 200, or \"200-299\"".to_owned();
                mistakes.push(Placed { at: value.at, is });
                return None;
            }
        }
    }
    let contains = fields.text("contains", mistakes);
    let equals = fields.take("equals").and_then(|value| scalar(value, mistakes));
    if let Some(name) = fields.text("header", mistakes) {
        found.push(Expect::Header(name, contains));
    }
    if let Some(path) = fields.text("jsonPath", mistakes) {
        found.push(Expect::Json(path, equals));
    }
    found.extend(fields.text("bodyContains", mistakes).map(Expect::BodyContains));
    if let Some(value) = fields.take("durationBelow") {
        match value.is {
            Literal::Number(ms) => found.push(Expect::DurationBelow(ms)),
            other => {
                let is = format!("durationBelow of a check is a number of ms, and this is {}", other.name());
                mistakes.push(Placed { at: value.at, is });
            }
        }
    }
    let name = fields.text("name", mistakes);
    if found.len() != 1 {
        let is = "a check looks at one thing: status, header, bodyContains, jsonPath or durationBelow".to_owned();
        mistakes.push(Placed { at, is });
        return None;
    }
    let expect = found.remove(0);
    Some(Check { name: name.unwrap_or_else(|| expect.default_name()), expect })
}

fn status(value: &Literal) -> Option<(u16, u16)> {
    let one = |text: &str| text.trim().parse::<u16>().ok();
    match value {
        Literal::Number(number) if number.fract() == 0.0 => one(&number.to_string()).map(|status| (status, status)),
        Literal::Text(text) => match text.split_once('-') {
            Some((from, to)) => Some((one(from)?, one(to)?)),
            None => one(text).map(|status| (status, status)),
        },
        _ => None,
    }
}

/// A value as the text that it is compared as.
fn scalar(value: Placed<Literal>, mistakes: &mut Vec<Failure>) -> Option<String> {
    match value.is {
        Literal::Text(text) => Some(text),
        Literal::Number(number) => Some(number.to_string()),
        Literal::Bool(truth) => Some(truth.to_string()),
        other => {
            let is = format!("equals of a check is a text, a number, true or false, and this is {}", other.name());
            mistakes.push(Placed { at: value.at, is });
            None
        }
    }
}
