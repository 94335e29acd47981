//! A worker that sends the requests of a plan, one of a pool.

use serde::{Deserialize, Serialize};
use sloscope_core::load::Outcome;
use sloscope_core::time::Nanos;

use crate::Running;

/// What a generator gets.
#[derive(Debug, Serialize, Deserialize)]
pub enum GeneratorRequest {
    /// All generators are ready: the run begins.
    Begin {
        /// Time 0 of the run, on the clock that workers share, in ms.
        zero_ms: f64,
        /// The same since 1970.
        began: Nanos,
    },
    /// Ends it: what is under way may end, or is given up at once.
    Stop {
        /// It is given up.
        at_once: bool,
    },
}

/// What a generator says.
#[derive(Debug, Serialize, Deserialize)]
pub enum GeneratorReply {
    /// It waits for [`GeneratorRequest::Begin`].
    Ready,
    /// What happened since the last time.
    Progress(Box<GeneratorProgress>),
}

/// What a generator says every half second.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct GeneratorProgress {
    /// When the run began, since 1970.
    pub began: Nanos,
    /// Iterations that ended.
    pub outcomes: Vec<Outcome>,
    /// Arrivals that found too many under way: scenario and time.
    pub dropped: Vec<(u32, Nanos)>,
    /// How it goes.
    pub running: Running,
}
