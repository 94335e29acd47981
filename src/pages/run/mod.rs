//! The form of a test, a module of its own: the plan, a check of the target, the start. The page around it is
//! `pages/part.rs`.

mod calibrate;
mod card;
mod field;
mod import;
mod more;
mod plan_fields;
mod plan_text;
mod plan_url;
mod preview;
mod probe;
mod request_fields;
mod scenario_fields;
mod sides_fields;
mod start;
mod write;

use crate::components::button::button;
use crate::components::element::{Element, classed};
use crate::state::draft::Draft;
use crate::state::parent_page::ParentPage;

pub fn run(page: ParentPage, draft: Draft) -> Element {
    draft.begin();
    draft.put_changes(page);
    let import = import::Import::new(draft);
    let start = start::Start::new(page, draft);
    let beside = classed("aside", "run-preview").attr("aria-label", "What the plan will do");
    let split = classed("div", "run-split")
        .child(classed("div", "run-form").child(card::card(draft)).child(more::more(draft)))
        .child(beside.child(classed("div", "run-beside").children(preview::preview(draft)).child(start.remarks())));
    classed("div", "run-place")
        .child(from(draft))
        .child(import::section(page, import))
        .child(import::notes(draft))
        .child(classed("div", "run-panel").child(split).child(start.asked()).child(start.foot()))
        .child(classed("p", "hint").child(
            "Check and start sends two requests first, to each of two sides. It says whether this page may read the answers (CORS), how fast they come, and whether a browser can carry the rate.",
        ))
        .child(write::section(page, draft))
}

/// What a plan can begin with.
fn from(draft: Draft) -> Element {
    let example = |action, label: &'static str, ten_minutes| button(action, label, move || draft.example(ten_minutes));
    classed("div", "run-from")
        .child(classed("span", "hint").child("Start from"))
        .child(button("new-plan", "New plan", move || draft.new_plan()))
        .child(example("example-60s", "Example: 200 → 300 → 400/s, 1 min", false))
        .child(example("example-10min", "The same in 10 min", true))
        .child(button("practice", "Practice on this page's host", move || draft.practice()))
}
