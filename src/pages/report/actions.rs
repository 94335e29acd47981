//! What can be done with the report: copy it, save it, add files to it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::export;
use sloscope_core::report::Report;

use super::Page;
use crate::components::element::{Element, classed, dynamic, el};
use crate::platform::{clipboard, download, drop};
use crate::state::session::Input;

pub fn actions(page: Page) -> AnyView {
    let said = RwSignal::new("");
    let copy = button("copy-markdown", "Copy as Markdown", move || {
        let text = export::markdown(&noted(page));
        spawn_local(async move {
            let copied = clipboard::copy(&text).await;
            said.set(if copied { "Copied." } else { "The browser did not allow it: download it instead." });
        });
    });
    let save = move |name, mime, text: String| {
        let saved = download::save(name, mime, &text);
        said.set(if saved { "Saved." } else { "The browser did not save it." });
    };
    let markdown = button("download-markdown", "Download Markdown", move || {
        save("sloscope-report.md", "text/markdown", export::markdown(&noted(page)));
    });
    let json = button("download-json", "Download JSON", move || {
        save("sloscope-report.json", "application/json", format!("{:#}\n", export::json(&noted(page))));
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
        .add(json)
        .add(classed("label", "button").text("Add files").add(files))
        .add(classed("p", "hint").at("role", "status").view(status))
        .into_any()
}

fn button(action: &'static str, label: &'static str, act: impl Fn() + Send + 'static) -> Element {
    el("button").at("type", "button").at("data-action", action).text(label).on("click", move |_| act())
}

/// The report with what the user noted.
fn noted(page: Page) -> Report {
    let mut report = Report::clone(&page.report.get_untracked());
    report.remarks = page.session.remarks.get_untracked();
    report
}
