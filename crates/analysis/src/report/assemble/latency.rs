//! The latency table: requests as a whole, their successes and failures, their phases, and every other trend.

use sloscope_model::metric::{HTTP_PHASES, MetricType};
use sloscope_model::order::{sort_short, sort_short_by_key};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values};

use super::Build;
use super::failed::parted;
use super::measure::USUAL_PERCENTILES;
use crate::report::{Latency, LatencyRow, MetricSummary, Scope};

const REQUESTS: &str = "http_req_duration";

pub fn latency(build: &Build, metrics: &[MetricSummary]) -> Latency {
    let mut rows = Vec::new();
    let trends = metrics.iter().filter(|m| m.kind == MetricType::Trend && m.series.tags.is_empty());
    if let Some(requests) = trends.clone().find(|m| m.series.metric == REQUESTS) {
        rows.push(row(requests, "Request duration"));
        rows.extend(by_outcome(build, requests));
    }
    let expected = Series::metric(REQUESTS).with("expected_response", "true");
    if build.rows.is_none()
        && let Some(successes) = metrics.iter().find(|m| m.series.same_as(&expected))
    {
        rows.push(LatencyRow { scope: Scope::Successes, ..row(successes, "Request duration, successes only") });
    }
    for name in HTTP_PHASES {
        rows.extend(
            trends.clone().find(|m| m.series.metric == name).map(|m| LatencyRow { phase: true, ..row(m, label(name)) }),
        );
    }
    let others = trends.filter(|m| m.series.metric != REQUESTS && !HTTP_PHASES.contains(&m.series.metric.as_str()));
    let mut others: Vec<_> = others.collect();
    sort_short_by_key(&mut others, |m| match m.series.metric.as_str() {
        "grpc_req_duration" => 0,
        "iteration_duration" => 1,
        "group_duration" => 2,
        _ => 3,
    });
    rows.extend(others.into_iter().map(|m| row(m, label(&m.series.metric))));
    let (columns, absent) = match build.rows {
        Some(_) => (usual(build), None),
        None => stated(build, &rows),
    };
    Latency { columns, rows, absent }
}

/// avg, min, med, the percentiles in ascending order, max, stddev, count.
fn usual(build: &Build) -> Vec<Stat> {
    let mut percentiles = [USUAL_PERCENTILES.as_slice(), &build.query.percentiles].concat();
    sort_short(&mut percentiles, f64::total_cmp);
    percentiles.dedup();
    let mut columns = vec![Stat::Avg, Stat::Min, Stat::Med];
    columns.extend(percentiles.into_iter().map(Stat::P));
    columns.extend([Stat::Max, Stat::StdDev, Stat::Count]);
    columns
}

/// Those that the summaries state of any trend, and those that were asked for; the same order. What is usual and not
/// stated is said once, not in every row.
fn stated(build: &Build, rows: &[LatencyRow]) -> (Vec<Stat>, Option<String>) {
    let asked = build.query.percentiles.iter().map(|p| Stat::P(*p));
    let columns = Stat::columns(
        MetricType::Trend,
        asked.chain(rows.iter().flat_map(|row| row.values.iter()).map(|(stat, _)| stat)),
    );
    let known = |stat: &Stat| columns.contains(stat) || (*stat == Stat::Med && columns.contains(&Stat::P(50.0)));
    let missing: Vec<String> = usual(build).into_iter().filter(|stat| !known(stat)).map(|s| s.to_string()).collect();
    let absent = (!rows.is_empty() && !missing.is_empty())
        .then(|| format!("Not in these files: {}. The samples (--out json) give every statistic.", missing.join(", ")));
    (columns, absent)
}

fn row(metric: &MetricSummary, label: &str) -> LatencyRow {
    LatencyRow {
        label: label.to_owned(),
        series: metric.series.clone(),
        scope: Scope::All,
        phase: false,
        contains: metric.contains,
        values: metric.values.clone(),
        samples: metric.samples,
        note: None,
    }
}

/// Successes and failures, where the samples say which is which and there are both.
fn by_outcome(build: &Build, requests: &MetricSummary) -> Vec<LatencyRow> {
    let selected = build.rows.and_then(|rows| rows.select(&requests.series));
    let found = selected.and_then(|selected| parted(build, &requests.series, &selected));
    let Some(found) = found.filter(|found| found.failed > 0) else {
        return Vec::new();
    };
    let make = |scope, label: &str, (samples, values): (u64, &Values), note: Option<String>| LatencyRow {
        scope,
        samples: Some(samples),
        values: values.clone(),
        note,
        ..row(requests, label)
    };
    let note = (found.instant > 0).then(|| {
        format!(
            "{} of them took 0 ms: they failed before a request was sent, and pull every statistic of all requests down",
            sloscope_model::format::count(found.instant)
        )
    });
    let failures = (found.failed, &found.failures);
    let failures = make(Scope::Failures, "Request duration, failures only", failures, note);
    let no_success = (found.succeeded == 0).then(|| "no request succeeded".to_owned());
    let successes = (found.succeeded, &found.successes);
    vec![make(Scope::Successes, "Request duration, successes only", successes, no_success), failures]
}

/// What k6's metrics are, in words.
fn label(name: &str) -> &str {
    match name {
        "http_req_blocked" => "Blocked (waiting for a connection)",
        "http_req_connecting" => "Connecting (TCP)",
        "http_req_tls_handshaking" => "TLS handshake",
        "http_req_sending" => "Sending",
        "http_req_waiting" => "Waiting (time to first byte)",
        "http_req_receiving" => "Receiving",
        "iteration_duration" => "Iteration duration",
        "group_duration" => "Group duration",
        "grpc_req_duration" => "gRPC request duration",
        "ws_connecting" => "WebSocket connecting",
        "ws_session_duration" => "WebSocket session duration",
        "ws_ping" => "WebSocket ping",
        "browser_http_req_duration" => "Browser request duration",
        "browser_web_vital_ttfb" => "Time to first byte (web vital)",
        "browser_web_vital_fcp" => "First contentful paint (web vital)",
        "browser_web_vital_lcp" => "Largest contentful paint (web vital)",
        "browser_web_vital_inp" => "Interaction to next paint (web vital)",
        "browser_web_vital_cls" => "Cumulative layout shift (web vital)",
        other => other,
    }
}
