//! A generator that did not keep its plan: dropped iterations, late starts, VUs at their limit, a rate below the
//! plan. It is said before any latency is praised.

use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit, whole};
use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_store::Column;

use super::Build;
use crate::report::{Behind, Load, LoadModel, LoadStage, MetricSummary, PlanFrom, ScenarioLoad};

/// A smaller part of the plan may be missing at its edges without a word.
const EDGE: f64 = 0.005;
/// Starts later than this, and than two iterations' distance, are late.
const LATE_MS: f64 = 100.0;
const OF_THE_DELIVERED: &str = "The latency is that of the load that was delivered, not of the plan.";

pub fn behind(build: &Build, load: &Load, metrics: &[MetricSummary]) -> Option<Behind> {
    if build.is_partial() {
        return in_part(build, load);
    }
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
        parts.push(format!("{}{of}, because no VU was free to start {}", were(dropped, "dropped"), them(dropped)));
    }
    if missing > 0 {
        let of = of_which(load, |s| s.counts.never_issued);
        parts.push(format!("{} or interrupted{of}", were(missing, "never issued")));
    }
    if dropped > 0 {
        parts.extend(busy(build, load));
        parts.extend(all_busy(metrics).filter(|_| summary).map(|most| format!("{} busy at times", all_vus(most))));
    }
    if let Some(late) = late {
        parts.push(format!("one start in twenty was later than {}", format::value(late, Unit::Millis)));
    }
    let opening = if dropped + missing > 0 {
        format!(
            "{} of {} were not delivered",
            format::value(share, Unit::Fraction),
            match is_planned {
                // k6 can start one more at the end of a plan.
                true if due.round() > planned(load).round() => {
                    format!("the {} iterations that were due", format::value(due.round(), Unit::Count))
                }
                true => format!("the planned {} iterations", format::value(due.round(), Unit::Count)),
                false => format!("{} iterations (ended or dropped)", format::value(due.round(), Unit::Count)),
            }
        )
    } else {
        "The generator did not keep its schedule".to_owned()
    };
    let text = format!("{opening}: {}. {OF_THE_DELIVERED}", parts.join("; "));
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
    let started: u64 = of().filter_map(|s| s.counts.started).sum();
    let due = match planned.filter(|planned| *planned > 0.0 && *planned + 0.5 >= dropped as f64) {
        // What was started and dropped was due, be it more than duration × rate.
        Some(planned) => (planned.max((started + dropped) as f64), true),
        None => ((ended + dropped) as f64, false),
    };
    (due.0 > 0.0).then_some(due)
}

