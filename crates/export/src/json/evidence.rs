//! Checks, errors, cross-checks, notes and diagnostics of the JSON report.

use serde::Serialize;

use sloscope_analysis::report::words::flat;
use sloscope_analysis::report::{CrossCheck, Difference, ErrorRow, ErrorTable};
use sloscope_dataset::{InputFailure, Note, SourceFacts};
use sloscope_model::checks::CheckGroup;

use super::name_of;

#[derive(Serialize)]
pub struct CheckOut<'a> {
    group: &'a str,
    name: &'a str,
    passes: u64,
    fails: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_fail_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_fail_ms: Option<f64>,
}

/// All checks with the path of their group, in the order of the tree.
pub fn checks(root: Option<&CheckGroup>) -> Option<Vec<CheckOut<'_>>> {
    let all = flat(root?).into_iter().map(|(group, check)| CheckOut {
        group,
        name: &check.name,
        passes: check.passes,
        fails: check.fails,
        first_fail_ms: check.first_fail_ms,
        last_fail_ms: check.last_fail_ms,
    });
    Some(all.collect())
}

#[derive(Serialize)]
pub struct ErrorsOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<u64>,
    rows: Vec<ErrorRowOut<'a>>,
    #[serde(skip_serializing_if = "is_zero")]
    rows_left_out: u64,
    #[serde(skip_serializing_if = "is_zero")]
    failures_left_out: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<&'a str>,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[derive(Serialize)]
struct ErrorRowOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<u64>,
    count: u64,
    first_ms: f64,
    last_ms: f64,
    explained: &'a str,
}

impl<'a> ErrorsOut<'a> {
    pub fn of(table: &'a ErrorTable) -> Self {
        Self {
            failed: table.failed,
            requests: table.requests,
            rows: table.rows.iter().map(ErrorRowOut::of).collect(),
            rows_left_out: table.rows_left_out,
            failures_left_out: table.failures_left_out,
            absent: table.absent.as_deref(),
        }
    }
}

impl<'a> ErrorRowOut<'a> {
    fn of(row: &'a ErrorRow) -> Self {
        Self {
            code: row.code.as_deref(),
            message: row.message.as_deref(),
            status: row.status.as_deref(),
            method: row.method.as_deref(),
            endpoint: row.endpoint.as_deref(),
            endpoints: (row.endpoints > 1).then_some(row.endpoints),
            count: row.count,
            first_ms: row.first_ms,
            last_ms: row.last_ms,
            explained: &row.explained,
        }
    }
}

#[derive(Serialize)]
pub struct CrossCheckOut<'a> {
    source: &'a str,
    compared: u64,
    matching: u64,
    tolerance: f64,
    conclusion: &'a str,
    differences: Vec<DifferenceOut<'a>>,
}

#[derive(Serialize)]
struct DifferenceOut<'a> {
    series: String,
    stat: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ours: Option<f64>,
    theirs: f64,
    why: &'a str,
}

impl<'a> CrossCheckOut<'a> {
    pub fn of(check: &'a CrossCheck) -> Self {
        let difference = |d: &'a Difference| DifferenceOut {
            series: d.series.to_string(),
            stat: d.stat.to_string(),
            ours: d.ours,
            theirs: d.theirs,
            why: &d.why,
        };
        Self {
            source: &check.source,
            compared: check.compared,
            matching: check.matching,
            tolerance: check.tolerance,
            conclusion: &check.conclusion,
            differences: check.differences.iter().map(difference).collect(),
        }
    }
}

#[derive(Serialize)]
pub struct NoteOut<'a> {
    level: String,
    text: &'a str,
}

impl<'a> NoteOut<'a> {
    pub fn of(note: &'a Note) -> Self {
        Self { level: name_of(&note.level), text: &note.text }
    }
}

#[derive(Serialize)]
pub struct UnreadOut<'a> {
    name: &'a str,
    what: &'a str,
    advice: &'a str,
}

impl<'a> UnreadOut<'a> {
    pub fn of(input: &'a InputFailure) -> Self {
        Self { name: &input.name, what: &input.what, advice: &input.advice }
    }
}

/// What could not be read. The text of a skipped line is not written: it can hold anything.
#[derive(Serialize)]
pub struct DiagnosticsOut<'a> {
    clean: bool,
    skipped_lines: u64,
    sources: Vec<SourceDiagnosticsOut<'a>>,
}

#[derive(Serialize)]
struct SourceDiagnosticsOut<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    used: Option<u64>,
    skipped: Vec<SkipOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<&'a str>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct SkipOut<'a> {
    reason: String,
    explained: &'static str,
    count: u64,
    first_lines: &'a [u64],
}

impl<'a> DiagnosticsOut<'a> {
    pub fn of(sources: &'a [SourceFacts]) -> Self {
        Self {
            clean: sources.iter().all(|s| s.diagnostics.is_clean()),
            skipped_lines: sources.iter().map(|s| s.diagnostics.skipped_lines()).sum(),
            sources: sources.iter().map(SourceDiagnosticsOut::of).collect(),
        }
    }
}

impl<'a> SourceDiagnosticsOut<'a> {
    fn of(source: &'a SourceFacts) -> Self {
        let skipped = source.diagnostics.skipped.iter().map(|skip| SkipOut {
            reason: name_of(&skip.reason),
            explained: skip.reason.explain(),
            count: skip.count,
            first_lines: &skip.first_lines,
        });
        // What is no list of lines or values has none; that is not none of them.
        let listed = source.diagnostics.lines > 0;
        Self {
            name: &source.info.name,
            lines: listed.then_some(source.diagnostics.lines),
            used: listed.then_some(source.diagnostics.used),
            skipped: skipped.collect(),
            cut: source.diagnostics.cut.as_deref(),
            notes: &source.diagnostics.notes,
        }
    }
}
