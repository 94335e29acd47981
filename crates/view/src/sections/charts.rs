//! The charts of the report beside those of the timeline.

use sloscope_core::chart::ChartKind;
use sloscope_core::report::{Report, words};

use super::{hint, section};
use crate::element::{Element, classed};
use crate::figure::figure;

/// The section without what asks for other charts.
pub fn charts(report: &Report) -> Element {
    let part = section("charts", "Charts");
    match report.has_samples() {
        true => part.child(classed("div", "charts").children(ChartKind::FURTHER.map(figure))),
        false => part.child(hint(words::no_samples(report.stored.is_some()))),
    }
}
