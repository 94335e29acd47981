//! Pointer and keys on a chart: the cursor, and the span that is marked to become the window.
//!
//! ```text
//! drag              mark, and on release take it        double click, Escape   the whole run
//! ← → Home End      move the cursor                     Shift + those          mark
//! Enter             take the mark, or begin one         two fingers            the span between them
//! ```

use std::sync::Arc;

use leptos::ev::Event;
use leptos::prelude::*;
use sloscope_core::chart::{Chart, ChartKind};
use wasm_bindgen::JsCast;
use web_sys::{Element as Node, KeyboardEvent, PointerEvent};

use super::overlay::moment;
use super::{Board, Cursor};
use crate::components::element::{Element, Listen};

/// A drag shorter than this, in pixels, is a click.
const CLICK: f64 = 5.0;

/// The place of a pointer in the pixels of a scene.
pub fn place(event: &Event, width: f64) -> Option<(f64, f64)> {
    let pointer: &PointerEvent = event.unchecked_ref();
    let node: Node = event.current_target()?.unchecked_into();
    let rect = node.get_bounding_client_rect();
    let scale = if rect.width() > 0.0 { width / rect.width() } else { 1.0 };
    Some(((f64::from(pointer.client_x()) - rect.left()) * scale, f64::from(pointer.client_y()) - rect.top()))
}

/// Keeps the pointer's events coming when it leaves the element.
pub fn hold(event: &Event) {
    let pointer: &PointerEvent = event.unchecked_ref();
    if let Some(node) = event.current_target() {
        // A pointer that is gone already cannot be held.
        let _ = node.unchecked_into::<Node>().set_pointer_capture(pointer.pointer_id());
    }
}

/// The row nearest to a place.
fn nearest(chart: &Chart, (x, y): (f64, f64)) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (at, row) in chart.table.rows.iter().enumerate() {
        let up = row.y.map_or(0.0, |of| of - y);
        let far = (row.x - x).powi(2) + up * up;
        if best.is_none_or(|(_, known)| far < known) {
            best = Some((at, far));
        }
    }
    best.map(|(at, _)| at)
}

fn stand(board: Board, kind: ChartKind, chart: &Chart, row: usize) {
    let Some(found) = chart.table.rows.get(row) else { return };
    let (ms, middle) = (chart.time.map(|_| found.at), moment(chart, found.x));
    board.cursor.set(Some(Cursor { chart: kind, row, ms, middle }));
}

pub fn listen(element: Element, board: Board, kind: ChartKind, chart: &Arc<Chart>) -> Element {
    let down = board.down;
    let (pressed, moved, released, keyed) = (chart.clone(), chart.clone(), chart.clone(), chart.clone());
    let width = chart.scene.width;
    element
        .listen("pointerdown", move |event| {
            let pointer: &PointerEvent = event.unchecked_ref();
            let Some((x, _)) = place(&event, width).filter(|_| pointer.button() == 0) else { return };
            let Some(ms) = moment(&pressed, x) else { return };
            hold(&event);
            down.update(|down| down.push((pointer.pointer_id(), x, ms)));
            down.with_untracked(|down| {
                if let [a, b] = down[..] {
                    board.mark.set(Some((a.2, b.2)))
                }
            });
        })
        .listen("pointermove", move |event| {
            let Some(at) = place(&event, width) else { return };
            if let Some(row) = nearest(&moved, at) {
                stand(board, kind, &moved, row);
            }
            let pointer: &PointerEvent = event.unchecked_ref();
            let id = pointer.pointer_id();
            let Some(ms) = moment(&moved, at.0) else { return };
            // Of two fingers the one that moves takes its end of the mark along.
            down.update(|down| {
                let two = down.len() == 2;
                down.iter_mut().filter(|d| two && d.0 == id).for_each(|d| d.2 = ms);
            });
            down.with_untracked(|down| match down[..] {
                [one] if one.0 == id && (at.0 - one.1).abs() >= CLICK => board.mark.set(Some((one.2, ms))),
                [a, b] if a.0 == id || b.0 == id => board.mark.set(Some((a.2, b.2))),
                _ => {}
            });
        })
        .listen("pointerup", move |event| {
            let pointer: &PointerEvent = event.unchecked_ref();
            let id = pointer.pointer_id();
            let was_down = down.with_untracked(|down| down.iter().any(|d| d.0 == id));
            down.update(Vec::clear);
            let mark = board.mark.get_untracked().filter(|_| was_down && released.time.is_some());
            if mark.is_some() {
                board.take_at(kind, mark);
            }
        })
        .listen("pointercancel", move |_| {
            down.update(Vec::clear);
            board.mark.set(None);
        })
        .listen("pointerleave", move |_| {
            if down.with_untracked(Vec::is_empty) {
                board.cursor.set(None);
            }
        })
        .listen("dblclick", move |_| board.take_at(kind, None))
        .listen("keydown", move |event| key(board, kind, &keyed, &event))
}

fn key(board: Board, kind: ChartKind, chart: &Chart, event: &Event) {
    let pressed: &KeyboardEvent = event.unchecked_ref();
    let rows = &chart.table.rows;
    let Some(last) = rows.len().checked_sub(1) else { return };
    if pressed.ctrl_key() || pressed.alt_key() || pressed.meta_key() {
        return;
    }
    let here = board.cursor.get_untracked().filter(|c| c.chart == kind).map(|c| c.row.min(last));
    let to = match pressed.key().as_str() {
        "ArrowRight" => here.map_or(0, |row| (row + 1).min(last)),
        "ArrowLeft" => here.map_or(last, |row| row.saturating_sub(1)),
        "PageDown" => here.map_or(0, |row| (row + 10).min(last)),
        "PageUp" => here.map_or(last, |row| row.saturating_sub(10)),
        "Home" => 0,
        "End" => last,
        "Enter" => {
            event.prevent_default();
            let begun = here.filter(|_| chart.time.is_some()).map(|row| rows[row].at);
            match board.mark.get_untracked() {
                Some((a, b)) if a != b => board.take_at(kind, Some((a, b))),
                _ => board.mark.set(begun.map(|ms| (ms, ms))),
            }
            return;
        }
        "Escape" => {
            if board.mark.get_untracked().is_some() {
                board.mark.set(None);
            } else {
                board.take_at(kind, None);
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    let began = board.mark.get_untracked().map(|mark| mark.0).or_else(|| here.map(|row| rows[row].at));
    let marking = pressed.shift_key() || board.mark.with_untracked(Option::is_some);
    stand(board, kind, chart, to);
    if marking && chart.time.is_some() {
        let at = rows[to].at;
        board.mark.set(Some((began.unwrap_or(at), at)));
    }
}
