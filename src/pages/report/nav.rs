//! The list of sections, beside the report where there is room, else above it.

use leptos::prelude::*;

use crate::components::element::{classed, el};
use crate::platform::page;

const SECTIONS: [(&str, &str); 15] = [
    ("findings", "What stands out"),
    ("overview", "Overview"),
    ("objectives", "Objectives"),
    ("overall", "Overall"),
    ("latency", "Latency"),
    ("load", "Load"),
    ("stages", "Stages"),
    ("charts", "Charts"),
    ("metrics", "All metrics"),
    ("breakdown", "Breakdown"),
    ("checks", "Checks"),
    ("errors", "Errors"),
    ("reading", "Reading notes"),
    ("sources", "Files"),
    ("remarks", "Changes"),
];

pub fn nav() -> AnyView {
    let item = |(id, label): (&'static str, &'static str)| {
        // The hash is the route: the click scrolls instead.
        let link = el("a").at("href", "#/report").at("data-section", id).text(label).on("click", move |event| {
            event.prevent_default();
            page::show(id, &format!("{id}-title"));
        });
        el("li").add(link)
    };
    classed("nav", "report-nav")
        .at("aria-label", "Sections of the report")
        .add(el("ul").all(SECTIONS.map(item)))
        .into_any()
}
