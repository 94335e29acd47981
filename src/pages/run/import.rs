//! A plan from what people have: a cURL command, a HAR entry, k6 options, a plan; pasted, opened or dropped. It is read by
//! a worker of its own.

use std::rc::Rc;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::load::Pick;

use crate::components::button::button;
use crate::components::disclosure::fresh;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::components::list::List;
use crate::platform::{drop, stream};
use crate::state::draft::Draft;
use crate::state::parent_page::ParentPage;
use crate::workers::host::{PlanService, WorkerResult};
use crate::workers::protocol::Imported;

/// A longer text is no request, no options and no plan.
const LONGEST: f64 = 50e6;

/// What is being read, and what came of it.
#[derive(Clone, Copy)]
pub struct Import {
    draft: Draft,
    text: RwSignal<String>,
    /// Entries of a HAR file, to pick one.
    entries: RwSignal<Vec<String>>,
    fault: RwSignal<String>,
    service: StoredValue<Option<PlanService>, LocalStorage>,
}

impl Import {
    pub fn new(draft: Draft) -> Self {
        Self {
            draft,
            text: RwSignal::default(),
            entries: RwSignal::default(),
            fault: RwSignal::default(),
            service: StoredValue::new_local(None),
        }
    }

    fn read(self, pick: Pick) {
        self.fault.set(String::new());
        self.entries.set(Vec::new());
        let text = self.text.get_untracked();
        match PlanService::import(text, pick, move |reply| self.on_reply(reply)) {
            Ok(service) => self.service.set_value(Some(service)),
            Err(error) => self.fault.set(format!("The worker cannot be started: {error:?}")),
        }
    }

    fn on_reply(self, reply: WorkerResult<Imported>) {
        match reply {
            Ok(Imported::Plan(plan, notes)) => {
                // It is the plan now; what of it no plan holds, passwords and cookies, stays nowhere.
                self.text.set(String::new());
                self.draft.notes.set(notes);
                self.draft.take_read(*plan);
            }
            Ok(Imported::Entries(entries)) => self.entries.set(entries),
            Ok(Imported::Unreadable(why)) => self.fault.set(why),
            Err(death) => self.fault.set(format!("It cannot be read: {death}")),
        }
        // Its worker has done its work, but this is a call of it.
        leptos::task::spawn_local(async move { std::mem::drop(self.service.try_set_value(None)) });
    }

    pub fn file(self, file: web_sys::File) {
        if file.size() > LONGEST {
            return self.fault.set(format!(
                "{} is too long for a request or a plan. k6's results are opened on the start page.",
                file.name()
            ));
        }
        leptos::task::spawn_local(async move {
            match stream::text_of(&file).await {
                Ok(text) => {
                    self.text.set(text);
                    self.read(Pick::Ask);
                }
                Err(_) => self.fault.set(format!("The browser could not read {}.", file.name())),
            }
        });
    }
}

pub fn section(page: ParentPage, import: Import) -> Element {
    // Files that are dropped while this page is shown are plans, not results.
    page.dropped.with(|take| *take = Some(Rc::new(move |file| import.file(file))));
    on_cleanup(move || page.dropped.with(|take| *take = None));
    let area = dynamic(move || {
        el("textarea")
            .attr("id", "plan-import")
            .attr("rows", "4")
            .attr("spellcheck", "false")
            .attr("data-field", "import")
            .attr("placeholder", "curl 'https://…' -H '…' --data-raw '…'")
            .attr("aria-describedby", "plan-import-said")
            .value(import.text.get())
            .listen("input", move |event| import.text.set(event_target_value(&event)))
    });
    let read = dynamic(move || {
        let blank = import.text.with(|text| text.trim().is_empty());
        button("import", "Make it the plan", move || import.read(Pick::Ask)).attr("disabled", blank)
    });
    let pick = el("input")
        .attr("type", "file")
        .attr("class", "visually-hidden")
        .attr("data-action", "import-plan")
        .listen("change", move |event| drop::picked(&event).into_iter().take(1).for_each(|file| import.file(file)));
    let said = dynamic(move || {
        let fault = import.fault.get();
        let fault = (!fault.is_empty()).then(|| classed("p", "grave").child(fault));
        let entries = import.entries.get();
        let list = (!entries.is_empty()).then(|| {
            let count = entries.len();
            let list = List { id: fresh("entries"), ..List::items("Entries", "entries", "run-entries", count) };
            let texts = entries.clone();
            let list = list.of(
                move || texts.clone(),
                move |rows, body| {
                    let one = |at: usize, entry: String| {
                        el("li").child(button("pick-entry", entry, move || import.read(Pick::One(at))))
                    };
                    body.children(rows.iter().map(|at| one(*at, entries[*at].clone())))
                },
            );
            let count = format::count(count as u64);
            el("div")
                .child(el("p").child(format!("The file has {count} entries. Which one is the test?")))
                .child(list)
                .child(button("pick-all", "All that scripts sent", move || import.read(Pick::All)))
        });
        el("div").children(fault).children(list)
    });
    classed("details", "run-text")
        .child(el("summary").child("Make a plan of a cURL command, a HAR file, k6 options, or a plan.json"))
        .child(el("label").attr("for", "plan-import").child("Paste it, or drop a file anywhere on this page"))
        .child(area)
        .child(
            classed("div", "run-actions")
                .child(read)
                .child(classed("label", "button").child("Open a file").child(pick)),
        )
        .child(el("div").attr("id", "plan-import-said").attr("aria-live", "polite").child(said))
}

/// What is to be known of how the plan came here.
pub fn notes(draft: Draft) -> Element {
    let notes = dynamic(move || {
        let notes = draft.notes.get();
        let none = notes.is_empty();
        let item = |text: String| el("li").child(text);
        classed("ul", "run-notes").attr("hidden", none).children(notes.into_iter().map(item).collect::<Vec<_>>())
    });
    el("div").attr("role", "status").attr("data-plan-notes", "").child(notes)
}
