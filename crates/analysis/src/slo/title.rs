//! Objectives in words.

use sloscope_model::format;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_objectives::{Expression, Objective};

/// "95th percentile of http_req_duration below 500 ms"; an unreadable expression is quoted as it is.
pub(super) fn title(
    objective: &Objective,
    expression: Option<&Expression>,
    unit: Unit,
    kind: Option<MetricType>,
) -> String {
    match expression {
        Some(e) => {
            let limit = format::exact(e.limit, unit);
            format!("{} {} {limit}", subject(&objective.series, e.stat, kind), e.operator.words())
        }
        None => format!("{}: {}", objective.series, objective.shown()),
    }
}

/// "95th percentile of http_req_duration where scenario is car".
pub(crate) fn subject(series: &Series, stat: Stat, kind: Option<MetricType>) -> String {
    let metric = match (series.metric.as_str(), stat) {
        ("http_req_failed", Stat::Rate) => "share of failed requests (http_req_failed)".to_owned(),
        ("http_reqs", Stat::Rate) => "requests per second (http_reqs)".to_owned(),
        ("http_reqs", Stat::Count) => "number of requests (http_reqs)".to_owned(),
        ("checks", Stat::Rate) => "share of checks that passed (checks)".to_owned(),
        (name, Stat::Rate) if kind == Some(MetricType::Counter) => format!("rate per second of {name}"),
        (name, Stat::Rate) if kind == Some(MetricType::Rate) => format!("share of {name}"),
        (name, _) => format!("{} of {name}", in_words(stat)),
    };
    let mut text = format::capitalised(&metric);
    for (i, (key, value)) in series.tags.iter().enumerate() {
        text.push_str(if i == 0 { " where " } else { " and " });
        text.push_str(&format!("{key} is {value}"));
    }
    text
}

/// "95th percentile", "mean".
pub(super) fn in_words(stat: Stat) -> String {
    let text = match stat {
        Stat::Avg => "mean",
        Stat::Min => "minimum",
        Stat::Med => "median",
        Stat::Max => "maximum",
        Stat::StdDev => "standard deviation",
        Stat::Count => "sum",
        Stat::Rate => "rate",
        Stat::RateActive => "rate over active time",
        Stat::Passes => "non-zero samples",
        Stat::Fails => "zero samples",
        Stat::Value => "last value",
        Stat::P(p) => return format!("{p}{} percentile", ordinal(p)),
    };
    text.to_owned()
}

fn ordinal(p: f64) -> &'static str {
    let teen = (11.0..=13.0).contains(&(p % 100.0));
    match p % 10.0 {
        1.0 if !teen => "st",
        2.0 if !teen => "nd",
        3.0 if !teen => "rd",
        _ => "th",
    }
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
