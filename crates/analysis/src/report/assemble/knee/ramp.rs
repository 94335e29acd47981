//! Points inside a ramp: while a planned rate rises, or while looping VUs become more, the time is cut into equal
//! slices, each with its own level of load.

use sloscope_model::stats;
use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_scan::Partition;
use sloscope_store::Column;

use super::super::Build;
use super::super::plan::Plan;
use super::super::stages::{interval, typical};
use super::{FEWEST, Fine, Point};
use crate::report::{Load, LoadModel};

/// A ramp is cut into so many slices of equal length; neighbours are put together until each has this many requests.
const SLICES: usize = 20;
const REQUESTS: usize = 200;
/// Fewer slices than this show no course.
const LEAST: usize = 4;
/// To say more exactly where it climbs, a single slice needs so many requests.
const FINE: usize = 15;

/// A span of time in which the load rises.
struct Ramp {
    stage: Option<usize>,
    scenario: usize,
    slot: usize,
    start: Nanos,
    end: Nanos,
    /// Its level at the edges of the slices.
    levels: Vec<f64>,
}

/// Of all ramps; empty if nothing rises.
pub fn points(build: &Build, plan: &Plan, load: &Load) -> Vec<Point> {
    let Some(rows) = build.rows else { return Vec::new() };
    let mut ramps: Vec<Ramp> =
        load.stages.iter().enumerate().filter_map(|(i, _)| planned(build, plan, load, i)).collect();
    ramps.extend(of_vus(build, plan));
    if ramps.is_empty() {
        return Vec::new();
    }
    let (slots, of_tag_set) = build.active.slots(&rows.store.tags);
    let mut lists: Vec<Vec<(Nanos, Option<u32>)>> = vec![Vec::new(); slots];
    for (i, ramp) in ramps.iter().enumerate() {
        let edge = |n: usize| ramp.start + (ramp.end - ramp.start) / SLICES as Nanos * n as Nanos;
        lists[ramp.slot].push((ramp.start, None));
        lists[ramp.slot].extend((0..SLICES).map(|n| (edge(n + 1), Some((i * SLICES + n) as u32))));
    }
    let of_tag_set = of_tag_set.into_iter().map(|slot| slot.map(|at| at as u32)).collect();
    let partition = Partition { of_tag_set, lists };
    let split = |name: &str| {
        let column = rows.store.by_name(name).filter(|c: &&Column| !c.is_empty())?;
        Some(rows.of_column(column, &[]).part(&partition, ramps.len() * SLICES))
    };
    let Some(times) = split("http_req_duration") else { return Vec::new() };
    let failed = split("http_req_failed");
    let mut points = Vec::new();
    for (i, ramp) in ramps.iter().enumerate() {
        let own = i * SLICES..(i + 1) * SLICES;
        let cuts = together(&times[own.clone()]);
        if cuts.len() < LEAST {
            continue;
        }
        for (from, to) in cuts {
            let values = times[own.start + from..own.start + to].concat();
            let judged = failed.as_ref().map(|f| f[own.start + from..own.start + to].concat());
            let fine = if to - from > 1 { fine(build, ramp, (from, to), &times[own.clone()]) } else { Vec::new() };
            points.extend(point(build, ramp, (from, to), values, judged).map(|p| Point { fine, ..p }));
        }
    }
    points
}

/// Neighbours put together until each has requests enough; what is left at the end belongs to the last.
fn together(times: &[Vec<f64>]) -> Vec<(usize, usize)> {
    let (mut cuts, mut from, mut n) = (Vec::new(), 0, 0);
    for (i, slice) in times.iter().enumerate() {
        n += slice.len();
        if n >= REQUESTS {
            cuts.push((from, i + 1));
            (from, n) = (i + 1, 0);
        }
    }
    if let Some(last) = cuts.last_mut() {
        last.1 = times.len();
    }
    cuts
}

