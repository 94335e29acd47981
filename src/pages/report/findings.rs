//! What stands out: sentences with their numbers, the time they are of, and what to do next. They come before any
//! number that they change the meaning of.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::{Finding, FindingNumber, Report, Window, words};

use super::rows::{Draw, Texts, each, texts};
use super::{Page, hint, section};
use crate::components::button::button;
use crate::components::element::{Element, classed, el};
use crate::components::figures::valued;
use crate::components::name::prose;

pub fn findings(page: Page, report: &Arc<Report>) -> Element {
    let part = section("findings", "What stands out");
    if page.going.get() {
        return part.add(hint(
            "Told when the test is over: until then its plan is not delivered, and what stands out comes and goes.",
        ));
    }
    if report.findings.is_empty() {
        return part.add(hint(words::no_findings(report)));
    }
    let names: Texts = |_, report, _| texts(report.findings.len(), &|at| report.findings[at].title.clone());
    let draw: Draw = |page, report, _, rows, body| each(rows, body, &|at| line(page, report, &report.findings[at]));
    let list = page.items("What stands out", "findings", "findings", report.findings.len());
    part.add(page.draw(report, list, 0, names, draw))
}

fn line(page: Page, report: &Report, finding: &Finding) -> Element {
    let level = words::consequence(finding.level);
    let title =
        el("p").add(classed("span", "finding-level").text(level)).text(" ").add(prose(el("strong"), &finding.title));
    let numbers = classed("ul", "finding-numbers").all(finding.evidence.iter().map(number));
    let time = finding.window.filter(|_| report.has_samples()).map(|window| set_window(page, report, window));
    el("li")
        .at("data-finding", finding.rule.clone())
        .at("data-level", level)
        .add(title)
        .add(numbers)
        .add(hint(finding.next.clone()))
        .all(time)
}

fn number(number: &FindingNumber) -> Element {
    prose(valued(el("li"), Some(number.value)), &words::finding_number(number))
}

/// Looks at the time of a finding only.
fn set_window(page: Page, report: &Report, window: Window) -> Element {
    let label = format!("Look at {}", words::span(window, report.run.observed_ms));
    let set = button("finding-window", label, move || {
        let mut query = page.session.query.get_untracked();
        query.window = Some(window);
        page.session.ask(query);
    });
    set.at("class", "quiet")
}
