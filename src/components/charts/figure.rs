//! One chart with all that belongs to it: title, legend, drawing, read-out, how to read it, its numbers as a table, and
//! files of it.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::chart::{Chart, ChartKind, standalone};
use sloscope_core::format;

use super::Board;
use super::gestures::listen;
use super::overlay::overlay;
use super::scene::{drawing, key};
use crate::components::button::button;
use crate::components::disclosure::disclosure;
use crate::components::element::{Element, classed, dynamic, el};
use crate::components::figures::{hidden, number_cell, shown, valued};
use crate::components::table::{Column, cell, numbers_of, row_head, table};
use crate::platform::download;

/// Charts whose values can be laid on a logarithmic scale.
const BOTH_SCALES: [ChartKind; 5] =
    [ChartKind::Latency, ChartKind::Histogram, ChartKind::Spectrum, ChartKind::Slowest, ChartKind::Series];

pub fn figure(board: Board, kind: ChartKind) -> Element {
    let name = kind.as_str();
    let drawn = board.session.chart(name);
    let all = dynamic(move || match drawn.get() {
        Some(chart) => whole(board, name, &chart),
        // As high as what will be there.
        None => classed("div", "chart-body")
            .add(head(kind.title(), "", None))
            .add(plot(name))
            .add(classed("p", "chart-read"))
            .add(classed("div", "chart-foot")),
    });
    classed("figure", "chart").at("data-chart", name).view(all)
}

fn head(title: &str, subtitle: &str, chart: Option<&Chart>) -> Element {
    let keys = chart.iter().flat_map(|chart| &chart.keys).map(|k| key(&k.class, &k.label));
    classed("figcaption", "chart-head")
        .add(el("h3").text(title.to_owned()))
        .add(classed("p", "chart-unit").text(subtitle.to_owned()))
        .add(classed("ul", "keys").all(keys))
}

/// The box of the drawing: its size is the page's, whether something is in it or not.
fn plot(name: &'static str) -> Element {
    classed("div", "chart-plot").at("id", format!("chart-{name}"))
}

fn whole(board: Board, name: &'static str, chart: &Arc<Chart>) -> Element {
    let body = classed("div", "chart-body").add(head(&chart.title, &chart.subtitle, Some(chart)));
    if let Some(why) = &chart.absent {
        let told = classed("p", "chart-absent").at("data-absent", "").text(why.clone());
        return body.add(plot(name).add(told)).add(foot(board, name, chart));
    }
    let keys = match chart.time {
        Some(_) => {
            "Arrow keys move the cursor, with Shift they mark a span of time, Enter takes it, Escape shows the whole run."
        }
        None => "Arrow keys move the cursor.",
    };
    let (over, read) = (chart.clone(), chart.clone());
    let described = format!("chart-{name}-text");
    let plot = plot(name)
        .at("tabindex", "0")
        .at("role", "application")
        .at("aria-roledescription", "chart")
        .at("aria-label", format!("{}. {keys}", chart.title))
        .at("aria-describedby", described.clone())
        .add(drawing(&chart.scene))
        .view(dynamic(move || overlay(board, name, &over)));
    body.add(listen(plot, board, name, chart))
        .view(dynamic(move || read_out(board, name, &read)))
        .add(hidden(chart.description.clone()).at("id", described))
        .add(foot(board, name, chart))
}

/// The values under the cursor; live for those who move it with keys.
fn read_out(board: Board, name: &'static str, chart: &Chart) -> Element {
    let line = classed("p", "chart-read").at("role", "status").at("data-field", "read-out");
    let Some(row) = board.row(name, chart).map(|at| &chart.table.rows[at]) else {
        return line.text("");
    };
    let own = board.cursor.get_untracked().is_some_and(|cursor| cursor.chart == name);
    let mut text = row.label.clone();
    for (column, value) in chart.table.columns.iter().zip(&row.values) {
        let value = value.map_or_else(|| "–".to_owned(), |v| format::value(v, column.unit));
        text.push_str(&format!(" · {} {value}", column.label));
    }
    if !row.note.is_empty() {
        text.push_str(&format!(" · {}", row.note));
    }
    // Of charts that lie under each other only the one with the cursor is read aloud.
    line.at("aria-live", if own { "polite" } else { "off" }).text(text)
}

fn foot(board: Board, name: &'static str, chart: &Arc<Chart>) -> Element {
    let kind = chart.ask.kind;
    let how = chart.how.clone();
    let read = board.disclosures.part(format!("how {name}")).by_hand_only();
    let read = disclosure(read, "How to read this", move || classed("p", "hint").text(how.clone()));
    let scale = BOTH_SCALES.contains(&kind).then(|| scale(board, name));
    if chart.absent.is_some() {
        return classed("div", "chart-foot").add(read);
    }
    let (numbers, picture, image) = (chart.clone(), chart.clone(), chart.clone());
    let rows = board.disclosures.part(format!("table {name}")).by_hand_only();
    let rows = disclosure(rows, "Table", move || numbers_table(&numbers));
    let file = move |ending: &str| format!("sloscope-{name}.{ending}");
    classed("div", "chart-foot")
        .add(read)
        .add(rows)
        .all(scale)
        .add(button("chart-svg", "SVG", move || {
            download::save(&file("svg"), "image/svg+xml", &standalone(&picture));
        }))
        .add(button("chart-png", "PNG", move || download::save_png(file("png"), &standalone(&image))))
}

fn scale(board: Board, name: &'static str) -> Element {
    let toggle = dynamic(move || {
        let on = board.log.with(|log| log.contains(&name));
        button("chart-log", "Log scale", move || {
            board.log.update(|log| match log.iter().position(|known| *known == name) {
                Some(at) => drop(log.remove(at)),
                None => log.push(name),
            });
        })
        .at("aria-pressed", on.to_string())
    });
    classed("span", "chart-scale").view(toggle)
}

fn numbers_table(chart: &Chart) -> Element {
    let noted = chart.table.rows.iter().any(|row| !row.note.is_empty());
    let text = |label: String| Column { label: label.into(), number: false };
    let mut columns = vec![text(chart.table.first.clone())];
    columns.extend(chart.table.columns.iter().map(|column| numbers_of(column.label.clone())));
    columns.extend(noted.then(|| text("Tags".to_owned())));
    let rows = chart.table.rows.iter().map(|row| {
        let cells = chart.table.columns.iter().zip(&row.values);
        let cells = cells.map(|(c, v)| shown(valued(number_cell(), *v), v.map(|v| format::value(v, c.unit))));
        let line = el("tr").add(row_head().text(row.label.clone())).all(cells);
        line.all(noted.then(|| cell(row.note.clone())))
    });
    classed("div", "chart-table").add(table(format!("{}: numbers", chart.title), &columns, rows))
}
