//! Plain text for a terminal: the verdict first, then what it rests on; at most 100 columns.

mod breakdown;
mod findings;
mod layout;
mod load;

use self::layout::{Align, clean, grid, wrapped};
use crate::format;
use crate::report::{ErrorRow, LatencyRow, NoteLevel, Report, words};
use crate::slo::{ObjectiveResult, Verdict};
use crate::stat::{Stat, Unit};

/// `color` adds ANSI escapes; verdicts are words in any case.
pub fn text(report: &Report, color: bool) -> String {
    let mut out = String::with_capacity(4096);
    let opening = format!("{}  {}", report.verdict.label(), clean(&report.headline));
    let painted = paint(report.verdict, color);
    out.push_str(&wrapped(&opening, 0).replacen(report.verdict.label(), &painted, 1));
    out.push('\n');
    facts(&mut out, report);
    objectives(&mut out, report, color);
    findings::findings(&mut out, report);
    overall(&mut out, report);
    latency(&mut out, report);
    load::load(&mut out, report);
    breakdown::breakdown(&mut out, report);
    failed_checks(&mut out, report);
    errors(&mut out, report);
    notes(&mut out, report);
    out
}

fn paint(verdict: Verdict, color: bool) -> String {
    let code = match verdict {
        Verdict::Pass => "32",
        Verdict::Fail => "31",
        Verdict::NoData | Verdict::CannotJudge => "33",
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
        lines.push(("Selection", format!("{selection}: a part of the run only")));
    }
    for source in &report.sources {
        let info = &source.info;
        let mut text = format!("{} ({}, {})", info.name, info.format.label(), words::stored(info));
        if !source.role.is_empty() {
            text.push_str(&format!(": {}", source.role));
        }
        let skipped = source.diagnostics.skipped_lines();
        if skipped > 0 {
            text.push_str(&format!("; {} could not be used", format::counted(skipped, "line")));
        }
        if let Some(cut) = &source.diagnostics.cut {
            text.push_str(&format!("; cut short: {cut}"));
        }
        lines.push(("File", text));
    }
    for (label, text) in lines {
        out.push_str(&wrapped(&format!("{label:<10}{}", clean(&text)), 10));
    }
}

fn objectives(out: &mut String, report: &Report, color: bool) {
    heading(out, "Objectives");
    if report.objectives.is_empty() {
        out.push_str("  none\n");
        return;
    }
    out.push_str(&wrapped(&format!("  {}", clean(&words::objectives_from(report))), 2));
    let cells = |o: &ObjectiveResult| {
        vec![
            format!("{:<12}", o.verdict.label()),
            clean(&format!("{} {}", o.objective.series, o.objective.expression)),
            clean(&words::measured(o)),
            words::margin(o),
        ]
    };
    let rows: Vec<Vec<String>> = report.objectives.iter().map(cells).collect();
    let lines = grid(&rows, &[Align::Left, Align::Left, Align::Right, Align::Right]);
    for (line, o) in lines.iter().zip(&report.objectives) {
        out.push_str(&line.replacen(o.verdict.label(), &paint(o.verdict, color), 1));
        out.push('\n');
        if o.verdict != Verdict::Pass {
            out.push_str(&wrapped(&format!("    {}", clean(&o.reason)), 4));
        }
        for caveat in &o.caveats {
            out.push_str(&wrapped(&format!("    ! {}", clean(caveat)), 6));
        }
    }
}

fn heading(out: &mut String, text: &str) {
    out.push_str(&format!("\n{text}\n"));
}

