//! What is wrong with a plan, all of it, each with its place and what to do. Whoever edits a plan asks this again;
//! the JSON form turns the places into lines and columns.

mod requests;
mod scenarios;
mod sides;

use std::fmt;

use requests::requests;
use scenarios::scenarios;

use sloscope_model::format;
use sloscope_model::names::{BLOCK, SIDE};
use sloscope_objectives::{Expression, Objective};

use super::network;
use super::plan::Plan;
use super::prepared::is_absolute;
use super::sides::Side;

/// The most of each that a plan may have, as a whole or in one list: looking at a plan stays quick, whoever wrote it.
const MOST_TARGETS: usize = 100;
const MOST_REQUESTS: usize = 1000;
const MOST_HEADERS: usize = 100;
const MOST_COLUMNS: usize = 100;
const MOST_ROWS: usize = 100_000;
/// So many rows of a wrong length are reported.
const MOST_WRONG_ROWS: usize = 100;
const MOST_TAGS: usize = 50;
const MOST_OBJECTIVES: usize = 1000;

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
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Step {
    /// An entry of an object.
    Key(String),
    /// An item of a list, from 0.
    Index(usize),
}

/// A mistake that keeps a plan from being run, and its place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// As in the JSON form: `requests`, 0, `url`.
    pub path: Vec<Step>,
    /// What is wrong and what to do, without user names in addresses.
    pub message: String,
}

impl Problem {
    /// Which item it is of, if it is of one of a list: 0 for `requests[0].url`.
    pub fn index(&self) -> Option<usize> {
        match self.path.get(1) {
            Some(Step::Index(at)) => Some(*at),
            _ => None,
        }
    }

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

    /// Says that there are more than a plan may have; what is beyond is not looked at.
    fn is_too_many(&mut self, n: usize, most: usize, thing: &str) -> bool {
        let beyond = n > most;
        if beyond {
            let (n, most) = (format::counted(n as u64, thing), format::count(most as u64));
            self.say(format!("there are {n}, and a plan may have {most} at most"));
        }
        beyond
    }

    /// Nothing was found so far.
    fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    fn say_at(&mut self, key: &str, message: impl Into<String>) {
        self.at(key, |here| here.say(message));
    }
}

/// Everything that keeps a plan from being run; empty for a good one.
pub fn problems(plan: &Plan) -> Vec<Problem> {
    let mut search = Search { here: Vec::new(), found: Vec::new() };
    let s = &mut search;
    s.at("target", |s| targets(Side::A, plan, s));
    s.at("data", |s| data(plan, s));
    s.at("requests", |s| requests(plan, s));
    s.at("scenarios", |s| scenarios(plan, s));
    if plan.timeout <= 0 {
        s.say_at("timeout", "a request needs some time: write \"60s\"");
    }
    if plan.warm_up < 0 || (plan.warm_up > 0 && plan.warm_up >= plan.end()) {
        s.say_at("warmUp", "the warm-up is as long as the run, so that nothing is left to judge: make it shorter");
    }
    s.at("sides", |s| sides::sides(plan, s));
    tags(plan, &plan.tags, s);
    s.at("thresholds", |s| {
        if !s.is_too_many(plan.objectives.len(), MOST_OBJECTIVES, "objective") {
            plan.objectives.iter().for_each(|objective| threshold(objective, s));
        }
    });
    // A message may quote an address.
    let shown = |found: Problem| Problem { message: format::without_users(&found.message).into_owned(), ..found };
    search.found.into_iter().map(shown).collect()
}

fn targets(side: Side, plan: &Plan, s: &mut Search) {
    let targets = plan.targets_of(side);
    if s.is_too_many(targets.len(), MOST_TARGETS, "target") {
        return;
    }
    for (at, target) in targets.iter().enumerate() {
        // One target may be written without a list.
        let index = if targets.len() > 1 { Some(at) } else { None };
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
    let mut urls = plan.requests.iter().map(|request| plan.url_of(side, request));
    let relative = urls.any(|url| !is_absolute(url) && !url.starts_with("{{{"));
    if targets.is_empty() && relative {
        s.say(
            "there is no target: write the origin that the requests go to, as in \"target\": \"http://127.0.0.1:8088\"",
        );
    }
}

/// What is wrong with an absolute URL.
fn url_fault(url: &str) -> Option<String> {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Some(format!("{url:?} is not an address: it begins with http:// or https://"));
    }
    let host = network::host_of(url);
    if host.is_empty() {
        return Some(format!("{url:?} has no host: write one, as in http://127.0.0.1:8088"));
    }
    if host.contains('@') {
        return Some(
            "a browser does not send requests to an address with a user name in it: use an Authorization header"
                .to_owned(),
        );
    }
    if !is_host(host) {
        return Some(format!(
            "{host:?} is no host that a browser asks: write a name or an address, with a port up to 65535 or none"
        ));
    }
    if url.chars().any(|c| c.is_whitespace() || c.is_control()) && !url.contains("{{") {
        return Some("there is white space in the address".to_owned());
    }
    None
}

/// What a browser takes for a host, with a port or without, as far as placeholders do not hide it.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':').filter(|_| !host.ends_with(']')) {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let is_number = |port: &str| {
        port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u64>().is_ok_and(|port| port < 65_536)
    };
    let is_port = |port: &str| port.contains('{') || port.is_empty() || is_number(port);
    let is_name = match name.strip_prefix('[') {
        Some(inner) => {
            inner.ends_with(']')
                && inner.contains(':')
                && inner.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.]".contains(&byte))
        }
        None => {
            name.contains('{') || !name.is_empty() && !name.contains(['[', ']', ':', '%', '<', '>', '^', '|', '\\'])
        }
    };
    is_name && port.is_none_or(is_port)
}

fn data(plan: &Plan, s: &mut Search) {
    let data = &plan.data;
    if s.is_too_many(data.columns.len(), MOST_COLUMNS, "column") || s.is_too_many(data.rows.len(), MOST_ROWS, "row") {
        return;
    }
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
    let wrong = data.rows.iter().enumerate().filter(|(_, row)| row.len() != data.columns.len());
    for (at, row) in wrong.take(MOST_WRONG_ROWS) {
        s.at("rows", |s| {
            s.nth(at, |s| {
                s.say(format!("this row has {} values, and there are {} columns", row.len(), data.columns.len()))
            });
        });
    }
}

fn tags(plan: &Plan, tags: &[(String, String)], s: &mut Search) {
    s.at("tags", |s| {
        if s.is_too_many(tags.len(), MOST_TAGS, "tag") {
            return;
        }
        for (key, _) in tags {
            if key.is_empty() {
                s.say("a tag has no name");
            } else if TAKEN.contains(&key.as_str()) || (plan.sides.is_some() && [SIDE, BLOCK].contains(&key.as_str())) {
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
            sloscope_model::metric::builtin(&objective.series.metric).and_then(|(kind, _)| expression.check(kind).err())
        }
    };
    if let Some(fault) = fault {
        s.say_at(&key, format!("{:?}: {fault}", objective.expression));
    }
    if let Some(delay) = &objective.delay_abort_eval
        && sloscope_model::time::duration_ms(delay).is_none()
    {
        s.say_at(&key, format!("delayAbortEval {delay:?} is not a duration: write \"10s\""));
    }
}

/// A token of HTTP (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}
