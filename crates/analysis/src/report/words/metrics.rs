//! Metrics and their statistics in words, and in the order in which tables show them.

use sloscope_model::format;
use sloscope_model::metric::{Contains, MetricType, why_unknown};
use sloscope_model::stat::{Stat, Unit};

use crate::report::{LatencyRow, MeasuredFrom, MetricSummary, Report};

/// A statistic as the tables of the reports name it: `P50 (Median)`.
pub fn stat_label(stat: Stat) -> String {
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
pub fn latency_label(row: &LatencyRow) -> String {
    match row.contains {
        Contains::Time => row.label.clone(),
        Contains::Data => format!("{} (bytes)", row.label),
        Contains::Default => format!("{} (unit not stated)", row.label),
    }
}

/// The same for narrow columns: `p50`, `p99.9`, `std dev`.
pub fn stat_short(stat: Stat) -> String {
    match stat {
        Stat::Med => "p50".to_owned(),
        Stat::StdDev => "std dev".to_owned(),
        Stat::P(p) => format!("p{p}"),
        Stat::Rate => "rate (k6)".to_owned(),
        Stat::RateActive => "rate, active time".to_owned(),
        Stat::Passes => "non-zero".to_owned(),
        Stat::Fails => "zero".to_owned(),
        Stat::Value => "last".to_owned(),
        other => other.to_string(),
    }
}

/// Where a value comes from, in words.
pub fn measured_from(from: MeasuredFrom) -> &'static str {
    match from {
        MeasuredFrom::Samples => "computed from samples, exact",
        MeasuredFrom::Summary => "stated by a summary of k6",
        MeasuredFrom::Dashboard => "stated by k6's dashboard, cut to 5 digits",
        MeasuredFrom::Lookalike => "stated by a summary that k6 did not write",
    }
}

/// Where all of these come from, if they come from one place.
pub fn measured_from_all(metrics: &[MetricSummary]) -> Option<&'static str> {
    let first = metrics.first()?.from;
    metrics.iter().all(|m| m.from == first).then(|| measured_from(first))
}

/// A value for a table that names the unit of a row's times (ms); `None` if the files do not have it.
pub fn metric_value(metric: &MetricSummary, stat: Stat) -> Option<String> {
    let (value, unit) = (metric.values.get(stat)?, stat.unit(metric.kind, metric.contains));
    Some(if unit == Unit::Millis { format::in_millis(value) } else { format::value(value, unit) })
}

/// All statistics of a metric with their units, in the order of tables: `avg=2.10 ms, p(95)=1.80 ms`. `None` without one.
pub fn metric_values(metric: &MetricSummary) -> Option<String> {
    let all = Stat::columns(metric.kind, metric.values.iter().map(|(stat, _)| stat));
    let each = |stat: Stat| {
        let name = match stat {
            Stat::RateActive => "rate over active time=".to_owned(),
            stat => format!("{stat}="),
        };
        let value = metric.values.get(stat)?;
        Some(format!("{name}{}", format::value(value, stat.unit(metric.kind, metric.contains))))
    };
    (!all.is_empty()).then(|| all.into_iter().filter_map(each).collect::<Vec<_>>().join(", "))
}

/// Why a metric has no value at all.
pub fn metric_absent(report: &Report, metric: &MetricSummary) -> &'static str {
    match metric.samples {
        _ if super::is_part(report) => super::NONE_IN_PART,
        Some(0) => "no samples",
        Some(_) if metric.from == MeasuredFrom::Samples => why_unknown(&metric.series.metric),
        _ => "not in this file",
    }
}

/// Metrics of one type, with the statistics that any of them has.
#[derive(Clone, Debug, PartialEq)]
pub struct MetricTable<'a> {
    /// The type that all of them have.
    pub kind: MetricType,
    /// "Trends".
    pub title: &'static str,
    /// The statistics that any of them has, in the order of tables.
    pub columns: Vec<Stat>,
    /// In the order of the report; at least one.
    pub metrics: Vec<&'a MetricSummary>,
}

/// All metrics by type, in the order of the report; types without a metric are left out.
pub fn metric_tables(metrics: &[MetricSummary]) -> Vec<MetricTable<'_>> {
    let titles = [
        (MetricType::Trend, "Trends"),
        (MetricType::Counter, "Counters"),
        (MetricType::Rate, "Rates"),
        (MetricType::Gauge, "Gauges"),
    ];
    let table = |(kind, title)| {
        let metrics: Vec<_> = metrics.iter().filter(|m| m.kind == kind).collect();
        let columns = Stat::columns(kind, metrics.iter().flat_map(|m| m.values.iter()).map(|(stat, _)| stat));
        MetricTable { kind, title, columns, metrics }
    };
    titles.into_iter().map(table).filter(|table| !table.metrics.is_empty()).collect()
}

/// What the values are: "ms", "bytes", or nothing.
pub fn contains(contains: Contains) -> &'static str {
    match contains {
        Contains::Time => "ms",
        Contains::Data => "bytes",
        Contains::Default => "",
    }
}
