//! The load: iterations that were planned, started, finished, dropped and never issued; of the whole run.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{LoadCounts, Report, ScenarioLoad, words};
use sloscope_core::stat::Unit;

use super::{Page, hint, section};
use crate::components::element::{Element, el};
use crate::components::figures::{number_cell, shown, valued};
use crate::components::table::{Column, cell, numbers, row_head, table, words as column};

/// What the columns of [`words::LOAD_COLUMNS`] are called by scripts.
const NAMES: [&str; 6] = ["planned", "started", "finished", "dropped", "never-issued", "late-p95"];

static SCENARIOS: [Column; 4] =
    [column("Scenario"), column("Begins iterations by"), numbers("Started, own time"), numbers("Started, k6’s time")];

pub fn load(_: Page, report: &Arc<Report>) -> Element {
    let part = section("load", "Load");
    let load = &report.load;
    if load.total.started.is_none() && load.total.planned.is_none() {
        return part.add(hint("These files do not say when iterations began."));
    }
    let mut columns = vec![column("Iterations")];
    columns.extend(words::LOAD_COLUMNS.map(numbers));
    let rows = words::load_lines(report).into_iter().map(|(label, counts)| row(label, counts));
    part.add(table("Planned and delivered iterations", &columns, rows))
        .add(hint(words::load_told(report)))
        .all(scenarios(&load.scenarios))
}

fn row(label: String, counts: &LoadCounts) -> Element {
    let cells = words::load_cells(counts).into_iter().zip(words::load_numbers(counts)).zip(NAMES);
    let cells = cells.map(|((text, value), name)| shown(valued(number_cell(), value).at("data-load", name), text));
    el("tr").at("data-load-of", label.clone()).add(row_head().text(label)).all(cells)
}

/// The rate over a scenario's own time beside the one over what k6 divides by.
fn scenarios(scenarios: &[ScenarioLoad]) -> Option<Element> {
    let rate = |value: Option<f64>| {
        shown(valued(number_cell(), value), value.map(|rate| format::value(rate, Unit::PerSecond)))
    };
    let row = |scenario: &ScenarioLoad| {
        let name = if scenario.name.is_empty() { "no scenario tag" } else { &scenario.name };
        let model = scenario.executor.clone().unwrap_or_else(|| words::load_model(scenario.model).to_owned());
        el("tr")
            .at("data-model", scenario.name.clone())
            .add(row_head().text(name.to_owned()))
            .add(cell(model))
            .add(rate(scenario.rate_active))
            .add(rate(scenario.rate))
    };
    (!scenarios.is_empty()).then(|| table("Rates of scenarios", &SCENARIOS, scenarios.iter().map(row)))
}
