//! Editing the objectives: row by row or as k6's `thresholds` text, judged at once. What cannot be read is pointed at
//! and changes nothing: the verdicts stay those of the last readable objectives.

mod row;
mod text;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::report::{ObjectivesFrom, Report};
use sloscope_core::slo::{Objective, Origin, SEED, objectives_json, preset};
use sloscope_view::state::STEP;

use self::row::Row;
use super::button::button;
use super::choice::suggestions;
use super::element::{Element, Part, classed, dynamic, el};
use super::list::List;
use crate::platform::{clipboard, download};
use crate::state::session::Session;

/// The rows and the text of the editor; both show the same objectives. It lives as long as the report's page: what is half
/// written stays while other tabs are looked at.
#[derive(Clone, Copy)]
pub struct Editor {
    session: Session,
    open: RwSignal<bool>,
    rows: RwSignal<Vec<Row>>,
    text: RwSignal<String>,
    /// The last series that was typed, for suggestions.
    typed: StoredValue<ArcRwSignal<String>>,
}

impl Editor {
    pub fn new(session: Session, report: Signal<Arc<Report>>) -> Self {
        let editor = Self {
            session,
            open: RwSignal::new(false),
            rows: RwSignal::default(),
            text: RwSignal::default(),
            typed: StoredValue::default(),
        };
        editor.follow(report);
        editor
    }

    /// Shows what is judged now where other files are opened, or after a reset.
    fn follow(self, report: Signal<Arc<Report>>) {
        let filled = StoredValue::new(None::<Arc<Report>>);
        Effect::new(move || {
            let filled_with =
                |report: &Arc<Report>| filled.with_value(|f| f.as_ref().is_some_and(|f| Arc::ptr_eq(f, report)));
            if !self.open.get() || report.with(filled_with) {
                return;
            }
            report.with(|report| {
                filled.set_value(Some(Arc::clone(report)));
                let ours = matches!(report.objectives_from, ObjectivesFrom::Suggested | ObjectivesFrom::Preset(_));
                if report.query.objectives.is_none() || ours {
                    let judged: Vec<_> = report.objectives.iter().map(|o| o.objective.clone()).collect();
                    self.fill(&judged);
                }
            });
        });
    }

    /// Shows these objectives.
    fn fill(self, objectives: &[Objective]) {
        self.rows.set(objectives.iter().map(Row::of).collect());
        self.text.set(objectives_json(objectives));
    }

    fn remove(self, at: usize) {
        self.rows.update(|rows| {
            rows.remove(at);
        });
        self.rows_changed();
    }

    /// Judges the rows, if all of them can be read.
    fn rows_changed(self) {
        let read: Result<Vec<_>, ()> = self.rows.with_untracked(|rows| rows.iter().map(Row::read).collect());
        if let Ok(objectives) = read {
            let objectives: Vec<Objective> = objectives.into_iter().flatten().collect();
            self.text.set(objectives_json(&objectives));
            self.judge(objectives);
        }
    }

    /// Judges what was written as text, and shows it as rows.
    fn text_changed(self, objectives: Vec<Objective>) {
        self.rows.set(objectives.iter().map(Row::of).collect());
        self.judge(objectives);
    }

    fn judge(self, objectives: Vec<Objective>) {
        self.ask(Some(objectives));
    }

    /// Back to what the files state.
    fn reset(self) {
        self.ask(None);
    }

    fn ask(self, objectives: Option<Vec<Objective>>) {
        let mut query = self.session.question.query.get_untracked();
        query.objectives = objectives;
        self.session.ask(query);
    }
}

pub fn editor(editor: Editor, report: Signal<Arc<Report>>) -> Part {
    let open = editor.open;
    dynamic(move || {
        let (open_now, label) = (open.get(), if open.get() { "Close the editor" } else { "Edit objectives" });
        let toggle = button("edit-objectives", label, move || open.update(|o| *o = !*o));
        let toggle = toggle.attr("aria-expanded", open_now.to_string());
        classed("div", "editor").child(toggle).children(open_now.then(|| form(editor, report)))
    })
}

fn form(editor: Editor, report: Signal<Arc<Report>>) -> Element {
    let known = dynamic(move || {
        let names = report.with(|r| r.metrics.iter().map(|m| m.series.to_string()).collect());
        el("div").child(suggestions("known-series", names, editor.typed.get_value()))
    });
    let rows = dynamic(move || {
        let rows = editor.rows.get();
        let texts = rows.clone();
        let list = List::items("Objectives", "objectives", "editor-rows", rows.len());
        let list = List { id: "editor".to_owned(), ..list };
        list.of(
            move || texts.iter().map(Row::text).collect(),
            move |of, body| body.children(of.iter().map(|at| row::draw(editor, *at, rows[*at].clone()))),
        )
    });
    let code = |text: &'static str| el("code").child(text);
    let help = classed("p", "hint")
        .child("k6's threshold expressions: ")
        .child(code("p(95)<500"))
        .child(" (times in ms), ")
        .child(code("rate<0.01"))
        .child(" (a share), ")
        .child(code("count>=1000"))
        .child(". A series is a metric, or a metric with tags: ")
        .child(code("http_req_duration{scenario:checkout}"))
        .child(".");
    classed("div", "editor-form")
        .attr("role", "group")
        .attr("aria-label", "Objectives")
        .child(known)
        .child(help)
        .child(rows)
        .child(actions(editor))
        .child(text::form(editor))
}

fn actions(editor: Editor) -> Element {
    let said = RwSignal::new("");
    let copy = button("copy-thresholds", "Copy as k6 options", move || {
        let thresholds = editor.text.get_untracked().trim().replace('\n', "\n  ");
        let snippet = format!("export const options = {{\n  thresholds: {thresholds},\n}};\n");
        spawn_local(async move {
            let copied = clipboard::copy(&snippet).await;
            said.set(if copied { "Copied." } else { "The browser did not allow it: save it instead." });
        });
    });
    let save = button("save-objectives", "Save as objectives.json", move || {
        let saved = download::save("objectives.json", "application/json", &editor.text.get_untracked());
        said.set(if saved { "Saved." } else { "The browser did not save it." });
    });
    let reset = dynamic(move || {
        let edited = editor.session.question.query.with(|q| q.objectives.is_some());
        button("reset-objectives", "Back to the files' objectives", move || editor.reset()).attr("disabled", !edited)
    });
    let status = dynamic(move || el("span").child(said.get()));
    classed("div", "editor-actions")
        .child(button("add-objective", "Add an objective", move || editor.rows.update(add)))
        .child(reset)
        .child(button("preset-seed", "Use the preset “seed”", move || {
            editor.judge(preset(SEED).unwrap_or_default())
        }))
        .child(copy)
        .child(save)
        .child(classed("span", "hint").attr("role", "status").child(status))
}

/// A blank row, where it is seen: at the end, or at the beginning of a list of which only that is shown.
fn add(rows: &mut Vec<Row>) {
    let at = if rows.len() < STEP { rows.len() } else { 0 };
    rows.insert(at, Row::blank());
}

/// An objective that was written here.
fn edited(objective: Objective) -> Objective {
    Objective { origin: Origin::Edited, ..objective }
}
