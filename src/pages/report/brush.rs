//! The time brush: the rate over the whole run, small, with the window in force. Drag to set it, drag its ends or its
//! middle, double click for the whole run; its ends are sliders for the keyboard. While a drag goes on the newest window
//! is asked for with each move; the session drops those that were overtaken.

use std::sync::Arc;

use leptos::ev::Event;
use leptos::prelude::*;
use sloscope_core::chart::{Chart, ChartKind};
use sloscope_core::format;
use sloscope_core::report::Window;
use sloscope_view::scene::{drawing, frame};
use wasm_bindgen::JsCast;
use web_sys::{KeyboardEvent, PointerEvent};

use super::Page;
use crate::components::charts::{Board, hold, moment, pixel, place, rect};
use crate::components::element::{Element, Listen, classed, dynamic, el, svg};
use crate::components::figures::hidden;

/// So near to an end, in pixels, a drag takes it.
const NEAR: f64 = 12.0;
/// The same for a finger, which covers what it takes.
const NEAR_FINGER: f64 = 22.0;
/// A drag shorter than this is a click.
const CLICK: f64 = 4.0;

/// What a drag holds on to.
#[derive(Clone, Copy, PartialEq)]
enum Sustained {
    Nothing,
    /// A new window from a moment, at a pixel.
    New(f64, f64),
    /// An end; the other one stays at this moment.
    End(f64),
    /// The whole window: where it was, and at which moment it was taken.
    Middle(f64, f64, f64),
}

pub fn brush(page: Page, board: Board) -> Element {
    let name = ChartKind::Brush.name();
    let drawn = board.session.charts.chart(ChartKind::Brush);
    let held = RwSignal::new(Sustained::Nothing);
    let there = Memo::new(move |_| page.report.with(|report| report.has_samples()));
    let body = dynamic(move || {
        if !there.get() {
            return el("div");
        }
        let drawn = drawn.get();
        let absent = drawn.as_ref().and_then(|chart| chart.absent.clone());
        let chart = drawn.filter(|chart| chart.absent.is_none() && chart.time.is_some());
        let plot = classed("div", "brush-plot").attr("id", format!("chart-{name}"));
        let plot = match &chart {
            Some(chart) => {
                let over = chart.clone();
                let plot = plot.child(drawing(&chart.scene)).child(dynamic(move || window(board, &over)));
                drag(plot, board, held, chart)
            }
            None => plot.children(absent.map(|why| classed("p", "brush-absent").child(why))),
        };
        let said = chart.map(|chart| hidden(chart.description.clone()));
        classed("div", "brush")
            .attr("role", "group")
            .attr("aria-label", "Time window")
            .attr("data-chart", name.clone())
            .child(plot)
            .children(said)
    });
    classed("div", "brush-place").child(body)
}

/// The window in force within the run, in ms.
fn in_force(board: Board, chart: &Chart) -> (f64, f64) {
    let (from, to) = chart.time.unwrap_or_default();
    let window = board.session.question.query.with(|query| query.window);
    window.map_or((from, to), |Window { start_ms, end_ms }| (start_ms.clamp(from, to), end_ms.clamp(from, to)))
}

/// Shades what is outside, and the two ends.
fn window(board: Board, chart: &Arc<Chart>) -> Element {
    let (from, to) = in_force(board, chart);
    let set = board.session.question.query.with(|query| query.window.is_some());
    let plot = chart.scene.plot;
    let (Some(a), Some(b)) = (pixel(chart, from), pixel(chart, to)) else { return svg("svg") };
    // Always the same elements in the same order: an end that has the focus keeps it.
    let inside = if set { rect("inside", chart, a, b) } else { rect("inside", chart, a, a) };
    frame("overlay", &chart.scene)
        .attr("aria-hidden", "false")
        .child(rect("outside", chart, plot.left, a))
        .child(rect("outside", chart, b, plot.right))
        .child(inside)
        .child(handle(board, chart, "Start of the window", a, from, (chart.time.unwrap_or_default().0, to), true))
        .child(handle(board, chart, "End of the window", b, to, (from, chart.time.unwrap_or_default().1), false))
}

