//! Checks that failed. They decide nothing in k6 unless a threshold is on them.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use super::Known;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::{Finding, ObjectivesFrom, words};

pub fn all(known: &Known) -> Vec<Finding> {
    failed(known).into_iter().collect()
}

fn failed(known: &Known) -> Option<Finding> {
    let values = known.values("checks")?;
    let (rate, fails, passes) = (values.get(Stat::Rate)?, values.get(Stat::Fails)?, values.get(Stat::Passes)?);
    if fails < 1.0 {
        return None;
    }
    let on_checks = || known.objectives.iter().filter(|o| o.objective.series.metric == "checks");
    let missed = known.misses("checks");
    let judged = on_checks().next().is_some() || on_a_part(known);
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
        if !judged && *known.from != ObjectivesFrom::NotStated {
            " No objective is on checks, so they decide nothing."
        } else {
            ""
        }
    );
    let next = match judged {
        true => "Look at which checks failed and when.",
        false => "Look at which checks failed and when; put a threshold on checks if they are to count.",
    };
    let level = match missed {
        true => Serious,
        false if !judged && 1.0 - rate >= 0.01 => Notable,
        false => Minor,
    };
    Some(Finding::new("failed-checks", level, title, next).with_stat("checks", Stat::Rate, rate, Unit::Fraction).with(
        "failed checks",
        fails,
        Unit::Count,
    ))
}

/// Samples do not carry thresholds on sub-metrics, but name them: `checks{type:api}`.
fn on_a_part(known: &Known) -> bool {
    let samples = known.build.run.samples.as_ref();
    samples.is_some_and(|s| s.file.submetrics.iter().any(|series| series.metric == "checks"))
}
