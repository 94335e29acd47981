//! A generator that did not keep its plan: dropped iterations, late starts, VUs at their limit, a rate below the
//! plan. It is said before any latency is praised.

use super::{Build, Rows};
use crate::format;
use crate::report::{Behind, Load, LoadModel, LoadStage, MetricSummary, PlanFrom, ScenarioLoad};
use crate::series::Series;
use crate::stat::{Stat, Unit};
use crate::store::Column;
use crate::time::{NANOS_PER_S, Nanos};

/// A smaller part of the plan may be missing at its edges without a word.
const EDGE: f64 = 0.005;
/// Starts later than this, and than two iterations' distance, are late.
const LATE_MS: f64 = 100.0;

pub fn behind(build: &Build, load: &Load, metrics: &[MetricSummary]) -> Option<Behind> {
    let summary = build.rows.is_none();
    let dropped: u64 = match summary {
        true => load.total.dropped.unwrap_or(0),
        false => load.scenarios.iter().filter_map(|s| s.counts.dropped).sum(),
    };
    let never: u64 = load.scenarios.iter().filter_map(|s| s.counts.never_issued).sum();
    let (due, is_planned) = due(load, dropped, summary)?;
    let missing = if never as f64 > 1.5 && never as f64 > EDGE * due { never } else { 0 };
    let late = late(load);
    if dropped == 0 && missing == 0 && late.is_none() {
        return None;
    }
    let share = (dropped + missing) as f64 / due;
    let mut parts = Vec::new();
    if dropped > 0 {
        let of = of_which(load, |s| s.counts.dropped);
        parts.push(format!("{} were dropped{of}, because no VU was free to start them", format::count(dropped)));
    }
    if missing > 0 {
        let of = of_which(load, |s| s.counts.never_issued);
        parts.push(format!("{} were never issued, or were interrupted{of}", format::count(missing)));
    }
    if dropped > 0 {
        parts.extend(busy(build, load));
        parts.extend(all_busy(metrics).filter(|_| summary).map(|most| format!("all {most} VUs were busy at times")));
    }
    if let Some(late) = late {
        parts.push(format!("one start in twenty was later than {}", format::value(late, Unit::Millis)));
    }
    let opening = if dropped + missing > 0 {
        format!(
            "{} of {} were not delivered",
            format::value(share, Unit::Fraction),
            match is_planned {
                true => format!("the planned {} iterations", format::count(due.round() as u64)),
                false => format!("{} iterations (ended or dropped)", format::count(due.round() as u64)),
            }
        )
    } else {
        "The generator did not keep its schedule".to_owned()
    };
    let text = format!(
        "{opening}: {}.{} The latency is that of the load that was delivered, not of the plan.",
        parts.join("; "),
        of_whole(build)
    );
    Some(Behind { share, dropped, never_issued: missing, late_ms: late, text })
}

/// What a share is of: the plan of all scenarios that arrive by one, if each of them has a plan; else what they ended or
/// dropped. Looping VUs drop nothing, whatever happens.
fn due(load: &Load, dropped: u64, summary: bool) -> Option<(f64, bool)> {
    if summary {
        let ended = load.total.finished.filter(|_| dropped > 0)?;
        return Some(((ended + dropped) as f64, false));
    }
    let of = || load.scenarios.iter().filter(|s| s.model != LoadModel::Closed || s.counts.dropped > Some(0));
    let planned: Option<f64> = of().map(|s| s.counts.planned).sum();
    let ended: u64 = of().filter_map(|s| s.counts.finished).sum();
    let due = match planned.filter(|planned| *planned > 0.0 && *planned + 0.5 >= dropped as f64) {
        Some(planned) => (planned, true),
        None => ((ended + dropped) as f64, false),
    };
    (due.0 > 0.0).then_some(due)
}

/// How late one start in twenty was, if that is late. A ramp that is recovered from the samples is not known so well, nor
/// one whose rate is not the one that was meant.
fn late(load: &Load) -> Option<f64> {
    let told = |s: &&ScenarioLoad| {
        let ramp = |stage: &LoadStage| stage.scenario == s.name && stage.from_rate != stage.to_rate;
        s.counts.from == Some(PlanFrom::Options) || !load.stages.iter().any(ramp)
    };
    let each = load.scenarios.iter().filter(told).filter_map(|s| {
        let rates = load.stages.iter().filter(|stage| stage.scenario == s.name).filter_map(|stage| stage.to_rate);
        let rate = rates.fold(0.0, f64::max);
        s.counts.late_p95_ms.filter(|late| *late > LATE_MS && (rate <= 0.0 || *late > 2000.0 / rate))
    });
    each.reduce(f64::max)
}

