//! Hands a new report to the sections, from top to bottom, as many in one task as fit into a part of a frame: the page
//! answers meanwhile, however long the report is.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use sloscope_core::report::Report;

use super::Page;
use crate::components::element::{Element, dynamic, el};
use crate::platform::clock;

/// A task draws for so long at most, and then for one section more.
const SLICE_MS: f64 = 10.0;

type Own = RwSignal<Option<Arc<Report>>>;

/// The sections that draw the report.
#[derive(Default)]
pub struct Delivery {
    sections: Vec<Own>,
}

impl Delivery {
    /// A section that is drawn again when a report is handed to it.
    pub fn part(&mut self, page: Page, draw: fn(Page, &Arc<Report>) -> Element) -> AnyView {
        let own = Own::new(None);
        self.sections.push(own);
        // What lies below one that waits is not shown: nothing moves when it comes.
        dynamic(move || own.get().map_or_else(|| el("div").at("data-waiting", ""), |report| draw(page, &report)))
    }

    /// Delivers every report from now on; `whole` is true while all sections show the newest.
    pub fn start(self, report: Signal<Arc<Report>>, whole: RwSignal<bool>) {
        let sections: Arc<[Own]> = self.sections.into();
        let busy = StoredValue::new(false);
        Effect::new(move || {
            report.track();
            whole.set(false);
            if !busy.get_value() {
                busy.set_value(true);
                let sections = Arc::clone(&sections);
                spawn_local(async move {
                    // An end by `None` is the end of the page.
                    if deliver(&sections, report).await.is_some() {
                        busy.set_value(false);
                        whole.set(true);
                    }
                });
            }
        });
    }
}

/// Until the newest report is everywhere; `None` if the page has gone meanwhile.
async fn deliver(sections: &[Own], report: Signal<Arc<Report>>) -> Option<()> {
    loop {
        let current = report.try_get_untracked()?;
        let mut since = clock::now_ms();
        for section in sections {
            if clock::now_ms() - since > SLICE_MS {
                clock::next_task().await;
                since = clock::now_ms();
            }
            if section.try_set(Some(Arc::clone(&current))).is_some() {
                return None;
            }
            // Drawn by then.
            tick().await;
        }
        if Arc::ptr_eq(&current, &report.try_get_untracked()?) {
            return Some(());
        }
    }
}
