//! Editing the objectives: row by row or as k6's `thresholds` text, judged at once. What cannot be read is pointed at
//! and changes nothing: the verdicts stay those of the last readable objectives.

mod row;
mod text;

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::Report;
use sloscope_core::slo::{Objective, Origin, objectives_json};
use wasm_bindgen_futures::spawn_local;

use self::row::{ObjectiveRow, Row};
use self::text::TextForm;
use crate::platform::{clipboard, download};
use crate::state::session::Session;

/// The rows and the text of the editor; both show the same objectives.
#[derive(Clone, Copy)]
struct Editor {
    session: Session,
    rows: RwSignal<Vec<Row>>,
    text: RwSignal<String>,
    next_id: StoredValue<u32>,
}

impl Editor {
    /// Shows these objectives.
    fn fill(self, objectives: &[Objective]) {
        let rows = objectives.iter().map(|o| Row::of(self.fresh_id(), o)).collect();
        self.rows.set(rows);
        self.text.set(objectives_json(objectives));
    }

    fn fresh_id(self) -> u32 {
        self.next_id.update_value(|id| *id += 1);
        self.next_id.get_value()
    }

    fn add(self) {
        let row = Row::blank(self.fresh_id());
        self.rows.update(|rows| rows.push(row));
    }

    fn remove(self, id: u32) {
        self.rows.update(|rows| rows.retain(|row| row.id != id));
        self.rows_changed();
    }

    /// Judges the rows, if all of them can be read.
    fn rows_changed(self) {
        let rows = self.rows.get_untracked();
        let read: Result<Vec<Option<Objective>>, ()> = rows.iter().map(Row::read).collect();
        if let Ok(objectives) = read {
            let objectives: Vec<Objective> = objectives.into_iter().flatten().collect();
            self.text.set(objectives_json(&objectives));
            self.judge(objectives);
        }
    }

    /// Judges what was written as text, and shows it as rows.
    fn text_changed(self, objectives: Vec<Objective>) {
        self.rows.set(objectives.iter().map(|o| Row::of(self.fresh_id(), o)).collect());
        self.judge(objectives);
    }

    fn judge(self, objectives: Vec<Objective>) {
        let mut query = self.session.query.get_untracked();
        query.objectives = Some(objectives);
        self.session.ask(query);
    }

    /// Back to what the files state.
    fn reset(self) {
        let mut query = self.session.query.get_untracked();
        query.objectives = None;
        self.session.ask(query);
    }
}

#[component]
pub fn ObjectivesEditor(#[prop(into)] report: Signal<Arc<Report>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let editor = Editor { session, rows: RwSignal::default(), text: RwSignal::default(), next_id: StoredValue::new(0) };
    let open = RwSignal::new(false);
    let of_report = move || report.with(|r| r.objectives.iter().map(|o| o.objective.clone()).collect::<Vec<_>>());
    // Other files, or a reset: the editor shows what is judged now.
    Effect::new(move || {
        if report.with(|r| r.query.objectives.is_none()) {
            editor.fill(&of_report());
        }
    });
    let toggle = move |_| open.update(|o| *o = !*o);
    view! {
        <div class="editor">
            <button type="button" data-action="edit-objectives" aria-expanded=move || open.get().to_string() on:click=toggle>
                {move || if open.get() { "Close the editor" } else { "Edit objectives" }}
            </button>
            <Show when=move || open.get()>
                <Form editor report/>
            </Show>
        </div>
    }
}

#[component]
fn Form(editor: Editor, report: Signal<Arc<Report>>) -> impl IntoView {
    let session = editor.session;
    let said = RwSignal::new("");
    let edited = move || session.query.with(|q| q.objectives.is_some());
    let copy = move |_| {
        let thresholds = editor.text.get_untracked();
        let snippet =
            format!("export const options = {{\n  thresholds: {},\n}};\n", thresholds.trim().replace('\n', "\n  "));
        spawn_local(async move {
            let done = clipboard::copy(&snippet).await;
            said.set(if done { "Copied." } else { "The browser did not allow copying." });
        });
    };
    let save = move |_| {
        let done = download::save("objectives.json", "application/json", &editor.text.get_untracked());
        said.set(if done { "Saved as objectives.json." } else { "The browser did not allow saving." });
    };
    let metrics = move || {
        report.with(|r| r.metrics.iter().map(|m| view! { <option value=m.series.to_string()></option> }).collect_view())
    };
    view! {
        <div class="editor-form" role="group" aria-label="Objectives">
            <datalist id="known-series">{metrics}</datalist>
            <p class="hint">
                "k6's threshold expressions: "<code>"p(95)<500"</code>" (times in ms), "<code>"rate<0.01"</code>" (a share), "
                <code>"count>=1000"</code>". A series is a metric, or a metric with tags: "<code>"http_req_duration{scenario:checkout}"</code>"."
            </p>
            <ul class="editor-rows">
                <For each=move || editor.rows.get() key=|row| row.id children=move |row| view! { <ObjectiveRow editor row/> }/>
            </ul>
            <div class="editor-actions">
                <button type="button" data-action="add-objective" on:click=move |_| editor.add()>"Add an objective"</button>
                <button type="button" data-action="reset-objectives" disabled=move || !edited() on:click=move |_| editor.reset()>
                    "Back to the files' objectives"
                </button>
                <button type="button" data-action="copy-thresholds" on:click=copy>"Copy as k6 options"</button>
                <button type="button" data-action="save-objectives" on:click=save>"Save as objectives.json"</button>
                <span role="status" class="hint">{said}</span>
            </div>
            <TextForm editor/>
        </div>
    }
}

/// An objective that was written here.
fn edited(objective: Objective) -> Objective {
    Objective { origin: Origin::Edited, ..objective }
}
