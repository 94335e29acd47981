//! Texts of the report: the worker of the run writes them, and whoever asked gets them.

use std::collections::VecDeque;

use leptos::prelude::*;

use super::session::Session;
use crate::workers::protocol::Export;

/// What waits for a text, in the order of the requests. A worker that ends leaves nothing to wait for.
pub type Exports = VecDeque<Box<dyn FnOnce(String)>>;

impl Session {
    /// Asks for a text of the shown report; false if there is no worker to write it.
    pub fn export(self, what: Export, then: impl FnOnce(String) + 'static) -> bool {
        let query = self.report.with_untracked(|report| report.as_ref().map(|report| report.query.clone()));
        let keep = self.keep_queries.get_untracked();
        let mut asked = false;
        self.inner.update_value(|inner| {
            if let (Some(engine), Some(query)) = (&inner.engine, query) {
                engine.export(what, query, keep);
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
