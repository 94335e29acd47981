//! Runs: sources joined, and what is known of each run as a whole. How the numbers are made from it is
//! the matter of [`crate::report`].

mod alike;
mod attach;
mod attached;
mod counted;
mod join;
mod live;
mod runners;
mod same;
pub(crate) mod types;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

pub(crate) use self::attached::Attached;

use crate::chart::{Chart, ChartAsk};
use crate::ingest::{Format, RunOptions, SampleFile, Source};
use crate::places::Places;
use crate::report::{
    Active, ByStage, CrossCheck, InputFailure, Length, Note, Plan, Query, Report, RunRef, Shape, SourceFacts,
    Timecourse, Timeline,
};
use crate::time::Nanos;

/// All runs found in a set of files.
pub struct Session {
    sources: Vec<SourceFacts>,
    runs: Vec<Run>,
    unread: Vec<InputFailure>,
}

/// One test execution and everything that the files say of it.
#[derive(Default)]
pub(crate) struct Run {
    /// The name of its first file, with a number where the file holds several runs.
    pub name: String,
    /// Indices into the session's sources.
    pub sources: Vec<usize>,
    pub samples: Option<Samples>,
    /// It is run from the page: more samples may come.
    pub live: bool,
    /// k6's own numbers, the most precise first.
    pub summaries: Vec<Attached>,
    /// Summaries of single runners of a distributed test: their numbers are of a part.
    pub runner_summaries: Vec<Attached>,
    /// Options by the name of their file.
    pub options: Vec<(String, RunOptions)>,
    /// Thresholds that override those of the run, by the name of their file.
    pub objectives: Vec<(String, RunOptions)>,
    /// Other files with the same samples: compared, never counted.
    pub copies: Vec<(String, SampleFile)>,
    /// Inputs that are missing, of this run or of another: nobody knows what they hold. And whether a part of each is here.
    pub unread: Vec<InputFailure>,
    pub partly_read: Vec<bool>,
    /// What was understood of the files while they were joined.
    pub notes: Vec<Note>,
    /// The whole run against other files, computed once.
    pub cross_checks: OnceLock<Vec<CrossCheck>>,
    /// When scenarios were active, and what load was planned and delivered: of the whole run, whatever is asked,
    /// computed once.
    pub active: OnceLock<Active>,
    /// How long it lasted, where no file states it.
    pub length: OnceLock<Option<Length>>,
    pub plan: OnceLock<Plan>,
    pub timeline: OnceLock<Option<Timeline>>,
    /// The stages of the whole run; those of a part are measured when it is asked for.
    pub by_stage: OnceLock<ByStage>,
    /// What the rules on findings look at, of the whole run.
    pub timecourse: OnceLock<Timecourse>,
    pub shape: OnceLock<Shape>,
    /// The last report, and the last one of the whole run: for a question that differs from theirs in the breakdown alone.
    pub last: Mutex<Vec<Report>>,
}

/// The samples of a run, of one file or of several runners.
#[derive(Default)]
pub(crate) struct Samples {
    pub names: Vec<String>,
    pub file: SampleFile,
    /// What is missing at the end of a file, with its name.
    pub cut: Vec<(String, String)>,
    /// Lines that held samples and could not be used.
    pub lost: u64,
    /// What they count together, and each runner where there are several: how summaries are told to belong here.
    counted: counted::Counted,
    runners: Vec<counted::Counted>,
    /// Which rows are of which runner, where there are several.
    pub parts: runners::Parts,
    span: OnceLock<Option<(Nanos, Nanos)>>,
}

impl Samples {
    /// Time of the first and of the last sample, looked for once.
    pub fn span(&self) -> Option<(Nanos, Nanos)> {
        *self.span.get_or_init(|| self.file.store.span())
    }

    /// Samples are missing: verdicts are on what could be read.
    pub fn incomplete(&self) -> bool {
        !self.cut.is_empty() || self.lost > 0
    }
}

impl Run {
    /// sloscope's own generator made the load and wrote the samples.
    pub fn is_own(&self) -> bool {
        let lag = |samples: &Samples| samples.file.store.by_name(crate::load::SCHEDULE_LAG).is_some();
        self.live || self.samples.as_ref().is_some_and(lag)
    }

