//! Overall metrics: the few numbers that come first, each with its target and status.

use std::sync::Arc;

use sloscope_core::report::{OverallRow, Report, words};

use super::section;
use crate::element::{Element, classed, el};
use crate::figures::{Of, brief, marked, number_cell, verdict};
use crate::table::{Column, frame, head, numbers, row_head, words as column};

static COLUMNS: [Column; 4] = [column("Metric"), numbers("Value"), numbers("Target"), column("Status")];

/// The section.
pub fn overall(report: &Arc<Report>) -> Element {
    let row = |row: &OverallRow| -> Element {
        let series = row.series.to_string();
        let name = row_head().child(row.label.clone());
        let value = marked(number_cell(), Of { series: &series, stat: row.stat }, row.value);
        let shown = words::overall_value(report, row);
        let value = match row.value {
            Some(_) => value.child(el("b").child(shown)),
            None => value.child(classed("span", "absent").child(shown)),
        };
        let line = el("tr").child(name).child(value);
        let line = match row.objective.and_then(|at| report.objectives.get(at)) {
            Some(o) => line
                .attr("data-status", o.verdict.as_str())
                .child(brief(number_cell(), &words::target(o)))
                .child(el("td").child(verdict(o.verdict))),
            None => line.child(number_cell().child(nothing())).child(el("td").child(nothing())),
        };
        let note = row.note.clone().map(|note| {
            let cell = el("td").attr("colspan", COLUMNS.len().to_string()).child(note);
            classed("tr", "note-line").child(cell)
        });
        el("tbody").child(line).children(note)
    };
    let rows =
        frame("Overall metrics".into(), el("table").child(head(&COLUMNS)).children(report.overall.iter().map(row)));
    section("overall", "Overall metrics").child(classed("div", "narrow").child(rows))
}

fn nothing() -> Element {
    classed("span", "absent").attr("title", "no objective").child("–")
}
