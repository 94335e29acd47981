//! One chart with all that belongs to it: title, legend, drawing, read-out, how to read it, its numbers as a table, and
//! files of it.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::chart::{Chart, ChartKind};
use sloscope_core::format;

use super::Board;
use super::gestures::listen;
use super::overlay::overlay;
use super::scene::{drawing, key};
use crate::components::button::button;
use crate::components::disclosure::disclosure;
use crate::components::element::{Element, classed, dynamic, el};
use crate::components::figures::{hidden, number_cell, shown, valued};
use crate::components::list::{Around, List};
use crate::components::name::prose;
use crate::components::table::{Column, cell, numbers_of, row_head};
use crate::platform::{download, page};
use crate::workers::protocol::Export;

/// Charts whose values can be laid on a logarithmic scale.
const BOTH_SCALES: [ChartKind; 5] =
    [ChartKind::Latency, ChartKind::Histogram, ChartKind::Spectrum, ChartKind::Slowest, ChartKind::Series];

/// In place of what nobody draws any more.
const LOST: &str = "Not drawn: the part of sloscope that computes has ended. Open the files again to see it.";

pub fn figure(board: Board, kind: ChartKind) -> Element {
    let drawn = board.session.charts.chart(kind);
    // Where a section is drawn anew its elements are others: keys go on where they were.
    let id = id_of(kind);
    if page::has_focus(&id) {
        request_animation_frame(move || page::focus(&id));
    }
    let all = dynamic(move || match drawn.get() {
        Some(chart) => whole(board, kind, &chart),
        // As high as what will be there.
        None => classed("div", "chart-body")
            .add(head(kind.title(), "", None))
            .add(plot(kind).all(board.session.files.is_dead().then(|| absent(LOST))))
            .add(classed("p", "chart-read"))
            .add(classed("div", "chart-foot")),
    });
    classed("figure", "chart").at("data-chart", kind.name()).view(all)
}

fn head(title: &str, subtitle: &str, chart: Option<&Chart>) -> Element {
    let keys = chart.iter().flat_map(|chart| &chart.keys).map(|k| key(&k.class, &k.label));
    classed("figcaption", "chart-head")
        .add(prose(el("h3"), title))
        .add(prose(classed("p", "chart-unit"), subtitle))
        .add(classed("ul", "keys").all(keys))
}

fn absent(why: &str) -> Element {
    classed("p", "chart-absent").at("data-absent", "").text(why.to_owned())
}

/// The box of the drawing: its size is the page's, whether something is in it or not.
fn plot(kind: ChartKind) -> Element {
    classed("div", "chart-plot").at("id", id_of(kind))
}

fn id_of(kind: ChartKind) -> String {
    format!("chart-{}", kind.name())
}

fn whole(board: Board, kind: ChartKind, chart: &Arc<Chart>) -> Element {
    let body = classed("div", "chart-body").add(head(&chart.title, &chart.subtitle, Some(chart)));
    if let Some(why) = &chart.absent {
        return body.add(plot(kind).add(absent(why))).add(classed("p", "chart-read")).add(foot(board, kind, chart));
    }
    let keys = match chart.time {
        Some(_) => {
            "Arrow keys move the cursor, with Shift they mark a span of time, Enter takes it, Escape shows the whole run."
        }
        None => "Arrow keys move the cursor.",
    };
    let (over, read) = (chart.clone(), chart.clone());
    let described = format!("chart-{}-text", kind.name());
    let plot = plot(kind)
        .at("tabindex", "0")
        .at("role", "application")
        .at("aria-roledescription", "chart")
        .at("aria-label", format!("{}. {keys}", chart.title))
        .at("aria-describedby", described.clone())
        .add(drawing(&chart.scene))
        .view(dynamic(move || overlay(board, &over)));
    body.add(listen(plot, board, kind, chart))
        .view(dynamic(move || read_out(board, kind, &read)))
        .add(hidden(chart.description.clone()).at("id", described))
        .add(foot(board, kind, chart))
}

