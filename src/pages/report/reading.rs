//! What must be known to read the numbers, and how they compare with k6's own.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{Difference, Note, NoteLevel, Report};

use super::{Page, hint, section};
use crate::components::element::{Element, classed, el};
use crate::components::figures::{Of, marked, number_cell, shown, valued};
use crate::components::table::{Column, cell, code, numbers, row_head, words as column};

static COLUMNS: [Column; 5] =
    [column("Series"), column("Statistic"), numbers("Here"), numbers("In the file"), column("Why they differ")];

pub fn reading(page: Page, report: &Arc<Report>) -> Element {
    let part = section("reading", "How to read the numbers");
    if report.notes.is_empty() && report.cross_checks.is_empty() {
        return part.add(hint("There is nothing to add: every line was read, and nothing is missing or estimated."));
    }
    let (searched, shared) = (Arc::clone(report), Arc::clone(report));
    let notes = page.items("Notes", "notes", "notes", report.notes.len()).of(
        move || searched.notes.iter().map(|note| note.text.clone()).collect(),
        move |rows, body| body.all(rows.iter().map(|at| note(&shared.notes[*at]))),
    );
    let (searched, shared) = (Arc::clone(report), Arc::clone(report));
    let checks = page.items("Comparisons", "comparisons", "stack", report.cross_checks.len()).of(
        move || searched.cross_checks.iter().map(|check| check.source.clone()).collect(),
        move |rows, body| body.all(rows.iter().map(|at| el("li").add(check(page, &shared, *at)))),
    );
    part.add(notes).add(checks)
}

fn note(note: &Note) -> Element {
    let (level, label) = match note.level {
        NoteLevel::Warning => ("warning", "Warning"),
        NoteLevel::Caution => ("caution", "Caution"),
        NoteLevel::Info => ("info", "Note"),
    };
    el("li").at("data-note", level).add(classed("span", "level").text(label)).add(el("p").text(note.text.clone()))
}

fn check(page: Page, report: &Arc<Report>, at: usize) -> Element {
    let check = &report.cross_checks[at];
    let name = format!("Compared with {}", check.source);
    let body = classed("div", "stack")
        .at("data-differences", check.source.clone())
        .add(el("h3").text(name.clone()))
        .add(el("p").text(check.conclusion.clone()));
    let row = |d: &Difference| {
        let series = d.series.to_string();
        el("tr")
            .add(row_head().add(code(series.clone())))
            .add(cell(d.stat.to_string()))
            .add(shown(
                marked(number_cell(), Of { series: &series, stat: d.stat }, d.ours),
                d.ours.map(|ours| format::exact(ours, d.unit)),
            ))
            .add(valued(number_cell(), Some(d.theirs)).text(format::exact(d.theirs, d.unit)))
            .add(cell(d.why.clone()))
    };
    let (searched, shared) = (Arc::clone(report), Arc::clone(report));
    body.add(page.rows(name, "differences", &COLUMNS, check.differences.len()).of(
        move || searched.cross_checks[at].differences.iter().map(|d| d.series.to_string()).collect(),
        move |rows, body| body.all(rows.iter().map(|row_at| row(&shared.cross_checks[at].differences[*row_at]))),
    ))
}
