//! What can be asked of a run: a window of time, a tag filter, other objectives, more percentiles.

use serde::{Deserialize, Serialize};

use crate::slo::Objective;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Which run, if the files held several.
    pub run: usize,
    pub window: Option<Window>,
    /// Only samples that have all of these tags. An empty value asks for samples without one; a key that ends in `~`
    /// asks for the template of its tag (see `templates`).
    pub tags: Vec<(String, String)>,
    /// Instead of those that the files state.
    pub objectives: Option<Vec<Objective>>,
    /// Percentiles to compute besides the usual ones, 0 to 100.
    pub percentiles: Vec<f64>,
    /// Break the run down by one or two tags; `name~` takes the values of `name` as addresses and makes those alike
    /// that differ only in an item's number.
    pub group_by: Vec<String>,
    /// Rules for that, in order: `/user/:name`, `/file-*`, `/static/**`. What no rule knows is made alike by itself.
    pub templates: Vec<String>,
}

/// A span of the run, in ms after its start; the end is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    pub start_ms: f64,
    pub end_ms: f64,
}
