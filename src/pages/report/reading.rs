//! What must be known to read the numbers, and how they compare with k6's own.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{Difference, Note, NoteLevel, Report};

use super::rows::{Draw, Texts, each, texts};
use super::{Page, hint, section};
use crate::components::element::{Element, classed, el};
use crate::components::figures::{Of, marked, number_cell, shown, valued};
use crate::components::name::prose;
use crate::components::table::{Column, cell, code, numbers, row_head, words as column};

static COLUMNS: [Column; 5] =
    [column("Series"), column("Statistic"), numbers("Here"), numbers("In the file"), column("Why they differ")];

pub fn reading(page: Page, report: &Arc<Report>) -> Element {
    let part = section("reading", "How to read the numbers");
    if report.notes.is_empty() && report.cross_checks.is_empty() {
        return part.add(hint("There is nothing to add: every line was read, and nothing is missing or estimated."));
    }
    let names: Texts = |_, report, _| texts(report.notes.len(), &|at| report.notes[at].text.clone());
    let draw: Draw = |_, report, _, rows, body| each(rows, body, &|at| note(&report.notes[at]));
    let notes = page.draw(report, page.items("Notes", "notes", "notes", report.notes.len()), 0, names, draw);
    let checks = page.items("Comparisons", "comparisons", "stack", report.cross_checks.len());
    let names: Texts = |_, report, _| texts(report.cross_checks.len(), &|at| report.cross_checks[at].source.clone());
    let draw: Draw = |page, report, _, rows, body| each(rows, body, &|at| el("li").add(check(page, report, at)));
    part.add(notes).add(page.draw(report, checks, 0, names, draw))
}

fn note(note: &Note) -> Element {
    let (level, label) = match note.level {
        NoteLevel::Warning => ("warning", "Warning"),
        NoteLevel::Caution => ("caution", "Caution"),
        NoteLevel::Info => ("info", "Note"),
    };
    el("li").at("data-note", level).add(classed("span", "level").text(label)).add(prose(el("p"), &note.text))
}

fn check(page: Page, report: &Arc<Report>, at: usize) -> Element {
    let check = &report.cross_checks[at];
    let name = format!("Compared with {}", check.source);
    let body = classed("div", "stack")
        .at("data-differences", check.source.clone())
        .add(prose(el("h3"), &name))
        .add(prose(el("p"), &check.conclusion));
    let names: Texts = |_, report, at| {
        let differences = &report.cross_checks[at].differences;
        texts(differences.len(), &|at| differences[at].series.to_string())
    };
    let draw: Draw =
        |_, report, of, rows, body| each(rows, body, &|at| difference(&report.cross_checks[of].differences[at]));
    let list = page.rows(name, "differences", &COLUMNS, check.differences.len());
    body.add(page.draw(report, list, at, names, draw))
}

fn difference(d: &Difference) -> Element {
    let series = d.series.to_string();
    el("tr")
        .add(row_head().add(code(series.clone())))
        .add(cell(d.stat.to_string()))
        .add(shown(
            marked(number_cell(), Of { series: &series, stat: d.stat }, d.ours),
            d.ours.map(|ours| format::exact(ours, d.unit)),
        ))
        .add(valued(number_cell(), Some(d.theirs)).text(format::exact(d.theirs, d.unit)))
        .add(prose(el("td"), &d.why))
}
