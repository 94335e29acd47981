//! What was asked, and what came of it.

use sloscope_analysis::report::{Report, ScenarioFacts};
use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::{Sides, alike, both, concern, only, some};
use crate::metrics::FAILED;
use crate::model::{Concern, Gravity};

/// Shares of failures that differ by more are different ones.
const SAME_FAILURES: f64 = 0.005;
/// What fewer requests than this share ask for can be missing by chance.
const RARE: f64 = 0.005;

/// Latency over fewer successes says less.
pub fn failures(sides: &Sides) -> Option<Concern> {
    let failed = |report: &Report| {
        let series = FAILED.map(Series::metric);
        let mut of = report.metrics.iter().filter(|metric| series.contains(&metric.series));
        of.find_map(|metric| metric.values.get(Stat::Rate))
    };
    let (first, second) = sides.medians(failed)?;
    if (second - first).abs() <= SAME_FAILURES {
        return None;
    }
    let shown = |share: f64| format!("{} failed", format::value(share, Unit::Fraction));
    concern(
        "failures",
        Gravity::Serious,
        "The sides differ in their share of failed requests: a failure can be fast or slow, and latency is not that of the same work.",
        both(&shown(first), &shown(second)),
    )
}

/// Endpoints that one side asked for and the other did not.
pub fn endpoints(sides: &Sides) -> Option<Concern> {
    if picked(sides, &["name", "url"]) {
        return None;
    }
    let alike = alike(sides.reports.iter().flatten().copied());
    let names = |side: usize, least: f64| {
        sides.texts(side, |report| {
            let rows = report.breakdown.iter().filter(|found| found.absent.is_none()).flat_map(|found| &found.rows);
            let shown = rows.filter(|row| row.share >= least);
            shown.filter_map(|row| row.values.first().cloned().flatten()).map(alike).collect()
        })
    };
    let left = |side: usize| {
        sides.reports[side].iter().any(|report| report.breakdown.as_ref().is_some_and(|b| b.rows_left_out > 0))
    };
    let all = [names(0, 0.0), names(1, 0.0)];
    if all.iter().any(Vec::is_empty) || left(0) || left(1) {
        return None;
    }
    one_sided("endpoints", "endpoints", only(&names(0, RARE), &all[1]), only(&names(1, RARE), &all[0]))
}

/// Scenarios that ran on one side only.
pub fn scenarios(sides: &Sides) -> Option<Concern> {
    if picked(sides, &["scenario"]) {
        return None;
    }
    let ran = |scenario: &&ScenarioFacts| scenario.requests != Some(0) || scenario.iterations != Some(0);
    let names = |report: &Report| report.run.scenarios.iter().filter(ran).map(|s| s.name.clone()).collect();
    let (first, second) = (sides.texts(0, names), sides.texts(1, names));
    if first.is_empty() || second.is_empty() {
        return None;
    }
    one_sided("scenarios", "scenarios", only(&first, &second), only(&second, &first))
}

/// The sides are picked by one of these tags: then they differ in it by design.
fn picked(sides: &Sides, keys: &[&str]) -> bool {
    let filters = |report: &&Report| report.query.tags.clone();
    let (first, second) = (sides.reports[0].first().map(filters), sides.reports[1].first().map(filters));
    first != second
        && [first, second].iter().flatten().flatten().any(|(key, _)| keys.contains(&key.trim_end_matches('~')))
}

fn one_sided(rule: &str, what: &str, first: Vec<String>, second: Vec<String>) -> Option<Concern> {
    if first.is_empty() && second.is_empty() {
        return None;
    }
    let only = |side: &str, names: &[String]| (!names.is_empty()).then(|| format!("only {side}: {}", some(names)));
    let evidence: Vec<String> = [only("baseline", &first), only("candidate", &second)].into_iter().flatten().collect();
    concern(
        rule,
        Gravity::Serious,
        format!(
            "Some {what} are on one side only: the whole is not that of the same work. Compare what both have, with --where."
        ),
        evidence.join("; "),
    )
}
