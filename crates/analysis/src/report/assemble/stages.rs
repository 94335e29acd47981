//! Every metric by stage. A stage that is a whole scenario holds the samples with its tag, as k6's sub-metric does;
//! any other one those of its scenario that were written while it lasted.

use sloscope_model::metric::MetricType;
use sloscope_model::order::sort_short;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values, whole};
use sloscope_model::stats;
use sloscope_model::time::{NANOS_PER_MS, Nanos};
use sloscope_scan::Partition;
use sloscope_store::{Column, Store};

use super::Build;
use super::measure::kind_of;
use super::plan::Plan;
use super::rows::Rows;
use crate::report::{Load, StageMeasured};

const REQUESTS: &str = "http_req_duration";
/// The table of trends by stage has at most so many cells; more trends are left out of it.
const MOST_CELLS: usize = 1_000_000;

/// What was measured, for each stage, and which trends besides the duration of requests.
#[derive(Clone, Debug, Default)]
pub struct ByStage {
    trends: Vec<Series>,
    stages: Vec<StageMeasured>,
}

/// Fills in what the stages measured. Of the whole run it is computed once, and serves for each stage that lies in a
/// window as a whole.
pub fn measure(build: &Build, plan: &Plan, load: &mut Load) {
    let Some(rows) = build.rows else { return };
    let all = vec![true; load.stages.len()];
    let whole = || {
        let rows = Rows::all(rows.store);
        build.memory.by_stage.get_or_init(|| by_stage(build, &rows, plan, load, &all))
    };
    let found = if !build.is_partial() {
        whole().clone()
    } else if build.query.is_filtered() {
        by_stage(build, &rows, plan, load, &all)
    } else {
        // What a scenario writes after its last stage is of that one.
        let mut last = vec![usize::MAX; plan.scenarios.len()];
        load.stages.iter().enumerate().for_each(|(i, stage)| last[stage.of_scenario] = i);
        let is_last = |i: usize| last[load.stages[i].of_scenario] == i;
        let cut: Vec<bool> = (0..load.stages.len()).map(|i| !is_inside(build, plan, load, i, is_last(i))).collect();
        let mut found = by_stage(build, &rows, plan, load, &cut);
        if cut.contains(&false) {
            let whole = whole();
            // A stage of which the window holds no sample of a trend has no percentile of it.
            let known = Places::of(found.trends.iter().map(|series| &series.metric));
            let places: Vec<Option<usize>> = whole.trends.iter().map(|series| known.find(&series.metric)).collect();
            for (i, stage) in found.stages.iter_mut().enumerate() {
                let column = |at: &Option<usize>| at.and_then(|at| stage.p95.get(at).copied()).flatten();
                let p95 = places.iter().map(column).collect();
                *stage = if cut[i] { StageMeasured { p95, ..stage.clone() } } else { whole.stages[i].clone() };
            }
            found.trends.clone_from(&whole.trends);
        }
        found
    };
    load.trends = found.trends;
    for (stage, measured) in load.stages.iter_mut().zip(found.stages) {
        stage.measured = measured;
    }
}

/// Does the window hold all samples of a stage?
fn is_inside(build: &Build, plan: &Plan, load: &Load, i: usize, is_last: bool) -> bool {
    let stage = &load.stages[i];
    let schedule = &plan.scenarios[stage.of_scenario];
    let (start, end) = (build.clock.at(stage.start_ms), build.clock.at(stage.end_ms));
    let end = if is_last { end.max(schedule.end.saturating_add(1)) } else { end };
    build.clock.window.is_some_and(|(from, to)| from <= start && end <= to)
}

/// Which stage a sample is of, by the scenario of its tag set and its time; only those that are wanted.
fn partition(build: &Build, store: &Store, plan: &Plan, load: &Load, wanted: &[bool]) -> Partition {
    let (number, of_tag_set) = build.active.slots(&store.tags);
    let mut lists: Vec<Vec<(Nanos, Option<u32>)>> = vec![Vec::new(); number];
    for (i, stage) in load.stages.iter().enumerate() {
        if let Some(slot) = plan.scenarios[stage.of_scenario].slot {
            lists[slot].push((build.clock.at(stage.end_ms), wanted[i].then_some(i as u32)));
        }
    }
    for stages in &mut lists {
        // The last one takes in what comes after.
        stages.last_mut().into_iter().for_each(|last| last.0 = Nanos::MAX);
    }
    Partition { of_tag_set: of_tag_set.into_iter().map(|slot| slot.map(|at| at as u32)).collect(), lists }
}

