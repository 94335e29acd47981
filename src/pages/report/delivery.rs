//! Hands a new report to the sections, those on the screen first and else from top to bottom, as many in one task as fit
//! into a part of a frame: the page answers meanwhile, however long the report is. While a test runs, what nobody sees is
//! left for later.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use sloscope_core::report::Report;
use sloscope_view::element::part;
use sloscope_view::state::ViewState;

use super::Page;
use crate::components::charts::Still;
use crate::components::element::{Element, Part, el};
use crate::platform::effect::effect;
use crate::platform::{clock, page as window};

/// A task draws for so long at most, and then for one section more.
const SLICE_MS: f64 = 10.0;
/// While a test runs there is a pause after each section: a machine that draws does not send.
const PAUSE_MS: u32 = 40;
/// And what is not on the screen follows only so often, the period of k6's own dashboard; it is made new when it is
/// scrolled to.
const UNSEEN_EVERY_MS: f64 = 10_000.0;

/// Marks the element of a section.
const PART: &str = "data-part";

type Own = RwSignal<Option<Arc<Report>>>;
type Draw = Box<dyn Fn(&dyn ViewState, &Arc<Report>) -> Element + Send>;

/// The sections that draw the report.
#[derive(Default)]
pub struct Delivery {
    sections: Vec<Own>,
}

impl Delivery {
    /// A section that is drawn again when a report is handed to it.
    pub fn part(&mut self, draw: impl Fn(&dyn ViewState, &Arc<Report>) -> Element + Send + 'static) -> Part {
        self.boxed(Box::new(draw))
    }

    /// One kind for all sections.
    #[inline(never)]
    fn boxed(&mut self, draw: Draw) -> Part {
        let own = Own::new(None);
        let number = self.sections.len();
        self.sections.push(own);
        part(move |state| {
            // What lies below one that waits is not shown: nothing moves when it comes.
            let drawn = own.get().map_or_else(|| el("div").attr("data-waiting", ""), |report| draw(state, &report));
            drawn.attr(PART, number.to_string())
        })
    }

    /// Delivers every report from now on. `whole` is true while all sections show the newest, or all on the screen while a
    /// test runs; `busy` while someone waits for that: a report that follows a test is all but always under way.
    pub fn start(self, page: Page, whole: RwSignal<bool>, busy: RwSignal<bool>) {
        let sections: Arc<[Own]> = self.sections.into();
        let under_way = StoredValue::new(false);
        let unseen_ms = StoredValue::new(0.0);
        let go = {
            let sections = Arc::clone(&sections);
            move || {
                if under_way.get_value() {
                    return;
                }
                under_way.set_value(true);
                let sections = Arc::clone(&sections);
                spawn_local(async move {
                    // An end by `None` is the end of the page.
                    if deliver(&sections, page, unseen_ms).await.is_some() {
                        under_way.set_value(false);
                        whole.set(true);
                        busy.set(false);
                    }
                });
            }
        };
        effect({
            let (go, sections) = (go.clone(), Arc::clone(&sections));
            move || {
                let report = page.report.get();
                if !page.going.get() || is_anew(&sections, &report) {
                    busy.set(true);
                }
                whole.set(false);
                go();
            }
        });
        let scrolled = window_event_listener(leptos::ev::scroll, move |_| {
            if page.going.get_untracked() {
                go();
            }
        });
        // Paper has no other moment.
        let printed = window_event_listener(leptos::ev::beforeprint, move |_| {
            let report = page.report.get_untracked();
            due(&sections, &report, true).into_iter().for_each(|section| section.set(Some(Arc::clone(&report))));
        });
        on_cleanup(move || {
            scrolled.remove();
            printed.remove();
        });
    }
}

/// What is shown answers another question.
fn is_anew(sections: &[Own], report: &Report) -> bool {
    let answers_other = |shown: &Option<Arc<Report>>| shown.as_ref().is_some_and(|shown| shown.query != report.query);
    sections.iter().any(|section| section.try_with_untracked(answers_other).unwrap_or_default())
}

/// The sections that are to be drawn anew now, those on the screen first.
fn due(sections: &[Own], report: &Arc<Report>, with_unseen: bool) -> Vec<Own> {
    let height = window::height();
    let on_screen = |number: usize| {
        let rect = window::find(&format!("[{PART}='{number}']")).map(|part| part.get_bounding_client_rect());
        // One that is empty may be there next.
        rect.is_none_or(|rect| rect.height() == 0.0 || (rect.bottom() > 0.0 && rect.top() < height))
    };
    let (mut order, mut others) = (Vec::new(), Vec::new());
    for (number, section) in sections.iter().enumerate() {
        let shown = section.try_get_untracked().flatten();
        if shown.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, report)) {
            continue;
        }
        if on_screen(number) {
            order.push(*section);
        } else if with_unseen || shown.is_none() {
            others.push(*section);
        }
    }
    order.append(&mut others);
    order
}

/// Until the newest report is wherever it is to be; `None` if the page has gone meanwhile.
async fn deliver(sections: &[Own], page: Page, unseen_ms: StoredValue<f64>) -> Option<()> {
    loop {
        let report = page.report.try_get_untracked()?;
        let going = page.going.try_get_untracked()?;
        let mut since = clock::now_ms();
        // Whoever asked waits, and an answer must not stay beside that of another question.
        let waited = !going || is_anew(sections, &report);
        let with_unseen = waited || since - unseen_ms.try_get_value()? >= UNSEEN_EVERY_MS;
        if with_unseen {
            unseen_ms.set_value(since);
        }
        let due = due(sections, &report, with_unseen);
        if due.is_empty() {
            page.board.still.try_set(None);
            return Some(());
        }
        if page.board.still.with_untracked(Option::is_none) {
            window::keep_height(".panel", None);
        }
        for section in due {
            if !waited {
                TimeoutFuture::new(PAUSE_MS).await;
                if !Arc::ptr_eq(&report, &page.report.try_get_untracked()?) {
                    break;
                }
            } else if clock::now_ms() - since > SLICE_MS {
                TimeoutFuture::new(0).await;
                since = clock::now_ms();
            }
            if section.try_set(Some(Arc::clone(&report))).is_some() {
                return None;
            }
            // Drawn by then.
            tick().await;
            page.board.still.with_untracked(|still| still.iter().for_each(Still::hold));
        }
    }
}
