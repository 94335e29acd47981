//! Some parts of a report, `sloscope.part/1`, for programs that read no more than they need. What a report is worth stands in
//! each; the other parts are there if they were asked for.
#![allow(missing_docs, reason = "docs/report-json.md describes the fields")]

use std::collections::BTreeMap;

use sloscope_model::stat::Values;

use crate::field::record;
use crate::v1::{
    Breakdown, Check, CrossCheck, Diagnostics, Errors, Finding, Input, Load, Metric, Note, Objective, Run, Selection,
    Stored,
};

/// What such a document says of itself.
pub const SCHEMA: &str = "sloscope.part/1";

record! {
    /// The document.
    Part {
        schema: String,
        truncated as "_truncated": Option<Truncated>,
        made_by: Option<String>,
        selected: Vec<String>,
        verdict: String,
        headline: String,
        assessment: Option<String>,
        stored: Option<Stored>,
        selection: Option<Selection>,
        incomplete: Option<Vec<String>>,
        inputs_missing: Option<Vec<Input>>,
        run: Option<Run>,
        load: Option<Load>,
        figures: Option<Vec<Figure>>,
        latency: Option<Vec<LatencyRow>>,
        findings: Option<Vec<Finding>>,
        metrics: Option<BTreeMap<String, Metric>>,
        objectives: Option<Vec<Objective>>,
        objectives_from: Option<String>,
        suggestions: Option<Vec<Objective>>,
        checks: Option<Vec<Check>>,
        errors: Option<Errors>,
        breakdown: Option<Breakdown>,
        cross_checks: Option<Vec<CrossCheck>>,
        notes: Option<Vec<Note>>,
        diagnostics: Option<Diagnostics>,
    }

    /// What was left out, so that the document has no more bytes than it may have.
    Truncated {
        max_bytes: u64,
        text: String,
        lists: Vec<Cut>,
        texts_shortened: Option<u64>,
    }

    /// A list, or an object of which names are data, that is shorter than it was.
    Cut {
        at: String,
        shown: u64,
        of: u64,
    }

    /// One of the six figures beside the verdict.
    Figure {
        id: String,
        name: String,
        series: String,
        stat: String,
        unit: String,
        value: Option<f64>,
        absent: Option<String>,
        limit: Option<f64>,
        verdict: String,
    }

    /// How long something took.
    LatencyRow {
        label: String,
        series: String,
        scope: String,
        samples: Option<u64>,
        values: Values,
    }
}
