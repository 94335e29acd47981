//! Running a test from this page: the plan, a look at the target, the start.

mod calibrate;
mod field;
mod form;
mod import;
pub mod live;
mod plan_fields;
mod plan_text;
mod plan_url;
mod probe;
mod request_fields;
mod scenario_fields;
mod start;
mod write;

use sloscope_core::load::in_short;

use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::platform::page;
use crate::state::draft::Draft;
use crate::state::session::Session;

pub fn run(session: Session) -> Element {
    let draft = session.draft;
    draft.begin();
    session.follow_plan();
    let import = import::Import::new(draft);
    classed("div", "run")
        .child(el("h1").attr("id", "run-title").child("Run a test from this browser"))
        .child(classed("p", "lead").child(
            "Arrivals come at planned instants and do not wait for responses, as with k6's arrival-rate executors. The report is that of any run, while it runs and after.",
        ))
        .child(examples(draft))
        .child(import::section(session, import))
        .child(import::notes(draft))
        .child(form::form(draft))
        .child(write::section(session, draft))
        .child(start::section(session, draft))
}

fn examples(draft: Draft) -> Element {
    let example = |action, label: &'static str, ten_minutes| button(action, label, move || draft.example(ten_minutes));
    let short = dynamic(move || {
        let short = draft.plan().map(|plan| in_short(&plan)).unwrap_or_default();
        classed("span", "hint").child(short)
    });
    let row = |label: &'static str| el("div").child(el("span").child(label));
    classed("div", "run-examples")
        .child(
            row("200 → 300 → 400 requests per second, diverse prompts:")
                .child(example("example-60s", "in 60 s", false))
                .child(example("example-10min", "in 10 minutes", true)),
        )
        .child(
            row("No service at hand:")
                .child(button("practice", "practise on a file of this page", move || draft.practice())),
        )
        .child(
            row("The plan below:").child(short).child(
                button("go-to-start", "Go to the start", || page::bring("#run-start-title")).attr("class", "quiet"),
            ),
        )
}
