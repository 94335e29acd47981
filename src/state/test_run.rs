//! A test from the page: starting it, following it with the report, ending it, and telling it what happens to the page
//! meanwhile.

use leptos::prelude::*;
use sloscope_core::report::Query;
use sloscope_page_state::{Pending, Route};
use wasm_bindgen::JsCast;
use web_sys::File;

use super::files::{Files, Reading};
use super::kept::Kept;
use super::phase::Failure;
use super::session::Session;
use crate::platform::{awake, clock, download, page};
use crate::workers::host::Engine;
use crate::workers::protocol::{
    Mark, PackedPlan, PartRequest, Refused, RequestId, RunPhase, Running, SaveRequest, Saving, SessionRequest,
};

/// The report of a run that goes on is asked for again after so long, and when the last one is drawn.
const FOLLOW_EVERY_MS: f64 = 1500.0;
/// What is computed and drawn takes time from what sends: a new report waits until the generator was not later than this ...
const LATE_MS: f64 = 5.0;
/// ... for so long ...
const CALM_MS: f64 = 1000.0;
/// ... but no longer than this, the period of k6's own dashboard.
const FOLLOW_AT_LAST_MS: f64 = 10_000.0;

/// Takes a file that was asked for.
type Then = Box<dyn FnOnce(Result<File, Refused>)>;

#[derive(Clone, Copy)]
pub struct TestRun {
    /// The run that is going on, or has just ended.
    pub running: RwSignal<Option<Running>>,
    /// Why the last file that was asked for was not made.
    pub unsaved: RwSignal<&'static str>,
    files: Files,
    inner: Kept<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Files that were asked for.
    saves: Pending<Then>,
    /// When the report of a run that goes on was asked for last.
    followed_ms: f64,
    /// When its generator was late last.
    late_ms: f64,
    /// The page shows all of the newest report.
    drawn: bool,
    /// The plan of the newest run.
    plan: Option<PackedPlan>,
}

impl TestRun {
    pub fn new(files: Files) -> Self {
        let (running, unsaved) = (RwSignal::default(), RwSignal::default());
        Self { running, unsaved, files, inner: Kept::default() }
    }

    /// What is open is a test of this page, or one that the browser kept: its files can be saved.
    pub fn can_save(self) -> bool {
        self.files.is_test()
    }

    /// Ends the run: what is under way may end, or is given up.
    pub fn stop(self, at_once: bool) {
        self.files.with_run(|run| run.stop(at_once));
    }

    pub(super) fn saved(self, request: RequestId, file: Result<File, Refused>) {
        if let Some(then) = self.inner.with(|inner| inner.saves.take(request)) {
            then(file);
        }
    }

    fn save(self, what: Saving, file: Result<File, Refused>) {
        let unsaved = match file {
            Ok(file) => {
                self.files.inner.with(|inner| inner.saved |= what != Saving::Summary);
                // A browser that does not save says so itself.
                download::save_blob(&file.name(), &file);
                ""
            }
            Err(refused) => refused.words(),
        };
        // Setting it draws the panel anew, and takes the focus from its buttons.
        if unsaved != self.unsaved.get_untracked() {
            self.unsaved.set(unsaved);
        }
    }

    pub fn is_running(self) -> bool {
        self.running.with_untracked(|running| running.as_ref().is_some_and(|r| r.phase != RunPhase::Over))
    }

    /// Asks, if a run goes on; opening something else ends it.
    pub(super) fn may_end(self) -> bool {
        !self.is_running() || page::confirm("A test is running. Opening something else ends it. Go on?")
    }

    /// The report is drawn, or is not yet.
    pub fn set_drawn(self, drawn: bool) {
        self.inner.with(|inner| inner.drawn = drawn);
    }

    /// Its worker has ended; was there a run?
    pub(super) fn end(self) -> bool {
        let run = self.running.with_untracked(Option::is_some);
        self.running.set(None);
        awake::keep(false);
        self.inner.with(|inner| drop(inner.saves.end()));
        run
    }
}

