//! Every metric by stage. A stage that is a whole scenario holds the samples with its tag, as k6's sub-metric does;
//! any other one those of its scenario that were written while it lasted.

use super::Build;
use super::measure::kind_of;
use super::plan::Plan;
use crate::metric::MetricType;
use crate::report::{Load, StageMeasured};
use crate::series::Series;
use crate::stat::{Stat, Values};
use crate::stats;
use crate::store::{Column, TagSetId};
use crate::time::{NANOS_PER_MS, Nanos};

const REQUESTS: &str = "http_req_duration";

/// What was measured, for each stage, and which trends besides the duration of requests.
#[derive(Clone, Debug, Default)]
pub struct ByStage {
    trends: Vec<Series>,
    stages: Vec<StageMeasured>,
}

/// Fills in what the stages measured; of the whole run it is computed once.
pub fn measure(build: &Build, plan: &Plan, load: &mut Load) {
    let found = match build.is_partial() {
        true => by_stage(build, plan, load),
        false => build.run.by_stage.get_or_init(|| by_stage(build, plan, load)).clone(),
    };
    load.trends = found.trends;
    for (stage, measured) in load.stages.iter_mut().zip(found.stages) {
        stage.measured = measured;
    }
}

/// Which stage a sample is of.
struct Places {
    of_tag_set: Vec<Option<usize>>,
    /// For each scenario its stages, with the moment at which the next one begins.
    of_slot: Vec<Vec<(Nanos, usize)>>,
}

impl Places {
    fn of(build: &Build, plan: &Plan, load: &Load) -> Option<Self> {
        let (number, of_tag_set) = build.active.slots(&build.rows?.store.tags);
        let mut of_slot: Vec<Vec<(Nanos, usize)>> = vec![Vec::new(); number];
        for (i, stage) in load.stages.iter().enumerate() {
            if let Some(slot) = plan.scenarios[stage.of_scenario].slot {
                of_slot[slot].push((build.clock.at(stage.end_ms), i));
            }
        }
        for stages in &mut of_slot {
            // The last one takes in what comes after.
            stages.last_mut().into_iter().for_each(|last| last.0 = Nanos::MAX);
        }
        Some(Self { of_tag_set, of_slot })
    }

    #[inline]
    fn stage(&self, tag_set: TagSetId, time: Nanos) -> Option<usize> {
        let stages = &self.of_slot[self.of_tag_set[tag_set.0 as usize]?];
        stages.iter().find(|(end, _)| time < *end).map(|(_, stage)| *stage)
    }
}

fn by_stage(build: &Build, plan: &Plan, load: &Load) -> ByStage {
    let mut found = ByStage { trends: Vec::new(), stages: vec![StageMeasured::default(); load.stages.len()] };
    let (Some(rows), Some(places)) = (build.rows, Places::of(build, plan, load)) else {
        return found;
    };
    if load.stages.is_empty() {
        return found;
    }
    let split = |column: &Column| {
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); load.stages.len()];
        for sample in rows.of_column(column, &[]).samples() {
            if let Some(at) = places.stage(sample.tag_set, sample.time) {
                values[at].push(sample.value);
            }
        }
        values
    };
    for column in rows.store.columns() {
        match (column.name.as_str(), kind_of(column)) {
            ("http_reqs", _) => {
                for (i, values) in split(column).into_iter().enumerate() {
                    let requests = values.iter().sum::<f64>();
                    let seconds = length_ms(build, load, i) / 1000.0;
                    found.stages[i].requests = Some(requests as u64);
                    found.stages[i].request_rate = (seconds > 0.0).then(|| requests / seconds);
                }
            }
            ("http_req_failed", _) => {
                for (stage, values) in found.stages.iter_mut().zip(split(column)) {
                    stage.failed = stats::rate(&values).get(Stat::Rate);
                }
            }
            (REQUESTS, _) => {
                for (stage, mut values) in found.stages.iter_mut().zip(split(column)) {
                    stage.duration = durations(&mut values);
                    stage.p95_interval = interval(&mut values, 95.0);
                }
            }
            (_, MetricType::Trend) => {
                let split = split(column);
                if split.iter().all(Vec::is_empty) {
                    continue;
                }
                found.trends.push(Series::metric(&column.name));
                for (stage, mut values) in found.stages.iter_mut().zip(split) {
                    stage.p95.push(stats::percentiles(&mut values, &[95.0]).first().copied());
                }
            }
            ("vus", _) => vus(build, column, load, &mut found.stages),
            _ => {}
        }
    }
    found
}

fn durations(values: &mut [f64]) -> Values {
    let all = stats::trend(values, &[95.0, 99.0]);
    let wanted = [Stat::Avg, Stat::Med, Stat::P(95.0), Stat::P(99.0), Stat::Max, Stat::Count];
    let mut kept = Values::new();
    for (stat, value) in all.iter().filter(|(stat, _)| wanted.contains(stat)) {
        kept.set(stat, value);
    }
    kept
}

/// In which a percentile's true value is: the samples three standard errors of its rank below and above it (the
/// number of samples below a percentile is binomial). `None` if there are too few samples on either side.
pub fn interval(values: &mut [f64], percentile: f64) -> Option<(f64, f64)> {
    let (n, p) = (values.len() as f64, percentile / 100.0);
    let reach = 3.0 * (p * (1.0 - p) / n).sqrt();
    let (low, high) = (p - reach, p + reach);
    if n == 0.0 || low <= 0.0 || high >= 1.0 {
        return None;
    }
    let found = stats::percentiles(values, &[100.0 * low, 100.0 * high]);
    Some((*found.first()?, *found.get(1)?))
}

/// The part of a stage that the window and the samples hold.
fn length_ms(build: &Build, load: &Load, i: usize) -> f64 {
    let (stage, clock) = (&load.stages[i], &build.clock);
    let (mut from, mut to) = (stage.start_ms, stage.end_ms.min(clock.observed_ms.unwrap_or(stage.end_ms)));
    if let Some((start, end)) = clock.window {
        (from, to) = (from.max(clock.ms(start)), to.min(clock.ms(end)));
    }
    to - from
}

/// k6 writes the number of VUs once a second, without a scenario: it is that of all scenarios.
fn vus(build: &Build, column: &Column, load: &Load, stages: &mut [StageMeasured]) {
    for sample in column.samples() {
        let ms = (sample.time - build.clock.start.unwrap_or(0)) as f64 / NANOS_PER_MS;
        let inside = build.clock.window.is_none_or(|(from, to)| from <= sample.time && sample.time < to);
        for (stage, found) in load.stages.iter().zip(stages.iter_mut()) {
            if inside && stage.start_ms <= ms && ms < stage.end_ms {
                found.vus_max = Some(found.vus_max.map_or(sample.value, |most| most.max(sample.value)));
            }
        }
    }
}
