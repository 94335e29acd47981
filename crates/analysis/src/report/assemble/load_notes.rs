//! Notes on the load: which rate is which. What became of the plan is in `load` and `behind`.

use sloscope_dataset::DurationFrom;
use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::Build;
use super::load::plan;
use super::notes::Notes;
use crate::report::{MetricSummary, RunFacts, targets};

/// Rates that differ by less than this are one.
const SAME_RATE: f64 = 0.02;
/// More targets than these are counted, not listed.
const MOST_TARGETS: usize = 6;

pub fn load(notes: &mut Notes, build: &Build, facts: &RunFacts, metrics: &[MetricSummary]) {
    let value = |name: &str, stat| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat);
    if let (Some(rate), Some(active)) = (value("http_reqs", Stat::Rate), value("http_reqs", Stat::RateActive))
        && active > rate * (1.0 + SAME_RATE)
        && !build.is_partial()
    {
        // k6's own rate is known only where a file states its duration.
        let whose = match facts.duration_from {
            Some(DurationFrom::ObservedSpan) | None => "The",
            _ => "k6's",
        };
        notes.caution(format!(
            "{whose} rate of {} is over the whole run, with set-up, tear-down and pauses between scenarios; while scenarios were active it was {}.",
            format::value(rate, Unit::PerSecond),
            format::value(active, Unit::PerSecond)
        ));
    }
    if let Some(note) = mean_of_stages(build, facts, value("http_reqs", Stat::Rate)) {
        notes.info(note);
    }
    not_run(notes, build);
}

/// One rate for a run of several stages is that of none of them; scenarios in parallel add up. A scenario without a plan
/// has its part in the rate, too: then nothing is said.
fn mean_of_stages(build: &Build, facts: &RunFacts, rate: Option<f64>) -> Option<String> {
    let plan = plan(build);
    // The targets of a part are not those of the run.
    if build.is_partial() || !plan.per_request || plan.scenarios.iter().any(|s| s.stages.is_empty()) {
        return None;
    }
    let mut rates = targets::together(&facts.stages);
    rates.dedup();
    let target = |(from, to): &(f64, f64)| {
        let to_text = format::value(*to, Unit::PerSecond);
        if from == to { to_text } else { format!("{} to {to_text}", format::value(*from, Unit::PerSecond)) }
    };
    let mut shown: Vec<String> = rates.iter().take(MOST_TARGETS).map(target).collect();
    if rates.len() > MOST_TARGETS {
        shown.push(format!("{} more", rates.len() - MOST_TARGETS));
    }
    (rates.len() > 1).then_some(())?;
    Some(format!(
        "The rate of {} is what was delivered over the whole run, in which the target changes ({}): see each stage's own rate.",
        format::value(rate?, Unit::PerSecond),
        shown.join(", then ")
    ))
}

/// The samples count where options contradict them.
fn not_run(notes: &mut Notes, build: &Build) {
    let missing = &plan(build).not_run;
    let shown: Vec<&str> = missing.iter().take(5).map(String::as_str).collect();
    let more = if missing.len() > 5 { format!(" and {} more", missing.len() - 5) } else { String::new() };
    if !missing.is_empty() {
        notes.caution(format!(
            "The options state {} that did not run ({}{more}): no sample belongs to {}. k6's --scenario leaves scenarios out; --vus, --duration and --iterations replace them. The plan shown here is recovered from the samples.",
            format::counted(missing.len() as u64, "scenario"),
            shown.join(", "),
            if missing.len() == 1 { "it" } else { "them" },
        ));
    }
}