/// The slices of a point, each by itself.
fn fine(build: &Build, ramp: &Ramp, (from, to): (usize, usize), times: &[Vec<f64>]) -> Vec<Fine> {
    let at = |n: usize| build.clock.ms(ramp.start + (ramp.end - ramp.start) / SLICES as Nanos * n as Nanos);
    let each = (from..to).filter_map(|n| {
        let p95 = stats::percentiles(&mut times[n].clone(), &[95.0]).first().copied()?;
        let (rate, ms) = (f64::midpoint(ramp.levels[n], ramp.levels[n + 1]), f64::midpoint(at(n), at(n + 1)));
        (times[n].len() >= FINE).then_some(Fine { rate, ms, p95 })
    });
    each.collect()
}

fn point(
    build: &Build,
    ramp: &Ramp,
    (from, to): (usize, usize),
    mut values: Vec<f64>,
    judged: Option<Vec<f64>>,
) -> Option<Point> {
    if (values.len() as f64) < FEWEST {
        return None;
    }
    let at = |n: usize| build.clock.ms(ramp.start + (ramp.end - ramp.start) / SLICES as Nanos * n as Nanos);
    let typical = typical(&values)?;
    let (low, high) = interval(&mut values, 95.0)?;
    let found = stats::percentiles(&mut values, &[50.0, 95.0]);
    Some(Point {
        stage: ramp.stage,
        scenario: ramp.scenario,
        slice: true,
        rate: f64::midpoint(ramp.levels[from], ramp.levels[to]),
        from_rate: ramp.levels[from],
        start_ms: at(from),
        end_ms: at(to),
        requests: values.len() as f64,
        p95: *found.get(1)?,
        median: *found.first()?,
        low,
        high,
        typical,
        fine: Vec::new(),
        failed: judged.filter(|j| !j.is_empty()).map(|j| j.iter().sum::<f64>() / j.len() as f64),
    })
}

/// A stage whose planned rate rises, as far as the window holds it.
fn planned(build: &Build, plan: &Plan, load: &Load, i: usize) -> Option<Ramp> {
    let stage = &load.stages[i];
    let (from, to) = (stage.from_rate?, stage.to_rate?);
    let slot = plan.scenarios[stage.of_scenario].slot?;
    let (start, end) = (build.clock.at(stage.start_ms), build.clock.at(stage.end_ms));
    let window = build.clock.window.unwrap_or((Nanos::MIN, Nanos::MAX));
    let (first, last) = (start.max(window.0), end.min(window.1).min(build.clock.end?));
    if from >= to || last - first < NANOS_PER_S {
        return None;
    }
    let step = (last - first) / SLICES as Nanos;
    let rate = |n: usize| {
        let part = (first + step * n as Nanos - start) as f64 / (end - start) as f64;
        from + part * (to - from)
    };
    let levels = (0..=SLICES).map(rate).collect();
    Some(Ramp { stage: Some(i), scenario: stage.of_scenario, slot, start: first, end: last, levels })
}

/// Looping VUs that become more, by k6's readings, up to the last reading of the most. The readings are of all
/// scenarios, so there must be one only.
fn of_vus(build: &Build, plan: &Plan) -> Option<Ramp> {
    let [only] = plan.scenarios.as_slice() else { return None };
    let (slot, rows) = (only.slot.filter(|_| only.model == LoadModel::Closed)?, build.rows?);
    let inside = |at: Nanos| build.clock.window.is_none_or(|(from, to)| from <= at && at < to);
    let readings: Vec<(Nanos, f64)> =
        rows.store.by_name("vus")?.samples().filter(|s| inside(s.time)).map(|s| (s.time, s.value)).collect();
    let most = readings.iter().map(|(_, vus)| *vus).fold(0.0, f64::max);
    let last = readings.iter().rposition(|(_, vus)| *vus >= 0.95 * most)?;
    let rising = &readings[..=last];
    let falls = rising.windows(2).map(|pair| (pair[0].1 - pair[1].1).max(0.0)).sum::<f64>();
    let (start, end) = (rising.first()?.0, rising.last()?.0);
    if rising.len() < 10 || most < 2.0 * rising[0].1 || most < rising[0].1 + 4.0 || falls > 0.1 * most {
        return None;
    }
    let step = (end - start) / SLICES as Nanos;
    let level = |n: usize| {
        let moment = start + step * n as Nanos;
        rising[rising.partition_point(|(at, _)| *at <= moment).saturating_sub(1)].1
    };
    Some(Ramp { stage: None, scenario: 0, slot, start, end, levels: (0..=SLICES).map(level).collect() })
}