/// " (all in checkout)", " (1,200 of them in checkout)": where there are several scenarios.
fn of_which(load: &Load, number: fn(&ScenarioLoad) -> Option<u64>) -> String {
    let all: u64 = load.scenarios.iter().filter_map(number).sum();
    let Some(most) = load.scenarios.iter().filter(|_| load.scenarios.len() > 1).max_by_key(|s| number(s)) else {
        return String::new();
    };
    let n = number(most).unwrap_or(0);
    let of = most.counts.planned.filter(|planned| *planned > 0.0 && n > 0).map(|planned| {
        let share = format::value(n as f64 / planned, Unit::Fraction);
        format!(", {share} of its {}", format::count(planned.round() as u64))
    });
    let number = if n == all { "all".to_owned() } else { format!("{} of them", format::count(n)) };
    format!(" ({number} in {}{})", most.name, of.unwrap_or_default())
}

/// How many VUs were busy while iterations were dropped: said where they were of one scenario, and as many nearly all of
/// that time.
fn busy(build: &Build, load: &Load) -> Option<String> {
    let store = build.rows?.store;
    let dropped = |s: &ScenarioLoad| s.counts.dropped.unwrap_or(0);
    let all: u64 = load.scenarios.iter().map(dropped).sum();
    let scenario = load.scenarios.iter().max_by_key(|s| dropped(s)).filter(|s| dropped(s) * 10 >= all * 9)?;
    let schedules = &super::load::plan(build).scenarios;
    let others: Vec<_> = schedules.iter().filter(|s| s.slot.is_some() && s.name != scenario.name).collect();
    let alone = |at: Nanos| others.iter().all(|s| at < s.start || s.end < at);
    let drops: Vec<Nanos> = store.by_name("dropped_iterations")?.samples().map(|s| s.time).collect();
    let near = |at: Nanos| {
        let first = drops.partition_point(|t| *t < at - NANOS_PER_S);
        drops.get(first).is_some_and(|t| *t <= at)
    };
    let readings: Vec<(Nanos, f64)> = store.by_name("vus")?.samples().map(|s| (s.time, s.value)).collect();
    let meanwhile: Vec<f64> = readings.iter().filter(|(at, _)| alone(*at) && near(*at)).map(|(_, vus)| *vus).collect();
    let most = store.by_name("vus_max").into_iter().flat_map(Column::samples).map(|s| s.value).fold(0.0, f64::max);
    let full = readings.iter().filter(|(_, vus)| *vus >= most).count();
    if load.scenarios.len() == 1 && most > 0.0 && full * 2 >= meanwhile.len() && full > 0 {
        return Some(format!("all {most} VUs were busy in {full} of {} seconds", readings.len()));
    }
    // Fewer while k6 was still making VUs: then their number was no limit yet.
    let most = meanwhile.iter().copied().fold(0.0, f64::max);
    let full = meanwhile.iter().filter(|vus| **vus >= 0.9 * most - 0.5).count();
    (meanwhile.len() >= 2 && most >= 1.0 && full * 4 >= meanwhile.len() * 3)
        .then(|| format!("meanwhile {} counted up to {}", build.generator(), format::counted(most as u64, "busy VU")))
}

/// The plan is of the whole run; what of it was dropped in a window is said as well.
fn of_whole(build: &Build) -> String {
    if !build.is_partial() {
        return String::new();
    }
    let here = build.query.window.and_then(|_| {
        let here = build.rows.map(|rows| Rows { kept: None, ..rows })?.select(&Series::metric("dropped_iterations"))?;
        Some(here.values().iter().sum::<f64>() as u64)
    });
    match here {
        Some(n) => format!(" That is of the whole run; {} of the drops are in the window.", format::count(n)),
        None => " That is of the whole run, whatever is selected.".to_owned(),
    }
}

/// In a summary: the most VUs that were busy are all that there were.
fn all_busy(metrics: &[MetricSummary]) -> Option<u64> {
    let most = |name: &str| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(Stat::Max);
    most("vus").zip(most("vus_max")).filter(|(busy, all)| busy >= all && *all > 0.0).map(|(_, all)| all as u64)
}
