//! The plan that is being written, as text: what can be read of it is the plan, what cannot is told with its place. The
//! fields change the text, and the text the fields.

use leptos::prelude::*;
use sloscope_core::load::{Plan, PlanError, is_loopback, plan_json, read_plan, seed_example};

use crate::components::element::{Element, classed, dynamic, el};
use crate::platform::{address, stream};
use crate::state::session::Session;

#[derive(Clone, Copy, Default)]
pub struct Draft {
    /// Lives as long as the page: what was written is there again.
    pub text: RwSignal<String>,
    /// The last plan that could be read; it may have mistakes.
    pub known: RwSignal<Option<Plan>>,
    /// Where this page's own server has its demo target: its origins, one a line.
    demo: RwSignal<String>,
}

impl Draft {
    /// The draft of the session; the first time it is the example, for the demo target if there is one.
    pub fn of(session: Session) -> Self {
        let draft = session.draft;
        if draft.text.with_untracked(String::is_empty) {
            draft.example(false);
            if is_loopback(&address::host()) {
                leptos::task::spawn_local(async move {
                    // Only the server of `cargo xtask serve` has such a file.
                    let Ok(target) = stream::text_beside("demo-target").await else { return };
                    draft.demo.set(target.trim().to_owned());
                    draft.example(false);
                });
            }
        }
        draft
    }

    pub fn example(self, ten_minutes: bool) {
        let mut plan = seed_example(ten_minutes);
        plan.targets = self.demo.with_untracked(|demo| demo.lines().map(str::to_owned).collect());
        self.show(&plan);
    }

    pub fn show(self, plan: &Plan) {
        self.text.set(plan_json(plan));
        self.known.set(Some(plan.clone()));
    }

    /// Takes in what was written, or imported.
    pub fn write(self, text: String) {
        self.text.set(text);
        if let Some(plan) = self.plan() {
            self.known.set(Some(plan));
        }
    }

    /// `None` if it has mistakes.
    pub fn plan(self) -> Option<Plan> {
        self.text.with(|text| read_plan(text)).ok()
    }

    fn mistakes(self) -> Vec<PlanError> {
        self.text.with(|text| read_plan(text)).err().unwrap_or_default()
    }
}

pub fn text(draft: Draft) -> Element {
    let area = dynamic(move || {
        el("textarea")
            .at("id", "plan-text")
            .at("rows", "18")
            .at("data-field", "plan")
            .at("spellcheck", "false")
            .at("aria-describedby", "plan-mistakes")
            .value(draft.text.get())
            .on("input", move |event| draft.write(event_target_value(&event)))
    });
    classed("div", "run-field wide").add(el("label").at("for", "plan-text").text("The plan as JSON")).view(area)
}

/// What keeps the plan from being run.
pub fn mistakes(draft: Draft) -> Element {
    let list = dynamic(move || {
        let item = |error: &PlanError| {
            let place = format!("line {}, column {}: ", error.line, error.column);
            el("li").at("data-mistake", "").text(place).text(error.message.clone())
        };
        classed("ul", "grave").all(draft.mistakes().iter().map(item).collect::<Vec<_>>())
    });
    el("div").at("id", "plan-mistakes").at("aria-live", "polite").view(list)
}