/// An end of the window: a slider.
fn handle(
    board: Board,
    chart: &Arc<Chart>,
    label: &'static str,
    x: f64,
    ms: f64,
    (low, high): (f64, f64),
    is_start: bool,
) -> Element {
    let plot = chart.scene.plot;
    let middle = f64::midpoint(plot.top, plot.bottom);
    let line = svg("line").attr("x1", x.to_string()).attr("x2", x.to_string());
    let line = line.attr("y1", plot.top.to_string()).attr("y2", plot.bottom.to_string());
    let grip = svg("rect").attr("x", (x - 4.0).to_string()).attr("y", (middle - 11.0).to_string());
    let grip = grip.attr("width", "8").attr("height", "22").attr("rx", "3");
    let keyed = chart.clone();
    svg("g")
        .attr("class", "handle")
        .attr("role", "slider")
        .attr("tabindex", "0")
        .attr("aria-label", label)
        .attr("aria-valuemin", low.to_string())
        .attr("aria-valuemax", high.to_string())
        .attr("aria-valuenow", ms.to_string())
        .attr("aria-valuetext", format::moment(ms))
        .attr("data-field", if is_start { "window-start" } else { "window-end" })
        .child(line)
        .child(grip)
        .listen("keydown", move |event| key(board, &keyed, &event, is_start))
}

/// Asks for a window; one that is the whole run is none.
fn ask(board: Board, chart: &Chart, a: f64, b: f64) {
    let (from, to) = chart.time.unwrap_or_default();
    let (start, end) = (a.min(b).max(from), a.max(b).min(to));
    let whole = start <= from && end >= to;
    // The end of a window is excluded, the last sample is not.
    let end = if end >= to { to + 100.0 } else { end };
    board.take((!whole).then_some((start, end)));
}

fn key(board: Board, chart: &Chart, event: &Event, is_start: bool) {
    let pressed: &KeyboardEvent = event.unchecked_ref();
    let ((low, high), (start, end)) = (chart.time.unwrap_or_default(), in_force(board, chart));
    let unit = ((high - low) / 100.0).max(100.0) * if pressed.shift_key() { 10.0 } else { 1.0 };
    let now = if is_start { start } else { end };
    let to = match pressed.key().as_str() {
        "ArrowRight" | "ArrowUp" => now + unit,
        "ArrowLeft" | "ArrowDown" => now - unit,
        "PageUp" => now + unit * 10.0,
        "PageDown" => now - unit * 10.0,
        "Home" => low,
        "End" => high,
        "Escape" => {
            event.prevent_default();
            return board.take(None);
        }
        _ => return,
    };
    event.prevent_default();
    match is_start {
        true => ask(board, chart, to.clamp(low, (end - 100.0).max(low)), end),
        false => ask(board, chart, start, to.clamp((start + 100.0).min(high), high)),
    }
}

fn drag(element: Element, board: Board, held: RwSignal<Sustained>, chart: &Arc<Chart>) -> Element {
    let (pressed, moved) = (chart.clone(), chart.clone());
    let width = chart.scene.width;
    let release = move |_: Event| held.set(Sustained::Nothing);
    element
        .listen("pointerdown", move |event| {
            let pointer: &PointerEvent = event.unchecked_ref();
            let Some((x, _)) = place(&event, width).filter(|_| pointer.button() == 0) else { return };
            let Some(ms) = moment(&pressed, x) else { return };
            hold(&event);
            let (start, end) = untrack(|| in_force(board, &pressed));
            let set = board.session.question.query.with_untracked(|query| query.window.is_some());
            let near = if pointer.pointer_type() == "mouse" { NEAR } else { NEAR_FINGER };
            let far = |ms: f64| pixel(&pressed, ms).map_or(f64::INFINITY, |at| (at - x).abs());
            held.set(match (far(start), far(end)) {
                (a, b) if a <= near && a <= b => Sustained::End(end),
                (_, b) if b <= near => Sustained::End(start),
                _ if set && start < ms && ms < end => Sustained::Middle(start, end, ms),
                _ => Sustained::New(ms, x),
            });
        })
        .listen("pointermove", move |event| {
            let Some((x, _)) = place(&event, width) else { return };
            let Some(ms) = moment(&moved, x) else { return };
            match held.get_untracked() {
                Sustained::Nothing => {}
                Sustained::New(_, from) if (x - from).abs() < CLICK => {}
                Sustained::New(from, _) | Sustained::End(from) => ask(board, &moved, from, ms),
                Sustained::Middle(start, end, taken) => {
                    let (low, high) = moved.time.unwrap_or_default();
                    let by = (ms - taken).clamp(low - start, high - end);
                    ask(board, &moved, start + by, end + by);
                }
            }
        })
        .listen("pointerup", release)
        .listen("pointercancel", release)
        .listen("dblclick", move |_| board.take(None))
}
