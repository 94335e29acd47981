//! A run that ended before its time: by a threshold that stops it, or for a reason that the files do not tell.

use super::Known;
use crate::format;
use crate::report::Consequence::{Notable, Serious};
use crate::report::Finding;
use crate::report::build::plan::options;
use crate::slo::Verdict;
use crate::stat::{Stat, Unit};

pub fn all(known: &Known) -> Vec<Finding> {
    if known.build.is_narrowed() {
        return Vec::new();
    }
    [nothing(known), ended(known)].into_iter().flatten().collect()
}

/// Neither an iteration nor a request ended. Files that name no metric of k6's own say nothing of it.
fn nothing(known: &Known) -> Option<Finding> {
    let ended = |name: &str| known.value(name, Stat::Count).unwrap_or(0.0);
    let timed = known.requests().is_some();
    let of_k6 = known.metrics.iter().any(|m| crate::metric::builtin(&m.series.metric).is_some());
    if timed || ended("iterations") > 0.0 || ended("http_reqs") > 0.0 || !of_k6 {
        return None;
    }
    let dropped = ended("dropped_iterations");
    let title = if dropped > 0.0 {
        let were = if dropped as u64 == 1 { "was" } else { "were" };
        format!("No iteration ended: {} {were} dropped, and the run measured nothing.", format::count(dropped as u64))
    } else {
        "No iteration ended: the run measured nothing.".to_owned()
    };
    let next = "Look at k6's log (stderr): set-up failed, the script threw at once, or the run was stopped.";
    Some(Finding::new("nothing-ran", Serious, title, next).with("iterations that ended", 0.0, Unit::Count))
}

fn ended(known: &Known) -> Option<Finding> {
    let lasted = known.build.clock.observed_ms.or(known.facts.duration_ms).filter(|ms| *ms > 0.0)?;
    // Set-up comes on top of it, so what is missing is at least the difference.
    let planned = planned(known).filter(|planned| lasted < 0.95 * planned && lasted < planned - 2000.0);
    let broken = known.objectives.iter().find(|o| o.objective.abort_on_fail && o.verdict == Verdict::Fail);
    let of = planned.map(|ms| format!(" of {} that were planned", format::duration(ms))).unwrap_or_default();
    let title = match (broken, planned) {
        (None, None) => return None,
        (Some(o), _) => format!(
            "k6 stopped the run when the threshold {} on {} was broken, after {}{of}: all numbers are of that time.",
            o.objective.expression,
            o.objective.series,
            format::duration(lasted)
        ),
        (None, Some(planned)) => format!(
            "The run ended after {} of the {} that its options plan: all numbers are of that time.",
            format::duration(lasted),
            format::duration(planned)
        ),
    };
    let next = match broken {
        Some(_) => {
            "See what broke the threshold first; a run that stops tells nothing of the load that was still to come."
        }
        None => {
            "Find out why it ended (stopped by hand, killed, out of memory: k6's exit code and log tell), or run it again."
        }
    };
    let finding = Finding::new("ended-early", Notable, title, next).with("length of the run", lasted, Unit::Millis);
    Some(match planned {
        Some(planned) => finding.with("planned length", planned, Unit::Millis),
        None => finding,
    })
}

/// When the last scenario was to end; unknown if the length of one is.
fn planned(known: &Known) -> Option<f64> {
    let scenarios = &options(known.build.run)?.scenarios;
    let ends: Option<Vec<f64>> = scenarios.iter().map(|s| Some(s.start_ms + s.duration_ms?)).collect();
    ends?.into_iter().reduce(f64::max)
}
