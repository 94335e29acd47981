//! One chart with all that belongs to it: title, legend, drawing, read-out, how to read it, its numbers as a table, and
//! files of it. Cursor and gestures are the page's.

use std::sync::Arc;

use sloscope_core::chart::{Chart, ChartKind};
use sloscope_core::format;

use crate::action::Action;
use crate::button::button;
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el, part};
use crate::figures::{hidden, number_cell, shown, valued};
use crate::list::{Around, List};
use crate::name::prose;
use crate::scene::{drawing, key};
use crate::state::{Disclosure, ViewState};
use crate::table::{Column, cell, numbers_of, row_head};

/// Charts whose values can be laid on a logarithmic scale.
const BOTH_SCALES: [ChartKind; 5] =
    [ChartKind::Latency, ChartKind::Histogram, ChartKind::Spectrum, ChartKind::Slowest, ChartKind::Series];

/// A chart in its place; it is drawn when it is there.
pub fn figure(kind: ChartKind) -> Element {
    let all = part(move |state| match state.chart(kind) {
        Some(chart) => whole(state, kind, &chart),
        // As high as what will be there.
        None => classed("div", "chart-body")
            .child(head(kind.title(), "", None))
            .child(plot(kind).children(state.no_chart().map(absent)))
            .child(classed("p", "chart-read"))
            .child(classed("div", "chart-foot")),
    });
    classed("figure", "chart").attr("data-chart", kind.name()).child(all)
}

fn head(title: &str, subtitle: &str, chart: Option<&Chart>) -> Element {
    let keys = chart.iter().flat_map(|chart| &chart.keys).map(|k| key(&k.class, &k.label));
    classed("figcaption", "chart-head")
        .child(prose(el("h3"), title))
        .child(prose(classed("p", "chart-unit"), subtitle))
        .child(classed("ul", "keys").children(keys))
}

fn absent(why: &str) -> Element {
    classed("p", "chart-absent").attr("data-absent", "").child(why.to_owned())
}

/// The box of the drawing: its size is the page's, whether something is in it or not.
pub(crate) fn plot(kind: ChartKind) -> Element {
    classed("div", "chart-plot").attr("id", id(kind))
}

/// The id of a chart's drawing.
pub fn id(kind: ChartKind) -> String {
    format!("chart-{}", kind.name())
}

fn whole(state: &dyn ViewState, kind: ChartKind, chart: &Arc<Chart>) -> Element {
    let body = classed("div", "chart-body").child(head(&chart.title, &chart.subtitle, Some(chart)));
    if let Some(why) = &chart.absent {
        return body.child(plot(kind).child(absent(why))).child(classed("p", "chart-read")).child(foot(kind, chart));
    }
    let read = Arc::clone(chart);
    body.child(drawn(state, kind, chart))
        .child(part(move |state| read_out(state, &read)))
        .child(hidden(chart.description.clone()).attr("id", description_id(kind)))
        .child(foot(kind, chart))
}

/// The id of a chart in words.
pub(crate) fn description_id(kind: ChartKind) -> String {
    format!("chart-{}-text", kind.name())
}

/// The drawing in its box, with what the page adds to it.
pub(crate) fn drawn(state: &dyn ViewState, kind: ChartKind, chart: &Arc<Chart>) -> Element {
    let plot = plot(kind)
        .attr("role", "img")
        .attr("aria-label", chart.title.clone())
        .attr("aria-describedby", description_id(kind))
        .child(scaled(state, drawing(&chart.scene)));
    state.with_gestures(plot, chart)
}

/// A page draws in the pixels that it has; a file is scaled.
pub(crate) fn scaled(state: &dyn ViewState, drawing: Element) -> Element {
    if state.is_file() { drawing.attr("preserveAspectRatio", "xMidYMid meet") } else { drawing }
}

/// The values under the cursor; live for those who move it with keys.
pub(crate) fn read_out(state: &dyn ViewState, chart: &Arc<Chart>) -> Element {
    let line = classed("p", "chart-read").attr("role", "status").attr("data-field", "read-out");
    let Some((row, is_own)) = state.cursor(chart).and_then(|(at, own)| Some((chart.table.rows.get(at)?, own))) else {
        return line;
    };
    let mut text = row.label.clone();
    for (column, value) in chart.table.columns.iter().zip(&row.values) {
        let value = value.map_or_else(|| "–".to_owned(), |v| format::value(v, column.unit));
        text.push_str(&format!(" · {} {value}", column.label));
    }
    if !row.note.is_empty() {
        text.push_str(&format!(" · {}", row.note));
    }
    // Of charts that lie under each other only the one with the cursor is read aloud.
    // A long text lies over what is below it: nothing moves while the cursor does.
    line.attr("aria-live", if is_own { "polite" } else { "off" }).child(el("span").child(text))
}

pub(crate) fn foot(kind: ChartKind, chart: &Arc<Chart>) -> Element {
    let (name, how) = (kind.name(), chart.how.clone());
    let read = Disclosure::new(format!("how {name}")).by_hand_only();
    let read = disclosure(read, "How to read this", move |_| classed("p", "hint").child(how.clone()));
    if chart.absent.is_some() {
        return classed("div", "chart-foot").child(read);
    }
    let both = BOTH_SCALES.contains(&kind) || matches!(kind, ChartKind::Objective(_));
    let scale = both.then(|| {
        let turn = button("chart-log", "Log scale", Action::TurnScale(kind));
        classed("span", "chart-scale").child(turn.attr("aria-pressed", chart.log.to_string()))
    });
    let numbers = Arc::clone(chart);
    let rows = Disclosure::new(format!("table {name}")).by_hand_only();
    let rows = disclosure(rows, "Table", move |_| numbers_table(&numbers.ask.kind.name(), &numbers));
    classed("div", "chart-foot")
        .child(read)
        .child(rows)
        .children(scale)
        .child(button("chart-svg", "SVG", Action::SaveSvg(kind)))
        .child(button("chart-png", "PNG", Action::SavePng(kind)))
}

/// The numbers of a chart of this name.
pub(crate) fn numbers_table(name: &str, chart: &Arc<Chart>) -> Element {
    let noted = chart.table.rows.iter().any(|row| !row.note.is_empty());
    let text = |label: String| Column { label: label.into(), number: false };
    let mut columns = vec![text(chart.table.first.clone())];
    columns.extend(chart.table.columns.iter().map(|column| numbers_of(column.label.clone())));
    columns.extend(noted.then(|| text("Tags".to_owned())));
    let row = move |chart: &Chart, at: usize| {
        let row = &chart.table.rows[at];
        let cells = chart.table.columns.iter().zip(&row.values);
        let cells = cells.map(|(c, v)| shown(valued(number_cell(), *v), v.map(|v| format::value(v, c.unit))));
        let line = el("tr").child(row_head().child(row.label.clone())).children(cells);
        line.children(noted.then(|| cell(row.note.clone())))
    };
    let (searched, shared) = (Arc::clone(chart), Arc::clone(chart));
    let list = List {
        id: format!("table {name}"),
        around: Around::Table(columns),
        name: format!("{}: numbers", chart.title).into(),
        things: "rows",
        rows: chart.table.rows.len(),
        left_out: 0,
    };
    classed("div", "chart-table").child(list.of(
        move || searched.table.rows.iter().map(|row| format!("{} {}", row.label, row.note)).collect(),
        move |rows, body| body.children(rows.iter().map(|at| row(&shared, *at))),
    ))
}
