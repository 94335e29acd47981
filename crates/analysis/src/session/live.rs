//! A run that goes on: a session around samples that become more. What was computed once of the whole run is forgotten
//! when it grows.

use sloscope_dataset::{InputFailure, Note, NoteLevel, SourceFacts};
use sloscope_ingest::{Compression, Content, Diagnostics, Encoding, Format, SampleFile, Source, SourceInfo};
use sloscope_model::options::{Declared, RunOptions};
use sloscope_store::Store;

use super::{Memory, Session};

/// The files of a run from the page: its samples, and its plan.
const LIVE_SOURCES: usize = 2;

impl Session {
    /// The session of a run that is about to begin: its samples, of which there are none yet, and the options that state its
    /// plan.
    pub fn live(name: &str, samples: SampleFile, options: RunOptions) -> Self {
        let source = |name: String, format, content| {
            let (compression, encoding) = (Compression::None, Encoding::Utf8);
            let info = SourceInfo { name, bytes: 0, unpacked: 0, format, compression, encoding };
            Source { info, content, diagnostics: Diagnostics::default() }
        };
        let mut session = Self::new(vec![
            source(name.to_owned(), Format::Run, Content::Samples(Box::new(samples))),
            source(format!("Plan of {name}"), Format::Inspect, Content::Options(Box::new(options))),
        ]);
        session.data.runs.iter_mut().for_each(|run| run.live = true);
        session
    }

    /// What a session of a run from the page is made of again, and what is to know of the run besides; `None` of files. The
    /// samples share their room with those of the session.
    pub fn live_sources(&self) -> Option<(Vec<Source>, Vec<Note>)> {
        let run = self.data.runs.first().filter(|run| run.live)?;
        let samples = Content::Samples(Box::new(run.samples.as_ref()?.file.clone()));
        let options = run.options.iter().map(|(_, options)| Content::Options(Box::new(options.clone())));
        let source = |(facts, content): (&SourceFacts, _)| Source {
            info: facts.info.clone(),
            content,
            diagnostics: facts.diagnostics.clone(),
        };
        let contents = std::iter::once(samples).chain(options);
        Some((self.data.sources.iter().zip(contents).map(source).collect(), run.notes.clone()))
    }

    /// The session of a run from the page that is over: of what [`Session::live_sources`] gave, and of other files behind
    /// that, of which some may not have been read.
    pub fn live_again(sources: Vec<Source>, failures: Vec<InputFailure>, notes: Vec<Note>) -> Self {
        let alone = sources.len() <= LIVE_SOURCES;
        let mut session = Self::with_failures(sources, failures);
        if let Some(run) = session.data.runs.iter_mut().find(|run| run.sources.contains(&0)) {
            run.live = true;
            if alone {
                run.notes = notes;
            } else {
                let new: Vec<Note> = notes.into_iter().filter(|note| !run.notes.contains(note)).collect();
                run.notes.splice(0..0, new);
            }
        }
        session
    }

    /// Takes in the samples that came since the last time.
    pub fn grow(&mut self, more: &Store) {
        if let Some(samples) = self.data.runs.first_mut().and_then(|run| run.samples.as_mut()) {
            samples.grow(more);
        }
        self.forget();
    }

    /// Something to know of the run that its samples do not tell.
    pub fn note(&mut self, level: NoteLevel, text: String) {
        if let Some(run) = self.data.runs.first_mut() {
            run.notes.push(Note { level, text });
        }
        if let Some(memory) = self.memory.first_mut() {
            memory.last = Default::default();
        }
    }

    /// The run is over: gives back the room for more samples.
    pub fn seal(&mut self) {
        for samples in self.data.runs.iter_mut().filter_map(|run| run.samples.as_mut()) {
            samples.file.store.seal();
        }
    }

    /// The name of the first run; `None` where there is no run.
    pub fn name(&self) -> Option<&str> {
        self.data.runs.first().map(|run| run.name.as_str())
    }

    /// The samples of the first run, and the thresholds that are written with them.
    pub fn samples(&self) -> Option<(&Store, &[Declared])> {
        let file = &self.data.runs.first()?.samples.as_ref()?.file;
        Some((&file.store, &file.thresholds))
    }

    /// The samples of any run with what their files say besides; `None` where it has none.
    pub fn samples_of(&self, run: usize) -> Option<&SampleFile> {
        Some(&self.data.runs.get(run)?.samples.as_ref()?.file)
    }

    /// The names of the generators of the first run, where the samples are of several.
    pub fn generators(&self) -> &[String] {
        let samples = self.data.runs.first().and_then(|run| run.samples.as_ref());
        samples.map(|samples| samples.parts.named().1).unwrap_or_default()
    }

    fn forget(&mut self) {
        if let Some(memory) = self.memory.first_mut() {
            *memory = Memory::default();
        }
    }
}
