//! Objectives in words.

use sloscope_model::format;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_objectives::{Expression, Objective};

/// "p95 of request duration, scenario rps_200 · < 500 ms"; an unreadable expression is quoted as it is.
pub(super) fn title(
    objective: &Objective,
    expression: Option<&Expression>,
    unit: Unit,
    kind: Option<MetricType>,
) -> String {
    match expression {
        Some(e) => {
            let limit = format::limit(e.operator.as_str(), e.limit, unit);
            format!("{} · {limit}", subject(&objective.series, e.stat, kind))
        }
        None => format!("{}: {}", objective.series, objective.shown()),
    }
}

/// "p95 of request duration, scenario rps_200".
pub fn subject(series: &Series, stat: Stat, kind: Option<MetricType>) -> String {
    let mut text = match (series.metric.as_str(), stat) {
        ("http_req_failed", Stat::Rate) => "Share of failed requests".to_owned(),
        ("http_reqs", Stat::Rate) => "Requests per second".to_owned(),
        ("http_reqs", Stat::Count) => "Number of requests".to_owned(),
        ("checks", Stat::Rate) => "Share of checks passed".to_owned(),
        (name, Stat::Rate) if kind == Some(MetricType::Counter) => format!("{name} per second"),
        (name, Stat::Rate) if kind == Some(MetricType::Rate) => format!("Share of {name}"),
        // p95 keeps its small letter.
        (name, Stat::P(_) | Stat::Med) => format!("{} of {}", in_words(stat), metric_in_words(name)),
        (name, _) => format!("{} of {}", format::capitalised(&in_words(stat)), metric_in_words(name)),
    };
    series.tags.iter().for_each(|(key, value)| text.push_str(&format!(", {key} {value}")));
    text
}

/// The metrics that everybody has an objective on, as people call them; others by their names.
fn metric_in_words(name: &str) -> &str {
    match name {
        "http_req_duration" => "request duration",
        "grpc_req_duration" => "gRPC request duration",
        "iteration_duration" => "iteration duration",
        other => other,
    }
}

/// "p95", "mean".
pub(super) fn in_words(stat: Stat) -> String {
    let text = match stat {
        Stat::Avg => "mean",
        Stat::Min => "minimum",
        Stat::Med => "p50",
        Stat::Max => "maximum",
        Stat::StdDev => "standard deviation",
        Stat::Count => "sum",
        Stat::Rate => "rate",
        Stat::RateActive => "rate over active time",
        Stat::Passes => "non-zero samples",
        Stat::Fails => "zero samples",
        Stat::Value => "last value",
        Stat::P(p) => return format!("p{p}"),
    };
    text.to_owned()
}

/// The unit of the objective's numbers; without a known type, that of k6's built-in metric of the name.
pub(super) fn unit_of(objective: &Objective, stat: Stat, kind: Option<MetricType>, contains: Contains) -> Unit {
    match kind {
        Some(kind) => stat.unit(kind, contains),
        None => match sloscope_model::metric::builtin(&objective.series.metric) {
            Some((kind, contains)) => stat.unit(kind, contains),
            None => Unit::Plain,
        },
    }
}
