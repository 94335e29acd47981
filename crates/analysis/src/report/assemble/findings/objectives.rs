//! Objectives: those that are missed, or met as a whole and missed at times; thresholds that cannot fail; percentiles of
//! too few samples.

use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::{Stat, Unit};

use super::Known;
use crate::report::Consequence::{Minor, Notable, Serious};
use crate::report::{Finding, Window, words};
use crate::slo::spans::in_words;
use crate::slo::{Basis, ObjectiveResult, Verdict, WindowValue, worst_first};

/// A percentile needs so many samples beyond it: fewer are single requests.
const BEYOND: f64 = 10.0;

pub fn all(known: &Known) -> Vec<Finding> {
    let order = worst_first(known.objectives);
    let each = |rule: fn(&Known, &ObjectiveResult) -> Option<Finding>| {
        let found = order.iter().map(|at| Some(rule(known, &known.objectives[*at])?.of_objective(*at)));
        found.flatten().collect::<Vec<_>>()
    };
    let mut all = each(missed);
    all.extend(each(cannot_fail));
    all.extend(few_samples(known));
    all
}

/// An objective that is missed, or that is met as a whole and missed in spans of 10 s: with its worst span. It weighs as
/// its verdict does.
fn missed(known: &Known, o: &ObjectiveResult) -> Option<Finding> {
    let spans = o.windows.iter().filter(|w| w.kept.is_some()).count();
    let out = o.windows.iter().filter(|w| w.kept == Some(false)).count();
    let missed = o.verdict == Verdict::Fail;
    // A span that is all there is says nothing beside the whole.
    if !missed && (out == 0 || spans < 2) {
        return None;
    }
    let in_spans = o.limit.zip(o.unit).and_then(|(limit, unit)| in_words(&o.windows, o.worst.as_ref(), limit, unit));
    let in_spans = match in_spans {
        Some(text) => format!(" {}.", format::capitalised(&text)),
        None if o.stat == Some(Stat::Count) && known.build.rows.is_some() => {
            " It is a sum over the whole run, without spans.".to_owned()
        }
        None => String::new(),
    };
    let title = format!("{}.{in_spans}", opening(known, o));
    let worst = o.worst.filter(|w| w.measured.is_some() && spans > 1);
    let level = match missed {
        true => Serious,
        false if out * 5 >= spans => Notable,
        false => Minor,
    };
    let (rule, next) = match missed {
        true if worst.is_some() => {
            ("objective-missed", "Look at the worst span first, and at what else is found in it.")
        }
        true if known.build.rows.is_some() => {
            ("objective-missed", "Look at the charts of that metric, and at what else is found.")
        }
        true => (
            "objective-missed",
            "Run again with --out json=results.json: samples show when it was missed, and when it was worst.",
        ),
        false => (
            "objective-broken-at-times",
            "Look at the worst span: one number over the whole run does not show what users met then.",
        ),
    };
    Some(numbers(known, o, Finding::new(rule, level, title, next), worst, out))
}

/// "p95 of request duration is 304.3 ms, the limit < 200 ms: 104.3 ms over, 1.5× the limit"
fn opening(known: &Known, o: &ObjectiveResult) -> String {
    if let (Verdict::Fail, Basis::K6(file)) = (o.verdict, &o.basis) {
        return format!("{} is missed, by k6's own verdict in {file}", o.title);
    }
    let (subject, limit) = (&o.subject, words::target(o));
    match (o.measured, &o.basis) {
        (Some(_), _) if o.verdict == Verdict::Fail => {
            format!("{subject} is {}, the limit {limit}: {}", words::measured(o), words::margin(o))
        }
        (Some(_), _) if o.verdict == Verdict::Pass => {
            format!("{subject} is {}, the limit {limit}: met as a whole", words::measured(o))
        }
        (Some(_), _) => format!("{subject} is {}, the limit {limit}", words::measured(o)),
        // Other values say on which side of the limit it is.
        (None, Basis::Bounds) => format!("{subject} is {}, the limit {limit}", words::measured(o)),
        (None, _) if known.build.rows.is_some() => format!("{subject} cannot be computed, the limit is {limit}"),
        (None, _) => format!("{subject} is not in this file, the limit is {limit}"),
    }
}

/// The numbers of an objective, and of its worst span.
fn numbers(
    known: &Known,
    o: &ObjectiveResult,
    mut finding: Finding,
    worst: Option<WindowValue>,
    out: usize,
) -> Finding {
    let (Some(stat), Some(unit), Some(limit)) = (o.stat, o.unit, o.limit) else { return finding };
    let of_samples = known.build.rows.is_some();
    // A rate of a counter is over the time in which its scenarios ran, which a window does not tell.
    let is_count = matches!(stat, Stat::Rate | Stat::RateActive | Stat::Count) && unit != Unit::Fraction;
    let add = |finding: Finding, label: &str, value: f64| match of_samples && !is_count {
        true => finding.with_series(label, o.objective.series.clone(), stat, value, unit).beside(limit),
        false => finding.with(label, value, unit).beside(limit),
    };
    if let Some(measured) = o.measured {
        finding = add(finding, &o.objective.expression, measured);
    }
    if let Some((w, value)) = worst.and_then(|w| Some((w, w.measured?))) {
        let window = Window { start_ms: w.start_ms, end_ms: closed_end(known, w.end_ms) };
        finding = add(finding, "in the worst span of 10 s", value).of_part(window);
        finding = finding.within(window.start_ms, window.end_ms);
    }
    if out > 0 {
        finding = finding.with("spans in which it is missed", out as f64, Unit::Count);
    }
    if finding.evidence.is_empty() { finding.with("limit", limit, unit).beside(limit) } else { finding }
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
        "The threshold {} on {} cannot fail: every value of {stat} meets it.",
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
        n if n < 1.0 => "fewer than one lies beyond it, so the slowest alone decides it".to_owned(),
        n if n < 1.5 => "about one lies beyond it, so the slowest decide it".to_owned(),
        n => format!("about {} lie beyond it, so one more or less moves it", n.round()),
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
