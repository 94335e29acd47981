//! Latency in a terminal: of the statistics those that fit into a line; all of them are in the list of metrics.

use super::layout::{Align, SCREEN, grid, wrapped};
use super::{heading, table};
use crate::format;
use crate::metric::MetricType;
use crate::report::{LatencyRow, Report, words};
use crate::stat::Stat;

/// What is left out first where a line is too long.
const SPARE: [Stat; 6] = [Stat::StdDev, Stat::P(99.9), Stat::Min, Stat::P(90.0), Stat::Med, Stat::P(50.0)];

pub(super) fn latency(out: &mut String, report: &Report) {
    heading(out, "Latency (ms)");
    let rows = &report.latency.rows;
    if rows.is_empty() {
        out.push_str(&wrapped(&format!("  {}", words::no_latency(report)), 2));
        return;
    }
    let known = |stat: &Stat| *stat != Stat::Count && rows.iter().any(|row| row.values.get(*stat).is_some());
    let mut columns: Vec<Stat> = report.latency.columns.iter().copied().filter(known).collect();
    let mut left_out = Vec::new();
    while columns.len() > 1 && is_too_wide(rows, &columns) {
        let spare = SPARE.iter().find_map(|spare| columns.iter().position(|stat| stat == spare));
        left_out.push(columns.remove(spare.unwrap_or(columns.len() - 2)));
    }
    let aligns: Vec<Align> = (0..columns.len() + 2).map(|i| if i == 0 { Align::Left } else { Align::Right }).collect();
    table(out, &cells(rows, &columns), &aligns);
    if !left_out.is_empty() {
        let names: Vec<String> =
            Stat::columns(MetricType::Trend, left_out.into_iter()).iter().map(Stat::to_string).collect();
        out.push_str(&wrapped(&format!("  Under \"All metrics\" are also: {}.", names.join(", ")), 2));
    }
    for note in rows.iter().filter_map(|row| row.note.as_ref().map(|note| format!("  {}: {note}.", row.label))) {
        out.push_str(&wrapped(&note, 4));
    }
    if let Some(absent) = &report.latency.absent {
        out.push_str(&wrapped(&format!("  {absent}"), 2));
    }
}

fn is_too_wide(rows: &[LatencyRow], columns: &[Stat]) -> bool {
    let aligns = vec![Align::Left; columns.len() + 2];
    grid(&cells(rows, columns), &aligns).iter().any(|line| line.chars().count() > SCREEN)
}

fn cells(rows: &[LatencyRow], columns: &[Stat]) -> Vec<Vec<String>> {
    let mut header = vec![String::new()];
    header.extend(columns.iter().map(Stat::to_string));
    header.push("samples".to_owned());
    let cells = |row: &LatencyRow| {
        let value = |stat: &Stat| row.values.get(*stat).map_or_else(|| "-".to_owned(), format::in_millis);
        let mut cells = vec![format!("{}{}", if row.phase { "  " } else { "" }, words::latency_label(row))];
        cells.extend(columns.iter().map(value));
        cells.push(row.samples.map_or_else(|| "-".to_owned(), format::count));
        cells
    };
    std::iter::once(header).chain(rows.iter().map(cells)).collect()
}
