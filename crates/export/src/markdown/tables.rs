//! The tables of the Markdown report.

use sloscope_analysis::report::words::status;
use sloscope_analysis::report::{LatencyRow, Report, Scope, words};
use sloscope_analysis::slo::{Basis, ObjectiveResult, Verdict, worst_first};
use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use super::escape::{code, code_cell, plain};
use super::metrics::is_sparse;
use super::summary;

/// A longer table is not read in a pull request; JSON has all rows.
const MOST_ERRORS: usize = 50;

/// Writes a table; cells are ready to be shown. Text columns are left-aligned, as in the seed's tables.
pub(crate) fn table(out: &mut String, header: &[&str], rows: &[Vec<String>]) {
    let rule: Vec<String> = header.iter().map(|h| "-".repeat(h.chars().count() + 2)).collect();
    out.push_str(&format!("| {} |\n|{}|\n", header.join(" | "), rule.join("|")));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out.push('\n');
}

fn target_and_status(result: Option<&ObjectiveResult>) -> [String; 2] {
    match result {
        Some(result) => [plain(&words::target(result)), status(result.verdict)],
        None => ["-".to_owned(), "-".to_owned()],
    }
}

pub(super) fn overall(out: &mut String, report: &Report) {
    let row = |row: &sloscope_analysis::report::OverallRow| {
        let judged = row.objective.and_then(|at| report.objectives.get(at));
        let mut cells = vec![format!("**{}**", plain(&titled(&row.label))), plain(&words::overall_value(report, row))];
        cells.extend(target_and_status(judged));
        cells
    };
    table(out, &["Metric", "Value", "Target", "Status"], &report.overall.iter().map(row).collect::<Vec<_>>());
    let noted: Vec<_> = report.overall.iter().filter_map(|row| Some((&row.label, row.note.as_ref()?))).collect();
    for (label, note) in &noted {
        out.push_str(&format!("- {}: {}\n", plain(&titled(label)), plain(note)));
    }
    out.push_str(if noted.is_empty() { "" } else { "\n" });
}

/// "Total requests" as the seed wrote it: "Total Requests".
fn titled(label: &str) -> String {
    let small = ["over", "of", "per", "the"];
    let word = |word: &str| if small.contains(&word) { word.to_owned() } else { format::capitalised(word) };
    label.split(' ').map(word).collect::<Vec<String>>().join(" ")
}

pub(super) fn latency(out: &mut String, report: &Report) {
    let Some(main) = report.latency.rows.iter().find(|row| row.scope == Scope::All && !row.phase) else {
        return;
    };
    let columns = &report.latency.columns;
    let timed: Vec<Stat> = columns.iter().copied().filter(|stat| *stat != Stat::Count).collect();
    let (objectives, dash) = (words::ObjectivesOn::of(report, &main.series), words::latency_dash(report, main));
    let row = |stat: &Stat| {
        let judged = objectives.find(*stat);
        let value = main.values.get(*stat).map_or_else(|| dash.to_owned(), format::in_millis);
        let mut cells = vec![format!("**{}**", words::stat_label(*stat)), value];
        cells.extend(target_and_status(judged));
        cells
    };
    table(out, &["Percentile", "Latency (ms)", "Target", "Status"], &timed.iter().map(row).collect::<Vec<_>>());
    let samples = main.samples.map_or_else(|| "not in this file".to_owned(), format::count);
    out.push_str(&format!("{}: {}, samples: {samples}\n\n", plain(&main.label), code(&main.series.to_string())));
    if let Some(absent) = &report.latency.absent {
        out.push_str(&format!("{}\n\n", plain(absent)));
    }
    let others: Vec<&LatencyRow> = report.latency.rows.iter().filter(|row| !std::ptr::eq(*row, main)).collect();
    if others.is_empty() {
        return;
    }
    let filled = others.iter().map(|row| row.values.len()).sum();
    if is_sparse(columns.len() * others.len(), filled) {
        // All of them are among the metrics.
        return;
    }
    let mut header = vec!["Latency (ms)".to_owned()];
    header.extend(columns.iter().map(|stat| words::stat_label(*stat)));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let row = |row: &&LatencyRow| {
        let cell = |stat: &Stat| words::cell(row, *stat).unwrap_or_else(|| "-".to_owned());
        std::iter::once(plain(&words::latency_label(row))).chain(columns.iter().map(cell)).collect()
    };
    table(out, &header, &others.iter().map(row).collect::<Vec<Vec<String>>>());
    let noted: Vec<_> = others.iter().filter_map(|row| Some((&row.label, row.note.as_ref()?))).collect();
    for (label, note) in &noted {
        out.push_str(&format!("- {}: {}\n", plain(label), plain(note)));
    }
    out.push_str(if noted.is_empty() { "" } else { "\n" });
}

