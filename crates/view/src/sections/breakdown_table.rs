//! The rows of the breakdown. Only those in view are in the page, of ten thousand as of ten: all rows are equally high,
//! and empty ones stand for what is above and below. On paper there is no view: there they are all, up to a number.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::order::sort_short_by_key;
use sloscope_core::report::{Breakdown, BreakdownRow, Report, words};

use crate::action::Action;
use crate::button::plain;
use crate::element::{Element, classed, el, part, svg};
use crate::figures::{absent_because, hidden, number_cell, valued};
use crate::name::shortened;
use crate::spark::{HEIGHT, WIDTH, spark};
use crate::state::ViewState;

/// The id of the box in which the rows scroll.
pub const ROWS: &str = "breakdown-rows";
/// The height of a row in px, as static/css/breakdown.css has it.
const ROW: usize = 34;
/// So many rows are in view, and so many are drawn above and below them.
const IN_VIEW: usize = 17;
const AROUND: usize = 12;
/// Rows are drawn anew after so many have gone by.
const ROWS_GONE: usize = 6;
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

/// The names of the columns that rows can be sorted by: tags, then numbers.
fn names(found: &Breakdown) -> Vec<String> {
    found.keys.iter().cloned().chain(words::breakdown_names(found)).collect()
}

/// The column that rows are sorted by, and whether the largest is first: what was asked for, where there is such a column;
/// p95, the slowest first; the first number where there are no times.
fn sort(state: &dyn ViewState, found: &Breakdown) -> (usize, bool) {
    let (names, asked) = (names(found), state.breakdown_sort());
    let at = |wanted: &str| names.iter().position(|name| name == wanted);
    // A name may begin with a minus.
    let ascending = at(&asked).map(|at| (at, false));
    let found_at = ascending.or_else(|| Some((at(asked.strip_prefix('-')?)?, true)));
    found_at.unwrap_or_else(|| (at("p(95)").unwrap_or(found.keys.len()), true))
}

/// The order of the columns of numbers: p95 and errors come first, beside the name, where a narrow page shows them.
fn columns(found: &Breakdown) -> Vec<usize> {
    let names = words::breakdown_names(found);
    let mut order: Vec<usize> = (0..names.len()).collect();
    sort_short_by_key(&mut order, |at| match names[*at].as_str() {
        "p(95)" => 0,
        "error_rate" => 1,
        _ => 2,
    });
    order
}

/// The table in its box.
pub fn table(report: &Arc<Report>) -> Element {
    let shared = Arc::clone(report);
    let drawn = part(move |state| {
        let Some(found) = &shared.breakdown else { return el("div") };
        let (column, descending) = sort(state, found);
        let order = words::breakdown_order(found, column, descending, &state.breakdown_search());
        let report = Arc::clone(&shared);
        let count = order.len();
        let body = part(move |state| rows(state, &report, &order));
        let table = el("table")
            .attr("aria-rowcount", (count + 1).to_string())
            .attr("data-scope", "breakdown")
            .child(head(state, found))
            .child(body);
        let frame = classed("div", "frame breakdown-rows")
            .attr("id", ROWS)
            .attr("role", "group")
            .attr("aria-label", "Breakdown")
            .attr("tabindex", "0")
            .on("scroll", Action::ScrollBreakdown)
            .child(table);
        let none = (count == 0).then(|| super::hint("No value contains that text."));
        let paper = (count > ON_PAPER && !state.is_file()).then(|| {
            let (shown, all) = (format::count(ON_PAPER as u64), format::count(count as u64));
            let cut = format!("On paper: the first {shown} of {all} rows, in this order. The CSV has all.");
            classed("p", "hint on-paper").child(cut)
        });
        // It is above the rows: who reads on paper would look for it at their end, pages later.
        classed("div", "stack").children(paper).child(frame).children(none)
    });
    classed("div", "stack").child(drawn)
}

