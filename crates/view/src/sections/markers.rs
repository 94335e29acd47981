//! Findings on the axis of time: a marker for each that has a span, and the span in all lanes while someone points at the
//! marker, or at the finding in its list.

use sloscope_core::chart::Chart;
use sloscope_core::order::{sort_short, sort_short_by_key};
use sloscope_core::report::{Cited, Finding, Report, Window, words};

use super::timeline::{clipped, place, rect, text};
use crate::action::Action;
use crate::element::{Element, svg};
use crate::state::ViewState;

/// The height of a row of markers, in pixels.
pub const HEIGHT: f64 = 24.0;
/// So many rows of markers, one each; what finds no room in them shares the markers of one row more.
const MOST_ROWS: usize = 5;
/// A marker that is shared is as wide as its count at least.
const SHARED_LEAST: f64 = 40.0;

/// Findings on the axis: their places among the findings and their numbers, the row and the pixels.
pub struct Marker {
    of: Vec<(usize, usize)>,
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

/// In rows, so that none lies over another. Of those that find no room, such as would lie over each other are one.
pub fn placed(report: &Report, chart: &Chart) -> Vec<Marker> {
    let mut free = [f64::NEG_INFINITY; MOST_ROWS];
    let (mut found, mut crowded) = (Vec::new(), Vec::new());
    for (at, finding) in report.findings.iter().enumerate() {
        let (Some(window), Some(number)) = (finding.window, number(report, at)) else { continue };
        let Some((from, to)) = place(chart, window.start_ms, window.end_ms) else { continue };
        // As wide as its number at least.
        let from = from.min(chart.scene.plot.right - 18.0);
        let to = to.max(from + 18.0);
        let of = vec![(at, number)];
        match free.iter().position(|free| *free <= from) {
            Some(row) => {
                free[row] = to + 2.0;
                found.push(Marker { of, row, from, to });
            }
            None => {
                let from = from.min(chart.scene.plot.right - SHARED_LEAST);
                crowded.push(Marker { of, row: MOST_ROWS, from, to: to.max(from + SHARED_LEAST) });
            }
        }
    }
    sort_short(&mut crowded, |a, b| a.from.total_cmp(&b.from));
    let mut shared: Vec<Marker> = Vec::new();
    for marker in crowded {
        match shared.last_mut().filter(|last| marker.from < last.to + 2.0) {
            Some(last) => {
                last.to = last.to.max(marker.to);
                last.of.extend(marker.of);
            }
            None => shared.push(marker),
        }
    }
    for marker in &mut shared {
        sort_short_by_key(&mut marker.of, |at| *at);
    }
    found.extend(shared);
    found
}

fn sentence(text: &str) -> String {
    format!("{}.", text.trim_end_matches('.'))
}

impl Marker {
    /// Below so many pixels.
    pub fn drawn(&self, state: &dyn ViewState, report: &Report, above: f64) -> Element {
        match self.of[..] {
            [(at, number)] => self.of_one(state, report, above, (at, number)),
            _ => self.shared(state, report, above),
        }
    }

    /// The pill with its texts.
    fn pill(&self, above: f64, texts: impl IntoIterator<Item = Element>) -> Element {
        let pill = HEIGHT - 6.0;
        clipped(self.from, above + self.row as f64 * HEIGHT + 2.0, self.to - self.from, pill)
            .attr("aria-hidden", "true")
            .child(rect("pill", pill).attr("rx", "9"))
            .children(texts)
    }

    /// Its count and their numbers; it leads to their list.
    fn shared(&self, state: &dyn ViewState, report: &Report, above: f64) -> Element {
        let findings = || self.of.iter().map(|(at, number)| (&report.findings[*at], number));
        // The gravest are the first in the list.
        let level = findings().next().map(|(finding, _)| words::consequence(finding.level)).unwrap_or_default();
        let titles: Vec<String> = findings().map(|(f, number)| format!("{number}: {}", sentence(&f.title))).collect();
        let numbers: Vec<String> = findings().map(|(_, number)| number.to_string()).collect();
        let summary = format!("{} more. {} Go to the list.", self.of.len(), titles.join(" "));
        let count = text("marker-name marker-count", 8.0, 13.0, format!("+{}", self.of.len()));
        let which = text("marker-name", 36.0, 13.0, numbers.join(", "));
        let marked = state.marked_finding().is_some_and(|marked| self.of.iter().any(|(at, _)| *at == marked));
        svg("a")
            .attr("class", "finding-marker")
            .attr("href", "#findings")
            .attr("data-level", level)
            .attr("data-findings", numbers.join(" "))
            .attr("data-marked", marked)
            .on("click", Action::Show(Cited::Section("findings".to_owned())))
            .child(svg("title").child(summary))
            .child(self.pill(above, [count, which]))
    }

    fn of_one(&self, state: &dyn ViewState, report: &Report, above: f64, (at, number): (usize, usize)) -> Element {
        let finding = &report.findings[at];
        let window = finding.window.unwrap_or(Window { start_ms: 0.0, end_ms: 0.0 });
        let time = words::span(window, report.run.observed_ms);
        let name = text("marker-name", 22.0, 13.0, finding.title.clone());
        let disc = svg("circle").attr("cx", "9").attr("cy", "9").attr("r", "9");
        let inside = self.pill(above, [name, disc, text("marker-number middle", 9.0, 13.0, number.to_string())]);
        let link = svg("a")
            .attr("class", "finding-marker")
            .attr("href", format!("#{}", finding_id(at)))
            .attr("data-level", words::consequence(finding.level))
            .attr("data-marked", state.marked_finding() == Some(at))
            .on("click", Action::SetWindow(window))
            .child(svg("title").child(format!("{number}: {} Look at {time}", sentence(&finding.title))))
            .child(inside);
        marks(link, at)
    }
}
