//! The objectives: one row each, opening to the evidence.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{ObjectivesFrom, Report, SparklinePath, sparkline_path, words};
use sloscope_core::slo::{Basis, OF_A_PART, Objective, ObjectiveResult, Verdict, worst_first};

use super::hint;
use super::objective_detail::detail;
use super::rows::{self, Draw, Texts, texts};
use crate::action::Action;
use crate::button::button;
use crate::element::{Element, Part, classed, el, part, svg};
use crate::figures::{self, Of, absent, number_cell, shown, valued, verdict};
use crate::list::List;
use crate::name::{label, prose};
use crate::spark::{HEIGHT, WIDTH, spark};
use crate::state::Disclosure;
use crate::table::{Column, cell, code, numbers, row_head, table as table_of, words as column};

/// The name of the list.
pub const LIST: &str = "Objectives";

static COLUMNS: [Column; 9] = [
    column("Verdict"),
    column("Objective"),
    numbers("Measured"),
    numbers("Target"),
    numbers("Margin"),
    numbers("Samples"),
    column("Worst span of 10 s"),
    column("First missed"),
    column("Over time"),
];

/// The table, or limits to adopt where there are no objectives.
pub fn table(report: &Arc<Report>) -> Element {
    if report.objectives.is_empty() {
        return suggestions(report);
    }
    let origin = matches!(report.objectives_from, ObjectivesFrom::Suggested | ObjectivesFrom::Preset(_))
        .then(|| classed("p", "notable").child(words::objectives_from(report)));
    let names: Texts = |report, _| {
        let order = worst_first(&report.objectives);
        texts(order.len(), &|at| {
            let o = &report.objectives[order[at]];
            format!("{} {}: {} {}", o.verdict.label(), o.objective.series, o.objective.shown(), o.subject)
        })
    };
    let draw: Draw = |report, _, of, body| {
        let order = worst_first(&report.objectives);
        of.iter().fold(body, |body, at| rows(report, order[*at], body))
    };
    let list = List::table(LIST, "objectives", &COLUMNS, report.objectives.len());
    let table = rows::draw(report, list, 0, names, draw);
    let missed = report.objectives.iter().filter(|o| o.verdict == Verdict::Fail).count();
    let first = (missed > 1).then(|| hint(words::WORST_FIRST));
    classed("div", "stack").children(origin).children(first).child(table).child(new_one())
}

/// The form of a new objective, where its row will be.
fn new_one() -> Element {
    let form = part(|state| el("div").children(state.objective_form(None)));
    let add = button("add-objective", "Add an objective", Action::EditObjective(None));
    classed("div", "objective-new").child(form).child(add).control()
}

static SUGGESTED: [Column; 4] =
    [column("Series"), column("Suggested limit"), numbers("Measured"), column("If adopted")];

/// Where no objective is in force: what was measured beside usual limits, in no verdict's colour, to be adopted.
fn suggestions(report: &Arc<Report>) -> Element {
    let stack = classed("div", "stack").child(hint(words::objectives_from(report)));
    if report.suggestions.is_empty() {
        return stack.child(new_one());
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
            .attr("data-suggestion", format!("{series}: {}", o.objective.expression))
            .child(row_head().child(code(series)))
            .child(el("td").child(code(o.objective.expression.clone())))
            .child(measured)
            .child(cell(words::suggestion(o)))
    };
    let rows: Vec<Element> = report.suggestions.iter().map(row).collect();
    let suggested: Vec<Objective> = report.suggestions.iter().map(|o| o.objective.clone()).collect();
    let adopt = button("adopt-suggestions", "Adopt these limits", Action::JudgeBy(suggested));
    stack
        .child(hint(words::SUGGESTED))
        .child(table_of("Suggested limits", &SUGGESTED, rows))
        .child(classed("div", "editor-actions").child(adopt))
        .child(new_one())
}

/// What opens to the evidence of an objective.
pub fn opens(o: &ObjectiveResult) -> Disclosure {
    Disclosure::new(format!("objective {} {}", o.objective.series, o.objective.expression))
}

