//! What can be asked of a run: a window of time, a tag filter, other objectives, more percentiles.

use serde::{Deserialize, Serialize};

use crate::slo::Objective;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Which run, if the files held several.
    pub run: usize,
    pub window: Option<Window>,
    /// Only samples that have all of these tags.
    pub tags: Vec<(String, String)>,
    /// Instead of those that the files state.
    pub objectives: Option<Vec<Objective>>,
    /// Percentiles to compute besides the usual ones, 0 to 100.
    pub percentiles: Vec<f64>,
}

/// A span of the run, in ms after its start; the end is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    pub start_ms: f64,
    pub end_ms: f64,
}