/// Which columns are shown: tags always, numbers and the course unless they are hidden.
fn shown_columns(state: &dyn ViewState, found: &Breakdown) -> Vec<bool> {
    let hidden = state.hidden_columns();
    heads(found).iter().map(|head| !hidden.contains(head)).collect()
}

/// The first row that is drawn where the box is scrolled by so many pixels.
pub fn first_row(scrolled: usize) -> usize {
    (scrolled / ROW).saturating_sub(AROUND) / ROWS_GONE * ROWS_GONE
}

fn head(state: &dyn ViewState, found: &Breakdown) -> Element {
    let keys = found.keys.len();
    let (names, (sorted, descending)) = (names(found), sort(state, found));
    let visible = shown_columns(state, found);
    let heads = heads(found);
    let order = columns(found).into_iter().chain([heads.len() - 1]);
    let numbers = order.map(|at| (keys + at, heads[at].clone()));
    let all = found.keys.iter().cloned().enumerate().chain(numbers);
    let cell = |(at, head): (usize, String)| {
        let cell = if at < keys { el("th") } else { classed("th", "n") }.attr("scope", "col");
        if head == COURSE && at >= keys {
            let course = found.course_of.map(|stat| words::breakdown_stat(found, stat)).unwrap_or_default();
            return cell.child(format!("{course} over time"));
        }
        let arrow = match (at == sorted, descending) {
            (false, _) => "",
            (true, true) => " ▼",
            (true, false) => " ▲",
        };
        let cell = match (at == sorted, descending) {
            (false, _) => cell,
            (true, true) => cell.attr("aria-sort", "descending"),
            (true, false) => cell.attr("aria-sort", "ascending"),
        };
        // Numbers begin with the largest, texts with the first.
        let turned = if at == sorted { !descending } else { at >= keys };
        let button = el("button")
            .attr("type", "button")
            .attr("class", "sort")
            .attr("data-action", "sort")
            .child(shortened(el("span"), &head, IN_CELL, false))
            .child(el("span").attr("aria-hidden", "true").child(arrow))
            .on("click", Action::SortBreakdown(format!("{}{}", if turned { "-" } else { "" }, names[at])));
        cell.child(button)
    };
    let cells = all.filter(|(at, _)| *at < keys || visible[*at - keys]).map(cell);
    el("thead").child(el("tr").attr("aria-rowindex", "1").children(cells))
}

fn rows(state: &dyn ViewState, report: &Report, order: &[u32]) -> Element {
    let Some(found) = &report.breakdown else { return el("tbody") };
    let visible = shown_columns(state, found);
    let first = state.first_row().min(order.len().saturating_sub(IN_VIEW));
    let (first, last) = match state.is_paper() {
        true if state.is_file() => (0, order.len()),
        true => (0, order.len().min(ON_PAPER)),
        false => (first, (first + IN_VIEW + 2 * AROUND).min(order.len())),
    };
    let fullest = fullest(found);
    let drawn = (first..last).map(|at| row(report, found, (order[at] as usize, at), (&visible, &fullest)));
    let above = (first > 0).then(|| space(first));
    let below = (last < order.len()).then(|| space(order.len() - last));
    el("tbody").children(above).children(drawn).children(below)
}

/// As high as so many rows.
fn space(rows: usize) -> Element {
    // An image has a height of its own: the page's policy allows no style in an element.
    let image = svg("svg").attr("width", "1").attr("height", (rows * ROW).to_string());
    classed("tr", "space").attr("aria-hidden", "true").child(el("td").child(image))
}

/// What fills the bar of a column: the largest p95 and share, and all requests of those that failed. Other columns have
/// no bars.
fn fullest(found: &Breakdown) -> Vec<Option<f64>> {
    let largest = |column: usize| {
        let values = found.rows.iter().filter_map(|row| words::breakdown_numbers(found, row)[column].0);
        values.reduce(f64::max).filter(|most| *most > 0.0)
    };
    let names = words::breakdown_names(found);
    let of = |(at, name): (usize, &String)| match name.as_str() {
        "p(95)" | "share" => largest(at),
        "error_rate" => Some(1.0),
        _ => None,
    };
    names.iter().enumerate().map(of).collect()
}

