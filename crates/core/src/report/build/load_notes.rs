//! Notes on the load: which rate is which. What became of the plan is in `load` and `behind`.

use super::Build;
use super::notes::Notes;
use crate::format;
use crate::report::{MetricSummary, RunFacts};
use crate::series::Series;
use crate::stat::{Stat, Unit};

/// Rates that differ by less than this are told as one.
const SAME_RATE: f64 = 0.02;

pub fn load(notes: &mut Notes, build: &Build, facts: &RunFacts, metrics: &[MetricSummary]) {
    let value = |name: &str, stat| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat);
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
