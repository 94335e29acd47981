//! What the user changed before the run: no file says it, and every export carries it. Other tabs with the same run write
//! into the same fields.

use leptos::prelude::*;

use super::{Page, hint};
use crate::components::button::button;
use crate::components::element::{Element, classed, dynamic, el};
use crate::state::remarks::{FieldOf, Kept};

pub fn remarks(page: Page) -> AnyView {
    let kept = RwSignal::new(Kept::Written);
    let told = move || -> Element {
        let lost = match kept.get() {
            Kept::Written => {
                return hint(
                    "One change a line. Kept in this browser only, by the run's start and length, and a part of the Markdown export.",
                );
            }
            Kept::Refused => "The browser did not keep this (private window, or its storage is full)",
            Kept::Newer => {
                "What this browser keeps of this run was written by a newer version of sloscope, and is left as it is"
            }
        };
        classed("p", "notable")
            .text(format!("{lost}: what you write holds until the page is left, and is a part of the Markdown export."))
    };
    let field = move |name: &'static str, label: &'static str, example: &'static str, get: FieldOf| {
        let value = move || page.session.remarks.noted.with(|noted| get(&mut noted.clone()).text.clone());
        view! {
            <div class="field">
                <label for=name>{label}</label>
                <textarea id=name rows="5" placeholder=example data-remarks=name prop:value=value
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        let report = page.report.get_untracked();
                        kept.set(page.session.remarks.write(&report, |noted, now, tab| get(noted).edit(&text, now, tab)));
                    }/>
                {conflict(page, kept, get)}
            </div>
        }
        .into_any()
    };
    classed("div", "stack")
        .view(dynamic(told))
        .add(
            classed("div", "beside")
                .view(field("remarks-server", "On the server", "4 workers instead of 1", |noted| &mut noted.server))
                .view(field("remarks-test", "In the test", "10 s of warm-up before the first stage", |noted| {
                    &mut noted.test
                })),
        )
        .into_any()
}

/// What another tab wrote at the same time, until the user has decided on it.
fn conflict(page: Page, kept: RwSignal<Kept>, get: FieldOf) -> AnyView {
    dynamic(move || {
        let others = page.session.remarks.noted.with(|noted| get(&mut noted.clone()).others.clone());
        if others.is_empty() {
            return el("span").at("hidden", "");
        }
        let settle = move |add: bool| {
            move || {
                let report = page.report.get_untracked();
                kept.set(page.session.remarks.write(&report, |noted, now, tab| get(noted).settle(add, now, tab)));
            }
        };
        classed("div", "stack")
            .at("role", "status")
            .at("data-conflict", "")
            .add(classed("p", "notable").text("Another tab wrote this at the same time:"))
            .all(others.into_iter().map(|text| el("pre").text(text)))
            .add(el("div").add(button("add-other", "Add it", settle(true))).add(button(
                "drop-other",
                "Leave it out",
                settle(false),
            )))
    })
}
