//! What can be done with the report: copy it, save it, add files to it.

use leptos::prelude::*;
use sloscope_core::report::Noted;

use super::{Page, export};
use crate::components::button::button;
use crate::components::element::{classed, dynamic, el};
use crate::platform::drop;
use crate::state::session::Input;
use crate::workers::protocol::Export;

pub fn actions(page: Page) -> AnyView {
    let said = RwSignal::new("");
    let markdown = move || Export::Markdown(page.session.remarks.noted.with_untracked(Noted::remarks));
    let copy = button("copy-markdown", "Copy as Markdown", move || export::copy(page.session, markdown(), said));
    let markdown = button("download-markdown", "Download Markdown", move || {
        export::save(page.session, markdown(), said, "sloscope-report.md", "text/markdown");
    });
    let files = el("input")
        .at("type", "file")
        .at("multiple", "")
        .at("class", "visually-hidden")
        .at("data-action", "add-files")
        .on("change", move |event| page.session.add(drop::picked(&event).into_iter().map(Input::File).collect()));
    let status = dynamic(move || el("span").text(said.get()));
    let keeps = page.session.preferences.keep_queries;
    let tick =
        el("input").at("type", "checkbox").at("data-field", "keep-queries").flag("checked", keeps.get_untracked());
    let tick = tick.on("change", move |_| keeps.update(|keeps| *keeps ^= true));
    classed("div", "actions")
        .add(copy.at("class", "primary"))
        .add(markdown)
        .add(classed("label", "button").text("Add files").add(files))
        .add(classed("label", "keep").add(tick).text("Keep query strings in copies and files"))
        .add(classed("p", "hint").at("role", "status").view(status))
        .into_any()
}
