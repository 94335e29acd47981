//! What can be done with the report: copy it, save it; and adding files to it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_core::report::{Noted, left_out_of_link};
use sloscope_core::sharing::Sharing;

use sloscope_view::sections::hint;

use super::{Page, export, paper, save, sharing};
use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::{clipboard, drop};
use crate::state::session::Input;
use crate::workers::protocol::{Export, Saving};

pub fn actions(page: Page) -> Element {
    let said = RwSignal::new("");
    let markdown = move || Export::Markdown(page.session.remarks.noted.with_untracked(Noted::remarks));
    let copy = button("copy-markdown", "Copy as Markdown", move || export::copy(page.session, markdown(), said));
    let markdown = button("download-markdown", "Download Markdown", move || {
        export::save(page.session, markdown(), said, "sloscope-report.md", "text/markdown");
    });
    let status = dynamic(move || el("span").child(said.get()));
    // While the panel of a test is there, it has these.
    let run = dynamic(move || {
        let session = page.session;
        session.question.report.track();
        let there = session.test.running.with(Option::is_none) && session.test.can_save();
        if !there {
            return el("span").attr("hidden", "");
        }
        let save = |name, label: &'static str, what| button(name, label, move || session.save(what));
        classed("span", "actions")
            .child(save("save-samples", "Save the samples (k6 NDJSON)", Saving::Samples))
            .child(save("save-summary", "Save the numbers (k6 summary)", Saving::Summary))
    });
    // A test whose samples are in no file cannot be read by another worker.
    let compare = dynamic(move || {
        page.session.recent.runs.track();
        match page.session.files.is_readable() {
            true => button("compare-open", "Compare with …", move || page.session.compare_open(None)),
            false => el("span").attr("hidden", ""),
        }
    });
    let link_said = RwSignal::new(String::new());
    let link = button("copy-link", "Copy link", move || copy_link(page, link_said));
    let link_status = dynamic(move || el("span").child(link_said.get()));
    classed("div", "actions")
        .child(link.attr("class", "primary"))
        .child(copy)
        .child(markdown)
        .children(paper::actions(page))
        .child(compare)
        .child(run)
        .child(save::save(page))
        .child(sharing::sharing(page))
        .child(hint("The link holds the tab, the part of the run and edited objectives, not the samples."))
        .child(classed("p", "hint").attr("role", "status").child(status).child(link_status))
}

const NAMES: &str =
    "Not copied: links, filters and edited objectives have the names of the files. Take them off, or keep the names.";

/// Copies the address, and says what it does not hold.
fn copy_link(page: Page, said: RwSignal<String>) {
    let has_names = page
        .session
        .question
        .query
        .with_untracked(|query| query.objectives.is_some() || !query.tags.is_empty() || !query.without.is_empty());
    let replaces = page.session.preferences.sharing.with_untracked(Sharing::replaces);
    if replaces && (has_names || !page.session.files.links().is_empty()) {
        return said.set(NAMES.to_owned());
    }
    let link = page.session.link();
    let without = page.session.question.query.with_untracked(left_out_of_link).map(|why| {
        format!(" It leaves out the edited objectives ({why}): save them as objectives.json and send the file, too.")
    });
    let files = page.session.files.links().is_empty().then_some(" Send the files as well: the link needs them.");
    spawn_local(async move {
        said.set(match clipboard::copy(&link).await {
            true => format!("Link copied.{}{}", without.unwrap_or_default(), files.unwrap_or_default()),
            false => "The browser did not allow it: copy the address of this page.".to_owned(),
        });
    });
}

/// Files are added to those that are open: they may belong to the same run.
pub fn add_files(page: Page) -> Element {
    let files = el("input")
        .attr("type", "file")
        .attr("multiple", "")
        .attr("class", "visually-hidden")
        .attr("data-action", "add-files")
        .listen("change", move |event| page.session.add(drop::picked(&event).into_iter().map(Input::File).collect()));
    classed("label", "button add-files").child("Add files").child(files)
}
