//! When the iterations of each scenario were due, as the samples tell it: they start (time - duration), or they are
//! dropped. Those that were interrupted are known by their requests ([`interrupted`]). Runners of one test that begin
//! some seconds apart have one plan: the times of each are those of the first one's clock.

use sloscope_dataset::Samples;
use sloscope_model::stat::whole;
use sloscope_model::time::{Nanos, took};
use sloscope_store::Sample;

use super::super::active::Active;
use super::interrupted;

/// A sample of `dropped_iterations` stands for as many iterations as it says: so many of a scenario are listed.
const MOST_LISTED: u64 = 1_000_000;

/// The iterations of one scenario; each list is in ascending order.
#[derive(Clone, Debug, Default)]
pub struct Arrivals {
    /// Those that were interrupted included, as far as their requests tell of them.
    pub starts: Vec<Nanos>,
    /// Iterations that were interrupted leave no sample of their end.
    pub ends: Vec<Nanos>,
    pub drops: Vec<Nanos>,
    /// Drops beyond those that are listed one by one: when, and how many.
    pub more_drops: Vec<(Nanos, u64)>,
    /// Of several runners that begin apart: by how much each is later than the first, and its share of the iterations.
    pub shifts: Vec<(Nanos, f64)>,
}

impl Arrivals {
    /// Starts and drops together: each iteration that was due.
    pub fn due(&self) -> Vec<Nanos> {
        let mut due = [self.starts.as_slice(), &self.drops].concat();
        due.sort_unstable();
        due
    }

    /// Each list in ascending order.
    pub fn sorted(mut self) -> Self {
        self.starts.sort_unstable();
        self.ends.sort_unstable();
        self.drops.sort_unstable();
        self
    }
}

/// Those of each scenario of `active`, by the clock of the file; of all iterations as one, where samples name no
/// scenario. The outer list is of runners.
pub fn by_runner(samples: &Samples, active: &Active) -> Vec<Vec<Arrivals>> {
    let store = &samples.file.store;
    let (number, of_tag_set) = active.slots(&store.tags);
    let mut all = vec![vec![Arrivals::default(); number]; samples.parts.number()];
    let mut each = |name: &str, add: &mut dyn FnMut(&mut Arrivals, Sample)| {
        for sample in store.by_name(name).into_iter().flat_map(sloscope_store::Column::samples) {
            if let Some(at) = of_tag_set[sample.tag_set.0 as usize] {
                add(&mut all[samples.parts.of(sample.tag_set)][at], sample);
            }
        }
    };
    each("iteration_duration", &mut |to, sample| {
        to.starts.push(started(&sample));
        to.ends.push(sample.time);
    });
    each("dropped_iterations", &mut |to, sample| {
        let all = dropped(&sample);
        let listed = all.min(MOST_LISTED.saturating_sub(to.drops.len() as u64));
        to.drops.extend((0..listed).map(|_| sample.time));
        if all > listed {
            to.more_drops.push((sample.time, all - listed));
        }
    });
    let mut all: Vec<Vec<Arrivals>> =
        all.into_iter().map(|slots| slots.into_iter().map(Arrivals::sorted).collect()).collect();
    // One runner only: with several it is not known which readings of VUs are whose.
    if let [only] = all.as_mut_slice() {
        interrupted::add(store, &of_tag_set, only);
    }
    all
}

/// Runners put together. What begins later than the first one by more than its own iterations are apart, but by less than
/// half of its length, is shifted by that.
pub fn together(runners: Vec<Vec<Arrivals>>) -> Vec<Arrivals> {
    let number = runners.first().map_or(0, Vec::len);
    let mut all: Vec<Vec<Arrivals>> = (0..number).map(|_| Vec::new()).collect();
    for runner in runners {
        all.iter_mut().zip(runner).for_each(|(slot, arrivals)| slot.push(arrivals));
    }
    all.into_iter().map(put_together).collect()
}

fn put_together(mut runners: Vec<Arrivals>) -> Arrivals {
    runners.retain(|r| !r.starts.is_empty() || !r.drops.is_empty());
    if runners.len() < 2 {
        return runners.pop().unwrap_or_default();
    }
    let dues: Vec<Vec<Nanos>> = runners.iter().map(Arrivals::due).collect();
    let first = dues.iter().map(|due| due[0]).min().unwrap_or(0);
    let all = dues.iter().map(Vec::len).sum::<usize>() as f64;
    let (mut sum, mut apart) = (Arrivals::default(), false);
    for (i, (runner, due)) in runners.iter().zip(&dues).enumerate() {
        let last = due[due.len() - 1];
        let gap = due.iter().zip(due.iter().skip(1)).take(9).map(|(a, b)| b - a).max().unwrap_or(0);
        let late = due[0] - first;
        let shifted = late > (2 * gap).max(200_000_000) && 2 * late < last - due[0];
        // The parts of a test take turns: the first iterations of all are not due at once.
        let shift = if shifted { late - gap * i as Nanos / runners.len() as Nanos } else { 0 };
        apart |= shifted;
        sum.shifts.push((shift, due.len() as f64 / all));
        sum.starts.extend(runner.starts.iter().map(|at| at - shift));
        sum.ends.extend(runner.ends.iter().map(|at| at - shift));
        sum.drops.extend(runner.drops.iter().map(|at| at - shift));
        sum.more_drops.extend(runner.more_drops.iter().map(|(at, n)| (at - shift, *n)));
    }
    if !apart {
        sum.shifts.clear();
    }
    sum.sorted()
}

/// A sample of `iteration_duration` is written when its iteration ends.
pub fn started(sample: &Sample) -> Nanos {
    sample.time - took(sample.value)
}

/// How many iterations a sample of `dropped_iterations` is of.
pub fn dropped(sample: &Sample) -> u64 {
    whole(sample.value).unwrap_or(0)
}
