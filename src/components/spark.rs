//! Small courses beside the numbers of a row. They show what other cells say exactly, and are hidden from screen readers.

use super::element::{Element, svg};

/// The box in which lines are drawn.
pub const WIDTH: f64 = 96.0;
pub const HEIGHT: f64 = 20.0;

/// Lines, each as the points of SVG.
pub fn spark(lines: Vec<String>) -> Element {
    svg("svg")
        .at("class", "spark")
        .at("viewBox", "-2 -2 100 24")
        .at("aria-hidden", "true")
        .all(lines.into_iter().map(|points| svg("polyline").at("points", points)))
}
