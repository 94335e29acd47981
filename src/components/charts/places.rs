//! Which charts are on the screen, and how large they are: asked again when the page scrolls, changes its size or its
//! contents. A chart is drawn in the pixels that it has.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::leptos_dom::helpers::request_animation_frame;
use leptos::prelude::*;
use sloscope_core::chart::{ChartAsk, ChartKind};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::ResizeObserver;

use super::Board;
use crate::platform::effect::effect;

/// What is so near to the screen counts as on it, in pixels: it is there when it is scrolled to.
const NEAR: f64 = 200.0;
/// Lanes are asked for sooner: one that has nothing to show is only a line, and nothing must move when it comes.
const LANE_NEAR: f64 = 3000.0;
/// The size of a chart that has no place yet.
const UNSEEN: (u16, u16) = (800, 220);

/// Watches these charts, and those of the objectives, for as long as the page lives that calls this.
pub fn watch(board: Board, charts: Vec<ChartKind>) {
    let waiting = Rc::new(Cell::new(false));
    let charts = Rc::new((charts, Sizes::default()));
    let look: Rc<dyn Fn()> = Rc::new(move || {
        // Once for each frame.
        if !waiting.replace(true) {
            let (waiting, charts) = (waiting.clone(), charts.clone());
            request_animation_frame(move || {
                waiting.set(false);
                place(board, &charts.0, &charts.1);
            });
        }
    });
    let resized = Closure::<dyn Fn()>::new({
        let look = look.clone();
        move || look()
    });
    let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).ok();
    if let (Some(observer), Some(body)) = (&observer, web_sys::window().and_then(|w| w.document()?.body())) {
        observer.observe(&body);
    }
    let scrolled = window_event_listener(leptos::ev::scroll, {
        let look = look.clone();
        move |_| look()
    });
    effect(move || {
        board.session.question.report.track();
        board.turned.track();
        board.chosen.track();
        board.session.address.tab.track();
        look();
    });
    let kept = StoredValue::new_local((resized, observer));
    on_cleanup(move || {
        scrolled.remove();
        kept.update_value(|(_, observer)| {
            if let Some(observer) = observer.take() {
                observer.disconnect();
            }
        });
    });
}

/// The width of a chart's figure, and the width and height of its drawing in it.
type Sizes = RefCell<Vec<(ChartKind, f64, u16, u16)>>;

fn place(board: Board, charts: &[ChartKind], known: &Sizes) {
    let Some(window) = web_sys::window() else { return };
    let height = window.inner_height().ok().and_then(|h| h.as_f64()).unwrap_or_default();
    let Some(document) = window.document() else { return };
    let mut places = Vec::new();
    let Some(report) = board.session.question.report.get_untracked() else { return };
    // Of objectives those whose rows are in the page.
    let rows = document.query_selector_all("#objectives tr.evidence").ok();
    let rows = rows.into_iter().flat_map(|rows| (0..rows.length()).filter_map(move |at| rows.get(at)));
    let number =
        |row: web_sys::Node| row.unchecked_into::<web_sys::Element>().id().strip_prefix("objective-")?.parse().ok();
    let drawn = rows.filter_map(number).filter(|_| report.has_samples());
    for kind in charts.iter().copied().chain(drawn.map(ChartKind::Objective)) {
        // The page may have gone since this was asked for.
        let Some(turned) = board.turned.try_with_untracked(|turned| turned.contains(&kind)) else { return };
        let Some(element) = document.get_element_by_id(&format!("chart-{}", kind.name())) else {
            // That of an objective is opened on paper at the latest.
            if matches!(kind, ChartKind::Objective(_)) {
                places.push((ChartAsk { turned, ..ChartAsk::new(kind, UNSEEN.0, UNSEEN.1) }, false));
            }
            continue;
        };
        let figure = element.closest("[data-chart]").ok().flatten();
        let around = figure.as_ref().unwrap_or(&element).get_bounding_client_rect();
        let near = if ChartKind::LANES.contains(&kind) { LANE_NEAR } else { NEAR };
        let on_screen = around.bottom() > -near && around.top() < height + near;
        if around.width() < 1.0 {
            continue;
        }
        // What is in a figure that is not on the screen is not laid out: it is measured once.
        let before = known.borrow().iter().find(|(of, width, ..)| *of == kind && *width == around.width()).copied();
        let (width, tall) = match before.filter(|_| !on_screen) {
            Some((_, _, width, tall)) => (width, tall),
            None => {
                let rect = element.get_bounding_client_rect();
                let mut known = known.borrow_mut();
                known.retain(|(of, ..)| *of != kind);
                // A conversion from float saturates.
                known.push((kind, around.width(), rect.width() as u16, rect.height() as u16));
                (rect.width() as u16, rect.height() as u16)
            }
        };
        let Some(chosen) = board.chosen.try_get_untracked() else { return };
        let ask = match kind {
            ChartKind::Series => ChartAsk { width, height: tall, turned, ..chosen },
            kind => {
                let lane = ChartKind::LANES.contains(&kind);
                // A lane without data is one line; it is to be as high as others when it has some.
                let height = if lane { tall.max(kind.lane_height()) } else { tall };
                ChartAsk { turned, lane, ..ChartAsk::new(kind, width, height) }
            }
        };
        places.push((ask, on_screen));
    }
    board.session.place_charts(places);
}
