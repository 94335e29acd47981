//! The numbers of one metric in a dashboard's event: an array in the order of `aggregates`.

use serde_json::Value;

use sloscope_model::metric::{Contains, MetricType, builtin};
use sloscope_model::order::sort_short;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values};

use crate::SummaryMetric;

/// The order that k6 has used since there is a dashboard, for a file that lost its `param` event.
fn usual(kind: MetricType) -> &'static [&'static str] {
    match kind {
        MetricType::Counter => &["count", "rate"],
        MetricType::Gauge => &["value"],
        MetricType::Rate => &["rate"],
        MetricType::Trend => &["avg", "max", "med", "min", "p(90)", "p(95)", "p(99)"],
    }
}

/// `None` if nobody says what type the metric is of. An empty row is a metric without samples.
pub(super) fn metric(
    name: &str,
    described: Option<&Value>,
    row: &Value,
    aggregates: Option<&Value>,
) -> Option<SummaryMetric> {
    let series = Series::parse(name).unwrap_or_else(|_| Series::metric(name));
    let text = |key: &str| described.and_then(|d| d.get(key)).and_then(Value::as_str);
    let known = builtin(&series.metric);
    let kind = text("type").and_then(MetricType::parse).or(known.map(|k| k.0))?;
    let stated = aggregates.and_then(|a| a.get(kind.as_str())).and_then(Value::as_array);
    let names: Vec<&str> = match stated {
        Some(list) => list.iter().map(|name| name.as_str().unwrap_or_default()).collect(),
        None => usual(kind).to_vec(),
    };
    let numbers = row.as_array()?;
    let found = names.iter().zip(numbers).filter_map(|(name, value)| Some((Stat::parse(name)?, value.as_f64()?)));
    // A share below 0 or above 1 is none.
    let can_be =
        |(stat, value): &(Stat, f64)| kind != MetricType::Rate || *stat != Stat::Rate || (0.0..=1.0).contains(value);
    let mut found: Vec<(Stat, f64)> = found.filter(can_be).collect();
    sort_short(&mut found, |a, b| place(a.0).total_cmp(&place(b.0)));
    Some(SummaryMetric {
        kind,
        contains: text("contains").and_then(Contains::parse).or(known.map(|k| k.1)),
        values: found.into_iter().collect::<Values>(),
        thresholds: Vec::new(),
        series,
    })
}

/// The least and the greatest number that k6's dashboard writes as `value`: it keeps whole numbers, and cuts others
/// towards 0 (k6: internal/dashboard, `significant`). A share that it writes as 1 is 1.
pub fn range(value: f64, is_share: bool) -> (f64, f64) {
    // Only numbers above 1 keep five digits, all others five decimals.
    let step = match value {
        v if v > 1e4 => 1.0,
        v if v > 1e3 => 1e-1,
        v if v > 1e2 => 1e-2,
        v if v > 1e1 => 1e-3,
        v if v > 1.0 => 1e-4,
        _ => 1e-5,
    };
    let (low, high) = match value {
        v if v > 0.0 => (v, v + step),
        v if v < 0.0 => (v - step, v),
        _ => (-step, step),
    };
    if is_share { (low.max(0.0), high.min(1.0)) } else { (low, high) }
}

/// avg, min, med, max, percentiles.
fn place(stat: Stat) -> f64 {
    match stat {
        Stat::Count | Stat::Value => -6.0,
        Stat::Rate => -5.0,
        Stat::Avg => -4.0,
        Stat::Min => -3.0,
        Stat::Med => -2.0,
        Stat::Max => -1.0,
        Stat::P(p) => p,
        _ => 200.0,
    }
}

/// A counter whose count over its rate is the duration.
pub(super) fn tells_duration(metric: &SummaryMetric) -> bool {
    let positive = |stat| metric.values.get(stat).is_some_and(|v| v > 0.0);
    metric.kind == MetricType::Counter && positive(Stat::Count) && positive(Stat::Rate)
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn what_the_dashboard_cut() {
        let check = |value, share, low: f64, high: f64| {
            let (a, b) = range(value, share);
            assert!((a - low).abs() < 1e-12 && (b - high).abs() < 1e-12, "{value}: {a} to {b}");
        };
        check(1.0, true, 1.0, 1.0);
        check(0.0, true, 0.0, 1e-5);
        check(0.5, true, 0.5, 0.50001);
        check(99.99, false, 99.99, 99.991);
        check(1234.5, false, 1234.5, 1234.6);
        check(-2.5, false, -2.50001, -2.5);
    }
}
