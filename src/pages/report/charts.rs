//! The charts of the report, on one axis of time where they have one. They follow the window and the filters.

use leptos::prelude::*;
use sloscope_core::chart::ChartKind;

use super::{Page, hint, section};
use crate::components::charts::{Board, figure, watch};
use crate::components::element::{Element, classed, dynamic, el};

const NO_SAMPLES: &str = "These files hold no samples, only totals: there is nothing to draw over time.";

/// All charts of the page, that of the brush included, by name.
pub fn watched(board: Board) {
    let all = ChartKind::ALL.into_iter().chain([ChartKind::Brush]);
    watch(board, all.map(|kind| (kind.as_str(), kind)).collect());
}

pub fn charts(page: Page, board: Board) -> Element {
    let there = Memo::new(move |_| page.report.with(|report| report.run.samples > 0));
    let body = dynamic(move || {
        match there.get() {
        true => classed("div", "charts")
            .add(hint("Drag over a chart of time to look at that span alone; double click, or Escape, shows the whole run. Every table and verdict follows."))
            .all(ChartKind::ALL.map(|kind| figure(board, kind))),
        false => el("div").add(hint(NO_SAMPLES)),
    }
    });
    section("charts", "Charts").view(body)
}
