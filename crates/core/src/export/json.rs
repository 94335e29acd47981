//! The versioned JSON report, `sloscope.report/1`: a type of its own, apart from the model.

use crate::report::Report;

/// The schema that is written.
pub const SCHEMA: &str = "sloscope.report/1";

pub fn json(report: &Report) -> serde_json::Value {
    serde_json::json!({ "schema": SCHEMA, "verdict": report.verdict.as_str() })
}
