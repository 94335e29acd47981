//! Parts of a plan as short lines, for a form: stages, checks, headers. What the lines cannot say stays to the JSON form.

use std::collections::BTreeSet;

use sloscope_model::format;
use sloscope_model::stat::Unit;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

use super::browser_policy::places;
use super::json::duration_text;
use super::load::{Load, RampStage};
use super::network;
use super::plan::{Check, DEFAULT_GRACEFUL_STOP, Data, Expect, Plan, Scenario};

/// Stages one after the other: `200 for 20s` is a constant rate, `100 to 400 for 1m` a linear ramp. `None` if the plan's
/// scenarios are not that.
pub fn stages_text(plan: &Plan) -> Option<String> {
    let (mut text, mut at) = (String::new(), 0);
    for scenario in &plan.scenarios {
        if scenario.start != at || scenario.load.time_unit() != NANOS_PER_S {
            return None;
        }
        at = scenario.end();
        let line = match &scenario.load {
            Load::Constant { rate, duration, .. } => format!("{rate} for {}", duration_text(*duration)),
            Load::Ramping { start_rate, stages, .. } => match stages.as_slice() {
                [one] => format!("{start_rate} to {} for {}", one.target, duration_text(one.duration)),
                _ => return None,
            },
        };
        text += &format!("{line}\n");
    }
    Some(text.trim_end().to_owned())
}

/// Makes scenarios of such lines; they keep the most VUs and the graceful stop of those before them. The error quotes
/// the first line, rate or duration that is not understood.
pub fn read_stages(text: &str, plan: &Plan) -> Result<Vec<Scenario>, String> {
    let (mut scenarios, mut at): (Vec<Scenario>, Nanos) = (Vec::new(), 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let load = match words.as_slice() {
            [rate, "for", time] => {
                Load::Constant { rate: whole(rate)?, time_unit: NANOS_PER_S, duration: duration(time)? }
            }
            [from, "to", to, "for", time] => Load::Ramping {
                start_rate: whole(from)?,
                time_unit: NANOS_PER_S,
                stages: vec![RampStage { target: whole(to)?, duration: duration(time)? }],
            },
            _ => {
                return Err(format!(
                    "{line:?} is not a stage: write \"200 for 20s\", or \"100 to 400 for 1m\" for a ramp"
                ));
            }
        };
        let before = plan.scenarios.get(scenarios.len()).or(plan.scenarios.last());
        let base = match &load {
            Load::Constant { rate, .. } => format!("rps_{rate}"),
            Load::Ramping { start_rate, stages, .. } => {
                format!("ramp_{start_rate}_{}", stages.iter().map(|stage| stage.target).fold(0, |_, target| target))
            }
        };
        let same = scenarios.iter().filter(|s| s.name == base || s.name.starts_with(&format!("{base}_again"))).count();
        let name = if same == 0 { base } else { format!("{base}_again{same}") };
        // What is still the same keeps its name and its tags.
        let kept = before.filter(|scenario| scenario.load == load && plan.scenarios.len() > scenarios.len());
        let (name, tags) = kept.map_or((name, Vec::new()), |scenario| (scenario.name.clone(), scenario.tags.clone()));
        let max_vus = before.map_or_else(|| load.peak().max(1), |scenario| scenario.max_vus);
        let scenario = Scenario {
            name,
            start: at,
            pre_allocated_vus: before.map_or(1, |scenario| scenario.pre_allocated_vus).min(max_vus),
            max_vus,
            graceful_stop: before.map_or(DEFAULT_GRACEFUL_STOP, |scenario| scenario.graceful_stop),
            tags,
            load,
        };
        at = scenario.end();
        scenarios.push(scenario);
    }
    Ok(scenarios)
}

fn whole(word: &str) -> Result<u32, String> {
    word.parse().map_err(|_| format!("{word:?} is not a rate: a whole number of requests per second"))
}

/// Reads a duration as k6 writes it: `90s`, `1m30s`, `500ms`. The error quotes a text that is none.
pub fn duration(word: &str) -> Result<Nanos, String> {
    // k6 takes a bare number for ms; people mean seconds as often.
    if word.trim().parse::<f64>().is_ok_and(|number| number != 0.0) {
        return Err("Add a unit: 10s or 500ms.".to_owned());
    }
    let nanos = sloscope_model::time::duration_ms(word.trim()).and_then(sloscope_model::time::planned);
    nanos.ok_or_else(|| format!("{word:?} is not a duration: write \"20s\" or \"1m30s\""))
}

