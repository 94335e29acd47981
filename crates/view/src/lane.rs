//! A lane of the timeline: one chart, low, beside its legend, which is also its read-out. What it is of, how to read it,
//! its numbers as a table and files of it open below.

use std::sync::Arc;

use sloscope_core::chart::{Chart, ChartKind, Key};
use sloscope_core::format;
use sloscope_core::stat::Unit;

use crate::action::Action;
use crate::button::button;
use crate::element::{Element, classed, el, part};
use crate::figure;
use crate::figures::{hidden, valued};
use crate::name::prose;
use crate::scene::key;
use crate::state::{Disclosure, ViewState};

/// The lane of a chart in its place.
pub fn lane(kind: ChartKind) -> Element {
    let all = part(move |state| match state.chart(kind) {
        Some(chart) => whole(state, kind, &chart),
        None => body(kind).child(head(kind, None)).child(figure::plot(kind).children(state.no_chart().map(line))),
    });
    let size = if kind.lane_height() > 56 { "tall" } else { "low" };
    classed("figure", "lane").attr("data-chart", kind.name()).attr("data-lane", size).child(all)
}

fn body(kind: ChartKind) -> Element {
    classed("div", "lane-body").key(kind.name())
}

/// What a lane without data says.
fn line(why: &str) -> Element {
    classed("p", "lane-absent").attr("data-absent", "").child(why.to_owned())
}

fn details(kind: ChartKind) -> Disclosure {
    Disclosure::new(format!("lane {}", kind.name())).by_hand_only()
}

fn whole(state: &dyn ViewState, kind: ChartKind, chart: &Arc<Chart>) -> Element {
    if let Some(why) = &chart.absent {
        let plot = figure::plot(kind).attr("data-empty", "").child(line(why));
        return body(kind).child(head(kind, None)).child(plot);
    }
    let open = state.is_open(&details(kind)) || state.is_file();
    let read = Arc::clone(chart);
    let below = open.then(|| {
        classed("div", "lane-details")
            .child(prose(classed("p", "lane-note"), &chart.title))
            .child(prose(classed("p", "hint"), &chart.subtitle))
            .child(figure::foot(kind, chart))
    });
    body(kind)
        .child(head(kind, Some((chart, open))))
        .child(figure::drawn(state, kind, chart))
        .child(part(move |state| figure::read_out(state, &read)))
        .child(hidden(chart.description.clone()).attr("id", figure::description_id(kind)))
        .children(below)
}

fn head(kind: ChartKind, chart: Option<(&Arc<Chart>, bool)>) -> Element {
    let title = el("h3").child(kind.lane_title());
    let title = match chart.map(|(chart, _)| unit(chart)).filter(|unit| !unit.is_empty()) {
        Some(unit) => title.child(" ").child(prose(classed("span", "lane-unit"), &unit)),
        None => title,
    };
    let more = chart.map(|(_, open)| {
        button("lane-more", "Details", Action::Toggle(details(kind)))
            .attr("class", "quiet")
            .attr("aria-expanded", open.to_string())
            .attr("aria-label", format!("Details of {}: how to read it, its table, files of it", kind.lane_title()))
    });
    let legend = chart.map(|(chart, _)| {
        let chart = Arc::clone(chart);
        part(move |state| legend(state, &chart))
    });
    let line = classed("div", "lane-title").child(title).children(more);
    classed("figcaption", "lane-head").child(line).children(legend)
}

/// "ms, log".
fn unit(chart: &Chart) -> String {
    match (chart.unit.as_str(), chart.log) {
        // The title says it.
        ("per second", false) => String::new(),
        (unit, false) => unit.to_owned(),
        ("", true) => "log".to_owned(),
        (unit, true) => format!("{unit}, log"),
    }
}

/// Each series with its value: at the cursor, else of all that is shown.
pub(crate) fn legend(state: &dyn ViewState, chart: &Arc<Chart>) -> Element {
    let row = state.cursor(chart).and_then(|(at, _)| chart.table.rows.get(at));
    // What a tint means is said once above all lanes.
    let keys = chart.keys.iter().filter(|one| one.class != "broken").map(|one| {
        let line = key(&one.class, &one.label);
        let Some(at) = column(chart, one) else { return line };
        let found: Option<(f64, Unit)> = match row {
            Some(row) => row.values[at].map(|value| (value, chart.table.columns[at].unit)),
            None => chart.table.whole.get(at).copied().flatten(),
        };
        let text = found.map_or_else(|| "–".to_owned(), |(value, unit)| format::value(value, unit));
        let value = valued(classed("span", "lane-value"), found.map(|(value, _)| value));
        line.attr("data-series", one.label.clone()).child(value.child(text))
    });
    classed("ul", "keys").attr("data-at", if row.is_some() { "cursor" } else { "whole" }).children(keys)
}

/// The column of the table that a key is of; limits have none.
fn column(chart: &Chart, key: &Key) -> Option<usize> {
    chart.table.columns.iter().position(|column| column.label == key.label)
}
