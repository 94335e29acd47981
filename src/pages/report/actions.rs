//! What can be done with the report: copy it, save it; and adding files to it.

use leptos::prelude::*;
use sloscope_core::report::Noted;
use sloscope_view::sections::hint;

use super::{Page, export, link, paper, save, sharing};
use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::drop;
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
    let compare = button("compare-open", "Compare with …", move || page.session.compare_open(None));
    let (link, link_status) = link::link(page);
    classed("div", "actions")
        .child(link)
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
