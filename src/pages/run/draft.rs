//! The plan that is being written, as text: what can be read of it is the plan, what cannot is told with its place.

use leptos::prelude::*;
use sloscope_core::load::{Plan, PlanError, plan_json, read_plan, seed_example};

use crate::components::element::{Element, classed, dynamic, el};

#[derive(Clone, Copy)]
pub struct Draft {
    pub text: RwSignal<String>,
}

impl Draft {
    pub fn new() -> Self {
        Self { text: RwSignal::new(plan_json(&seed_example(false))) }
    }

    pub fn show(self, plan: &Plan) {
        self.text.set(plan_json(plan));
    }

    pub fn plan(self) -> Result<Plan, Vec<PlanError>> {
        self.text.with(|text| read_plan(text))
    }
}

pub fn text(draft: Draft) -> Element {
    let area = dynamic(move || {
        el("textarea")
            .at("id", "plan-text")
            .at("rows", "18")
            .at("data-field", "plan")
            .at("spellcheck", "false")
            .at("aria-describedby", "plan-faults")
            .value(draft.text.get())
            .on("input", move |event| draft.text.set(event_target_value(&event)))
    });
    let faults = dynamic(move || {
        let item = |error: &PlanError| el("li").text(error.to_string());
        classed("ul", "grave").all(draft.plan().err().iter().flatten().map(item).collect::<Vec<_>>())
    });
    classed("div", "run-text")
        .add(el("label").at("for", "plan-text").text("The plan as JSON"))
        .view(area)
        .add(el("div").at("id", "plan-faults").at("aria-live", "polite").view(faults))
}
