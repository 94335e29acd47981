//! The rows of the breakdown. Only those in view are in the page, of ten thousand as of ten: all rows are equally high,
//! and empty ones stand for what is above and below. On paper there is no view: there they are all, up to a number.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::report::{Breakdown, Report, words};
use wasm_bindgen::JsCast;

use super::breakdown::View;
use super::{Page, narrow};
use crate::components::element::{Element, classed, dynamic, el, svg};
use crate::components::figures::{absent_because, number_cell, valued};
use crate::components::name::shortened;
use crate::components::spark::{HEIGHT, WIDTH, spark};

/// The id of the box in which the rows scroll.
pub const ROWS: &str = "breakdown-rows";
/// The height of a row in px, as static/css/breakdown.css has it.
const ROW: usize = 34;
/// So many rows are in view, and so many are drawn above and below them.
const IN_VIEW: usize = 17;
const AROUND: usize = 12;
/// Rows are drawn anew after so many have gone by.
const STEP: usize = 6;
/// So many rows are put on paper: some ten pages.
const ON_PAPER: usize = 500;
/// A longer value is cut: a row is one line.
const IN_CELL: usize = 56;
const COURSE: &str = "Over time";

/// The heads of all columns of numbers, and of the course.
pub fn heads(found: &Breakdown) -> Vec<String> {
    let mut heads = words::breakdown_heads(found);
    heads.push(COURSE.to_owned());
    heads
}

pub fn table(page: Page, report: &Arc<Report>) -> Element {
    let (view, shared) = (page.breakdown, Arc::clone(report));
    let drawn = dynamic(move || {
        let Some(found) = &shared.breakdown else { return el("div") };
        let (column, descending) = view.sort.get().unwrap_or((found.keys.len(), true));
        let order = view.search.with(|search| words::breakdown_order(found, column, descending, search));
        let (order, report) = (Arc::new(order), Arc::clone(&shared));
        let count = order.len();
        let body = dynamic(move || rows(page, &report, &order));
        let table = el("table")
            .at("aria-rowcount", (count + 1).to_string())
            .at("data-scope", "breakdown")
            .add(head(view, found))
            .view(body);
        let frame = classed("div", "frame breakdown-rows")
            .at("id", ROWS)
            .at("role", "group")
            .at("aria-label", "Breakdown")
            .at("tabindex", "0")
            .on("scroll", move |event| {
                let Some(frame) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
                    return;
                };
                let first = (frame.scroll_top().max(0) as usize / ROW).saturating_sub(AROUND) / STEP * STEP;
                if first != view.first.get_untracked() {
                    view.first.set(first);
                }
            })
            .add(table);
        let none = (count == 0).then(|| super::hint("No value holds that text."));
        let paper = (count > ON_PAPER).then(|| {
            let (shown, all) = (format::count(ON_PAPER as u64), format::count(count as u64));
            let told = format!("On paper: the first {shown} of {all} rows, in this order. The CSV has all.");
            classed("p", "hint on-paper").text(told)
        });
        // Told before the rows: who reads on paper would look for it at their end, pages later.
        classed("div", "stack").all(paper).add(frame).all(none)
    });
    classed("div", "stack").view(drawn)
}

/// Which columns are shown: tags always, numbers and the course unless they are hidden.
fn shown_columns(view: View, found: &Breakdown) -> Vec<bool> {
    view.hidden.with(|hidden| heads(found).iter().map(|head| !hidden.contains(head)).collect())
}

