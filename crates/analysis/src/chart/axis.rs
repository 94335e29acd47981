//! What lies along the axis of time that several drawings share: the stages of the load, and round moments.

use super::ticks;
use crate::report::{TargetStage, words};

/// A stage of the load, from when to when in ms after the start of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Where it begins.
    pub start_ms: f64,
    /// Where it ends, or the next begins.
    pub end_ms: f64,
    /// Its planned rate: `200/s`.
    pub name: String,
}

/// Stages, named by their rate; none if there is only one. Of stages that begin together, only the first is named; the
/// table of stages has them all.
pub fn stage_bands(stages: &[TargetStage]) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for stage in stages {
        if let Some(last) = bands.last_mut() {
            if stage.start_ms <= last.start_ms + 1.0 {
                continue;
            }
            last.end_ms = last.end_ms.min(stage.start_ms);
        }
        let name = words::stage_rate(stage) + "/s";
        bands.push(Band { start_ms: stage.start_ms, end_ms: stage.end_ms, name });
    }
    if bands.len() < 2 { Vec::new() } else { bands }
}

/// Round moments for the labels of an axis of so many pixels, in ms.
pub fn moments(low_ms: f64, high_ms: f64, pixels: f64) -> Vec<f64> {
    ticks::times(low_ms, high_ms, (pixels / ticks::ACROSS).floor().max(1.0) as usize)
}
