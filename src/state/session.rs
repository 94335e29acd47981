//! The session: the parts of what the page knows, and what workers say to them. Each part has a file of its own, which
//! also has what it asks of others.

use leptos::prelude::*;
use sloscope_page_state::Route;
use wasm_bindgen::JsValue;

use super::address::AddressBar;
use super::charts::Charts;
use super::exports::Exports;
use super::files::Files;
pub use super::input::Input;
use super::part::Part;
use super::phase::left;
pub use super::phase::{Failure, Loading, Phase};
use super::preferences::Preferences;
use super::question::Question;
use super::recent::Recent;
use super::remarks::RunRemarks;
use super::test_run::TestRun;
use crate::platform::clock;
use crate::workers::host::{WorkerResult, file_of};
use crate::workers::protocol::{Answer, Export, ReaderReply, RunReply, SessionAnswer};

/// Lives in the page's context.
#[derive(Clone, Copy)]
pub struct Session {
    /// What is open, and what is being read.
    pub files: Files,
    /// The question in force, and the report that answers it.
    pub question: Question,
    pub charts: Charts,
    pub exports: Exports,
    /// The test that runs.
    pub test: TestRun,
    /// What the user notes on the run.
    pub remarks: RunRemarks,
    /// Where the page is.
    pub address: AddressBar,
    pub preferences: Preferences,
    /// The runs that the browser keeps.
    pub recent: Recent,
    /// The form of the next test.
    pub form: Part,
    /// The page of comparisons.
    pub comparison: Part,
}

impl Session {
    pub fn new() -> Self {
        let files = Files::default();
        Self {
            files,
            question: Question::default(),
            charts: Charts::default(),
            exports: Exports::default(),
            test: TestRun::new(files),
            remarks: RunRemarks::new(),
            address: AddressBar::new(),
            preferences: Preferences::new(),
            recent: Recent::new(),
            form: Part::new("form", Route::Run),
            comparison: Part::new("compare", Route::Compare),
        }
    }

    pub(super) fn on_reader(self, reply: WorkerResult<ReaderReply>, message: JsValue) {
        match reply {
            Ok(ReaderReply::Progress(progress)) => self.files.phase.update(|phase| {
                if let Phase::Loading(loading) = phase {
                    loading.left_ms = left(&progress, clock::now_ms() - loading.started);
                    loading.progress = progress;
                }
            }),
            Ok(ReaderReply::Opened(opened)) => self.opened(*opened, message),
            Ok(ReaderReply::Answer(answer)) => self.answered(answer, message),
            Err(death) => self.died(death),
        }
    }

    pub(super) fn on_run(self, reply: WorkerResult<RunReply>, message: JsValue) {
        match reply {
            Ok(RunReply::Running(running)) => self.runs(*running),
            Ok(RunReply::Opened(opened)) => self.opened(*opened, message),
            Ok(RunReply::Answer(answer)) => self.answered(answer, message),
            Err(death) => self.died(death),
        }
    }

    fn answered(self, answer: Answer<SessionAnswer>, message: JsValue) {
        let answer = match self.exports.take(answer.id) {
            Some((mut what, then)) => {
                if let (Export::Markdown(noted), Ok(SessionAnswer::Report(report))) = (&mut what, &answer.body) {
                    noted.clone_from(&report.remarks);
                }
                return self.write(what, then, answer.body.map(|_| message));
            }
            None => answer,
        };
        match answer.body {
            Ok(SessionAnswer::Manifest(lines)) => self.exports.listed.set(lines),
            Ok(SessionAnswer::Report(report)) => self.reported(answer.id, *report, message),
            Ok(SessionAnswer::Charts(charts)) => self.charts_drawn(answer.id, charts, &message),
            Ok(SessionAnswer::Saved) => self.test.saved(answer.id, Ok(file_of(&message))),
            Ok(SessionAnswer::Kept(bytes)) => self.kept(answer.id, bytes),
            // Only what waits for this id takes it.
            Err(why) => {
                self.not_kept(answer.id, why);
                self.test.saved(answer.id, Err(why));
                self.report_refused(answer.id);
                self.charts.refused(answer.id);
            }
        }
    }
}
