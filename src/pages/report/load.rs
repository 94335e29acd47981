//! The load: iterations that were planned, started, finished, dropped and never issued; of the whole run.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{LoadCounts, Report, ScenarioLoad, words};
use sloscope_core::stat::Unit;

use super::rows::{Draw, Texts, each, texts};
use super::{Page, hint, section};
use crate::components::element::{Element, el};
use crate::components::figures::{number_cell, shown, valued};
use crate::components::name::named;
use crate::components::table::{Column, numbers, row_head, words as column};

/// What the columns of [`words::LOAD_COLUMNS`] are called by scripts.
const NAMES: [&str; 6] = ["planned", "started", "finished", "dropped", "never-issued", "late-p95"];

static SCENARIOS: [Column; 4] =
    [column("Scenario"), column("Begins iterations by"), numbers("Started, own time"), numbers("Started, k6’s time")];

pub fn load(page: Page, report: &Arc<Report>) -> Element {
    let part = section("load", "Load");
    let load = &report.load;
    if load.total.started.is_none() && load.total.planned.is_none() {
        return part.add(hint("These files do not say when iterations began."));
    }
    let mut columns = vec![column("Iterations")];
    columns.extend(words::LOAD_COLUMNS.map(numbers));
    let names: Texts = |_, report, _| {
        let lines = words::load_lines(report);
        texts(lines.len(), &|at| lines[at].0.clone())
    };
    let draw: Draw = |_, report, _, rows, body| {
        let lines = words::load_lines(report);
        each(rows, body, &|at| row(lines[at].0.clone(), lines[at].1))
    };
    let list = page.rows("Planned and delivered iterations", "rows", &columns, words::load_lines(report).len());
    part.add(page.draw(report, list, 0, names, draw)).add(hint(words::load_told(report))).all(scenarios(page, report))
}

fn row(label: String, counts: &LoadCounts) -> Element {
    let cells = words::load_cells(counts).into_iter().zip(words::load_numbers(counts)).zip(NAMES);
    let cells = cells.map(|((text, value), name)| shown(valued(number_cell(), value).at("data-load", name), text));
    el("tr").at("data-load-of", label.clone()).add(named(row_head(), &label)).all(cells)
}

/// The rate over a scenario's own time beside the one over what k6 divides by.
fn scenarios(page: Page, report: &Arc<Report>) -> Option<Element> {
    let names: Texts =
        |_, report, _| texts(report.load.scenarios.len(), &|at| name(&report.load.scenarios[at]).to_owned());
    let draw: Draw = |_, report, _, rows, body| each(rows, body, &|at| scenario(&report.load.scenarios[at]));
    let count = report.load.scenarios.len();
    let list = page.rows("Rates of scenarios", "scenarios", &SCENARIOS, count);
    (count > 0).then(|| page.draw(report, list, 0, names, draw))
}

fn name(scenario: &ScenarioLoad) -> &str {
    if scenario.name.is_empty() { "no scenario tag" } else { &scenario.name }
}

fn scenario(scenario: &ScenarioLoad) -> Element {
    let rate = |value: Option<f64>| {
        shown(valued(number_cell(), value), value.map(|rate| format::value(rate, Unit::PerSecond)))
    };
    let model = scenario.executor.as_deref().unwrap_or_else(|| words::load_model(scenario.model));
    el("tr")
        .at("data-model", scenario.name.clone())
        .add(named(row_head(), name(scenario)))
        .add(named(el("td"), model))
        .add(rate(scenario.rate_active))
        .add(rate(scenario.rate))
}
