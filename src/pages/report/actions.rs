//! What can be done with the report: copy it, save it, add files to it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Page;
use crate::components::button::button;
use crate::components::element::{classed, dynamic, el};
use crate::platform::{clipboard, download, drop};
use crate::state::session::Input;

pub fn actions(page: Page) -> AnyView {
    let said = RwSignal::new("");
    let export = move |then: fn(RwSignal<&'static str>, String)| {
        let asked = page.session.export(move |text| then(said, text));
        said.set(if asked { "Writing the report …" } else { "Nothing is open to write from: open the files again." });
    };
    let copy = button("copy-markdown", "Copy as Markdown", move || export(copy));
    let markdown = button("download-markdown", "Download Markdown", move || export(save));
    let files = el("input")
        .at("type", "file")
        .at("multiple", "")
        .at("class", "visually-hidden")
        .at("data-action", "add-files")
        .on("change", move |event| page.session.add(drop::picked(&event).into_iter().map(Input::File).collect()));
    let status = dynamic(move || el("span").text(said.get()));
    let keeps = page.session.keep_queries;
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

fn copy(said: RwSignal<&'static str>, text: String) {
    spawn_local(async move {
        let copied = clipboard::copy(&text).await;
        said.set(if copied { "Copied." } else { "The browser did not allow it: download it instead." });
    });
}

fn save(said: RwSignal<&'static str>, text: String) {
    let saved = download::save("sloscope-report.md", "text/markdown", &text);
    said.set(if saved { "Saved." } else { "The browser did not save it." });
}
