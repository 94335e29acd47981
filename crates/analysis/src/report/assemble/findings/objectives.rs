//! Objectives: those that are missed, or kept as a whole and broken at times; thresholds that cannot fail; percentiles of
//! too few samples.

use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::{Stat, Unit};

use super::Known;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::{Finding, Window};
use crate::slo::{Basis, ObjectiveResult, Verdict};

/// A percentile needs so many samples beyond it: fewer are single requests.
const BEYOND: f64 = 10.0;

pub fn all(known: &Known) -> Vec<Finding> {
    let mut all: Vec<Finding> = known.objectives.iter().filter_map(|o| broken(known, o)).collect();
    all.extend(known.objectives.iter().filter_map(|o| cannot_fail(known, o)));
    all.extend(few_samples(known));
    all
}

/// An objective that is missed, or that is kept as a whole and broken in spans of 10 s: with its worst span. It weighs as
/// its verdict does.
fn broken(known: &Known, o: &ObjectiveResult) -> Option<Finding> {
    let spans: Vec<_> = o.windows.iter().filter(|w| w.kept.is_some()).collect();
    let out = spans.iter().filter(|w| w.kept == Some(false)).count();
    let missed = o.verdict == Verdict::Fail;
    // A span that is all there is says nothing beside the whole.
    if !missed && (out == 0 || spans.len() < 2) {
        return None;
    }
    if let (true, Basis::K6(file)) = (missed, &o.basis) {
        let title = format!(
            "The objective {} on {} is missed, by k6's own verdict in {file}.",
            o.objective.shown(),
            o.objective.series
        );
        let next = "Open the samples (--out json): they show when it was missed, and by how much.";
        return Some(Finding::new("objective-missed", Serious, title, next));
    }
    let (stat, unit, operator, limit) = (o.stat?, o.unit?, o.operator.as_deref()?, o.limit?);
    let series = &o.objective.series;
    let limit = format::limit(operator, limit, unit);
    let opening = match o.measured {
        Some(measured) => format!("{stat} of {series} is {}", format::against(measured, o.limit?, unit)),
        // Other values say on which side of the limit it is.
        None if known.build.rows.is_some() => format!("{stat} of {series} cannot be computed"),
        None => format!("{stat} of {series} is not in this file"),
    };
    // A part that is all there is says nothing more.
    let worst = o.worst.filter(|w| w.measured.is_some() && (out > 0 || missed) && spans.len() > 1);
    let where_ = worst.and_then(|w| {
        let (value, from, to) = (w.measured?, format::moment(w.start_ms), format::moment(w.end_ms));
        Some(format!(" Worst is the span from {from} to {to}, with {}.", format::value(value, unit)))
    });
    let of = format!("in {out} of {} spans of 10 s", format::count(spans.len() as u64));
    let worst_is = where_.unwrap_or_default();
    let title = match (missed, out) {
        (true, _) if spans.len() < 2 => format!("{opening}: the objective {limit} is missed."),
        (true, 0) => format!("{opening}: the objective {limit} is missed, though no span of 10 s breaks it.{worst_is}"),
        (true, _) => format!("{opening}: the objective {limit} is missed, and broken {of}.{worst_is}"),
        (false, _) if o.verdict == Verdict::Pass => {
            format!("{opening}: the objective {limit} is kept as a whole, but broken {of}.{worst_is}")
        }
        (false, _) => format!("{opening}: the objective {limit} is broken {of}.{worst_is}"),
    };
    let level = match missed {
        true => Serious,
        false if out * 5 >= spans.len() => Notable,
        false => Minor,
    };
    let (rule, next) = match missed {
        true if worst.is_some() => {
            ("objective-missed", "Look at the worst span first, and at what else is found in it.")
        }
        true if known.build.rows.is_some() => {
            ("objective-missed", "Look at the charts of that metric, and at what else is found.")
        }
        true => {
            ("objective-missed", "Run again with --out json=results.json: samples say when it was missed, and worst.")
        }
        false => (
            "objective-broken-at-times",
            "Look at the worst span: one number over the whole run does not show what users met then.",
        ),
    };
    let of_samples = known.build.rows.is_some();
    // A rate of a counter is over the time in which its scenarios ran, which a window does not tell.
    let is_count = matches!(stat, Stat::Rate | Stat::RateActive | Stat::Count) && unit != Unit::Fraction;
    let add = |finding: Finding, label: &str, value: f64| match of_samples && !is_count {
        true => finding.with_series(label, series.clone(), stat, value, unit),
        false => finding.with(label, value, unit),
    };
    let mut finding = Finding::new(rule, level, title, next);
    if let Some(measured) = o.measured {
        finding = add(finding, &o.objective.expression, measured);
    }
    if let Some(w) = worst {
        let window = Window { start_ms: w.start_ms, end_ms: closed_end(known, w.end_ms) };
        finding = add(finding, "in the worst span", w.measured?).of_part(window);
        finding = finding.within(window.start_ms, window.end_ms);
    }
    if out > 0 {
        finding = finding.with("spans in which it is broken", out as f64, Unit::Count);
    }
    Some(if finding.evidence.is_empty() { finding.with("limit", o.limit?, unit) } else { finding })
}

/// The last span holds the last sample, which a window that ends with it leaves out.
fn closed_end(known: &Known, end_ms: f64) -> f64 {
    let last = known.build.clock.end.map(|end| known.build.clock.ms(end));
    if last.is_some_and(|last| end_ms >= last) { end_ms + 1.0 } else { end_ms }
}

/// A threshold that no value of its metric breaks: shares lie in 0 to 1, times and sums of increments are not negative.
fn cannot_fail(known: &Known, o: &ObjectiveResult) -> Option<Finding> {
    let (stat, operator, limit) = (o.stat?, o.operator.as_deref()?, o.limit?);
    let kind = known.index.of_metric(&o.objective.series.metric)?;
    let top = match (kind.kind, stat) {
        (MetricType::Rate, Stat::Rate) => Some(1.0),
        _ => None,
    };
    let not_negative = match kind.kind {
        MetricType::Rate | MetricType::Counter => true,
        MetricType::Trend => kind.contains == sloscope_model::metric::Contains::Time,
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
    let next = match kind.kind {
        MetricType::Rate => "Write the limit that is meant; a share is between 0 and 1, not in per cent.",
        MetricType::Trend => "Write the limit that is meant: a time is never negative.",
        _ => "Write the limit that is meant: a count is never negative.",
    };
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
