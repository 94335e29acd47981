//! Summaries that people make by hand: `{"summary": {"p95_response_time": 12.5, "total_requests": 100}}`.
//! Only what cannot be misread is taken: times are k6's milliseconds unless the name says otherwise, and an "error
//! rate" is left out, since it may be a share or a percentage.

use serde_json::Value;

use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::order::sort_short_by_key;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values};

use super::Object;
use crate::{Diagnostics, Format, Summary, SummaryMetric};

/// `None` unless two latencies are named, or one inside `summary`.
pub(super) fn read(document: &Value, diagnostics: &mut Diagnostics) -> Option<(Format, Summary)> {
    let object = document.as_object()?;
    let wrapped = object.get("summary").and_then(Value::as_object);
    let inner = wrapped.unwrap_or(object);
    let mut times: Vec<(Stat, f64)> =
        inner.iter().filter_map(|(name, value)| Some((latency(name)?, value.as_f64()?))).collect();
    if times.len() < if wrapped.is_some() { 1 } else { 2 } {
        return None;
    }
    sort_short_by_key(&mut times, |(stat, _)| match stat {
        Stat::Avg => 0,
        Stat::Min => 1,
        Stat::Med => 2,
        Stat::Max => 3,
        Stat::P(p) => 4 + (p * 1000.0) as u64,
        _ => u64::MAX,
    });
    let metric = |name: &str, kind, contains, values: Values| SummaryMetric {
        series: Series::metric(name),
        kind,
        contains: Some(contains),
        values,
        thresholds: Vec::new(),
    };
    let mut metrics = vec![metric("http_req_duration", MetricType::Trend, Contains::Time, times.into_iter().collect())];
    let count = first(inner, &["total_requests", "totalRequests", "http_reqs", "requests", "request_count"]);
    let rate = first(inner, &["requests_per_second", "requestsPerSecond", "rps", "actual_rps"]);
    let counted: Values =
        [(Stat::Count, count), (Stat::Rate, rate)].into_iter().filter_map(|(s, v)| Some((s, v?))).collect();
    if !counted.is_empty() {
        metrics.push(metric("http_reqs", MetricType::Counter, Contains::Default, counted));
    }
    let read = metrics.iter().map(|m| m.values.len() as u64).sum::<u64>();
    diagnostics.lines += inner.len() as u64;
    diagnostics.used += read;
    diagnostics.notes.push(format!(
        "the file is no summary of k6's: {read} of its {} values were understood, its times taken as milliseconds",
        inner.len()
    ));
    Some((Format::SummaryLookalike, Summary { metrics, ..Summary::default() }))
}

fn first(object: &Object, names: &[&str]) -> Option<f64> {
    names.iter().find_map(|name| object.get(*name)?.as_f64())
}

/// `p95_response_time`, `avgLatencyMs`, `http_req_duration_p95`; nothing in seconds.
fn latency(name: &str) -> Option<Stat> {
    let snake: String = name.chars().fold(String::new(), |mut text, c| {
        if c.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
        text
    });
    let snake = snake.strip_suffix("_ms").unwrap_or(&snake);
    const NAMES: [&str; 4] = ["response_time", "latency", "http_req_duration", "request_duration"];
    let statistic = NAMES.iter().find_map(|thing| {
        let before = snake.strip_suffix(thing).and_then(|s| s.strip_suffix('_'));
        before.or_else(|| snake.strip_prefix(thing).and_then(|s| s.strip_prefix('_')))
    })?;
    match statistic {
        "avg" | "mean" | "average" => Some(Stat::Avg),
        "min" => Some(Stat::Min),
        "med" | "median" | "p50" => Some(Stat::Med),
        "max" => Some(Stat::Max),
        p => Stat::parse(p).filter(|s| matches!(s, Stat::P(_))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_latencies() {
        assert_eq!(latency("p95_response_time"), Some(Stat::P(95.0)));
        assert_eq!(latency("avgLatencyMs"), Some(Stat::Avg));
        assert_eq!(latency("http_req_duration_p99"), Some(Stat::P(99.0)));
        for none in ["response_time", "p95", "latency_s", "p95_response_time_seconds", "rate_latency", "count"] {
            assert_eq!(latency(none), None, "{none}");
        }
    }
}
