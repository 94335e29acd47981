//! Reads one scenario of a plan, or of k6's options.

use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_objectives::literal::{Failure, Literal, Placed};

use super::super::load::{Load, RampStage};
use super::super::plan::{DEFAULT_GRACEFUL_STOP, Scenario};
use super::fields::Fields;

pub const SCENARIO: [&str; 12] = [
    "name",
    "executor",
    "startTime",
    "rate",
    "timeUnit",
    "duration",
    "startRate",
    "stages",
    "preAllocatedVUs",
    "maxVUs",
    "gracefulStop",
    "tags",
];

pub fn scenario(value: Placed<Literal>, mistakes: &mut Vec<Failure>) -> Option<Scenario> {
    let mut fields = Fields::of(value, "a scenario", &SCENARIO, mistakes)?;
    let at = fields.at;
    let load = load(&mut fields, mistakes)?;
    let (pre, max) = (fields.whole("preAllocatedVUs", mistakes), fields.whole("maxVUs", mistakes));
    // Without any number: enough for responses that take a second.
    let enough = (load.peak_per_s().ceil() as u32).max(1);
    let max_vus = max.or(pre).unwrap_or(enough);
    let name = fields.text("name", mistakes).unwrap_or_else(|| {
        mistakes.push(Placed { at, is: "a scenario has a name: write \"name\": \"steady\"".to_owned() });
        "steady".to_owned()
    });
    Some(Scenario {
        name,
        start: fields.duration("startTime", mistakes).unwrap_or(0),
        load,
        pre_allocated_vus: pre.unwrap_or(max_vus),
        max_vus,
        graceful_stop: fields.duration("gracefulStop", mistakes).unwrap_or(DEFAULT_GRACEFUL_STOP),
        tags: fields.texts("tags", mistakes),
    })
}

fn load(fields: &mut Fields, mistakes: &mut Vec<Failure>) -> Option<Load> {
    let at = fields.at;
    let time_unit = fields.duration("timeUnit", mistakes).unwrap_or(NANOS_PER_S);
    let executor = fields.take("executor");
    let named = match &executor {
        Some(Placed { is: Literal::Text(name), .. }) => name.as_str(),
        _ => "",
    };
    let need = |value: Option<Nanos>, key: &str, example: &str, mistakes: &mut Vec<Failure>| {
        if value.is_none() {
            mistakes.push(Placed { at, is: format!("{named} has a {key}: write {example}") });
        }
        value
    };
    match named {
        "constant-arrival-rate" => {
            for key in ["startRate", "stages"] {
                if let Some(value) = fields.take(key) {
                    let is =
                        format!("{key} is of ramping-arrival-rate; constant-arrival-rate has a rate and a duration");
                    mistakes.push(Placed { at: value.at, is });
                }
            }
            let rate = fields.whole("rate", mistakes).map(Nanos::from);
            let rate = need(rate, "rate", "\"rate\": 200", mistakes)?;
            let duration = fields.duration("duration", mistakes);
            let duration = need(duration, "duration", "\"duration\": \"20s\"", mistakes)?;
            Some(Load::Constant { rate: u32::try_from(rate).ok()?, time_unit, duration })
        }
        "ramping-arrival-rate" => {
            for key in ["rate", "duration"] {
                if let Some(value) = fields.take(key) {
                    let is =
                        format!("{key} is of constant-arrival-rate; ramping-arrival-rate has a startRate and stages");
                    mistakes.push(Placed { at: value.at, is });
                }
            }
            let start_rate = fields.whole("startRate", mistakes).unwrap_or(0);
            let stages = fields.list("stages", mistakes);
            let stages = stages.into_iter().filter_map(|value| stage(value, mistakes)).collect();
            Some(Load::Ramping { start_rate, time_unit, stages })
        }
        other => {
            let found =
                if other.is_empty() { String::new() } else { format!("; {other:?} is not one that a plan can have") };
            let is = format!("executor is \"constant-arrival-rate\" or \"ramping-arrival-rate\"{found}");
            mistakes.push(Placed { at: executor.map_or(at, |value| value.at), is });
            None
        }
    }
}

fn stage(value: Placed<Literal>, mistakes: &mut Vec<Failure>) -> Option<RampStage> {
    let mut fields = Fields::of(value, "a stage", &["target", "duration"], mistakes)?;
    let at = fields.at;
    let (target, duration) = (fields.whole("target", mistakes), fields.duration("duration", mistakes));
    if target.is_none() || duration.is_none() {
        mistakes.push(Placed {
            at,
            is: "a stage has a target and a duration: write {\"target\": 200, \"duration\": \"20s\"}".to_owned(),
        });
    }
    Some(RampStage { target: target?, duration: duration? })
}
