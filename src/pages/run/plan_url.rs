//! What of the plan stands in the page's address, and a way to copy it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::{address, clipboard};
use crate::state::session::Session;

/// What a link holds only if its author says so, as bits: those of `Keep`.
const CHOICES: [(usize, &str, &str); 4] = [
    (1, "keep-headers", "values of headers (keys, tokens)"),
    (2, "keep-rows", "data rows"),
    (4, "keep-queries", "query strings"),
    (8, "keep-bodies", "bodies"),
];

/// What the link holds, and a way to copy it.
pub fn section(session: Session) -> Element {
    let draft = session.draft;
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
            let there = session.put_plan_link().await;
            let link = format!("{}#{}", address::page(), session.place().write());
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
