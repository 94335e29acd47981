//! What must be known before any number: what kind of report it is, what could not be read, warnings.

use std::sync::Arc;

use sloscope_core::report::{NoteLevel, Report, words};

use super::rows::{self, Draw, each};
use crate::element::{Element, classed, el};
use crate::list::List;
use crate::name::prose;
use crate::state::ViewState;

/// What the verdict is without: inputs that could not be read, each with what to do.
pub fn unread(report: &Arc<Report>) -> Element {
    if report.unread.is_empty() {
        return el("div");
    }
    let lines = report
        .unread
        .iter()
        .map(|input| el("li").attr("data-unread", input.name.clone()).child(words::unread_line(input)));
    classed("aside", "warnings")
        .attr("aria-label", words::UNREAD)
        .child(el("h2").child(words::UNREAD))
        .child(el("ul").children(lines))
}

/// What a stored report is, and what cannot be asked of it.
pub fn stored(report: &Report) -> Element {
    let lines = words::stored_report(report);
    if lines.is_empty() {
        return el("div");
    }
    let lines = lines.iter().map(|line| prose(el("li"), line));
    classed("aside", "warnings")
        .attr("aria-label", words::STORED)
        .attr("data-stored", "")
        .child(el("h2").child(words::STORED))
        .child(el("ul").children(lines))
}

/// What is wrong or missing, before any number.
/// Of a test that goes on the panel above tells lateness and drops; sentences on them would come and go.
pub fn warnings(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    let count = texts_of(report).len();
    if count == 0 || state.is_going() {
        return el("div");
    }
    let draw: Draw = |report, _, rows, body| {
        let texts = texts_of(report);
        each(rows, body, &|at| prose(el("li").attr("data-note", "warning"), &texts[at]))
    };
    let list = List::items("Warnings", "warnings", "", count);
    let lines = rows::draw(report, list, 0, |report, _| texts_of(report), draw);
    classed("aside", "warnings")
        .attr("aria-label", "Warnings")
        .child(el("h2").child("Know this before you read the numbers"))
        .child(lines)
}

fn texts_of(report: &Report) -> Vec<String> {
    report.notes.iter().filter(|note| note.level == NoteLevel::Warning).map(|note| note.text.clone()).collect()
}
