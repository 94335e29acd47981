//! Objectives: thresholds that cannot fail, and percentiles of too few samples.

use super::Known;
use crate::format;
use crate::metric::MetricType;
use crate::report::Consequence::{Minor, Notable};
use crate::report::Finding;
use crate::slo::{ObjectiveResult, Verdict};
use crate::stat::{Stat, Unit};

/// A percentile needs so many samples beyond it: fewer are single requests.
const BEYOND: f64 = 10.0;

pub fn all(known: &Known) -> Vec<Finding> {
    let mut all: Vec<Finding> = known.objectives.iter().filter_map(|o| cannot_fail(known, o)).collect();
    all.extend(few_samples(known));
    all
}

/// A threshold that no value of its metric breaks: shares lie in 0 to 1, times and sums of increments are not negative.
fn cannot_fail(known: &Known, o: &ObjectiveResult) -> Option<Finding> {
    let (stat, operator, limit) = (o.stat?, o.operator.as_deref()?, o.limit?);
    let kind = known.metrics.iter().find(|m| m.series.metric == o.objective.series.metric)?;
    let top = match (kind.kind, stat) {
        (MetricType::Rate, Stat::Rate) => Some(1.0),
        _ => None,
    };
    let not_negative = match kind.kind {
        MetricType::Rate | MetricType::Counter => true,
        MetricType::Trend => kind.contains == crate::metric::Contains::Time,
        MetricType::Gauge => false,
    };
    let always = match operator {
        ">=" => not_negative && limit <= 0.0,
        ">" => not_negative && limit < 0.0,
        "<=" => top.is_some_and(|top| limit >= top),
        "<" => top.is_some_and(|top| limit > top),
        _ => false,
    };
    if !always || o.verdict != Verdict::Pass {
        return None;
    }
    let title = format!(
        "The threshold {} on {} cannot fail: no value of {stat} breaks it.",
        o.objective.expression, o.objective.series
    );
    let next = "Write the limit that is meant; a share is between 0 and 1, not in per cent.";
    Some(Finding::new("cannot-fail", Notable, title, next).with("limit", limit, o.unit.unwrap_or(Unit::Plain)))
}

/// The objective that rests on the fewest samples: its percentile has fewer than ten samples beyond it.
fn few_samples(known: &Known) -> Option<Finding> {
    let beyond = |o: &ObjectiveResult| match o.stat? {
        Stat::P(p) if p > 50.0 && p < 100.0 => Some(o.samples.filter(|n| *n > 0)? as f64 * (1.0 - p / 100.0)),
        _ => None,
    };
    let of_few: Vec<&ObjectiveResult> = known
        .objectives
        .iter()
        .filter(|o| o.measured.is_some() && beyond(o).is_some_and(|n| n < BEYOND - 1e-9))
        .collect();
    let worst = of_few.iter().min_by(|a, b| beyond(a).unwrap_or(0.0).total_cmp(&beyond(b).unwrap_or(0.0)))?;
    let (stat, samples, measured) = (worst.stat?, worst.samples?, worst.measured?);
    let others = match of_few.len() {
        1 => String::new(),
        2 => " The same holds for one more objective.".to_owned(),
        n => format!(" The same holds for {} more objectives.", n - 1),
    };
    let how = match beyond(worst)? {
        n if n < 1.0 => "fewer than one lies beyond it, so that the slowest alone decides it".to_owned(),
        n if n < 1.5 => "about one lies beyond it, so that the slowest decide it".to_owned(),
        n => format!("about {} lie beyond it, so that one more or less moves it", n.round()),
    };
    let series = &worst.objective.series;
    let title = format!("{stat} of {series} rests on {}: {how}.{others}", format::counted(samples, "sample"));
    let next = "Run longer or ask for a lower percentile: there should be ten samples beyond it at least.";
    let needed = match stat {
        Stat::P(p) => BEYOND / (1.0 - p / 100.0),
        _ => return None,
    };
    let level = if beyond(worst)? < 1.0 { Notable } else { Minor };
    Some(
        Finding::new("few-samples", level, title, next)
            .with("samples", samples as f64, Unit::Count)
            .with("samples needed", needed.ceil(), Unit::Count)
            .with("value", measured, worst.unit.unwrap_or(Unit::Plain)),
    )
}
