//! A comparison as elements: the verdict and whether the sides are comparable, what is new, the rows, both sides over time
//! and by percentile, and how to read all of it. The page mounts it, and [`html_file`] writes it as one HTML file.

mod card;
mod drawn;
mod file;
mod interval;
mod notes;
mod rows;

pub use file::{OVERLAY, html_file};

use std::sync::Arc;

use sloscope_core::compare::{Comparison, Overlay};

use crate::element::{Element, classed};

/// The whole of it. Without an overlay its charts have their places, and are not drawn yet.
pub fn comparison(shown: &Arc<Comparison>, overlay: Option<&Arc<Overlay>>) -> Element {
    classed("div", "comparison report-sections")
        .child(card::card(shown))
        .children(notes::changes(shown))
        .child(rows::rows(shown))
        .child(drawn::by_percentile(overlay))
        .child(drawn::over_time(overlay))
        .children(rows::endpoints(shown))
        .child(notes::notes(shown))
}
