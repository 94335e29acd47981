//! The report as Markdown: the worker of the run writes it, and whoever asked gets it.

use std::collections::VecDeque;

use leptos::prelude::*;

use super::session::Session;

/// What waits for a text, in the order of the requests. A worker that ends leaves nothing to wait for.
pub type Exports = VecDeque<Box<dyn FnOnce(String)>>;

impl Session {
    /// Asks for the shown report, with what the user noted since; false if there is no worker to write it.
    pub fn export(self, then: impl FnOnce(String) + 'static) -> bool {
        let query = self.report.with_untracked(|report| report.as_ref().map(|report| report.query.clone()));
        let (remarks, keep) = (self.remarks.get_untracked(), self.keep_queries.get_untracked());
        let mut asked = false;
        self.inner.update_value(|inner| {
            if let (Some(engine), Some(query)) = (&inner.engine, query) {
                engine.export(query, remarks, keep);
                inner.exports.push_back(Box::new(then));
                asked = true;
            }
        });
        asked
    }

    pub(super) fn exported(self, text: String) {
        let mut then = None;
        self.inner.update_value(|inner| then = inner.exports.pop_front());
        if let Some(then) = then {
            then(text);
        }
    }
}
