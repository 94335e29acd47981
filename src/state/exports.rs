//! Texts of what is shown: a worker writes them of the message that it came in, and whoever asked gets them.

use leptos::prelude::*;
use sloscope_core::report::Remarks;
use sloscope_core::sharing::Sharing;
use sloscope_page_state::Pending;
use wasm_bindgen::JsValue;

use super::kept::Kept;
use super::session::Session;
use crate::workers::host::{WorkerResult, Writer};
use crate::workers::protocol::{Answer, Export, Refused, RequestId, SessionRequest};

pub(super) type Then = Box<dyn FnOnce(Result<String, Unwritten>)>;

#[derive(Clone, Copy, Default)]
pub struct Exports {
    /// What goes out, and behind an empty line what is left out.
    pub listed: RwSignal<Vec<String>>,
    inner: Kept<Inner>,
}

#[derive(Default)]
struct Inner {
    /// What waits for a text.
    waiting: Pending<Then>,
    /// What waits for a report with other names, and will be a text of it.
    shared: Pending<(Export, Then)>,
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

    /// What is to be written of an answer with other names.
    pub(super) fn take(self, id: RequestId) -> Option<(Export, Then)> {
        self.inner.with(|inner| inner.shared.take(id))
    }

    /// Nothing comes any more of what was asked for.
    pub(super) fn end(self) {
        let ended = self.inner.with(|inner| {
            inner.writer = None;
            inner.waiting.end()
        });
        ended.into_iter().for_each(|then| then(Err(Unwritten::Died)));
        self.end_shared();
    }

    /// No more answers come of the worker that holds the samples.
    pub(super) fn end_shared(self) {
        let ended = self.inner.with(|inner| inner.shared.end());
        ended.into_iter().for_each(|(_, then)| then(Err(Unwritten::Died)));
    }
}

impl Session {
    /// Asks for a text of the shown report, or of a chart that is drawn.
    pub fn export(self, what: Export, then: impl FnOnce(Result<String, Unwritten>) + 'static) {
        let then: Then = Box::new(then);
        let sharing = self.preferences.sharing.get_untracked();
        let (message, asks) = match &what {
            Export::Picture(ask) => (Some(self.charts.message(ask.kind)), vec![ask.clone()]),
            _ => (self.question.message(), Vec::new()),
        };
        if !sharing.replaces() {
            return self.write(what, then, message.ok_or(Refused::NoReport));
        }
        // With other names the worker makes it anew: no sentence of it has the old ones.
        let query = self.question.shown().unwrap_or_default();
        let noted = match &what {
            Export::Markdown(noted) => noted.clone(),
            _ => Remarks::default(),
        };
        match self.files.ask(SessionRequest::Shared(sharing, query, asks, noted)) {
            Some(id) => self.exports.inner.with(|inner| inner.shared.add(id, (what, then))),
            None => then(Err(Unwritten::Died)),
        }
    }

    /// Asks what goes out when what is open is handed on.
    pub fn ask_manifest(self, sharing: Sharing) {
        self.files.ask(SessionRequest::Manifest(sharing));
    }

    /// Writes a text of a message.
    pub(super) fn write(self, what: Export, then: Then, message: Result<JsValue, Refused>) {
        let (message, holder) = match (message, self.files.holder()) {
            (Ok(message), Some(holder)) => (message, holder),
            (Err(why), _) => return then(Err(Unwritten::Refused(why))),
            _ => return then(Err(Unwritten::Refused(Refused::NoReport))),
        };
        let keep_queries = self.preferences.sharing.with_untracked(|sharing| sharing.keep_queries);
        let exports = self.exports;
        let on_answer = move |said: WorkerResult<Answer<String>>| match said {
            Ok(answer) => exports.written(answer),
            Err(_) => exports.end(),
        };
        let writer = exports.inner.with(|inner| inner.writer.take()).or_else(|| Writer::start(holder, on_answer).ok());
        match writer {
            Some(writer) => exports.inner.with(|inner| {
                inner.waiting.add(writer.write(what, keep_queries, &message), then);
                inner.writer = Some(writer);
            }),
            // Nobody writes.
            None => then(Err(Unwritten::Died)),
        }
    }
}
