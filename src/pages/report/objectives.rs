//! The objectives: one row each, opening to the evidence.

use std::sync::Arc;

use leptos::prelude::AnyView;
use sloscope_core::format;
use sloscope_core::report::{ObjectivesFrom, Report, SparklinePath, sparkline_path, words};
use sloscope_core::slo::{Basis, OF_A_PART, Objective, ObjectiveResult};

use super::objective_detail::detail;
use super::rows::{Draw, Texts, texts};
use super::{Page, hint};
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el, svg};
use crate::components::figures::{self, Of, absent, number_cell, shown, valued, verdict};
use crate::components::list::STEP;
use crate::components::name::{label, prose};
use crate::components::spark::{HEIGHT, WIDTH, spark};
use crate::components::table::{Column, cell, code, numbers, row_head, table as table_of, words as column};

static COLUMNS: [Column; 9] = [
    column("Verdict"),
    column("Objective"),
    numbers("Measured"),
    numbers("Target"),
    numbers("Margin"),
    numbers("Samples"),
    column("Worst 10 s"),
    column("First broken"),
    column("Over time"),
];

pub fn table(page: Page, report: &Arc<Report>) -> Element {
    if report.objectives.is_empty() {
        return suggestions(page, report);
    }
    let told = matches!(report.objectives_from, ObjectivesFrom::Suggested | ObjectivesFrom::Preset(_))
        .then(|| classed("p", "notable").text(words::objectives_from(report)));
    let names: Texts = |_, report, _| {
        let order = order(report);
        texts(order.len(), &|at| {
            let o = &report.objectives[order[at]];
            format!("{} {}: {} {}", o.verdict.label(), o.objective.series, o.objective.shown(), o.subject)
        })
    };
    let draw: Draw = |page, report, _, of, body| {
        let order = order(report);
        of.iter().fold(body, |body, at| rows(page, report, order[*at], body))
    };
    let list = page.rows("Objectives", "objectives", &COLUMNS, report.objectives.len());
    let table = page.draw(report, list, 0, names, draw);
    let first = (report.objectives.len() > STEP).then(|| hint("The gravest verdicts come first."));
    classed("div", "stack").all(told).all(first).add(table)
}

/// That of [`Verdict::Fail`](sloscope_core::slo::Verdict::Fail).
const GRAVEST: u8 = 4;

/// As they are stated; of many the gravest come first, so that nothing wrong stands where nobody looks.
fn order(report: &Report) -> Vec<usize> {
    let all = &report.objectives;
    let gravity = |at: usize| if all.len() > STEP { all[at].verdict.gravity() } else { 0 };
    (0..=GRAVEST).rev().flat_map(|of| (0..all.len()).filter(move |at| gravity(*at) == of)).collect()
}

static SUGGESTED: [Column; 4] =
    [column("Series"), column("Suggested limit"), numbers("Measured"), column("If adopted")];

/// Where no objective is in force: what was measured beside usual limits, in no verdict's colour, to be adopted.
fn suggestions(page: Page, report: &Arc<Report>) -> Element {
    let stack = classed("div", "stack").add(hint(words::objectives_from(report)));
    if report.suggestions.is_empty() {
        return stack;
    }
    let row = |o: &ObjectiveResult| {
        let series = o.objective.series.to_string();
        let measured = match o.stat {
            Some(stat) => {
                figures::figure(Of { series: &series, stat }, o.measured, Some(words::measured(o)), o.samples)
            }
            None => number_cell(),
        };
        el("tr")
            .at("data-suggestion", format!("{series}: {}", o.objective.expression))
            .add(row_head().add(code(series)))
            .add(el("td").add(code(o.objective.expression.clone())))
            .add(measured)
            .add(cell(words::suggestion(o)))
    };
    let rows: Vec<Element> = report.suggestions.iter().map(row).collect();
    let suggested: Vec<Objective> = report.suggestions.iter().map(|o| o.objective.clone()).collect();
    let adopt = button("adopt-suggestions", "Adopt these limits", move || page.judge_by(suggested.clone()));
    stack
        .add(hint(words::SUGGESTED))
        .add(table_of("Suggested limits", &SUGGESTED, rows))
        .add(classed("div", "editor-actions").add(adopt))
}

