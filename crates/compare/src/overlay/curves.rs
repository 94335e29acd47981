//! The percentiles of both sides: of each run by itself, and of several runs their median.

use sloscope_analysis::chart::{Chart, ComparedPercentiles, ComparedSide};
use sloscope_analysis::slo::subject;
use sloscope_model::metric::MetricType;
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;
use sloscope_scan::percentiles;

use super::{is_blocks, median};
use crate::compare::Sides;
use crate::model::{Comparison, Row};
use crate::parts::Part;

const HEIGHT: u16 = 240;

/// Where curves have points.
const POINTS: [f64; 14] = [50.0, 60.0, 70.0, 75.0, 80.0, 85.0, 90.0, 92.5, 95.0, 97.5, 98.0, 99.0, 99.5, 99.9];
/// A percentile with fewer requests above it is a matter of chance, and is left out.
const ABOVE: f64 = 10.0;

const HOW_CURVES: &str = "Each point is the time that so many per cent of the requests stayed below, of each run by itself; of several runs a side the line is their median, and the tint goes from the lowest run to the highest. Each further nine has the same room. A percentile that fewer than 10 requests of a run lie above is left out: it is a matter of chance.";
const HOW_RATIO: &str = "By how much the candidate's percentile is above the baseline's, as a share of the baseline's; below 0 it is faster. Bars are the 95 % intervals of the rows: where a bar crosses 0, the two may be equal there. Between the bars nothing is said of how certain the line is.";
const ABSENT: &str = "Percentile curves need the samples of both sides, and 20 requests a run at least.";

/// The curves, and by how much they differ.
pub fn curves(sides: &Sides, comparison: &Comparison, main: Option<&Series>, width: u16) -> (Chart, Chart) {
    let one_of = if is_blocks(comparison) { "block" } else { "run" };
    let side = |label: &str, parts: &[Part]| {
        main.map_or_else(ComparedSide::default, |main| curve((label, one_of), parts, main))
    };
    let mut both = [side("baseline", &sides.baseline.1), side("candidate", &sides.candidate.1)];
    // Where only one side is known there is nothing to compare.
    let last = POINTS.len() - both.iter().map(known).min().unwrap_or(0);
    for side in &mut both {
        let shorten = |values: &mut Vec<Option<f64>>| values.truncate(POINTS.len() - last);
        shorten(&mut side.middle);
        side.spread.iter_mut().flatten().for_each(shorten);
    }
    let label = main.map(|main| subject(main, Stat::P(95.0), Some(MetricType::Trend)));
    let label = label.as_deref().map_or("", |label| label.trim_start_matches("p95 of ")).to_owned();
    let drawn = ComparedPercentiles {
        size: (width, HEIGHT),
        label,
        percentiles: POINTS[..POINTS.len() - last].to_vec(),
        sides: both,
        intervals: main.map(|main| intervals(comparison, main)).unwrap_or_default(),
    };
    (drawn.curves(HOW_CURVES, ABSENT), drawn.ratio(HOW_RATIO, ABSENT))
}

/// How many of the points a side has.
fn known(side: &ComparedSide) -> usize {
    side.middle.iter().take_while(|value| value.is_some()).count()
}

fn curve((label, one_of): (&str, &'static str), parts: &[Part], main: &Series) -> ComparedSide {
    let of_run = |part: &Part| -> Vec<f64> {
        let mut values = part.session.values(&part.query, main);
        let number = values.len() as f64;
        let reached = POINTS.iter().filter(|p| number * (100.0 - **p) / 100.0 > ABOVE - 1e-6).count();
        percentiles(&mut values, &POINTS[..reached])
    };
    let runs: Vec<Vec<f64>> = parts.iter().map(of_run).collect();
    let at = |point: usize| runs.iter().map(|run| run.get(point).copied()).collect::<Option<Vec<f64>>>();
    let each: Vec<Option<Vec<f64>>> = (0..POINTS.len()).map(at).collect();
    let of = |of: fn(f64, f64) -> f64| -> Vec<Option<f64>> {
        each.iter().map(|values| values.as_ref()?.iter().copied().reduce(of)).collect()
    };
    ComparedSide {
        label: label.to_owned(),
        one_of,
        middle: each.iter().map(|values| median(values.clone()?)).collect(),
        spread: (runs.len() > 1).then(|| [of(f64::min), of(f64::max)]),
        whole: None,
    }
}

/// The rows of what is timed by their percentiles, in order.
pub fn rows<'a>(comparison: &'a Comparison, main: &Series) -> Vec<(f64, &'a Row)> {
    let percentile = |row: &Row| match row.stat {
        Stat::Med => Some(50.0),
        Stat::P(p) => Some(p),
        _ => None,
    };
    let of = comparison.rows.iter().filter(|row| row.series == *main);
    let mut found: Vec<(f64, &Row)> = of.filter_map(|row| Some((percentile(row)?, row))).collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

/// The intervals of the rows, as shares of the baseline.
fn intervals(comparison: &Comparison, main: &Series) -> Vec<(f64, [f64; 3])> {
    let share = |(p, row): (f64, &Row)| {
        let found = row.difference.filter(|found| found.baseline > 0.0)?;
        let interval = found.interval.filter(|interval| interval.is_sure())?;
        let of = |value: f64| value / found.baseline;
        POINTS.contains(&p).then(|| (p, [of(found.absolute), of(interval.low), of(interval.high)]))
    };
    rows(comparison, main).into_iter().filter_map(share).collect()
}
