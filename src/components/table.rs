//! The frame of a table: it scrolls sideways in a region of its own, so that the page never does.

use std::borrow::Cow;

use super::element::{Element, classed, el};

/// A column's head; numbers stand at the right.
#[derive(Clone)]
pub struct Column {
    pub label: Cow<'static, str>,
    pub number: bool,
    /// Explains the label to those who ask.
    pub title: Option<&'static str>,
}

pub fn words(label: &'static str) -> Column {
    Column { label: label.into(), number: false, title: None }
}

pub fn numbers(label: impl Into<Cow<'static, str>>) -> Column {
    Column { label: label.into(), number: true, title: None }
}

/// A table with a name; `bodies` are its `tbody` elements.
pub fn frame(
    name: impl Into<Cow<'static, str>>,
    columns: &[Column],
    table: impl FnOnce(Element) -> Element,
) -> Element {
    let head = columns.iter().map(|column| {
        let cell = if column.number { classed("th", "n") } else { el("th") };
        let cell = cell.at("scope", "col").text(column.label.clone());
        match column.title {
            Some(title) => cell.at("title", title),
            None => cell,
        }
    });
    let head = el("thead").add(el("tr").all(head));
    classed("div", "frame")
        // Not a region: a landmark of the same name as its section would be one too many.
        .at("role", "group")
        .at("aria-label", name)
        .at("tabindex", "0")
        .add(table(el("table").add(head)))
}

/// The usual table: one body of rows.
pub fn table(
    name: impl Into<Cow<'static, str>>,
    columns: &[Column],
    rows: impl IntoIterator<Item = Element>,
) -> Element {
    frame(name, columns, |table| table.add(el("tbody").all(rows)))
}

/// The first cell of a row.
pub fn row_head() -> Element {
    el("th").at("scope", "row")
}

/// A cell of text.
pub fn cell(text: impl Into<Cow<'static, str>>) -> Element {
    el("td").text(text)
}

/// Text in the fixed font: names and expressions from files.
pub fn code(text: impl Into<Cow<'static, str>>) -> Element {
    el("code").text(text)
}
