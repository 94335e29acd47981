//! Before anything is copied or saved: what goes out, what is left out, and the choice of both.

use leptos::prelude::*;
use sloscope_core::sharing::{Rename, Sharing};
use sloscope_view::sections::hint;

use super::Page;
use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::effect::effect;

pub fn sharing(page: Page) -> Element {
    let session = page.session;
    let sharing = session.preferences.sharing;
    let wrong = RwSignal::new(String::new());
    // Asked anew whenever the choice changes, or what is open.
    effect(move || {
        session.question.report.track();
        session.ask_manifest(sharing.get());
    });
    let tick = |name: &'static str, label: &'static str, is_set: bool, set: fn(&mut Sharing)| {
        let tick = el("input").attr("type", "checkbox").attr("data-field", name).attr("checked", is_set);
        classed("label", "keep").child(tick.listen("change", move |_| sharing.update(set))).child(label)
    };
    let rename = el("input").attr("data-field", "rename").attr("placeholder", "check:login works=check 1");
    let rename = rename.listen("change", move |event| {
        let text = event_target_value(&event);
        if text.trim().is_empty() {
            return;
        }
        match Rename::parse(&text) {
            Ok(rule) => {
                sharing.update(|sharing| sharing.renames.push(rule));
                wrong.set(String::new());
            }
            Err(why) => wrong.set(format!("{text} is no rule: {why}. Nothing is renamed by it.")),
        }
    });
    let forget = dynamic(move || match sharing.with(|sharing| sharing.renames.is_empty()) {
        true => el("span").attr("hidden", ""),
        false => button("forget-renames", "Remove the rules", move || sharing.update(|of| of.renames.clear())),
    });
    let lists = dynamic(move || {
        let lines = session.exports.listed.get();
        let goes = lines.iter().position(String::is_empty).unwrap_or_default();
        let part = |title: &'static str, lines: &[String]| {
            let lines = lines.iter().map(|line| el("li").child(line.clone()));
            el("div").child(el("b").child(title)).child(el("ul").children(lines))
        };
        let left = lines.get(goes + 1..).unwrap_or_default();
        classed("div", "manifest").child(part("Goes out", &lines[..goes])).child(part("Left out", left))
    });
    let now = sharing.get_untracked();
    classed("div", "sharing")
        .child(tick("keep-queries", "Keep query strings in copies and files", now.keep_queries, |of| {
            of.keep_queries ^= true
        }))
        .child(tick("replace-hosts", "Replace host names by host-1, host-2, …", now.replace_hosts, |of| {
            of.replace_hosts ^= true
        }))
        .child(classed("label", "keep").child("Rename ").child(rename))
        .child(forget)
        .child(classed("p", "hint").attr("role", "status").child(dynamic(move || el("span").child(wrong.get()))))
        .child(lists)
        .child(hint("The page itself and what is printed show all of it, with the names of the files."))
}
