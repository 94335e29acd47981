//! The question in force, the report that answers it, and the answers before it.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::{Query, Report, words};
use sloscope_page_state::{Answered, Questions};
use wasm_bindgen::JsValue;

use super::kept::Kept;
use super::session::Session;
use crate::platform::page;
use crate::workers::protocol::{RequestId, SessionRequest};

/// So many answers are kept.
const KEPT: usize = 8;

#[derive(Clone, Copy, Default)]
pub struct Question {
    /// The question in force; the report may still answer an older one.
    pub query: RwSignal<Query>,
    pub report: RwSignal<Option<Arc<Report>>>,
    pub computing: RwSignal<bool>,
    inner: Kept<Inner>,
}

#[derive(Default)]
struct Inner {
    questions: Questions,
    /// The last answers on what is open, the shown one first: taking off a filter, or a step back, need not be computed
    /// again.
    kept: Vec<Answer>,
}

/// A report, and the message that it came in.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) report: Arc<Report>,
    pub(super) message: JsValue,
}

impl Question {
    /// There is a report. Does not track.
    pub fn has_report(self) -> bool {
        self.report.with_untracked(Option::is_some)
    }

    /// What the shown report answers. Does not track.
    pub(super) fn shown(self) -> Option<Query> {
        self.report.with_untracked(|report| report.as_ref().map(|report| report.query.clone()))
    }

    /// Nothing is asked.
    pub(super) fn is_idle(self) -> bool {
        self.inner.with(|inner| inner.questions.is_idle())
    }

    pub(super) fn kept(self, query: &Query) -> Option<Answer> {
        self.inner.with(|inner| inner.kept.iter().find(|answer| answer.report.query == *query).cloned())
    }

    /// The message that the shown report came in.
    pub(super) fn message(self) -> Option<JsValue> {
        self.inner.with(|inner| inner.kept.first().map(|answer| answer.message.clone()))
    }

    fn keep(self, answer: Answer) {
        self.inner.with(|inner| {
            inner.kept.retain(|known| known.report.query != answer.report.query);
            inner.kept.insert(0, answer);
            inner.kept.truncate(KEPT);
        });
    }

    /// Another run is open, with this question.
    pub(super) fn open(self, query: Query) {
        self.inner.with(|inner| {
            inner.questions.open();
            inner.kept.clear();
        });
        self.query.set(query);
        self.computing.set(false);
    }

    /// The worker has ended. Answers on a run that `grew` were of less, but for the last.
    pub(super) fn end(self, grew: bool) {
        self.computing.set(false);
        self.inner.with(|inner| {
            inner.questions.end();
            if grew {
                inner.kept.truncate(1);
            }
        });
    }
}

impl Session {
    /// Asks for another report of what is open; the address follows.
    pub fn ask(self, query: Query) {
        self.put_question(query);
        self.settle_address();
    }

    /// While an answer is computed only the newest question waits; those before it are dropped.
    pub(super) fn put_question(self, query: Query) {
        let (question, kept) = (self.question, self.question.kept(&query));
        let dead = self.files.inner.with(|inner| inner.dead.clone());
        if let Some((_, failure)) = dead.filter(|_| kept.is_none()) {
            // The question in force stays: so do the fields that show it.
            question.query.update(|_| {});
            return self.files.fail(failure);
        }
        let follows = self.test.is_running() && question.query.with_untracked(|known| *known == query);
        question.query.set(query.clone());
        // A run from the page grows: its answers do not last.
        match kept.filter(|_| self.test.running.with_untracked(Option::is_none)) {
            Some(answer) => {
                question.inner.with(|inner| inner.questions.show_known());
                question.computing.set(false);
                self.show(answer);
            }
            None if self.files.has_worker() => {
                // The report of a run that goes on is asked for again and again: nobody waits for that.
                question.computing.update(|computing| *computing |= !follows);
                question.inner.with(|inner| inner.questions.ask(query));
                self.send_question();
            }
            None => {}
        }
    }

    /// Sends the question that waits, if the worker is free. The charts that are on the screen come before the report.
    fn send_question(self) {
        self.question.inner.with(|inner| {
            inner.questions.send(|query| {
                self.ask_charts_on_screen(&query);
                self.files.ask(SessionRequest::Report(query))
            });
        });
    }

    pub(super) fn reported(self, id: RequestId, report: Report, message: JsValue) {
        let answered = self.question.inner.with(|inner| inner.questions.answered(id));
        // The next question goes out first: it is answered while this answer is drawn.
        self.send_question();
        match answered {
            Some(Answered::Outdated) => self.draw_charts(),
            Some(answered) => {
                // While a gesture goes on the answers follow it.
                if answered == Answered::InForce {
                    self.question.computing.set(false);
                }
                self.show(Answer { report: Arc::new(report), message });
            }
            None => {}
        }
    }

    /// The question in force is again the one that the shown report answers.
    pub(super) fn report_refused(self, id: RequestId) {
        let question = self.question;
        let in_force = question.inner.with(|inner| inner.questions.refused(id));
        self.send_question();
        if in_force {
            question.computing.set(false);
            question.shown().into_iter().for_each(|query| question.query.set(query));
        }
    }

    pub(super) fn show(self, answer: Answer) {
        let report = Arc::clone(&answer.report);
        page::set_title(&words::page_title(&report));
        let run = self.question.shown().map(|query| query.run);
        if run != Some(report.query.run) {
            // Each run has its own.
            self.remarks.load(&report);
        }
        self.question.keep(answer);
        self.question.report.set(Some(report));
        // Those that did not come with the answer.
        self.draw_charts();
    }
}