fn by_stage(build: &Build, rows: &Rows, plan: &Plan, load: &Load, wanted: &[bool]) -> ByStage {
    let mut found = ByStage { trends: Vec::new(), stages: vec![StageMeasured::default(); load.stages.len()] };
    if !wanted.contains(&true) {
        return found;
    }
    let partition = partition(build, rows.store, plan, load, wanted);
    let split = |column: &Column| rows.of_column(column, &[]).part(&partition, load.stages.len());
    let left = left(build, rows);
    let most_trends = MOST_CELLS / load.stages.len().max(1);
    for column in rows.store.columns() {
        match (column.name.as_str(), kind_of(column)) {
            ("http_reqs", _) => {
                for (i, values) in split(column).into_iter().enumerate() {
                    // A stage outside of the part has neither requests nor a rate: none was asked for.
                    if values.is_empty() && !is_touched(build, rows, plan, load, i, left.as_deref()) {
                        continue;
                    }
                    let requests = values.iter().sum::<f64>();
                    let seconds = length_ms(build, rows, load, i) / 1000.0;
                    found.stages[i].requests = whole(requests);
                    found.stages[i].request_rate = (seconds >= 1.0).then(|| requests / seconds);
                }
            }
            ("http_req_failed", _) => {
                for (stage, values) in found.stages.iter_mut().zip(split(column)) {
                    stage.failed = stats::rate(&values).get(Stat::Rate);
                }
            }
            (REQUESTS, _) => {
                for (stage, mut values) in found.stages.iter_mut().zip(split(column)) {
                    stage.p95_typical = typical(&values);
                    stage.duration = durations(&mut values);
                    stage.p95_interval = interval(&mut values, 95.0);
                }
            }
            (_, MetricType::Trend) if found.trends.len() < most_trends => {
                let split = split(column);
                if split.iter().all(Vec::is_empty) {
                    continue;
                }
                found.trends.push(Series::metric(&column.name));
                for (stage, mut values) in found.stages.iter_mut().zip(split) {
                    stage.p95.push(stats::percentiles(&mut values, &[95.0]).first().copied());
                }
            }
            ("vus", _) => vus(build, rows, column, load, &mut found.stages),
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

/// The median of the p95 of ten consecutive parts; the values are in order of time.
pub fn typical(values: &[f64]) -> Option<f64> {
    let length = values.len().div_ceil(10).max(1);
    let p95 = |part: &[f64]| stats::percentiles(&mut part.to_vec(), &[95.0]).first().copied();
    let mut parts: Vec<f64> = values.chunks(length).filter_map(p95).collect();
    stats::percentiles(&mut parts, &[50.0]).first().copied()
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

/// Is some of the stage in what is shown: in the window, and of a scenario that the filter leaves?
fn is_touched(build: &Build, rows: &Rows, plan: &Plan, load: &Load, i: usize, left: Option<&[bool]>) -> bool {
    let slot = plan.scenarios[load.stages[i].of_scenario].slot;
    length_ms(build, rows, load, i) > 0.0 && left.is_none_or(|left| slot.is_some_and(|slot| left[slot]))
}

/// Which scenarios the filter leaves; `None` where nothing is filtered.
fn left(build: &Build, rows: &Rows) -> Option<Vec<bool>> {
    let kept = rows.kept?;
    let (number, of_tag_set) = build.active.slots(&rows.store.tags);
    let mut left = vec![false; number];
    of_tag_set
        .iter()
        .zip(kept)
        .filter(|(_, kept)| **kept)
        .for_each(|(slot, _)| slot.iter().for_each(|at| left[*at] = true));
    Some(left)
}

/// The part of a stage that the window and the samples hold.
fn length_ms(build: &Build, rows: &Rows, load: &Load, i: usize) -> f64 {
    let (stage, clock) = (&load.stages[i], &build.clock);
    let (mut from, mut to) = (stage.start_ms, stage.end_ms.min(clock.observed_ms.unwrap_or(stage.end_ms)));
    if let Some((start, end)) = rows.window {
        (from, to) = (from.max(clock.ms(start)), to.min(clock.ms(end)));
    }
    to - from
}

/// k6 writes the number of VUs once a second, without a scenario: it is that of all scenarios.
fn vus(build: &Build, rows: &Rows, column: &Column, load: &Load, stages: &mut [StageMeasured]) {
    let inside = |at: Nanos| rows.window.is_none_or(|(from, to)| from <= at && at < to);
    let ms = |at: Nanos| (at - build.clock.start.unwrap_or(0)) as f64 / NANOS_PER_MS;
    let mut readings: Vec<(f64, f64)> =
        column.samples().filter(|s| inside(s.time)).map(|s| (ms(s.time), s.value)).collect();
    sort_short(&mut readings, |a, b| a.0.total_cmp(&b.0));
    // The highest of 1, 2, 4 … readings from each on: two of them hold any stretch.
    let mut highest: Vec<Vec<f64>> = vec![readings.iter().map(|reading| reading.1).collect()];
    for power in 1..readings.len().max(1).ilog2() as usize + 1 {
        let half = &highest[power - 1];
        let step = 1 << (power - 1);
        highest.push((step..half.len()).map(|at| half[at - step].max(half[at])).collect());
    }
    for (stage, found) in load.stages.iter().zip(stages) {
        let place = |ms: f64| readings.partition_point(|reading| reading.0 < ms);
        let (from, to) = (place(stage.start_ms), place(stage.end_ms));
        if from < to {
            let power = (to - from).ilog2() as usize;
            found.vus_max = Some(highest[power][from].max(highest[power][to - (1 << power)]));
        }
    }
}
