//! What is going on with the files that are read: nothing, reading, or why it failed.

use sloscope_core::format::without_users;
use sloscope_core::report::SourceFacts;
use wasm_bindgen::JsValue;

use crate::workers::protocol::{Death, InputFailure, Progress};

/// What is going on.
#[derive(Clone, Default)]
pub enum Phase {
    #[default]
    Idle,
    Loading(Loading),
    Failed(Failure),
}

#[derive(Clone)]
pub struct Loading {
    pub progress: Progress,
    /// ms until all is read; absent while that is not known.
    pub left_ms: Option<f64>,
    pub(super) started: f64,
}

/// Why nothing is shown.
#[derive(Clone)]
pub enum Failure {
    /// Nothing of this could be read.
    Nothing { sources: Vec<SourceFacts>, failures: Vec<InputFailure> },
    /// The worker ended or did not start; it may have been that of a run.
    Died { death: Death, run: bool },
    /// Files that were open have changed; what was read in their place waits for the user's choice.
    Changed(Vec<InputFailure>),
}

impl Failure {
    /// The browser gave no worker.
    pub fn unstarted(error: &JsValue) -> Self {
        Self::Died { death: Death::Ended(format!("{error:?}")), run: false }
    }
}

impl Failure {
    /// A link that is not fetched. What of it may be secret is not shown.
    pub(super) fn of_link(link: &str, what: String) -> Self {
        let failure = InputFailure {
            name: without_users(link).split(['?', '#']).next().unwrap_or_default().to_owned(),
            what,
            advice: "Copy the address of the file itself, as in https://example.org/results.json.gz.".to_owned(),
        };
        Self::Nothing { sources: Vec::new(), failures: vec![failure] }
    }
}

/// By the pace so far; not before there is a pace.
pub(super) fn left(progress: &Progress, elapsed_ms: f64) -> Option<f64> {
    let total = progress.total?;
    if progress.computing || elapsed_ms < 700.0 || progress.read == 0 || progress.read > total {
        return None;
    }
    Some(elapsed_ms * (total - progress.read) as f64 / progress.read as f64)
}
