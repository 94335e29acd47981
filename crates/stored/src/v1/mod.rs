//! `sloscope.report/1`. What each field means is in docs/report-json.md; words such as verdicts are texts here, and are
//! understood by whoever makes a report of it. `Option` is what may be absent.
#![allow(missing_docs, reason = "docs/report-json.md describes the fields")]

mod load;
mod run;
mod tables;

use std::collections::BTreeMap;

use sloscope_model::stat::Values;

pub use self::load::{
    Behind, Counts, Generator, KNEE_OF_ERRORS, KNEE_OF_VUS, Knee, Load, LoadScenario, LoadStage, Span, Timeline,
};
pub use self::run::{Part, Run, Scenario, Source, Stage};
pub use self::tables::{
    Breakdown, BreakdownRow, Check, CrossCheck, Diagnostics, Difference, ErrorRow, Errors, Input, Note, Skip,
    SourceDiagnostics,
};
use crate::field::record;

/// What such a document says of itself.
pub const SCHEMA: &str = "sloscope.report/1";

record! {
    /// The whole document.
    Report {
        schema: String,
        made_by: Option<String>,
        stored: Option<Stored>,
        verdict: String,
        headline: String,
        assessment: Option<String>,
        run: Run,
        load: Option<Load>,
        findings: Vec<Finding>,
        selection: Option<Selection>,
        metrics: BTreeMap<String, Metric>,
        objectives: Vec<Objective>,
        objectives_from: String,
        suggestions: Option<Vec<Objective>>,
        incomplete: Option<Vec<String>>,
        inputs_missing: Option<Vec<Input>>,
        checks: Option<Vec<Check>>,
        errors: Option<Errors>,
        breakdown: Option<Breakdown>,
        cross_checks: Vec<CrossCheck>,
        notes: Vec<Note>,
        diagnostics: Option<Diagnostics>,
    }

    /// The report was read from a stored one.
    Stored {
        file: String,
        text: Vec<String>,
    }

    /// The part of the run that the report is on.
    Selection {
        tags: Option<BTreeMap<String, String>>,
        without: Option<Vec<Vec<String>>>,
        start_ms: Option<f64>,
        end_ms: Option<f64>,
    }

    /// A metric or a sub-metric.
    Metric {
        kind as "type": String,
        contains: String,
        values: Values,
        samples: Option<u64>,
        from: String,
        type_guessed: Option<bool>,
    }

    /// An objective and its verdict, or a suggestion.
    Objective {
        series: String,
        expression: Option<String>,
        title: String,
        verdict: String,
        basis: Option<String>,
        basis_file: Option<String>,
        reason: String,
        stat: Option<String>,
        unit: Option<String>,
        operator: Option<String>,
        measured: Option<f64>,
        at_least: Option<f64>,
        at_most: Option<f64>,
        measured_from: Option<String>,
        limit: Option<f64>,
        margin: Option<f64>,
        margin_percent: Option<f64>,
        samples: Option<u64>,
        successes_only: Option<f64>,
        caveats: Vec<String>,
        k6_verdict: Option<String>,
        worst_window: Option<WindowValue>,
        first_break: Option<WindowValue>,
        abort_on_fail: Option<bool>,
        origin: String,
        origin_file: Option<String>,
        error: Option<ExpressionError>,
    }

    /// The statistic of an objective in a span of the run.
    WindowValue {
        start_ms: f64,
        end_ms: f64,
        measured: Option<f64>,
        samples: u64,
        kept: Option<bool>,
    }

    /// Why an expression cannot be read.
    ExpressionError {
        message: String,
        at: u64,
    }

    /// What stands out.
    Finding {
        id: Option<String>,
        rule: String,
        level: String,
        title: String,
        next: String,
        evidence: Vec<FindingNumber>,
        start_ms: Option<f64>,
        end_ms: Option<f64>,
        cites: Option<String>,
    }

    /// A number that a finding rests on.
    FindingNumber {
        label: String,
        series: Option<String>,
        stat: Option<String>,
        value: f64,
        unit: String,
        limit: Option<f64>,
        start_ms: Option<f64>,
        end_ms: Option<f64>,
    }
}
