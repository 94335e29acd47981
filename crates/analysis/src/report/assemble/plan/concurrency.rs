//! VUs that are busy while no iteration of theirs is under way: looping VUs that wait between iterations
//! (`minIterationDuration`, which sleeps outside of `iteration_duration`). An arrival-rate executor counts a VU as busy
//! for as long as its iteration lasts, so there both numbers are equal.

use std::ops::Range;

use sloscope_model::order::sort_short_by_key;
use sloscope_model::time::Nanos;
use sloscope_store::Store;

use super::arrivals::Arrivals;

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
    let mut readings: Vec<(Nanos, f64)> =
        store.by_name("vus").into_iter().flat_map(|c| c.samples()).map(|s| (s.time, s.value)).collect();
    sort_short_by_key(&mut readings, |reading| reading.0);
    // From the first start of a scenario to the last one, and to its end.
    let span = |slot: usize| {
        let of_slot = || runners.iter().map(move |slots| &slots[slot]);
        let (first, last) =
            (of_slot().filter_map(|a| a.starts.first()).min()?, of_slot().filter_map(|a| a.starts.last()).max()?);
        let end = of_slot().filter_map(|a| a.ends.last()).max().unwrap_or(last);
        Some((*first, *last, *end.max(last)))
    };
    let spans: Vec<Option<(Nanos, Nanos, Nanos)>> = (0..number).map(span).collect();
    let running = Arrivals {
        starts: spans.iter().flatten().map(|span| span.0).collect(),
        ends: spans.iter().flatten().map(|span| span.2).collect(),
        ..Arrivals::default()
    };
    let running = running.sorted();
    let is_lone = |at: Nanos| under_way(std::iter::once(&running), at, 0) == 1.0;
    let lone: Vec<(Nanos, f64)> = readings.iter().filter(|(at, _)| is_lone(*at)).copied().collect();
    let mut whole = Arrivals::default();
    for arrivals in runners.iter().flatten() {
        whole.starts.extend(&arrivals.starts);
        whole.ends.extend(&arrivals.ends);
    }
    let whole = whole.sorted();
    let all = Idle::of(readings.iter().map(|(at, vus)| (*vus, under_way(std::iter::once(&whole), *at, NEAR))));
    let several = runners.len() > 1;
    let each = |slot: usize| {
        let Some((first, last, _)) = spans[slot] else { return Waits::No };
        let inside = |readings: &[(Nanos, f64)]| {
            readings.partition_point(|(at, _)| *at < first)..readings.partition_point(|(at, _)| *at <= last)
        };
        let own = &lone[inside(&lone)];
        if own.len() >= FEWEST {
            let busy = |at: Nanos| under_way(runners.iter().map(|slots| &slots[slot]), at, NEAR);
            let own = Idle::of(own.iter().map(|(at, vus)| (*vus, busy(*at))));
            return if own.wait(0..own.falls.len() - 1, several) { Waits::Own } else { Waits::No };
        }
        let inside = inside(&readings);
        if inside.len() >= FEWEST && all.wait(inside, several) { Waits::Some } else { Waits::No }
    };
    (0..number).map(each).collect()
}

/// How many had begun by a moment and had not ended, give or take what is `near`.
fn under_way<'a>(arrivals: impl Iterator<Item = &'a Arrivals>, at: Nanos, near: Nanos) -> f64 {
    let of = |a: &Arrivals| {
        let ended = a.ends.partition_point(|t| *t < at - near);
        (a.starts.partition_point(|t| *t <= at + near).saturating_sub(ended)) as f64
    };
    arrivals.map(of).sum()
}

/// Sums over readings up to each: of busy VUs, of those of them without an iteration, of falls of their number and of
/// readings with one at least.
struct Idle {
    busy: Vec<f64>,
    idle: Vec<f64>,
    falls: Vec<usize>,
    some: Vec<usize>,
}

impl Idle {
    /// Of readings of VUs, and the iterations that were under way.
    fn of(readings: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut this = Self { busy: vec![0.0], idle: vec![0.0], falls: vec![0], some: vec![0] };
        let mut before: Option<f64> = None;
        for (at, (vus, under_way)) in readings.enumerate() {
            let idle = (vus - under_way).max(0.0);
            this.busy.push(this.busy[at] + vus);
            this.idle.push(this.idle[at] + idle);
            this.falls.push(this.falls[at] + usize::from(before.is_some_and(|before| idle <= before - 1.0)));
            this.some.push(this.some[at] + usize::from(idle >= 1.0));
            before = Some(idle);
        }
        this
    }

    /// Do VUs wait in these readings? Iterations that are stuck make such VUs, too, but those only become more.
    fn wait(&self, Range { start, end }: Range<usize>, of_runners: bool) -> bool {
        let mean = |sums: &[f64], end: usize| (sums[end] - sums[start]) / (end - start) as f64;
        let much = |end: usize, share: f64| mean(&self.idle, end) > share * mean(&self.busy, end);
        if much(end, 0.2) && much(start + (end - start).div_ceil(2), 0.1) && mean(&self.idle, end) >= 0.3 {
            return true;
        }
        // Between two readings that are both of these.
        let (falls, some) = (self.falls[end] - self.falls[start + 1], self.some[end] - self.some[start]);
        !of_runners && falls >= 3 && some * 10 >= end - start
    }
}
