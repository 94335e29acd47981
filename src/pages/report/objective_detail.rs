//! What an objective's verdict rests on: its reason, its further caveats, where it was stated, its course over time and
//! in spans of 10 s.

use std::sync::Arc;

use sloscope_core::chart::ChartKind;
use sloscope_core::report::{Report, words};
use sloscope_core::slo::{ObjectiveResult, WindowValue};

use super::Page;
use super::objectives::gravest;
use super::rows::{Draw, Texts, each, texts};
use crate::components::charts::figure;
use crate::components::disclosure::disclosure;
use crate::components::element::{Element, classed, el};
use crate::components::figures::{self, number_cell, valued, verdict};
use crate::components::name::prose;
use crate::components::table::{Column, cell, code, numbers, row_head, words as column};

static COLUMNS: [Column; 4] = [column("Span"), numbers("Measured"), numbers("Samples"), column("Objective")];

pub fn detail(page: Page, report: &Arc<Report>, at: usize, o: &ObjectiveResult) -> Element {
    let told = gravest(o);
    let others = o.caveats.iter().enumerate().filter(|(at, _)| Some(*at) != told);
    let caveats = others.map(|(_, text)| prose(classed("li", "caveat"), text));
    let fact = |label: &'static str, value: Element| el("div").add(el("dt").text(label)).add(value);
    let text = |label, text: String| fact(label, el("dd").text(text));
    let mut facts = vec![text("Origin", words::origin(&o.objective))];
    facts.extend(o.measured_from.map(|from| text("Value", words::measured_from(from).to_owned())));
    facts.extend(
        o.k6_verdict.map(|theirs| {
            fact("k6’s own verdict", el("dd").at("data-k6-verdict", theirs.as_str()).add(verdict(theirs)))
        }),
    );
    facts.extend(words::successes_only(o).map(|shown| {
        let dd =
            el("dd").at("data-scope", "successes").at("data-value", o.successes_only.unwrap_or_default().to_string());
        fact("Successful requests only", dd.text(shown))
    }));
    facts.extend(words::abort(&o.objective).map(|told| text("When broken", told)));
    let error = o.error.as_ref().map(|error| {
        let caret = format!("{}\n{}^", o.objective.expression, " ".repeat(error.at));
        classed("div", "expression-error").add(el("pre").text(caret)).add(el("p").text(error.message.clone()))
    });
    let spans = (!o.windows.is_empty()).then(|| {
        let part =
            page.disclosures.part(format!("spans {} {}", o.objective.series, o.objective.shown())).by_hand_only();
        let report = Arc::clone(report);
        disclosure(part, "Spans of 10 s", move || spans(page, &report, at))
    });
    // Totals have no course.
    let drawn = report.has_samples() && o.stat.is_some() && o.verdict.counts();
    let course = u16::try_from(at).ok().filter(|_| drawn).map(|at| figure(page.board, ChartKind::Objective(at)));
    classed("div", "detail")
        .add(prose(classed("p", "reason"), &o.reason))
        .all(error)
        .add(el("ul").all(caveats))
        .add(classed("dl", "detail-facts").all(facts))
        .all(course)
        .all(spans)
}

fn spans(page: Page, report: &Arc<Report>, at: usize) -> Element {
    let Some(o) = report.objectives.get(at) else { return el("p") };
    let name = format!("Spans of 10 s of {} {}", o.objective.series, o.objective.expression);
    let names: Texts = |_, report, at| {
        let spans = &report.objectives[at].windows;
        texts(spans.len(), &|at| words::window_span(&spans[at]))
    };
    let draw: Draw = |_, report, at, rows, body| {
        let o = &report.objectives[at];
        each(rows, body, &|at| span(o, &o.windows[at]))
    };
    let list = page.rows(name.clone(), "spans", &COLUMNS, o.windows.len());
    classed("div", "stack").add(el("p").add(code(name))).add(page.draw(report, list, at, names, draw))
}

fn span(o: &ObjectiveResult, window: &WindowValue) -> Element {
    let kept = match window.kept {
        Some(true) => "kept",
        Some(false) => "broken",
        None => "not judged",
    };
    // Not marked as the series' statistic: that is the one over the whole run.
    let value = valued(number_cell(), window.measured);
    el("tr")
        .at("data-kept", kept)
        .add(row_head().text(words::window_span(window)))
        .add(value.text(words::window_value(o, window)))
        .add(figures::count(Some(window.samples)))
        .add(cell(kept))
}