pub(super) fn objectives(out: &mut String, report: &Report) {
    out.push_str(&format!("{}\n\n", plain(&words::objectives_from(report))));
    if report.objectives.is_empty() {
        suggestions(out, report);
        return;
    }
    let row = |o: &ObjectiveResult| {
        vec![
            code_cell(&o.objective.series.to_string()),
            code_cell(o.objective.shown()),
            plain(&words::measured(o)),
            plain(&words::target(o)),
            plain(&words::margin(o)),
            o.samples.map_or_else(|| "-".to_owned(), format::count),
            status(o.verdict),
        ]
    };
    let header = ["Series", "Objective", "Measured", "Target", "Margin", "Samples", "Status"];
    let sorted: Vec<&ObjectiveResult> =
        worst_first(&report.objectives).into_iter().map(|at| &report.objectives[at]).collect();
    table(out, &header, &sorted.iter().map(|o| row(o)).collect::<Vec<_>>());
    // What is met, and by how much what is missed is off, is in the table; the summary gives the first reasons.
    let listed = summary::listed(report);
    let has_reason = |o: &ObjectiveResult| {
        words::needs_reason(o)
            && !(o.verdict == Verdict::Fail && o.basis == Basis::Measured)
            && !listed.iter().any(|listed| std::ptr::eq(*listed, o))
    };
    for o in sorted.into_iter().filter(|o| has_reason(o) || !o.caveats.is_empty()) {
        let reason = if has_reason(o) { format!(": {}", plain(&o.reason)) } else { String::new() };
        out.push_str(&format!("- {} **{}**{reason}\n", status(o.verdict), plain(&o.title)));
        for caveat in &o.caveats {
            out.push_str(&format!("  - {}\n", plain(caveat)));
        }
    }
    out.push('\n');
}

pub(super) fn errors(out: &mut String, report: &Report) {
    let errors = &report.errors;
    if errors.rows.is_empty() && errors.failed.is_none_or(|failed| failed == 0) {
        // The figures say it.
        return;
    }
    let line = words::errors(report);
    if !line.is_empty() {
        out.push_str(&format!("{}\n\n", plain(&line)));
    }
    if errors.rows.is_empty() {
        return;
    }
    let or = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), plain);
    let row = |row: &sloscope_analysis::report::ErrorRow| {
        vec![
            or(&row.code),
            or(&row.message),
            or(&row.status),
            plain(&words::endpoint(row)),
            format::count(row.count),
            format::moment(row.first_ms),
            format::moment(row.last_ms),
            plain(&row.explained),
        ]
    };
    let header = ["Code", "Message", "Status", "Endpoint", "Count", "First", "Last", "Meaning"];
    table(out, &header, &errors.rows.iter().take(MOST_ERRORS).map(row).collect::<Vec<_>>());
    if let Some(left_out) = words::errors_left_out(errors, MOST_ERRORS) {
        out.push_str(&format!("{left_out}\n\n"));
    }
}

pub(super) fn checks(out: &mut String, report: &Report) {
    let all = report.checks.as_ref().map(words::flat).unwrap_or_default();
    if all.is_empty() {
        return;
    }
    if let Some(absent) = words::checks_absent(report) {
        out.push_str(&format!("{absent}\n\n"));
    }
    let row = |(group, check): &(&str, &sloscope_model::checks::CheckResult)| {
        let share = words::share(check).map_or_else(|| "-".to_owned(), |share| format::value(share, Unit::Fraction));
        let group = group.trim_start_matches("::").replace("::", " › ");
        vec![plain(&group), plain(&check.name), format::count(check.passes), format::count(check.fails), share]
    };
    table(out, &["Group", "Check", "Passed", "Failed", "Pass rate"], &all.iter().map(row).collect::<Vec<_>>());
}

/// Measured values beside limits that nobody has adopted; no verdict.
fn suggestions(out: &mut String, report: &Report) {
    if report.suggestions.is_empty() {
        return;
    }
    out.push_str(&format!("{}\n\n", words::SUGGESTED));
    let row = |o: &ObjectiveResult| {
        vec![
            code_cell(&o.objective.series.to_string()),
            code_cell(&o.objective.expression),
            plain(&words::measured(o)),
            words::suggestion(o).to_owned(),
        ]
    };
    let rows: Vec<_> = report.suggestions.iter().map(row).collect();
    table(out, &["Series", "Suggested limit", "Measured", "If adopted"], &rows);
}
