//! An objective's statistic in consecutive spans of 10 s from the start of the run.

use sloscope_model::metric::MetricType;
use sloscope_model::stat::Stat;
use sloscope_model::stats::{self, Spans};
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

use super::Build;
use super::rows::Selected;
use crate::slo::WindowValue;

const LENGTH: Nanos = 10 * NANOS_PER_S;
/// More spans than this (a day) say nothing that one can read.
const MOST: usize = 8640;
/// A series must have been active for this long in a span to have a rate in it.
const LEAST_ACTIVE_MS: f64 = 1000.0;

/// The spans; a rest of less than half a span belongs to the last one. Rates per second are over the part of a
/// span in which the series' scenarios were active. A sum over the run has no value for a span: none are answered.
pub fn windows(build: &Build, kind: MetricType, selected: &Selected, stat: Stat) -> Vec<WindowValue> {
    if (kind, stat) == (MetricType::Counter, Stat::Count) {
        return Vec::new();
    }
    let Some((from, to, number)) = spans(build) else { return Vec::new() };
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

/// The same of several percentiles of a trend, each with its list: the samples are parted once.
pub fn of_percentiles(build: &Build, selected: &Selected, wanted: &[f64]) -> Vec<Vec<WindowValue>> {
    let mut found = vec![Vec::new(); wanted.len()];
    let Some((from, to, number)) = spans(build).filter(|_| !wanted.is_empty()) else { return found };
    for (i, mut numbers) in selected.split(from, LENGTH, number).into_iter().enumerate() {
        let begins = from + i as Nanos * LENGTH;
        let ends = if i + 1 == number { to } else { begins + LENGTH };
        let (start_ms, end_ms, samples) = (build.clock.ms(begins), build.clock.ms(ends), numbers.len() as u64);
        let values = stats::percentiles(&mut numbers, wanted);
        for (at, list) in found.iter_mut().enumerate() {
            let measured = values.get(at).copied().filter(|v| v.is_finite());
            list.push(WindowValue { start_ms, end_ms, measured, samples, kept: None });
        }
    }
    found
}

/// The same of each of several statistics; percentiles, if they are in ascending order, are found together.
pub fn of_stats(build: &Build, kind: MetricType, selected: &Selected, stats: &[Stat]) -> Vec<Vec<WindowValue>> {
    let percentile = |stat: &Stat| if let (MetricType::Trend, Stat::P(p)) = (kind, stat) { Some(*p) } else { None };
    let wanted: Vec<f64> = stats.iter().filter_map(percentile).collect();
    let mut together = of_percentiles(build, selected, &wanted).into_iter();
    let each = stats.iter().map(|stat| match percentile(stat) {
        Some(_) => together.next().unwrap_or_default(),
        None => windows(build, kind, selected, *stat),
    });
    each.collect()
}

/// What is shown of the run, from when to when, and how many spans that is.
fn spans(build: &Build) -> Option<(Nanos, Nanos, usize)> {
    let (from, to) = build.clock.shown()?;
    let number = (((to - from) + LENGTH / 2) / LENGTH).max(1) as usize;
    (number <= MOST).then_some((from, to, number))
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
