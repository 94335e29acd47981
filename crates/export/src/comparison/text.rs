//! A comparison as plain text for a terminal: the verdict, whether the sides are comparable, then the rows.

use sloscope_compare::{Comparison, Row, Side, Verdict, words};
use sloscope_model::format;

use crate::text::layout::{Align, grid, line, wrapped};

use super::written;

/// Plain text of at most 100 columns; `color` adds ANSI escapes to the verdict.
pub fn comparison_text(comparison: &Comparison, color: bool, keep_queries: bool) -> String {
    let comparison = &*written(comparison, keep_queries);
    let mut out = String::with_capacity(4096);
    let shown = comparison.verdict.shown();
    out.push_str(&wrapped(&comparison.headline, 0).replacen(shown, &paint(comparison.verdict, color), 1));
    out.push('\n');
    sides(&mut out, comparison);
    comparable(&mut out, comparison);
    changes(&mut out, comparison);
    let (gated, others): (Vec<&Row>, Vec<&Row>) = comparison.rows.iter().partition(|row| row.gate.is_some());
    let (looked_at, same): (Vec<&Row>, Vec<&Row>) = others.into_iter().partition(|row| words::is_telling(row));
    rows(&mut out, "Limits", &gated);
    for row in &gated {
        out.push_str(&wrapped(&format!("  - {}.", row.sentence), 4));
        if let Some(why) = &row.why {
            out.push_str(&wrapped(&format!("    {why}"), 4));
        }
    }
    out.push('\n');
    rows(&mut out, "Looked at, not tested", &looked_at);
    if !same.is_empty() {
        out.push_str(&line(&format!(
            "  {} of other metrics are the same; JSON has them.",
            format::counted(same.len() as u64, "number")
        )));
    }
    out.push_str("\nNotes\n");
    comparison.notes.iter().for_each(|note| out.push_str(&wrapped(&format!("  - {note}"), 4)));
    out
}

fn sides(out: &mut String, comparison: &Comparison) {
    out.push_str(&line(&format!("Compared: {}", words::design(comparison))));
    for (name, side) in [("Baseline", &comparison.baseline), ("Candidate", &comparison.candidate)] {
        out.push_str(&wrapped(&format!("  {name:<10} {}", side_label(side)), 13));
    }
    out.push('\n');
}

/// The side, and its parts where they say more.
fn side_label(side: &Side) -> String {
    const FEW: usize = 3;
    let parts: Vec<&str> = side.parts.iter().map(|part| part.label.as_str()).collect();
    match parts.as_slice() {
        [one] if *one == side.label => side.label.clone(),
        several if several.len() <= FEW => format!("{}: {}", side.label, several.join("; ")),
        [first, .., last] => format!("{}: {first} to {last}", side.label),
        _ => side.label.clone(),
    }
}

fn comparable(out: &mut String, comparison: &Comparison) {
    if comparison.comparability.is_empty() {
        out.push_str(&format!("Comparable? {}\n\n", words::COMPARABLE));
        return;
    }
    out.push_str("Comparable?\n");
    for concern in &comparison.comparability {
        let gravity = words::gravity(concern.gravity);
        out.push_str(&wrapped(&format!("  - {gravity}: {} ({})", concern.text, concern.evidence), 4));
    }
    out.push('\n');
}

fn changes(out: &mut String, comparison: &Comparison) {
    const MOST: usize = 10;
    let objectives = comparison.changes.objectives.iter().map(words::objective_change).collect::<Vec<_>>();
    let failures = comparison.changes.failures.iter().map(words::new_failure).collect::<Vec<_>>();
    for (title, lines) in [("Objectives that changed", objectives), ("New failures", failures)] {
        if lines.is_empty() {
            continue;
        }
        out.push_str(&line(title));
        lines.iter().take(MOST).for_each(|line| out.push_str(&wrapped(&format!("  - {line}"), 4)));
        if lines.len() > MOST {
            out.push_str(&line(&format!("  and {} more", lines.len() - MOST)));
        }
        out.push('\n');
    }
}

fn rows(out: &mut String, title: &str, rows: &[&Row]) {
    if rows.is_empty() {
        return;
    }
    let head = ["metric", "baseline", "candidate", "difference", "interval (95 %)", "verdict", "limit"];
    let mut cells = vec![head.map(str::to_owned).to_vec()];
    cells.extend(rows.iter().map(|row| row_cells(row)));
    let aligns = [Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Left, Align::Left];
    out.push_str(&line(title));
    for row in grid(cells, &aligns) {
        out.push_str(&line(&row));
    }
}

fn row_cells(row: &Row) -> Vec<String> {
    let dash = || "-".to_owned();
    let found = row.difference.as_ref();
    let [baseline, candidate] = row.middles();
    let middle = |value: Option<f64>| value.map_or_else(dash, |value| format::value(value, row.unit));
    vec![
        words::title(row),
        middle(baseline),
        middle(candidate),
        found.map_or_else(dash, |found| {
            match found.relative.filter(|_| row.unit != sloscope_model::stat::Unit::Fraction) {
                Some(share) => words::relative(share),
                None => words::signed(found.absolute, row.unit),
            }
        }),
        found.and_then(|found| words::interval(found, row.unit)).unwrap_or_else(dash),
        words::verdict(row),
        row.gate.as_ref().map_or_else(String::new, |gate| format!("{}: {}", gate.limit, words::outcome(gate.outcome))),
    ]
}

fn paint(verdict: Verdict, color: bool) -> String {
    let code = match verdict {
        Verdict::Worse => "31",
        Verdict::Better => "32",
        Verdict::Same => "36",
        Verdict::Changed | Verdict::Inconclusive | Verdict::CannotCompare => "33",
    };
    if color { format!("\u{1b}[1;{code}m{}\u{1b}[0m", verdict.shown()) } else { verdict.shown().to_owned() }
}