fn overall(out: &mut String, report: &Report) {
    heading(out, "Overall");
    let cells = |row: &crate::report::OverallRow| {
        let judged = row.objective.and_then(|at| report.objectives.get(at));
        let target = judged.map(words::target).unwrap_or_default();
        let verdict = judged.map(|o| o.verdict.label().to_owned()).unwrap_or_default();
        vec![clean(&row.label), clean(&words::overall_value(report, row)), clean(&target), verdict]
    };
    let rows: Vec<Vec<String>> = report.overall.iter().map(cells).collect();
    for line in grid(&rows, &[Align::Left, Align::Right, Align::Left, Align::Left]) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn latency(out: &mut String, report: &Report) {
    if report.latency.rows.is_empty() {
        return;
    }
    heading(out, "Latency (ms)");
    // What fits into a line; all of it is in the JSON and the Markdown report.
    let wanted = [Stat::Avg, Stat::Min, Stat::Med, Stat::P(90.0), Stat::P(95.0), Stat::P(99.0), Stat::Max];
    let known = |stat: &Stat| report.latency.rows.iter().any(|row| row.values.get(*stat).is_some());
    let mut columns: Vec<Stat> = wanted.into_iter().filter(known).collect();
    let mut lines = latency_lines(&report.latency.rows, &columns);
    for spare in [Stat::Min, Stat::P(90.0), Stat::Med] {
        if lines.iter().any(|line| line.chars().count() > layout::SCREEN) {
            columns.retain(|stat| *stat != spare);
            lines = latency_lines(&report.latency.rows, &columns);
        }
    }
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
}

fn latency_lines(rows: &[LatencyRow], columns: &[Stat]) -> Vec<String> {
    let mut header = vec![String::new()];
    header.extend(columns.iter().map(Stat::to_string));
    header.push("samples".to_owned());
    let cells = |row: &LatencyRow| {
        let value = |stat: &Stat| row.values.get(*stat).map_or_else(|| "-".to_owned(), format::in_millis);
        let mut cells = vec![format!("{}{}", if row.phase { "  " } else { "" }, clean(&words::latency_label(row)))];
        cells.extend(columns.iter().map(value));
        cells.push(row.samples.map_or_else(|| "-".to_owned(), format::count));
        cells
    };
    let grid_rows: Vec<Vec<String>> = std::iter::once(header).chain(rows.iter().map(cells)).collect();
    let aligns: Vec<Align> = (0..columns.len() + 2).map(|i| if i == 0 { Align::Left } else { Align::Right }).collect();
    grid(&grid_rows, &aligns)
}

fn failed_checks(out: &mut String, report: &Report) {
    let Some(root) = &report.checks else { return };
    let all = words::flat(root);
    let rows: Vec<Vec<String>> = all
        .iter()
        .filter(|(_, check)| check.fails > 0)
        .map(|(group, check)| {
            let share = words::share(check).map(|s| format::value(s, Unit::Fraction)).unwrap_or_default();
            let name = clean(&format!(
                "{}{}{}",
                group.trim_start_matches("::"),
                if group.is_empty() { "" } else { " › " },
                check.name
            ));
            vec![name, format!("{} failed", format::count(check.fails)), format!("{share} passed")]
        })
        .collect();
    if all.is_empty() {
        return;
    }
    heading(out, "Checks");
    if rows.is_empty() {
        out.push_str(&format!("  all {} passed, every time\n", all.len()));
    }
    for line in grid(&rows, &[Align::Left, Align::Right, Align::Right]) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn errors(out: &mut String, report: &Report) {
    let errors = &report.errors;
    heading(out, "Errors");
    let told = words::errors(errors);
    if !told.is_empty() {
        out.push_str(&wrapped(&format!("  {}", clean(&told)), 2));
    }
    let line = |row: &ErrorRow| {
        let what = [&row.code, &row.message, &row.status, &row.method, &row.endpoint];
        let what: Vec<&str> = what.into_iter().flatten().map(String::as_str).collect();
        let (first, last) = (format::moment(row.first_ms), format::moment(row.last_ms));
        format!("  {} × {}, {first} to {last}: {}", format::count(row.count), what.join(" "), row.explained)
    };
    for row in &errors.rows {
        out.push_str(&wrapped(&clean(&line(row)), 4));
    }
    if let Some(left_out) = words::errors_left_out(errors) {
        out.push_str(&format!("  {left_out}\n"));
    }
}

fn notes(out: &mut String, report: &Report) {
    if report.notes.is_empty() && report.cross_checks.is_empty() {
        return;
    }
    heading(out, "Notes");
    for check in &report.cross_checks {
        out.push_str(&wrapped(&clean(&format!("  - {}: {}", check.source, check.conclusion)), 4));
    }
    for note in &report.notes {
        let sign = if note.level == NoteLevel::Info { '-' } else { '!' };
        out.push_str(&wrapped(&clean(&format!("  {sign} {}", note.text)), 4));
    }
}
