//! A run of sloscope's own generator that was stopped before its end: what was due until then is the plan.

use sloscope_dataset::Run;
use sloscope_model::names::{STOPPED, STOPPED_BY, Stop};
use sloscope_model::time::{NANOS_PER_S, Nanos};

use super::{Schedule, Stage};

/// When the run was stopped, and by whom; its samples tell, in the page and in a file that was saved.
pub fn stopped(run: &Run) -> Option<(Nanos, Stop)> {
    let store = &run.samples.as_ref()?.file.store;
    let first = store.by_name(STOPPED)?.samples().min_by_key(|s| s.time)?;
    Some((first.time, Stop::parse(store.tags.get(first.tag_set, STOPPED_BY)?)?))
}

/// Cuts a schedule at the moment of the stop; false if nothing of it was due by then.
pub fn cut(schedule: &mut Schedule, at: Nanos) -> bool {
    schedule.stages.retain(|stage| stage.start < at);
    schedule.stages.iter_mut().for_each(|stage| cut_stage(stage, at));
    // What was under way may have ended later.
    if schedule.slot.is_none() {
        schedule.end = schedule.end.min(at.max(schedule.start));
    }
    schedule.tally.planned =
        schedule.tally.planned.map(|_| schedule.stages.iter().filter_map(|stage| stage.tally.planned).sum());
    schedule.start < at
}

fn cut_stage(stage: &mut Stage, at: Nanos) {
    if at >= stage.end {
        return;
    }
    let part = (at - stage.start) as f64 / ((stage.end - stage.start) as f64).max(1.0);
    stage.to_rate = stage.from_rate + part * (stage.to_rate - stage.from_rate);
    stage.end = at;
    let seconds = (stage.end - stage.start) as f64 / NANOS_PER_S as f64;
    stage.tally.planned = stage.tally.planned.map(|_| f64::midpoint(stage.from_rate, stage.to_rate) * seconds);
}
