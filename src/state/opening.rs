//! Opening: reading inputs, and what comes of it: another report, one that waits for the user since what was open has
//! changed, or a worker that ended.

use std::sync::Arc;

use js_sys::Array;
use leptos::ev::Custom;
use leptos::prelude::*;
use sloscope_core::report::{Query, SourceFacts};
use sloscope_page_state::{Place, Route};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::CustomEvent;

use super::address::AddressBar;
use super::files::{Held, Reading};
use super::input::Input;
use super::phase::{Failure, Loading, Phase};
use super::question::Answer;
use super::session::Session;
use crate::platform::address::{self, Entry};
use crate::platform::{clock, page};
use crate::workers::host::Engine;
use crate::workers::protocol::{Death, InputFailure, InputKind, Opened, Progress};

fn facts(sources: &[SourceFacts]) -> Vec<(String, u64)> {
    sources.iter().map(|source| (source.info.name.clone(), source.info.bytes)).collect()
}

/// Files that were read before and were not read now, or otherwise: each with what is known of that, and what to do.
fn changed(known: &[(String, u64)], opened: &Opened) -> Vec<InputFailure> {
    let now = facts(&opened.sources);
    let mut gone: Vec<_> = known.iter().filter(|file| !now.contains(file)).collect();
    gone.dedup();
    let failure = |(name, _): &(String, u64)| {
        let failed = opened.failures.iter().find(|failure| failure.name == *name);
        let read = now.iter().any(|(other, _)| other == name);
        let (what, advice) = match (read, failed) {
            (true, _) => {
                ("It has changed since it was opened.", "What was read now is another version of it.".to_owned())
            }
            (false, None) => ("It is not among what was read now.", String::new()),
            (false, Some(failed)) => (
                "It cannot be read any more as it was opened.",
                format!("{} To open it as it is now, add it anew.", failed.what),
            ),
        };
        InputFailure { name: name.clone(), what: what.to_owned(), advice }
    };
    gone.into_iter().map(failure).collect()
}

impl Session {
    /// Opens what the page's own scripts hand over as an event: the run in a report's HTML file (file.js), files that the system
    /// opens with the installed page (boot.js), and those of another window, once the user has agreed (windows.js).
    pub fn open_handed(self) {
        page::listen(Custom::new("open-files"), move |event: CustomEvent| {
            let files = Array::from(&event.detail());
            self.open(files.iter().map(|file| Input::File(file.unchecked_into())).collect());
        });
    }

    /// Opens inputs in place of what is open.
    pub fn open(self, inputs: Vec<Input>) {
        self.read(inputs, false);
    }

    /// Opens inputs together with what is open: results and the summary of the same run, or further runners.
    pub fn add(self, more: Vec<Input>) {
        let mut inputs = self.files.inner.with(|inner| inner.inputs.clone());
        inputs.extend(more);
        self.read(inputs, true);
    }

    /// Reads what could not be read, else the open files again, with a new worker.
    pub fn reopen(self) {
        match self.files.inner.with(|inner| inner.again.take()) {
            Some((inputs, adds)) => self.read(inputs, adds),
            None => self.add(Vec::new()),
        }
    }

    /// `adds`: they are what is open, and more.
    fn read(self, inputs: Vec<Input>, adds: bool) {
        if inputs.is_empty() || !self.test.may_end() {
            return;
        }
        let (kinds, files) = match self.kinds(&inputs) {
            Ok(found) => found,
            Err(failure) => {
                address::forget_users();
                return self.files.fail(failure);
            }
        };
        let started = clock::now_ms();
        let progress = Progress { inputs: inputs.len(), ..Progress::default() };
        self.files.phase.set(Phase::Loading(Loading { progress, left_ms: None, started }));
        // A link to a part of a run counts for the first run that is opened.
        let query = match AddressBar::place() {
            Place::Report(_, query, ..) if !self.question.has_report() => query,
            _ => Query::default(),
        };
        // Replies of a worker that was cancelled do not come: it has ended.
        match Engine::reader(kinds, &files, query, move |reply, message| self.on_reader(reply, message)) {
            Ok(engine) => self.files.inner.with(|inner| {
                (inner.next, inner.held) = (Some(Reading { inputs, engine, adds }), None);
            }),
            Err(error) => self.files.fail(Failure::unstarted(&error)),
        }
    }

