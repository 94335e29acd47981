//! Hands a new report to the sections, those on the screen first and else from top to bottom, as many in one task as fit
//! into a part of a frame: the page answers meanwhile, however long the report is.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use sloscope_core::report::Report;

use super::Page;
use crate::components::element::{Element, dynamic, el};
use crate::platform::{clock, page};
use crate::state::session::Session;

/// A task draws for so long at most, and then for one section more.
const SLICE_MS: f64 = 10.0;
/// While a test runs there is a pause after each section: a machine that draws does not send.
const PAUSE_MS: i32 = 40;

/// Marks the element of a section.
const PART: &str = "data-part";

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
        let number = self.sections.len();
        self.sections.push(own);
        dynamic(move || {
            // What lies below one that waits is not shown: nothing moves when it comes.
            let drawn = own.get().map_or_else(|| el("div").at("data-waiting", ""), |report| draw(page, &report));
            drawn.at(PART, number.to_string())
        })
    }

    /// Delivers every report from now on; `whole` is true while all sections show the newest.
    pub fn start(self, session: Session, report: Signal<Arc<Report>>, whole: RwSignal<bool>) {
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
                    if deliver(&sections, session, report).await.is_some() {
                        busy.set_value(false);
                        whole.set(true);
                    }
                });
            }
        });
    }
}

/// Those on the screen, then the others.
fn in_order(sections: &[Own]) -> Vec<Own> {
    let height = page::height();
    let on_screen = |number: usize| {
        let rect = page::find(&format!("[{PART}='{number}']")).map(|part| part.get_bounding_client_rect());
        rect.is_some_and(|rect| rect.bottom() > 0.0 && rect.top() < height && rect.height() > 0.0)
    };
    let (mut order, mut others) = (Vec::new(), Vec::new());
    for (number, section) in sections.iter().enumerate() {
        if on_screen(number) { &mut order } else { &mut others }.push(*section);
    }
    order.append(&mut others);
    order
}

/// Until the newest report is everywhere; `None` if the page has gone meanwhile.
async fn deliver(sections: &[Own], session: Session, report: Signal<Arc<Report>>) -> Option<()> {
    loop {
        let current = report.try_get_untracked()?;
        let mut since = clock::now_ms();
        for section in in_order(sections) {
            if session.is_running() {
                clock::pause(PAUSE_MS).await;
            } else if clock::now_ms() - since > SLICE_MS {
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
