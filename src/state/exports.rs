//! Texts of the report: the worker of the run writes them, and whoever asked gets them. If that worker has ended,
//! another writes them of what it said last.

use leptos::prelude::*;
use sloscope_page_state::Pending;

use super::session::{Inner, Session};
use crate::workers::host::{Said, Writer};
use crate::workers::protocol::{Answer, Export, Holder, Refused, RequestId, SessionRequest};

type Then = Box<dyn FnOnce(Result<String, Unwritten>)>;

/// What waits for a text.
#[derive(Default)]
pub struct Exports {
    waiting: Pending<Then>,
    /// The role of the worker that has ended, and what writes in its place.
    pub(super) holder: Option<Holder>,
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

impl Session {
    /// Asks for a text of the shown report.
    pub fn export(self, what: Export, then: impl FnOnce(Result<String, Unwritten>) + 'static) {
        let query = self.report.with_untracked(|report| report.as_ref().map(|report| report.query.clone()));
        let Some(query) = query else { return then(Err(Unwritten::Refused(Refused::NoReport))) };
        let keep_queries = self.keep_queries.get_untracked();
        let mut then: Option<Then> = Some(Box::new(then));
        self.inner.update_value(|inner| {
            let id = match &inner.engine {
                Some(engine) => Some(engine.ask(SessionRequest::Export { what, query, keep_queries })),
                None => self.write_of_last(inner, what, keep_queries),
            };
            if let Some((id, then)) = id.zip(then.take_if(|_| id.is_some())) {
                inner.exports.waiting.add(id, then);
            }
        });
        if let Some(then) = then {
            // Nobody writes.
            then(Err(Unwritten::Died));
        }
    }

    fn write_of_last(self, inner: &mut Inner, what: Export, keep_queries: bool) -> Option<RequestId> {
        let message = match &what {
            Export::Picture(ask) => inner.charts.message(ask.kind),
            Export::Markdown(_) | Export::Breakdown => inner.kept.first()?.message.clone(),
        };
        if inner.exports.writer.is_none() {
            let on_answer = move |said: Said<Answer<String>>| match said {
                Ok(answer) => self.exported(answer.id, answer.body),
                Err(_) => self.end_exports(),
            };
            inner.exports.writer = Some(Writer::start(inner.exports.holder?, on_answer).ok()?);
        }
        Some(inner.exports.writer.as_ref()?.write(what, keep_queries, &message))
    }

    pub(super) fn exported(self, id: RequestId, text: Result<String, Refused>) {
        let then = self.inner.try_update_value(|inner| inner.exports.waiting.take(id)).flatten();
        if let Some(then) = then {
            then(text.map_err(Unwritten::Refused));
        }
    }

    /// Nothing comes any more of what was asked for.
    pub(super) fn end_exports(self) {
        let ended = self.inner.try_update_value(|inner| {
            inner.exports.writer = None;
            inner.exports.waiting.end()
        });
        ended.into_iter().flatten().for_each(|then| then(Err(Unwritten::Died)));
    }
}
