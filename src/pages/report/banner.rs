//! The verdict: one word, one sentence, and what it rests on. Warnings come right under it, before any number.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::{NoteLevel, ObjectivesFrom, Report, words};
use sloscope_core::slo::Verdict;

use super::Page;
use super::rows::{Draw, each};
use crate::components::element::{Element, classed, el};
use crate::components::figures::{hidden, icon};
use crate::components::name::prose;

/// What a stored report is, and what cannot be asked of it.
pub fn stored(_: Page, report: &Arc<Report>) -> Element {
    let lines = words::stored_report(report);
    if lines.is_empty() {
        return el("div");
    }
    let lines = lines.iter().map(|line| prose(el("li"), line));
    classed("aside", "warnings")
        .at("aria-label", words::STORED)
        .at("data-stored", "")
        .add(el("h2").text(words::STORED))
        .add(el("ul").all(lines))
}

/// What the verdict is without: inputs that could not be read, each with what to do.
pub fn unread(_: Page, report: &Arc<Report>) -> Element {
    if report.unread.is_empty() {
        return el("div");
    }
    let lines = report
        .unread
        .iter()
        .map(|input| el("li").at("data-unread", input.name.clone()).text(words::unread_line(input)));
    classed("aside", "warnings")
        .at("aria-label", words::UNREAD)
        .add(el("h2").text(words::UNREAD))
        .add(el("ul").all(lines))
}

pub fn banner(_: Page, report: &Arc<Report>) -> Element {
    let verdict = report.verdict;
    let word = classed("span", "banner-verdict")
        .add(classed("span", "banner-icon").at("aria-hidden", "true").text(icon(verdict)))
        .text(verdict.label());
    let title = el("h1")
        .at("id", "verdict-title")
        .add(word)
        .add(hidden(": "))
        .add(prose(classed("span", "headline"), &report.headline.replace(" %", "\u{a0}%")));
    classed("section", "banner")
        .at("aria-labelledby", "verdict-title")
        .at("data-overall", "")
        .at("data-verdict", verdict.as_str())
        .add(title)
        .all((!report.objectives.is_empty()).then(|| tally(report)))
        .add(basis(report))
}

fn tally(report: &Report) -> Element {
    let tally = words::tally(report);
    let item = |n: usize, word: &'static str, verdict: Verdict| {
        classed("li", if n == 0 { "none" } else { "some" })
            .at("data-is", verdict.as_str())
            .at("data-tally", word)
            .at("data-value", n.to_string())
            .add(el("b").text(n.to_string()))
            .text(format!(" {word}"))
    };
    // All four, whatever they are: the page must not move under a brush that leaves an objective out.
    classed("ul", "tally").at("aria-label", "Objectives").all([
        item(tally.passed, "passed", Verdict::Pass),
        item(tally.failed, "failed", Verdict::Fail),
        item(tally.not_judged, "not judged", Verdict::CannotJudge),
        item(tally.left_out, "not in this part", Verdict::NotInPart),
    ])
}

/// What is in force: which part of the run, whose objectives, and whether k6 agrees.
fn basis(report: &Report) -> Element {
    let selection = match words::selection(report) {
        Some(selection) => {
            let text = match words::is_part(report) {
                true => format!("A part of the run only: {selection}"),
                false => format!("{selection}: {}", words::selection_scope(report)),
            };
            prose(el("li").at("data-selection", ""), &text)
        }
        None => el("li").text("The whole run"),
    };
    let not_theirs = matches!(report.objectives_from, ObjectivesFrom::Suggested | ObjectivesFrom::Preset(_));
    let from = if not_theirs { classed("li", "notable") } else { el("li") };
    let checks = report.cross_checks.iter().map(|check| {
        let line = if check.differences.is_empty() { el("li") } else { classed("li", "notable") };
        prose(line.at("data-cross-check", check.source.clone()), &format!("{}: {}", check.source, check.conclusion))
    });
    classed("ul", "basis")
        .add(selection)
        .add(prose(from.at("data-objectives-from", ""), &words::objectives_from(report)))
        .all(checks)
}

/// What is wrong or missing; told before any number.
/// Of a test that goes on the panel above tells lateness and drops; sentences on them would come and go.
pub fn warnings(page: Page, report: &Arc<Report>) -> Element {
    let count = texts_of(report).len();
    if count == 0 || page.going.get() {
        return el("div");
    }
    let draw: Draw = |_, report, _, rows, body| {
        let texts = texts_of(report);
        each(rows, body, &|at| prose(el("li").at("data-note", "warning"), &texts[at]))
    };
    let list = page.items("Warnings", "warnings", "", count);
    let lines = page.draw(report, list, 0, |_, report, _| texts_of(report), draw);
    classed("aside", "warnings")
        .at("aria-label", "Warnings")
        .add(el("h2").text("Know this before you read the numbers"))
        .add(lines)
}

fn texts_of(report: &Report) -> Vec<String> {
    report.notes.iter().filter(|note| note.level == NoteLevel::Warning).map(|note| note.text.clone()).collect()
}
