//! The breakdown in a terminal: its largest rows, and of the columns those that fit.

use sloscope_analysis::report::{Breakdown, Report, words};
use sloscope_model::format;

use super::heading;
use super::layout::{Align, SCREEN, grid, wrapped};

/// More rows are no table to read in a terminal; JSON has all.
const MOST_ROWS: usize = 50;

pub(super) fn breakdown(out: &mut String, report: &Report) {
    let Some(found) = &report.breakdown else { return };
    heading(out, &format!("By {}", found.keys.join(" and ")));
    out.push_str(&wrapped(&format!("  {}", words::breakdown(found)), 2));
    let heads = words::breakdown_heads(found);
    let mut shown: Vec<usize> = (0..heads.len()).collect();
    let mut lines = lines(found, &heads, &shown);
    // What can be spared first where a line is too long.
    for spare in ["Share", "p90 (ms)", "p50 (ms)", "Per second", "avg (ms)"] {
        if lines.iter().any(|line| line.chars().count() > SCREEN) {
            shown.retain(|at| heads[*at] != spare);
            lines = self::lines(found, &heads, &shown);
        }
    }
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    let more = found.rows.len().saturating_sub(MOST_ROWS) as u64;
    if more > 0 {
        out.push_str(&format!("  and {}: --format json has all\n", format::counted(more, "more row")));
    }
    for note in words::breakdown_notes(found) {
        out.push_str(&wrapped(&format!("  {}", note), 2));
    }
}

fn lines(found: &Breakdown, heads: &[String], shown: &[usize]) -> Vec<String> {
    if found.rows.is_empty() {
        return Vec::new();
    }
    let keys = found.keys.len();
    let head = found.keys.iter().cloned().chain(shown.iter().map(|at| heads[*at].clone()));
    let mut all: Vec<Vec<String>> = vec![head.collect()];
    for row in found.rows.iter().take(MOST_ROWS) {
        let numbers = words::breakdown_numbers(found, row);
        let number = |at: &usize| {
            let (value, unit) = numbers[*at];
            value.map_or_else(|| "-".to_owned(), |value| words::breakdown_number(value, unit))
        };
        let values = row.values.iter().map(|value| words::breakdown_value(value).to_owned());
        all.push(values.chain(shown.iter().map(number)).collect());
    }
    let align = |at| if at < keys { Align::Left } else { Align::Right };
    grid(all, &(0..keys + shown.len()).map(align).collect::<Vec<_>>()).collect()
}
