//! What the Markdown and the text export say alike: verdicts with a sign, targets, the facts of the run in words.

use crate::format;
use crate::metric::Contains;
use crate::order::sort_short;
use crate::report::{DurationFrom, LatencyRow, ObjectivesFrom, OverallRow, PlanFrom, Report, TargetStage};
use crate::series::Series;
use crate::slo::{ObjectiveResult, Verdict};
use crate::stat::Stat;

/// A verdict with its sign, never the sign alone: `✅ PASS`.
pub(super) fn status(verdict: Verdict) -> String {
    let sign = match verdict {
        Verdict::Pass => "✅",
        Verdict::Fail => "❌",
        Verdict::NoData => "⚪",
        Verdict::CannotJudge => "❔",
    };
    format!("{sign} {}", verdict.label())
}

/// The objective that judges a statistic; of several, the one that was kept worst.
pub(super) fn objective_on<'a>(report: &'a Report, series: &Series, stat: Stat) -> Option<&'a ObjectiveResult> {
    let on = report.objectives.iter().filter(|o| o.objective.series.same_as(series) && o.stat == Some(stat));
    on.max_by_key(|o| match o.verdict {
        Verdict::Pass => 0,
        Verdict::NoData => 1,
        Verdict::CannotJudge => 2,
        Verdict::Fail => 3,
    })
}

/// `< 500 ms`; the expression as written where it could not be read.
pub(super) fn target(result: &ObjectiveResult) -> String {
    match (&result.operator, result.limit, result.unit) {
        (Some(operator), Some(limit), Some(unit)) => format::limit(operator, limit, unit),
        _ => result.objective.expression.clone(),
    }
}

pub(super) fn measured(result: &ObjectiveResult) -> String {
    match (result.measured, result.limit, result.unit) {
        (Some(value), Some(limit), Some(unit)) => format::against(value, limit, unit),
        (Some(value), None, Some(unit)) => format::value(value, unit),
        _ => "-".to_owned(),
    }
}

pub(super) fn margin(result: &ObjectiveResult) -> String {
    match (&result.margin, result.unit) {
        (Some(margin), Some(unit)) => format::margin(margin, unit),
        _ => "-".to_owned(),
    }
}

/// The value of a row of overall metrics beside its objective, or why there is none.
pub(super) fn overall_value(report: &Report, row: &OverallRow) -> String {
    let limit = row.objective.and_then(|at| report.objectives.get(at)).and_then(|o| o.limit);
    match (row.value, limit) {
        (Some(value), Some(limit)) => format::against(value, limit, row.unit),
        (Some(value), None) => format::value(value, row.unit),
        (None, _) => row.absent.clone().unwrap_or_else(|| "not in this file".to_owned()),
    }
}

/// "Constant arrival rate (inferred from the samples)".
pub(super) fn test_type(report: &Report) -> String {
    let run = &report.run;
    match (&run.test_type, run.test_type_from) {
        (Some(kind), Some(PlanFrom::Samples)) => format!("{kind} (inferred from the samples)"),
        (Some(kind), _) => kind.clone(),
        (None, _) => "not in these files".to_owned(),
    }
}

/// "200 → 300 → 400 iterations/s"; stages of several scenarios are told apart. `None` without stages.
pub(super) fn target_rates(report: &Report) -> Option<String> {
    let stages = &report.run.stages;
    let first = stages.first()?;
    let mut in_time: Vec<&TargetStage> = stages.iter().collect();
    sort_short(&mut in_time, |a, b| a.start_ms.total_cmp(&b.start_ms));
    let follow = in_time.windows(2).all(|pair| pair[1].start_ms >= pair[0].end_ms - 500.0);
    let mut text = if follow {
        rates(&in_time)
    } else {
        let mut names: Vec<&str> = Vec::new();
        for stage in &in_time {
            if !names.contains(&stage.scenario.as_str()) {
                names.push(&stage.scenario);
            }
        }
        let of = |name: &&str| {
            let own: Vec<&TargetStage> = in_time.iter().copied().filter(|s| s.scenario == **name).collect();
            format!("{name}: {}", rates(&own))
        };
        names.iter().map(of).collect::<Vec<_>>().join("; ")
    };
    text.push_str(if one_request_each(report) { " RPS" } else { " iterations/s" });
    if first.from == PlanFrom::Samples {
        text.push_str(" (inferred from the samples)");
    }
    Some(text)
}

