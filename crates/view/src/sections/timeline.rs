//! The timeline: lanes on one axis of time, the stages of the load and the spans of findings above them.
//!
//! ```text
//!  at 0:43           | 200/s      | 300/s     | 400/s     |   stages
//!                    |                        (1 p95 climbs)  findings
//!  Requests per s    |_________-----------^^^^^^^^^^^^^^^^^
//!  Latency  ms, log  | - - - - - - - - - - - - - p95 < 500
//!  ...                0:00    0:10    0:20    0:30    0:40
//! ```
//! All of it is drawn in the pixels of the lanes, so that places are the same in all, on a page and in a file.

use std::sync::Arc;

use sloscope_core::chart::{Chart, ChartKind, moments, stage_bands};
use sloscope_core::format;
use sloscope_core::report::{Report, words};

use super::{hint, markers, section};
use crate::element::{Element, classed, part, svg};
use crate::figure::scaled;
use crate::lane::lane;
use crate::scene::pixel;
use crate::state::ViewState;

/// The height of the names of stages and of the labels of time, in pixels.
const BANDS: f64 = 20.0;
const LABELS: f64 = 24.0;

/// The section: all lanes.
pub fn timeline(_: &dyn ViewState, report: &Arc<Report>) -> Element {
    lanes(report, &ChartKind::LANES)
}

/// The same without the virtual users. A page shows one of the two at a time: they have the same lanes.
pub fn summary(_: &dyn ViewState, report: &Arc<Report>) -> Element {
    lanes(report, &ChartKind::LANES[..4])
}

fn lanes(report: &Arc<Report>, kinds: &'static [ChartKind]) -> Element {
    let part_of = section("timeline", "Timeline");
    if !report.has_samples() {
        return part_of.child(hint(words::no_samples(report.stored.is_some())));
    }
    let above = Arc::clone(report);
    let body = classed("div", "timeline")
        .child(part(move |state| top(state, &above, kinds)))
        .children(kinds.iter().copied().map(lane))
        .child(part(move |state| axis(state, kinds)));
    part_of.child(part(move |state| caption(state, kinds))).child(body)
}

/// The first lane that is drawn: its axis is that of all.
fn drawn(state: &dyn ViewState, kinds: &[ChartKind]) -> Option<Arc<Chart>> {
    kinds.iter().find_map(|kind| state.chart(*kind).filter(|chart| chart.time.is_some()))
}

/// How long a point is, and what can be done.
fn caption(state: &dyn ViewState, kinds: &[ChartKind]) -> Element {
    let steps = kinds.iter().filter_map(|kind| Some((*kind, state.chart(*kind)?.step_ms?)));
    let steps: Vec<(ChartKind, f64)> = steps.collect();
    let mut text = String::new();
    if let Some((_, usual)) = steps.first() {
        text = format!("Each point covers {}", format::duration(*usual));
        for (kind, other) in steps.iter().filter(|(_, step)| step != usual) {
            text.push_str(&format!(" ({}: {})", kind.lane_title(), format::duration(*other)));
        }
        text.push_str(". ");
        let mut tints = kinds.iter().filter_map(|kind| state.chart(*kind));
        if tints.any(|chart| chart.keys.iter().any(|key| key.class == "broken")) {
            text.push_str("Red: spans of 10 s in which an objective of the lane is missed. ");
        }
        if !state.is_file() {
            text.push_str("Drag over a lane to show only that part; double-click or press Escape for the whole run.");
        }
    }
    hint(text)
}

/// A drawing as wide as the lanes, below or above them.
fn strip(state: &dyn ViewState, class: &'static str, chart: &Chart, height: f64) -> Element {
    let drawing = svg("svg")
        .attr("class", class)
        .attr("viewBox", format!("0 0 {} {height}", chart.scene.width))
        .attr("height", height.to_string())
        .attr("preserveAspectRatio", "none");
    scaled(state, drawing)
}

pub(super) fn text(class: &'static str, x: f64, y: f64, text: String) -> Element {
    svg("text").attr("class", class).attr("x", x.to_string()).attr("y", y.to_string()).child(text)
}