/// How late one start in twenty was, if that is late. A ramp that is recovered from the samples is not known so well, nor
/// one whose rate is not the one that was meant.
fn late(load: &Load) -> Option<f64> {
    // Of each scenario: does some rate of it change, and the highest one.
    let mut rates = vec![(false, 0.0); load.scenarios.len()];
    for stage in &load.stages {
        let (ramps, rate): &mut (bool, f64) = &mut rates[stage.of_scenario];
        *ramps |= stage.from_rate != stage.to_rate;
        *rate = rate.max(stage.to_rate.unwrap_or(0.0));
    }
    let known = |(s, (ramps, _)): &(&ScenarioLoad, (bool, f64))| s.counts.from == Some(PlanFrom::Options) || !ramps;
    let each = load.scenarios.iter().zip(rates).filter(known).filter_map(|(s, (_, rate))| {
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
        format!(", {share} of its {}", format::value(planned.round(), Unit::Count))
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
    let others = || schedules.iter().filter(|s| s.slot.is_some() && s.name != scenario.name && s.start <= s.end);
    let (mut starts, mut ends): (Vec<Nanos>, Vec<Nanos>) =
        (others().map(|s| s.start).collect(), others().map(|s| s.end).collect());
    starts.sort_unstable();
    ends.sort_unstable();
    // All that began before had ended before.
    let alone = |at: Nanos| starts.partition_point(|start| *start <= at) <= ends.partition_point(|end| *end < at);
    let drops: Vec<Nanos> = store.by_name("dropped_iterations")?.samples().map(|s| s.time).collect();
    let near = |at: Nanos| {
        let first = drops.partition_point(|t| *t < at - NANOS_PER_S);
        drops.get(first).is_some_and(|t| *t <= at)
    };
    let readings: Vec<(Nanos, f64)> = store.by_name("vus")?.samples().map(|s| (s.time, s.value)).collect();
    let meanwhile: Vec<f64> = readings.iter().filter(|(at, _)| alone(*at) && near(*at)).map(|(_, vus)| *vus).collect();
    let most = store.by_name("vus_max").into_iter().flat_map(Column::samples).map(|s| s.value).fold(0.0, f64::max);
    let full = readings.iter().filter(|(_, vus)| *vus >= most).count();
    let of_them = meanwhile.iter().filter(|vus| **vus >= most).count();
    if load.scenarios.len() == 1 && most > 0.0 && of_them * 4 >= meanwhile.len() * 3 && of_them > 0 {
        return Some(format!("{} busy in {full} of {} seconds", all_vus(whole(most)?), readings.len()));
    }
    // Fewer while k6 was still making VUs: then their number was no limit yet.
    let most = meanwhile.iter().copied().fold(0.0, f64::max);
    let full = meanwhile.iter().filter(|vus| **vus >= 0.9 * most - 0.5).count();
    (meanwhile.len() >= 2 && most >= 1.0 && full * 4 >= meanwhile.len() * 3)
        .then(|| format!("meanwhile {} counted up to {}", build.generator(), format::counted_of(most, "busy VU")))
}

/// "1 was dropped", "20 were dropped".
fn were(n: u64, what: &str) -> String {
    format!("{} {} {what}", format::count(n), if n == 1 { "was" } else { "were" })
}

fn them(n: u64) -> &'static str {
    if n == 1 { "it" } else { "them" }
}

/// "all 10 VUs were", "both VUs were".
fn all_vus(number: u64) -> String {
    match number {
        1 => "the one VU was".to_owned(),
        2 => "both VUs were".to_owned(),
        n => format!("all {} VUs were", format::count(n)),
    }
}

/// What scenarios that arrive by a plan were to start.
fn planned(load: &Load) -> f64 {
    let of = load.scenarios.iter().filter(|s| s.model != LoadModel::Closed || s.counts.dropped > Some(0));
    of.filter_map(|s| s.counts.planned).sum()
}

/// Of a part of the run: what was dropped in its window, of the scenarios that the filter leaves; and what is missing of
/// stages that the window touches. A part in which nothing is missing is as it was meant, whatever the rest of the run was.
fn in_part(build: &Build, load: &Load) -> Option<Behind> {
    let rows = build.rows?;
    let (number, of_tag_set) = build.active.slots(&rows.store.tags);
    let mut left = vec![rows.kept.is_none(); number];
    for (slot, _) in of_tag_set.iter().zip(rows.kept.unwrap_or_default()).filter(|(_, kept)| **kept) {
        slot.iter().for_each(|at| left[*at] = true);
    }
    let inside = |at: Nanos| rows.window.is_none_or(|(from, to)| from <= at && at < to);
    // Samples of iterations do not carry the tags of requests: the scenario alone picks them.
    let sum = |name: &str| -> f64 {
        let samples = rows.store.by_name(name).into_iter().flat_map(Column::samples);
        let of_part = samples.filter(|s| inside(s.time) && of_tag_set[s.tag_set.0 as usize].is_some_and(|at| left[at]));
        of_part.map(|s| s.value).sum()
    };
    let (dropped, ended) = (whole(sum("dropped_iterations").max(0.0))?, sum("iterations").max(0.0));
    let schedules = &super::load::plan(build).scenarios;
    let touched = |stage: &&LoadStage| {
        let of_left = schedules[stage.of_scenario].slot.is_some_and(|at| left[at]);
        let (from, to) = (build.clock.at(stage.start_ms), build.clock.at(stage.end_ms));
        of_left && rows.window.is_none_or(|(start, end)| from < end && start < to)
    };
    let stages: Vec<&LoadStage> = load.stages.iter().filter(touched).collect();
    let never: u64 = stages.iter().filter_map(|stage| stage.counts.never_issued).sum();
    let planned: f64 = stages.iter().filter_map(|stage| stage.counts.planned).sum();
    let missing = if never as f64 > 1.5 && never as f64 > EDGE * planned { never } else { 0 };
    // A stage's own lateness, by the same measure as that of the run.
    let late = stages.iter().filter_map(|stage| {
        let known = stage.counts.from == Some(PlanFrom::Options) || stage.from_rate == stage.to_rate;
        let rate = stage.to_rate.unwrap_or(0.0);
        stage.counts.late_p95_ms.filter(|late| known && *late > LATE_MS && (rate <= 0.0 || *late > 2000.0 / rate))
    });
    let late = late.reduce(f64::max);
    if dropped == 0 && missing == 0 && late.is_none() {
        return None;
    }
    let mut parts = Vec::new();
    if dropped > 0 {
        parts.push(format!("{}, because no VU was free to start {}", were(dropped, "dropped"), them(dropped)));
    }
    if missing > 0 {
        let of = format::value(planned.round(), Unit::Count);
        parts.push(format!(
            "{} of the {of} that the stages of this part plan were never issued, or were interrupted",
            format::count(missing)
        ));
    }
    if let Some(late) = late {
        parts.push(format!(
            "one start in twenty was later than {} in a stage of this part",
            format::value(late, Unit::Millis)
        ));
    }
    let (share, opening) = if dropped > 0 {
        let all = ended + dropped as f64;
        let share = dropped as f64 / all;
        let shown = format::value(share, Unit::Fraction);
        let all = format::value(all, Unit::Count);
        (share, format!("{shown} of {all} iterations in this part (ended or dropped) were not delivered"))
    } else {
        let share = if missing > 0 { missing as f64 / planned } else { 0.0 };
        (share, "The generator did not keep its plan in this part".to_owned())
    };
    let text = format!("{opening}: {}. {OF_THE_DELIVERED}", parts.join("; "));
    Some(Behind { share, dropped, never_issued: missing, late_ms: late, text })
}

/// In a summary: the most VUs that were busy are all that there were.
fn all_busy(metrics: &[MetricSummary]) -> Option<u64> {
    let most = |name: &str| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(Stat::Max);
    most("vus").zip(most("vus_max")).filter(|(busy, all)| busy >= all && *all > 0.0).and_then(|(_, all)| whole(all))
}
