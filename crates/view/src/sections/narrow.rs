//! The planned stages of a run as spans of time to look at.

use std::sync::Arc;

use sloscope_core::report::{Report, TargetStage, Window, words};

use super::rows::{self, Draw, Texts, each, texts};
use crate::action::Action;
use crate::button::report_button;
use crate::element::{Element, el};
use crate::list::List;
use crate::name::label;

/// The stages, each a button.
pub fn stages(report: &Arc<Report>) -> Element {
    let names: Texts =
        |report, _| texts(report.run.stages.len(), &|at| words::target_stage(report, &report.run.stages[at]));
    let draw: Draw =
        |report, _, rows, body| each(rows, body, &|at| el("li").child(button(report, &report.run.stages[at])));
    let list = List::items("Stages to look at", "stages", "stage-windows", report.run.stages.len());
    rows::draw(report, list, 0, names, draw)
}

fn button(report: &Report, stage: &TargetStage) -> Element {
    let window = Window { start_ms: stage.start_ms, end_ms: stage.end_ms };
    let name = label(&words::target_stage(report, stage));
    report_button("stage-window", name, Action::SetWindow(window)).attr("class", "quiet")
}
