//! What is said while there is no answer: nothing is chosen, a side is missing, it is read, it failed.

use leptos::prelude::*;
use sloscope_core::format;

use crate::components::button::button;
use crate::components::element::{Element, Part, classed, dynamic, el};
use crate::components::name::{named, prose};
use crate::state::comparing::{Comparison, SidesPhase};
use crate::state::session::Loading;
use crate::workers::protocol::{Death, InputFailure, SidesRead};

pub fn state(page: Comparison) -> Element {
    page.phase.with(|phase| match phase {
        SidesPhase::Choosing => choosing(page),
        SidesPhase::Reading(loading) => reading(page, loading),
        SidesPhase::Refused(failure) => box_("failed").child(failed_input(failure)),
        SidesPhase::Died(death) => died(page, death),
        SidesPhase::Read => page.read.with(|read| read.as_ref().map_or_else(nothing, |read| unread(page, read))),
    })
}

fn nothing() -> Element {
    el("span").attr("hidden", "")
}

fn box_(state: &'static str) -> Element {
    classed("div", "compare-state").attr("data-compare", state)
}

fn choosing(page: Comparison) -> Element {
    let empty = page.sides.with(|[first, second]| [first.is_empty(), second.is_empty()]);
    let lost = page.lost.with(|lost| lost.iter().any(|side| !side.is_empty()));
    let missing = match (page.both.get(), empty) {
        (false, [true, false]) => "The baseline is missing: add the runs to compare with.",
        (false, [false, true]) => "The candidate is missing: add the runs that are judged.",
        (true, [true, _]) | (false, [true, true]) => "",
        _ if lost => "Some files are missing: choose them again, or start over.",
        // Both are there: reading was cancelled.
        _ => {
            let again = button("read-sides", "Read the files", move || page.read_sides());
            return box_("choosing").child(el("p").child("Nothing was read.")).child(again);
        }
    };
    if !missing.is_empty() {
        return box_("choosing").child(el("p").attr("role", "status").child(missing));
    }
    box_("choosing")
        .child(el("p").child("Give the results of k6 of both sides: samples (--out json or csv), plain or gzip; summaries say less. Nothing is uploaded."))
        .child(el("p").child("Give several runs a side, taken in turn: baseline, candidate, baseline, candidate. The run is what varies, not the request: from one run each, nobody knows whether the systems differ. Four a side can show a difference; six make it likely."))
}

fn reading(page: Comparison, loading: &Loading) -> Element {
    let progress = &loading.progress;
    let mut bar = el("progress").attr("aria-label", "Reading");
    if let Some(total) = progress.total {
        bar = bar.attr("max", total.max(1).to_string());
        if !progress.computing {
            bar = bar.attr("value", progress.read.to_string());
        }
    }
    let title = match (progress.computing, progress.name.as_str()) {
        (true, _) => "Comparing".to_owned(),
        (false, "") => "Opening".to_owned(),
        (false, name) => format!("Reading {name} ({} of {})", progress.input + 1, progress.inputs),
    };
    let read = format::bytes(progress.read);
    let amount = progress.total.map_or_else(|| read.clone(), |total| format!("{read} of {}", format::bytes(total)));
    box_("reading")
        .child(prose(el("p").attr("role", "status"), &title))
        .child(bar)
        .child(classed("p", "hint").child(amount))
        .child(button("cancel-sides", "Cancel", move || page.cancel()))
}

fn died(page: Comparison, death: &Death) -> Element {
    let words = match death {
        Death::NotLoaded(_) => {
            "A part of sloscope could not be loaded: the network is gone, or the web host of this page does not deliver it. Your files are untouched. Try again once you are connected."
        }
        Death::Ended(_) => {
            "The part of sloscope that reads and compares has ended unexpectedly: most often the browser ran out of memory for it, else it is a mistake in sloscope. Your files are untouched. The command line, sloscope compare, has no such limit."
        }
    };
    box_("failed")
        .attr("role", "alert")
        .child(el("p").child(words))
        .child(el("pre").child(death.to_string()))
        .child(button("read-sides", "Read the files again", move || page.read_sides()))
}

fn failed_input(failure: &InputFailure) -> Element {
    prose(named(el("p"), &failure.name).child(": "), &format!("{} {}", failure.what, failure.advice))
}

/// Files of which nothing, or not all, is compared; and a side without a run.
fn unread(page: Comparison, read: &SidesRead) -> Element {
    let both = page.both.get();
    let names: &[&str] = if both { &["files"] } else { &["baseline", "candidate"] };
    let sides = || names.iter().zip(&read.sides);
    let failed: Vec<Element> = sides()
        .flat_map(|(_, side)| &side.unread)
        .map(|failure| {
            el("li")
                .child(named(el("strong"), &failure.name))
                .child(prose(el("p"), &format!("{} {}", failure.what, failure.advice)))
        })
        .collect();
    if failed.is_empty() {
        return nothing();
    }
    box_("unread")
        .attr("role", "status")
        .child(el("p").child("Not all of it is compared:"))
        .child(classed("ul", "failures").children(failed))
}

/// Why there is no comparison, in the words of the comparison.
pub fn refused(why: &str) -> Element {
    let why = format!("{}.", format::capitalised(why.trim_end_matches('.')));
    box_("refused").attr("role", "alert").child(prose(el("p"), &why))
}

/// Files that were dropped beside the sides: which is theirs?
pub fn dropped(page: Comparison) -> Part {
    dynamic(move || {
        let names = page.dropped.with(|files| files.iter().map(|one| one.name.clone()).collect::<Vec<_>>());
        if names.is_empty() {
            return nothing();
        }
        box_("dropped")
            .attr("role", "alertdialog")
            .attr("aria-label", "Which side?")
            .child(prose(el("p"), &format!("Which side: {}?", names.join(", "))))
            .child(
                classed("div", "actions")
                    .child(button("drop-baseline", "Baseline", move || page.put_dropped(Some(0))))
                    .child(button("drop-candidate", "Candidate", move || page.put_dropped(Some(1))))
                    .child(button("drop-none", "Neither", move || page.put_dropped(None)).attr("class", "quiet")),
            )
    })
}
