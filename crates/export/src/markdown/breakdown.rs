//! The breakdown as a Markdown table.

use sloscope_analysis::report::{Report, words};
use sloscope_model::format;

use super::escape::{code_cell, plain};
use super::tables::table;

/// A longer table is not read in a pull request; JSON has all rows.
const MOST_ROWS: usize = 200;

pub(super) fn breakdown(out: &mut String, report: &Report) {
    let Some(found) = &report.breakdown else { return };
    out.push_str(&format!("By {}: ", plain(&found.keys.join(" and "))));
    out.push_str(&format!("{}\n\n", plain(&words::breakdown(found))));
    if found.rows.is_empty() {
        return;
    }
    let keys = found.keys.iter().map(|key| plain(key));
    let head: Vec<String> = keys.chain(words::breakdown_heads(found)).collect();
    let rows = found.rows.iter().take(MOST_ROWS).map(|row| {
        let value = |value: &Option<String>| value.as_deref().map_or_else(|| words::NO_VALUE.to_owned(), code_cell);
        let number = |(value, unit): (Option<f64>, _)| {
            value.map_or_else(|| "-".to_owned(), |value| words::breakdown_number(value, unit))
        };
        let numbers = words::breakdown_numbers(found, row).into_iter().map(number);
        row.values.iter().map(value).chain(numbers).collect()
    });
    table(out, &head.iter().map(String::as_str).collect::<Vec<_>>(), &rows.collect::<Vec<Vec<String>>>());
    let more = found.rows.len().saturating_sub(MOST_ROWS) as u64;
    if more > 0 {
        out.push_str(&format!("And {}; the JSON report has all.\n\n", format::counted(more, "more row")));
    }
    let notes = words::breakdown_notes(found);
    notes.iter().for_each(|note| out.push_str(&format!("- {}\n", plain(note))));
    out.push_str(if notes.is_empty() { "" } else { "\n" });
}