fn rates(stages: &[&TargetStage]) -> String {
    let mut shown: Vec<String> = Vec::new();
    for stage in stages {
        for rate in [stage.from_rate, stage.to_rate] {
            let text = format::value((rate * 100.0).round() / 100.0, crate::stat::Unit::Plain);
            if shown.last() != Some(&text) {
                shown.push(text);
            }
        }
    }
    shown.join(" → ")
}

/// Every iteration of every scenario made exactly one request: only then is the rate of iterations one of requests.
fn one_request_each(report: &Report) -> bool {
    let scenarios = &report.run.scenarios;
    let one = |s: &crate::report::ScenarioFacts| s.requests.is_some() && s.requests == s.iterations;
    !scenarios.is_empty() && scenarios.iter().all(one)
}

pub(super) fn duration(report: &Report) -> String {
    let Some(ms) = report.run.duration_ms else { return "not in these files".to_owned() };
    let from = match &report.run.duration_from {
        Some(DurationFrom::Summary(name)) => format!(" (stated by {name})"),
        Some(DurationFrom::CountOverRate(name)) => format!(" (count / rate of {name})"),
        Some(DurationFrom::ObservedSpan) => " (first to last sample)".to_owned(),
        None => String::new(),
    };
    format::duration(ms) + &from
}

pub(super) fn date(report: &Report) -> String {
    match report.run.start {
        Some(start) => format::date_time(start, report.run.utc_offset_minutes.unwrap_or(0)),
        None => "not in these files".to_owned(),
    }
}

/// The window and the tag filter in force; `None` for the whole run.
pub(super) fn selection(report: &Report) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(window) = report.query.window {
        parts.push(format!("{} to {}", format::moment(window.start_ms), format::moment(window.end_ms)));
    }
    parts.extend(report.query.tags.iter().map(|(key, value)| format!("{key} = {value}")));
    (!parts.is_empty()).then(|| parts.join(", "))
}

pub(super) fn objectives_from(report: &Report) -> String {
    match &report.objectives_from {
        ObjectivesFrom::Files(names) => format!("The objectives are those of {}.", names.join(", ")),
        ObjectivesFrom::ObjectivesFile(name) => format!("The objectives are those of the objectives file {name}."),
        ObjectivesFrom::Edited => "The objectives were edited for this report.".to_owned(),
        ObjectivesFrom::Default => {
            "No file states objectives: these are sloscope's defaults, not promises of this service.".to_owned()
        }
    }
}

/// A statistic as the tables of the reports name it: `P50 (Median)`.
pub(super) fn stat_label(stat: Stat) -> String {
    match stat {
        Stat::Avg => "Average".to_owned(),
        Stat::Min => "Minimum".to_owned(),
        Stat::Med => "P50 (Median)".to_owned(),
        Stat::Max => "Maximum".to_owned(),
        Stat::StdDev => "Standard deviation".to_owned(),
        Stat::Count => "Count".to_owned(),
        Stat::P(p) => format!("P{p}"),
        other => other.to_string(),
    }
}

/// The label of a latency row; a trend that does not say that it is a time is marked.
pub(super) fn latency_label(row: &LatencyRow) -> String {
    match row.contains {
        Contains::Time => row.label.clone(),
        Contains::Data => format!("{} (bytes)", row.label),
        Contains::Default => format!("{} (unit not stated)", row.label),
    }
}
