//! Overall metrics, checks and errors in a terminal.

use sloscope_analysis::report::{ErrorRow, OverallRow, Report, words};
use sloscope_model::format;
use sloscope_model::stat::Unit;

use super::layout::{Align, wrapped};
use super::{heading, table};

/// A longer reason why there is no value stands in a line of its own.
const SHORT: usize = 24;
/// More rows are no table to read in a terminal; JSON has all.
const MOST_ERRORS: usize = 25;

pub(super) fn overall(out: &mut String, report: &Report) {
    heading(out, "Overall");
    let is_long = |row: &OverallRow| row.value.is_none() && words::overall_value(report, row).chars().count() > SHORT;
    let cells = |row: &OverallRow| {
        let judged = row.objective.and_then(|at| report.objectives.get(at));
        let target = judged.map(words::target).unwrap_or_default();
        let verdict = judged.map(|o| o.verdict.label().to_owned()).unwrap_or_default();
        let value = if is_long(row) { "-".to_owned() } else { words::overall_value(report, row) };
        vec![row.label.clone(), value, target, verdict]
    };
    let rows: Vec<Vec<String>> = report.overall.iter().map(cells).collect();
    table(out, rows, &[Align::Left, Align::Right, Align::Left, Align::Left]);
    for row in report.overall.iter().filter(|row| is_long(row)) {
        out.push_str(&wrapped(&format!("  {}: {}", row.label, words::overall_value(report, row)), 4));
    }
}

pub(super) fn checks(out: &mut String, report: &Report) {
    heading(out, "Checks");
    if let Some(absent) = words::checks_absent(report) {
        out.push_str(&wrapped(&format!("  {absent}"), 2));
    }
    let all = report.checks.as_ref().map(words::flat).unwrap_or_default();
    if all.is_empty() {
        return;
    }
    let failed = all.iter().filter(|(_, check)| check.fails > 0);
    let rows = failed.map(|(group, check)| {
        let passed = |share| format!("{} passed", format::value(share, Unit::Fraction));
        let share = words::share(check).map_or_else(|| "share not known".to_owned(), passed);
        let path = if group.is_empty() { String::new() } else { format!("{} › ", group.trim_start_matches("::")) };
        let failed = format!("{} failed", format::count(check.fails));
        vec![format!("{path}{}", check.name), failed, share]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let of_all = |n: usize| format::capitalised(&format::some_of(n as u64, all.len() as u64, "check"));
    let shown = match rows.len() {
        0 => format!("{} passed every time.", of_all(all.len())),
        n => format!("{} failed at least once:", of_all(n)),
    };
    out.push_str(&wrapped(&format!("  {shown}"), 2));
    table(out, rows, &[Align::Left, Align::Right, Align::Right]);
}

pub(super) fn errors(out: &mut String, report: &Report) {
    heading(out, "Errors");
    let errors = words::errors(report);
    if !errors.is_empty() {
        out.push_str(&wrapped(&format!("  {errors}"), 2));
    }
    let line = |row: &ErrorRow| {
        let endpoint = words::endpoint(row);
        let what = [row.code.as_deref(), row.message.as_deref(), row.status.as_deref(), Some(endpoint.as_str())];
        let what: Vec<&str> = what.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        let (first, last) = (format::moment(row.first_ms), format::moment(row.last_ms));
        let when = if first == last { format!("at {first}") } else { format!("{first} to {last}") };
        format!("  {} × {}, {when}: {}", format::count(row.count), what.join(" "), row.explained)
    };
    for row in report.errors.rows.iter().take(MOST_ERRORS) {
        out.push_str(&wrapped(&line(row), 4));
    }
    if let Some(left_out) = words::errors_left_out(&report.errors, MOST_ERRORS) {
        out.push_str(&wrapped(&format!("  {left_out}"), 2));
    }
}
