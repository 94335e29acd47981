//! The planned rate: from the options if they are given, else recovered from the samples.
//!
//! A constant-arrival-rate executor starts iteration *i* at `start + i * period` on an absolute schedule
//! (k6: lib/executor/constant_arrival_rate.go), and what it cannot start it drops, with a sample. So the starts
//! of iterations (time - duration) and the drops of a scenario lie on a grid, and the grid is the plan.
//! Where there is no grid, nothing is claimed.

use super::active::Active;
use crate::store::{Column, Sample, Store};
use crate::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

/// Fewer arrivals than this are no rhythm.
const FEWEST: usize = 20;
/// How far the grid's rate may be from a round one to be taken for it.
const SNAP: f64 = 0.005;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rhythm {
    /// Iterations per second, as planned and as measured.
    Constant {
        rate: f64,
        measured: f64,
        start: Nanos,
        end: Nanos,
    },
    /// Each iteration begins when another ends: looping VUs.
    Closed,
    Unclear,
}

/// The rhythm of each scenario, in the order of `active.scenarios`.
pub fn rhythms(store: &Store, active: &Active) -> Vec<Rhythm> {
    let mut starts: Vec<Vec<Nanos>> = vec![Vec::new(); active.scenarios.len()];
    let mut ends = starts.clone();
    let each = |name: &str, add: &mut dyn FnMut(usize, Sample)| {
        for sample in store.by_name(name).into_iter().flat_map(Column::samples) {
            if let Some(at) = active.scenario(sample.tag_set) {
                add(at, sample);
            }
        }
    };
    each("iteration_duration", &mut |at, sample| {
        starts[at].push(sample.time - (sample.value * NANOS_PER_MS) as Nanos);
        ends[at].push(sample.time);
    });
    let started: Vec<usize> = starts.iter().map(Vec::len).collect();
    each("dropped_iterations", &mut |at, sample| {
        let dropped = sample.value.clamp(0.0, 1e6) as usize;
        starts[at].extend(std::iter::repeat_n(sample.time, dropped));
    });
    let parts = starts.into_iter().zip(ends).zip(started);
    parts.map(|((starts, ends), started)| rhythm(starts, ends, started)).collect()
}

fn rhythm(mut arrivals: Vec<Nanos>, mut ends: Vec<Nanos>, started: usize) -> Rhythm {
    let dropped = arrivals.len() - started;
    arrivals.sort_unstable();
    ends.sort_unstable();
    let (Some(first), Some(last)) = (arrivals.first().copied(), arrivals.last().copied()) else {
        return Rhythm::Unclear;
    };
    if arrivals.len() < FEWEST || last <= first {
        return Rhythm::Unclear;
    }
    if dropped == 0 && follows_ends(&arrivals, &ends) {
        return Rhythm::Closed;
    }
    let period = period(&arrivals);
    if period <= 0.0 || !on_a_grid(&arrivals, period) {
        return Rhythm::Unclear;
    }
    let raw = NANOS_PER_S as f64 / period;
    let end = last.saturating_add(period as Nanos);
    Rhythm::Constant { rate: round_rate(raw), measured: raw, start: first, end }
}

/// Do iterations begin just after others end? Half a millisecond must be short beside the distance of starts,
/// or it would be so by chance.
fn follows_ends(starts: &[Nanos], ends: &[Nanos]) -> bool {
    const JUST_AFTER: Nanos = 500_000;
    let (first, last) = (starts[0], starts[starts.len() - 1]);
    if ((last - first) as f64) < 4.0 * JUST_AFTER as f64 * starts.len() as f64 {
        return false;
    }
    let follows = |start: &&Nanos| {
        let before = ends.partition_point(|end| end <= start);
        before > 0 && **start - ends[before - 1] <= JUST_AFTER
    };
    let later: Vec<&Nanos> = starts.iter().filter(|s| **s > ends[0]).collect();
    !later.is_empty() && later.iter().filter(|s| follows(s)).count() * 10 >= later.len() * 8
}

/// The median distance of arrivals that are half the run apart, over their number: what is missing at the end
/// (iterations that were interrupted leave no sample) does not bend it.
fn period(arrivals: &[Nanos]) -> f64 {
    let apart = arrivals.len() / 2;
    let mut slopes: Vec<f64> =
        arrivals.iter().zip(&arrivals[apart..]).map(|(a, b)| (b - a) as f64 / apart as f64).collect();
    crate::stats::percentiles(&mut slopes, &[50.0]).first().copied().unwrap_or(0.0)
}

/// Nine in ten arrivals within two periods (and 5 ms of scheduling) of an absolute schedule. Independent arrivals
/// stray by the square root of their number, looping VUs by whole rounds.
fn on_a_grid(arrivals: &[Nanos], period: f64) -> bool {
    let late = |i: usize, at: Nanos| (at - arrivals[0]) as f64 - i as f64 * period;
    let mut lags: Vec<f64> = arrivals.iter().enumerate().map(|(i, at)| late(i, *at)).collect();
    let middle = crate::stats::percentiles(&mut lags, &[50.0])[0];
    let mut strays: Vec<f64> = lags.iter().map(|lag| (lag - middle).abs()).collect();
    let nine_in_ten = crate::stats::percentiles(&mut strays, &[90.0])[0];
    nine_in_ten <= 2.0 * period + 5.0 * NANOS_PER_MS && nine_in_ten <= 0.02 * period * arrivals.len() as f64
}

/// k6's period is a whole number of ns and rates are whole numbers per time unit: take the round rate that is meant.
fn round_rate(raw: f64) -> f64 {
    let near = |candidate: f64| candidate > 0.0 && (raw / candidate - 1.0).abs() <= SNAP;
    let (per_second, per_minute) = (raw.round(), (raw * 60.0).round() / 60.0);
    if near(per_second) {
        per_second
    } else if near(per_minute) {
        per_minute
    } else {
        raw
    }
}
