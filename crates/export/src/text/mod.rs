//! Plain text for a terminal: the verdict first, then what it rests on; at most 100 columns.

mod breakdown;
mod findings;
mod latency;
pub(crate) mod layout;
mod load;
mod metrics;
mod tables;

use sloscope_analysis::report::{Report, words};
use sloscope_analysis::slo::{ObjectiveResult, Verdict, worst_first};
use sloscope_dataset::NoteLevel;
use sloscope_model::format;

use self::layout::{Align, grid, line, wrapped};
use super::written;

/// More differences of one file are counted, not listed; JSON has all.
const MOST_DIFFERENCES: usize = 10;

/// `color` adds ANSI escapes; verdicts are words in any case.
pub fn text(report: &Report, color: bool) -> String {
    text_with(report, color, false)
}

/// The same, with the query strings of addresses if they are to be kept.
pub fn text_with(report: &Report, color: bool, keep_queries: bool) -> String {
    let report = &*written(report, keep_queries);
    let mut out = String::with_capacity(4096);
    stored(&mut out, report);
    unread(&mut out, report);
    let opening = format!("{}  {}", report.verdict.label(), report.headline);
    let painted = paint(report.verdict, color);
    out.push_str(&wrapped(&opening, 0).replacen(report.verdict.label(), &painted, 1));
    out.push('\n');
    facts(&mut out, report);
    objectives(&mut out, report, color);
    findings::findings(&mut out, report);
    tables::overall(&mut out, report);
    latency::latency(&mut out, report);
    load::load(&mut out, report);
    breakdown::breakdown(&mut out, report);
    tables::checks(&mut out, report);
    tables::errors(&mut out, report);
    metrics::metrics(&mut out, report);
    notes(&mut out, report);
    out
}

/// Above the verdict: it is of then.
fn stored(out: &mut String, report: &Report) {
    let lines = words::stored_report(report);
    if lines.is_empty() {
        return;
    }
    out.push_str(&line(&format!("{}:", words::STORED)));
    lines.iter().for_each(|line| out.push_str(&wrapped(&format!("  - {line}"), 4)));
    out.push('\n');
}

/// Above the verdict: it is without these inputs.
fn unread(out: &mut String, report: &Report) {
    if report.unread.is_empty() {
        return;
    }
    out.push_str(&line(&format!("{}:", words::UNREAD)));
    for input in &report.unread {
        out.push_str(&wrapped(&format!("  ! {}", words::unread_line(input)), 4));
    }
    out.push('\n');
}

fn paint(verdict: Verdict, color: bool) -> String {
    let code = match verdict {
        Verdict::Pass => "32",
        Verdict::Fail => "31",
        Verdict::NoData | Verdict::CannotJudge => "33",
        Verdict::NotInPart | Verdict::NotInRun | Verdict::NotJudged => "36",
    };
    if color { format!("\u{1b}[1;{code}m{}\u{1b}[0m", verdict.label()) } else { verdict.label().to_owned() }
}

fn facts(out: &mut String, report: &Report) {
    let mut lines = vec![("Test", words::test_type(report).to_string())];
    if let Some(target) = words::target_rates(report) {
        lines.push(("Target", target.to_string()));
    }
    lines.push(("Start", words::date(report)));
    lines.push(("Duration", words::duration(report).to_string()));
    if let Some(version) = &report.run.k6_version {
        lines.push(("k6", version.clone()));
    }
    if let Some(flags) = words::feature_flags(report) {
        lines.push(("Flags", flags));
    }
    if let Some(selection) = words::selection(report) {
        lines.push(("Selection", format!("{selection}: {}", words::selection_scope(report))));
    }
    if let Some(part) = words::part(report) {
        lines.push(("Part", part.to_string()));
    }
    for source in &report.sources {
        let info = &source.info;
        let mut text = format!("{} ({}, {})", info.name, info.format.label(), words::stored(info));
        if !source.role.is_empty() {
            text.push_str(&format!(": {}", source.role));
        }
        lines.push(("File", text));
        let notes = words::left_out(&source.diagnostics).into_iter().chain(source.diagnostics.notes.iter().cloned());
        lines.extend(notes.map(|note| ("", format!("- {note}"))));
    }
    for (label, text) in lines {
        out.push_str(&wrapped(&format!("{label:<10}{text}"), 10));
    }
}

