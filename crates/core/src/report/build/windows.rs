//! An objective's statistic in consecutive spans of 10 s from the start of the run.

use super::Build;
use super::rows::Selected;
use crate::metric::MetricType;
use crate::slo::WindowValue;
use crate::stat::Stat;
use crate::stats::{self, Spans};
use crate::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

const LENGTH: Nanos = 10 * NANOS_PER_S;
/// More spans than this (a day) say nothing that one can read.
const MOST: usize = 8640;
/// A series must have been active for this long in a span to have a rate in it.
const LEAST_ACTIVE_MS: f64 = 1000.0;

/// The spans; a rest of less than half a span belongs to the last one. Rates per second are over the part of a
/// span in which the series' scenarios were active. A sum over the run has no value for a span: none are answered.
pub fn windows(build: &Build, kind: MetricType, selected: &Selected, stat: Stat) -> Vec<WindowValue> {
    let (Some(start), Some(end)) = (build.clock.start, build.clock.end) else {
        return Vec::new();
    };
    let (from, to) = build.clock.window.map_or((start, end), |(from, to)| (from.max(start), to.min(end)));
    if to <= from || (kind, stat) == (MetricType::Counter, Stat::Count) {
        return Vec::new();
    }
    let number = (((to - from) + LENGTH / 2) / LENGTH).max(1) as usize;
    if number > MOST {
        return Vec::new();
    }
    let buckets = selected.split(from, LENGTH, number);
    // Only counts are of the time in which scenarios were active.
    let active = if kind == MetricType::Counter { build.active.touched(selected).0 } else { Spans::default() };
    let known = !active.is_empty();
    let each = buckets.into_iter().enumerate().map(|(i, mut numbers)| {
        let begins = from + i as Nanos * LENGTH;
        let ends = if i + 1 == number { to } else { begins + LENGTH };
        let samples = numbers.len() as u64;
        let measured = match (kind, stat) {
            (MetricType::Counter, Stat::Rate | Stat::RateActive) => {
                let whole_ms = (ends - begins) as f64 / NANOS_PER_MS;
                let ms = if known { active.within(Some((begins, ends))).length_ms() } else { whole_ms };
                // No sample while the scenario was active is a rate of 0: a standstill.
                (ms >= LEAST_ACTIVE_MS.min(whole_ms)).then(|| numbers.iter().sum::<f64>() / (ms / 1000.0))
            }
            _ => of_samples(kind, stat, &mut numbers),
        };
        let measured = measured.filter(|v| v.is_finite());
        WindowValue { start_ms: build.clock.ms(begins), end_ms: build.clock.ms(ends), measured, samples, kept: None }
    });
    each.collect()
}

/// A statistic of the samples of a span; of a counter there is none without the length of the span.
pub fn of_samples(kind: MetricType, stat: Stat, numbers: &mut [f64]) -> Option<f64> {
    match (kind, stat) {
        (MetricType::Trend, Stat::P(p)) => stats::percentiles(numbers, &[p]).first().copied(),
        (MetricType::Trend, _) => stats::trend(numbers, &[]).get(stat),
        (MetricType::Rate, _) => stats::rate(numbers).get(stat),
        (MetricType::Gauge, _) => stats::gauge(numbers).get(stat),
        (MetricType::Counter, _) => None,
    }
}
