//! Runs: sources joined, and what is known of each run as a whole. What is made of it is not the matter of this crate.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod alike;
mod attach;
mod attached;
mod counted;
mod duration;
mod facts;
mod join;
mod runners;
mod same;
mod stored;
mod types;

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub use self::attached::Attached;
pub use self::duration::{DurationFrom, duration_of};
pub use self::facts::{InputFailure, Note, NoteLevel, SourceFacts};
pub use self::join::secrets_of;
pub use self::runners::Parts;
pub use self::types::by_thresholds;
use sloscope_ingest::{Format, SampleFile, Source};
use sloscope_model::names::SCHEDULE_LAG;
use sloscope_model::options::RunOptions;
use sloscope_model::places::Places;
use sloscope_model::time::Nanos;
use sloscope_store::Store;

/// All runs found in a set of files.
#[derive(Default)]
pub struct Dataset {
    /// All files and what became of them, those included that could not be read.
    pub sources: Vec<SourceFacts>,
    /// In the order of their starts; runs whose start is not known come last.
    pub runs: Vec<Run>,
    /// Inputs that could not be read, or not as a whole.
    pub unread: Vec<InputFailure>,
}

impl Dataset {
    /// Joins sources to runs: results, summary and options of one run; files of several runners. Some inputs could not be
    /// read, or not as a whole; what of the sources is no k6 data is missing, too.
    pub fn join(sources: Vec<Source>, failures: Vec<InputFailure>) -> Self {
        let (sources, mut runs, mut foreign) = join::join(sources);
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
}

/// One test execution and everything that the files say of it.
#[derive(Default)]
pub struct Run {
    /// The name of its first file, with a number where the file holds several runs.
    pub name: String,
    /// Indices into [`Dataset::sources`].
    pub sources: Vec<usize>,
    /// `None` if only summaries, options or objectives are here.
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
    /// A stored report, of which this run is made: `summaries` are its values. It has no other files but objectives.
    pub stored: Option<Box<sloscope_stored::Report>>,
    /// Inputs that are missing, of this run or of another: nobody knows what they hold.
    pub unread: Vec<InputFailure>,
    /// For each of `unread`, in its order: is a part of it among the sources?
    pub partly_read: Vec<bool>,
    /// What was understood of the files while they were joined.
    pub notes: Vec<Note>,
}

/// The samples of a run, of one file or of several runners.
#[derive(Default)]
pub struct Samples {
    /// Names of the files, one for each runner.
    pub names: Vec<String>,
    /// The samples of all runners together; its steps of time and value are the coarsest of them.
    pub file: SampleFile,
    /// What is missing at the end of a file, with its name.
    pub cut: Vec<(String, String)>,
    /// Lines that held samples and could not be used.
    pub lost: u64,
    /// The counts of all samples, and of each runner where there are several. They show which summaries belong to the run.
    counted: counted::Counted,
    generators: Vec<counted::Counted>,
    /// Which samples are of which generator, where there are several.
    pub parts: runners::Parts,
    span: OnceLock<Option<(Nanos, Nanos)>>,
}

impl Samples {
    /// Takes in the samples that came since the last time.
    pub fn grow(&mut self, more: &Store) {
        self.file.store.grow(more);
        self.span = OnceLock::new();
    }

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
        let lag = |samples: &Samples| samples.file.store.by_name(SCHEDULE_LAG).is_some();
        self.live || self.samples.as_ref().is_some_and(lag)
    }

    /// The time of the first sample, else the start that a summary states; `None` if no file tells.
    pub fn start(&self) -> Option<Nanos> {
        let of_samples = self.samples.as_ref().and_then(Samples::span).map(|span| span.0);
        of_samples.or_else(|| self.summaries.iter().find_map(|a| a.summary.start))
    }
}
