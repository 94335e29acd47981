//! The editor of objectives, under their table.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::report::Report;

#[component]
pub fn ObjectivesEditor(#[prop(into)] report: Signal<Arc<Report>>) -> impl IntoView {
    let _ = report;
}
