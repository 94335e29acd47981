//! What a reader must know before believing a verdict. A caveat never changes the verdict; it stands beside it.

use sloscope_model::format;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::stat::{Stat, Unit};
use sloscope_objectives::Expression;

use super::title::in_words;
use super::{Evidence, ObjectiveResult, Verdict};
use crate::report::MeasuredFrom;

/// True of all objectives at once, if of one.
pub const OF_A_PART: &str = "The verdict covers a part of the run: a window or a tag filter is applied.";

/// Caveats of a verdict that rests on a measured value, the gravest first.
pub(super) fn of_measured(
    result: &ObjectiveResult,
    expression: &Expression,
    evidence: &Evidence,
    unit: Unit,
) -> Vec<String> {
    let mut caveats = Vec::new();
    caveats.extend(failed_requests(result, expression, evidence, unit));
    caveats.extend(disagreement(result.verdict, evidence));
    caveats.extend(of_the_files(evidence));
    if evidence.filtered && (evidence.kind, expression.stat) == (Some(MetricType::Counter), Stat::Rate) {
        caveats.push("With a tag filter, the count is divided by the length of the whole window or run, as in k6: compare the rate over active time.".to_owned());
    }
    caveats.extend(few_samples(expression, evidence));
    match evidence.from {
        Some(MeasuredFrom::Dashboard) => {
            caveats.push("The value was cut to 5 significant digits by k6's dashboard.".to_owned());
        }
        Some(MeasuredFrom::Lookalike) => {
            caveats.push("The value is stated by a file that k6 did not write; it was not checked.".to_owned());
        }
        _ => {}
    }
    if let (Some(note), Some(samples)) = (&evidence.samples_note, evidence.samples) {
        caveats.push(format!("The number of samples, {}, is inferred: {note}.", format::count(samples)));
    }
    if evidence.kind_guessed {
        let kind = evidence.kind.map_or("unknown", MetricType::as_str);
        caveats.push(format!("No file states the type of this metric; {kind} was guessed from its values."));
    }
    if expression.stat == Stat::StdDev {
        caveats.push("k6 has no stddev: it would refuse this expression.".to_owned());
    }
    if expression.limit.is_infinite() {
        caveats.push("The limit is infinite: it says nothing about the run.".to_owned());
    }
    caveats
}

/// Caveats of a verdict that rests on bounds.
pub(super) fn of_bounded(result: &ObjectiveResult, evidence: &Evidence) -> Vec<String> {
    disagreement(result.verdict, evidence).into_iter().chain(of_the_files(evidence)).collect()
}

/// Caveats of NO DATA and CANNOT JUDGE.
pub(super) fn of_missing(verdict: Verdict, evidence: &Evidence) -> Vec<String> {
    let differs = disagreement(verdict, evidence).filter(|_| verdict == Verdict::NoData);
    differs.into_iter().chain(of_the_files(evidence)).collect()
}

fn of_the_files(evidence: &Evidence) -> impl Iterator<Item = String> {
    let cut = "The file is cut short or lines of it were lost: the verdict covers only what could be read.";
    // A summary cannot be narrowed: what it says is of the whole run.
    let of_part = evidence.partial && evidence.from == Some(MeasuredFrom::Samples);
    let partial = of_part.then(|| OF_A_PART.to_owned());
    partial.into_iter().chain(evidence.incomplete.then(|| cut.to_owned()))
}

/// A latency verdict that rests on failed requests: refused connections last 0 ms and pass every limit.
fn failed_requests(
    result: &ObjectiveResult,
    expression: &Expression,
    evidence: &Evidence,
    unit: Unit,
) -> Option<String> {
    let failed = evidence.failed_samples.filter(|n| *n > 0)?;
    if evidence.kind != Some(MetricType::Trend) || evidence.contains == Contains::Default && unit != Unit::Millis {
        return None;
    }
    let of = match evidence.samples {
        Some(all) if all <= failed => {
            return Some(format!(
                "{} failed: this is how long failing took, and says nothing about the service's latency.",
                match failed {
                    1 => "The one request".to_owned(),
                    n => format!("Every one of the {} requests", format::count(n)),
                }
            ));
        }
        Some(all) => format!("{} of {} failed", format::count(failed), format::counted(all, "request")),
        None => format!("{} failed", format::counted(failed, "request")),
    };
    let Some(value) = evidence.successes.as_ref().and_then(|values| values.known(expression.stat)) else {
        return Some(format!("{of} and count in this value; the file does not say what it is without them."));
    };
    let other = if expression.holds(value) { Verdict::Pass } else { Verdict::Fail };
    let shown = format::against(value, expression.limit, unit);
    let outcome = match result.verdict {
        // It fails with them and without them: they change nothing.
        Verdict::Fail if other == Verdict::Fail => return None,
        verdict if verdict == other => String::new(),
        Verdict::CannotJudge => String::new(),
        _ => format!(", which is a {}", other.label()),
    };
    Some(format!(
        "{of} and count in this value; over successful requests only, the {} is {shown}{outcome}.",
        in_words(expression.stat)
    ))
}

/// k6 came to another verdict: say why that can be.
fn disagreement(verdict: Verdict, evidence: &Evidence) -> Option<String> {
    let (theirs, file) = evidence.k6_verdict.as_ref()?;
    if *theirs == verdict || verdict == Verdict::CannotJudge {
        return None;
    }
    let why = match verdict {
        Verdict::NoData => "k6 takes 0, or a pass, for a series without samples",
        _ if evidence.partial => "k6 judged the whole run",
        _ if evidence.incomplete => "k6 saw samples that are missing here",
        _ if evidence.from == Some(MeasuredFrom::Samples) => {
            "k6 judged at its own end and over its own duration; compare the values under the cross-check"
        }
        _ => "the file's verdict and its value contradict each other",
    };
    Some(format!("k6's own verdict, in {file}, is {}: {why}.", theirs.label()))
}

/// A percentile needs samples beyond it: p(99) of fewer than 100 samples is between the two largest.
fn few_samples(expression: &Expression, evidence: &Evidence) -> Option<String> {
    let samples = evidence.samples?;
    let Stat::P(p) = expression.stat else { return None };
    let beyond = (100.0 - p).min(p);
    if beyond <= 0.0 || samples == 0 {
        return None;
    }
    let needed = (100.0 / beyond).round();
    #[allow(clippy::cast_precision_loss)]
    let few = (samples as f64) < needed;
    few.then(|| {
        format!(
            "{} of {} rests on the most extreme one or two; it takes {} or more to mean something.",
            expression.stat,
            format::counted(samples, "sample"),
            format::exact(needed, Unit::Count)
        )
    })
}
