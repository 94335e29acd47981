//! An objective: what is promised, and where the promise was made.

use serde::{Deserialize, Serialize};

use crate::series::Series;

/// One k6 threshold expression on one series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    pub series: Series,
    /// As written: `p(95)<500`. It may be one that k6 would not read: the verdict says so.
    pub expression: String,
    pub abort_on_fail: bool,
    pub delay_abort_eval: Option<String>,
    pub origin: Origin,
}

/// Where an objective comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A result, summary or options file of the run, by name.
    File(String),
    /// An objectives file.
    ObjectivesFile(String),
    /// Edited on the page.
    Edited,
    /// The default that is used where no file states any.
    Default,
}
