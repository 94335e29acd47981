//! The verdict: one word, one sentence, and what it rests on. Warnings come right under it, before any number.

use std::sync::Arc;

use sloscope_core::report::{NoteLevel, ObjectivesFrom, Report, words};
use sloscope_core::slo::Verdict;

use super::rows::{self, Draw, each};
use crate::element::{Element, classed, el};
use crate::figures::{hidden, icon};
use crate::list::List;
use crate::name::prose;
use crate::state::ViewState;

/// What the verdict is without: inputs that could not be read, each with what to do.
pub fn unread(report: &Arc<Report>) -> Element {
    if report.unread.is_empty() {
        return el("div");
    }
    let lines = report
        .unread
        .iter()
        .map(|input| el("li").attr("data-unread", input.name.clone()).child(words::unread_line(input)));
    classed("aside", "warnings")
        .attr("aria-label", words::UNREAD)
        .child(el("h2").child(words::UNREAD))
        .child(el("ul").children(lines))
}

/// What a stored report is, and what cannot be asked of it.
pub fn stored(report: &Report) -> Element {
    let lines = words::stored_report(report);
    if lines.is_empty() {
        return el("div");
    }
    let lines = lines.iter().map(|line| prose(el("li"), line));
    classed("aside", "warnings")
        .attr("aria-label", words::STORED)
        .attr("data-stored", "")
        .child(el("h2").child(words::STORED))
        .child(el("ul").children(lines))
}

/// The verdict, and what it rests on.
pub fn banner(report: &Arc<Report>) -> Element {
    let verdict = report.verdict;
    let word = classed("span", "banner-verdict")
        .child(classed("span", "banner-icon").attr("aria-hidden", "true").child(icon(verdict)))
        .child(verdict.label());
    let title = el("h1")
        .attr("id", "verdict-title")
        .child(word)
        .child(hidden(": "))
        .child(prose(classed("span", "headline"), &report.headline.replace(" %", "\u{a0}%")));
    classed("section", "banner")
        .attr("aria-labelledby", "verdict-title")
        .attr("data-overall", "")
        .attr("data-verdict", verdict.as_str())
        .child(title)
        .children((!report.objectives.is_empty()).then(|| tally(report)))
        .child(basis(report))
}

fn tally(report: &Report) -> Element {
    let tally = words::tally(report);
    let item = |n: usize, word: &'static str, verdict: Verdict| {
        classed("li", if n == 0 { "none" } else { "some" })
            .attr("data-is", verdict.as_str())
            .attr("data-tally", word)
            .attr("data-value", n.to_string())
            .child(el("b").child(n.to_string()))
            .child(format!(" {word}"))
    };
    // All four, whatever they are: the page must not move under a brush that leaves an objective out.
    classed("ul", "tally").attr("aria-label", "Objectives").children([
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
            prose(el("li").attr("data-selection", ""), &text)
        }
        None => el("li").child("The whole run"),
    };
    let not_theirs = matches!(report.objectives_from, ObjectivesFrom::Suggested | ObjectivesFrom::Preset(_));
    let from = if not_theirs { classed("li", "notable") } else { el("li") };
    let checks = report.cross_checks.iter().map(|check| {
        let line = if check.differences.is_empty() { el("li") } else { classed("li", "notable") };
        prose(line.attr("data-cross-check", check.source.clone()), &format!("{}: {}", check.source, check.conclusion))
    });
    classed("ul", "basis")
        .child(selection)
        .child(prose(from.attr("data-objectives-from", ""), &words::objectives_from(report)))
        .children(checks)
}

/// What is wrong or missing; told before any number.
/// Of a test that goes on the panel above tells lateness and drops; sentences on them would come and go.
pub fn warnings(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    let count = texts_of(report).len();
    if count == 0 || state.is_going() {
        return el("div");
    }
    let draw: Draw = |report, _, rows, body| {
        let texts = texts_of(report);
        each(rows, body, &|at| prose(el("li").attr("data-note", "warning"), &texts[at]))
    };
    let list = List::items("Warnings", "warnings", "", count);
    let lines = rows::draw(report, list, 0, |report, _| texts_of(report), draw);
    classed("aside", "warnings")
        .attr("aria-label", "Warnings")
        .child(el("h2").child("Know this before you read the numbers"))
        .child(lines)
}

fn texts_of(report: &Report) -> Vec<String> {
    report.notes.iter().filter(|note| note.level == NoteLevel::Warning).map(|note| note.text.clone()).collect()
}