fn head(view: View, found: &Breakdown) -> Element {
    let keys = found.keys.len();
    let by_samples = (keys, true);
    let (sorted, descending) = view.sort.get_untracked().unwrap_or(by_samples);
    let visible = shown_columns(view, found);
    let all = found.keys.iter().cloned().chain(heads(found)).enumerate();
    let cell = |(at, head): (usize, String)| {
        let cell = if at < keys { el("th") } else { classed("th", "n") }.at("scope", "col");
        if head == COURSE && at >= keys {
            let course = found.course_of.map(|stat| words::breakdown_stat(found, stat)).unwrap_or_default();
            return cell.text(format!("{course} over time"));
        }
        let arrow = match (at == sorted, descending) {
            (false, _) => "",
            (true, true) => " ▼",
            (true, false) => " ▲",
        };
        let cell = match (at == sorted, descending) {
            (false, _) => cell,
            (true, true) => cell.at("aria-sort", "descending"),
            (true, false) => cell.at("aria-sort", "ascending"),
        };
        let sort = el("button")
            .at("type", "button")
            .at("class", "sort")
            .at("data-action", "sort")
            .add(shortened(el("span"), &head, IN_CELL, false))
            .add(el("span").at("aria-hidden", "true").text(arrow))
            .on("click", move |_| {
                // Numbers begin with the largest, texts with the first.
                let (before, down) = view.sort.get_untracked().unwrap_or(by_samples);
                view.sort.set(Some((at, if before == at { !down } else { at >= keys })));
                view.to_top();
            });
        cell.add(sort)
    };
    let cells = all.filter(|(at, _)| *at < keys || visible[*at - keys]).map(cell);
    el("thead").add(el("tr").at("aria-rowindex", "1").all(cells))
}

fn rows(page: Page, report: &Arc<Report>, order: &Arc<Vec<u32>>) -> Element {
    let Some(found) = &report.breakdown else { return el("tbody") };
    let visible = shown_columns(page.breakdown, found);
    let first = page.breakdown.first.get().min(order.len().saturating_sub(IN_VIEW));
    let (first, last) = match page.disclosures.is_printing() {
        true => (0, order.len().min(ON_PAPER)),
        false => (first, (first + IN_VIEW + 2 * AROUND).min(order.len())),
    };
    let drawn = (first..last).map(|at| row(page, report, found, order[at] as usize, at, &visible));
    let above = (first > 0).then(|| space(first));
    let below = (last < order.len()).then(|| space(order.len() - last));
    el("tbody").all(above).all(drawn).all(below)
}

/// As high as so many rows.
fn space(rows: usize) -> Element {
    // An image has a height of its own: the page's policy allows no style in an element.
    let image = svg("svg").at("width", "1").at("height", (rows * ROW).to_string());
    classed("tr", "space").at("aria-hidden", "true").add(el("td").add(image))
}

fn row(page: Page, report: &Arc<Report>, found: &Breakdown, index: usize, at: usize, visible: &[bool]) -> Element {
    let row = &found.rows[index];
    let mut line = el("tr").at("aria-rowindex", (at + 2).to_string()).at("data-row", index.to_string());
    for (at, value) in row.values.iter().enumerate() {
        let text = words::breakdown_value(value).to_owned();
        let cell = if at == 0 { el("th").at("scope", "row") } else { el("td") }.at("title", text.clone());
        let name = shortened(el("span"), &text, IN_CELL, at > 0);
        // One action for the row: a click anywhere in it bubbles to it, as the key press on the button does.
        line = line.add(cell.add(if at == 0 { opener(name).flag("disabled", !report.has_samples()) } else { name }));
    }
    let numbers = words::breakdown_numbers(found, row).into_iter().zip(words::breakdown_names(found));
    for (((value, unit), name), _) in numbers.zip(visible).filter(|(_, visible)| **visible) {
        let text = value.map(|value| words::breakdown_number(value, unit));
        let why = match name.as_str() {
            "rate" => "active for less than a second, or of no scenario",
            "error_rate" => "http_req_failed has no sample of these",
            _ => "no samples",
        };
        let cell = valued(number_cell().at("data-metric", found.metric.clone()).at("data-stat", name), value);
        line = line.add(match text {
            Some(text) => cell.text(text),
            None => cell.add(absent_because(why)),
        });
    }
    if visible.last().is_some_and(|visible| *visible) {
        line = line.add(el("td").add(spark(row.course.lines(WIDTH, HEIGHT))));
    }
    let report = Arc::clone(report);
    line.on("click", move |_| {
        let Some(found) = report.breakdown.as_ref().filter(|_| report.has_samples()) else { return };
        let values = found.keys.iter().zip(&found.rows[index].values);
        let wanted = values.map(|(key, value)| (key.clone(), value.clone().unwrap_or_default()));
        narrow::only(page, wanted.collect());
    })
}

fn opener(name: Element) -> Element {
    let told = "Show only these in the whole report";
    el("button")
        .at("type", "button")
        .at("class", "row-filter")
        .at("data-action", "filter-row")
        .at("title", told)
        .add(name)
}
