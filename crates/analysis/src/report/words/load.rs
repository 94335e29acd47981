//! The load and its stages in words and cells.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use crate::report::{GeneratorLoad, LoadCounts, LoadModel, LoadStage, PlanFrom, Report};

/// How the plan is known, and what the counts are of.
pub fn load_note(report: &Report) -> String {
    let load = &report.load;
    let stated = load.scenarios.iter().any(|s| s.counts.from == Some(PlanFrom::Options));
    let recovered = load.scenarios.iter().any(|s| s.counts.from == Some(PlanFrom::Samples));
    let mut text = match (stated, recovered) {
        (true, _) => "The plan comes from the test's options: duration × rate. Iterations that neither started nor were dropped were never issued, or were interrupted.",
        (false, true) => "The plan is recovered from the samples: an iteration starts at its end minus its duration, and starts and drops follow a schedule. Iterations that neither started nor were dropped leave no sample, so their number is not known.",
        (false, false) => "No rate was planned, or these files do not show it.",
    }
    .to_owned();
    let total = &load.total;
    let due = total.started.zip(total.dropped).map(|(started, dropped)| started + dropped);
    if stated && due.zip(total.planned).is_some_and(|(due, planned)| due as f64 > planned.round()) {
        text.push_str(" More were due than planned: there can be one more at the end of a plan.");
    }
    if super::is_part(report) {
        text.push_str(" These counts cover the whole run, whatever part is selected.");
    }
    text
}

/// Which samples the table of stages rests on.
pub fn stages_note(report: &Report) -> String {
    let mut text = "A stage that is a whole scenario covers the samples with its tag; any other stage covers the samples written while it lasted.".to_owned();
    if super::is_part(report) {
        text.push_str(" Requests and latency follow the selection; iterations cover the whole run.");
    }
    text
}

/// The lines of the load table: all, each scenario where there are several, each stage where that says more.
pub fn load_lines(report: &Report) -> Vec<(String, &LoadCounts)> {
    let load = &report.load;
    let mut lines = vec![("All iterations".to_owned(), &load.total)];
    if load.scenarios.len() > 1 {
        lines.extend(load.scenarios.iter().map(|s| (s.name.clone(), &s.counts)));
    }
    let several = |stage: &&LoadStage| !stage.whole_scenario || load.scenarios.len() == 1;
    lines.extend(load.stages.iter().filter(several).map(|s| (stage_label(report, s), &s.counts)));
    lines
}

/// The columns of the load table, by which [`load_cells`] are in order.
pub const LOAD_COLUMNS: [&str; 6] = ["Planned", "Started", "Finished", "Dropped", "Never issued", "Late (p95)"];

/// What is not known has no text.
pub fn load_cells(counts: &LoadCounts) -> [Option<String>; 6] {
    let count = |n: Option<u64>| n.map(format::count);
    [
        counts.planned.map(|n| format::value(n.round(), Unit::Count)),
        count(counts.started),
        count(counts.finished),
        count(counts.dropped),
        count(counts.never_issued),
        counts.late_p95_ms.map(|ms| format::value(ms, Unit::Millis)),
    ]
}

/// The numbers behind [`load_cells`].
pub fn load_numbers(counts: &LoadCounts) -> [Option<f64>; 6] {
    let number = |n: Option<u64>| n.map(|n| n as f64);
    let LoadCounts { planned, started, finished, dropped, never_issued, late_p95_ms, .. } = *counts;
    [planned, number(started), number(finished), number(dropped), number(never_issued), late_p95_ms]
}

/// The columns of the table of generators, by which [`generator_cells`] are in order.
pub const GENERATOR_COLUMNS: [&str; 8] =
    ["Requests", "Requests/s", "p95", "Failed", "Dropped", "Starts", "Ends", "Longest silence"];

/// What is not known has no text.
pub fn generator_cells(of: &GeneratorLoad) -> [Option<String>; 8] {
    let moment = |ms: Option<f64>| ms.map(format::moment);
    [
        of.requests.map(format::count),
        of.rate.map(|rate| format::value(rate, Unit::PerSecond)),
        of.p95_ms.map(|ms| format::value(ms, Unit::Millis)),
        of.failed.map(|share| format::value(share, Unit::Fraction)),
        of.dropped.map(format::count),
        moment(of.start_ms),
        moment(of.end_ms),
        of.silence_ms.map(format::duration),
    ]
}

/// The numbers behind [`generator_cells`].
pub fn generator_numbers(of: &GeneratorLoad) -> [Option<f64>; 8] {
    let number = |n: Option<u64>| n.map(|n| n as f64);
    let GeneratorLoad { requests, rate, p95_ms, failed, dropped, start_ms, end_ms, silence_ms, .. } = *of;
    [number(requests), rate, p95_ms, failed, number(dropped), start_ms, end_ms, silence_ms]
}

/// How to read the table of generators.
pub fn generators_note(report: &Report) -> String {
    let mut text = "Each generator’s times are by its own clock: a late start and a wrong clock look the same. A silence is the longest time in which none of its iterations or requests ended.".to_owned();
    if super::is_part(report) {
        text.push_str(" All columns cover the selected samples only, starts and ends included.");
    }
    text
}

/// "200 RPS", with the scenario where several have stages.
pub fn stage_label(report: &Report, stage: &LoadStage) -> String {
    let alone = report.load.scenarios.len() < 2 || stage.scenario.is_empty() || stage.scenario == stage.name;
    if alone { stage.name.clone() } else { format!("{} ({})", stage.name, stage.scenario) }
}

/// The statistics of the stage table, with their metric and what they are called.
pub const STAGE_COLUMNS: [(&str, &str, Stat, Unit); 8] = [
    ("Requests", "http_reqs", Stat::Count, Unit::Count),
    ("Rate", "http_reqs", Stat::Rate, Unit::PerSecond),
    ("Errors", "http_req_failed", Stat::Rate, Unit::Fraction),
    ("avg", "http_req_duration", Stat::Avg, Unit::Millis),
    ("p50", "http_req_duration", Stat::Med, Unit::Millis),
    ("p95", "http_req_duration", Stat::P(95.0), Unit::Millis),
    ("p99", "http_req_duration", Stat::P(99.0), Unit::Millis),
    ("max", "http_req_duration", Stat::Max, Unit::Millis),
];

/// The numbers of a stage, in the order of [`STAGE_COLUMNS`].
pub fn stage_numbers(stage: &LoadStage) -> [Option<f64>; 8] {
    let of = &stage.measured;
    let timed = |stat| of.duration.get(stat);
    [
        of.requests.map(|n| n as f64),
        of.request_rate,
        of.failed,
        timed(Stat::Avg),
        timed(Stat::Med),
        timed(Stat::P(95.0)),
        timed(Stat::P(99.0)),
        timed(Stat::Max),
    ]
}

/// "arrival rate", "looping VUs".
pub fn load_model(model: LoadModel) -> &'static str {
    match model {
        LoadModel::Open => "arrival rate",
        LoadModel::Closed => "looping VUs",
        LoadModel::Unclear => "not clear from the samples",
    }
}
