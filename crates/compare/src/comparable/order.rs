//! In which order the runs were made: what drifts with time must not look like a difference.

use sloscope_analysis::report::Report;
use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::{Sides, concern};
use crate::metrics::MAIN;
use crate::model::{Concern, Design, Gravity};
use crate::stats;

/// A trend is one at this level.
const ALPHA: f64 = 0.05;

/// All runs of one side before all of the other.
pub fn drift(sides: &Sides) -> Option<Concern> {
    if sides.design != Design::Runs {
        return None;
    }
    let starts = |side: usize| sides.facts[side].iter().map(|facts| facts.start).collect::<Option<Vec<_>>>();
    let (first, second) = (starts(0)?, starts(1)?);
    let before = |a: &[i64], b: &[i64]| a.iter().max() < b.iter().min();
    let (earlier, later) = match (before(&first, &second), before(&second, &first)) {
        (true, _) => ("baseline", "candidate"),
        (_, true) => ("candidate", "baseline"),
        _ => return None,
    };
    concern(
        "order",
        Gravity::Serious,
        format!(
            "All runs of the {earlier} were made before all of the {later}: whatever else changed meanwhile looks like a difference. Take turns, in a shuffled order."
        ),
        format!("{} and {} runs", first.len(), second.len()),
    )
}

/// A number that rises or falls from run to run within a side.
pub fn trend(sides: &Sides) -> Option<Concern> {
    if sides.design != Design::Runs {
        return None;
    }
    let p95 = |report: &Report| {
        let mut of = MAIN.iter().filter_map(|name| {
            let series = Series::metric(*name);
            report.metrics.iter().find(|metric| metric.series == series)?.values.get(Stat::P(95.0))
        });
        of.next()
    };
    let found = [0, 1].into_iter().filter_map(|side: usize| {
        let mut runs: Vec<(i64, f64)> = sides.reports[side]
            .iter()
            .zip(sides.facts[side])
            .filter_map(|(report, facts)| Some((facts.start?, p95(report)?)))
            .collect();
        runs.sort_by_key(|run| run.0);
        let values: Vec<f64> = runs.iter().map(|run| run.1).collect();
        let tested = stats::trend(&values).filter(|tested| tested.p <= ALPHA)?;
        Some((side, tested, values))
    });
    let (side, _, values) = found.into_iter().next()?;
    let name = ["baseline", "candidate"][side];
    let (first, last) = (values.first()?, values.last()?);
    let direction = if last > first { "rises" } else { "falls" };
    concern(
        "trend",
        Gravity::Serious,
        format!(
            "p95 of the {name} {direction} from run to run: its runs are not of one thing, and a later side differs by that alone."
        ),
        format!(
            "{} to {} over {} runs",
            format::value(*first, Unit::Millis),
            format::value(*last, Unit::Millis),
            values.len()
        ),
    )
}
