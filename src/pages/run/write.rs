//! The plan as a text, as files for k6, and as a link.

use leptos::prelude::*;
use sloscope_core::format::without_users;
use sloscope_core::load::Plan;

use super::{plan_text, plan_url};
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::platform::download;
use crate::state::draft::Draft;
use crate::state::parent_page::ParentPage;
use crate::workers::host::{PlanService, WorkerResult};
use crate::workers::protocol::{PlanFile, Written};

type Service = StoredValue<Option<PlanService>, LocalStorage>;

/// Saves what the worker writes of a plan.
fn write(service: Service, said: RwSignal<String>, plan: Plan, file: PlanFile) {
    let (name, mime) = match file {
        PlanFile::Script => ("script.js", "text/javascript"),
        PlanFile::TestRun => ("testrun.yaml", "application/yaml"),
    };
    said.set(String::new());
    let on_reply = move |written: WorkerResult<Written>| {
        said.set(match written {
            Ok(Ok(text)) if download::save(name, mime, &text) => format!("{name} is saved."),
            Ok(Ok(_)) => format!("The browser did not save {name}."),
            Ok(Err(why)) => format!("{name} could not be written: {why}"),
            Err(death) => format!("{name} could not be written: {death}"),
        });
        // Its worker has done its work, but this is a call of it.
        leptos::task::spawn_local(async move { drop(service.try_set_value(None)) });
    };
    match PlanService::write(plan, file, on_reply) {
        Ok(running) => service.set_value(Some(running)),
        Err(error) => said.set(format!("The worker cannot be started: {error:?}")),
    }
}

pub fn section(page: ParentPage, draft: Draft) -> Element {
    let (service, said): (Service, _) = (StoredValue::new_local(None), RwSignal::new(String::new()));
    let actions = dynamic(move || {
        let none = draft.plan().is_none();
        let save = |action, label: &'static str, file| {
            button(action, label, move || {
                if let Some(plan) = untrack(|| draft.plan()) {
                    write(service, said, plan, file);
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
            .child(save("save-k6", "Save as k6 script", PlanFile::Script))
            .child(save("save-testrun", "Save as k6-operator TestRun", PlanFile::TestRun))
    });
    let status = dynamic(move || classed("span", "hint").child(said.get()));
    let share = classed("details", "run-text")
        .child(el("summary").child("Save or share the plan"))
        .child(plan_url::section(page, draft))
        .child(actions)
        .child(el("span").attr("role", "status").child(status));
    let text = classed("details", "run-text").child(el("summary").child("As text: JSON")).child(plan_text::text(draft));
    classed("div", "run-write").child(share).child(text)
}
