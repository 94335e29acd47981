//! Failed requests: what, where, how often, when, and what it means.

use std::sync::Arc;

use sloscope_core::report::{ErrorRow, Report, words};

use super::rows::{self, Draw, Texts, each, texts};
use super::{hint, section};
use crate::action::Action;
use crate::button::report_button;
use crate::element::{Element, classed, el};
use crate::figures::{self, absent};
use crate::list::List;
use crate::name::{label, name, named};
use crate::spark::{HEIGHT, WIDTH, spark};
use crate::table::{Column, code, numbers, row_head, words as column};

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

/// The section.
pub fn errors(report: &Arc<Report>) -> Element {
    let errors = &report.errors;
    let part = section("errors", "Errors").child(classed("p", "statement").child(words::errors(report)));
    if errors.rows.is_empty() {
        return part;
    }
    let list = List::table("Errors", "errors", &COLUMNS, errors.rows.len());
    let list = List { left_out: errors.rows_left_out, ..list };
    let draw: Draw = |report, _, rows, body| each(rows, body, &|at| line(report, &report.errors.rows[at]));
    let names: Texts = |report, _| texts(report.errors.rows.len(), &|at| text(&report.errors.rows[at]));
    part.child(rows::draw(report, list, 0, names, draw))
        .children(words::errors_left_out(errors, errors.rows.len()).map(hint))
}

/// What is searched of a row.
fn text(row: &ErrorRow) -> String {
    let of = |text: &Option<String>| text.clone().unwrap_or_default();
    format!("{} {} {} {}", of(&row.code), of(&row.message), of(&row.status), words::endpoint(row))
}

fn line(report: &Report, row: &ErrorRow) -> Element {
    let or_dash = |cell: Element, text: &Option<String>| match text {
        Some(text) => named(cell, text),
        None => cell.child(absent()),
    };
    let code_of = row.code.clone().map(|code| only_this(report, code));
    let head = row_head().children(code_of).child(" ");
    let unnamed = row.code.is_none() && row.message.is_none();
    let head =
        if unnamed { head.child(absent()) } else { head.child(name(row.message.as_deref().unwrap_or_default())) };
    let head = head.child(classed("small", "note").child(row.explained.clone()));
    el("tr")
        .key(text(row))
        .attr("data-error", row.code.clone().unwrap_or_default())
        .child(head)
        .child(or_dash(el("td"), &row.status))
        .child(classed("td", "endpoint").child(code(words::endpoint(row))))
        .child(figures::count(Some(row.count)).attr("data-stat", "count"))
        .child(figures::share(words::error_share(&report.errors, row)))
        .child(figures::moment(Some(row.first_ms)))
        .child(figures::moment(Some(row.last_ms)))
        .child(el("td").child(spark(row.course.lines(WIDTH, HEIGHT))))
}

/// A code that narrows the report to its requests.
fn only_this(report: &Report, text: String) -> Element {
    let code = el("code").child(label(&text));
    report_button("filter-error", code, Action::Only(vec![("error_code".to_owned(), text)]))
        .attr("class", "row-filter")
        .attr("title", "Show only these in the whole report")
        .attr("disabled", !report.has_samples())
}
