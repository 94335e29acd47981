//! Running a test from this page: the plan, a look at the target, the start.

pub mod draft;
mod fields;
pub mod live;
mod look;
mod start;

use sloscope_core::export::{k6_operator, k6_script};
use sloscope_core::load::Plan;

use self::draft::Draft;
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::platform::{download, drop, stream};
use crate::state::session::Session;

pub fn run(session: Session) -> Element {
    let draft = Draft::of(session);
    classed("div", "run")
        .add(el("h1").at("id", "run-title").text("Run a test from this browser"))
        .add(classed("p", "lead").text(
            "Arrivals come at planned instants and do not wait for responses, as with k6's arrival-rate executors. The report is that of any run, while it runs and after.",
        ))
        .add(examples(draft))
        .add(fields::fields(draft))
        .add(as_text(draft))
        .add(draft::mistakes(draft))
        .add(start::section(session, draft))
}

fn examples(draft: Draft) -> Element {
    let example = |action, label: &'static str, ten_minutes| button(action, label, move || draft.example(ten_minutes));
    classed("div", "run-examples")
        .add(el("span").text("200 → 300 → 400 requests per second, diverse prompts:"))
        .add(example("example-60s", "in 60 s", false))
        .add(example("example-10min", "in 10 minutes", true))
}

fn import_of(draft: Draft) -> Element {
    el("input").at("type", "file").at("class", "visually-hidden").at("data-action", "import-plan").on(
        "change",
        move |event| {
            for file in drop::picked(&event).into_iter().take(1) {
                leptos::task::spawn_local(async move {
                    // A file that cannot be read leaves the plan as it is.
                    if let Ok(text) = stream::text_of(&file).await {
                        draft.write(text);
                    }
                });
            }
        },
    )
}

fn as_text(draft: Draft) -> Element {
    let save = move |action, label: &'static str, name: &'static str, mime: &'static str, text: fn(&Plan) -> String| {
        button(action, label, move || {
            if let Some(plan) = draft.plan() {
                // A browser that does not save says so itself.
                let _ = download::save(name, mime, &text(&plan));
            }
        })
    };
    let actions = dynamic(move || {
        let import = classed("label", "button").text("Open a plan").add(import_of(draft));
        let mut row = classed("div", "run-actions").add(import);
        if draft.plan().is_some() {
            row = row
                .add(save(
                    "save-plan",
                    "Save as plan.json",
                    "plan.json",
                    "application/json",
                    sloscope_core::load::plan_json,
                ))
                .add(save("save-k6", "Save as k6 script", "script.js", "text/javascript", |plan| {
                    k6_script(plan).unwrap_or_default()
                }))
                .add(save("save-testrun", "Save as k6-operator TestRun", "testrun.yaml", "application/yaml", |plan| {
                    k6_operator(plan, 2).unwrap_or_default()
                }));
        }
        row
    });
    let inside = classed("details", "run-text").add(el("summary").text("As text: JSON, k6 script, TestRun"));
    inside.view(actions).add(draft::text(draft))
}
