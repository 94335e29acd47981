//! What lies over a drawing and changes while it does not: the cursor, the span that is being marked.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::chart::Chart;
use sloscope_view::scene::frame;
pub use sloscope_view::scene::pixel;

use super::Board;
use crate::components::element::{Element, svg};

/// From where to where what marks a time goes: from lane to lane without a gap.
fn upright(chart: &Chart) -> (f64, f64) {
    if chart.ask.lane { (0.0, chart.scene.height) } else { (chart.scene.plot.top, chart.scene.plot.bottom) }
}

/// A box through the whole height of the values.
pub fn rect(class: &'static str, chart: &Chart, from: f64, to: f64) -> Element {
    let plot = &chart.scene.plot;
    let (left, right) = (from.clamp(plot.left, plot.right), to.clamp(plot.left, plot.right));
    let (top, bottom) = upright(chart);
    svg("rect")
        .attr("class", class)
        .attr("x", left.to_string())
        .attr("y", top.to_string())
        .attr("width", (right - left).max(0.0).to_string())
        .attr("height", (bottom - top).to_string())
}

/// The moment of a pixel, within the axis.
pub fn moment(chart: &Chart, x: f64) -> Option<f64> {
    let ((from, to), plot) = (chart.time?, &chart.scene.plot);
    Some(from + ((x - plot.left) / plot.width()).clamp(0.0, 1.0) * (to - from))
}

pub fn overlay(board: Board, chart: &Arc<Chart>) -> Element {
    let row = board.row(chart.ask.kind, chart);
    let mut place = row.map(|row| (chart.table.rows[row].x, chart.table.rows[row].y));
    // Through all lanes it is one line, whatever spans their points have.
    let middle = board.cursor.get().filter(|_| chart.ask.lane).and_then(|cursor| pixel(chart, cursor.middle?));
    place.iter_mut().zip(middle).for_each(|(place, middle)| place.0 = middle);
    let line = place.map(|(x, y)| {
        let (top, bottom) = upright(chart);
        let x = x.to_string();
        match y {
            Some(y) => svg("circle").attr("class", "cursor").attr("cx", x).attr("cy", y.to_string()).attr("r", "5"),
            None => svg("line")
                .attr("class", "cursor")
                .attr("x1", x.clone())
                .attr("x2", x)
                .attr("y1", top.to_string())
                .attr("y2", bottom.to_string()),
        }
    });
    let finding = board.finding().and_then(|window| {
        let (from, to) = (pixel(chart, window.start_ms)?, pixel(chart, window.end_ms)?);
        Some(rect("found", chart, from, to))
    });
    let mark = board.mark.get().and_then(|(a, b)| {
        let (from, to) = (pixel(chart, a.min(b))?, pixel(chart, a.max(b))?);
        Some(rect("mark", chart, from, to))
    });
    frame("overlay", &chart.scene).children(finding).children(mark).children(line)
}
