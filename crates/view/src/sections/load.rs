//! The load: iterations that were planned, started, finished, dropped and never issued; of the whole run.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{GeneratorLoad, LoadCounts, Report, ScenarioLoad, words};
use sloscope_core::stat::Unit;

use super::rows::{self, Draw, Texts, each, texts};
use super::{hint, section};
use crate::element::{Element, classed, el};
use crate::figures::{number_cell, shown, valued};
use crate::list::List;
use crate::name::named;
use crate::table::{Column, numbers, row_head, words as column};

/// What the columns of [`words::LOAD_COLUMNS`] are called by scripts.
const NAMES: [&str; 6] = ["planned", "started", "finished", "dropped", "never-issued", "late-p95"];

static SCENARIOS: [Column; 4] =
    [column("Scenario"), column("Load model"), numbers("Started, own time"), numbers("Started, k6’s time")];

/// The section.
pub fn load(report: &Arc<Report>) -> Element {
    let part = section("load", "Load");
    let load = &report.load;
    if load.total.started.is_none() && load.total.planned.is_none() {
        return part.child(hint("These files do not say when iterations began."));
    }
    let mut columns = vec![column("Iterations")];
    columns.extend(words::LOAD_COLUMNS.map(numbers));
    let names: Texts = |report, _| {
        let lines = words::load_lines(report);
        texts(lines.len(), &|at| lines[at].0.clone())
    };
    let draw: Draw = |report, _, rows, body| {
        let lines = words::load_lines(report);
        each(rows, body, &|at| row(lines[at].0.clone(), lines[at].1))
    };
    let list = List::table("Planned and delivered iterations", "rows", &columns, words::load_lines(report).len());
    part.child(rows::draw(report, list, 0, names, draw))
        .child(hint(words::load_note(report)))
        .children(scenarios(report))
        .children(generators(report))
}

/// What each generator of a distributed test did.
fn generators(report: &Arc<Report>) -> Option<Element> {
    let mut columns = vec![column("Generator")];
    columns.extend(words::GENERATOR_COLUMNS.map(numbers));
    let names: Texts = |report, _| texts(report.load.generators.len(), &|at| report.load.generators[at].name.clone());
    let draw: Draw = |report, _, rows, body| each(rows, body, &|at| generator(&report.load.generators[at]));
    let count = report.load.generators.len();
    let list = List::table("Generators", "generators", &columns, count);
    (count > 0).then(|| {
        classed("div", "stack")
            .child(el("h3").child("Generators"))
            .child(rows::draw(report, list, 0, names, draw))
            .child(hint(words::generators_note(report)))
    })
}

fn generator(of: &GeneratorLoad) -> Element {
    let cells = words::generator_cells(of).into_iter().zip(words::generator_numbers(of));
    let cells = cells.map(|(text, value)| shown(valued(number_cell(), value), text));
    el("tr").attr("data-generator", of.name.clone()).child(named(row_head(), &of.name)).children(cells)
}

fn row(label: String, counts: &LoadCounts) -> Element {
    let cells = words::load_cells(counts).into_iter().zip(words::load_numbers(counts)).zip(NAMES);
    let cells = cells.map(|((text, value), name)| shown(valued(number_cell(), value).attr("data-load", name), text));
    el("tr").attr("data-load-of", label.clone()).child(named(row_head(), &label)).children(cells)
}

/// The rate over a scenario's own time beside the one over what k6 divides by.
fn scenarios(report: &Arc<Report>) -> Option<Element> {
    let names: Texts =
        |report, _| texts(report.load.scenarios.len(), &|at| name(&report.load.scenarios[at]).to_owned());
    let draw: Draw = |report, _, rows, body| each(rows, body, &|at| scenario(&report.load.scenarios[at]));
    let count = report.load.scenarios.len();
    let list = List::table("Rates of scenarios", "scenarios", &SCENARIOS, count);
    (count > 0).then(|| rows::draw(report, list, 0, names, draw))
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
        .attr("data-model", scenario.name.clone())
        .child(named(row_head(), name(scenario)))
        .child(named(el("td"), model))
        .child(rate(scenario.rate_active))
        .child(rate(scenario.rate))
}
