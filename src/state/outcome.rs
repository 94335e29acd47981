//! What comes of reading: another report, one that waits for the user since what was open has changed, or a worker that
//! ended.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::SourceFacts;
use wasm_bindgen::JsValue;

use super::remarks;
use super::session::{Answer, Failure, Input, Phase, Session};
use crate::platform::address::Entry;
use crate::platform::{address, awake, page};
use crate::route::Route;
use crate::workers::host::Engine;
use crate::workers::protocol::{Death, InputFailure, Opened};

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
    pub(super) fn opened(self, opened: Opened, message: JsValue) {
        page::set_root_attribute("data-wasm-memory", Some(&opened.wasm_memory.to_string()));
        if opened.report.is_none() {
            self.inner.update_value(|inner| inner.next = None);
            let Opened { sources, failures, .. } = opened;
            return self.phase.set(Phase::Failed(Failure::Nothing { sources, failures }));
        }
        let next = self.inner.try_update_value(|inner| inner.next.take()).flatten();
        let changed = self.inner.with_value(|inner| match inner.adds && self.report.with_untracked(Option::is_some) {
            true => changed(&inner.known, &opened),
            false => Vec::new(),
        });
        match next {
            Some((inputs, engine)) if !inputs.is_empty() && !changed.is_empty() => {
                // Nothing takes the place of what is open without a word.
                self.inner.update_value(|inner| inner.held = Some((inputs, engine, opened, message)));
                self.phase.set(Phase::Failed(Failure::Changed(changed)));
            }
            next => self.take(next, opened, message),
        }
    }

    /// Shows what was read in place of what is open, after all.
    pub fn show_held(self) {
        let held = self.inner.try_update_value(|inner| inner.held.take()).flatten();
        if let Some((inputs, engine, opened, message)) = held {
            self.take(Some((inputs, engine)), opened, message);
        }
    }

    fn take(self, next: Option<(Vec<Input>, Engine)>, opened: Opened, message: JsValue) {
        let Opened { report, sources, .. } = opened;
        let Some(report) = report else { return };
        if next.is_some() {
            self.end_exports();
        }
        self.inner.update_value(|inner| {
            if let Some((inputs, engine)) = next {
                // Files take the place of a run; the run itself comes without.
                if !inputs.is_empty() {
                    self.running.set(None);
                }
                inner.inputs = inputs;
                inner.engine = Some(engine);
                (inner.again, inner.dead) = (None, None);
            }
            inner.known = facts(&sources);
            inner.questions.open();
            inner.settling = None;
            inner.kept.clear();
        });
        self.forget_charts();
        self.remarks.set(remarks::load(&report));
        self.query.set(report.query.clone());
        self.computing.set(false);
        self.show(Answer { report: Arc::new(report), message });
        self.phase.set(Phase::Idle);
        if self.route.get_untracked() == Route::Report && address::sources() == self.links() {
            return self.put_address(Entry::Replaced);
        }
        self.go(Route::Report);
    }

    /// The worker that reads is replaced by the next attempt; one that answers queries is replaced at once.
    pub(super) fn died(self, death: Death) {
        self.computing.set(false);
        let run = self.running.with_untracked(Option::is_some);
        self.running.set(None);
        awake::keep(false);
        if self.inner.with_value(|inner| inner.next.is_none()) {
            self.end_exports();
        }
        let failure = Failure::Died { death, run };
        self.inner.update_value(|inner| match inner.next.take() {
            Some((inputs, _)) => inner.again = Some((inputs, inner.adds)).filter(|(inputs, _)| !inputs.is_empty()),
            None => {
                inner.exports.holder = inner.engine.take().map(|engine| engine.holder());
                inner.questions.end();
                inner.saves.end();
                inner.dead = Some(failure.clone());
                if run {
                    // What was answered before was of less.
                    inner.kept.truncate(1);
                }
            }
        });
        self.draw_charts();
        self.phase.set(Phase::Failed(failure));
    }

    /// Reads what could not be read, else the open files again, with a new worker.
    pub fn reopen(self) {
        match self.inner.try_update_value(|inner| inner.again.take()).flatten() {
            Some((inputs, adds)) => self.read(inputs, adds),
            None => self.add(Vec::new()),
        }
    }

    /// True if there is something to read again.
    pub fn can_reopen(self) -> bool {
        self.inner.with_value(|inner| inner.again.is_some() || !inner.inputs.is_empty())
    }
}
