//! Latency in a terminal: of the statistics those that fit into a line; all of them are in the list of metrics.

use sloscope_analysis::report::{LatencyRow, Report, words};
use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::order::sort_short;
use sloscope_model::stat::Stat;

use super::layout::{Align, SCREEN, grid, wrapped};
use super::{heading, table};

/// What is left out first where a line is too long.
const SPARE: [Stat; 4] = [Stat::StdDev, Stat::P(99.9), Stat::Min, Stat::P(90.0)];
/// What is left out only where names that are cut to this are not enough.
const SCARCE: [Stat; 2] = [Stat::Med, Stat::P(50.0)];
const SHORT_NAME: usize = 36;
/// A column with a digit, and the space before it.
const NARROWEST: usize = 3;
/// "1,234,567.8": longer numbers, and those with a power of ten, are shown elsewhere.
const WIDEST: usize = 12;

pub(super) fn latency(out: &mut String, report: &Report) {
    heading(out, "Latency (ms)");
    let rows = &report.latency.rows;
    if rows.is_empty() {
        out.push_str(&wrapped(&format!("  {}", words::no_latency(report)), 2));
        return;
    }
    // The numbers of one metric do not push those of the others out.
    let (rows, wide): (Vec<&LatencyRow>, Vec<&LatencyRow>) = rows.iter().partition(|row| !has_wide_numbers(row));
    let rows = rows.as_slice();
    let all = rows.iter().flat_map(|row| row.values.iter()).map(|(stat, _)| stat);
    let mut stated = Stat::columns(MetricType::Trend, all);
    sort_short(&mut stated, |a, b| a.order(*b));
    let known = |stat: &Stat| *stat != Stat::Count && stated.binary_search_by(|known| known.order(*stat)).is_ok();
    let mut columns: Vec<Stat> = report.latency.columns.iter().copied().filter(known).collect();
    let mut left_out = Vec::new();
    let mut longest = usize::MAX;
    let most = SCREEN / NARROWEST;
    if columns.len() > most + SPARE.len() + SCARCE.len() {
        // Of very many it is clear which remain.
        let (spare, rest): (Vec<Stat>, _) =
            columns.into_iter().partition(|stat| SPARE.contains(stat) || SCARCE.contains(stat));
        left_out = spare;
        columns = rest;
        left_out.extend(columns.drain(most - 1..columns.len() - 1));
        longest = SHORT_NAME;
    }
    let place =
        |of: &[Stat], columns: &[Stat]| of.iter().find_map(|spare| columns.iter().position(|stat| stat == spare));
    while columns.len() > 1 && is_too_wide(rows, &columns, longest) {
        match place(&SPARE, &columns) {
            Some(at) => left_out.push(columns.remove(at)),
            // The name of one metric does not push the numbers of the others out.
            None if longest > SHORT_NAME => longest = SHORT_NAME,
            None => left_out.push(columns.remove(place(&SCARCE, &columns).unwrap_or(columns.len() - 2))),
        }
    }
    let aligns: Vec<Align> = (0..columns.len() + 2).map(|i| if i == 0 { Align::Left } else { Align::Right }).collect();
    if !rows.is_empty() {
        table(out, cells(rows, &columns, longest), &aligns);
    }
    for row in wide {
        let name = words::latency_label(row);
        out.push_str(&wrapped(&format!("  {name}: its numbers are too long for this table, see \"All metrics\"."), 4));
    }
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

fn has_wide_numbers(row: &LatencyRow) -> bool {
    let custom = sloscope_model::metric::builtin(&row.series.metric).is_none();
    let is_wide = |shown: String| shown.contains('e') || shown.chars().count() > WIDEST;
    custom && row.values.iter().any(|(stat, value)| stat != Stat::Count && is_wide(format::in_millis(value)))
}

fn is_too_wide(rows: &[&LatencyRow], columns: &[Stat], longest: usize) -> bool {
    let aligns = vec![Align::Left; columns.len() + 2];
    grid(cells(rows, columns, longest), &aligns).any(|line| line.chars().count() > SCREEN)
}

fn cells(rows: &[&LatencyRow], columns: &[Stat], longest: usize) -> Vec<Vec<String>> {
    let mut header = vec![String::new()];
    header.extend(columns.iter().map(Stat::to_string));
    header.push("samples".to_owned());
    let cells = |row: &&LatencyRow| {
        let value = |stat: &Stat| row.values.get(*stat).map_or_else(|| "-".to_owned(), format::in_millis);
        let label = format!("{}{}", if row.phase { "  " } else { "" }, words::latency_label(row));
        let mut cells = vec![match label.chars().count() > longest {
            true => label.chars().take(longest - 1).chain(['…']).collect(),
            false => label,
        }];
        cells.extend(columns.iter().map(value));
        cells.push(row.samples.map_or_else(|| "-".to_owned(), format::count));
        cells
    };
    std::iter::once(header).chain(rows.iter().map(cells)).collect()
}
