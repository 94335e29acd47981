//! The tables of a report as CSV, for spreadsheets and scripts: full precision, times in ms, sizes in bytes, shares of one,
//! and an empty field where there is no value. Texts from files cannot act as formulas (`format::csv_text`).

mod tables;

use sloscope_analysis::chart::Chart;
use sloscope_analysis::report::{Report, words};
use sloscope_model::format::{csv_line, csv_text};

use super::written;

/// What a field holds.
pub(crate) enum Cell {
    /// From a file, or a sentence.
    Text(String),
    Number(f64),
    Count(u64),
    Absent,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Absent, Self::Number)
    }

    fn count(value: Option<u64>) -> Self {
        value.map_or(Self::Absent, Self::Count)
    }

    fn some(text: &Option<String>) -> Self {
        text.as_deref().map_or(Self::Absent, Self::text)
    }

    fn written(&self) -> String {
        match self {
            Self::Text(text) => csv_text(text),
            Self::Number(value) => value.to_string(),
            Self::Count(value) => value.to_string(),
            Self::Absent => String::new(),
        }
    }
}

/// Heads and rows.
pub(crate) struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    fn new(heads: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Self {
        Self { heads: heads.iter().map(|head| (*head).to_owned()).collect(), rows: rows.collect() }
    }

    fn written(&self) -> String {
        let mut out = String::new();
        csv_line(&mut out, &self.heads);
        self.rows.iter().for_each(|row| csv_line(&mut out, &row.iter().map(Cell::written).collect::<Vec<_>>()));
        out
    }
}

/// The name of a table that is a breakdown, which has to be asked for.
const BREAKDOWN: &str = "breakdown";

/// The names of all tables of a report; `summary` is the one for a first look. Those of charts are apart: [`chart_csv`].
pub fn csv_tables() -> Vec<&'static str> {
    tables::ALL.iter().map(|(name, _)| *name).chain([BREAKDOWN]).collect()
}

/// A table of a report; `None` if there is none of that name.
pub fn csv(report: &Report, table: &str, keep_queries: bool) -> Option<String> {
    let report = &*written(report, keep_queries);
    if table == BREAKDOWN {
        return report.breakdown.as_ref().map(|found| words::breakdown_csv(found, true));
    }
    let (_, make) = tables::ALL.iter().find(|(name, _)| *name == table)?;
    Some(make(report).written())
}

/// The numbers behind a chart: one row for each place on its axis, in ms after the start of the run if that is time.
pub fn chart_csv(chart: &Chart, keep_queries: bool) -> String {
    let without = if keep_queries { None } else { chart.without_queries() };
    let table = &without.as_ref().unwrap_or(chart).table;
    let place = if chart.time.is_some() { "ms".to_owned() } else { csv_text(&table.first) };
    let heads = table.columns.iter().map(|column| csv_text(&column.label));
    let has_notes = table.rows.iter().any(|row| !row.note.is_empty());
    let heads: Vec<String> = [place].into_iter().chain(heads).chain(has_notes.then(|| "note".to_owned())).collect();
    let rows = table.rows.iter().map(|row| {
        let values = row.values.iter().map(|value| Cell::number(*value));
        let note = has_notes.then(|| Cell::text(row.note.as_str()));
        [Cell::Number(row.at)].into_iter().chain(values).chain(note).collect()
    });
    Table { heads, rows: rows.collect() }.written()
}
