//! The stretches of a run in which nothing begins or ends: between the edges of stages and scenarios.

use sloscope_model::format;
use sloscope_model::places::Places;
use sloscope_model::stat::Unit;
use sloscope_model::stats::percentiles;

use super::{Build, CoursePart, CourseSpan};
use crate::report::assemble::load::plan;
use crate::report::{Load, LoadModel};

/// Edges that are nearer than this are one.
const SAME_MS: f64 = 500.0;
/// More stretches than this are no course of anything.
const MOST: usize = 60;

/// A stage, or a scenario without a planned rate.
struct Item {
    name: String,
    start_ms: f64,
    end_ms: f64,
    /// Some rate is planned, and it stays the same.
    planned: bool,
    steady: bool,
    model: LoadModel,
}

pub(super) fn parts(build: &Build, load: &Load, spans: &[CourseSpan], step_ms: f64) -> Vec<CoursePart> {
    let items = items(build, load);
    let mut edges: Vec<f64> = items.iter().flat_map(|item| [item.start_ms, item.end_ms]).collect();
    sloscope_model::order::sort_short(&mut edges, f64::total_cmp);
    edges.dedup_by(|b, a| *b - *a < SAME_MS);
    if edges.len() > MOST {
        return Vec::new();
    }
    let part = |pair: &[f64]| {
        let (start, end) = (pair[0], pair[1]);
        let runs = |item: &&Item| item.start_ms < start + SAME_MS && item.end_ms > end - SAME_MS;
        let active: Vec<&Item> = items.iter().filter(runs).collect();
        let inside = |s: &CourseSpan| s.start_ms >= start - 0.1 * step_ms && s.end_ms <= end + 0.1 * step_ms;
        let (from, to) = (spans.iter().position(inside)?, spans.iter().rposition(inside)? + 1);
        let goes_on = active.iter().any(|item| item.planned || item.model == LoadModel::Closed);
        let names: Vec<&str> = active.iter().map(|item| item.name.as_str()).collect();
        let steady = match active.as_slice() {
            [] => return None,
            [only] if !only.planned => same_load(build, only, (start, end), &spans[from..to]),
            all => all.iter().all(|item| item.steady).then(|| names.join(" and ")),
        };
        let name = steady.clone().unwrap_or_else(|| names.join(" and "));
        Some(CoursePart { name, from, to, steady: steady.is_some(), goes_on })
    };
    edges.windows(2).filter_map(part).collect()
}

fn items(build: &Build, load: &Load) -> Vec<Item> {
    let constant = Places::of(load.scenarios.iter().filter(|s| is_constant(s.executor.as_deref())).map(|s| &s.name));
    let several = load.scenarios.len() > 1;
    let stages = load.stages.iter().map(|stage| Item {
        name: if several && stage.name != stage.scenario {
            format!("{} of {}", stage.name, stage.scenario)
        } else {
            stage.name.clone()
        },
        start_ms: stage.start_ms,
        end_ms: stage.end_ms,
        planned: stage.from_rate.is_some(),
        steady: if stage.from_rate.is_some() {
            stage.from_rate == stage.to_rate
        } else {
            constant.has(&stage.scenario)
        },
        model: load.scenarios.get(stage.of_scenario).map(|s| s.model).unwrap_or_default(),
    });
    let mut items: Vec<Item> = stages.collect();
    // A single scenario without a plan has no stages.
    if items.is_empty() {
        items.extend(plan(build).scenarios.iter().filter(|s| s.slot.is_some()).map(|s| Item {
            name: if s.name.is_empty() { "the run".to_owned() } else { s.name.clone() },
            start_ms: build.clock.ms(s.start).max(0.0),
            end_ms: build.clock.ms(s.end),
            planned: false,
            steady: is_constant(s.executor.as_deref()),
            model: s.model,
        }));
    }
    items
}

fn is_constant(executor: Option<&str>) -> bool {
    executor == Some("constant-vus")
}

/// What stays the same where no rate is planned: the VUs of a scenario that runs alone, or the number of requests.
fn same_load(build: &Build, only: &Item, (start, end): (f64, f64), spans: &[CourseSpan]) -> Option<String> {
    let rows = build.rows?;
    if only.model == LoadModel::Closed {
        let (from, to) = (build.clock.at(start), build.clock.at(end));
        let readings = rows.store.by_name("vus").into_iter().flat_map(|column| column.samples());
        let mut vus: Vec<f64> = readings.filter(|s| from <= s.time && s.time < to).map(|s| s.value).collect();
        let found = percentiles(&mut vus, &[2.0, 98.0]);
        let (least, most) = (*found.first()?, *found.get(1)?);
        return (vus.len() >= 5 && least >= 0.95 * most)
            .then(|| format::counted_of(most.round(), "VU"))
            .or_else(|| only.steady.then(|| only.name.clone()));
    }
    // The first and the last span are cut.
    let whole = spans.get(1..spans.len().saturating_sub(1))?;
    let mut rates: Vec<f64> = whole.iter().map(|s| s.n as f64 / ((s.end_ms - s.start_ms) / 1000.0)).collect();
    let found = percentiles(&mut rates, &[10.0, 50.0, 90.0]);
    let (low, middle, high) = (*found.first()?, *found.get(1)?, *found.get(2)?);
    let same = low >= 0.8 * middle && high <= 1.25 * middle;
    same.then(|| format!("about {}", format::value(middle, Unit::PerSecond)))
}
