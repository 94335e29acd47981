//! Which load a scenario was under, as its arrivals tell it.
//!
//! An arrival-rate executor starts iteration *i* on an absolute schedule (k6: lib/executor/constant_arrival_rate.go,
//! ramping_arrival_rate.go), and what it cannot start it drops, with a sample. So starts and drops lie on a schedule
//! of constant rates and linear ramps, to within an iteration or two, and the schedule is the plan. Arrivals that are
//! independent of each other stray by the square root of their number, looping VUs by whole rounds: where there is no
//! schedule, none is claimed.

use super::arrivals::Arrivals;
use super::segments::{self, Curve};
use crate::time::{NANOS_PER_S, Nanos};

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

pub fn rhythm(arrivals: &Arrivals) -> Rhythm {
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
        return Rhythm::Unclear;
    };
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
