//! Figures of runs to compare others with, `sloscope.baseline/1` (docs/comparison.md): a stored report of each run, without
//! what no comparison asks for.
#![allow(missing_docs, reason = "docs/comparison.md describes the fields")]

use serde_json::Value;

use crate::field::{Filling, record};
use crate::{Refused, v1};

/// What such a document says of itself.
pub const SCHEMA: &str = "sloscope.baseline/1";
/// What the schema of every such document begins with; its version follows.
const FAMILY: &str = "sloscope.baseline/";

record! {
    /// The document.
    Baseline {
        schema: String,
        made_by: Option<String>,
        runs: Vec<v1::Report>,
    }
}

/// Does the document say of itself that it holds figures of runs, of whatever version?
pub fn is_baseline(document: &Value) -> bool {
    schema(document).is_some()
}

fn schema(document: &Value) -> Option<&str> {
    document.get("schema")?.as_str().filter(|schema| schema.starts_with(FAMILY))
}

/// Reads such a document. Fields that are not known are ignored.
pub fn read(document: &Value) -> Result<Baseline, Refused> {
    match schema(document).unwrap_or_default() {
        SCHEMA => {
            let found: Baseline = Filling::read(document).map_err(Refused::Damaged)?;
            match found.runs.iter().find(|run| run.schema != v1::SCHEMA) {
                Some(other) => Err(Refused::Version(other.schema.clone())),
                None => Ok(found),
            }
        }
        other => Err(Refused::Version(other.to_owned())),
    }
}

/// The document, each run without what no comparison asks for.
#[cfg(feature = "write")]
pub fn write(made_by: Option<String>, runs: Vec<v1::Report>) -> Value {
    use crate::field::Field;
    let runs = runs.into_iter().map(figures).collect();
    Baseline { schema: SCHEMA.to_owned(), made_by, runs }.take().unwrap_or_default()
}

/// What a comparison asks of a run: figures, load, what failed, verdicts.
#[cfg(feature = "write")]
fn figures(of: v1::Report) -> v1::Report {
    v1::Report {
        schema: of.schema,
        made_by: of.made_by,
        stored: None,
        verdict: of.verdict,
        headline: of.headline,
        assessment: None,
        run: of.run,
        load: of.load.map(load),
        findings: Vec::new(),
        selection: of.selection,
        metrics: of.metrics,
        objectives: of.objectives.into_iter().map(objective).collect(),
        objectives_from: of.objectives_from,
        suggestions: None,
        incomplete: of.incomplete,
        inputs_missing: of.inputs_missing,
        checks: of.checks.map(|checks| checks.into_iter().filter(|check| check.fails > 0).collect()),
        errors: of.errors,
        breakdown: of.breakdown,
        cross_checks: Vec::new(),
        notes: Vec::new(),
        diagnostics: None,
    }
}

#[cfg(feature = "write")]
fn load(of: v1::Load) -> v1::Load {
    let stage = |of: v1::LoadStage| v1::LoadStage {
        name: of.name,
        scenario: of.scenario,
        from_rate: of.from_rate,
        to_rate: of.to_rate,
        start_ms: of.start_ms,
        end_ms: of.end_ms,
        planned_end_ms: of.planned_end_ms,
        ..v1::LoadStage::default()
    };
    v1::Load { stages: of.stages.into_iter().map(stage).collect(), knee: None, timeline: None, generators: None, ..of }
}

#[cfg(feature = "write")]
fn objective(of: v1::Objective) -> v1::Objective {
    v1::Objective { caveats: Vec::new(), worst_window: None, first_break: None, ..of }
}
