//! The card: the four facts of a plan, and the way to the rest of it.

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::load::{pace, rate_words, stages_text};
use sloscope_core::time::NANOS_PER_MS;

use super::field::{Of, fresh_fields};
use super::request_fields;
use crate::components::button::button;
use crate::components::element::{Element, Part, classed, dynamic};
use crate::platform::page;
use crate::state::draft::Draft;

pub fn card(draft: Draft) -> Element {
    classed("div", "run-four")
        .child(fresh_fields(draft, Of::Card, &request_fields::CARD))
        .child(load(draft))
        .child(others(draft))
}

/// A load that is not one rate, in short.
fn load(draft: Draft) -> Part {
    dynamic(move || {
        let load = draft.written.with(|written| {
            let plan = written.plan.as_ref().filter(|plan| pace(plan).is_none() && plan.is_bounded())?;
            let length = format::duration(plan.end() as f64 / NANOS_PER_MS);
            let field = if stages_text(plan).is_some() { "plan-stages" } else { "scenario-0-scenario-name" };
            Some((format!("{} in {length}", rate_words(plan)), field))
        });
        let Some((load, field)) = load else { return classed("p", "run-load").attr("hidden", "") };
        let edit = button("edit-load", "Edit", move || page::reveal(field)).attr("class", "quiet");
        classed("p", "run-load").child(format!("Rate: {load}")).child(edit.attr("aria-label", "Edit the stages"))
    })
}

/// Requests and targets that the card does not show.
fn others(draft: Draft) -> Part {
    dynamic(move || {
        let (requests, targets) = draft.written.with(|written| {
            let count = |plan: &sloscope_core::load::Plan| (plan.requests.len(), plan.targets.len());
            written.plan.as_ref().map(count).unwrap_or_default()
        });
        let mut notes = Vec::new();
        if requests > 1 {
            notes.push(format!("This is the first of {requests} requests."));
        }
        if targets > 1 {
            notes.push(format!("The load is shared by {targets} targets."));
        }
        classed("p", "hint").attr("hidden", notes.is_empty()).child(notes.join(" "))
    })
}
