//! What an objective's verdict rests on: its reason, its further caveats, where it was stated, its course over time and
//! in spans of 10 s.

use std::sync::Arc;

use sloscope_core::chart::ChartKind;
use sloscope_core::report::{Report, words};
use sloscope_core::slo::{ObjectiveResult, WindowValue};

use super::objectives::gravest;
use super::rows::{self, Draw, Texts, each, texts};
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el};
use crate::figure::figure;
use crate::figures::{self, number_cell, valued, verdict};
use crate::list::List;
use crate::name::prose;
use crate::state::Disclosure;
use crate::table::{Column, cell, code, numbers, row_head, words as column};

static COLUMNS: [Column; 4] = [column("Span"), numbers("Measured"), numbers("Samples"), column("Objective")];

pub fn detail(report: &Arc<Report>, at: usize, o: &ObjectiveResult) -> Element {
    let above = gravest(o);
    let others = o.caveats.iter().enumerate().filter(|(at, _)| Some(*at) != above);
    let caveats = others.map(|(_, text)| prose(classed("li", "caveat"), text));
    let fact = |label: &'static str, value: Element| el("div").child(el("dt").child(label)).child(value);
    let text = |label, text: String| fact(label, el("dd").child(text));
    let mut facts = vec![text("Origin", words::origin(&o.objective))];
    facts.extend(o.measured_from.map(|from| text("Value", words::measured_from(from).to_owned())));
    facts.extend(o.k6_verdict.map(|theirs| {
        fact("k6’s own verdict", el("dd").attr("data-k6-verdict", theirs.as_str()).child(verdict(theirs)))
    }));
    facts.extend(words::successes_only(o).map(|shown| {
        let dd = el("dd")
            .attr("data-scope", "successes")
            .attr("data-value", o.successes_only.unwrap_or_default().to_string());
        fact("Successful requests only", dd.child(shown))
    }));
    facts.extend(words::abort(&o.objective).map(|effect| text("When missed", effect)));
    let error = o.error.as_ref().map(|error| {
        let caret = format!("{}\n{}^", o.objective.expression, " ".repeat(error.at));
        classed("div", "expression-error").child(el("pre").child(caret)).child(el("p").child(error.message.clone()))
    });
    let spans = (!o.windows.is_empty()).then(|| {
        let part = Disclosure::new(format!("spans {} {}", o.objective.series, o.objective.shown())).by_hand_only();
        let report = Arc::clone(report);
        disclosure(part, "Spans of 10 s", move |_| spans(&report, at))
    });
    // Totals have no course.
    let drawn = report.has_samples() && o.stat.is_some() && o.verdict.counts();
    let course = u16::try_from(at).ok().filter(|_| drawn).map(|at| figure(ChartKind::Objective(at)));
    classed("div", "detail")
        .child(prose(classed("p", "reason"), &o.reason))
        .children(error)
        .child(el("ul").children(caveats))
        .child(classed("dl", "detail-facts").children(facts))
        .children(course)
        .children(spans)
}

fn spans(report: &Arc<Report>, at: usize) -> Element {
    let Some(o) = report.objectives.get(at) else { return el("p") };
    let name = format!("Spans of 10 s of {} {}", o.objective.series, o.objective.expression);
    let names: Texts = |report, at| {
        let spans = &report.objectives[at].windows;
        texts(spans.len(), &|at| words::window_span(&spans[at]))
    };
    let draw: Draw = |report, at, rows, body| {
        let o = &report.objectives[at];
        each(rows, body, &|at| span(o, &o.windows[at]))
    };
    let list = List::table(name.clone(), "spans", &COLUMNS, o.windows.len());
    classed("div", "stack").child(el("p").child(code(name))).child(rows::draw(report, list, at, names, draw))
}

fn span(o: &ObjectiveResult, window: &WindowValue) -> Element {
    let kept = match window.kept {
        Some(true) => "met",
        Some(false) => "missed",
        None => "not judged",
    };
    // Not marked as the series' statistic: that is the one over the whole run.
    let value = valued(number_cell(), window.measured);
    el("tr")
        .attr("data-kept", kept)
        .child(row_head().child(words::window_span(window)))
        .child(value.child(words::window_value(o, window)))
        .child(figures::count(Some(window.samples)))
        .child(cell(kept))
}
