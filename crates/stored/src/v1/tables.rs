//! Checks, errors, the breakdown, other files, notes and diagnostics of the document.

use std::collections::BTreeMap;

use sloscope_model::stat::Values;

use crate::field::record;

record! {
    /// A check.
    Check {
        group: String,
        name: String,
        passes: u64,
        fails: u64,
        first_fail_ms: Option<f64>,
        last_fail_ms: Option<f64>,
    }

    /// Failed requests.
    Errors {
        failed: Option<u64>,
        requests: Option<u64>,
        rows: Vec<ErrorRow>,
        rows_left_out: Option<u64>,
        failures_left_out: Option<u64>,
        absent: Option<String>,
    }

    /// Failures that are alike.
    ErrorRow {
        code: Option<String>,
        message: Option<String>,
        status: Option<String>,
        method: Option<String>,
        endpoint: Option<String>,
        endpoints: Option<u64>,
        count: u64,
        first_ms: f64,
        last_ms: f64,
        explained: String,
    }

    /// The breakdown by one tag or two.
    Breakdown {
        by: Vec<String>,
        metric: Option<String>,
        samples: Option<u64>,
        rows: Vec<BreakdownRow>,
        rows_left_out: Option<u64>,
        samples_left_out: Option<u64>,
        rate_over: Option<String>,
        no_errors: Option<String>,
        absent: Option<String>,
    }

    /// One value of the tag, or one pair of values.
    BreakdownRow {
        tags: BTreeMap<String, String>,
        count: u64,
        share: f64,
        rate: Option<f64>,
        failed: Option<u64>,
        judged: Option<u64>,
        error_rate: Option<f64>,
        values: Values,
    }

    /// A comparison with another file.
    CrossCheck {
        source: String,
        compared: u64,
        matching: u64,
        tolerance: f64,
        conclusion: String,
        differences: Vec<Difference>,
    }

    /// A number that two files state differently.
    Difference {
        series: String,
        stat: String,
        ours: Option<f64>,
        theirs: f64,
        why: String,
    }

    /// What must be known to read the numbers.
    Note {
        level: String,
        text: String,
    }

    /// An input that could not be read, or not as a whole.
    Input {
        name: String,
        what: String,
        advice: String,
    }

    /// What could not be read.
    Diagnostics {
        clean: bool,
        skipped_lines: u64,
        sources: Vec<SourceDiagnostics>,
    }

    /// What could not be read of a file.
    SourceDiagnostics {
        name: String,
        lines: Option<u64>,
        used: Option<u64>,
        skipped: Vec<Skip>,
        cut: Option<String>,
        notes: Vec<String>,
    }

    /// Lines that were skipped for one reason.
    Skip {
        reason: String,
        explained: String,
        count: u64,
        first_lines: Vec<u64>,
    }
}
