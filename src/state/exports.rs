//! Texts of what is shown: a worker writes them of the message that it came in, and whoever asked gets them.

use leptos::prelude::*;
use sloscope_page_state::Pending;

use super::kept::Kept;
use super::session::Session;
use crate::workers::host::{WorkerResult, Writer};
use crate::workers::protocol::{Answer, Export, Refused};

type Then = Box<dyn FnOnce(Result<String, Unwritten>)>;

#[derive(Clone, Copy, Default)]
pub struct Exports {
    inner: Kept<Inner>,
}

#[derive(Default)]
struct Inner {
    /// What waits for a text.
    waiting: Pending<Then>,
    /// Writes, as long as somebody waits.
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
    fn written(self, answer: Answer<String>) {
        let then = self.inner.with(|inner| {
            let then = inner.waiting.take(answer.id);
            if inner.waiting.is_empty() {
                inner.writer = None;
            }
            then
        });
        if let Some(then) = then {
            then(answer.body.map_err(Unwritten::Refused));
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
    /// Asks for a text of the shown report, or of a chart that is drawn.
    pub fn export(self, what: Export, then: impl FnOnce(Result<String, Unwritten>) + 'static) {
        let message = match &what {
            Export::Picture(ask) => Some(self.charts.message(ask.kind)),
            _ => self.question.message(),
        };
        let (Some(message), Some(holder)) = (message, self.files.holder()) else {
            return then(Err(Unwritten::Refused(Refused::NoReport)));
        };
        let keep_queries = self.preferences.keep_queries.get_untracked();
        let exports = self.exports;
        let on_answer = move |said: WorkerResult<Answer<String>>| match said {
            Ok(answer) => exports.written(answer),
            Err(_) => exports.end(),
        };
        let writer = exports.inner.with(|inner| inner.writer.take()).or_else(|| Writer::start(holder, on_answer).ok());
        match writer {
            Some(writer) => exports.inner.with(|inner| {
                inner.waiting.add(writer.write(what, keep_queries, &message), Box::new(then));
                inner.writer = Some(writer);
            }),
            // Nobody writes.
            None => then(Err(Unwritten::Died)),
        }
    }
}
