//! The plan as a text, and what keeps it from being run.

use leptos::prelude::*;
use sloscope_core::load::PlanError;

use crate::components::element::{Element, classed, dynamic, el};
use crate::state::draft::Draft;

/// So many mistakes are listed.
const MOST_MISTAKES: usize = 50;

pub fn text(draft: Draft) -> Element {
    let area = dynamic(move || {
        el("textarea")
            .at("id", "plan-text")
            .at("rows", "18")
            .at("data-field", "plan")
            .at("spellcheck", "false")
            .at("aria-describedby", "plan-mistakes")
            .value(draft.text())
            .on("input", move |event| draft.write(event_target_value(&event)))
    });
    classed("div", "run-field wide").add(el("label").at("for", "plan-text").text("The plan as JSON")).view(area)
}

/// What keeps the plan from being run.
pub fn mistakes(draft: Draft) -> Element {
    let list = dynamic(move || {
        let item = |text: String| el("li").at("data-mistake", "").text(text);
        let place =
            |error: &PlanError| item(format!("line {}, column {}: {}", error.line, error.column, error.message));
        let found: Vec<Element> = draft.written.with(|written| {
            let more = written.faults.len().saturating_sub(MOST_MISTAKES);
            let rest = (more > 0).then(|| item(format!("and {more} more mistakes")));
            written.faults.iter().take(MOST_MISTAKES).map(place).chain(rest).collect()
        });
        let unread = draft.unread.with(|fields| !fields.is_empty());
        let unread = unread.then(|| item("A field holds what cannot be read: it says so itself.".to_owned()));
        let reading = draft.is_reading().then(|| item("The text is being read.".to_owned()));
        classed("ul", "grave").all(found).all(unread).all(reading)
    });
    el("div").at("id", "plan-mistakes").at("aria-live", "polite").view(list)
}