fn objectives(out: &mut String, report: &Report, color: bool) {
    heading(out, "Objectives");
    out.push_str(&wrapped(&format!("  {}", words::objectives_from(report)), 2));
    if report.objectives.is_empty() {
        suggestions(out, report);
        return;
    }
    let cells = |o: &ObjectiveResult| {
        vec![
            format!("{:<12}", o.verdict.label()),
            format!("{} {}", o.objective.series, o.objective.shown()),
            words::measured(o),
            words::distance(o),
        ]
    };
    let sorted: Vec<&ObjectiveResult> =
        worst_first(&report.objectives).into_iter().map(|at| &report.objectives[at]).collect();
    let rows: Vec<Vec<String>> = sorted.iter().map(|o| cells(o)).collect();
    let lines = grid(rows, &[Align::Left, Align::Left, Align::Right, Align::Right]);
    for (line, o) in lines.zip(sorted) {
        out.push_str(&line.replacen(o.verdict.label(), &paint(o.verdict, color), 1));
        out.push('\n');
        // The grid cuts a long name.
        let name = format!("{} {}", o.objective.series, o.objective.shown());
        if name.chars().count() > layout::CELL {
            out.push_str(&wrapped(&format!("    {name}"), 6));
        }
        if words::needs_reason(o) {
            out.push_str(&wrapped(&format!("    {}", o.reason), 4));
        }
        for caveat in &o.caveats {
            out.push_str(&wrapped(&format!("    ! {caveat}"), 6));
        }
    }
}

/// Measured values beside limits that nobody has adopted: no verdict, no colour.
fn suggestions(out: &mut String, report: &Report) {
    if report.suggestions.is_empty() {
        return;
    }
    out.push_str(&wrapped(&format!("  {} (--objectives suggested)", words::SUGGESTED.trim_end_matches('.')), 2));
    let cells = |o: &ObjectiveResult| {
        let objective = format!("{} {}", o.objective.series, o.objective.expression);
        vec![objective, words::measured(o), words::suggestion(o).to_owned()]
    };
    let rows: Vec<Vec<String>> = report.suggestions.iter().map(cells).collect();
    table(out, rows, &[Align::Left, Align::Right, Align::Left]);
}

fn heading(out: &mut String, text: &str) {
    out.push('\n');
    out.push_str(&line(text));
}

/// Rows of cells, the first line of which are the columns' heads: texts to the left, numbers to the right.
fn table(out: &mut String, rows: Vec<Vec<String>>, aligns: &[Align]) {
    for line in grid(rows, aligns) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn notes(out: &mut String, report: &Report) {
    if report.notes.is_empty() && report.cross_checks.is_empty() {
        return;
    }
    heading(out, "Notes");
    for check in &report.cross_checks {
        out.push_str(&wrapped(&format!("  - {}: {}", check.source, check.conclusion), 4));
        for d in check.differences.iter().take(MOST_DIFFERENCES) {
            let ours = d.ours.map_or_else(|| "none".to_owned(), |v| format::exact(v, d.unit));
            let theirs = format::exact(d.theirs, d.unit);
            out.push_str(&wrapped(
                &format!("    - {} {}: {ours} here, {theirs} there: {}", d.series, d.stat, d.why),
                6,
            ));
        }
        let more = check.differences.len().saturating_sub(MOST_DIFFERENCES) as u64;
        if more > 0 {
            out.push_str(&wrapped(&format!("    - and {}", format::counted(more, "more difference")), 6));
        }
    }
    for note in &report.notes {
        let sign = if note.level == NoteLevel::Info { '-' } else { '!' };
        out.push_str(&wrapped(&format!("  {sign} {}", note.text), 4));
    }
}
