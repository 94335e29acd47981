//! Notes on the load: what was planned, what was dropped or never issued, and which rate is which.

use super::Build;
use super::notes::Notes;
use crate::format;
use crate::report::{MetricSummary, PlanFrom, RunFacts};
use crate::series::Series;
use crate::stat::{Stat, Unit};

/// Rates that differ by less than this are told as one.
const SAME_RATE: f64 = 0.02;
/// Iterations that may be missing at the edges of a plan without a word.
const EDGE: f64 = 0.005;

pub fn load(notes: &mut Notes, build: &Build, facts: &RunFacts, metrics: &[MetricSummary]) {
    let value = |name: &str, stat| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat);
    let dropped = value("dropped_iterations", Stat::Count).filter(|n| *n > 0.0);
    if let Some(dropped) = dropped {
        let done = value("iterations", Stat::Count).unwrap_or(0.0);
        let share = format::value(dropped / (dropped + done), Unit::Fraction);
        notes.warn(format!(
            "{} iterations were dropped ({share} of those due): no VU was free to start them. The generator did not keep its schedule, so the latency is that of a lower load than planned.",
            format::count(dropped as u64)
        ));
    }
    if !build.is_partial() {
        planned(notes, facts, value("iterations", Stat::Count), dropped.unwrap_or(0.0));
    }
    if let (Some(rate), Some(active)) = (value("http_reqs", Stat::Rate), value("http_reqs", Stat::RateActive))
        && active > rate * (1.0 + SAME_RATE)
        && !build.is_partial()
    {
        notes.caution(format!(
            "k6's rate of {} is over the whole run, with set-up, tear-down and pauses; while scenarios were active it was {}.",
            format::value(rate, Unit::PerSecond),
            format::value(active, Unit::PerSecond)
        ));
    }
    if let Some(note) = mean_of_stages(facts, value("http_reqs", Stat::Rate)) {
        notes.info(note);
    }
}

/// Iterations that the options plan, against those that ran.
fn planned(notes: &mut Notes, facts: &RunFacts, iterations: Option<f64>, dropped: f64) {
    let stages = facts.stages.iter().filter(|s| s.from == PlanFrom::Options);
    let area = stages.map(|s| (s.from_rate + s.to_rate) / 2.0 * (s.end_ms - s.start_ms) / 1000.0).sum::<f64>();
    // Only if every scenario plans a rate are the iterations all of the plan.
    let all = facts.scenarios.iter().all(|s| facts.stages.iter().any(|stage| stage.scenario == s.name));
    let Some(done) = iterations.filter(|_| area > 0.0 && all) else {
        return;
    };
    let (planned, missing) = (area, area - done - dropped);
    let (area, done) = (format::count(area.round() as u64), format::count(done as u64));
    if missing > 1.5 && missing > EDGE * planned {
        notes.caution(format!(
            "The options plan {area} iterations: {done} ran, {} were dropped, {} were never issued or not finished.",
            format::count(dropped as u64),
            format::count(missing.round() as u64)
        ));
    } else {
        notes.info(format!("The options plan {area} iterations, {done} ran."));
    }
}

/// One rate for a run of several stages is the mean of all of them.
fn mean_of_stages(facts: &RunFacts, rate: Option<f64>) -> Option<String> {
    let mut rates: Vec<f64> = facts.stages.iter().map(|s| s.to_rate).collect();
    rates.dedup();
    let targets: Vec<String> = rates.iter().map(|r| format::value(*r, Unit::PerSecond)).collect();
    (rates.len() > 1).then_some(())?;
    Some(format!(
        "The rate of {} is the mean of stages with targets of {}: see each stage's own rate.",
        format::value(rate?, Unit::PerSecond),
        targets.join(", then ")
    ))
}
