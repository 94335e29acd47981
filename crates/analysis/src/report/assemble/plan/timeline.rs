//! Planned, started, finished and dropped iterations over time.

use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_store::{Column, Store};

use super::{Plan, arrivals};
use crate::report::assemble::active::Active;

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
        planned: planned(plan, (start, step, number)),
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

/// The area under the planned rates of all scenarios in each span; absent where one of them runs without a planned rate.
fn planned(plan: &Plan, (first, step, number): (Nanos, Nanos, usize)) -> Vec<Option<f64>> {
    let mut areas: Vec<Option<f64>> = vec![None; number];
    // The spans that a time touches.
    let touched = |start: Nanos, end: Nanos| {
        let place = |at: Nanos| at.saturating_sub(first).div_euclid(step).clamp(0, number as Nanos) as usize;
        place(start)..place(end.saturating_add(step - 1))
    };
    for (schedule, stage) in plan.stages() {
        let runners = if schedule.shifts.is_empty() { [(0, 1.0)].as_slice() } else { schedule.shifts.as_slice() };
        let rate = |at: Nanos| {
            let part = (at - stage.start) as f64 / (stage.end - stage.start) as f64;
            stage.from_rate + part * (stage.to_rate - stage.from_rate)
        };
        for (shift, share) in runners {
            for i in touched(stage.start + shift, stage.end + shift) {
                let from = first + i as Nanos * step;
                let (start, end) = (stage.start.max(from - shift), stage.end.min(from + step - shift));
                if start < end {
                    let more = f64::midpoint(rate(start), rate(end)) * (end - start) as f64 / NANOS_PER_S as f64;
                    areas[i] = Some(areas[i].unwrap_or(0.0) + share * more);
                }
            }
        }
    }
    // How many scenarios without a plan begin in each span, less those that ended in the one before.
    let mut begin = vec![0i64; number + 1];
    for schedule in plan.scenarios.iter().filter(|s| s.stages.is_empty()) {
        let touched = touched(schedule.start, schedule.end);
        if touched.start < touched.end {
            begin[touched.start] += 1;
            begin[touched.end] -= 1;
        }
    }
    let mut running = 0;
    for (area, begin) in areas.iter_mut().zip(begin) {
        running += begin;
        *area = area.filter(|_| running == 0);
    }
    areas
}
