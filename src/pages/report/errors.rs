//! Failed requests: what, where, how often, when, and what it means.

use std::sync::Arc;

use sloscope_core::report::{ErrorRow, Report, words};

use super::rows::{Draw, Texts, each, texts};
use super::{Page, hint, narrow, section};
use crate::components::button::button;
use crate::components::element::{Element, classed, el};
use crate::components::figures::{self, absent};
use crate::components::list::List;
use crate::components::name::{label, name, named};
use crate::components::spark::{HEIGHT, WIDTH, spark};
use crate::components::table::{Column, code, numbers, row_head, words as column};

static COLUMNS: [Column; 8] = [
    column("Error"),
    column("Status"),
    column("Endpoint"),
    numbers("Count"),
    numbers("Share"),
    numbers("First seen"),
    numbers("Last seen"),
    column("Over time"),
];

pub fn errors(page: Page, report: &Arc<Report>) -> Element {
    let errors = &report.errors;
    let part = section("errors", "Errors").add(classed("p", "told").text(words::errors(report)));
    if errors.rows.is_empty() {
        return part;
    }
    let list = page.rows("Errors", "errors", &COLUMNS, errors.rows.len());
    let list = List { left_out: errors.rows_left_out, ..list };
    let draw: Draw = |page, report, _, rows, body| each(rows, body, &|at| line(page, report, &report.errors.rows[at]));
    let names: Texts = |_, report, _| texts(report.errors.rows.len(), &|at| text(&report.errors.rows[at]));
    part.add(page.draw(report, list, 0, names, draw)).all(words::errors_left_out(errors, errors.rows.len()).map(hint))
}

/// What is searched of a row.
fn text(row: &ErrorRow) -> String {
    let of = |text: &Option<String>| text.clone().unwrap_or_default();
    format!("{} {} {} {}", of(&row.code), of(&row.message), of(&row.status), words::endpoint(row))
}

fn line(page: Page, report: &Report, row: &ErrorRow) -> Element {
    let or_dash = |cell: Element, text: &Option<String>| match text {
        Some(text) => named(cell, text),
        None => cell.add(absent()),
    };
    let code_of = row.code.clone().map(|code| only_this(page, report, code));
    let head = row_head().all(code_of).text(" ");
    let unnamed = row.code.is_none() && row.message.is_none();
    let head = if unnamed { head.add(absent()) } else { head.add(name(row.message.as_deref().unwrap_or_default())) };
    let head = head.add(classed("small", "note").text(row.explained.clone()));
    el("tr")
        .at("data-error", row.code.clone().unwrap_or_default())
        .add(head)
        .add(or_dash(el("td"), &row.status))
        .add(classed("td", "endpoint").add(code(words::endpoint(row))))
        .add(figures::count(Some(row.count)).at("data-stat", "count"))
        .add(figures::share(words::error_share(&report.errors, row)))
        .add(figures::moment(Some(row.first_ms)))
        .add(figures::moment(Some(row.last_ms)))
        .add(el("td").add(spark(row.course.lines(WIDTH, HEIGHT))))
}

/// A code that narrows the report to its requests.
fn only_this(page: Page, report: &Report, text: String) -> Element {
    let wanted = text.clone();
    let act = move || narrow::only(page, vec![("error_code".to_owned(), wanted.clone())]);
    button("filter-error", "", act)
        .at("class", "row-filter")
        .at("title", "Show only these in the whole report")
        .flag("disabled", !report.has_samples())
        .add(el("code").add(label(&text)))
}
