//! "Overall metrics": the few numbers that come first, each with the objective that judges it.

use sloscope_dataset::DurationFrom;
use sloscope_model::format;
use sloscope_model::metric::{MetricType, why_unknown};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::Build;
use super::rows::Rows;
use crate::report::{ErrorTable, MetricSummary, OverallRow, RunFacts};
use crate::slo::ObjectiveResult;

type Row = (&'static str, &'static str, Stat, Option<&'static str>);

const ACTIVE: &str = "over the time in which scenarios were active: set-up, tear-down and gaps are left out";
const WHOLE: &str = "k6's rate: over the whole run, set-up, tear-down and gaps included";

/// What is said of a rate over a time that only samples tell.
pub(crate) const OBSERVED: &str = "over the time that the samples cover, set-up, tear-down and gaps included; k6's own rate is over its duration, which no file states";
const OWN: &str = "over the whole run, gaps included";
const OF_WINDOW: &str = "over the length of the window";

const HTTP: [Row; 6] = [
    ("Total requests", "http_reqs", Stat::Count, None),
    ("Actual RPS", "http_reqs", Stat::Rate, Some(WHOLE)),
    ("RPS over active time", "http_reqs", Stat::RateActive, Some(ACTIVE)),
    ("Error rate", "http_req_failed", Stat::Rate, None),
    ("P95 latency", "http_req_duration", Stat::P(95.0), None),
    ("P99 latency", "http_req_duration", Stat::P(99.0), None),
];
const ITERATIONS: [Row; 5] = [
    ("Total iterations", "iterations", Stat::Count, None),
    ("Iterations per second", "iterations", Stat::Rate, Some(WHOLE)),
    ("Iterations per second of active time", "iterations", Stat::RateActive, Some(ACTIVE)),
    ("P95 iteration duration", "iteration_duration", Stat::P(95.0), None),
    ("P99 iteration duration", "iteration_duration", Stat::P(99.0), None),
];
const GRPC: [Row; 2] = [
    ("P95 gRPC latency", "grpc_req_duration", Stat::P(95.0), None),
    ("P99 gRPC latency", "grpc_req_duration", Stat::P(99.0), None),
];
const WEB_SOCKETS: [Row; 4] = [
    ("WebSocket sessions", "ws_sessions", Stat::Count, None),
    ("Messages sent", "ws_msgs_sent", Stat::Count, None),
    ("Messages received", "ws_msgs_received", Stat::Count, None),
    ("P95 session duration", "ws_session_duration", Stat::P(95.0), None),
];
const CHECKS: [Row; 1] = [("Checks passed", "checks", Stat::Rate, None)];

pub fn overall(
    build: &Build,
    facts: &RunFacts,
    metrics: &[MetricSummary],
    objectives: &[ObjectiveResult],
    errors: &ErrorTable,
) -> Vec<OverallRow> {
    let has = |name: &str| {
        metrics.iter().any(|m| m.series == Series::metric(name) && m.samples != Some(0) && !is_zero_count(m))
    };
    let mut rows: Vec<&Row> = Vec::new();
    let others = ["grpc_req_duration", "ws_sessions", "iterations"];
    let requests = ["http_reqs", "http_req_duration", "http_req_failed"];
    if requests.iter().any(|name| has(name)) || !others.iter().any(|name| has(name)) {
        rows.extend(&HTTP);
    } else {
        rows.extend(&ITERATIONS);
    }
    if has("grpc_req_duration") {
        rows.extend(&GRPC);
    }
    if has("ws_sessions") {
        rows.extend(&WEB_SOCKETS);
    }
    if has("checks") {
        rows.extend(&CHECKS);
    }
    let mut rows: Vec<OverallRow> =
        rows.into_iter().map(|row| overall_row(build, facts, metrics, objectives, row)).collect();
    rows.iter_mut().for_each(|row| tell_requests(row, metrics, errors));
    rows
}

/// How many requests there were, and the metric that counts them: `http_reqs`, or one that has a sample a request where
/// that is not in the files. `None` if there were none, or nothing counts them.
pub fn requests(metrics: &[MetricSummary]) -> Option<(f64, &'static str)> {
    let value = |name: &str, stat| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat);
    let failed = value("http_req_failed", Stat::Passes).zip(value("http_req_failed", Stat::Fails));
    let counts = [
        (value("http_reqs", Stat::Count), "http_reqs"),
        (failed.map(|(failed, fine)| failed + fine), "http_req_failed"),
        (value("http_req_duration", Stat::Count), "http_req_duration"),
    ];
    counts.into_iter().find_map(|(n, by)| Some((n.filter(|n| *n > 0.0)?, by)))
}

