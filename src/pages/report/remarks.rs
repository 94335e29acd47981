//! What the user changed before the run: no file says it, and every export carries it. Other tabs with the same run write
//! into the same fields.

use leptos::prelude::*;

use sloscope_view::sections::hint;

use super::Page;
use crate::components::button::button;
use crate::components::element::{Element, Listen, Part, classed, dynamic, el};
use crate::state::remarks::{FieldOf, Kept};

pub fn remarks(page: Page) -> Element {
    let kept = RwSignal::new(Kept::Written);
    let remarks = move || -> Element {
        let lost = match kept.get() {
            Kept::Written => {
                return hint(
                    "One change per line. Kept in this browser only, by the run's start and length, and part of the Markdown export.",
                );
            }
            Kept::Refused => "The browser did not keep this (private window, or its storage is full)",
            Kept::Newer => {
                "What this browser keeps of this run was written by a newer version of sloscope, and is left as it is"
            }
        };
        classed("p", "notable").child(format!(
            "{lost}: what you write lasts until you leave the page, and is part of the Markdown export."
        ))
    };
    let field = move |name: &'static str, label: &'static str, example: &'static str, get: FieldOf| {
        let value = move || page.session.remarks.noted.with(|noted| get(&mut noted.clone()).text.clone());
        let text = dynamic(move || {
            let area = el("textarea").attr("id", name).attr("rows", "5").attr("placeholder", example);
            area.attr("data-remarks", name).value(value()).listen("input", move |event| {
                let text = event_target_value(&event);
                let report = page.report.get_untracked();
                kept.set(page.session.remarks.write(&report, |noted, now, tab| get(noted).edit(&text, now, tab)));
            })
        });
        let label = el("label").attr("for", name).child(label);
        classed("div", "field").child(label).child(text).child(conflict(page, kept, get))
    };
    classed("div", "stack").child(dynamic(remarks)).child(
        classed("div", "beside")
            .child(field("remarks-server", "On the server", "4 workers instead of 1", |noted| &mut noted.server))
            .child(field("remarks-test", "In the test", "10 s of warm-up before the first stage", |noted| {
                &mut noted.test
            })),
    )
}

/// What another tab wrote at the same time, until the user has decided on it.
fn conflict(page: Page, kept: RwSignal<Kept>, get: FieldOf) -> Part {
    dynamic(move || {
        let others = page.session.remarks.noted.with(|noted| get(&mut noted.clone()).others.clone());
        if others.is_empty() {
            return el("span").attr("hidden", "");
        }
        let settle = move |add: bool| {
            move || {
                let report = page.report.get_untracked();
                kept.set(page.session.remarks.write(&report, |noted, now, tab| get(noted).settle(add, now, tab)));
            }
        };
        classed("div", "stack")
            .attr("role", "status")
            .attr("data-conflict", "")
            .child(classed("p", "notable").child("Another tab wrote this at the same time:"))
            .children(others.into_iter().map(|text| el("pre").child(text)))
            .child(el("div").child(button("add-other", "Add it", settle(true))).child(button(
                "drop-other",
                "Leave it out",
                settle(false),
            )))
    })
}
