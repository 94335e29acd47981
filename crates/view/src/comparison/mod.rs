//! A comparison as elements: the verdict and whether the sides are comparable, what is new, the rows, both sides over time
//! and by percentile, and how to read all of it. The page mounts it; [`file`](crate::comparison::file) writes it as one
//! HTML file.

mod card;

use std::sync::Arc;

use sloscope_core::compare::{Comparison, Overlay};

use crate::element::{Element, classed};

/// The whole of it. Without an overlay its charts have their places, and are not drawn yet.
pub fn comparison(shown: &Arc<Comparison>, _overlay: Option<&Arc<Overlay>>) -> Element {
    classed("div", "comparison report-sections").child(card::card(shown))
}
