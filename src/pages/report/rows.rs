//! The lists of the report: which part of it they show. A list is drawn by functions without state, of the report and
//! of `of`, which tells one list from others of its kind.

use std::borrow::Cow;
use std::sync::Arc;

use sloscope_core::report::Report;

use super::Page;
use crate::components::element::Element;
use crate::components::list::{Around, List};
use crate::components::table::Column;

/// What is searched of each row of a list.
pub type Texts = fn(Page, &Report, of: usize) -> Vec<String>;
/// Adds rows, by their places in the list, to what holds them.
pub type Draw = fn(Page, &Arc<Report>, of: usize, &[usize], Element) -> Element;

impl Page {
    /// A table of any length.
    pub fn rows(
        self,
        name: impl Into<Cow<'static, str>>,
        things: &'static str,
        columns: &[Column],
        rows: usize,
    ) -> List {
        self.list(name.into(), things, Around::Table(columns.to_vec()), rows)
    }

    /// A list of any length that is no table.
    pub fn items(self, name: &'static str, things: &'static str, class: &'static str, rows: usize) -> List {
        self.list(name.into(), things, Around::Items(class), rows)
    }

    #[inline(never)]
    fn list(self, name: Cow<'static, str>, things: &'static str, around: Around, rows: usize) -> List {
        List { looked: self.disclosures.list(&name), around, name, things, rows, left_out: 0 }
    }

    #[inline(never)]
    pub fn draw(self, report: &Arc<Report>, list: List, of: usize, texts: Texts, draw: Draw) -> Element {
        let (searched, drawn) = (Arc::clone(report), Arc::clone(report));
        list.of(move || texts(self, &searched, of), move |rows, body| draw(self, &drawn, of, rows, body))
    }
}

/// The texts of so many rows.
#[inline(never)]
pub fn texts(rows: usize, text: &dyn Fn(usize) -> String) -> Vec<String> {
    (0..rows).map(text).collect()
}

/// Adds an element for each row.
#[inline(never)]
pub fn each(rows: &[usize], body: Element, row: &dyn Fn(usize) -> Element) -> Element {
    rows.iter().fold(body, |body, at| body.add(row(*at)))
}
