//! The choice of a run, where the files hold several.

use std::sync::Arc;

use sloscope_core::report::Report;

use crate::action::Action;
use crate::element::{Element, classed, el};

/// The choice; nothing where there is one run only.
pub fn choice(report: &Arc<Report>) -> Element {
    let area = classed("div", "runs");
    if report.runs.len() < 2 {
        return area;
    }
    let options = report.runs.iter().enumerate().map(|(at, run)| {
        el("option").attr("value", at.to_string()).attr("selected", at == report.query.run).child(run.label.clone())
    });
    let select = el("select").attr("id", "run").children(options).on("change", Action::ChooseRun);
    let said = format!("These files hold {} runs; the report shows one of them.", report.runs.len());
    area.child(el("label").attr("for", "run").child("Run")).child(select).child(super::hint(said))
}
