//! A run on its way to the site: read from its files, or taken from the site's own samples; judged, and written.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use sloscope_core::ingest::{Content, Source};
use sloscope_core::packed::{Kept, unpack_from};
use sloscope_core::report::words::unread_phrase;
use sloscope_core::report::{InputFailure, Query};
use sloscope_core::run::session_of_kept;
use sloscope_core::site::{File, Judged, OfRun, Run, Stated, Unread};
use sloscope_core::slo::objectives_json;
use sloscope_view::site::{Site, run_page};

use super::folder::Input;
use super::out::Out;
use crate::{reading, saving};

/// Tags that may say which version was tested, the first that every sample has.
const VERSIONS: [&str; 2] = ["version", "release"];

/// By what runs are read and judged.
pub struct Reading<'a> {
    pub stated: &'a Stated,
    pub out: &'a Out,
    pub keep_queries: bool,
}

impl Reading<'_> {
    /// Is all of it as it would be made now?
    pub fn is_current(&self, run: &Run, input: Option<&Input>) -> bool {
        run.queries == self.keep_queries && run.judged_by == self.judged_by(self.notes(run, input)) && self.out.has(run)
    }

    /// From the files of a run.
    pub fn read(&self, id: String, input: &Input) -> Result<Run, Failed> {
        let inputs =
            reading::inputs(&input.paths).map_err(|why| Failed::Unread(Unread { name: input.name.clone(), why }))?;
        let kept = inputs.kept().for_others(self.keep_queries);
        let (name, files) = (input.name.clone(), input.files.clone());
        let run = self.judge(&kept, Named { id, name, files }, self.notes_of(input))?;
        let path = self.out.samples(&run);
        saving::runs(kept, &path).map_err(Failed::Unwritten)?;
        Ok(run)
    }

    /// From the site's own samples: its files need not be there.
    pub fn judge_again(&self, run: &Run, input: Option<&Input>) -> Result<Run, Failed> {
        let fail = |why: &str| Failed::Unread(Unread { name: run.name.clone(), why: why.to_owned() });
        if self.keep_queries && !run.queries {
            return Err(fail("Its query strings were left out of the site: give its files again."));
        }
        let file = std::fs::File::open(self.out.samples(run));
        let file = file.map_err(|_| fail("Its files are gone, and its samples on the site cannot be read."))?;
        let kept = unpack_from(std::io::BufReader::new(file)).map_err(|refused| fail(refused.what()))?;
        let is_stripped = run.queries && !self.keep_queries;
        let kept = if is_stripped { kept.for_others(false) } else { kept };
        let named = Named { id: run.id.clone(), name: run.name.clone(), files: run.files.clone() };
        let judged = self.judge(&kept, named, self.notes(run, input))?;
        if is_stripped {
            saving::runs(kept, &self.out.samples(run)).map_err(Failed::Unwritten)?;
        }
        Ok(judged)
    }

    /// Judges a run and writes its page.
    fn judge(&self, kept: &Kept, named: Named, notes: OfRun) -> Result<Run, Failed> {
        let session = session_of_kept(kept.clone());
        let fail = |why: String| Failed::Unread(Unread { name: named.name.clone(), why });
        match session.runs() {
            0 => return Err(fail(why(session.unread()))),
            1 => {}
            several => {
                return Err(fail(format!(
                    "This holds {several} runs. Give each a file or a folder of its own: `sloscope report` lists them."
                )));
            }
        }
        let query = Query { objectives: self.stated.objectives.clone(), ..Query::default() };
        let Some(report) = session.report(&query) else {
            return Err(fail("There are no results of a k6 run in it.".to_owned()));
        };
        let judged_by = self.judged_by(notes.clone());
        let shown = if self.keep_queries { None } else { report.without_queries() };
        let shown = shown.as_ref().unwrap_or(&report);
        let version = notes.version.or_else(|| version(&kept.sources));
        let judged = Judged::of(shown, version, notes.note);
        let Named { id, name, files } = named;
        let run = Run { id, name, files, judged_by, queries: self.keep_queries, judged };
        let site = Site {
            title: self.stated.title.as_deref(),
            runs: &[],
            unread: &[],
            objectives: self.stated.objectives.as_deref(),
            limits: &self.stated.limits,
        };
        let page = run_page(&site, &run, &report, self.keep_queries);
        saving::text(&page, &self.out.run_page(&run)).map_err(Failed::Unwritten)?;
        Ok(run)
    }

    fn notes_of(&self, input: &Input) -> OfRun {
        self.stated.runs.get(&input.own_name).cloned().unwrap_or_default()
    }

    /// Of a run whose files are gone they are found by the name that it has on the site.
    fn notes(&self, run: &Run, input: Option<&Input>) -> OfRun {
        input.map_or_else(|| self.stated.runs.get(&run.name).cloned().unwrap_or_default(), |input| self.notes_of(input))
    }

    /// All that a run's page and figures rest on besides its files.
    fn judged_by(&self, notes: OfRun) -> String {
        let mut hash = Sha256::new();
        let objectives = self.stated.objectives.as_ref().map(|objectives| objectives_json(objectives));
        let parts = [self.stated.title.clone(), objectives, notes.note, notes.version];
        for part in [Some(env!("CARGO_PKG_VERSION").to_owned())].into_iter().chain(parts) {
            // An absent part is no empty one.
            let text = part.map_or_else(|| "-".to_owned(), |text| format!("+{text}"));
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        }
        HEXLOWER.encode(&hash.finalize()[..16])
    }
}

/// Why there is no such run.
pub enum Failed {
    /// It cannot be read: the site says so, and goes without it.
    Unread(Unread),
    /// A file of it cannot be written: there is no site.
    Unwritten(String),
}

/// What a run is called, and its files.
struct Named {
    id: String,
    name: String,
    files: Vec<File>,
}

fn why(failures: &[InputFailure]) -> String {
    match failures {
        [] => "There are no results of a k6 run in it.".to_owned(),
        [one] => format!("{} {}", one.what, one.advice),
        several => {
            let each: Vec<String> = several.iter().map(unread_phrase).collect();
            format!("{}.", each.join("; "))
        }
    }
}

/// The version of what was tested, where every sample of the run has it.
fn version(sources: &[Source]) -> Option<String> {
    let value = |key: &str| {
        let of = |source: &Source| match &source.content {
            Content::Samples(file) => Some(file.store.everywhere(key).map(str::to_owned)),
            _ => None,
        };
        let mut all = sources.iter().filter_map(of);
        let first = all.next()??;
        all.all(|other| other.as_ref() == Some(&first)).then_some(first)
    };
    VERSIONS.into_iter().find_map(value)
}
