//! Limits that sloscope can offer where no file states an objective. None of them is judged before somebody adopts it.

use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_objectives::{Objective, Origin};

use crate::report::MetricSummary;

/// The name of the only preset: the four objectives of the report that sloscope's reports are shaped after.
pub const SEED: &str = "seed";

/// The objectives of a named preset; `None` if there is none of that name.
pub fn preset(name: &str) -> Option<Vec<Objective>> {
    let each = |(metric, expression): &(&str, &str)| new(metric, expression, Origin::Preset(SEED.to_owned()));
    (name == SEED).then(|| SEED_OBJECTIVES.iter().map(each).collect())
}

const SEED_OBJECTIVES: [(&str, &str); 4] = [
    ("http_req_duration", "p(95)<500"),
    ("http_req_duration", "p(99)<1000"),
    ("http_req_failed", "rate<0.01"),
    ("http_reqs", "rate>=200"),
];

/// Usual limits of what k6 measures. There is none on a rate per second: which load is right, the test decides.
/// The browser's are those that web.dev calls good (LCP 2.5 s, INP 200 ms, CLS 0.1 at the 75th percentile).
const USUAL: [(&str, &str); 10] = [
    ("http_req_duration", "p(95)<500"),
    ("http_req_duration", "p(99)<1000"),
    ("http_req_failed", "rate<0.01"),
    ("grpc_req_duration", "p(95)<500"),
    ("grpc_req_duration", "p(99)<1000"),
    ("ws_connecting", "p(95)<1000"),
    ("browser_web_vital_lcp", "p(75)<2500"),
    ("browser_web_vital_inp", "p(75)<200"),
    ("browser_web_vital_cls", "p(75)<0.1"),
    ("checks", "rate>0.99"),
];

/// Suggestions that fit a run: limits on what it measured, of the metric type that k6 gives it.
pub fn suggestions(metrics: &[MetricSummary]) -> Vec<Objective> {
    let measured = |metric: &str| {
        let found = metrics.iter().find(|m| m.series.metric == metric && m.series.tags.is_empty());
        found.is_some_and(|m| m.samples != Some(0) && !m.values.is_empty() && is_k6s(metric, m))
    };
    let fitting = USUAL.iter().filter(|(metric, _)| measured(metric));
    fitting.map(|(metric, expression)| new(metric, expression, Origin::Suggested)).collect()
}

/// A script may give one of these names to a metric of its own.
fn is_k6s(metric: &str, found: &MetricSummary) -> bool {
    let contains = found.contains != Contains::Data;
    match metric {
        "http_req_failed" | "checks" => found.kind == MetricType::Rate,
        _ => found.kind == MetricType::Trend && contains,
    }
}

fn new(metric: &str, expression: &str, origin: Origin) -> Objective {
    Objective {
        series: Series::metric(metric),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin,
    }
}
