//! Runs: sources joined, and what is known of each run as a whole.

use crate::ingest::Source;
use crate::report::{Query, Report};

/// All runs found in a set of files.
pub struct Session {}

impl Session {
    /// Joins sources to runs: results, summary and options of one run; files of several runners.
    pub fn new(_sources: Vec<Source>) -> Self {
        Self {}
    }

    /// Number of runs; 0 if no file could be read.
    pub fn runs(&self) -> usize {
        0
    }

    /// The report of a run, `None` if there is none.
    pub fn report(&self, _query: &Query) -> Option<Report> {
        None
    }
}
