//! Both sides over time and by percentile: charts with their tables behind them. An overlay that is not there yet has its
//! place.

use std::sync::Arc;

use sloscope_core::chart::Chart;
use sloscope_core::compare::{Align, Overlay};

use crate::action::{Action, OnComparison};
use crate::button::button;
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el, part};
use crate::figure;
use crate::figures::hidden;
use crate::lane;
use crate::name::prose;
use crate::scene::{drawing, key};
use crate::sections::{hint, section};
use crate::state::{Disclosure, ViewState};

/// The lanes.
pub fn over_time(overlay: Option<&Arc<Overlay>>) -> Element {
    let part_of = section("course", "Over time");
    let Some(overlay) = overlay else { return part_of.child(waiting("compare-lanes")) };
    // The same reason for all is said once.
    let reasons: Vec<&str> = overlay.lanes.iter().map(|chart| chart.absent.as_deref().unwrap_or_default()).collect();
    if let Some(why) = reasons.first().filter(|why| !why.is_empty() && reasons.iter().all(|other| other == *why)) {
        return part_of.child(absent(why));
    }
    let lanes = overlay.lanes.iter().enumerate().map(|(at, chart)| lane(at, chart));
    part_of
        .children((!overlay.caption.is_empty()).then(|| hint(overlay.caption.clone())))
        .children(aligned(overlay))
        .child(classed("div", "timeline compare-lanes").children(lanes))
}

/// The curves, and by how much they differ.
pub fn by_percentile(overlay: Option<&Arc<Overlay>>) -> Element {
    let part_of = section("percentiles", "By percentile");
    let Some(overlay) = overlay else { return part_of.child(waiting("compare-curves")) };
    let part_of = part_of.children(overlay.finding.clone().map(|text| classed("p", "statement").child(text)));
    // Where the curves cannot be drawn neither can their difference.
    if let Some(why) = &overlay.percentiles.absent {
        return part_of.child(absent(why));
    }
    let charts = [("percentiles", &overlay.percentiles), ("ratio", &overlay.ratio)];
    let charts = charts.into_iter().map(|(name, chart)| curve(name, chart));
    part_of.child(classed("div", "compare-curves").children(charts))
}

fn absent(why: &str) -> Element {
    hint(why.to_owned()).attr("data-absent", "")
}

fn waiting(class: &'static str) -> Element {
    classed("div", class).attr("data-waiting", "").attr("aria-busy", "true")
}

/// Where the sides are laid on each other, to choose from.
fn aligned(overlay: &Overlay) -> Option<Element> {
    if overlay.stages.is_empty() {
        return None;
    }
    let choice = |label: String, align: Align| {
        let is_this = align == overlay.align;
        let press = button("align", prose(el("span"), &label), Action::Compare(OnComparison::Align(align)));
        press.attr("aria-pressed", is_this.to_string())
    };
    let stages = overlay.stages.iter().map(|name| choice(name.clone(), Align::Stage(name.clone())));
    let row = classed("div", "switch compare-align").attr("role", "group").attr("aria-label", "Align the sides");
    Some(
        row.child(classed("span", "hint").child("0:00 at"))
            .child(choice("start".to_owned(), Align::Start))
            .children(stages)
            .control(),
    )
}

fn picture(state: &dyn ViewState, name: &str, chart: &Arc<Chart>) -> Element {
    let description = format!("compare-{name}-text");
    let plot = classed("div", "chart-plot")
        .attr("id", format!("compare-{name}"))
        .attr("role", "img")
        .attr("aria-label", chart.title.clone())
        .attr("aria-describedby", description)
        .child(drawing(&chart.scene).attr("preserveAspectRatio", "xMidYMid meet"));
    state.with_gestures(plot, chart)
}

/// Its words and its numbers, which open below.
fn foot(name: &'static str, chart: &Arc<Chart>) -> Element {
    let how = chart.how.clone();
    let read = Disclosure::new(format!("how {name}")).by_hand_only();
    let rows = Disclosure::new(format!("table {name}")).by_hand_only();
    let numbers = Arc::clone(chart);
    classed("div", "chart-foot")
        .child(disclosure(read, "How to read this", move |_| classed("p", "hint").child(how.clone())))
        .child(disclosure(rows, "Table", move |_| figure::numbers_table(name, &numbers)))
}

/// The legend, with the numbers of the sides where they have one.
fn keys(state: &dyn ViewState, chart: &Arc<Chart>) -> Element {
    let known = chart.table.whole.iter().any(Option::is_some) || state.cursor(chart).is_some();
    match known {
        true => lane::legend(state, chart),
        false => classed("ul", "keys").children(chart.keys.iter().map(|k| key(&k.class, &k.label))),
    }
}

const LANES: [&str; 3] = ["lane-1", "lane-2", "lane-3"];

fn lane(at: usize, chart: &Chart) -> Element {
    let name = LANES.get(at).copied().unwrap_or("lane");
    let chart = Arc::new(chart.clone());
    let title = prose(el("h3"), &chart.title);
    let title = match chart.unit.as_str() {
        "" | "per second" => title,
        unit if chart.log => title.child(" ").child(classed("span", "lane-unit").child(format!("{unit}, log"))),
        unit => title.child(" ").child(classed("span", "lane-unit").child(unit.to_owned())),
    };
    let head = classed("figcaption", "lane-head").child(classed("div", "lane-title").child(title));
    let figure = classed("figure", "lane").attr("data-chart", name);
    let body = classed("div", "lane-body");
    if let Some(why) = &chart.absent {
        let line = classed("p", "lane-absent").attr("data-absent", "").child(why.clone());
        return figure.child(body.child(head).child(classed("div", "chart-plot").attr("data-empty", "").child(line)));
    }
    let (legend, drawn, read) = (Arc::clone(&chart), Arc::clone(&chart), Arc::clone(&chart));
    let body = body
        .child(head.child(part(move |state| keys(state, &legend))))
        .child(part(move |state| picture(state, name, &drawn)))
        .child(part(move |state| figure::read_out(state, &read)))
        .child(hidden(chart.description.clone()).attr("id", format!("compare-{name}-text")))
        .child(classed("div", "lane-details").child(foot(name, &chart)));
    figure.child(body)
}

fn curve(name: &'static str, chart: &Chart) -> Element {
    let chart = Arc::new(chart.clone());
    let unit = if chart.log { format!("{}, log scale", chart.unit) } else { chart.unit.clone() };
    let keys = chart.keys.iter().map(|k| key(&k.class, &k.label));
    let head = classed("figcaption", "chart-head")
        .child(prose(el("h3"), &chart.title))
        .child(classed("p", "chart-unit").child(unit))
        .child(classed("ul", "keys").children(keys));
    let figure = classed("figure", "chart").attr("data-chart", name);
    if let Some(why) = &chart.absent {
        return figure.child(head).child(absent(why));
    }
    let (drawn, read) = (Arc::clone(&chart), Arc::clone(&chart));
    let body = classed("div", "chart-body")
        .child(head)
        .child(part(move |state| picture(state, name, &drawn)))
        .child(part(move |state| figure::read_out(state, &read)))
        .child(hidden(chart.description.clone()).attr("id", format!("compare-{name}-text")))
        .child(foot(name, &chart));
    figure.child(body)
}
