//! A comparison as Markdown for a pull request: at most 30 lines, the rest folded.

use sloscope_compare::{Comparison, Gravity, Row, Side, words};
use sloscope_model::format;
use sloscope_model::stat::Unit;

use crate::markdown::escape::plain;
use crate::markdown::tables::table;

use super::written;

/// What stands outside of the fold: so many rows, and of everything else so many lines.
const ROWS: usize = 6;
const FEW: usize = 2;
/// A comment has a limit of 65,536 characters: more rows are counted.
const MOST_ROWS: usize = 200;

/// The comparison in Markdown.
pub fn comparison_markdown(comparison: &Comparison, keep_queries: bool) -> String {
    let comparison = &*written(comparison, keep_queries);
    let verdict = words::word(comparison);
    let rest = comparison.headline.strip_prefix(verdict).unwrap_or(&comparison.headline).trim_start_matches(": ");
    let mut out = format!("### {verdict}\n\n{}\n\n", plain(rest));
    let side = |side: &Side| plain(&side.label);
    out.push_str(&format!(
        "Compared: {}. Baseline: {}. Candidate: {}.\n\n",
        words::design(comparison),
        side(&comparison.baseline),
        side(&comparison.candidate)
    ));
    let gated: Vec<&Row> = comparison.rows.iter().filter(|row| row.gate.is_some()).collect();
    let others = comparison.rows.iter().filter(|row| row.gate.is_none());
    let shown: Vec<&Row> = gated.iter().copied().chain(others).take(ROWS).collect();
    rows(&mut out, &shown);
    list(&mut out, "Objectives that changed", objectives(comparison));
    list(&mut out, "New failures", failures(comparison));
    match comparison.comparability.is_empty() {
        true => out.push_str(&format!("**Comparable?** {}\n\n", words::COMPARABLE)),
        false => list(&mut out, "Comparable?", concerns(comparison)),
    }
    out.push_str("<details>\n<summary>All rows, runs and notes</summary>\n\n");
    rows(&mut out, &comparison.rows.iter().take(MOST_ROWS).collect::<Vec<_>>());
    let left = comparison.rows.len().saturating_sub(MOST_ROWS);
    if left > 0 {
        out.push_str(&format!("{} more are in the JSON form.\n\n", format::counted(left as u64, "row")));
    }
    for row in gated {
        let why = row.why.as_ref().map(|why| format!(" {}", plain(why))).unwrap_or_default();
        out.push_str(&format!("- {}.{why}\n", plain(&row.sentence)));
    }
    out.push('\n');
    whole(&mut out, "Objectives that changed", objectives(comparison));
    whole(&mut out, "New failures", failures(comparison));
    whole(&mut out, "Comparable?", concerns(comparison));
    for (name, side) in [("Baseline", &comparison.baseline), ("Candidate", &comparison.candidate)] {
        whole(&mut out, name, side.parts.iter().map(|part| plain(&part.label)).collect());
    }
    whole(&mut out, "Notes", comparison.notes.iter().map(|note| plain(note)).collect());
    out.push_str("</details>\n");
    out
}

fn objectives(comparison: &Comparison) -> Vec<String> {
    comparison.changes.objectives.iter().map(|change| plain(&words::objective_change(change))).collect()
}

fn failures(comparison: &Comparison) -> Vec<String> {
    comparison.changes.failures.iter().map(|failure| plain(&words::new_failure(failure))).collect()
}

fn concerns(comparison: &Comparison) -> Vec<String> {
    let shown = |concern: &sloscope_compare::Concern| {
        let gravity = words::gravity(concern.gravity);
        let mark = if concern.gravity == Gravity::Minor { gravity.to_owned() } else { format!("**{gravity}**") };
        format!("{mark}: {} ({})", plain(&concern.text), plain(&concern.evidence))
    };
    comparison.comparability.iter().map(shown).collect()
}

/// A title and the first few lines; how many more there are.
fn list(out: &mut String, title: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("**{title}**\n"));
    lines.iter().take(FEW).for_each(|line| out.push_str(&format!("- {line}\n")));
    if lines.len() > FEW {
        out.push_str(&format!("- and {} more, below\n", lines.len() - FEW));
    }
    out.push('\n');
}

/// All lines, inside of the fold: those that are not whole above it.
fn whole(out: &mut String, title: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("**{title}**\n"));
    lines.iter().for_each(|line| out.push_str(&format!("- {line}\n")));
    out.push('\n');
}

fn rows(out: &mut String, rows: &[&Row]) {
    let cells = |row: &&Row| {
        let dash = || "-".to_owned();
        let found = row.difference.as_ref();
        let [baseline, candidate] = row.middles();
        let middle = |value: Option<f64>| value.map_or_else(dash, |value| plain(&format::value(value, row.unit)));
        let change = found.map_or_else(dash, |found| match found.relative.filter(|_| row.unit != Unit::Fraction) {
            Some(share) => words::relative(share),
            None => words::signed(found.absolute, row.unit),
        });
        let limit = row.gate.as_ref().map_or_else(
            || "looked at".to_owned(),
            |gate| format!("{}: {}", plain(&gate.limit), words::outcome(gate.outcome)),
        );
        vec![
            plain(&words::title(row)),
            middle(baseline),
            middle(candidate),
            change,
            found.and_then(|found| words::interval(found, row.unit)).unwrap_or_else(dash),
            words::verdict(row),
            limit,
        ]
    };
    let head = ["Metric", "Baseline", "Candidate", "Change", "Interval (95 %)", "Verdict", "Limit"];
    table(out, &head, &rows.iter().map(cells).collect::<Vec<_>>());
}
