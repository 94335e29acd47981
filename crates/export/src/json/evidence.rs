//! Checks, errors, cross-checks, notes and diagnostics of the JSON report.

use sloscope_analysis::report::words::flat;
use sloscope_analysis::report::{CrossCheck, Difference, ErrorRow, ErrorTable};
use sloscope_dataset::{InputFailure, Note, SourceFacts};
use sloscope_model::checks::CheckGroup;
use sloscope_stored::v1;

use super::name_of;

/// All checks with the path of their group, in the order of the tree.
pub(super) fn checks(root: &CheckGroup) -> Vec<v1::Check> {
    let all = flat(root).into_iter().map(|(group, check)| v1::Check {
        group: group.to_owned(),
        name: check.name.clone(),
        passes: check.passes,
        fails: check.fails,
        first_fail_ms: check.first_fail_ms,
        last_fail_ms: check.last_fail_ms,
    });
    all.collect()
}

pub(super) fn errors(table: &ErrorTable) -> v1::Errors {
    let some = |n: u64| (n > 0).then_some(n);
    v1::Errors {
        failed: table.failed,
        requests: table.requests,
        rows: table.rows.iter().map(error_row).collect(),
        rows_left_out: some(table.rows_left_out),
        failures_left_out: some(table.failures_left_out),
        absent: table.absent.clone(),
    }
}

fn error_row(row: &ErrorRow) -> v1::ErrorRow {
    v1::ErrorRow {
        code: row.code.clone(),
        message: row.message.clone(),
        status: row.status.clone(),
        method: row.method.clone(),
        endpoint: row.endpoint.clone(),
        endpoints: (row.endpoints > 1).then_some(row.endpoints),
        count: row.count,
        first_ms: row.first_ms,
        last_ms: row.last_ms,
        explained: row.explained.clone(),
    }
}

pub(super) fn cross_check(check: &CrossCheck) -> v1::CrossCheck {
    let difference = |d: &Difference| v1::Difference {
        series: d.series.to_string(),
        stat: d.stat.to_string(),
        ours: d.ours,
        theirs: d.theirs,
        why: d.why.clone(),
    };
    v1::CrossCheck {
        source: check.source.clone(),
        compared: check.compared,
        matching: check.matching,
        tolerance: check.tolerance,
        conclusion: check.conclusion.clone(),
        differences: check.differences.iter().map(difference).collect(),
    }
}

pub(super) fn note(note: &Note) -> v1::Note {
    v1::Note { level: name_of(&note.level), text: note.text.clone() }
}

pub(super) fn unread(input: &InputFailure) -> v1::Input {
    v1::Input { name: input.name.clone(), what: input.what.clone(), advice: input.advice.clone() }
}

/// What could not be read. The text of a skipped line is not written: it can hold anything.
pub(super) fn diagnostics(sources: &[SourceFacts]) -> v1::Diagnostics {
    v1::Diagnostics {
        clean: sources.iter().all(|s| s.diagnostics.is_clean()),
        skipped_lines: sources.iter().map(|s| s.diagnostics.skipped_lines()).sum(),
        sources: sources.iter().map(of_source).collect(),
    }
}

fn of_source(source: &SourceFacts) -> v1::SourceDiagnostics {
    let found = &source.diagnostics;
    let skipped = found.skipped.iter().map(|skip| v1::Skip {
        reason: name_of(&skip.reason),
        explained: skip.reason.explain().to_owned(),
        count: skip.count,
        first_lines: skip.first_lines.clone(),
    });
    // What is no list of lines or values has none; that is not none of them.
    let listed = found.lines > 0;
    v1::SourceDiagnostics {
        name: source.info.name.clone(),
        lines: listed.then_some(found.lines),
        used: listed.then_some(found.used),
        skipped: skipped.collect(),
        cut: found.cut.clone(),
        notes: found.notes.clone(),
    }
}
