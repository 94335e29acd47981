//! An objective: what is promised, and where the promise was made.

use serde::{Deserialize, Serialize};

use sloscope_model::series::Series;

/// One k6 threshold expression on one series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    /// The samples that are judged.
    pub series: Series,
    /// As written: `p(95)<500`. It may be one that k6 would not read: the verdict says so. Empty if no file states it.
    pub expression: String,
    /// k6's `abortOnFail`: the test stops once the threshold is crossed. False if no file says.
    pub abort_on_fail: bool,
    /// k6's `delayAbortEval`: for how long after its start the test is not stopped, as in `10s`. `None` if no file
    /// says.
    pub delay_abort_eval: Option<String>,
    /// Which file states it, or where else it comes from.
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
    /// k6's samples name a threshold on the series and do not carry its expression. The file's name.
    NameOnly(String),
    /// Edited on the page.
    Edited,
    /// Suggested by sloscope for a run that states none.
    Suggested,
    /// One of a named set of sloscope.
    Preset(String),
}

impl Objective {
    /// `p(95)<500`, or that no file states the expression.
    pub fn shown(&self) -> &str {
        match self.origin {
            Origin::NameOnly(_) => "(expression unknown)",
            _ => &self.expression,
        }
    }
}
