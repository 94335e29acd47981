//! What of the plan stands in the page's address, and a way to copy it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use sloscope_page_state::Place;

use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::{address, clipboard};
use crate::state::draft::Draft;
use crate::state::parent_page::ParentPage;

/// What a link holds only if its author says so, as bits: those of `Keep`.
const CHOICES: [(usize, &str, &str); 4] = [
    (1, "keep-headers", "values of headers (keys, tokens)"),
    (2, "keep-rows", "data rows"),
    (4, "keep-queries", "query strings"),
    (8, "keep-bodies", "bodies"),
];

/// What the link holds, and a way to copy it.
pub fn section(page: ParentPage, draft: Draft) -> Element {
    let said = RwSignal::new("");
    let choice = move |(bit, name, label): (usize, &'static str, &'static str)| {
        let field = dynamic(move || {
            let on = draft.keep.get() & bit != 0;
            el("input")
                .attr("type", "checkbox")
                .attr("data-field", name)
                .attr("checked", on)
                .listen("change", move |_| draft.keep.update(|keep| *keep ^= bit))
        });
        el("label").child(field).child(el("span").child(label))
    };
    let copy = button("copy-link", "Copy a link to this plan", move || {
        spawn_local(async move {
            let link = draft.put_link(page).await;
            let there = link.is_some();
            let link = format!("{}#{}", address::page(), Place::Run(link).write());
            said.set(match there {
                false => "The plan is too long for an address: save it as plan.json.",
                true if clipboard::copy(&link).await => "Copied. Opening it shows the plan and starts nothing.",
                true => "The browser did not allow to copy: the page's address is the link.",
            });
        });
    });
    let status = dynamic(move || el("span").child(said.get()));
    classed("fieldset", "run-link")
        .child(el("legend").child(
            "The page's address holds the plan, without user names and passwords in addresses. Put into it, too:",
        ))
        .children(CHOICES.map(choice))
        .child(
            classed("div", "run-actions")
                .child(copy)
                .child(classed("span", "hint").attr("role", "status").child(status)),
        )
}
