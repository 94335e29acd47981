//! What the user changed before the run: no file says it, and every export carries it.

use leptos::prelude::*;
use sloscope_core::report::Remarks;

use super::{Page, hint};
use crate::components::element::{Element, classed, dynamic};
use crate::state::remarks;

pub fn remarks(page: Page) -> AnyView {
    let kept = RwSignal::new(true);
    let save = move |change: &dyn Fn(&mut Remarks)| {
        page.session.remarks.update(|remarks| change(remarks));
        let remarks = page.session.remarks.get_untracked();
        kept.set(remarks::save(&page.report.get_untracked(), &remarks));
    };
    let told = move || -> Element {
        if kept.get() {
            hint(
                "One change a line. Kept in this browser only, by the run's start and length, and a part of the Markdown export.",
            )
        } else {
            classed("p", "notable").text("The browser did not keep this (private window, or its storage is full): it holds until the page is left, and is a part of the Markdown export.")
        }
    };
    let field =
        move |name: &'static str, label: &'static str, example: &'static str, get: fn(&mut Remarks) -> &mut String| {
            let value = move || page.session.remarks.with(|remarks| get(&mut remarks.clone()).clone());
            view! {
                <div class="field">
                    <label for=name>{label}</label>
                    <textarea id=name rows="5" placeholder=example data-remarks=name prop:value=value
                        on:input=move |event| {
                            let text = event_target_value(&event);
                            save(&|remarks| get(remarks).clone_from(&text));
                        }/>
                </div>
            }
            .into_any()
        };
    classed("div", "stack")
        .view(dynamic(told))
        .add(
            classed("div", "beside")
                .view(field("remarks-server", "On the server", "4 workers instead of 1", |remarks| &mut remarks.server))
                .view(field("remarks-test", "In the test", "10 s of warm-up before the first stage", |remarks| {
                    &mut remarks.test
                })),
        )
        .into_any()
}
