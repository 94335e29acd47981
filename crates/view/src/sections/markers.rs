//! Findings on the axis of time: a marker for each that has a span, and the span in all lanes while someone points at the
//! marker, or at the finding in its list.

use sloscope_core::chart::Chart;
use sloscope_core::report::{Finding, Report, Window, words};

use super::timeline::{clipped, place, rect, text};
use crate::action::Action;
use crate::element::{Element, svg};
use crate::state::ViewState;

/// The height of a row of markers, in pixels.
pub const HEIGHT: f64 = 24.0;
/// So many rows of markers; what is in none of them is in the list of findings.
const MOST_ROWS: usize = 5;

/// A finding on the axis: its place among the findings, its number, its row and its pixels.
pub struct Marker {
    at: usize,
    number: usize,
    /// Its row, from above.
    pub row: usize,
    from: f64,
    to: f64,
}

/// The number of a finding among those that have a time.
pub fn number(report: &Report, at: usize) -> Option<usize> {
    let is_there = |finding: &Finding| finding.window.is_some() && report.has_samples();
    report.findings.get(at).filter(|finding| is_there(finding))?;
    Some(report.findings[..=at].iter().filter(|finding| is_there(finding)).count())
}

/// The id of a finding in its list.
pub fn finding_id(at: usize) -> String {
    format!("finding-{}", at + 1)
}

/// Who points at it, or has the focus in it, has its span marked.
pub fn marks(element: Element, at: usize) -> Element {
    element
        .on("mouseenter", Action::MarkFinding(Some(at)))
        .on("mouseleave", Action::MarkFinding(None))
        .on("focusin", Action::MarkFinding(Some(at)))
        .on("focusout", Action::MarkFinding(None))
}

/// In rows, so that none lies over another, and how many found no room.
pub fn placed(report: &Report, chart: &Chart) -> (Vec<Marker>, usize) {
    let mut free = [f64::NEG_INFINITY; MOST_ROWS];
    let (mut found, mut left_out) = (Vec::new(), 0);
    for (at, finding) in report.findings.iter().enumerate() {
        let (Some(window), Some(number)) = (finding.window, number(report, at)) else { continue };
        let Some((from, to)) = place(chart, window.start_ms, window.end_ms) else { continue };
        // As wide as its number at least.
        let from = from.min(chart.scene.plot.right - 18.0);
        let to = to.max(from + 18.0);
        let Some(row) = free.iter().position(|free| *free <= from) else {
            left_out += 1;
            continue;
        };
        free[row] = to + 2.0;
        found.push(Marker { at, number, row, from, to });
    }
    (found, left_out)
}

fn sentence(text: &str) -> String {
    format!("{}.", text.trim_end_matches('.'))
}

impl Marker {
    /// Below so many pixels.
    pub fn drawn(&self, state: &dyn ViewState, report: &Report, above: f64) -> Element {
        let finding = &report.findings[self.at];
        let window = finding.window.unwrap_or(Window { start_ms: 0.0, end_ms: 0.0 });
        let time = words::span(window, report.run.observed_ms);
        let pill = HEIGHT - 6.0;
        let name = text("marker-name", 22.0, 13.0, finding.title.clone());
        let disc = svg("circle").attr("cx", "9").attr("cy", "9").attr("r", "9");
        let inside = clipped(self.from, above + self.row as f64 * HEIGHT + 2.0, self.to - self.from, pill)
            .attr("aria-hidden", "true")
            .child(rect("pill", pill).attr("rx", "9"))
            .child(name)
            .child(disc)
            .child(text("marker-number middle", 9.0, 13.0, self.number.to_string()));
        let link = svg("a")
            .attr("class", "finding-marker")
            .attr("href", format!("#{}", finding_id(self.at)))
            .attr("data-level", words::consequence(finding.level))
            .attr("data-marked", state.marked_finding() == Some(self.at))
            .on("click", Action::SetWindow(window))
            .child(svg("title").child(format!("{}: {} Look at {time}", self.number, sentence(&finding.title))))
            .child(inside);
        marks(link, self.at)
    }
}
