//! The lists of the report. A list is drawn by functions without state, of the report and of `of`, which tells one list
//! from others of its kind.

use std::sync::Arc;

use sloscope_core::report::Report;

use crate::element::Element;
use crate::list::List;

/// What is searched of each row of a list.
pub type Texts = fn(&Report, of: usize) -> Vec<String>;
/// Adds rows, by their places in the list, to what holds them.
pub type Draw = fn(&Arc<Report>, of: usize, &[usize], Element) -> Element;

/// A list with its rows.
#[inline(never)]
pub fn draw(report: &Arc<Report>, list: List, of: usize, texts: Texts, draw: Draw) -> Element {
    let (searched, drawn) = (Arc::clone(report), Arc::clone(report));
    list.of(move || texts(&searched, of), move |rows, body| draw(&drawn, of, rows, body))
}

/// The texts of so many rows.
#[inline(never)]
pub fn texts(rows: usize, text: &dyn Fn(usize) -> String) -> Vec<String> {
    (0..rows).map(text).collect()
}

/// Adds an element for each row.
#[inline(never)]
pub fn each(rows: &[usize], body: Element, row: &dyn Fn(usize) -> Element) -> Element {
    rows.iter().fold(body, |body, at| body.child(row(*at)))
}
