//! JSON Schemas (2020-12) of what is written, made of the same lists of fields.

use serde_json::{Value, json};

use super::field::Field;
use super::{baseline, part, v1};

/// Of the whole report.
pub fn report_schema() -> Value {
    named(v1::SCHEMA, "A report of sloscope, as it is stored.", v1::Report::default().shape())
}

/// Of some parts of a report.
pub fn part_schema() -> Value {
    named(part::SCHEMA, "Some parts of a report of sloscope.", part::Part::default().shape())
}

/// Of figures of runs to compare others with.
pub fn baseline_schema() -> Value {
    named(
        baseline::SCHEMA,
        "Figures of runs, for sloscope to compare others with.",
        baseline::Baseline::default().shape(),
    )
}

fn named(schema: &str, description: &str, mut shape: Value) -> Value {
    shape["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    shape["title"] = schema.into();
    shape["description"] = description.into();
    shape["properties"]["schema"] = json!({ "const": schema });
    shape
}
