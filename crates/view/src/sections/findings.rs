//! What stands out: sentences with their numbers, the time they are of, and what to do next. They come before any
//! number that they change the meaning of.

use std::sync::Arc;

use sloscope_core::report::{Finding, FindingNumber, Report, Window, words};

use super::rows::{self, Draw, Texts, each, texts};
use super::{hint, markers, section};
use crate::action::Action;
use crate::button::button;
use crate::element::{Element, classed, el, part};
use crate::figures::valued;
use crate::list::List;
use crate::name::prose;
use crate::state::ViewState;

/// The section.
pub fn findings(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    let part = section("findings", "What stands out");
    if state.is_going() {
        return part.child(hint(
            "Findings appear when the test has ended: until then its plan is incomplete, and they would come and go.",
        ));
    }
    if report.findings.is_empty() {
        return part.child(hint(words::no_findings(report)));
    }
    let names: Texts = |report, _| texts(report.findings.len(), &|at| report.findings[at].title.clone());
    let draw: Draw = |report, _, rows, body| each(rows, body, &|at| line(report, at));
    let list = List::items("What stands out", "findings", "findings", report.findings.len());
    part.child(rows::draw(report, list, 0, names, draw))
}

fn line(report: &Report, at: usize) -> Element {
    let finding: &Finding = &report.findings[at];
    let level = words::consequence(finding.level);
    let number_of = markers::number(report, at);
    let marker = number_of.map(|number| part(move |state| marker(state, at, number)));
    let title = el("p")
        .children(marker)
        .child(classed("span", "finding-level").child(level))
        .child(" ")
        .child(prose(el("strong"), &finding.title));
    let numbers = classed("ul", "finding-numbers").children(finding.evidence.iter().map(number));
    let cited = finding.cites.as_ref().zip(words::cited(report, finding)).map(|(cited, text)| {
        let link = el("a").attr("href", format!("#{}", cited.id())).attr("data-action", "finding-cites");
        link.child(text).on("click", Action::Show(cited.clone()))
    });
    let time = finding.window.filter(|_| report.has_samples()).map(|window| set_window(report, window));
    let line = el("li").attr("id", markers::finding_id(at));
    let line = if number_of.is_some() { markers::marks(line, at) } else { line };
    line.attr("data-finding", finding.rule.clone())
        .attr("data-level", level)
        .child(title)
        .child(numbers)
        .child(hint(finding.next.clone()))
        .children(time)
        .children(cited)
}

/// The number that its span has in the timeline.
fn marker(state: &dyn ViewState, at: usize, number: usize) -> Element {
    classed("span", "finding-number")
        .attr("data-marked", state.marked_finding() == Some(at))
        .attr("title", "Its number in the timeline")
        .child(number.to_string())
}

fn number(number: &FindingNumber) -> Element {
    prose(valued(el("li"), Some(number.value)), &words::finding_number(number))
}

/// Looks at the time of a finding only.
fn set_window(report: &Report, window: Window) -> Element {
    let label = format!("Look at {}", words::span(window, report.run.observed_ms));
    button("finding-window", label, Action::SetWindow(window)).attr("class", "quiet")
}