/// An objective's row, and under it the one that opens.
fn rows(page: Page, report: &Arc<Report>, at: usize, body: Element) -> Element {
    let Some(o) = report.objectives.get(at) else { return body };
    let part = page.disclosures.part(format!("objective {} {}", o.objective.series, o.objective.expression));
    let id = format!("objective-{at}");
    let (title, opened, controls) = (o.subject.clone(), part.clone(), id.clone());
    let opener = dynamic(move || {
        let toggled = opened.clone();
        classed("button", "opener")
            .at("type", "button")
            .at("aria-expanded", opened.is_open().to_string())
            .at("aria-controls", controls.clone())
            .add(label(&title))
            .on("click", move |_| toggled.toggle())
    });
    let report = Arc::clone(report);
    let evidence = dynamic(move || {
        let open = part.is_open();
        let inside = report.objectives.get(at).filter(|_| open).map(|o| detail(page, &report, at, o));
        let inside = inside.map(|inside| el("td").at("colspan", COLUMNS.len().to_string()).add(inside));
        classed("tr", "evidence").at("id", id.clone()).flag("hidden", !open).all(inside)
    });
    body.add(row(o, opener)).view(evidence)
}

/// The gravest thing to know stands beside the verdict, not behind a click; what is true of every row the banner tells.
pub fn gravest(o: &ObjectiveResult) -> Option<usize> {
    o.caveats.iter().position(|text| text != OF_A_PART)
}

fn row(o: &ObjectiveResult, opener: AnyView) -> Element {
    let series = o.objective.series.to_string();
    let name = format!("{series}: {}", o.objective.shown());
    let caveat = gravest(o).map(|at| prose(classed("p", "caveat"), &o.caveats[at]));
    let head = row_head().view(opener).add(code(name.clone())).all(caveat);
    let known = o.measured.is_some() || o.basis == Basis::Bounds;
    let measured = known.then(|| words::measured(o));
    let measured = match o.stat {
        Some(stat) => figures::figure(Of { series: &series, stat }, o.measured, measured, o.samples),
        None => shown(valued(number_cell(), o.measured), measured),
    };
    let margin = o.margin.map(|_| words::margin(o));
    el("tr")
        .at("data-objective", name)
        .at("data-verdict", o.verdict.as_str())
        .add(el("td").add(verdict(o.verdict)).all(words::basis(o).map(|whose| classed("small", "note").text(whose))))
        .add(head)
        .add(measured.at("data-measured", ""))
        .add(figures::brief(valued(number_cell(), o.limit), &words::target(o)))
        .add(shown(valued(number_cell(), o.margin.map(|m| m.absolute)), margin))
        .add(figures::count(o.samples))
        .add(worst(o))
        .add(first_break(o))
        .add(el("td").all(sparkline_path(o, WIDTH, HEIGHT, 96).map(drawn)))
}

fn worst(o: &ObjectiveResult) -> Element {
    let Some(worst) = &o.worst else { return el("td").add(absent()) };
    let text = format!("{} at {}", words::window_value(o, worst), format::moment(worst.start_ms));
    // Not marked as the series' statistic: that is the one over the whole run.
    valued(classed("td", "nowrap").at("data-worst", ""), worst.measured).text(text)
}

fn first_break(o: &ObjectiveResult) -> Element {
    match &o.first_break {
        Some(first) => valued(classed("td", "nowrap broken"), Some(first.start_ms))
            .text(format!("at {}", format::moment(first.start_ms))),
        None if o.windows.iter().all(|w| w.kept.is_none()) => el("td").add(absent()),
        None => cell("never"),
    }
}

/// A picture of what the table of spans says.
fn drawn(course: SparklinePath) -> Element {
    let limit = course.limit.map(|y| {
        let y = y.to_string();
        svg("line").at("class", "limit").at("x1", "0").at("x2", WIDTH.to_string()).at("y1", y.clone()).at("y2", y)
    });
    let dot = |(x, y): (f64, f64)| svg("circle").at("cx", x.to_string()).at("cy", y.to_string()).at("r", "1.8");
    spark(course.lines).all(limit).all(course.broken.into_iter().map(dot))
}