    /// The inputs as a worker gets them; the error is of a link that is none.
    pub(super) fn kinds(self, inputs: &[Input]) -> Result<(Vec<InputKind>, Vec<web_sys::File>), Failure> {
        let mut files = Vec::new();
        let kind = |input: &Input| match input {
            Input::File(file) => {
                files.push(file.clone());
                Ok(InputKind::File)
            }
            Input::Link(link) => {
                address::resolve(link).map(InputKind::Link).map_err(|what| Failure::of_link(link, what))
            }
            Input::Kept(id) => Ok(InputKind::Kept { id: id.clone(), name: self.recent.name(id) }),
        };
        let kinds = inputs.iter().map(kind).collect::<Result<_, _>>()?;
        Ok((kinds, files))
    }

    /// A worker has its first report: of what was read, or of a run.
    pub(super) fn opened(self, opened: Opened, message: JsValue) {
        page::set_root_attribute("data-wasm-memory", Some(&opened.wasm_memory.to_string()));
        let next = self.files.inner.with(|inner| inner.next.take());
        let Some(reading) = next else { return };
        if opened.report.is_none() {
            let Opened { sources, failures, .. } = opened;
            return self.files.fail(Failure::Nothing { sources, failures });
        }
        let changed = match reading.adds && self.question.has_report() {
            true => self.files.inner.with(|inner| changed(&inner.known, &opened)),
            false => Vec::new(),
        };
        if changed.is_empty() {
            return self.take(reading, opened, message);
        }
        // Nothing takes the place of what is open without a word.
        self.files.inner.with(|inner| inner.held = Some(Held { reading, opened, message }));
        self.files.fail(Failure::Changed(changed));
    }

    /// Shows what was read in place of what is open, after all.
    pub fn show_held(self) {
        let held = self.files.inner.with(|inner| inner.held.take());
        if let Some(Held { reading, opened, message }) = held {
            self.take(reading, opened, message);
        }
    }

    fn take(self, reading: Reading, opened: Opened, message: JsValue) {
        let Opened { report: Some(report), sources, .. } = opened else { return };
        self.exports.end();
        let Reading { inputs, engine, adds } = reading;
        let kept = match inputs.as_slice() {
            [Input::Kept(id)] => Some(id.clone()),
            _ => None,
        };
        let test = inputs.is_empty() || kept.as_ref().is_some_and(|id| self.recent.is_test(id));
        // Files take the place of a run; the run itself comes without.
        if !inputs.is_empty() {
            self.test.running.set(None);
        }
        let before = self.files.inner.with(|inner| {
            (inner.inputs, inner.engine, inner.known) = (inputs, Some(engine), facts(&sources));
            (inner.again, inner.dead) = (None, None);
            (inner.test, inner.saved) = (test, false);
            std::mem::replace(&mut inner.kept, kept)
        });
        self.recent.replaced(before, adds);
        self.question.open(report.query.clone());
        self.charts.forget();
        self.remarks.load(&report);
        self.show(Answer { report: Arc::new(report), message });
        self.files.phase.set(Phase::Idle);
        if self.address.route.get_untracked() == Route::Report && address::sources() == self.sources() {
            self.put_address(Entry::Replaced);
        } else {
            self.go(Route::Report);
        }
        self.keep_open();
    }

    /// The worker that reads is replaced by the next attempt; one that answers questions is replaced at once.
    pub(super) fn died(self, death: Death) {
        let run = self.test.end();
        let failure = Failure::Died { death, run };
        match self.files.inner.with(|inner| inner.next.take()) {
            Some(Reading { inputs, adds, .. }) => {
                self.question.computing.set(false);
                let again = Some((inputs, adds)).filter(|(inputs, _)| !inputs.is_empty());
                self.files.inner.with(|inner| inner.again = again);
            }
            None => {
                self.files.inner.with(|inner| {
                    if let Some(engine) = inner.engine.take() {
                        inner.dead = Some((engine.holder(), failure.clone()));
                    }
                });
                self.question.end(run);
                self.exports.end_shared();
            }
        }
        self.draw_charts();
        self.files.fail(failure);
    }
}
