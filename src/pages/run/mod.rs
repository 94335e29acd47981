//! Running a test from this page: the plan, a check of the target, the start.

mod calibrate;
mod card;
mod field;
mod import;
pub mod live;
mod more;
mod plan_fields;
mod plan_text;
mod plan_url;
mod preview;
mod probe;
mod request_fields;
mod scenario_fields;
mod start;
mod write;

use crate::components::button::button;
use crate::components::element::{Element, classed, el};
use crate::state::draft::Draft;
use crate::state::session::Session;

pub fn run(session: Session) -> Element {
    let draft = session.draft;
    draft.begin();
    session.follow_plan();
    let import = import::Import::new(draft);
    let start = start::Start::new(session);
    let beside = classed("aside", "run-preview").attr("aria-label", "What the plan will do");
    let split = classed("div", "run-split")
        .child(classed("div", "run-form").child(card::card(draft)).child(more::more(draft)))
        .child(beside.child(classed("div", "run-beside").children(preview::preview(draft)).child(start.remarks())));
    classed("div", "run")
        .child(el("h1").attr("id", "run-title").child("Run a test"))
        .child(
            classed("p", "lead")
                .child("Requests start at planned times and do not wait for answers, as with k6's arrival-rate executors."),
        )
        .child(from(draft))
        .child(import::section(session, import))
        .child(import::notes(draft))
        .child(classed("div", "run-panel").child(split).child(start.asked()).child(start.foot()))
        .child(classed("p", "hint").child(
            "Check and start sends two requests first. It says whether this page may read the answers (CORS), how fast they come, and whether a browser can carry the rate.",
        ))
        .child(write::section(session, draft))
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
