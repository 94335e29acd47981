//! Figures and verdicts as the report shows them: each carries its raw value, and one that is absent says so.

use sloscope_core::format;
use sloscope_core::slo::Verdict;
use sloscope_core::stat::{Stat, Unit};

use crate::element::{Element, IntoChild, classed, el};
use crate::name::shortened;

/// What a figure is of: a series as text and a statistic.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// The series, as text.
    pub series: &'a str,
    /// The statistic.
    pub stat: Stat,
}

/// Puts a number with its unit into a cell of one line: limits may have any number of digits.
pub fn brief(cell: Element, text: &str) -> Element {
    shortened(cell, text, 32, true)
}

/// Marks an element as a figure: its raw value, or that there is none.
pub fn marked(element: Element, of: Of, value: Option<f64>) -> Element {
    valued(element.attr("data-metric", of.series.to_owned()).attr("data-stat", of.stat.to_string()), value)
}

/// Only the raw value, for figures that are not a statistic of a metric.
pub fn valued(element: Element, value: Option<f64>) -> Element {
    match value {
        Some(value) => element.attr("data-value", value.to_string()),
        None => element.attr("data-absent", ""),
    }
}

/// A cell of a statistic; `text` is what the formatter made of the value. A series without a sample has no value.
pub fn figure(of: Of, value: Option<f64>, text: Option<String>, samples: Option<u64>) -> Element {
    let cell = marked(number_cell(), of, value);
    match text {
        None if samples == Some(0) => cell.child(absent_because("no samples")),
        text => shown(cell, text),
    }
}

/// A cell of a whole number that no file may state.
pub fn count(n: Option<u64>) -> Element {
    #[allow(clippy::cast_precision_loss)]
    let value = n.map(|n| n as f64);
    shown(valued(number_cell(), value), n.map(format::count))
}

/// A moment of the run.
pub fn moment(ms: Option<f64>) -> Element {
    shown(valued(number_cell(), ms), ms.map(format::moment))
}

/// A share of 1.
pub fn share(value: Option<f64>) -> Element {
    shown(valued(number_cell(), value), value.map(|v| format::value(v, Unit::Fraction)))
}

/// A cell with its text, or the dash of an absent value.
pub fn shown(cell: Element, text: Option<String>) -> Element {
    match text {
        Some(text) => brief(cell, &text),
        None => cell.child(absent()),
    }
}

/// An empty cell of a number.
pub fn number_cell() -> Element {
    classed("td", "n")
}

/// A dash that says what it stands for.
pub fn absent() -> Element {
    absent_because("not in this file, or not in this part")
}

/// A dash, with the reason.
#[inline(never)]
pub fn absent_because(why: &'static str) -> Element {
    classed("span", "absent")
        .attr("title", why)
        .child(el("span").attr("aria-hidden", "true").child("–"))
        .child(hidden(why))
}

/// For screen readers only.
pub fn hidden(text: impl IntoChild) -> Element {
    classed("span", "visually-hidden").child(text)
}

/// A verdict: icon and word, never colour alone.
pub fn verdict(verdict: Verdict) -> Element {
    classed("span", "verdict")
        .attr("data-is", verdict.as_str())
        .child(classed("span", "verdict-icon").attr("aria-hidden", "true").child(icon(verdict)))
        .child(verdict.label())
}

/// The sign of a verdict.
pub fn icon(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Fail => "✕",
        Verdict::NoData => "○",
        Verdict::CannotJudge => "?",
        Verdict::NotInPart | Verdict::NotInRun | Verdict::NotJudged => "–",
    }
}
