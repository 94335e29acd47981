//! Texts of the report: the worker of the run writes them, and whoever asked gets them. If that worker has ended,
//! another writes them of what it said last.

use leptos::prelude::*;
use sloscope_page_state::Pending;

use super::kept::Kept;
use super::session::Session;
use crate::workers::host::{WorkerResult, Writer};
use crate::workers::protocol::{Answer, Export, Refused, RequestId, SessionRequest};

type Then = Box<dyn FnOnce(Result<String, Unwritten>)>;

#[derive(Clone, Copy, Default)]
pub struct Exports {
    inner: Kept<Inner>,
}

#[derive(Default)]
struct Inner {
    /// What waits for a text.
    waiting: Pending<Then>,
    /// Writes, if the worker of what is open has ended.
    writer: Option<Writer>,
}

/// Why there is no text.
#[derive(Clone, Copy)]
pub enum Unwritten {
    /// The worker ended before, or could not be started.
    Died,
    Refused(Refused),
}

impl Unwritten {
    pub fn words(self) -> &'static str {
        match self {
            Self::Died => "It could not be written: the worker ended. Try again.",
            Self::Refused(why) => why.words(),
        }
    }
}

impl Exports {
    pub(super) fn written(self, id: RequestId, text: Result<String, Refused>) {
        let then = self.inner.with(|inner| inner.waiting.take(id));
        if let Some(then) = then {
            then(text.map_err(Unwritten::Refused));
        }
    }

    /// Nothing comes any more of what was asked for.
    pub(super) fn end(self) {
        let ended = self.inner.with(|inner| {
            inner.writer = None;
            inner.waiting.end()
        });
        ended.into_iter().for_each(|then| then(Err(Unwritten::Died)));
    }
}

impl Session {
    /// Asks for a text of the shown report.
    pub fn export(self, what: Export, then: impl FnOnce(Result<String, Unwritten>) + 'static) {
        let Some(query) = self.question.shown() else { return then(Err(Unwritten::Refused(Refused::NoReport))) };
        let keep_queries = self.preferences.keep_queries.get_untracked();
        let id = match self.files.is_dead() {
            false => self.files.ask(SessionRequest::Export { what, query, keep_queries }),
            true => self.write_of_last(what, keep_queries),
        };
        match id {
            Some(id) => self.exports.inner.with(|inner| inner.waiting.add(id, Box::new(then))),
            // Nobody writes.
            None => then(Err(Unwritten::Died)),
        }
    }

    fn write_of_last(self, what: Export, keep_queries: bool) -> Option<RequestId> {
        let message = match &what {
            Export::Picture(ask) => self.charts.message(ask.kind),
            Export::Markdown(_) | Export::Breakdown => self.question.message()?,
        };
        let holder = self.files.inner.with(|inner| inner.dead.as_ref().map(|(holder, _)| *holder))?;
        let exports = self.exports;
        let on_answer = move |said: WorkerResult<Answer<String>>| match said {
            Ok(answer) => exports.written(answer.id, answer.body),
            Err(_) => exports.end(),
        };
        exports.inner.with(|inner| {
            if inner.writer.is_none() {
                inner.writer = Some(Writer::start(holder, on_answer).ok()?);
            }
            Some(inner.writer.as_ref()?.write(what, keep_queries, &message))
        })
    }
}
