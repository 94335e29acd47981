//! JSON Schemas (2020-12) of the documents that are written. Those of reports are made of the lists of fields that write them.

use serde_json::Value;

use sloscope_stored::{baseline_schema, part_schema, report_schema};

/// Makes a schema.
pub type Schema = fn() -> Value;

/// By the names of the documents.
pub const SCHEMAS: [(&str, Schema); 6] = [
    ("report", report_schema),
    ("part", part_schema),
    ("baseline", baseline_schema),
    ("comparison", comparison),
    ("plan", plan),
    ("site", site),
];

fn comparison() -> Value {
    read(include_str!("schemas/comparison.json"))
}

fn plan() -> Value {
    read(include_str!("schemas/plan.json"))
}

fn site() -> Value {
    read(include_str!("schemas/site.json"))
}

/// What is a part of the program is JSON: the tests read each of them.
fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}
