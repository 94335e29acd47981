//! Running a test from the page: starting it, following it with the report, ending it, and telling it what happens to
//! the page meanwhile.

use leptos::prelude::*;
use sloscope_core::load::{Plan, is_practice};
use sloscope_core::report::Query;
use wasm_bindgen::JsCast;

use super::session::{Failure, Inner, Phase, Session};
use crate::platform::{awake, clock, download, page};
use crate::workers::host::{Engine, Run};
use crate::workers::protocol::{Answer, Mark, RunPhase, Running, SaveRequest, SavedFile, Saving};

/// The report of a run that goes on is asked for again after so long, and when the last one is drawn.
const FOLLOW_EVERY_MS: f64 = 1500.0;
/// What is computed and drawn takes time from what sends: a new report waits until the generator was not later than this ...
const LATE_MS: f64 = 5.0;
/// ... for so long ...
const CALM_MS: f64 = 1000.0;
/// ... but no longer than this, the period of k6's own dashboard.
const FOLLOW_AT_LAST_MS: f64 = 10_000.0;

impl Inner {
    fn run(&self) -> Option<&Run> {
        // Before its first report a run is not the open one yet.
        let next = self.next.as_ref().map(|(_, engine)| engine);
        next.or(self.engine.as_ref())?.as_run()
    }
}

impl Session {
    /// Starts a test in place of what is open.
    pub fn run(self, plan: Plan) {
        if !self.may_end_run() {
            return;
        }
        // Marked from the first moment on, before the worker has said anything.
        let running = Running { practice: is_practice(&plan), ..Running::default() };
        match Engine::run(plan, Query::default(), move |reply, message| self.on_run(reply, message)) {
            Ok(engine) => {
                self.running.set(Some(running));
                awake::keep(true);
                self.inner.update_value(|inner| {
                    // What is open stays until there is a first report.
                    inner.next = Some((Vec::new(), engine));
                });
            }
            Err(error) => self.phase.set(Phase::Failed(Failure::unstarted(&error))),
        }
    }

    /// Ends the run: what is under way may end, or is given up.
    pub fn stop(self, at_once: bool) {
        self.with_run(|run| run.stop(at_once));
    }

    /// Saves a file of the run.
    pub fn save(self, what: Saving) {
        let keep_queries = self.keep_queries.get_untracked();
        self.saved.set("");
        self.inner.update_value(|inner| {
            if let Some(id) = inner.run().map(|run| run.save(SaveRequest { what, keep_queries })) {
                inner.saves.add(id, ());
            }
        });
    }

    pub(super) fn saved(self, answer: Answer<SavedFile>) {
        if self.inner.try_update_value(|inner| inner.saves.take(answer.id)).flatten().is_some() {
            match answer.body {
                // A browser that does not save says so itself.
                Ok(file) => drop(download::save_from(&file.name, &file.url)),
                Err(refused) => self.saved.set(refused.words()),
            }
        }
    }

    fn with_run(self, act: impl Fn(&Run)) {
        self.inner.with_value(|inner| inner.run().into_iter().for_each(act));
    }

    /// What is open is the run, not what was open before its first report.
    pub fn shows_run(self) -> bool {
        self.inner.with_value(|inner| inner.next.is_none())
    }

    pub fn is_running(self) -> bool {
        self.running.with_untracked(|running| running.as_ref().is_some_and(|r| r.phase != RunPhase::Over))
    }

    /// The report of a run that goes on is asked for again and again: nobody waits for that.
    pub(super) fn follows(self, query: &Query) -> bool {
        self.is_running() && self.query.with_untracked(|known| known == query)
    }

    /// Asks, if a run goes on; opening something else ends it.
    pub(super) fn may_end_run(self) -> bool {
        !self.is_running() || page::confirm("A test is running. Opening something else ends it. Go on?")
    }

    pub(super) fn runs(self, running: Running) {
        let over = running.phase == RunPhase::Over;
        if over {
            awake::keep(false);
        }
        let late = running.lag_ms.is_some_and(|ms| ms > LATE_MS);
        self.running.set(Some(running));
        let mut ask = false;
        self.inner.update_value(|inner| {
            let now = clock::now_ms();
            if late {
                inner.late_ms = now;
            }
            let since = now - inner.followed_ms;
            let calm = now - inner.late_ms >= CALM_MS && since >= FOLLOW_EVERY_MS;
            let rested = inner.drawn && (calm || since >= FOLLOW_AT_LAST_MS);
            let due = over || (rested && inner.questions.is_idle());
            if due && inner.engine.is_some() && inner.next.is_none() {
                inner.followed_ms = now;
                inner.charts.outdate();
                ask = true;
            }
        });
        if ask {
            self.put_question(self.query.get_untracked());
        }
    }

    /// The report is drawn, or is not yet.
    pub fn set_drawn(self, drawn: bool) {
        self.inner.update_value(|inner| inner.drawn = drawn);
    }

    /// Tells a run what happens to the page, and asks before the page is closed in the middle of one.
    pub fn watch_page(self) {
        let mark = move |mark: Mark| {
            if self.is_running() {
                self.with_run(|run| run.mark(mark));
            }
        };
        page::listen(leptos::ev::visibilitychange, move |_| {
            mark(if page::is_hidden() { Mark::Hidden } else { Mark::Shown });
            if self.is_running() && !page::is_hidden() {
                awake::keep(true);
            }
        });
        self.watch_remarks();
        page::listen(leptos::ev::offline, move |_| mark(Mark::Offline));
        page::listen(leptos::ev::beforeunload, move |event: web_sys::BeforeUnloadEvent| {
            if self.is_running() {
                event.unchecked_ref::<web_sys::Event>().prevent_default();
            }
        });
    }
}
