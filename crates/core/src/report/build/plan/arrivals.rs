//! When the iterations of each scenario were due, as the samples tell it: they start (time - duration), or they are
//! dropped.

use super::super::active::Active;
use crate::store::{Sample, Store};
use crate::time::{NANOS_PER_MS, Nanos};

/// The iterations of one scenario; each list is in ascending order.
#[derive(Clone, Debug, Default)]
pub struct Arrivals {
    pub starts: Vec<Nanos>,
    /// Iterations that were interrupted leave no sample, neither of their start nor of their end.
    pub ends: Vec<Nanos>,
    pub drops: Vec<Nanos>,
}

impl Arrivals {
    /// Starts and drops together: each iteration that was due.
    pub fn due(&self) -> Vec<Nanos> {
        let mut due = [self.starts.as_slice(), &self.drops].concat();
        due.sort_unstable();
        due
    }
}

/// Those of each scenario of `active`; of all iterations as one, where samples name no scenario.
pub fn arrivals(store: &Store, active: &Active) -> Vec<Arrivals> {
    let (number, of_tag_set) = active.slots(&store.tags);
    let mut all = vec![Arrivals::default(); number];
    let mut each = |name: &str, add: &mut dyn FnMut(&mut Arrivals, Sample)| {
        for sample in store.by_name(name).into_iter().flat_map(crate::store::Column::samples) {
            if let Some(at) = of_tag_set[sample.tag_set.0 as usize] {
                add(&mut all[at], sample);
            }
        }
    };
    each("iteration_duration", &mut |to, sample| {
        to.starts.push(started(&sample));
        to.ends.push(sample.time);
    });
    each("dropped_iterations", &mut |to, sample| {
        to.drops.extend(std::iter::repeat_n(sample.time, dropped(&sample)));
    });
    for arrivals in &mut all {
        arrivals.starts.sort_unstable();
        arrivals.ends.sort_unstable();
        arrivals.drops.sort_unstable();
    }
    all
}

/// A sample of `iteration_duration` is written when its iteration ends.
pub fn started(sample: &Sample) -> Nanos {
    sample.time - (sample.value.max(0.0) * NANOS_PER_MS) as Nanos
}

/// How many iterations a sample of `dropped_iterations` is of.
pub fn dropped(sample: &Sample) -> usize {
    sample.value.clamp(0.0, 1e6) as usize
}
