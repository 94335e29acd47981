//! The test: what kind, which load, when, how long, by which scenarios.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::report::{Report, RunPart, ScenarioFacts, words};
use sloscope_core::time::{NANOS_PER_MS, Nanos, to_rfc3339};

use super::rows::{Draw, Texts, each, texts};
use super::{Page, hint, section};
use crate::components::element::{Element, classed, el};
use crate::components::figures::{self, Of, absent, marked, valued};
use crate::components::name::named;
use crate::components::table::{Column, numbers, row_head, words as column};
use crate::platform::intl;

static SCENARIOS: [Column; 7] = [
    column("Scenario"),
    column("Executor"),
    numbers("Start"),
    numbers("End"),
    numbers("Iterations"),
    numbers("Dropped"),
    numbers("Requests"),
];

/// In which time zone moments are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    Local,
    Utc,
    /// As the files have it.
    File,
}

pub fn overview(page: Page, report: &Arc<Report>) -> Element {
    section("overview", "Test overview").add(zones(page, report)).add(facts(page, report)).add(scenarios(page, report))
}

fn zones(page: Page, report: &Report) -> Element {
    let file = report.run.utc_offset_minutes.filter(|minutes| *minutes != 0);
    let mut zones = vec![(Zone::Local, "local"), (Zone::Utc, "UTC")];
    zones.extend(file.map(|_| (Zone::File, "the file’s")));
    let chosen = match page.zone.get() {
        Zone::File if file.is_none() => Zone::Utc,
        zone => zone,
    };
    let button = |(zone, label): (Zone, &'static str)| {
        el("button")
            .at("type", "button")
            .at("aria-pressed", (zone == chosen).to_string())
            .at("data-zone", label)
            .text(label)
            .on("click", move |_| page.zone.set(zone))
    };
    classed("div", "switch")
        .at("role", "group")
        .at("aria-label", "Time zone")
        .add(classed("span", "hint").at("aria-hidden", "true").text("Times"))
        .all(zones.into_iter().map(button))
}

fn fact(label: &'static str, value: Element) -> Element {
    el("div").add(el("dt").text(label)).add(value)
}

fn text(label: &'static str, text: String) -> Element {
    fact(label, el("dd").text(text))
}

/// A fact, and in small how it is known.
fn told(label: &'static str, value: Element, told: words::Fact) -> Element {
    fact(label, value.text(told.what).all(told.how.map(|how| classed("small", "note").text(how))))
}

fn facts(page: Page, report: &Report) -> Element {
    let run = &report.run;
    let none = || words::Fact { what: "none planned, or not in these files".to_owned(), how: None };
    let mut all = vec![
        told("Test type", el("dd"), words::test_type(report)),
        told(words::target_label(report), el("dd"), words::target_rates(report).unwrap_or_else(none)),
        fact("Start", time(page, report, run.start)),
        fact("End", time(page, report, run.end)),
        told("Duration", valued(el("dd"), run.duration_ms), words::duration(report)),
    ];
    let shown = run.part.as_ref().map(RunPart::length_ms);
    all.extend(words::part(report).map(|fact| told("Part shown", valued(el("dd"), shown), fact)));
    let active =
        run.active_ms.map(|ms| fact("Scenarios active", valued(el("dd"), Some(ms)).text(format::duration(ms))));
    all.extend(active);
    all.extend(words::totals(report).into_iter().filter_map(|(label, metric, stat)| {
        let value = metric.values.get(stat)?;
        let series = metric.series.to_string();
        let shown = format::value(value, stat.unit(metric.kind, metric.contains));
        Some(fact(label, marked(el("dd"), Of { series: &series, stat }, Some(value)).text(shown)))
    }));
    if run.samples > 0 {
        all.push(text("Samples read", format::count(run.samples)));
    }
    all.extend(run.k6_version.clone().map(|version| text("k6", version)));
    all.extend(words::feature_flags(report).map(|flags| text("Feature flags", flags)));
    all.extend(run.script_name.as_ref().map(|name| fact("Script", named(el("dd"), name))));
    classed("dl", "facts").all(all)
}

fn time(page: Page, report: &Report, at: Option<Nanos>) -> Element {
    let Some(at) = at else { return el("dd").at("data-absent", "").add(absent()) };
    #[allow(clippy::cast_precision_loss)]
    let offset = match page.zone.get() {
        Zone::Local => intl::offset_minutes(at as f64 / NANOS_PER_MS),
        Zone::Utc => 0,
        Zone::File => report.run.utc_offset_minutes.unwrap_or(0),
    };
    el("dd").add(el("time").at("datetime", to_rfc3339(at)).text(format::date_time(at, offset)))
}

fn scenarios(page: Page, report: &Arc<Report>) -> Element {
    if report.run.scenarios.is_empty() {
        return hint("These files name no scenario.");
    }
    let names: Texts = |_, report, _| {
        let scenarios = &report.run.scenarios;
        let text =
            |at: usize| [&scenarios[at].name, " ", scenarios[at].executor.as_deref().unwrap_or_default()].concat();
        texts(scenarios.len(), &text)
    };
    let draw: Draw = |_, report, _, rows, body| each(rows, body, &|at| scenario(&report.run.scenarios[at]));
    let list = page.rows("Scenarios", "scenarios", &SCENARIOS, report.run.scenarios.len());
    page.draw(report, list, 0, names, draw)
}

fn scenario(scenario: &ScenarioFacts) -> Element {
    let executor = match &scenario.executor {
        Some(executor) => named(el("td"), executor),
        None => el("td").add(absent()),
    };
    el("tr")
        .at("data-scenario", scenario.name.clone())
        .add(named(row_head(), &scenario.name))
        .add(executor)
        .add(figures::moment(scenario.start_ms))
        .add(figures::moment(scenario.end_ms))
        .add(figures::count(scenario.iterations))
        .add(figures::count(scenario.dropped))
        .add(figures::count(scenario.requests))
}