/// A picture of the number beside it.
fn bar(name: &str, part: f64) -> Element {
    const LONG: f64 = 48.0;
    let rect = |class: &'static str, width: f64| {
        svg("rect").attr("class", class).attr("width", format!("{width:.1}")).attr("height", "8")
    };
    let part = (LONG * part.min(1.0)).max(1.0);
    svg("svg")
        .attr("class", "bar in-cell")
        .attr("viewBox", "0 0 48 8")
        .attr("aria-hidden", "true")
        .child(rect("ground", LONG))
        .child(rect(if name == "error_rate" { "beyond" } else { "fill" }, part))
}

fn row(
    report: &Report,
    found: &Breakdown,
    (index, at): (usize, usize),
    (visible, fullest): (&[bool], &[Option<f64>]),
) -> Element {
    let row = &found.rows[index];
    let mut line =
        el("tr").key(index.to_string()).attr("aria-rowindex", (at + 2).to_string()).attr("data-row", index.to_string());
    for (at, value) in row.values.iter().enumerate() {
        let text = words::breakdown_value(value).to_owned();
        let cell = if at == 0 { el("th").attr("scope", "row") } else { el("td") }.attr("title", text.clone());
        let name = shortened(el("span"), &text, IN_CELL, at > 0);
        line = line.child(cell.child(if at == 0 { filter(report, found, row, name) } else { name }));
    }
    let (numbers, names) = (words::breakdown_numbers(found, row), words::breakdown_names(found));
    for at in columns(found).into_iter().filter(|at| visible[*at]) {
        let ((value, unit), name) = (numbers[at], &names[at]);
        let text = value.map(|value| words::breakdown_number(value, unit));
        let why = match name.as_str() {
            "rate" => "active for less than a second, or without a scenario",
            "error_rate" => "http_req_failed has no sample for these",
            _ => "no samples",
        };
        let bar = value.zip(fullest[at]).filter(|(value, _)| *value > 0.0).map(|(value, full)| bar(name, value / full));
        let cell =
            valued(number_cell().attr("data-metric", found.metric.clone()).attr("data-stat", name.clone()), value);
        let cell = cell.children(bar);
        line = line.child(match text {
            Some(text) => cell.child(text),
            None => cell.child(absent_because(why)),
        });
    }
    if visible.last().is_some_and(|visible| *visible) {
        line = line.child(el("td").child(spark(row.course.lines(WIDTH, HEIGHT))));
    }
    line
}

/// What shows only the samples of a row in the whole report.
fn filter(report: &Report, found: &Breakdown, row: &BreakdownRow, name: Element) -> Element {
    let values = || found.keys.iter().zip(&row.values);
    let wanted = values().map(|(key, value)| (key.clone(), value.clone().unwrap_or_default()));
    // Its name is what is seen, and what is only heard around it.
    let first = found.keys.first().map(|key| hidden(format!("Filter by {key}: ")).control());
    let others = values().skip(1).map(|(key, value)| format!("and {key}: {}", words::breakdown_value(value)));
    let others = hidden(others.collect::<String>()).control();
    let button = plain("filter-row")
        .attr("class", "row-filter")
        .attr("title", "Show only these in the whole report")
        .child(funnel())
        .children(first)
        .child(name)
        .child(others);
    match report.has_samples() {
        true => button.on("click", Action::Only(wanted.collect())),
        false => button.attr("disabled", true),
    }
}

fn funnel() -> Element {
    svg("svg")
        .attr("class", "funnel")
        .attr("viewBox", "0 0 12 12")
        .attr("aria-hidden", "true")
        .child(svg("path").attr("d", "M1 1.5h10L7.2 6.2V11L4.8 9.5V6.2z"))
        .control()
}
