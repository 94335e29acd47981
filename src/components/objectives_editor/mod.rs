//! Editing the objectives: one in a form beside its row, or all of them as k6's `thresholds` text. What cannot be read is
//! pointed at and changes nothing: the verdicts stay those of the last readable objectives.

mod row;
mod text;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::report::Report;
use sloscope_core::slo::{Objective, Origin, SEED, objectives_json, preset};

use sloscope_view::sections::objectives::LIST;
use sloscope_view::state::STEP;

use self::row::Row;
use super::button::button;
use super::disclosure::Disclosures;
use super::element::{Element, Part, classed, dynamic, el};
use crate::platform::effect::effect;
use crate::platform::{clipboard, download, page};
use crate::state::session::Session;

/// The form that is open and the text of all objectives. It lives as long as the report's page: what is half written stays
/// while other tabs are looked at.
#[derive(Clone, Copy)]
pub struct Editor {
    session: Session,
    disclosures: Disclosures,
    report: Signal<Arc<Report>>,
    /// The form.
    row: RwSignal<Option<Row>>,
    /// What gets the focus once what was applied is judged: a selector.
    landing: RwSignal<Option<String>>,
    open: RwSignal<bool>,
    text: RwSignal<String>,
}

const ADD: &str = "[data-action=add-objective]";

impl Editor {
    pub fn new(session: Session, disclosures: Disclosures, report: Signal<Arc<Report>>) -> Self {
        let editor = Self {
            session,
            disclosures,
            report,
            row: RwSignal::default(),
            landing: RwSignal::default(),
            open: RwSignal::new(false),
            text: RwSignal::default(),
        };
        editor.follow();
        editor.land();
        editor
    }

    /// Shows as text what is judged now where other files are opened, or after a reset.
    fn follow(self) {
        let filled = StoredValue::new(None::<Arc<Report>>);
        effect(move || {
            let report = self.report.get();
            if !self.open.get() || filled.with_value(|f| f.as_ref().is_some_and(|f| Arc::ptr_eq(f, &report))) {
                return;
            }
            let judged: Vec<_> = report.objectives.iter().map(|o| o.objective.clone()).collect();
            self.text.set(objectives_json(&judged));
            filled.set_value(Some(report));
        });
    }

    /// Moves the focus to where the new verdicts are, as soon as they are.
    fn land(self) {
        effect(move || {
            let is_judged = self.report.with(|report| {
                self.session.question.query.with_untracked(|query| query.objectives == report.query.objectives)
            });
            if is_judged && let Some(landing) = self.landing.get_untracked() {
                self.landing.set(None);
                page::bring_soon(format!(".report[aria-busy='false'] {landing}"));
            }
        });
    }

    /// Opens the form of the objective at a place of the report, or of a new one, and moves the focus into it.
    pub fn edit(self, at: Option<usize>) {
        let old = self.report.with_untracked(|report| Some(report.objectives.get(at?)?.objective.clone()));
        let field = if old.is_some() { "Objective" } else { "Series" };
        self.row.set(Some(Row::of(old)));
        page::focus_soon(format!(".objective-form [data-field={field}]"));
    }

    /// The form, where it is that of the objective at this place, or of a new one.
    pub fn form(self, at: Option<usize>) -> Option<Element> {
        let row = self.row.get()?;
        let is_here = match (&row.old, at) {
            (None, at) => at.is_none(),
            (Some(_), None) => false,
            (Some(old), Some(at)) => {
                self.report.with_untracked(|report| report.objectives.get(at).is_some_and(|o| o.objective == *old))
            }
        };
        is_here.then(|| row::form(self, &row))
    }

    /// Closes the form; the focus goes back to what opened it.
    fn close(self) {
        let row = self.row.get_untracked();
        self.row.set(None);
        let at = row.and_then(|row| self.place(&row.old?));
        page::bring_soon(match at {
            Some(at) => format!("tr:has([aria-controls='objective-{at}']) [data-action=edit-objective]"),
            None => ADD.to_owned(),
        });
    }

    fn place(self, old: &Objective) -> Option<usize> {
        self.report.with_untracked(|report| report.objectives.iter().position(|o| o.objective == *old))
    }

    /// The objectives that are judged now.
    fn judged(self) -> Vec<Objective> {
        self.report.with_untracked(|report| report.objectives.iter().map(|o| o.objective.clone()).collect())
    }

    /// Judges by what the form holds, if it can be read.
    fn apply(self) {
        let Some(row) = self.row.get_untracked() else { return };
        match row.read() {
            Ok(objective) => {
                let mut all = self.judged();
                let at = row.old.and_then(|old| self.place(&old)).unwrap_or(all.len());
                if at < all.len() {
                    all[at] = objective
                } else {
                    all.push(objective)
                }
                self.row.set(None);
                self.show_row(&all[at]);
                self.landing.set(Some(format!("[aria-controls='objective-{at}']")));
                self.judge(all);
            }
            Err(field) => page::focus_soon(format!(".objective-form [data-field={field}]")),
        }
    }

    fn remove(self) {
        let Some(at) = self.row.get_untracked().and_then(|row| self.place(&row.old?)) else { return };
        let mut all = self.judged();
        all.remove(at);
        self.row.set(None);
        self.landing.set(Some(ADD.to_owned()));
        self.judge(all);
    }

    /// A long list shows its first rows: it is searched for this one.
    fn show_row(self, objective: &Objective) {
        if self.report.with_untracked(|report| report.objectives.len() >= STEP) {
            self.disclosures.search(LIST, &format!("{}: {}", objective.series, objective.shown()));
        }
    }

    /// Judges by these, and says that they were edited.
    fn judge(self, objectives: Vec<Objective>) {
        self.ask(Some(objectives.into_iter().map(edited).collect()));
    }

    fn ask(self, objectives: Option<Vec<Objective>>) {
        let mut query = self.session.question.query.get_untracked();
        query.objectives = objectives;
        self.session.ask(query);
    }
}

/// What can be done with all objectives at once.
pub fn editor(editor: Editor) -> Part {
    let open = editor.open;
    dynamic(move || {
        let (open_now, label) = (open.get(), if open.get() { "Close the text" } else { "All objectives as text" });
        let toggle = button("edit-objectives", label, move || open.update(|o| *o = !*o)).attr("class", "quiet");
        let toggle = toggle.attr("aria-expanded", open_now.to_string());
        classed("div", "editor").child(toggle).children(open_now.then(|| form(editor)))
    })
}

fn form(editor: Editor) -> Element {
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
        .attr("aria-label", "All objectives as text")
        .child(help)
        .child(text::form(editor))
        .child(actions(editor))
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
        button("reset-objectives", "Back to the files' objectives", move || editor.ask(None)).attr("disabled", !edited)
    });
    let status = dynamic(move || el("span").child(said.get()));
    classed("div", "editor-actions")
        .child(reset)
        .child(button("preset-seed", "Use the preset “seed”", move || editor.ask(preset(SEED))))
        .child(copy)
        .child(save)
        .child(classed("span", "hint").attr("role", "status").child(status))
}

/// An objective that was written here; one that is known by its name only stays that.
fn edited(objective: Objective) -> Objective {
    match (&objective.origin, objective.expression.trim().is_empty()) {
        (Origin::NameOnly(_), true) => objective,
        _ => Objective { origin: Origin::Edited, ..objective },
    }
}
