//! The frame of a table: it scrolls sideways in a region of its own, so that the page never does.

use std::borrow::Cow;

use super::element::{Element, classed, el};
use super::name::{named, shortened};

/// A longer head is cut: it is one line.
const IN_HEAD: usize = 40;

/// A column's head; numbers stand at the right.
#[derive(Clone)]
pub struct Column {
    pub label: Cow<'static, str>,
    pub number: bool,
}

/// A column of text.
pub const fn words(label: &'static str) -> Column {
    Column { label: Cow::Borrowed(label), number: false }
}

/// A column of numbers.
pub const fn numbers(label: &'static str) -> Column {
    Column { label: Cow::Borrowed(label), number: true }
}

/// A column of numbers whose name is made.
pub fn numbers_of(label: String) -> Column {
    Column { label: Cow::Owned(label), number: true }
}

/// The frame of a table that has its bodies and no head yet.
#[inline(never)]
pub fn frame(name: Cow<'static, str>, columns: &[Column], table: Element) -> Element {
    let head = columns.iter().map(|column| {
        let cell = if column.number { classed("th", "n") } else { el("th") };
        shortened(cell.at("scope", "col"), &column.label, IN_HEAD, true)
    });
    let head = el("thead").add(el("tr").all(head));
    // Not a region: a landmark of the same name as its section would be one too many.
    classed("div", "frame").at("role", "group").at("aria-label", name).at("tabindex", "0").add(table.first(head))
}

/// The usual table: one body of rows.
pub fn table(
    name: impl Into<Cow<'static, str>>,
    columns: &[Column],
    rows: impl IntoIterator<Item = Element>,
) -> Element {
    frame(name.into(), columns, el("table").add(el("tbody").all(rows)))
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
pub fn code(text: impl AsRef<str>) -> Element {
    named(el("code"), text.as_ref())
}