/// Requests are counted by more than one metric, and failures are counted by more than `http_req_failed`: what the rest of
/// the report says of them is said here, too.
fn tell_requests(row: &mut OverallRow, metrics: &[MetricSummary], errors: &ErrorTable) {
    if row.value.is_some() {
        return;
    }
    match (row.series.metric.as_str(), row.stat) {
        ("http_reqs", Stat::Count) if !metrics.iter().any(|m| m.series == row.series && m.samples > Some(0)) => {
            if let Some((n, by)) = requests(metrics) {
                row.value = Some(n);
                row.absent = None;
                row.note = Some(format!("counted by {by}: http_reqs is not in these files"));
            }
        }
        ("http_req_failed", Stat::Rate) => {
            if let Some((failed, all)) = errors.failed.zip(errors.requests).filter(|(_, all)| *all > 0) {
                let share = format::value(failed as f64 / all as f64, Unit::Fraction);
                row.absent = Some(format!("not counted by k6; by the tags of requests {share} failed"));
            }
        }
        _ => {}
    }
}

/// What a rate is over. It is k6's only where a file states how long k6 says that the run lasted.
fn over(build: &Build, facts: &RunFacts) -> &'static str {
    match facts.duration_from {
        _ if build.is_partial() && build.clock.window.is_some() => OF_WINDOW,
        Some(DurationFrom::ObservedSpan) if build.run.is_own() => OWN,
        Some(DurationFrom::ObservedSpan) => OBSERVED,
        _ => WHOLE,
    }
}

/// A summary lists http_reqs with 0 for a test without requests.
fn is_zero_count(metric: &MetricSummary) -> bool {
    metric.values.get(Stat::Count) == Some(0.0)
}

fn overall_row(
    build: &Build,
    facts: &RunFacts,
    metrics: &[MetricSummary],
    objectives: &[ObjectiveResult],
    row: &Row,
) -> OverallRow {
    let (label, name, stat, note) = *row;
    let note = note.map(|note| if note == WHOLE { over(build, facts) } else { note });
    let series = Series::metric(name);
    let metric = metrics.iter().find(|m| m.series == series);
    let value = metric.and_then(|m| m.values.get(stat));
    let known = sloscope_model::metric::builtin(name);
    let kind = metric.map(|m| (m.kind, m.contains)).or(known);
    let unit = kind.map_or(sloscope_model::stat::Unit::Plain, |(kind, contains)| stat.unit(kind, contains));
    let judging = |o: &ObjectiveResult| o.objective.series == series && o.stat == Some(stat);
    // Of several objectives on one number, the one that was kept worst.
    let gravity = |at: &usize| std::cmp::Reverse(objectives[*at].verdict.gravity());
    let objective = (0..objectives.len()).filter(|at| judging(&objectives[*at])).min_by_key(gravity);
    let absent = value.is_none().then(|| why_absent(build, metric, stat));
    OverallRow { label: label.to_owned(), series, stat, unit, value, absent, objective, note: note.map(str::to_owned) }
}

pub fn why_absent(build: &Build, metric: Option<&MetricSummary>, stat: Stat) -> String {
    let nothing = |series: &Series| {
        let elsewhere = |rows: Rows| Rows::all(rows.store).select(series).is_some_and(|all| all.count() > 0);
        if build.is_partial() && build.rows.is_some_and(elsewhere) { "none in this part" } else { "no samples" }
    };
    let text = match (build.rows, metric) {
        (Some(_), None) => "no samples",
        (Some(_), Some(m)) if m.samples == Some(0) => nothing(&m.series),
        (Some(_), Some(m)) if m.kind != MetricType::Counter || m.values.get(Stat::Count).is_none() => {
            why_unknown(&m.series.metric)
        }
        (Some(_), Some(_)) if stat == Stat::RateActive => "the samples carry no scenario tag: active time is unknown",
        (Some(_), Some(_)) => "the samples span no time: the length of the run is unknown",
        (None, _) if stat == Stat::RateActive => "needs samples: a summary does not say when scenarios were active",
        (None, _) => "not in this file",
    };
    text.to_owned()
}
