//! Small courses beside the numbers of a row. They show what other cells say exactly, and are hidden from screen readers.

use crate::element::{Element, svg};

/// The box in which lines are drawn.
pub const WIDTH: f64 = 96.0;
/// Its height.
pub const HEIGHT: f64 = 20.0;

/// Lines, each as the points of SVG.
pub fn spark(lines: Vec<String>) -> Element {
    svg("svg")
        .attr("class", "spark")
        .attr("viewBox", "-2 -2 100 24")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .children(lines.into_iter().map(|points| svg("polyline").attr("points", points)))
}
