//! What the plan will do, beside its fields: the rate over time, what is sent, what it is judged by.

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::load::{
    Plan, RatePreview, Side, SidesWords, is_derived, objective_cautions, objective_words, plan_size, request_words,
};

use crate::components::element::{Element, Part, classed, dynamic, el, svg};
use crate::state::draft::Draft;

/// More are counted.
const MOST_SHOWN: usize = 3;
const MOST_OBJECTIVES: usize = 12;

/// The three parts of it.
pub fn preview(draft: Draft) -> [Element; 3] {
    let part = |title: &'static str, id: &'static str, inside: Part| {
        el("section").attr("aria-labelledby", id).child(el("h2").attr("id", id).child(title)).child(inside)
    };
    [
        part("Load", "run-load-title", dynamic(move || rate(draft))),
        part("What is sent", "run-sent-title", dynamic(move || sent(draft))),
        part("Objectives", "run-objectives-title", dynamic(move || objectives(draft))),
    ]
}

fn rate(draft: Draft) -> Element {
    let drawn = draft.written.with(|written| {
        let plan = written.plan.as_ref()?;
        Some((RatePreview::of(plan)?, plan_size(plan)))
    });
    let Some((drawn, size)) = drawn else { return classed("p", "hint").child("No load yet.") };
    let path = |class: &'static str, d: String| svg("path").attr("class", class).attr("d", d);
    let plot = svg("svg")
        .attr("viewBox", "0 0 1000 100")
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .attr("aria-label", drawn.words)
        .child(path("grid", "M0 0H1000M0 50H1000M0 100H1000".to_owned()))
        .child(path("area", drawn.area))
        .child(path("line", drawn.line));
    let axis = |class: &'static str, labels: Vec<String>| {
        let labels = labels.into_iter().map(|label| el("span").child(el("i").child(label)));
        classed("div", class).attr("aria-hidden", "true").children(labels)
    };
    classed("figure", "run-picture")
        .child(classed("p", "run-axis").attr("aria-hidden", "true").child("requests/s"))
        .child(axis("run-rates", drawn.rates.into()))
        .child(plot)
        .child(axis("run-times", drawn.times))
        .child(el("figcaption").child(size))
}

fn sent(draft: Draft) -> Element {
    draft.written.with(|written| {
        let Some(plan) = &written.plan else { return el("div") };
        let Some(words) = SidesWords::of(plan) else { return listed(plan) };
        let caution = |text: String| classed("p", "caution").attr("data-caution", "sides").child(text);
        let hint = |text: String| classed("p", "hint").child(text);
        el("div")
            .attr("data-sides", "")
            .child(hint("Side a".to_owned()))
            .child(listed(plan))
            .child(hint("Side b".to_owned()))
            .child(listed(&plan.on(Side::B)))
            .children(words.differences.into_iter().map(hint))
            .child(hint(words.blocks))
            .children(words.caution.map(caution))
    })
}

/// The first requests of a plan.
fn listed(plan: &Plan) -> Element {
    let item = |(line, parts): (String, String)| {
        el("li").child(el("code").child(line)).child(classed("span", "hint").child(parts))
    };
    let more = plan.requests.len().saturating_sub(MOST_SHOWN);
    let rest = (more > 0)
        .then(|| classed("li", "hint").child(format!("and {}", format::counted(more as u64, "more request"))));
    classed("ul", "run-sent")
        .children((0..MOST_SHOWN).filter_map(|at| request_words(plan, at)).map(item))
        .children(rest)
}

fn objectives(draft: Draft) -> Element {
    draft.written.with(|written| {
        let Some(plan) = &written.plan else { return el("div") };
        let from = match (plan.objectives.is_empty(), is_derived(plan)) {
            (true, _) => "None: the run will not be judged.",
            (_, true) => "Made from the plan.",
            _ => "As they are written.",
        };
        let more = plan.objectives.len().saturating_sub(MOST_OBJECTIVES);
        let item =
            |(what, limit): (String, String)| el("li").child(el("span").child(what)).child(el("span").child(limit));
        let items = plan.objectives.iter().take(MOST_OBJECTIVES).map(objective_words).map(item);
        let rest = (more > 0).then(|| el("li").child(format!("and {more} more")));
        let caution = |text: String| classed("p", "caution").attr("data-caution", "objective").child(text);
        el("div")
            .attr("data-objectives", if is_derived(plan) { "derived" } else { "written" })
            .child(classed("p", "hint").child(from))
            .child(classed("ul", "run-goals").children(items).children(rest))
            .children(objective_cautions(plan).into_iter().map(caution))
    })
}
