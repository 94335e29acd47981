//! The statistics of k6's four metric types (k6: metrics/sink.go). Of no samples there are no statistics:
//! where k6 shows 0, these are empty.

use sloscope_scan::{moments, percentiles};

use crate::order::sort_short;
use crate::stat::{Stat, Values};

/// A trend: avg, min, med, max, the percentiles asked for in ascending order, stddev, count.
///
/// The average is `sum / count`, added up in the order of the values, as k6 does. The standard deviation is
/// that of the population, in two passes. Reorders `values`.
pub fn trend(values: &mut [f64], wanted: &[f64]) -> Values {
    let mut out = Values::new();
    let Some(moments) = moments(values) else { return out };
    let n = values.len() as f64;
    let mut ascending = wanted.to_vec();
    sort_short(&mut ascending, f64::total_cmp);
    ascending.dedup();
    let mut all = ascending.clone();
    all.push(50.0);
    sort_short(&mut all, f64::total_cmp);
    all.dedup();
    let found = percentiles(values, &all);
    let of = |p: f64| all.binary_search_by(|known| known.total_cmp(&p)).map_or(f64::NAN, |at| found[at]);
    out.set(Stat::Avg, moments.avg);
    out.set(Stat::Min, moments.min);
    out.set(Stat::Med, of(50.0));
    out.set(Stat::Max, moments.max);
    for p in ascending {
        out.set(Stat::P(p), of(p));
    }
    out.set(Stat::StdDev, moments.stddev);
    out.set(Stat::Count, n);
    out
}

/// A counter: the sum, and the sum per second of `duration_ms` (k6: metrics/sink.go, `CounterSink`). Nothing without
/// values; no rate without a duration above 0.
pub fn counter(values: &[f64], duration_ms: Option<f64>) -> Values {
    counter_of(values.len() as u64, values.iter().sum(), duration_ms)
}

/// What [`counter`] gives, from the number of values and their sum.
pub fn counter_of(n: u64, sum: f64, duration_ms: Option<f64>) -> Values {
    let mut out = Values::new();
    if n > 0 {
        out.set(Stat::Count, sum);
        if let Some(ms) = duration_ms.filter(|ms| *ms > 0.0) {
            out.set(Stat::Rate, sum / (ms / 1000.0));
        }
    }
    out
}

/// A rate: the share of values that are not zero, how many those are, and how many are zero (k6: metrics/sink.go,
/// `RateSink`). Nothing without values.
pub fn rate(values: &[f64]) -> Values {
    rate_of(values.len() as u64, values.iter().filter(|v| **v != 0.0).count() as u64)
}

/// What [`rate`] gives, from the number of values and of those that are not zero.
pub fn rate_of(n: u64, passes: u64) -> Values {
    let mut out = Values::new();
    if n > 0 {
        out.set(Stat::Rate, passes as f64 / n as f64);
        out.set(Stat::Passes, passes as f64);
        out.set(Stat::Fails, (n - passes) as f64);
    }
    out
}

/// A gauge: the last value in the order of the file, and the smallest and the largest one. Nothing without values.
pub fn gauge(values: &[f64]) -> Values {
    let mut out = Values::new();
    if let Some(last) = values.last() {
        out.set(Stat::Value, *last);
        out.set(Stat::Min, values.iter().copied().fold(f64::INFINITY, f64::min));
        out.set(Stat::Max, values.iter().copied().fold(f64::NEG_INFINITY, f64::max));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_not_zero() {
        assert!(trend(&mut [], &[95.0]).is_empty());
        assert!(counter(&[], Some(1000.0)).is_empty());
        assert!(rate(&[]).is_empty());
        assert!(gauge(&[]).is_empty());
    }

    #[test]
    fn a_rate_without_duration_is_absent() {
        assert_eq!(counter(&[2.0, 3.0], None).get(Stat::Rate), None);
        assert_eq!(counter(&[2.0, 3.0], Some(0.0)).get(Stat::Rate), None);
        assert_eq!(counter(&[2.0, 3.0], Some(2000.0)).get(Stat::Rate), Some(2.5));
    }

    #[test]
    fn any_non_zero_value_passes() {
        let values = rate(&[0.0, 0.5, 1.0, -1.0]);
        assert_eq!(values.get(Stat::Rate), Some(0.75));
        assert_eq!(values.get(Stat::Fails), Some(1.0));
    }

    #[test]
    fn a_gauge_of_negative_values_has_a_negative_maximum() {
        let values = gauge(&[-3.0, -1.0, -2.0]);
        assert_eq!(values.get(Stat::Value), Some(-2.0));
        assert_eq!(values.get(Stat::Max), Some(-1.0));
    }
}
