//! A run of which no iteration ended: nothing was measured, or only what set-up, tear-down and iterations that were
//! interrupted left. A metric that the files leave out is not one of which there was nothing.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use super::Known;
use crate::report::Consequence::{Notable, Serious};
use crate::report::assemble::Rows;
use crate::report::assemble::active::is_lifecycle_group;
use crate::report::{Finding, MeasuredFrom, MetricSummary};

/// What k6 writes of itself, whether anything runs or not.
const OF_THE_GENERATOR: [&str; 5] = ["vus", "vus_max", "data_sent", "data_received", "dropped_iterations"];
/// Without one of these in it, a file may be a choice of metrics.
const IN_EVERY_RUN: [&str; 2] = ["data_sent", "data_received"];

pub fn all(known: &Known) -> Vec<Finding> {
    if known.build.is_narrowed() {
        return Vec::new();
    }
    nothing(known).into_iter().collect()
}

fn nothing(known: &Known) -> Option<Finding> {
    let builtin = |m: &&MetricSummary| sloscope_model::metric::builtin(&m.series.metric).is_some();
    // Files that name no metric of k6's own say nothing of its iterations.
    known.metrics.iter().find(builtin)?;
    let some = |name: &str| known.values(name).is_some_and(|v| v.get(Stat::Count).or(v.get(Stat::Avg)) > Some(0.0));
    // A count that a summary leaves out, or that cannot be used, is not one of nothing.
    let is_uncounted = known.build.rows.is_none()
        && known.values("iterations").is_some_and(|v| v.get(Stat::Count).is_none() && v.get(Stat::Rate) != Some(0.0));
    if some("iterations") || some("iteration_duration") || is_uncounted {
        return None;
    }
    let incomplete = known.build.run.samples.as_ref().is_some_and(|samples| samples.incomplete());
    if let Some(rows) = known.build.rows {
        let (of_load, around) = samples(&rows);
        return match (of_load, around) {
            (0, 0) => Some(measured_nothing(known)),
            (0, _) => {
                Some(around_the_load(known, "everything that was measured belongs to set-up or tear-down", incomplete))
            }
            // Requests alone may be what somebody kept of a file; then nothing is known of iterations.
            _ if incomplete || !is_whole(known) => None,
            _ => Some(interrupted(known)),
        };
    }
    if !known.metrics.iter().any(|m| is_measured(m) && !is_of_generator(m)) {
        return Some(measured_nothing(known));
    }
    let of_k6 = known.metrics.iter().all(|m| m.from != MeasuredFrom::Lookalike);
    let left = "everything that was measured belongs to set-up, tear-down or interrupted iterations";
    (of_k6 && is_whole(known)).then(|| around_the_load(known, left, false))
}

/// Samples of the load, and of set-up and tear-down.
pub fn samples(rows: &Rows) -> (u64, u64) {
    let tags = &rows.store.tags;
    let (mut of_load, mut around) = (0, 0);
    for column in rows.store.columns().filter(|column| !OF_THE_GENERATOR.contains(&column.name.as_str())) {
        for (set, n, _) in Rows::all(rows.store).of_column(column, &[]).sums(tags.len()) {
            match tags.get(set, "group").is_some_and(is_lifecycle_group) {
                true => around += n,
                false => of_load += n,
            }
        }
    }
    (of_load, around)
}

fn is_of_generator(metric: &MetricSummary) -> bool {
    OF_THE_GENERATOR.contains(&metric.series.metric.as_str())
}

/// A value that is not zero; k6's older summaries fill in zeros where there was no sample.
fn is_measured(metric: &MetricSummary) -> bool {
    metric.values.iter().any(|(_, value)| value != 0.0)
}

/// Do the files hold what k6 writes of every run that sends anything?
fn is_whole(known: &Known) -> bool {
    IN_EVERY_RUN.iter().any(|name| known.values(name).is_some_and(|values| values.iter().next().is_some()))
}

fn measured_nothing(known: &Known) -> Finding {
    let dropped = known.value("dropped_iterations", Stat::Count).unwrap_or(0.0);
    let title = if dropped > 0.0 {
        let were = if dropped == 1.0 { "was" } else { "were" };
        format!(
            "No iteration ended: {} {were} dropped, and the run measured nothing.",
            format::value(dropped, Unit::Count)
        )
    } else {
        "No iteration ended: the run measured nothing.".to_owned()
    };
    finding(known, "nothing-ran", title)
}

/// Requests of set-up alone are no load: percentiles of them are of nothing that the test was to measure.
fn around_the_load(known: &Known, what: &str, incomplete: bool) -> Finding {
    let requests = known.value("http_reqs", Stat::Count).filter(|n| *n > 0.0);
    let requests = requests.map(|n| format!(", {}", format::counted_of(n, "request"))).unwrap_or_default();
    let opening = if incomplete { "No iteration is in what could be read" } else { "No iteration ended" };
    finding(known, "nothing-ran", format!("{opening}: {what}{requests}. No number here describes the load."))
}

fn interrupted(known: &Known) -> Finding {
    let title = "No iteration ended: all numbers come from interrupted iterations, or the files leave out the metric iterations.";
    let mut finding = finding(known, "no-iteration-ended", title.to_owned());
    finding.level = Notable;
    finding
}

fn finding(known: &Known, rule: &str, title: String) -> Finding {
    let next = match known.build.generator() {
        "k6" => "Look at k6's log (stderr): set-up failed, the script threw at once, or the run was stopped.",
        _ => "Look at the target and at the time until the first answer: the run was over before one came.",
    };
    Finding::new(rule, Serious, title, next).with("iterations that ended", 0.0, Unit::Count)
}
