//! Checks that failed. k6 passes a run whatever its checks say, unless a threshold is on them.

use super::Known;
use crate::format;
use crate::report::Consequence::{Minor, Notable};
use crate::report::{Finding, ObjectivesFrom, words};
use crate::slo::Verdict;
use crate::stat::{Stat, Unit};

pub fn all(known: &Known) -> Vec<Finding> {
    failed(known).into_iter().collect()
}

fn failed(known: &Known) -> Option<Finding> {
    let values = known.values("checks")?;
    let (rate, fails, passes) = (values.get(Stat::Rate)?, values.get(Stat::Fails)?, values.get(Stat::Passes)?);
    if fails < 1.0 {
        return None;
    }
    let judged = known.objectives.iter().any(|o| o.objective.series.metric == "checks" && o.verdict != Verdict::NoData);
    let most = known.checks.and_then(|root| words::flat(root).into_iter().max_by_key(|(_, check)| check.fails));
    let most = match most.filter(|(_, check)| check.fails > 0) {
        Some((_, check)) if fails < 2.0 => format!(", \"{}\"", check.name),
        Some((_, check)) if check.fails as f64 >= fails => format!(", all of them \"{}\"", check.name),
        Some((_, check)) => format!(", {} of them \"{}\"", format::count(check.fails), check.name),
        None => String::new(),
    };
    let title = format!(
        "{} failed ({}){most}.{}",
        format::capitalised(&format::some_of(fails as u64, (fails + passes) as u64, "check")),
        format::value(1.0 - rate, Unit::Fraction),
        if !judged && states_all(known) { " No objective is on checks: k6 passes such a run." } else { "" }
    );
    let next = "Look at which checks failed and when; put a threshold on checks if they are to count.";
    let level = if !judged && 1.0 - rate >= 0.01 { Notable } else { Minor };
    Some(Finding::new("failed-checks", level, title, next).with_stat("checks", Stat::Rate, rate, Unit::Fraction).with(
        "failed checks",
        fails,
        Unit::Count,
    ))
}

/// Are the objectives all that the test has on checks? Samples do not carry thresholds on sub-metrics.
fn states_all(known: &Known) -> bool {
    let run = known.build.run;
    let of_submetric =
        run.samples.as_ref().is_some_and(|s| s.file.submetrics.iter().any(|series| series.metric == "checks"));
    *known.from != ObjectivesFrom::Default && !of_submetric
}
