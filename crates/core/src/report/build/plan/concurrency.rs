//! VUs that are busy while no iteration of theirs is under way: looping VUs that wait between iterations
//! (`minIterationDuration`, which sleeps outside of `iteration_duration`). An arrival-rate executor counts a VU as busy
//! for as long as its iteration lasts, so there both numbers are equal.

use super::arrivals::Arrivals;
use crate::store::Store;
use crate::time::Nanos;

/// A reading is of its moment, to this.
const NEAR: Nanos = 5_000_000;
/// Fewer readings tell nothing.
const FEWEST: usize = 4;

/// Are VUs busy that have no iteration?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Waits {
    /// None are, or readings do not tell.
    #[default]
    No,
    /// Of some scenario that ran at the same time.
    Some,
    /// Of this scenario, which ran alone.
    Own,
}

/// For each scenario: do its VUs wait between iterations?
pub fn waits(store: &Store, runners: &[Vec<Arrivals>]) -> Vec<Waits> {
    let number = runners.first().map_or(0, Vec::len);
    let readings: Vec<(Nanos, f64)> =
        store.by_name("vus").into_iter().flat_map(|c| c.samples()).map(|s| (s.time, s.value)).collect();
    let under_way = |slot: usize, at: Nanos| -> f64 {
        let of = |a: &Arrivals| {
            let ended = a.ends.partition_point(|t| *t < at - NEAR);
            (a.starts.partition_point(|t| *t <= at + NEAR).saturating_sub(ended)) as f64
        };
        runners.iter().map(|slots| of(&slots[slot])).sum()
    };
    let span = |slot: usize| {
        let starts = || runners.iter().flat_map(move |slots| [slots[slot].starts.first(), slots[slot].starts.last()]);
        starts().flatten().min().copied().zip(starts().flatten().max().copied())
    };
    let each = |slot: usize| {
        let Some((first, last)) = span(slot) else { return Waits::No };
        let alone = |at: Nanos| {
            (0..number).filter(|other| *other != slot).all(|other| {
                let ends = runners.iter().filter_map(|slots| slots[other].ends.last()).max();
                span(other).is_none_or(|(from, to)| at < from || ends.copied().unwrap_or(to).max(to) < at)
            })
        };
        let inside = || readings.iter().filter(|(at, _)| first <= *at && *at <= last);
        let of = |(at, vus): &(Nanos, f64), slots: std::ops::Range<usize>| {
            (*vus, (vus - slots.map(|slot| under_way(slot, *at)).sum::<f64>()).max(0.0))
        };
        let own: Vec<_> = inside().filter(|(at, _)| alone(*at)).map(|r| of(r, slot..slot + 1)).collect();
        let found = |idle: &[(f64, f64)]| idle.len() >= FEWEST && wait(idle, runners.len() > 1);
        if own.len() >= FEWEST {
            return if found(&own) { Waits::Own } else { Waits::No };
        }
        let all: Vec<_> = inside().map(|r| of(r, 0..number)).collect();
        if found(&all) { Waits::Some } else { Waits::No }
    };
    (0..number).map(each).collect()
}

/// Busy VUs, and those of them without an iteration. Iterations that are stuck make such VUs, too, but those only become
/// more.
fn wait(idle: &[(f64, f64)], of_runners: bool) -> bool {
    let mean = |part: &[(f64, f64)], of: fn(&(f64, f64)) -> f64| part.iter().map(of).sum::<f64>() / part.len() as f64;
    let first = &idle[..idle.len().div_ceil(2)];
    let much = |part: &[(f64, f64)], share: f64| mean(part, |r| r.1) > share * mean(part, |r| r.0);
    if much(idle, 0.2) && much(first, 0.1) && mean(idle, |r| r.1) >= 0.3 {
        return true;
    }
    let falls = idle.windows(2).filter(|pair| pair[1].1 <= pair[0].1 - 1.0).count();
    let some = idle.iter().filter(|(_, idle)| *idle >= 1.0).count();
    !of_runners && falls >= 3 && some * 10 >= idle.len()
}
