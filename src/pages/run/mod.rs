//! Running a test from this page: the plan, a look at the target, the start.

mod draft;
pub mod live;
mod look;

use leptos::prelude::*;
use sloscope_core::load::seed_example;

use self::draft::Draft;
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::state::session::Session;

pub fn run(session: Session) -> Element {
    let draft = Draft::new();
    classed("div", "run")
        .add(el("h1").at("id", "run-title").text("Run a test from this browser"))
        .add(classed("p", "lead").text(
            "Arrivals come at planned instants and do not wait for responses, as in k6's constant-arrival-rate. The report is the one of any k6 run, while it runs and after.",
        ))
        .add(examples(draft))
        .add(draft::text(draft))
        .add(look::section(draft, look::Looking::new()))
        .view(begin(session, draft))
}

fn examples(draft: Draft) -> Element {
    let example = |action, label: &'static str, ten_minutes| {
        button(action, label, move || draft.show(&seed_example(ten_minutes)))
    };
    classed("div", "run-examples")
        .add(el("span").text("200 → 300 → 400 requests per second, diverse prompts:"))
        .add(example("example-60s", "in 60 s", false))
        .add(example("example-10min", "in 10 minutes", true))
}

fn begin(session: Session, draft: Draft) -> AnyView {
    dynamic(move || {
        let plan = draft.plan();
        let ready = plan.is_ok() && session.running.with(Option::is_none);
        let start = move || {
            if let Ok(plan) = draft.plan() {
                session.run(plan);
            }
        };
        classed("div", "run-start")
            .add(button("start-run", "Start", start).at("class", "primary").flag("disabled", !ready))
    })
}
