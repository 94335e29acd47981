//! A session: files joined to runs, which can be asked again and again.

mod live;
mod memory;
mod parts;

pub(crate) use self::memory::Memory;
use std::sync::PoisonError;

use sloscope_dataset::{Dataset, InputFailure, Run, SourceFacts};
use sloscope_ingest::Source;

use crate::chart::{Chart, ChartAsk};
use crate::report::{Query, Report, RunRef, hide_users, stored, words};
use crate::slo::Verdict;

/// The verdict on the whole run by the objectives of a question on a part of it; computed once for the same objectives.
fn whole_verdict(run: &Run, memory: &Memory, query: &Query) -> Verdict {
    let Query { run: at, objectives, percentiles, .. } = query.clone();
    let whole = Query { run: at, objectives, percentiles, ..Query::default() };
    let mut known = memory.whole.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, verdict)) = known.as_ref().filter(|(of, _)| *of == whole) {
        return *verdict;
    }
    let verdict = crate::report::assemble(run, memory, Vec::new(), Vec::new(), &whole).verdict;
    *known = Some((whole, verdict));
    verdict
}

/// All runs found in a set of files, and what was computed of each.
pub struct Session {
    data: Dataset,
    /// Of each run.
    memory: Vec<Memory>,
}

impl Session {
    /// Joins sources to runs: results, summary and options of one run; files of several runners.
    pub fn new(sources: Vec<Source>) -> Self {
        Self::with_failures(sources, Vec::new())
    }

    /// The same where some inputs could not be read, or not as a whole. What of the sources is no k6 data is missing, too.
    pub fn with_failures(mut sources: Vec<Source>, failures: Vec<InputFailure>) -> Self {
        sources.iter_mut().for_each(stored::check);
        let mut data = Dataset::join(sources, failures);
        data.sources.iter_mut().for_each(hide_users);
        let memory = data.runs.iter().map(|_| Memory::default()).collect();
        Self { data, memory }
    }

    /// Inputs that could not be read, or not as a whole.
    pub fn unread(&self) -> &[InputFailure] {
        &self.data.unread
    }

    /// Number of runs; 0 if no file could be read.
    pub fn runs(&self) -> usize {
        self.data.runs.len()
    }

    /// All files and what became of them, those included that could not be read.
    pub fn sources(&self) -> &[SourceFacts] {
        &self.data.sources
    }

    /// The runs, as a list to choose from.
    pub fn list(&self) -> Vec<RunRef> {
        self.data.runs.iter().map(|run| self.refer(run)).collect()
    }

    fn refer(&self, run: &Run) -> RunRef {
        let sources: Vec<String> = run.sources.iter().map(|at| self.data.sources[*at].info.name.clone()).collect();
        let start = run.start();
        let offset = run.samples.as_ref().and_then(|s| s.file.utc_offset_minutes).unwrap_or(0);
        let name = if run.name.is_empty() { "run" } else { run.name.as_str() };
        let label = match start {
            Some(at) => format!("{name}, {}", sloscope_model::format::date_time(at, offset)),
            None => name.to_owned(),
        };
        RunRef { label, start, sources }
    }

    /// Charts of a run, in the order in which they are asked for. A run that does not exist is the first.
    pub fn charts(&self, query: &Query, asks: &[ChartAsk]) -> Vec<Chart> {
        self.charts_in_steps(query, asks, None)
    }

    /// The same; those over time in spans of this length, so that charts of several runs have their points in common.
    pub fn charts_in_steps(&self, query: &Query, asks: &[ChartAsk], step_ms: Option<f64>) -> Vec<Chart> {
        let query = &query.sound();
        let at = if query.run < self.data.runs.len() { query.run } else { 0 };
        let run = self.data.runs.get(at).zip(self.memory.get(at));
        let charts =
            run.map(|(run, memory)| crate::report::charts(run, memory, query, asks, step_ms)).unwrap_or_default();
        charts.into_iter().map(Chart::shown).collect()
    }

    /// The report of a run, `None` if there is none at all. A run that does not exist is the first.
    pub fn report(&self, query: &Query) -> Option<Report> {
        if query.run >= self.data.runs.len().max(1) {
            return self.report(&Query { run: 0, ..query.clone() });
        }
        let query = &query.sound();
        let run = self.data.runs.get(query.run)?;
        let memory = self.memory.get(query.run)?;
        // A file that belongs to no run is shown with each: it must not vanish.
        let mut is_shown = vec![true; self.data.sources.len()];
        self.data.runs.iter().flat_map(|run| &run.sources).for_each(|at| is_shown[*at] = false);
        run.sources.iter().for_each(|at| is_shown[*at] = true);
        let shown = (0..self.data.sources.len()).filter(|at| is_shown[*at]);
        let sources: Vec<SourceFacts> = shown.map(|at| self.data.sources[at].clone()).collect();
        if let Some(of) = &run.stored {
            let judge = |query: &Query| crate::report::assemble(run, memory, self.list(), Vec::new(), query);
            return stored::answer(run, of, query, sources, judge).map(Report::shown);
        }
        // First: the part is what is asked for again, in another breakdown.
        let whole = query.is_narrowed().then(|| whole_verdict(run, memory, query));
        let mut report = crate::report::assemble(run, memory, self.list(), sources, query);
        report.whole_verdict = whole.filter(|_| words::is_part(&report));
        Some(report.shown())
    }
}
