//! Objectives that follow from a plan: they hold until somebody writes others.

use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_objectives::{Expression, Objective, Operator, Origin};

use super::example;
use super::plan::{Plan, Request};
use super::practice;

/// The share of the planned rate that a run must reach.
const SHARE: f64 = 0.99;
/// The rate of a run is counted to its last answer. A plan so short that an answer after this time breaks its objective
/// gets none on the rate.
const LAST_ANSWER_S: f64 = 0.1;

/// What a plan can be held to: its rate, latency, failures and checks.
pub fn derived_objectives(plan: &Plan) -> Vec<Objective> {
    let mut stated = vec![
        ("http_req_duration", "p(95)<500".to_owned()),
        ("http_req_duration", "p(99)<1000".to_owned()),
        ("http_req_failed", "rate<0.01".to_owned()),
    ];
    if let Some(limit) = rate_limit(plan) {
        stated.insert(0, ("http_reqs", format!("rate>={limit}")));
    }
    if plan.checks().next().is_some() {
        stated.push(("checks", "rate>0.95".to_owned()));
    }
    let objective = |(metric, expression): (&str, String)| Objective {
        series: Series::metric(metric),
        expression,
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    };
    stated.into_iter().map(objective).collect()
}

/// 99 % of the rate after the warm-up, cut to three digits; `None` where the plan is too short to be held to it.
fn rate_limit(plan: &Plan) -> Option<f64> {
    let (arrivals, seconds) = judged(plan);
    let room = seconds / arrivals + seconds * (1.0 / SHARE - 1.0);
    let limit = SHARE * arrivals / seconds;
    if !(arrivals >= 1.0 && limit > 1e-6 && room >= LAST_ANSWER_S) {
        return None;
    }
    let digits = 10f64.powi((2 - limit.log10().floor() as i32).max(0));
    // A limit that is a round number may lie a little below it.
    Some((limit * digits + 1e-6).floor() / digits)
}

/// How many arrivals are judged, in how many seconds: those after the warm-up.
fn judged(plan: &Plan) -> (f64, f64) {
    let seconds = |nanos: Nanos| nanos as f64 / NANOS_PER_S as f64;
    if !plan.is_bounded() {
        return (0.0, 0.0);
    }
    if plan.warm_up <= 0 {
        return (plan.planned() as f64, seconds(plan.end()));
    }
    let first = plan.scenarios.iter().map(|scenario| scenario.start).min().unwrap_or(0);
    let (mut at, mut arrivals) = (seconds(first), 0.0);
    let warm_up = seconds(plan.warm_up);
    for (from, to, length) in plan.linear_pieces() {
        let left = (at + length - warm_up).clamp(0.0, length);
        if left > 0.0 {
            let begins = to - (to - from) * left / length;
            arrivals += (begins + to) / 2.0 * left;
        }
        at += length;
    }
    // Each scenario may round one arrival down.
    ((arrivals - plan.scenarios.len() as f64).max(0.0), seconds(plan.end()) - warm_up)
}

/// What follows from the rest of a plan follows its change from `before`, unless somebody wrote it: names of requests, and
/// objectives. Those of an example are kept for as long as they fit.
pub fn follow(before: &Plan, after: &mut Plan) {
    if before.requests.len() == after.requests.len() {
        for (old, new) in before.requests.iter().zip(&mut after.requests) {
            if old.name == new.name && old.name == usual_name(old) {
                new.name = usual_name(new);
            }
        }
    }
    if before.objectives != after.objectives {
        return;
    }
    let is_derived = before.objectives == derived_objectives(before);
    if is_derived || (is_of_an_example(before) && !objective_cautions(after).is_empty()) {
        after.objectives = derived_objectives(after);
    }
}

/// `POST /clarify`: the method and the path, without its query.
pub(super) fn usual_name(request: &Request) -> String {
    let url = request.url.split(['?', '#']).next().unwrap_or_default();
    format!("{} {}", request.method, format::without_users(url))
}

/// Nobody has changed the objectives that the plan follows from.
pub fn is_derived(plan: &Plan) -> bool {
    !plan.objectives.is_empty() && plan.objectives == derived_objectives(plan)
}

fn is_of_an_example(plan: &Plan) -> bool {
    [example::objectives(), practice::objectives()].contains(&plan.objectives)
}

/// Objectives that the plan cannot keep, whatever the service does, in sentences.
pub fn objective_cautions(plan: &Plan) -> Vec<String> {
    let mut cautions = Vec::new();
    let (arrivals, seconds) = judged(plan);
    for objective in &plan.objectives {
        for (key, value) in &objective.series.tags {
            if key == "scenario" && plan.scenarios.iter().all(|scenario| scenario.name != *value) {
                cautions.push(format!("{}: the plan has no scenario {value}.", objective.series));
            }
        }
        let whole = objective.series.metric == "http_reqs" && objective.series.tags.is_empty();
        let read = Expression::parse(&objective.expression).ok().filter(|_| whole && seconds > 0.0);
        let at_least =
            |e: &Expression| e.stat == Stat::Rate && matches!(e.operator, Operator::Above | Operator::AtLeast);
        if read.filter(at_least).is_some_and(|wanted| !wanted.holds(arrivals / seconds)) {
            let planned = format::value(arrivals / seconds, Unit::PerSecond);
            cautions.push(format!("http_reqs: {}: the plan sends {planned} on average.", objective.expression));
        }
    }
    cautions
}
