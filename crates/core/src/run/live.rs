//! A run that goes on: a session around samples that become more. What was computed once of the whole run is forgotten
//! when it grows.

use std::sync::{Mutex, OnceLock};

use super::{Run, Session};
use crate::ingest::{Compression, Content, Declared, Diagnostics, Encoding, Format, Source, SourceInfo};
use crate::load::{Plan, sample_file};
use crate::report::{Note, NoteLevel};
use crate::store::Store;
use crate::time::Nanos;

impl Session {
    /// The session of a plan that is about to run; `time_step` is that of the clock, in ns.
    pub fn of_plan(plan: &Plan, time_step: Nanos) -> Self {
        let name = if plan.name.is_empty() { "Run from this page" } else { plan.name.as_str() };
        let samples = sample_file(plan, Store::new(), time_step);
        let source = |name: String, format, content| {
            let (compression, encoding) = (Compression::None, Encoding::Utf8);
            let info = SourceInfo { name, bytes: 0, unpacked: 0, format, compression, encoding };
            Source { info, content, diagnostics: Diagnostics::default() }
        };
        let mut session = Self::new(vec![
            source(name.to_owned(), Format::Run, Content::Samples(Box::new(samples))),
            source(format!("Plan of {name}"), Format::Inspect, Content::Options(Box::new(plan.options()))),
        ]);
        session.runs.iter_mut().for_each(|run| run.live = true);
        session
    }

    /// Takes in the samples that came since the last time.
    pub fn grow(&mut self, more: &Store) {
        let Some(run) = self.runs.first_mut() else { return };
        if let Some(samples) = &mut run.samples {
            samples.file.store.grow(more);
            samples.span = OnceLock::new();
        }
        run.forget();
    }

    /// Something to know of the run that its samples do not tell.
    pub fn note(&mut self, level: NoteLevel, text: String) {
        if let Some(run) = self.runs.first_mut() {
            run.notes.push(Note { level, text });
            run.last = Mutex::default();
        }
    }

    /// The run is over: gives back the room for more samples.
    pub fn seal(&mut self) {
        for samples in self.runs.iter_mut().filter_map(|run| run.samples.as_mut()) {
            samples.file.store.seal();
        }
    }

    /// The name of the first run.
    pub fn name(&self) -> Option<&str> {
        self.runs.first().map(|run| run.name.as_str())
    }

    /// The samples of the first run, and the thresholds that are written with them.
    pub fn samples(&self) -> Option<(&Store, &[Declared])> {
        let file = &self.runs.first()?.samples.as_ref()?.file;
        Some((&file.store, &file.thresholds))
    }
}

impl Run {
    fn forget(&mut self) {
        self.cross_checks = OnceLock::new();
        self.active = OnceLock::new();
        self.length = OnceLock::new();
        self.plan = OnceLock::new();
        self.timeline = OnceLock::new();
        self.by_stage = OnceLock::new();
        self.timecourse = OnceLock::new();
        self.shape = OnceLock::new();
        self.last = Mutex::default();
    }
}
