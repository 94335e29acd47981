//! The tables of the Markdown report.

use super::escape::{code, code_cell, plain};
use crate::export::checks;
use crate::export::wording::{self, status};
use crate::format;
use crate::report::{LatencyRow, Report, Scope};
use crate::slo::ObjectiveResult;
use crate::stat::{Stat, Unit};

/// Writes a table; cells are ready to be shown. Text columns are left-aligned, as in the seed's tables.
fn table(out: &mut String, header: &[&str], rows: &[Vec<String>]) {
    let rule: Vec<String> = header.iter().map(|h| "-".repeat(h.chars().count() + 2)).collect();
    out.push_str(&format!("| {} |\n|{}|\n", header.join(" | "), rule.join("|")));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out.push('\n');
}

fn target_and_status(result: Option<&ObjectiveResult>) -> [String; 2] {
    match result {
        Some(result) => [plain(&wording::target(result)), status(result.verdict)],
        None => ["-".to_owned(), "-".to_owned()],
    }
}

pub(super) fn overall(out: &mut String, report: &Report) {
    let row = |row: &crate::report::OverallRow| {
        let judged = row.objective.and_then(|at| report.objectives.get(at));
        let mut cells =
            vec![format!("**{}**", plain(&titled(&row.label))), plain(&wording::overall_value(report, row))];
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
    let word = |word: &str| {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if !small.contains(&word) => first.to_uppercase().chain(chars).collect(),
            _ => word.to_owned(),
        }
    };
    label.split(' ').map(word).collect::<Vec<String>>().join(" ")
}

pub(super) fn latency(out: &mut String, report: &Report) {
    let Some(main) = report.latency.rows.iter().find(|row| row.scope == Scope::All && !row.phase) else {
        out.push_str("No latency is in these files.\n\n");
        return;
    };
    let columns = &report.latency.columns;
    let timed: Vec<Stat> = columns.iter().copied().filter(|stat| *stat != Stat::Count).collect();
    let row = |stat: &Stat| {
        let judged = wording::objective_on(report, &main.series, *stat);
        let value = main.values.get(*stat).map_or_else(|| "not in this file".to_owned(), format::in_millis);
        let mut cells = vec![format!("**{}**", wording::stat_label(*stat)), value];
        cells.extend(target_and_status(judged));
        cells
    };
    table(out, &["Percentile", "Latency (ms)", "Target", "Status"], &timed.iter().map(row).collect::<Vec<_>>());
    let samples = main.samples.map_or_else(|| "not in this file".to_owned(), format::count);
    out.push_str(&format!("{}: {}, samples: {samples}\n\n", plain(&main.label), code(&main.series.to_string())));
    let others: Vec<&LatencyRow> = report.latency.rows.iter().filter(|row| !std::ptr::eq(*row, main)).collect();
    if others.is_empty() {
        return;
    }
    let mut header = vec!["Latency (ms)".to_owned()];
    header.extend(columns.iter().map(|stat| wording::stat_label(*stat)));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let row = |row: &&LatencyRow| {
        let cell = |stat: &Stat| match (row.values.get(*stat), *stat) {
            (Some(value), Stat::Count) => format::value(value, Unit::Count),
            (Some(value), _) => format::in_millis(value),
            (None, _) => "-".to_owned(),
        };
        std::iter::once(plain(&wording::latency_label(row))).chain(columns.iter().map(cell)).collect()
    };
    table(out, &header, &others.iter().map(row).collect::<Vec<Vec<String>>>());
}

pub(super) fn objectives(out: &mut String, report: &Report) {
    if report.objectives.is_empty() {
        out.push_str("No objective was set.\n\n");
        return;
    }
    out.push_str(&format!("{}\n\n", plain(&wording::objectives_from(report))));
    let row = |o: &ObjectiveResult| {
        vec![
            code_cell(&o.objective.series.to_string()),
            code_cell(&o.objective.expression),
            plain(&wording::measured(o)),
            plain(&wording::target(o)),
            wording::margin(o),
            o.samples.map_or_else(|| "-".to_owned(), format::count),
            status(o.verdict),
        ]
    };
    let header = ["Series", "Objective", "Measured", "Target", "Margin", "Samples", "Status"];
    table(out, &header, &report.objectives.iter().map(row).collect::<Vec<_>>());
    for o in &report.objectives {
        out.push_str(&format!("- {} **{}**: {}\n", status(o.verdict), plain(&o.title), plain(&o.reason)));
        for caveat in &o.caveats {
            out.push_str(&format!("  - {}\n", plain(caveat)));
        }
    }
    out.push('\n');
}

pub(super) fn errors(out: &mut String, report: &Report) {
    let errors = &report.errors;
    match (&errors.absent, errors.failed, errors.requests) {
        (Some(why), Some(failed), Some(all)) if failed > 0 => {
            let (failed, all) = (format::count(failed), format::count(all));
            out.push_str(&format!("{failed} of {all} requests failed; which ones is not known: {}.\n\n", plain(why)));
        }
        (Some(why), _, _) => out.push_str(&format!("Not known: {}.\n\n", plain(why.trim_end_matches('.')))),
        (None, Some(failed), Some(all)) => {
            out.push_str(&format!("{} of {} requests failed.\n\n", format::count(failed), format::count(all)));
        }
        (None, ..) if errors.rows.is_empty() => out.push_str("No failed request is in these files.\n\n"),
        _ => {}
    }
    if errors.rows.is_empty() {
        return;
    }
    let or = |text: &Option<String>| text.as_deref().map_or_else(|| "-".to_owned(), plain);
    let row = |row: &crate::report::ErrorRow| {
        let endpoint = [&row.method, &row.endpoint].into_iter().flatten().map(String::as_str).collect::<Vec<_>>();
        vec![
            or(&row.code),
            or(&row.message),
            or(&row.status),
            plain(&endpoint.join(" ")),
            format::count(row.count),
            format::moment(row.first_ms),
            format::moment(row.last_ms),
            plain(&row.explained),
        ]
    };
    let header = ["Code", "Message", "Status", "Endpoint", "Count", "First", "Last", "Meaning"];
    table(out, &header, &errors.rows.iter().map(row).collect::<Vec<_>>());
    if errors.rows_left_out > 0 {
        let (rows, failures) = (format::count(errors.rows_left_out), format::count(errors.failures_left_out));
        out.push_str(&format!("{rows} more kinds of failure, {failures} failures in all, are left out.\n\n"));
    }
}

pub(super) fn checks(out: &mut String, report: &Report) {
    let Some(root) = &report.checks else {
        out.push_str("These files do not say anything of checks.\n\n");
        return;
    };
    let all = checks::flat(root);
    if all.is_empty() {
        out.push_str("The test has no checks.\n\n");
        return;
    }
    let row = |(group, check): &(&str, &crate::report::CheckResult)| {
        let share = checks::share(check).map_or_else(|| "-".to_owned(), |share| format::value(share, Unit::Fraction));
        let group = group.trim_start_matches("::").replace("::", " › ");
        vec![plain(&group), plain(&check.name), format::count(check.passes), format::count(check.fails), share]
    };
    table(out, &["Group", "Check", "Passed", "Failed", "Pass rate"], &all.iter().map(row).collect::<Vec<_>>());
}
