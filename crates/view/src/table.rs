//! The frame of a table: it scrolls sideways in a region of its own, so that the page never does.

use std::borrow::Cow;

use crate::element::{Element, IntoChild, classed, el};
use crate::name::{named, shortened};

/// A longer head is cut: it is one line.
const IN_HEAD: usize = 40;

/// A column's head; numbers stand at the right.
#[derive(Clone)]
pub struct Column {
    /// What it says.
    pub label: Cow<'static, str>,
    /// Its cells hold numbers.
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

/// The head of a table.
#[inline(never)]
pub fn head(columns: &[Column]) -> Element {
    let head = columns.iter().map(|column| {
        let cell = if column.number { classed("th", "n") } else { el("th") };
        shortened(cell.attr("scope", "col"), &column.label, IN_HEAD, true)
    });
    el("thead").child(el("tr").children(head))
}

/// So many columns fit side by side on a phone.
const SIDE_BY_SIDE: usize = 3;

/// The frame of a table of data. On a phone a row of many columns is a name with labelled values under it, where
/// [`labelled`] has labelled them.
#[inline(never)]
pub fn data_frame(name: Cow<'static, str>, columns: &[Column], table: Element) -> Element {
    match columns.len() > SIDE_BY_SIDE {
        true => frame(name, table.attr("class", "stacks")),
        false => frame(name, table),
    }
}

/// Rows whose cells carry the labels of their columns, where there are too many columns for a phone.
#[inline(never)]
pub fn labelled(body: Element, columns: &[Column]) -> Element {
    if columns.len() <= SIDE_BY_SIDE {
        return body;
    }
    body.each_element(&|_, row| {
        row.each_element(&|at, cell| match columns.get(at) {
            Some(column) if is_of_one_column(&cell) => cell.attr("data-label", column.label.clone()),
            _ => cell,
        })
    })
}

fn is_of_one_column(cell: &Element) -> bool {
    let parts = cell.parts();
    parts.tag == "td" && !parts.attributes.iter().any(|(name, _)| *name == "colspan")
}

/// The frame of a table.
#[inline(never)]
pub fn frame(name: Cow<'static, str>, table: Element) -> Element {
    // Not a region: a landmark of the same name as its section would be one too many.
    classed("div", "frame").attr("role", "group").attr("aria-label", name).attr("tabindex", "0").child(table)
}

/// The usual table: one body of rows.
pub fn table(
    name: impl Into<Cow<'static, str>>,
    columns: &[Column],
    rows: impl IntoIterator<Item = Element>,
) -> Element {
    let body = labelled(el("tbody").children(rows), columns);
    data_frame(name.into(), columns, el("table").child(head(columns)).child(body))
}

/// The first cell of a row.
pub fn row_head() -> Element {
    el("th").attr("scope", "row")
}

/// A cell of text.
pub fn cell(text: impl IntoChild) -> Element {
    el("td").child(text)
}

/// Text in the fixed font: names and expressions from files.
pub fn code(text: impl AsRef<str>) -> Element {
    named(el("code"), text.as_ref())
}
