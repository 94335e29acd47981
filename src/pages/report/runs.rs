//! The choice of a run, where the files hold several.

use std::sync::Arc;

use leptos::prelude::event_target_value;
use sloscope_core::report::{Query, Report};

use super::Page;
use crate::components::element::{Element, classed, el};

pub fn choice(page: Page, report: &Arc<Report>) -> Element {
    let area = classed("div", "runs");
    if report.runs.len() < 2 {
        return area;
    }
    let options = report.runs.iter().enumerate().map(|(at, run)| {
        el("option").at("value", at.to_string()).flag("selected", at == report.query.run).text(run.label.clone())
    });
    let select = el("select").at("id", "run").all(options).on("change", move |event| {
        if let Ok(run) = event_target_value(&event).parse() {
            page.session.ask(Query { run, ..Query::default() });
        }
    });
    let said = format!("{} runs are in these files; the report is on one of them.", report.runs.len());
    area.add(el("label").at("for", "run").text("Run")).add(select).add(super::hint(said))
}
