//! One set of files: what its two sides are. Two values of a tag, blocks in turn, or two stages or windows.

use leptos::prelude::*;
use sloscope_core::compare::TagOffer;

use crate::components::button::button;
use crate::components::choice::Choice;
use crate::components::element::{Element, Part, classed, dynamic, el};
use crate::state::comparing::{Comparison, SidesPhase};

use super::question::part_of_side;

pub fn split(page: Comparison) -> Part {
    dynamic(move || match page.both.get() && page.phase.with(|phase| matches!(phase, SidesPhase::Read)) {
        true => form(page),
        false => el("span").attr("hidden", ""),
    })
}

fn form(page: Comparison) -> Element {
    let offers = page.read.with(|read| read.as_ref().map(|read| read.sides[0].offers.tags.clone())).unwrap_or_default();
    let runs = page.read.with(|read| read.as_ref().map_or(0, |read| read.sides[0].runs.len()));
    let section = classed("section", "compare-split")
        .attr("aria-labelledby", "compare-split")
        .child(el("h2").attr("id", "compare-split").child("What the two sides are"))
        .child(by_tag(page, &offers))
        .child(parts(page));
    let every_other = (runs > 1).then(|| {
        let aa = page.asked.with(|asked| asked.sides.aa);
        let label = if aa { "Runs of one thing: on" } else { "Runs of one thing: every other run is the candidate" };
        button("compare-aa", label, move || {
            page.change(|asked| {
                (asked.sides.aa, asked.question.aa) = (!aa, !aa);
                (asked.sides.by, asked.sides.blocks) = (None, None);
            });
        })
        .attr("aria-pressed", if aa { "true" } else { "false" })
    });
    section.children(every_other)
}

/// Two values of a tag; where it changes back and forth, each stretch of a value is a block.
fn by_tag(page: Comparison, offers: &[TagOffer]) -> Element {
    let row = classed("fieldset", "compare-row").child(el("legend").child("Two values of a tag"));
    if offers.is_empty() {
        return row.child(classed("span", "hint").child("No tag has from 2 to 20 values in these files."));
    }
    let by = page.asked.with(|asked| asked.sides.by.clone());
    let known = by.as_ref().and_then(|(tag, ..)| offers.iter().find(|offer| offer.key == *tag));
    let names = offers.iter().map(|offer| offer.key.clone()).collect();
    let all = offers.to_vec();
    let now = by.as_ref().map(|(tag, ..)| tag.clone()).unwrap_or_default();
    let tag = Choice { none: Some("none"), now, ..Choice::new("by-tag", "Tag", "tags", names) };
    let tag = tag.of(move |chosen| {
        let offer = all.iter().find(|offer| offer.key == chosen).cloned();
        page.change(|asked| {
            asked.sides.blocks = offer.as_ref().filter(|offer| offer.alternates).map(|offer| offer.key.clone());
            asked.sides.by = offer.map(|offer| (offer.key, offer.values[0].clone(), offer.values[1].clone()));
            (asked.sides.aa, asked.question.aa) = (false, false);
        });
    });
    let value = |at: usize, label: &'static str, offer: &TagOffer| {
        let now = by.clone().map(|(_, a, b)| if at == 0 { a } else { b }).unwrap_or_default();
        let field = ["by-baseline", "by-candidate"][at];
        let choice =
            Choice { now, blank: "(none)", ..Choice::new(field, label, "values", offer.values.clone().into()) };
        choice.of(move |chosen| page.change(|asked| choose(&mut asked.sides.by, at, chosen)))
    };
    let row = row.child(tag);
    let Some(offer) = known else { return row };
    let blocks = page.asked.with(|asked| asked.sides.blocks.is_some());
    let key = offer.key.clone();
    let tick = el("input").attr("type", "checkbox").attr("data-field", "blocks").attr("checked", blocks);
    let tick = crate::components::element::Listen::listen(tick, "change", move |event| {
        let on = event_target_checked(&event);
        page.change(|asked| asked.sides.blocks = on.then(|| key.clone()));
    });
    row.child(value(0, "Baseline", offer)).child(value(1, "Candidate", offer)).child(
        classed("label", "keep")
            .child(tick)
            .child("In turn: compare neighbouring blocks of time, the strongest design"),
    )
}

/// One value changes; where it is that of the other side they change places.
fn choose(by: &mut Option<(String, String, String)>, at: usize, chosen: String) {
    let Some((_, a, b)) = by else { return };
    let (this, other) = if at == 0 { (a, b) } else { (b, a) };
    if *other == chosen {
        std::mem::swap(this, other);
    } else {
        *this = chosen;
    }
}

/// Each side is a stage or a window of its own.
fn parts(page: Comparison) -> Element {
    classed("fieldset", "compare-row")
        .child(el("legend").child("Two stages, or two windows of time"))
        .child(part_of_side(page, Some(0)))
        .child(part_of_side(page, Some(1)))
}
