//! The plan as a text, and its mistakes.

use leptos::prelude::*;
use sloscope_core::load::PlanError;

use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::state::draft::Draft;

/// So many mistakes are listed.
const MOST_MISTAKES: usize = 50;

pub fn text(draft: Draft) -> Element {
    let area = dynamic(move || {
        el("textarea")
            .attr("id", "plan-text")
            .attr("rows", "18")
            .attr("data-field", "plan")
            .attr("spellcheck", "false")
            .attr("aria-describedby", "plan-mistakes")
            .value(draft.text())
            .listen("input", move |event| draft.write(event_target_value(&event)))
    });
    classed("div", "run-field wide")
        .child(el("label").attr("for", "plan-text").child("The plan as JSON"))
        .child(area)
        .child(mistakes(draft))
}

/// What keeps the plan from being run, with its places in the text.
fn mistakes(draft: Draft) -> Element {
    let list = dynamic(move || {
        let item = |text: String| el("li").attr("data-mistake", "").child(text);
        let place =
            |error: &PlanError| item(format!("line {}, column {}: {}", error.line, error.column, error.message));
        let found: Vec<Element> = draft.written.with(|written| {
            let more = written.faults.len().saturating_sub(MOST_MISTAKES);
            let rest = (more > 0).then(|| item(format!("and {more} more mistakes")));
            written.faults.iter().take(MOST_MISTAKES).map(place).chain(rest).collect()
        });
        let reading = draft.is_reading().then(|| item("The text is being read.".to_owned()));
        classed("ul", "grave").children(found).children(reading)
    });
    el("div").attr("id", "plan-mistakes").attr("aria-live", "polite").child(list)
}
