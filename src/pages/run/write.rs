//! The plan as a text, as files for k6, and as a link.

use leptos::prelude::*;
use sloscope_core::format::without_users;
use sloscope_core::load::Plan;

use super::draft::{self, Draft};
use super::form::section as part;
use super::plan_url;
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::platform::download;
use crate::state::session::Session;
use crate::workers::host::Engine;
use crate::workers::protocol::{PlanRequest, Reply};

type Desk = StoredValue<Option<Engine>, LocalStorage>;

/// Saves what the worker writes of a plan.
fn written(desk: Desk, said: RwSignal<String>, ask: PlanRequest, name: &'static str, mime: &'static str) {
    said.set(String::new());
    let hear = move |reply| {
        match reply {
            Reply::Written(text) if download::save(name, mime, &text) => said.set(format!("{name} is saved.")),
            Reply::Written(_) => said.set(format!("The browser did not save {name}.")),
            Reply::Died(text) => said.set(format!("{name} could not be written: {text}")),
            _ => {}
        }
        // Its worker has done its work, but this is a call of it.
        leptos::task::spawn_local(async move { drop(desk.try_set_value(None)) });
    };
    match Engine::plan_service(ask, hear) {
        Ok(engine) => desk.set_value(Some(engine)),
        Err(error) => said.set(format!("The worker cannot be started: {error:?}")),
    }
}

pub fn section(session: Session, draft: Draft) -> Element {
    let (desk, said): (Desk, _) = (StoredValue::new_local(None), RwSignal::new(String::new()));
    let actions = dynamic(move || {
        let none = draft.plan().is_none();
        let save = |action, label: &'static str, act: fn(Desk, RwSignal<String>, Plan)| {
            button(action, label, move || {
                if let Some(plan) = untrack(|| draft.plan()) {
                    act(desk, said, plan);
                }
            })
            .attr("disabled", none)
        };
        let json = button("save-plan", "Save as plan.json", move || {
            let text = untrack(|| draft.text());
            let saved = download::save("plan.json", "application/json", &without_users(&text));
            said.set(if saved { "plan.json is saved." } else { "The browser did not save it." }.to_owned());
        });
        classed("div", "run-actions")
            .child(json)
            .child(save("save-k6", "Save as k6 script", |desk, said, plan| {
                written(desk, said, PlanRequest::Script(plan), "script.js", "text/javascript");
            }))
            .child(save("save-testrun", "Save as k6-operator TestRun", |desk, said, plan| {
                written(desk, said, PlanRequest::TestRun(plan), "testrun.yaml", "application/yaml");
            }))
    });
    let status = dynamic(move || classed("span", "hint").child(said.get()));
    let text = classed("details", "run-text").child(el("summary").child("As text: JSON")).child(draft::text(draft));
    part("run-share", "Share and save")
        .child(plan_url::section(session))
        .child(actions)
        .child(el("span").attr("role", "status").child(status))
        .child(text)
}
