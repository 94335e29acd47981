//! "Overall metrics": the few numbers that come first, each with the objective that judges it.

use super::Build;
use super::rows::Rows;
use crate::report::{MetricSummary, OverallRow};
use crate::series::Series;
use crate::slo::ObjectiveResult;
use crate::stat::Stat;

type Row = (&'static str, &'static str, Stat, Option<&'static str>);

const ACTIVE: &str = "over the time in which scenarios were active: set-up, tear-down and gaps are left out";
const WHOLE: &str = "k6's rate: over the whole run, set-up, tear-down and gaps included";

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

pub fn overall(build: &Build, metrics: &[MetricSummary], objectives: &[ObjectiveResult]) -> Vec<OverallRow> {
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
    rows.into_iter().map(|row| overall_row(build, metrics, objectives, row)).collect()
}

/// A summary lists http_reqs with 0 for a test without requests.
fn is_zero_count(metric: &MetricSummary) -> bool {
    metric.values.get(Stat::Count) == Some(0.0)
}

fn overall_row(build: &Build, metrics: &[MetricSummary], objectives: &[ObjectiveResult], row: &Row) -> OverallRow {
    let (label, name, stat, note) = *row;
    let series = Series::metric(name);
    let metric = metrics.iter().find(|m| m.series == series);
    let value = metric.and_then(|m| m.values.get(stat));
    let known = crate::metric::builtin(name);
    let kind = metric.map(|m| (m.kind, m.contains)).or(known);
    let unit = kind.map_or(crate::stat::Unit::Plain, |(kind, contains)| stat.unit(kind, contains));
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
        (Some(_), Some(_)) if stat == Stat::RateActive => "the samples carry no scenario tag: active time is unknown",
        (Some(_), Some(_)) if stat == Stat::Rate => "the samples span no time: the length of the run is unknown",
        (Some(_), Some(_)) => "cannot be computed from the samples",
        (None, _) if stat == Stat::RateActive => "needs samples: a summary does not say when scenarios were active",
        (None, _) => "not in this file",
    };
    text.to_owned()
}
