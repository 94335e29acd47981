//! The report, top to bottom; each section is a file of its own and draws a part of the core's report.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::Report;

#[component]
pub fn ReportPage(#[prop(into)] report: Signal<Arc<Report>>) -> impl IntoView {
    view! {
        <article class="report">
            <h1>{move || report.get().headline.clone()}</h1>
            <crate::components::objectives_editor::ObjectivesEditor report/>
        </article>
    }
}