/// An objective's row, and under it the one that opens.
fn rows(report: &Arc<Report>, at: usize, body: Element) -> Element {
    let Some(o) = report.objectives.get(at) else { return body };
    let opens = opens(o);
    let name = opens.name.clone();
    let id = format!("objective-{at}");
    let (title, opened, controls) = (o.subject.clone(), opens.clone(), id.clone());
    let opener = part(move |state| {
        classed("button", "opener")
            .attr("type", "button")
            .attr("aria-expanded", state.is_open(&opened).to_string())
            .attr("aria-controls", controls.clone())
            .child(label(&title))
            .on("click", Action::Toggle(opened.clone()))
    });
    let report = Arc::clone(report);
    let evidence = part(move |state| {
        let open = state.is_open(&opens);
        let inside = report.objectives.get(at).filter(|_| open).map(|o| detail(&report, at, o));
        let inside = inside.map(|inside| el("td").attr("colspan", COLUMNS.len().to_string()).child(inside));
        classed("tr", "evidence").attr("id", id.clone()).attr("hidden", !open).children(inside)
    });
    let evidence = Part { key: Some(format!("evidence of {name}").into()), ..evidence };
    let form = part(move |state| {
        let form =
            state.objective_form(Some(at)).map(|form| el("td").attr("colspan", COLUMNS.len().to_string()).child(form));
        classed("tr", "objective-edit").attr("hidden", form.is_none()).children(form).control()
    });
    let form = Part { key: Some(format!("form of {name}").into()), ..form };
    body.child(row(o, at, opener).key(name)).child(form).child(evidence)
}

/// The gravest thing to know stands beside the verdict, not behind a click; what is true of every row the banner tells.
pub fn gravest(o: &ObjectiveResult) -> Option<usize> {
    o.caveats.iter().position(|text| text != OF_A_PART)
}

fn row(o: &ObjectiveResult, at: usize, opener: Part) -> Element {
    let series = o.objective.series.to_string();
    let name = format!("{series}: {}", o.objective.shown());
    let caveat = gravest(o).map(|at| prose(classed("p", "caveat"), &o.caveats[at]));
    let edit = button("edit-objective", "Edit", Action::EditObjective(Some(at)))
        .attr("class", "quiet")
        .attr("aria-label", format!("Edit {name}"));
    let line = classed("div", "objective-line").child(code(name.clone())).child(edit);
    let head = row_head().child(opener).child(line).children(caveat);
    let known = o.measured.is_some() || o.basis == Basis::Bounds;
    let measured = known.then(|| words::measured(o));
    let measured = match o.stat {
        Some(stat) => figures::figure(Of { series: &series, stat }, o.measured, measured, o.samples),
        None => shown(valued(number_cell(), o.measured), measured),
    };
    let margin = o.margin.map(|_| words::distance(o));
    let used = words::limit_used(o).map(|used| classed("small", "note").child(used));
    el("tr")
        .attr("data-objective", name)
        .attr("data-verdict", o.verdict.as_str())
        .child(
            el("td")
                .child(verdict(o.verdict))
                .children(words::basis(o).map(|whose| classed("small", "note").child(whose))),
        )
        .child(head)
        .child(measured.attr("data-measured", ""))
        .child(figures::brief(valued(number_cell(), o.limit), &words::target(o)))
        .child(shown(valued(number_cell(), o.margin.map(|m| m.absolute)), margin).children(used))
        .child(figures::count(o.samples))
        .child(worst(o))
        .child(first_break(o))
        .child(el("td").children(sparkline_path(o, WIDTH, HEIGHT, 96).map(drawn)))
}

fn worst(o: &ObjectiveResult) -> Element {
    let Some(worst) = &o.worst else { return el("td").child(absent()) };
    let text = format!("{} at {}", words::window_value(o, worst), format::moment(worst.start_ms));
    // Not marked as the series' statistic: that is the one over the whole run.
    valued(classed("td", "nowrap").attr("data-worst", ""), worst.measured).child(text)
}

fn first_break(o: &ObjectiveResult) -> Element {
    match &o.first_break {
        Some(first) => valued(classed("td", "nowrap broken"), Some(first.start_ms))
            .child(format!("at {}", format::moment(first.start_ms))),
        None if o.windows.iter().all(|w| w.kept.is_none()) => el("td").child(absent()),
        None => cell("never"),
    }
}

/// A picture of what the table of spans says.
fn drawn(course: SparklinePath) -> Element {
    let limit = course.limit.map(|y| {
        let y = y.to_string();
        svg("line")
            .attr("class", "limit")
            .attr("x1", "0")
            .attr("x2", WIDTH.to_string())
            .attr("y1", y.clone())
            .attr("y2", y)
    });
    let dot = |(x, y): (f64, f64)| svg("circle").attr("cx", x.to_string()).attr("cy", y.to_string()).attr("r", "1.8");
    spark(course.lines).children(limit).children(course.broken.into_iter().map(dot))
}
