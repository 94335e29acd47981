//! A scene as SVG elements.

use sloscope_core::chart::{Chart, Scene, swatch};

use crate::element::{Element, classed, svg};
use crate::name::name;

/// The scene, as wide as its box.
pub fn drawing(scene: &Scene) -> Element {
    let marks = scene.marks.iter().map(|mark| svg("path").attr("class", mark.class.clone()).attr("d", mark.d.clone()));
    let texts = scene.texts.iter().map(|text| {
        svg("text")
            .attr("class", text.class.clone())
            .attr("x", text.x.to_string())
            .attr("y", text.y.to_string())
            .child(text.text.clone())
    });
    frame("drawing", scene).children(marks).children(texts)
}

/// An SVG element in the scene's pixels. It is a picture of what title, description and table say.
pub fn frame(class: &'static str, scene: &Scene) -> Element {
    svg("svg")
        .attr("class", class)
        .attr("viewBox", format!("0 0 {} {}", scene.width, scene.height))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
}

/// The pixel of a moment, in ms after the start of the run.
pub fn pixel(chart: &Chart, ms: f64) -> Option<f64> {
    let ((from, to), plot) = (chart.time?, &chart.scene.plot);
    Some(plot.left + (ms - from) / (to - from).max(f64::MIN_POSITIVE) * plot.width())
}

/// An entry of the legend.
pub fn key(class: &str, label: &str) -> Element {
    let path = svg("path").attr("class", class.to_owned()).attr("d", swatch(class, 0.0, 5.0));
    let picture =
        svg("svg").attr("class", "swatch").attr("viewBox", "0 0 14 10").attr("aria-hidden", "true").child(path);
    classed("li", "key").child(picture).child(name(label))
}
