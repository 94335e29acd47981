//! Planned, started, finished and dropped iterations over time.

use super::{Plan, arrivals};
use crate::report::build::active::Active;
use crate::store::{Column, Store};
use crate::time::{NANOS_PER_S, Nanos};

/// Counts in consecutive spans of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Iterations that the plan has in the span; absent where none is planned, or where a scenario runs without a plan.
    pub planned: Vec<Option<f64>>,
    pub started: Vec<u32>,
    pub finished: Vec<u32>,
    pub dropped: Vec<u32>,
}

/// For charts: iterations of all scenarios in `number` spans of `step`, from `start`. What lies outside is not
/// counted. One pass over the iterations.
pub fn per_step(store: &Store, active: &Active, plan: &Plan, start: Nanos, step: Nanos, number: usize) -> Counts {
    let step = step.max(1);
    let (_, of_tag_set) = active.slots(&store.tags);
    let mut counts = Counts {
        planned: (0..number).map(|i| planned(plan, start + i as Nanos * step, step)).collect(),
        started: vec![0; number],
        finished: vec![0; number],
        dropped: vec![0; number],
    };
    let place = |at: Nanos| Some(usize::try_from((at - start).div_euclid(step)).ok()?).filter(|i| *i < number);
    let samples = |name: &str| store.by_name(name).into_iter().flat_map(Column::samples);
    for sample in samples("iteration_duration").filter(|s| of_tag_set[s.tag_set.0 as usize].is_some()) {
        place(arrivals::started(&sample)).into_iter().for_each(|i| counts.started[i] += 1);
        place(sample.time).into_iter().for_each(|i| counts.finished[i] += 1);
    }
    for sample in samples("dropped_iterations") {
        place(sample.time).into_iter().for_each(|i| {
            let dropped = u32::try_from(arrivals::dropped(&sample)).unwrap_or(u32::MAX);
            counts.dropped[i] = counts.dropped[i].saturating_add(dropped);
        });
    }
    counts
}

/// The area under the planned rates of all scenarios in a span; absent if one of them runs without a planned rate.
fn planned(plan: &Plan, from: Nanos, step: Nanos) -> Option<f64> {
    let to = from + step;
    if plan.scenarios.iter().any(|s| s.stages.is_empty() && s.start < to && from < s.end) {
        return None;
    }
    let mut area = None;
    for (schedule, stage) in plan.stages() {
        let runners = if schedule.shifts.is_empty() { [(0, 1.0)].as_slice() } else { schedule.shifts.as_slice() };
        for (shift, share) in runners {
            let (start, end) = (stage.start.max(from - shift), stage.end.min(to - shift));
            if start >= end {
                continue;
            }
            let rate = |at: Nanos| {
                let part = (at - stage.start) as f64 / (stage.end - stage.start) as f64;
                stage.from_rate + part * (stage.to_rate - stage.from_rate)
            };
            let more = f64::midpoint(rate(start), rate(end)) * (end - start) as f64 / NANOS_PER_S as f64;
            area = Some(area.unwrap_or(0.0) + share * more);
        }
    }
    area
}
