//! The test: what kind, which load, when, how long, by which scenarios.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{Report, RunPart, ScenarioFacts, words};
use sloscope_core::time::{Nanos, to_rfc3339};

use super::rows::{self, Draw, Texts, each, texts};
use super::{hint, section};
use crate::action::Action;
use crate::element::{Element, classed, el};
use crate::figures::{self, Of, absent, marked, valued};
use crate::list::List;
use crate::name::named;
use crate::state::{ViewState, Zone};
use crate::table::{Column, numbers, row_head, words as column};

static SCENARIOS: [Column; 7] = [
    column("Scenario"),
    column("Executor"),
    numbers("Start"),
    numbers("End"),
    numbers("Iterations"),
    numbers("Dropped"),
    numbers("Requests"),
];

/// The section.
pub fn overview(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    section("overview", "Test overview")
        .child(zones(state, report))
        .child(facts(state, report))
        .child(scenarios(report))
}

fn zones(state: &dyn ViewState, report: &Report) -> Element {
    let file = report.run.utc_offset_minutes.filter(|minutes| *minutes != 0);
    let mut zones = vec![(Zone::Local, "local"), (Zone::Utc, "UTC")];
    zones.extend(file.map(|_| (Zone::File, "the file’s")));
    let chosen = match state.zone() {
        Zone::File if file.is_none() => Zone::Utc,
        zone => zone,
    };
    let button = |(zone, label): (Zone, &'static str)| {
        el("button")
            .attr("type", "button")
            .attr("aria-pressed", (zone == chosen).to_string())
            .attr("data-zone", label)
            .child(label)
            .on("click", Action::SetZone(zone))
    };
    classed("div", "switch")
        .attr("role", "group")
        .attr("aria-label", "Time zone")
        .child(classed("span", "hint").attr("aria-hidden", "true").child("Times"))
        .children(zones.into_iter().map(button))
        .control()
}

fn fact(label: &'static str, value: Element) -> Element {
    el("div").child(el("dt").child(label)).child(value)
}

fn text(label: &'static str, text: String) -> Element {
    fact(label, el("dd").child(text))
}

/// A fact, and in small how it is known.
fn stated(label: &'static str, value: Element, found: words::Fact) -> Element {
    fact(label, value.child(found.what).children(found.how.map(|how| classed("small", "note").child(how))))
}

fn facts(state: &dyn ViewState, report: &Report) -> Element {
    let run = &report.run;
    let none = || words::Fact { what: "none planned, or not in these files".to_owned(), how: None };
    let mut all = vec![
        stated("Test type", el("dd"), words::test_type(report)),
        stated(words::target_label(report), el("dd"), words::target_rates(report).unwrap_or_else(none)),
        fact("Start", time(state, report, run.start)),
        fact("End", time(state, report, run.end)),
        stated("Duration", valued(el("dd"), run.duration_ms), words::duration(report)),
    ];
    let shown = run.part.as_ref().map(RunPart::length_ms);
    all.extend(words::part(report).map(|fact| stated("Part shown", valued(el("dd"), shown), fact)));
    let active =
        run.active_ms.map(|ms| fact("Scenarios active", valued(el("dd"), Some(ms)).child(format::duration(ms))));
    all.extend(active);
    all.extend(words::totals(report).into_iter().filter_map(|(label, metric, stat)| {
        let value = metric.values.get(stat)?;
        let series = metric.series.to_string();
        let shown = format::value(value, stat.unit(metric.kind, metric.contains));
        Some(fact(label, marked(el("dd"), Of { series: &series, stat }, Some(value)).child(shown)))
    }));
    if run.samples > 0 {
        all.push(text("Samples read", format::count(run.samples)));
    }
    all.extend(run.k6_version.clone().map(|version| text("k6", version)));
    all.extend(words::feature_flags(report).map(|flags| text("Feature flags", flags)));
    all.extend(run.script_name.as_ref().map(|name| fact("Script", named(el("dd"), name))));
    classed("dl", "facts").children(all)
}

fn time(state: &dyn ViewState, report: &Report, at: Option<Nanos>) -> Element {
    let Some(at) = at else { return el("dd").attr("data-absent", "").child(absent()) };
    let offset = match state.zone() {
        Zone::Local => state.local_offset(at),
        Zone::Utc => 0,
        Zone::File => report.run.utc_offset_minutes.unwrap_or(0),
    };
    el("dd").child(el("time").attr("datetime", to_rfc3339(at)).child(format::date_time(at, offset)))
}

fn scenarios(report: &Arc<Report>) -> Element {
    if report.run.scenarios.is_empty() {
        return hint("These files name no scenario.");
    }
    let names: Texts = |report, _| {
        let scenarios = &report.run.scenarios;
        let text =
            |at: usize| [&scenarios[at].name, " ", scenarios[at].executor.as_deref().unwrap_or_default()].concat();
        texts(scenarios.len(), &text)
    };
    let draw: Draw = |report, _, rows, body| each(rows, body, &|at| scenario(&report.run.scenarios[at]));
    let list = List::table("Scenarios", "scenarios", &SCENARIOS, report.run.scenarios.len());
    rows::draw(report, list, 0, names, draw)
}

fn scenario(scenario: &ScenarioFacts) -> Element {
    let executor = match &scenario.executor {
        Some(executor) => named(el("td"), executor),
        None => el("td").child(absent()),
    };
    el("tr")
        .key(scenario.name.clone())
        .attr("data-scenario", scenario.name.clone())
        .child(named(row_head(), &scenario.name))
        .child(executor)
        .child(figures::moment(scenario.start_ms))
        .child(figures::moment(scenario.end_ms))
        .child(figures::count(scenario.iterations))
        .child(figures::count(scenario.dropped))
        .child(figures::count(scenario.requests))
}
