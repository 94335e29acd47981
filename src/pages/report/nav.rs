//! The list of sections, beside the report where there is room, else above it.

use sloscope_view::sections::SECTIONS;

use crate::components::element::{Element, Listen, classed, el};
use crate::platform::page;

pub fn nav() -> Element {
    let item = |(id, label): (&'static str, &'static str)| {
        // The hash is the route: the click scrolls instead.
        let link =
            el("a").attr("href", "#/report").attr("data-section", id).child(label).listen("click", move |event| {
                event.prevent_default();
                page::show(id, &format!("{id}-title"));
            });
        el("li").child(link)
    };
    classed("nav", "report-nav")
        .attr("aria-label", "Sections of the report")
        .child(el("ul").children(SECTIONS.map(item)))
}
