//! What must be known to read the numbers, and how they compare with k6's own.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{Difference, Note, NoteLevel, Report};

use super::rows::{self, Draw, Texts, each, texts};
use super::{hint, section};
use crate::element::{Element, classed, el};
use crate::figures::{Of, marked, number_cell, shown, valued};
use crate::list::List;
use crate::name::prose;
use crate::table::{Column, cell, code, numbers, row_head, words as column};

static COLUMNS: [Column; 5] =
    [column("Series"), column("Statistic"), numbers("Here"), numbers("In the file"), column("Why they differ")];

/// The section.
pub fn reading(report: &Arc<Report>) -> Element {
    let part = section("reading", "How to read the numbers");
    if report.notes.is_empty() && report.cross_checks.is_empty() {
        return part.child(hint("Nothing to note: every line was read, and nothing is missing or estimated."));
    }
    let names: Texts = |report, _| texts(report.notes.len(), &|at| report.notes[at].text.clone());
    let draw: Draw = |report, _, rows, body| each(rows, body, &|at| note(&report.notes[at]));
    let notes = rows::draw(report, List::items("Notes", "notes", "notes", report.notes.len()), 0, names, draw);
    let checks = List::items("Comparisons", "comparisons", "stack", report.cross_checks.len());
    let names: Texts = |report, _| texts(report.cross_checks.len(), &|at| report.cross_checks[at].source.clone());
    let draw: Draw = |report, _, rows, body| each(rows, body, &|at| el("li").child(check(report, at)));
    part.child(notes).child(rows::draw(report, checks, 0, names, draw))
}

fn note(note: &Note) -> Element {
    let (level, label) = match note.level {
        NoteLevel::Warning => ("warning", "Warning"),
        NoteLevel::Caution => ("caution", "Caution"),
        NoteLevel::Info => ("info", "Note"),
    };
    el("li").attr("data-note", level).child(classed("span", "level").child(label)).child(prose(el("p"), &note.text))
}

fn check(report: &Arc<Report>, at: usize) -> Element {
    let check = &report.cross_checks[at];
    let name = format!("Compared with {}", check.source);
    let body = classed("div", "stack")
        .attr("data-differences", check.source.clone())
        .child(prose(el("h3"), &name))
        .child(prose(el("p"), &check.conclusion));
    // A table of nothing says nothing.
    if check.differences.is_empty() {
        return body;
    }
    let names: Texts = |report, at| {
        let differences = &report.cross_checks[at].differences;
        texts(differences.len(), &|at| differences[at].series.to_string())
    };
    let draw: Draw =
        |report, of, rows, body| each(rows, body, &|at| difference(&report.cross_checks[of].differences[at]));
    let list = List::table(name, "differences", &COLUMNS, check.differences.len());
    body.child(rows::draw(report, list, at, names, draw))
}

fn difference(d: &Difference) -> Element {
    let series = d.series.to_string();
    el("tr")
        .child(row_head().child(code(series.clone())))
        .child(cell(d.stat.to_string()))
        .child(shown(
            marked(number_cell(), Of { series: &series, stat: d.stat }, d.ours),
            d.ours.map(|ours| format::exact(ours, d.unit)),
        ))
        .child(valued(number_cell(), Some(d.theirs)).child(format::exact(d.theirs, d.unit)))
        .child(prose(el("td"), &d.why))
}
