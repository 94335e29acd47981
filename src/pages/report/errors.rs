//! Failed requests: what, where, how often, when, and what it means.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{ErrorRow, Report, words};

use super::{Page, hint, section};
use crate::components::disclosure::disclosure;
use crate::components::element::{Element, classed, el};
use crate::components::figures::{self, absent};
use crate::components::table::{Column, code, numbers, row_head, table, words as column};

static COLUMNS: [Column; 7] = [
    column("Error"),
    column("Status"),
    column("Endpoint"),
    numbers("Count"),
    numbers("Share"),
    numbers("First seen"),
    numbers("Last seen"),
];

/// So many kinds of failure are shown at once; the rest opens.
const FIRST: usize = 40;

pub fn errors(page: Page, report: &Arc<Report>) -> Element {
    let errors = &report.errors;
    let part = section("errors", "Errors").add(classed("p", "told").text(words::errors(errors)));
    if errors.rows.is_empty() {
        return part;
    }
    let shared = Arc::clone(report);
    let rest = (errors.rows.len() > FIRST).then(|| {
        let label = format!("{} more kinds of failure", format::count((errors.rows.len() - FIRST) as u64));
        disclosure(page.disclosures.part("errors".to_owned()), label, move || {
            rows(&shared, FIRST..shared.errors.rows.len())
        })
    });
    part.add(rows(report, 0..errors.rows.len().min(FIRST))).all(rest).all(words::errors_left_out(errors).map(hint))
}

fn rows(report: &Report, range: std::ops::Range<usize>) -> Element {
    let shown = report.errors.rows.get(range).unwrap_or_default();
    table("Errors", &COLUMNS, shown.iter().map(|row| line(report, row)))
}

fn line(report: &Report, row: &ErrorRow) -> Element {
    let or_dash = |cell: Element, text: &Option<String>| match text {
        Some(text) => cell.text(text.clone()),
        None => cell.add(absent()),
    };
    let code_of = row.code.clone().map(code);
    let head = or_dash(row_head().all(code_of).text(" "), &row.message)
        .add(classed("small", "note").text(row.explained.clone()));
    el("tr")
        .at("data-error", row.code.clone().unwrap_or_default())
        .add(head)
        .add(or_dash(el("td"), &row.status))
        .add(classed("td", "endpoint").add(code(words::endpoint(row))))
        .add(figures::count(Some(row.count)).at("data-stat", "count"))
        .add(figures::share(words::error_share(&report.errors, row)))
        .add(figures::moment(Some(row.first_ms)))
        .add(figures::moment(Some(row.last_ms)))
}
