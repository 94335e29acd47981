//! A run that ended before its time: by a threshold that stops it, or for a reason that the files do not tell. One that
//! never began is in `nothing`.

use sloscope_model::format;
use sloscope_model::names::Stop;
use sloscope_model::stat::Unit;
use sloscope_model::time::NANOS_PER_MS;
use sloscope_objectives::Origin;

use super::Known;
use crate::report::Consequence::Notable;
use crate::report::Finding;
use crate::report::assemble::load::plan;
use crate::report::assemble::plan::stopped;
use crate::report::words::stopped_by_user;
use crate::slo::{ObjectiveResult, Verdict};

pub fn all(known: &Known) -> Vec<Finding> {
    if known.build.is_narrowed() {
        return Vec::new();
    }
    ended(known).into_iter().collect()
}

fn ended(known: &Known) -> Option<Finding> {
    let build = known.build;
    // The one length that the report shows; between samples where nothing better is known.
    let lasted = known.facts.duration_ms.or(build.clock.observed_ms).filter(|ms| *ms > 0.0)?;
    // Set-up comes on top of it, so what is missing is at least the difference.
    let planned = planned(known).filter(|planned| is_early(lasted, *planned));
    let of = planned.map(|ms| format!(" of {} that were planned", format::duration(ms))).unwrap_or_default();
    let after = format!("after {}{of}", format::duration(lasted));
    let stop = stopped(build.run);
    let by = stop.map(|(_, by)| by);
    // The load began with its plan, a little before the first sample.
    let began = plan(build).scenarios.iter().map(|s| s.stages.first().map_or(s.start, |stage| stage.start)).min();
    let stop_ms = stop.zip(began).map(|((at, _), began)| (at - began) as f64 / NANOS_PER_MS);
    let after_stop = format!("after {}{of}", format::duration(stop_ms.unwrap_or(lasted)));
    let broken = known.objectives.iter().find(|o| o.objective.abort_on_fail && o.verdict == Verdict::Fail);
    let threshold = broken.map(|o| format!("{} on {}", o.objective.expression, o.objective.series));
    let all = "all numbers cover that time only";
    let (title, next) = match (by, threshold, planned) {
        (Some(Stop::User), ..) => (
            stopped_by_you(known, stop_ms.unwrap_or(lasted), planned) + ".",
            "Run it again to its end before you compare it with other runs.",
        ),
        (Some(Stop::Objective), threshold, _) => {
            let which = threshold.map(|t| format!("the objective {t}")).unwrap_or_else(|| "an objective".to_owned());
            (
                format!(
                    "sloscope stopped the run when {which} was missed, {after_stop}: {all}, and the plan is what was due until then."
                ),
                AFTER_A_BREAK,
            )
        }
        (None, Some(threshold), Some(_)) if of_the_run(broken) => {
            (format!("k6 stopped the run when the threshold {threshold} was crossed, {after}: {all}."), AFTER_A_BREAK)
        }
        // How long it was to last is not known: k6 stops a run by this, but not before delayAbortEval.
        (None, Some(threshold), None) if of_the_run(broken) => (
            format!(
                "The threshold {threshold} was crossed and has abortOnFail, which makes k6 stop a run; this one ended {after}: {all}."
            ),
            AFTER_A_BREAK,
        ),
        (None, _, Some(planned)) => (
            format!(
                "The run ended after {} of the {} that its options plan: {all}.",
                format::duration(lasted),
                format::duration(planned)
            ),
            if build.run.is_own() {
                "See the notes of the run for the reason, then run it again."
            } else {
                "Find out why it ended (stopped by hand, killed, out of memory, run with another --duration: see k6's exit code and log), or run it again."
            },
        ),
        (None, _, None) => return None,
    };
    let finding = Finding::new("ended-early", Notable, title, next).with("length of the run", lasted, Unit::Millis);
    Some(match planned {
        Some(planned) => finding.with("planned length", planned, Unit::Millis),
        None => finding,
    })
}

fn stopped_by_you(known: &Known, at_ms: f64, planned_ms: Option<f64>) -> String {
    let total = &known.load.total;
    let sent = total.started.unwrap_or(0);
    // What was sent or dropped was due: the plan counts no arrival before its whole time has passed.
    let due = total.planned.map(|due| (due.round() as u64).max(sent + total.dropped.unwrap_or(0)));
    stopped_by_user(at_ms, planned_ms, sent, due)
}

/// Two seconds may be missing of any run; of a short one, a second where that is a good part of it.
fn is_early(lasted: f64, planned: f64) -> bool {
    let missing = planned - lasted;
    missing > 0.05 * planned && (missing > 2000.0 || (missing > 1000.0 && missing > 0.4 * planned))
}

const AFTER_A_BREAK: &str = "First find out why the objective was missed; a run that stops early says nothing about the load that was still planned.";

/// The run itself had the objective: what was edited afterwards has stopped nothing.
fn of_the_run(objective: Option<&ObjectiveResult>) -> bool {
    objective.is_some_and(|o| matches!(o.objective.origin, Origin::File(_)))
}

/// When the last scenario was to end; unknown if the length of one is.
fn planned(known: &Known) -> Option<f64> {
    let scenarios = &plan(known.build).stated.as_ref()?.scenarios;
    let ends: Option<Vec<f64>> = scenarios.iter().map(|s| Some(s.start_ms + s.duration_ms?)).collect();
    ends?.into_iter().reduce(f64::max)
}
