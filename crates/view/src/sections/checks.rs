//! Checks and groups, as a tree with pass rates.

use std::sync::Arc;

use sloscope_core::report::Report;
use sloscope_core::report::words::{self, CheckLine};

use super::rows::{self, each, texts};
use super::{hint, section};
use crate::element::{Element, el};
use crate::figures;
use crate::list::List;
use crate::name::named;
use crate::table::{Column, numbers, row_head, words as column};

static COLUMNS: [Column; 6] = [
    column("Check"),
    numbers("Pass rate"),
    numbers("Passed"),
    numbers("Failed"),
    numbers("First failed"),
    numbers("Last failed"),
];

/// Deeper groups are indented like this one.
const DEEPEST: usize = 6;

/// The section.
pub fn checks(report: &Arc<Report>) -> Element {
    let part = section("checks", "Checks and groups");
    let absent = words::checks_absent(report);
    let lines = report.checks.as_ref().map(words::lines).unwrap_or_default();
    let part = part.children(absent.map(hint));
    if lines.is_empty() {
        return part;
    }
    let list = List::table("Checks and groups", "checks and groups", &COLUMNS, lines.len());
    part.child(rows::draw(report, list, 0, names, draw))
}

fn names(report: &Report, _: usize) -> Vec<String> {
    let lines = report.checks.as_ref().map(words::lines).unwrap_or_default();
    texts(lines.len(), &|at| lines[at].name.to_owned())
}

fn draw(report: &Arc<Report>, _: usize, rows: &[usize], body: Element) -> Element {
    let lines = report.checks.as_ref().map(words::lines).unwrap_or_default();
    each(rows, body, &|at| row(&lines[at]))
}

fn row(line: &CheckLine) -> Element {
    let depth = line.depth.min(DEEPEST);
    let kind = if line.is_group { "group-line" } else { "check-line" };
    let line_of = el("tr")
        .attr("class", format!("{kind} depth-{depth}"))
        .attr(if line.is_group { "data-group" } else { "data-check" }, line.name.to_owned());
    let failed = figures::count(Some(line.fails));
    line_of
        .child(named(row_head(), line.name))
        .child(figures::share(line.share).attr("data-stat", "rate"))
        .child(figures::count(Some(line.passes)).attr("data-stat", "passes"))
        .child(if line.fails > 0 { failed.attr("data-breaks", "") } else { failed }.attr("data-stat", "fails"))
        .child(moment(line, line.first_fail_ms))
        .child(moment(line, line.last_fail_ms))
}

/// A check that never failed has no such moment; one that did may be of a file that does not tell it.
fn moment(line: &CheckLine, ms: Option<f64>) -> Element {
    match ms {
        None if line.fails == 0 || line.is_group => el("td"),
        ms => figures::moment(ms),
    }
}
