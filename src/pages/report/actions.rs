//! What can be done with the report: copy it, save it, add files to it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::export;

use super::Page;
use crate::components::button::button;
use crate::components::element::{classed, dynamic, el};
use crate::platform::{clipboard, download, drop};
use crate::state::session::Input;

pub fn actions(page: Page) -> AnyView {
    let said = RwSignal::new(String::new());
    let copy = button("copy-markdown", "Copy as Markdown", move || {
        let text = markdown(page);
        spawn_local(async move {
            let copied = clipboard::copy(&text).await;
            said.set(if copied { "Copied." } else { "The browser did not allow it: download it instead." }.to_owned());
        });
    });
    let save = move |name, mime, text: &str| {
        let saved = download::save(name, mime, text);
        said.set(if saved { "Saved." } else { "The browser did not save it." }.to_owned());
    };
    let markdown = button("download-markdown", "Download Markdown", move || {
        save("sloscope-report.md", "text/markdown", &markdown(page));
    });
    let files = el("input")
        .at("type", "file")
        .at("multiple", "")
        .at("class", "visually-hidden")
        .at("data-action", "add-files")
        .on("change", move |event| page.session.add(drop::picked(&event).into_iter().map(Input::File).collect()));
    let status = dynamic(move || el("span").text(said.get()));
    classed("div", "actions")
        .add(copy.at("class", "primary"))
        .add(markdown)
        .add(classed("label", "button").text("Add files").add(files))
        .add(classed("p", "hint").at("role", "status").view(status))
        .into_any()
}

/// With what the user noted since.
fn markdown(page: Page) -> String {
    let remarks = page.session.remarks.get_untracked().remarks();
    export::markdown_with(&page.report.get_untracked(), &remarks)
}
