//! The plan that is being written: a text, what could be read of it, and what is wrong with either. The fields change the
//! text, and the text the fields.

use leptos::prelude::*;
use sloscope_core::load::{
    DEMO_TARGET, Plan, PlanDraft, first_plan, follow, is_loopback, practice_example, seed_example,
};

use super::address::AddressBar;
use super::kept::Kept;
use super::plan_link::{self, Links};
use crate::platform::{address, stream};
use crate::workers::host::PlanService;

/// A longer text is read by a worker: the page has other things to do.
const READ_HERE: usize = 256 << 10;

/// A field whose text cannot be read.
#[derive(Clone, PartialEq)]
pub struct Unread {
    pub id: String,
    pub label: &'static str,
}

#[derive(Clone, Copy, Default)]
pub struct Draft {
    /// Lives as long as the page: what was written is there again.
    pub written: RwSignal<PlanDraft>,
    /// Reads a long text; what is shown is still the plan before.
    reader: StoredValue<Option<PlanService>, LocalStorage>,
    reading: RwSignal<bool>,
    /// Counts the times that the form got other parts, or another plan: its fields are drawn anew.
    pub shape: RwSignal<usize>,
    /// How many requests and scenarios there are: their lists follow it.
    pub counts: RwSignal<(usize, usize)>,
    /// Fields whose text cannot be read: the plan is not what they show.
    pub unread: RwSignal<Vec<Unread>>,
    /// What is to be known of how the plan came here.
    pub notes: RwSignal<Vec<String>>,
    /// The plan as it stands in the address.
    pub(super) links: Kept<Links>,
    /// What is put into the link, as bits (see `plan_link`).
    pub keep: RwSignal<usize>,
    /// The plan that was there first: it needs no address.
    pub plain: RwSignal<String>,
    /// Where this page's own server has its demo target: its origins, one a line.
    pub demo: RwSignal<String>,
}

impl Draft {
    /// The first time that the plan is shown it is that of the address, else a new one.
    pub fn begin(self) {
        if self.is_written() {
            return;
        }
        self.first();
        let linked = plan_link::open(self, &AddressBar::place());
        if is_loopback(&address::host()) {
            leptos::task::spawn_local(async move {
                // Only the server of `cargo xtask serve` has such a file.
                let Ok(target) = stream::text_beside("demo-target").await else { return };
                self.demo.set(target.trim().to_owned());
                if !linked && self.is_plain() {
                    self.first();
                }
            });
        }
    }

    /// The page has another address, which may hold a plan.
    pub fn follow_address(self) {
        // Before it was shown, it begins with the address.
        if self.is_written() {
            plan_link::open(self, &AddressBar::place());
        }
    }

    /// It was shown before. Does not track.
    fn is_written(self) -> bool {
        self.written.with_untracked(|written| !written.text.is_empty())
    }

    fn first(self) {
        self.new_plan();
        self.plain.set(self.written.with_untracked(|written| written.text.clone()));
    }

    /// Nobody has changed the plan that was there first. Does not track.
    pub fn is_plain(self) -> bool {
        self.written.with_untracked(|written| self.plain.with_untracked(|plain| *plain == written.text))
    }

    /// A plan of four facts: of the demo target, if the page comes from this machine.
    pub fn new_plan(self) {
        let demo = self.demo.with_untracked(|demo| demo.lines().next().map(str::to_owned));
        let demo = demo.or_else(|| is_loopback(&address::host()).then(|| DEMO_TARGET.to_owned()));
        self.take(&first_plan(demo.as_deref()), Vec::new());
    }

    pub fn example(self, ten_minutes: bool) {
        let mut plan = seed_example(ten_minutes);
        let demo: Vec<String> = self.demo.with_untracked(|demo| demo.lines().map(str::to_owned).collect());
        if !demo.is_empty() {
            plan.targets = demo;
        }
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

    /// The plan of a run, unless it is this one.
    pub fn take_run(self, plan: &Plan) {
        if self.written.with_untracked(|written| written.plan.as_ref() != Some(plan)) {
            self.take(plan, vec!["This is the plan of the run.".to_owned()]);
        }
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

    /// A part of the plan was changed: what follows from it follows.
    pub fn change(self, mut plan: Plan) {
        self.written.with_untracked(|written| written.plan.iter().for_each(|before| follow(before, &mut plan)));
        self.show(&plan);
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
        let on_reply = move |read| match read {
            Ok(read) => self.take_read(read),
            Err(why) => self.notes.set(vec![format!("The text cannot be read: {why}")]),
        };
        match PlanService::read(text, on_reply) {
            Ok(service) => {
                self.reading.set(true);
                self.reader.set_value(Some(service));
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

    /// A long text is being read. Tracks.
    pub fn is_reading(self) -> bool {
        self.reading.get()
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