impl Session {
    /// Starts a test in place of what is open.
    pub fn run(self, plan: PackedPlan) {
        if !self.test.may_end() {
            return;
        }
        self.test.inner.with(|inner| inner.plan = Some(plan.clone()));
        // Marked from the first moment on, before the worker has said anything.
        let running = Running { practice: plan.practice, ..Running::default() };
        match Engine::run(plan, Query::default(), move |reply, message| self.on_run(reply, message)) {
            Ok(engine) => {
                self.test.running.set(Some(running));
                awake::keep(true);
                // What is open stays until there is a first report.
                let reading = Reading { inputs: Vec::new(), engine, adds: false };
                self.files.inner.with(|inner| inner.next = Some(reading));
            }
            Err(error) => self.files.fail(Failure::unstarted(&error)),
        }
    }

    /// Starts the plan of the newest run again.
    pub fn run_again(self) {
        if let Some(plan) = self.test.inner.with(|inner| inner.plan.clone()) {
            self.run(plan);
        }
    }

    /// Shows the plan of the newest run.
    pub fn edit_plan(self) {
        if let Some(plan) = self.test.inner.with(|inner| inner.plan.clone()) {
            self.form.post(&PartRequest::Edit(plan));
        }
        self.go(Route::Run);
    }

    /// Saves a file of what is open.
    pub fn save(self, what: Saving) {
        self.file(what, move |file| self.test.save(what, file));
    }

    /// Asks for a file of what is open.
    pub fn file(self, what: Saving, then: impl FnOnce(Result<File, Refused>) + 'static) {
        self.file_of(SaveRequest { what, sharing: self.preferences.sharing.get_untracked() }, then);
    }

    /// The same, whatever is left out of what is handed on.
    pub(super) fn file_of(self, request: SaveRequest, then: impl FnOnce(Result<File, Refused>) + 'static) {
        match self.files.ask(SessionRequest::Save(request)) {
            Some(id) => self.test.inner.with(|inner| inner.saves.add(id, Box::new(then))),
            None => then(Err(Refused::NoReport)),
        }
    }

    pub(super) fn runs(self, running: Running) {
        let over = running.phase == RunPhase::Over;
        if over {
            awake::keep(false);
        }
        let late = running.lag_ms.is_some_and(|ms| ms > LATE_MS);
        self.test.running.set(Some(running));
        let idle = self.question.is_idle();
        let is_open = self.files.has_worker() && self.files.is_settled();
        let ask = self.test.inner.with(|inner| {
            let now = clock::now_ms();
            if late {
                inner.late_ms = now;
            }
            let since = now - inner.followed_ms;
            let calm = now - inner.late_ms >= CALM_MS && since >= FOLLOW_EVERY_MS;
            let rested = inner.drawn && (calm || since >= FOLLOW_AT_LAST_MS);
            let ask = (over || (rested && idle)) && is_open;
            if ask {
                inner.followed_ms = now;
            }
            ask
        });
        if ask {
            self.charts.outdate();
            self.put_question(self.question.query.get_untracked());
        }
        if over && is_open {
            self.keep_open();
        }
    }

    /// What is open is a test whose samples are neither saved nor kept.
    fn would_be_lost(self) -> bool {
        self.test.can_save()
            && self.question.has_report()
            && self.files.inner.with(|inner| !inner.saved && inner.kept.is_none())
    }

    /// Tells a run what happens to the page, and asks before the page is closed in the middle of one, or before its samples
    /// are in a file.
    pub fn watch_page(self) {
        let test = self.test;
        let mark = move |mark: Mark| {
            if test.is_running() {
                self.files.with_run(|run| run.mark(mark));
            }
        };
        page::listen(leptos::ev::visibilitychange, move |_| {
            mark(if page::is_hidden() { Mark::Hidden } else { Mark::Shown });
            if test.is_running() && !page::is_hidden() {
                awake::keep(true);
            }
        });
        self.remarks.watch(self.question);
        self.watch_recent();
        page::listen(leptos::ev::offline, move |_| mark(Mark::Offline));
        page::listen(leptos::ev::beforeunload, move |event: web_sys::BeforeUnloadEvent| {
            if test.is_running() || self.would_be_lost() {
                event.unchecked_ref::<web_sys::Event>().prevent_default();
            }
        });
    }
}
