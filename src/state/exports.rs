//! Texts of the report: the worker of the run writes them, and whoever asked gets them. If that worker has ended,
//! another writes them of what it said last.

use std::collections::VecDeque;

use leptos::prelude::*;

use super::session::{Inner, Session};
use crate::workers::host::Engine;
use crate::workers::protocol::{Export, Reply};

/// What waits for a text, in the order of the requests; it gets none if the worker ends before.
#[derive(Default)]
pub struct Exports {
    waiting: VecDeque<Box<dyn FnOnce(Option<String>)>>,
    /// Writes, if the worker of the run has ended.
    writer: Option<Engine>,
}

impl Session {
    /// Asks for a text of the shown report.
    pub fn export(self, what: Export, then: impl FnOnce(Option<String>) + 'static) {
        let query = self.report.with_untracked(|report| report.as_ref().map(|report| report.query.clone()));
        let Some(query) = query else { return then(None) };
        let keep = self.keep_queries.get_untracked();
        let mut failed = false;
        self.inner.update_value(|inner| {
            inner.exports.waiting.push_back(Box::new(then));
            match &inner.engine {
                Some(engine) => engine.export(what, query, keep),
                None => failed = self.write_of_last(inner, what, keep).is_none(),
            }
        });
        if failed {
            self.end_exports();
        }
    }

    fn write_of_last(self, inner: &mut Inner, what: Export, keep: bool) -> Option<()> {
        let message = match &what {
            Export::Picture(ask) => inner.charts.message(ask.kind),
            Export::Markdown(_) | Export::Breakdown => inner.kept.first()?.message.clone(),
        };
        match &inner.exports.writer {
            Some(writer) => writer.export_of(what, &message, keep),
            None => {
                let hear = move |reply| match reply {
                    Reply::Exported(text) => self.exported(text),
                    _ => self.end_exports(),
                };
                inner.exports.writer = Some(Engine::writer(what, &message, keep, hear).ok()?);
            }
        }
        Some(())
    }

    pub(super) fn exported(self, text: Option<String>) {
        let then = self.inner.try_update_value(|inner| inner.exports.waiting.pop_front()).flatten();
        if let Some(then) = then {
            then(text);
        }
    }

    /// Nothing comes any more of what was asked for.
    pub(super) fn end_exports(self) {
        let ended = self.inner.try_update_value(|inner| std::mem::take(&mut inner.exports)).unwrap_or_default();
        for then in ended.waiting {
            then(None);
        }
    }
}
