//! The plan that is being written: a text, what could be read of it, and what is wrong with either. The fields change the
//! text, and the text the fields.

use leptos::prelude::*;
use sloscope_core::load::{Plan, PlanDraft, PlanError, is_loopback, practice_example, seed_example};

use super::plan_url;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::{address, stream};
use crate::state::session::Session;
use crate::workers::host::Engine;
use crate::workers::protocol::{PlanRequest, Reply};

/// So many mistakes are listed.
const MOST_MISTAKES: usize = 50;

/// A longer text is read by a worker: the page has other things to do.
const READ_HERE: usize = 256 << 10;

#[derive(Clone, Copy, Default)]
pub struct Draft {
    /// Lives as long as the page: what was written is there again.
    pub written: RwSignal<PlanDraft>,
    /// Reads a long text; what is shown is still the plan before.
    reader: StoredValue<Option<Engine>, LocalStorage>,
    reading: RwSignal<bool>,
    /// Counts the times that the form got other parts, or another plan: its fields are drawn anew.
    pub shape: RwSignal<usize>,
    /// How many requests and scenarios there are: their lists follow it.
    pub counts: RwSignal<(usize, usize)>,
    /// Fields whose text cannot be read, by their ids: the plan is not what they show.
    pub unread: RwSignal<Vec<String>>,
    /// What is to be known of how the plan came here.
    pub notes: RwSignal<Vec<String>>,
    /// The plan as it stands in the address.
    pub link: RwSignal<String>,
    /// Every such address that was written or opened here.
    pub links: RwSignal<Vec<String>>,
    /// What is put into the address, as bits (see `link`).
    pub keep: RwSignal<usize>,
    /// The example that was there first: it needs no address.
    pub plain: RwSignal<String>,
    /// Where this page's own server has its demo target: its origins, one a line.
    pub demo: RwSignal<String>,
}

impl Draft {
    /// The draft of the session; the first time it is the plan of the address, else the example.
    pub fn of(session: Session) -> Self {
        let draft = session.draft;
        if draft.written.with_untracked(|written| written.text.is_empty()) {
            draft.first_example();
            let linked = plan_url::open(session, &address::hash());
            if is_loopback(&address::host()) {
                leptos::task::spawn_local(async move {
                    // Only the server of `cargo xtask serve` has such a file.
                    let Ok(target) = stream::text_beside("demo-target").await else { return };
                    draft.demo.set(target.trim().to_owned());
                    if !linked && draft.is_plain() {
                        draft.first_example();
                    }
                });
            }
        }
        draft
    }

    fn first_example(self) {
        self.example(false);
        self.plain.set(self.written.with_untracked(|written| written.text.clone()));
    }

    /// Nobody has changed the example that was there first. Does not track.
    pub fn is_plain(self) -> bool {
        self.written.with_untracked(|written| self.plain.with_untracked(|plain| *plain == written.text))
    }

    pub fn example(self, ten_minutes: bool) {
        let mut plan = seed_example(ten_minutes);
        plan.targets = self.demo.with_untracked(|demo| demo.lines().map(str::to_owned).collect());
        self.take(&plan, Vec::new());
    }

    pub fn practice(self) {
        self.take(&practice_example(&address::folder()), Vec::new());
    }

    /// Another plan in place of this one.
    pub fn take(self, plan: &Plan, notes: Vec<String>) {
        self.notes.set(notes);
        self.show(plan);
        self.redraw();
    }

    fn count(self) {
        let count = |plan: &Plan| (plan.requests.len(), plan.scenarios.len());
        let now = self.written.with_untracked(|written| written.plan.as_ref().map(count)).unwrap_or_default();
        if self.counts.get_untracked() != now {
            self.counts.set(now);
        }
    }

    /// The form gets other parts.
    pub fn redraw(self) {
        self.unread.set(Vec::new());
        self.shape.update(|shape| *shape += 1);
    }

    /// The plan has changed.
    pub fn show(self, plan: &Plan) {
        self.stop_reading();
        self.written.set(PlanDraft::of(plan.clone()));
        self.count();
    }

    /// Takes in what was written as text.
    pub fn write(self, text: String) {
        if text.len() <= READ_HERE {
            return self.take_read(PlanDraft::read(text));
        }
        self.written.update(|written| written.text.clone_from(&text));
        let hear = move |reply| match reply {
            Reply::Imported(read, _) => self.take_read(*read),
            Reply::Died(why) => self.notes.set(vec![format!("The text cannot be read: {why}")]),
            _ => {}
        };
        match Engine::plan_service(PlanRequest::Read(text), hear) {
            Ok(engine) => {
                self.reading.set(true);
                self.reader.set_value(Some(engine));
            }
            Err(error) => self.notes.set(vec![format!("The worker cannot be started: {error:?}")]),
        }
    }

    /// What was read of a text. Where that is no plan, the fields keep the one before.
    pub fn take_read(self, read: PlanDraft) {
        self.stop_reading();
        self.written.update(|written| {
            let before = std::mem::replace(written, read);
            if written.plan.is_none() {
                (written.plan, written.problems) = (before.plan, before.problems);
            }
        });
        self.count();
        self.redraw();
    }

    fn stop_reading(self) {
        if !self.reading.get_untracked() {
            return;
        }
        self.reading.set(false);
        // This may be a call of that worker.
        leptos::task::spawn_local(async move { drop(self.reader.try_set_value(None)) });
    }

    /// `None` if it has mistakes. Tracks.
    pub fn plan(self) -> Option<Plan> {
        let read = self.unread.with(Vec::is_empty) && !self.reading.get();
        self.written.with(|written| written.plan.clone().filter(|_| read && written.faults.is_empty()))
    }

    /// Tracks.
    pub fn text(self) -> String {
        self.written.with(|written| written.text.clone())
    }
}

pub fn text(draft: Draft) -> Element {
    let area = dynamic(move || {
        el("textarea")
            .attr("id", "plan-text")
            .attr("rows", "18")
            .attr("data-field", "plan")
            .attr("spellcheck", "false")
            .attr("aria-describedby", "plan-mistakes")
            .value(draft.text())
            .listen("input", move |event| draft.write(event_target_value(&event)))
    });
    classed("div", "run-field wide").child(el("label").attr("for", "plan-text").child("The plan as JSON")).child(area)
}

/// What keeps the plan from being run.
pub fn mistakes(draft: Draft) -> Element {
    let list = dynamic(move || {
        let item = |text: String| el("li").attr("data-mistake", "").child(text);
        let place =
            |error: &PlanError| item(format!("line {}, column {}: {}", error.line, error.column, error.message));
        let found: Vec<Element> = draft.written.with(|written| {
            let more = written.faults.len().saturating_sub(MOST_MISTAKES);
            let rest = (more > 0).then(|| item(format!("and {more} more mistakes")));
            written.faults.iter().take(MOST_MISTAKES).map(place).chain(rest).collect()
        });
        let unread = draft.unread.with(|fields| !fields.is_empty());
        let unread = unread.then(|| item("A field holds what cannot be read: it says so itself.".to_owned()));
        let reading = draft.reading.get().then(|| item("The text is being read.".to_owned()));
        classed("ul", "grave").children(found).children(unread).children(reading)
    });
    el("div").attr("id", "plan-mistakes").attr("aria-live", "polite").child(list)
}
