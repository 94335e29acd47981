//! Overall metrics: the few numbers that come first, each with its target and status.

use std::sync::Arc;

use sloscope_core::report::{OverallRow, Report, words};

use super::{Page, section};
use crate::components::element::{Element, classed, el};
use crate::components::figures::{Of, brief, marked, number_cell, verdict};
use crate::components::table::{Column, frame, numbers, row_head, words as column};

static COLUMNS: [Column; 4] = [column("Metric"), numbers("Value"), numbers("Target"), column("Status")];

pub fn overall(_: Page, report: &Arc<Report>) -> Element {
    let row = |row: &OverallRow| -> Element {
        let series = row.series.to_string();
        let head = row_head().text(row.label.clone());
        let value = marked(number_cell(), Of { series: &series, stat: row.stat }, row.value);
        let shown = words::overall_value(report, row);
        let value = match row.value {
            Some(_) => value.add(el("b").text(shown)),
            None => value.add(classed("span", "absent").text(shown)),
        };
        let line = el("tr").add(head).add(value);
        let line = match row.objective.and_then(|at| report.objectives.get(at)) {
            Some(o) => line
                .at("data-status", o.verdict.as_str())
                .add(brief(number_cell(), &words::target(o)))
                .add(el("td").add(verdict(o.verdict))),
            None => line.add(number_cell().add(nothing())).add(el("td").add(nothing())),
        };
        let note = row.note.clone().map(|note| {
            let cell = el("td").at("colspan", COLUMNS.len().to_string()).text(note);
            classed("tr", "note-line").add(cell)
        });
        el("tbody").add(line).all(note)
    };
    let rows = frame("Overall metrics".into(), &COLUMNS, el("table").all(report.overall.iter().map(row)));
    section("overall", "Overall metrics").add(classed("div", "narrow").add(rows))
}

fn nothing() -> Element {
    classed("span", "absent").at("title", "no objective").text("–")
}
