//! What is drawn beside the rows: both sides over time and by percentile. Every point is a number of a chart or of the
//! percentiles of a run; of several runs a side the median of the runs, and how far apart they lie.

mod course;
mod curves;
mod finding;

use serde::{Deserialize, Serialize};

use sloscope_analysis::chart::Chart;
use sloscope_model::series::Series;
use sloscope_scan::percentiles;

use crate::compare::Sides;
use crate::metrics::MAIN;
use crate::model::{Comparison, Design, Row};

/// Where the sides are laid on each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Align {
    /// At the start of each run, or of the part of it that is compared.
    #[default]
    Start,
    /// At the start of the stage of this name; what lies before it is left out.
    Stage(String),
}

/// How to draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverlayAsk {
    /// The width of the lanes, in pixels.
    pub width: u16,
    /// That of the two charts by percentile, which stand side by side where there is room.
    pub half: u16,
    /// Where the sides are laid on each other; at the start where a run has no such stage.
    pub align: Align,
}

/// Both sides, drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overlay {
    /// Where the sides are laid on each other.
    pub align: Align,
    /// The first dozen of the stages that all runs have: at each of them they can be aligned.
    pub stages: Vec<String>,
    /// What the lanes show, and where 0:00 is.
    pub caption: String,
    /// Requests per second, the 95th percentile, the share of failures: one axis of time.
    pub lanes: Vec<Chart>,
    /// Where along the percentiles the sides differ, in a sentence; absent where nothing is known of it.
    pub finding: Option<String>,
    /// Percentiles of both sides.
    pub percentiles: Chart,
    /// By how much they differ.
    pub ratio: Chart,
}

/// Draws both sides of a comparison.
pub fn overlay(sides: &Sides, comparison: &Comparison, ask: &OverlayAsk) -> Overlay {
    let stages = course::stages(comparison);
    let align = match &ask.align {
        Align::Stage(name) if stages.contains(name) => ask.align.clone(),
        _ => Align::Start,
    };
    let main = main(comparison);
    let lanes = course::lanes(sides, comparison, main.as_ref(), (ask.width, &align));
    let (percentiles, ratio) = curves::curves(sides, comparison, main.as_ref(), ask.half);
    Overlay {
        caption: course::caption(comparison, &align, &lanes),
        align,
        stages,
        lanes,
        finding: main.and_then(|main| finding::finding(comparison, &main)),
        percentiles,
        ratio,
    }
}

/// What is timed, on both sides.
fn main(comparison: &Comparison) -> Option<Series> {
    on_both(comparison, &MAIN)
}

/// The first of these metrics that both sides have.
fn on_both(comparison: &Comparison, names: &[&str]) -> Option<Series> {
    let is_there = |series: &Series| {
        let of = |row: &&Row| row.series == *series && !row.baseline.is_empty() && !row.candidate.is_empty();
        comparison.rows.iter().any(|row| of(&row))
    };
    names.iter().map(|name| Series::metric(*name)).find(is_there)
}

fn is_blocks(comparison: &Comparison) -> bool {
    comparison.design == Design::Blocks
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    percentiles(&mut values, &[50.0]).first().copied()
}