/// One check a line: `status 200-299`, `header content-type contains json`, `body contains ok`, `json items.0.id = 17`,
/// `duration < 50`.
pub fn checks_text(checks: &[Check]) -> String {
    let line = |check: &Check| match &check.expect {
        Expect::Status(from, to) if from == to => format!("status {from}"),
        Expect::Status(from, to) => format!("status {from}-{to}"),
        Expect::Header(name, None) => format!("header {name}"),
        Expect::Header(name, Some(text)) => format!("header {name} contains {text}"),
        Expect::BodyContains(text) => format!("body contains {text}"),
        Expect::Json(path, None) => format!("json {path}"),
        Expect::Json(path, Some(value)) => format!("json {path} = {value}"),
        Expect::DurationBelow(ms) => format!("duration < {ms}"),
    };
    checks.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads the lines of [`checks_text`]; checks keep the names that they had. The error quotes the first line that is
/// none.
pub fn read_checks(text: &str, before: &[Check]) -> Result<Vec<Check>, String> {
    let mut checks = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let expect = check(line).ok_or_else(|| {
            format!("{line:?} is not a check: write \"status 200\", \"header NAME contains TEXT\", \"body contains TEXT\", \"json PATH = VALUE\" or \"duration < 50\"")
        })?;
        let known = before.iter().find(|check| check.expect == expect);
        let name = known.map_or_else(|| expect.default_name(), |check| check.name.clone());
        checks.push(Check { name, expect });
    }
    Ok(checks)
}

fn check(line: &str) -> Option<Expect> {
    let (kind, rest) = line.split_once(' ')?;
    let rest = rest.trim();
    Some(match kind {
        "status" => {
            let (from, to) = rest.split_once('-').unwrap_or((rest, rest));
            Expect::Status(from.trim().parse().ok()?, to.trim().parse().ok()?)
        }
        "header" => match rest.split_once(" contains ") {
            Some((name, text)) => Expect::Header(name.trim().to_owned(), Some(text.trim().to_owned())),
            None => Expect::Header(rest.to_owned(), None),
        },
        "body" => Expect::BodyContains(rest.strip_prefix("contains ")?.trim().to_owned()),
        "json" => match rest.split_once(" = ") {
            Some((path, value)) => Expect::Json(path.trim().to_owned(), Some(value.trim().to_owned())),
            None => Expect::Json(rest.to_owned(), None),
        },
        "duration" => Expect::DurationBelow(rest.strip_prefix('<')?.trim().trim_end_matches("ms").trim().parse().ok()?),
        _ => return None,
    })
}

/// What a plan does, in one sentence: its iterations, its length, its highest rate.
pub fn in_short(plan: &Plan) -> String {
    format!(
        "{} in {}, at most {} a second.",
        format::counted(plan.planned(), "iteration"),
        format::duration(plan.end() as f64 / NANOS_PER_MS),
        format::value(plan.peak_per_s().round(), Unit::Count)
    )
}

/// Hosts, with their ports, that a plan sends requests to. `None` stands for a host that is known only when a request
/// is sent, since a placeholder names it.
pub fn hosts(plan: &Plan) -> Vec<Option<String>> {
    let (mut hosts, mut known) = (Vec::new(), BTreeSet::new());
    for url in places(plan).filter(|url| !url.starts_with('/')) {
        let host = network::host_of(url);
        let host = (!host.is_empty() && !host.contains('{')).then(|| host.to_ascii_lowercase());
        if known.insert(host.clone()) {
            hosts.push(host);
        }
    }
    hosts
}

/// Data rows as CSV (RFC 4180), with a header; empty without columns.
pub fn data_text(data: &Data) -> String {
    // What begins like JSON would be read as that.
    let like_json = |field: &str| field.starts_with(['[', '{', '\u{feff}']);
    let special = |field: &str| field.contains(['"', ',', '\n', '\r']) || field.trim() != field || like_json(field);
    let quoted = |field: &String| match special(field) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        // An empty line would be no row.
        false if field.is_empty() => "\"\"".to_owned(),
        false => field.clone(),
    };
    let rows = std::iter::once(&data.columns).chain(&data.rows).filter(|row| !row.is_empty());
    rows.map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect::<Vec<_>>().join("\n")
}
