//! First: can these be compared at all? Rules on what differs besides what is compared, one function each.

mod files;
mod load;
mod order;
mod requests;

use sloscope_analysis::report::Report;
use sloscope_model::format;

use crate::model::{Concern, Design, Gravity, PartFacts};

/// What the rules look at: the reports of the parts of each side, and what they are.
pub(crate) struct Sides<'a> {
    pub reports: [Vec<&'a Report>; 2],
    pub facts: [&'a [PartFacts]; 2],
    pub design: Design,
    /// Both sides are of the same runs.
    pub same_runs: bool,
}

/// All concerns, the gravest first.
pub(crate) fn concerns(sides: &Sides) -> Vec<Concern> {
    let rules: [fn(&Sides) -> Option<Concern>; 16] = [
        files::same_data,
        load::model,
        load::planned,
        load::delivered,
        load::generator,
        requests::failures,
        requests::endpoints,
        requests::scenarios,
        order::trend,
        order::drift,
        files::incomplete,
        files::kinds,
        files::versions,
        load::warm_up,
        load::durations,
        files::tags,
    ];
    let mut found: Vec<Concern> = rules.iter().filter_map(|rule| rule(sides)).collect();
    found.sort_by_key(|concern| concern.gravity);
    found
}

impl Sides<'_> {
    /// A number of each report of a side, as far as they have one.
    fn numbers(&self, of: impl Fn(&Report) -> Option<f64>) -> [Vec<f64>; 2] {
        [0, 1].map(|side: usize| self.reports[side].iter().filter_map(|report| of(report)).collect())
    }

    /// The medians of both sides.
    fn medians(&self, of: impl Fn(&Report) -> Option<f64>) -> Option<(f64, f64)> {
        let [mut first, mut second] = self.numbers(of);
        let middle = |values: &mut Vec<f64>| sloscope_scan::percentiles(values, &[50.0]).first().copied();
        middle(&mut first).zip(middle(&mut second))
    }

    /// What all reports of a side say, each once, in order.
    fn texts(&self, side: usize, of: impl Fn(&Report) -> Vec<String>) -> Vec<String> {
        let mut all: Vec<String> = self.reports[side].iter().flat_map(|report| of(report)).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// The names of the tags of a run's samples, as far as they are known.
fn tag_keys(report: &Report) -> impl Iterator<Item = &str> {
    let stored = report.stored.iter().flat_map(|stored| &stored.tags);
    report.tags.iter().map(|tag| &tag.key).chain(stored).map(String::as_str)
}

/// Names of both sides made alike: what was saved of a run may be without query strings. None are taken out where both
/// sides have them.
pub(crate) fn alike<'a>(mut reports: impl Iterator<Item = &'a Report>) -> fn(String) -> String {
    match reports.any(|report| report.stored.is_some()) {
        true => |name| format::unqueried(&name, format::Holds::Value),
        false => |name| name,
    }
}

fn concern(rule: &str, gravity: Gravity, text: impl Into<String>, evidence: String) -> Option<Concern> {
    Some(Concern { rule: rule.to_owned(), gravity, text: text.into(), evidence })
}

/// "baseline: 100/s; candidate: 80/s".
fn both(baseline: &str, candidate: &str) -> String {
    format!("baseline: {baseline}; candidate: {candidate}")
}

/// The first few of a list.
fn some(list: &[String]) -> String {
    const FEW: usize = 3;
    const LONGEST: usize = 60;
    let shown = list.iter().take(FEW).map(|name| format::shortened(name, LONGEST)).collect::<Vec<_>>().join(", ");
    match list.len().saturating_sub(FEW) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What only one of two sorted lists has.
fn only(first: &[String], second: &[String]) -> Vec<String> {
    first.iter().filter(|name| second.binary_search(name).is_err()).cloned().collect()
}