/// A box that cuts what is longer than it.
pub(super) fn clipped(x: f64, y: f64, width: f64, height: f64) -> Element {
    svg("svg")
        .attr("x", x.to_string())
        .attr("y", y.to_string())
        .attr("width", width.max(0.0).to_string())
        .attr("height", height.to_string())
}

pub(super) fn rect(class: &'static str, height: f64) -> Element {
    svg("rect").attr("class", class).attr("width", "100%").attr("height", height.to_string())
}

/// Where a span lies in the plot, in pixels; `None` outside of it.
pub(super) fn place(chart: &Chart, from: f64, to: f64) -> Option<(f64, f64)> {
    let plot = chart.scene.plot;
    let (left, right) = (pixel(chart, from)?.max(plot.left), pixel(chart, to)?.min(plot.right));
    (left < right).then_some((left, right))
}

/// What the numbers of the legends are of, the stages, and the findings.
fn top(state: &dyn ViewState, report: &Arc<Report>, kinds: &[ChartKind]) -> Element {
    let line = classed("div", "lane-top");
    let Some(chart) = drawn(state, kinds) else { return line };
    let whole = if words::is_part(report) { "This part" } else { "Whole run" };
    let of = Arc::clone(&chart);
    let when = part(move |state| {
        let at = state.cursor(&of).and_then(|(at, _)| of.table.rows.get(at));
        let text = at.map_or_else(|| whole.to_owned(), |row| format!("At {}", row.label));
        classed("p", "lane-when").child(text)
    });
    let bands = stage_bands(&report.run.stages);
    let markers = if state.is_going() { Vec::new() } else { markers::placed(report, &chart) };
    let rows = markers.iter().map(|marker| marker.row + 1).max().unwrap_or_default();
    let above = if bands.is_empty() { 0.0 } else { BANDS };
    let height = above + rows as f64 * markers::HEIGHT;
    let drawing = (height > 0.0).then(|| {
        let bands = bands.iter().filter_map(|band| {
            let (left, right) = place(&chart, band.start_ms, band.end_ms)?;
            let name = text("stage", 6.0, 13.0, band.name.clone());
            Some(clipped(left, 0.0, right - left - 1.0, BANDS - 3.0).child(rect("band", BANDS - 3.0)).child(name))
        });
        let report = Arc::clone(report);
        strip(state, "lane-strip drawing", &chart, height).children(bands).children(markers.into_iter().map(|marker| {
            let report = Arc::clone(&report);
            part(move |state| marker.drawn(state, &report, above))
        }))
    });
    line.child(when).child(classed("div", "lane-place").children(drawing))
}

/// The labels of the axis, and the moment under the cursor.
fn axis(state: &dyn ViewState, kinds: &[ChartKind]) -> Element {
    let line = classed("div", "lane-axis");
    let Some(chart) = drawn(state, kinds) else { return line };
    let (plot, (from, to)) = (chart.scene.plot, chart.time.unwrap_or_default());
    let labels = moments(from, to, plot.width()).into_iter().filter_map(|ms| {
        let (x, label) = (pixel(&chart, ms)?, format::moment(ms));
        let half = label.len() as f64 * 3.3;
        let end = x + half > chart.scene.width;
        Some(text(if end { "tick end" } else { "tick middle" }, if end { chart.scene.width } else { x }, 16.0, label))
    });
    let of = Arc::clone(&chart);
    let cursor = part(move |state| {
        let badge = svg("g").attr("class", "lane-cursor");
        let Some((row, _)) = state.cursor(&of) else { return badge };
        let Some(row) = of.table.rows.get(row) else { return badge };
        let half = row.label.len() as f64 * 3.6 + 5.0;
        let x = row.x.clamp(half, (of.scene.width - half).max(half));
        let box_of = svg("rect").attr("x", (x - half).to_string()).attr("y", "3").attr("rx", "4");
        let box_of = box_of.attr("width", (half * 2.0).to_string()).attr("height", "18");
        badge.child(box_of).child(text("tick middle", x, 16.0, row.label.clone()))
    });
    let drawing = strip(state, "lane-strip drawing", &chart, LABELS).attr("aria-hidden", "true");
    let drawing = drawing.children(labels).child(cursor);
    line.child(classed("div", "lane-place").child(drawing))
}
