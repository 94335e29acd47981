//! The charts of the report, on one axis of time where they have one.

use sloscope_core::chart::ChartKind;
use sloscope_core::report::Report;

use super::{hint, section};
use crate::element::{Element, classed};
use crate::figure::figure;

/// In place of charts.
pub const NO_SAMPLES: &str = "These files hold no samples, only totals: there is nothing to draw over time.";

/// The section without what asks for other charts.
pub fn charts(report: &Report) -> Element {
    let part = section("charts", "Charts");
    match report.run.samples > 0 {
        true => part.child(classed("div", "charts").children(ChartKind::ALL.map(figure))),
        false => part.child(hint(NO_SAMPLES)),
    }
}
