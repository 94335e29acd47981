//! A scene as SVG elements.

use sloscope_core::chart::{Scene, swatch};

use crate::components::element::{Element, classed, svg};
use crate::components::name::name;

/// The scene, as wide as its box.
pub fn drawing(scene: &Scene) -> Element {
    let marks = scene.marks.iter().map(|mark| svg("path").at("class", mark.class.clone()).at("d", mark.d.clone()));
    let texts = scene.texts.iter().map(|text| {
        svg("text")
            .at("class", text.class.clone())
            .at("x", text.x.to_string())
            .at("y", text.y.to_string())
            .text(text.text.clone())
    });
    frame("drawing", scene).all(marks).all(texts)
}

/// An SVG element in the scene's pixels. It is a picture of what title, description and table say.
pub fn frame(class: &'static str, scene: &Scene) -> Element {
    svg("svg")
        .at("class", class)
        .at("viewBox", format!("0 0 {} {}", scene.width, scene.height))
        .at("preserveAspectRatio", "none")
        .at("aria-hidden", "true")
}

/// An entry of the legend.
pub fn key(class: &str, label: &str) -> Element {
    let path = svg("path").at("class", class.to_owned()).at("d", swatch(class, 0.0, 5.0));
    let picture = svg("svg").at("class", "swatch").at("viewBox", "0 0 14 10").at("aria-hidden", "true").add(path);
    classed("li", "key").add(picture).add(name(label))
}
