//! What came of a test, as k6 would write it: samples in order of time.

use super::plan::Nanos;
use super::service::Answer;

/// What k6 writes at a moment; scenarios by their index.
#[derive(Clone, Debug)]
pub enum Kind {
    Request {
        scenario: Option<usize>,
        group: &'static str,
        endpoint: &'static str,
        answer: Answer,
        blocked: f64,
        connecting: f64,
    },
    Grpc {
        scenario: usize,
        status: u16,
        ms: f64,
    },
    Check {
        scenario: usize,
        name: &'static str,
        ok: bool,
    },
    Iteration {
        scenario: usize,
        ms: f64,
    },
    Dropped {
        scenario: usize,
    },
    Vus {
        busy: usize,
        all: usize,
    },
}

#[derive(Clone, Debug)]
pub struct Sample {
    pub at: Nanos,
    pub kind: Kind,
}

/// What came of a test; times count from its start.
#[derive(Debug, Default)]
pub struct Recording {
    pub samples: Vec<Sample>,
    /// When the load began, after set-up.
    pub load: Nanos,
    pub interrupted: usize,
}
