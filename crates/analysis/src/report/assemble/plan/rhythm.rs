//! Which load a scenario was under, as its arrivals tell it.
//!
//! An arrival-rate executor starts iteration *i* on an absolute schedule (k6: lib/executor/constant_arrival_rate.go,
//! ramping_arrival_rate.go), and what it cannot start it drops, with a sample. So starts and drops lie on a schedule
//! of constant rates and linear ramps, to within an iteration or two, and the schedule is the plan. Arrivals that are
//! independent of each other stray by the square root of their number, looping VUs by whole rounds: where there is no
//! schedule, none is claimed.

use sloscope_model::time::{NANOS_PER_S, Nanos};

use super::arrivals::Arrivals;
use super::concurrency::Waits;
use super::segments::{self, Curve};

/// Fewer arrivals than this are no rhythm.
const FEWEST: usize = 20;

#[derive(Clone, Debug, PartialEq)]
pub enum Rhythm {
    /// A schedule: spans of constant or linearly changing rate, one after the other.
    Open(Vec<Span>),
    /// Each iteration begins when another ends: looping VUs.
    Closed,
    Unclear,
}

/// A part of a schedule, and the curve that fits its arrivals: their number, by seconds after the first one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub from_rate: f64,
    pub to_rate: f64,
    pub start: Nanos,
    pub end: Nanos,
    pub curve: Curve,
}

/// `waits`: VUs were busy while they had no iteration.
pub fn rhythm(arrivals: &Arrivals, waits: Waits) -> Rhythm {
    let due = arrivals.due();
    let (Some(first), Some(last)) = (due.first().copied(), due.last().copied()) else {
        return Rhythm::Unclear;
    };
    if due.len() < FEWEST || last <= first {
        return Rhythm::Unclear;
    }
    if arrivals.drops.is_empty() && follows_ends(&due, &arrivals.ends) {
        return Rhythm::Closed;
    }
    let seconds: Vec<f64> = due.iter().map(|at| (at - first) as f64 / NANOS_PER_S as f64).collect();
    let Some(found) = segments::segments(&seconds) else {
        return if waits == Waits::Own { Rhythm::Closed } else { Rhythm::Unclear };
    };
    // VUs that wait keep a schedule, too; but they are a little late each time, and the rate is not one that is meant.
    let constant = found.iter().all(|span| span.curve.is_constant());
    let meant = constant && found.iter().all(|span| is_round(span.curve.rate(span.start), &seconds));
    let loops = match waits {
        Waits::No => false,
        Waits::Some => constant && !meant,
        Waits::Own => !meant,
    };
    if loops && arrivals.drops.is_empty() {
        return Rhythm::Closed;
    }
    let at = |seconds: f64| first + (seconds * NANOS_PER_S as f64) as Nanos;
    let spans = found.into_iter().map(|s| Span {
        from_rate: s.from_rate,
        to_rate: s.to_rate,
        start: at(s.start),
        end: at(s.end),
        curve: s.curve,
    });
    Rhythm::Open(spans.collect())
}

/// Is it a whole number of iterations in a second, or of few in a minute, as far as the clock tells?
fn is_round(rate: f64, at: &[f64]) -> bool {
    let half = at.last().copied().unwrap_or(0.0) / 2.0;
    let near = 2e-4f64.min(0.002 / half.max(1e-3)).max(2e-5);
    // Near any high rate there is a whole number per minute.
    let per_minute = if rate < 5.0 { rate * 60.0 } else { rate };
    [rate, per_minute].into_iter().any(|r| r >= 0.5 && (r / r.round() - 1.0).abs() <= near)
}

/// Do iterations begin just after others end? Four in five do, or three in ten at once: some VUs may wait. That time must
/// be short beside the distance of starts, or it would be so by chance.
fn follows_ends(starts: &[Nanos], ends: &[Nanos]) -> bool {
    let distance = (starts[starts.len() - 1] - starts[0]) / starts.len() as Nanos;
    let later = || starts.iter().filter(|s| ends.first().is_some_and(|end| *s > end));
    let share = |within: Nanos| {
        let follows = |start: &&Nanos| {
            let before = ends.partition_point(|end| end <= start);
            before > 0 && **start - ends[before - 1] <= within
        };
        later().filter(follows).count() as f64 / later().count().max(1) as f64
    };
    let (just_after, at_once) = ((distance / 4).min(500_000), (distance / 20).min(150_000));
    (just_after >= 50_000 && share(just_after) >= 0.8) || (at_once >= 30_000 && share(at_once) >= 0.3)
}