    /// The first moment known.
    pub fn start(&self) -> Option<Nanos> {
        let of_samples = self.samples.as_ref().and_then(Samples::span).map(|span| span.0);
        of_samples.or_else(|| self.summaries.iter().find_map(|a| a.summary.start))
    }
}

impl Session {
    /// Joins sources to runs: results, summary and options of one run; files of several runners.
    pub fn new(sources: Vec<Source>) -> Self {
        Self::with_failures(sources, Vec::new())
    }

    /// The same where some inputs could not be read, or not as a whole. What of the sources is no k6 data is missing, too.
    pub fn with_failures(sources: Vec<Source>, failures: Vec<InputFailure>) -> Self {
        let (mut sources, mut runs, mut foreign) = join::join(sources);
        sources.iter_mut().for_each(SourceFacts::hide_users);
        // Why an input could not be read comes before what the rest of it looks like.
        let mut failed: BTreeMap<&str, usize> = BTreeMap::new();
        failures.iter().for_each(|failure| *failed.entry(&failure.name).or_default() += 1);
        foreign.retain(|known| match failed.get_mut(known.name.as_str()) {
            Some(left @ 1..) => {
                *left -= 1;
                false
            }
            _ => true,
        });
        let unread: Vec<InputFailure> = failures.into_iter().chain(foreign).collect();
        let parts = sources.iter().filter(|source| source.info.format != Format::Unknown);
        let parts = Places::of(parts.map(|source| &source.info.name));
        let partly_read: Vec<bool> = unread.iter().map(|input| parts.has(&input.name)).collect();
        for run in &mut runs {
            (run.unread, run.partly_read) = (unread.clone(), partly_read.clone());
        }
        Self { sources, runs, unread }
    }

    /// Inputs that could not be read, or not as a whole.
    pub fn unread(&self) -> &[InputFailure] {
        &self.unread
    }

    /// Number of runs; 0 if no file could be read.
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// All files and what became of them, those included that could not be read.
    pub fn sources(&self) -> &[SourceFacts] {
        &self.sources
    }

    /// The runs, as a list to choose from.
    pub fn list(&self) -> Vec<RunRef> {
        self.runs.iter().map(|run| self.refer(run)).collect()
    }

    fn refer(&self, run: &Run) -> RunRef {
        let sources: Vec<String> = run.sources.iter().map(|at| self.sources[*at].info.name.clone()).collect();
        let start = run.start();
        let offset = run.samples.as_ref().and_then(|s| s.file.utc_offset_minutes).unwrap_or(0);
        let name = if run.name.is_empty() { "run" } else { run.name.as_str() };
        let label = match start {
            Some(at) => format!("{name}, {}", crate::format::date_time(at, offset)),
            None => name.to_owned(),
        };
        RunRef { label, start, sources }
    }

    /// Charts of a run, in the order in which they are asked for. A run that does not exist is the first.
    pub fn charts(&self, query: &Query, asks: &[ChartAsk]) -> Vec<Chart> {
        let run = self.runs.get(query.run).or_else(|| self.runs.first());
        let charts = run.map(|run| crate::report::charts(run, query, asks)).unwrap_or_default();
        charts.into_iter().map(Chart::shown).collect()
    }

    /// The report of a run, `None` if there is none at all. A run that does not exist is the first.
    pub fn report(&self, query: &Query) -> Option<Report> {
        if query.run >= self.runs.len().max(1) {
            return self.report(&Query { run: 0, ..query.clone() });
        }
        let run = self.runs.get(query.run)?;
        // A file that belongs to no run is shown with each: it must not vanish.
        let mut is_shown = vec![true; self.sources.len()];
        self.runs.iter().flat_map(|run| &run.sources).for_each(|at| is_shown[*at] = false);
        run.sources.iter().for_each(|at| is_shown[*at] = true);
        let shown = (0..self.sources.len()).filter(|at| is_shown[*at]);
        let sources = shown.map(|at| self.sources[at].clone()).collect();
        Some(crate::report::build(run, self.list(), sources, query).shown())
    }
}
