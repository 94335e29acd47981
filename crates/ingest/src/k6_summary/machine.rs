//! The machine-readable summary (`--new-machine-readable-summary`): lists of metrics and checks, a version, times.
//! What k6 writes and what its schema says are spelled differently (k6#6004): both are read.

use serde_json::Value;

use sloscope_model::metric::MetricType;
use sloscope_model::options::Secret;
use sloscope_model::order::sort_short;
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;
use sloscope_model::time::{TIMES, parse_rfc3339, took};

use super::metric::{self, Verdicts};
use super::{Notes, Object, groups};
use crate::{Format, Summary, SummaryMetric};

pub(super) fn is(object: &Object) -> bool {
    let metrics = object.get("results").and_then(|r| r.get("metrics")).and_then(Value::as_array);
    let named = |entry: &Value| entry.get("name").is_some_and(Value::is_string) && metric::is_like(entry);
    let marked = object.contains_key("metadata") || object.contains_key("version") || object.contains_key("config");
    metrics.is_some_and(|list| marked && list.iter().all(named))
}

pub(super) fn read(object: &Object, notes: &mut Notes) -> (Format, Summary) {
    let at = |outer: &str, inner: &[&str]| inner.iter().find_map(|key| object.get(outer)?.get(key));
    let mut summary = Summary::default();
    let mut foreign = false;
    for entry in list(at("results", &["metrics"])) {
        let (Some(name), Some(entry)) = (entry.get("name").and_then(Value::as_str), entry.as_object()) else {
            continue;
        };
        if let Some(read) = metric::read(name, entry, Verdicts::Ok, true, notes) {
            foreign |= read.foreign;
            summary.metrics.push(read.metric);
        }
    }
    if let Some(checks) = at("results", &["checks"]) {
        summary.metrics.extend(checks_metric(checks, notes));
        summary.checks = checks.get("results").and_then(|list| groups::list(list, notes));
    }
    sort_short(&mut summary.metrics, |a, b| a.series.cmp(&b.series));
    let seconds = at("config", &["duration"]).and_then(Value::as_f64);
    summary.duration_ms = notes.length(seconds.map(|s| s * 1000.0));
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    summary.k6_version = text(at("metadata", &["k6_version", "k6Version"])).filter(|v| !v.is_empty());
    times(&mut summary, at("metadata", &["generated_at", "generatedAt"]), notes);
    if at("config", &["script"]).and_then(Value::as_str).is_some_and(|script| !script.is_empty()) {
        summary.secrets.push(Secret::Script);
    }
    if object.get("setup_data").is_some_and(|data| !data.is_null()) {
        summary.secrets.push(Secret::SetupData);
    }
    (if foreign { Format::SummaryLookalike } else { Format::SummaryMachineReadable }, summary)
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// k6 writes the summary right after the run: its time is the end, to a few milliseconds.
fn times(summary: &mut Summary, generated: Option<&Value>, notes: &mut Notes) {
    let end = generated.and_then(Value::as_str).and_then(|text| parse_rfc3339(text.as_bytes()).ok()).map(|t| t.nanos);
    let Some(end) = end else { return };
    summary.end = Some(end);
    summary.start = summary.duration_ms.map(|ms| end - took(ms)).filter(|start| *start < end && TIMES.contains(start));
    notes.others.push("the start and end times are derived from the moment when the summary was written".to_owned());
}

/// The `checks` metric is not listed; its counts are those of checks_succeeded and checks_failed.
fn checks_metric(checks: &Value, notes: &mut Notes) -> Option<SummaryMetric> {
    let mut matches = |wanted: &str| {
        let named = |entry: &&Value| entry.get("name").and_then(Value::as_str) == Some(wanted);
        let entry = list(checks.get("metrics")).find(named)?.as_object()?;
        metric::read(wanted, entry, Verdicts::Ok, true, notes)?.metric.values.get(Stat::Passes)
    };
    let (passes, fails) = (matches("checks_succeeded")?, matches("checks_failed")?);
    let rate = (passes + fails > 0.0).then(|| (Stat::Rate, passes / (passes + fails)));
    let counts = [(Stat::Passes, passes), (Stat::Fails, fails)];
    Some(SummaryMetric {
        series: Series::metric("checks"),
        kind: MetricType::Rate,
        contains: None,
        values: rate.into_iter().chain(counts).collect(),
        thresholds: Vec::new(),
    })
}