/// The values under the cursor; live for those who move it with keys.
fn read_out(board: Board, kind: ChartKind, chart: &Chart) -> Element {
    let line = classed("p", "chart-read").at("role", "status").at("data-field", "read-out");
    let Some(row) = board.row(kind, chart).map(|at| &chart.table.rows[at]) else {
        return line;
    };
    let own = board.cursor.get_untracked().is_some_and(|cursor| cursor.chart == kind);
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
    line.at("aria-live", if own { "polite" } else { "off" }).add(el("span").text(text))
}

fn foot(board: Board, kind: ChartKind, chart: &Arc<Chart>) -> Element {
    let (name, how) = (kind.name(), chart.how.clone());
    let read = board.disclosures.part(format!("how {name}")).by_hand_only();
    let read = disclosure(read, "How to read this", move || classed("p", "hint").text(how.clone()));
    let both = BOTH_SCALES.contains(&kind) || matches!(kind, ChartKind::Objective(_));
    let scale = both.then(|| scale(board, kind, chart.ask.log));
    if chart.absent.is_some() {
        return classed("div", "chart-foot").add(read);
    }
    let (numbers, picture, image) = (chart.clone(), chart.clone(), chart.clone());
    let rows = board.disclosures.part(format!("table {name}")).by_hand_only();
    let rows = disclosure(rows, "Table", move || numbers_table(board, &numbers));
    let write = move |chart: &Chart, then: Box<dyn FnOnce(String)>| {
        board.session.export(Export::Picture(chart.ask.clone()), move |text| {
            if let Ok(text) = text {
                then(text);
            }
        });
    };
    let file = move |ending: &str| format!("sloscope-{}.{ending}", kind.name());
    classed("div", "chart-foot")
        .add(read)
        .add(rows)
        .all(scale)
        .add(button("chart-svg", "SVG", move || {
            write(
                &picture,
                Box::new(move |text| {
                    let _ = download::save(&file("svg"), "image/svg+xml", &text);
                }),
            );
        }))
        .add(button("chart-png", "PNG", move || {
            write(&image, Box::new(move |text| download::save_png(file("png"), &text)));
        }))
}

fn scale(board: Board, kind: ChartKind, is_log: bool) -> Element {
    let toggle = button("chart-log", "Log scale", move || {
        board.turned.update(|turned| match turned.iter().position(|known| *known == kind) {
            Some(at) => drop(turned.remove(at)),
            None => turned.push(kind),
        });
    });
    classed("span", "chart-scale").add(toggle.at("aria-pressed", is_log.to_string()))
}

fn numbers_table(board: Board, chart: &Arc<Chart>) -> Element {
    let noted = chart.table.rows.iter().any(|row| !row.note.is_empty());
    let text = |label: String| Column { label: label.into(), number: false };
    let mut columns = vec![text(chart.table.first.clone())];
    columns.extend(chart.table.columns.iter().map(|column| numbers_of(column.label.clone())));
    columns.extend(noted.then(|| text("Tags".to_owned())));
    let row = move |chart: &Chart, at: usize| {
        let row = &chart.table.rows[at];
        let cells = chart.table.columns.iter().zip(&row.values);
        let cells = cells.map(|(c, v)| shown(valued(number_cell(), *v), v.map(|v| format::value(v, c.unit))));
        let line = el("tr").add(row_head().text(row.label.clone())).all(cells);
        line.all(noted.then(|| cell(row.note.clone())))
    };
    let (searched, shared) = (Arc::clone(chart), Arc::clone(chart));
    let list = List {
        looked: board.disclosures.list(&format!("table {}", chart.ask.kind.name())),
        around: Around::Table(columns),
        name: format!("{}: numbers", chart.title).into(),
        things: "rows",
        rows: chart.table.rows.len(),
        left_out: 0,
    };
    classed("div", "chart-table").add(list.of(
        move || searched.table.rows.iter().map(|row| format!("{} {}", row.label, row.note)).collect(),
        move |rows, body| body.all(rows.iter().map(|at| row(&shared, *at))),
    ))
}
