//! The brush of a comparison: a drag over a lane chooses the part of both sides that is compared, a double click the whole
//! runs again. The fields below "Part of the runs" are the same for the keyboard.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::chart::Chart;
use sloscope_core::compare::{Align, Selection};
use sloscope_core::report::Window;
use sloscope_view::scene::frame;

use crate::components::charts::{hold, moment, pixel, place, rect};
use crate::components::element::{Element, Listen, dynamic};
use crate::state::comparing::Comparison;

/// A span of the lanes that is being marked, in ms.
pub type Mark = RwSignal<Option<(f64, f64)>>;
/// A drag shorter than this, in pixels, is a click.
const CLICK: f64 = 4.0;

/// Where a side's 0:00 lies in its runs, in ms; absent where that is of another kind: at the start of a stage.
fn origin(selection: &Selection) -> Option<f64> {
    selection.stage.is_none().then(|| selection.window.map_or(0.0, |window| window.start_ms))
}

/// Both sides from one moment of the lanes to another.
fn take(page: Comparison, from: f64, to: f64) {
    page.change(|asked| {
        for selection in &mut asked.sides.selections {
            if let Some(start) = origin(selection) {
                selection.window = Some(Window { start_ms: start + from, end_ms: start + to });
            }
        }
    });
}

/// A lane that can be dragged over.
pub fn brush(page: Comparison, mark: Mark, plot: Element, chart: &Arc<Chart>) -> Element {
    let can = page.asked.with(|asked| {
        asked.align == Align::Start
            && asked.sides.by.is_none()
            && asked.sides.blocks.is_none()
            && asked.sides.selections.iter().all(|selection| origin(selection).is_some())
    });
    if chart.time.is_none() || !can {
        return plot;
    }
    let (shown, pressed, moved, released) = (chart.clone(), chart.clone(), chart.clone(), chart.clone());
    let width = chart.scene.width;
    plot.attr("data-brush", "")
        .child(dynamic(move || {
            let span = mark.get().and_then(|(a, b)| Some((pixel(&shown, a.min(b))?, pixel(&shown, a.max(b))?)));
            frame("overlay", &shown.scene).children(span.map(|(from, to)| rect("mark", &shown, from, to)))
        }))
        .listen("pointerdown", move |event| {
            let Some(ms) = place(&event, width).and_then(|(x, _)| moment(&pressed, x)) else { return };
            hold(&event);
            mark.set(Some((ms, ms)));
        })
        .listen("pointermove", move |event| {
            let at = place(&event, width).and_then(|(x, _)| moment(&moved, x));
            if let (Some((from, _)), Some(to)) = (mark.get_untracked(), at) {
                mark.set(Some((from, to)));
            }
        })
        .listen("pointerup", move |_| {
            let Some((a, b)) = mark.try_update(Option::take).flatten() else { return };
            let (from, to) = (a.min(b), a.max(b));
            let wide = pixel(&released, to).zip(pixel(&released, from)).is_some_and(|(to, from)| to - from >= CLICK);
            if wide {
                take(page, from, to);
            }
        })
        .listen("pointercancel", move |_| mark.set(None))
        .listen("dblclick", move |_| {
            page.change(|asked| asked.sides.selections.iter_mut().for_each(|selection| selection.window = None));
        })
}
