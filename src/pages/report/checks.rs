//! Checks and groups, as a tree with pass rates.

use std::sync::Arc;

use sloscope_core::report::Report;
use sloscope_core::report::words::{self, CheckLine};

use super::rows::{each, texts};
use super::{Page, hint, section};
use crate::components::element::{Element, el};
use crate::components::figures;
use crate::components::name::named;
use crate::components::table::{Column, numbers, row_head, words as column};

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

pub fn checks(page: Page, report: &Arc<Report>) -> Element {
    let part = section("checks", "Checks and groups");
    let absent = words::checks_absent(report);
    let lines = report.checks.as_ref().map(words::lines).unwrap_or_default();
    let part = part.all(absent.map(hint));
    if lines.is_empty() {
        return part;
    }
    let list = page.rows("Checks and groups", "checks and groups", &COLUMNS, lines.len());
    part.add(page.draw(report, list, 0, names, draw))
}

fn names(_: Page, report: &Report, _: usize) -> Vec<String> {
    let lines = report.checks.as_ref().map(words::lines).unwrap_or_default();
    texts(lines.len(), &|at| lines[at].name.to_owned())
}

fn draw(_: Page, report: &Arc<Report>, _: usize, rows: &[usize], body: Element) -> Element {
    let lines = report.checks.as_ref().map(words::lines).unwrap_or_default();
    each(rows, body, &|at| row(&lines[at]))
}

fn row(line: &CheckLine) -> Element {
    let depth = line.depth.min(DEEPEST);
    let kind = if line.is_group { "group-line" } else { "check-line" };
    let line_of = el("tr")
        .at("class", format!("{kind} depth-{depth}"))
        .at(if line.is_group { "data-group" } else { "data-check" }, line.name.to_owned());
    let failed = figures::count(Some(line.fails));
    line_of
        .add(named(row_head(), line.name))
        .add(figures::share(line.share).at("data-stat", "rate"))
        .add(figures::count(Some(line.passes)).at("data-stat", "passes"))
        .add(if line.fails > 0 { failed.at("data-breaks", "") } else { failed }.at("data-stat", "fails"))
        .add(moment(line, line.first_fail_ms))
        .add(moment(line, line.last_fail_ms))
}

/// A check that never failed has no such moment; one that did may be of a file that does not tell it.
fn moment(line: &CheckLine, ms: Option<f64>) -> Element {
    match ms {
        None if line.fails == 0 || line.is_group => el("td"),
        ms => figures::moment(ms),
    }
}
