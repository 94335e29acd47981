//! The one verdict function: an objective and what is known of its series in, a verdict with its reason out.
//! Only a measured value can PASS or FAIL; a missing one is NO DATA or CANNOT JUDGE, never 0.

use super::missing::{Missing, missing};
use super::title::{in_words, subject, title, unit_of};
use super::{Evidence, Expression, Objective, ObjectiveResult, Verdict, WindowValue, caveats};
use crate::format;
use crate::metric::MetricType;
use crate::report::MeasuredFrom;
use crate::stat::{Stat, Unit, Values};

/// Judges one objective. Never fails: what cannot be read or is not known becomes the reason.
pub fn judge(objective: &Objective, evidence: &Evidence) -> ObjectiveResult {
    let expression = match Expression::parse(&objective.expression) {
        Ok(expression) => expression,
        Err(error) => {
            let reason = format!(
                "The expression {:?} cannot be read: at character {}, {}.",
                objective.expression,
                error.at + 1,
                error.message
            );
            let mut result = blank(objective, evidence, None, Unit::Plain);
            (result.reason, result.error) = (reason + &k6_says(evidence), Some(error));
            return result;
        }
    };
    let unit = unit_of(objective, expression.stat, evidence.kind, evidence.contains);
    let mut result = blank(objective, evidence, Some(&expression), unit);
    let measured = match missing(objective, &expression, evidence) {
        Ok(measured) => measured,
        Err(Missing { verdict, reason }) => {
            result.verdict = verdict;
            result.reason = match verdict {
                Verdict::CannotJudge => reason + &k6_says(evidence),
                _ => reason,
            };
            result.samples = result.samples.or((verdict == Verdict::NoData).then_some(0));
            result.caveats = caveats::of_missing(verdict, evidence);
            return result;
        }
    };
    result.measured = Some(measured);
    result.margin = expression.margin(measured);
    result.verdict = if expression.holds(measured) { Verdict::Pass } else { Verdict::Fail };
    judge_windows(&mut result, &expression, evidence);
    result.successes_only = evidence
        .successes
        .as_ref()
        .and_then(|values| lookup(values, expression.stat))
        .filter(|value| evidence.failed_samples != Some(0) && value.to_bits() != measured.to_bits());
    if let Some(text) = rounding(&expression, measured, evidence, unit) {
        result.verdict = Verdict::CannotJudge;
        result.reason = text + &k6_says(evidence);
    } else {
        result.reason = reason(&result, &expression, measured, unit);
    }
    result.caveats = caveats::of_measured(&result, &expression, evidence, unit);
    result
}

/// The statistic, or one that is equal by definition: p(50) is the median, p(0) the minimum, p(100) the maximum.
pub(super) fn lookup(values: &Values, stat: Stat) -> Option<f64> {
    let same: &[Stat] = match stat {
        Stat::P(50.0) => &[Stat::Med],
        Stat::P(0.0) => &[Stat::Min],
        Stat::P(100.0) => &[Stat::Max],
        Stat::Med => &[Stat::P(50.0)],
        Stat::Min => &[Stat::P(0.0)],
        Stat::Max => &[Stat::P(100.0)],
        _ => &[],
    };
    std::iter::once(&stat).chain(same).find_map(|s| values.get(*s)).filter(|v| v.is_finite())
}

fn blank(objective: &Objective, evidence: &Evidence, expression: Option<&Expression>, unit: Unit) -> ObjectiveResult {
    ObjectiveResult {
        objective: objective.clone(),
        title: title(objective, expression, unit, evidence.kind),
        subject: match expression {
            Some(e) => subject(&objective.series, e.stat, evidence.kind),
            None => objective.series.to_string(),
        },
        verdict: Verdict::CannotJudge,
        reason: String::new(),
        stat: expression.map(|e| e.stat),
        unit: expression.map(|_| unit),
        operator: expression.map(|e| e.operator.as_str().to_owned()),
        limit: expression.map(|e| e.limit).filter(|limit| limit.is_finite()),
        measured: None,
        measured_from: evidence.from,
        margin: None,
        samples: evidence.samples,
        caveats: Vec::new(),
        k6_verdict: evidence.k6_verdict.as_ref().map(|(verdict, _)| *verdict),
        error: None,
        windows: evidence.windows.clone(),
        worst: None,
        first_break: None,
        successes_only: None,
    }
}

/// Marks each window and finds the worst and the first broken one. A sum cannot be judged in a part of the run.
fn judge_windows(result: &mut ObjectiveResult, expression: &Expression, evidence: &Evidence) {
    if expression.stat == Stat::Count {
        return;
    }
    let per_second = evidence.kind == Some(MetricType::Counter);
    let kept = |w: &WindowValue| w.measured.map(|v| expression.holds(v) || per_second && within_one(expression, v, w));
    result.windows = evidence.windows.iter().map(|w| WindowValue { kept: kept(w), ..*w }).collect();
    let room = |w: &&WindowValue| {
        w.measured.and_then(|v| expression.margin(v)).map_or(f64::INFINITY, |margin| margin.absolute)
    };
    let measured = || result.windows.iter().filter(|w| w.measured.is_some());
    let worst = measured().min_by(|a, b| room(a).total_cmp(&room(b))).copied();
    result.first_break = measured().find(|w| w.kept == Some(false)).copied();
    result.worst = worst;
}

/// A rate over a short span rests on a whole number of samples: of a steady 200/s, spans of 10 s hold 1,999, 2,000 or
/// 2,001. A limit that one sample more or less would keep is not broken.
fn within_one(expression: &Expression, measured: f64, window: &WindowValue) -> bool {
    #[allow(clippy::cast_precision_loss)]
    let one = if window.samples == 0 { return false } else { measured / window.samples as f64 };
    expression.holds(measured + one) || expression.holds(measured - one)
}

fn reason(result: &ObjectiveResult, expression: &Expression, measured: f64, unit: Unit) -> String {
    let operator = expression.operator.as_str();
    let limit = format::limit(operator, expression.limit, unit);
    let value = format::against(measured, expression.limit, unit);
    let kept = if result.verdict == Verdict::Pass { "keeps" } else { "breaks" };
    let mut text = format!("The {} is {value} and {kept} {limit}", in_words(expression.stat));
    if let Some(margin) = &result.margin {
        text.push_str(&format!("; margin {}", format::margin(margin, unit)));
    }
    match result.samples {
        Some(1) => text.push_str(", over 1 sample"),
        Some(n) => text.push_str(&format!(", over {} samples", format::count(n))),
        None => text.push_str("; the file does not say over how many samples"),
    }
    text.push('.');
    if let Some(broken) = &result.first_break {
        let count = result.windows.iter().filter(|w| w.kept == Some(false)).count();
        let of = result.windows.iter().filter(|w| w.kept.is_some()).count();
        let at = format::moment(broken.start_ms);
        let spans = format::some_of(count as u64, of as u64, "span");
        text.push_str(&format!(" Broken in {spans} of 10 s, first at {at}."));
    }
    text
}

/// k6's dashboard cuts values to 5 significant digits: if the limit lies within what was cut, nothing is known.
fn rounding(expression: &Expression, measured: f64, evidence: &Evidence, unit: Unit) -> Option<String> {
    if evidence.from != Some(MeasuredFrom::Dashboard) || measured == 0.0 {
        return None;
    }
    let step = 10f64.powf(measured.abs().log10().floor() - 4.0);
    let holds = expression.holds(measured);
    let certain = [measured - step, measured + step].iter().all(|v| expression.holds(*v) == holds);
    (!certain).then(|| {
        format!(
            "The {} is {}, cut to 5 digits by k6's dashboard, too close to {} to say on which side it lies.",
            in_words(expression.stat),
            format::against(measured, expression.limit, unit),
            format::limit(expression.operator.as_str(), expression.limit, unit)
        )
    })
}

/// k6's own verdict as an addition to a reason.
fn k6_says(evidence: &Evidence) -> String {
    match &evidence.k6_verdict {
        Some((verdict, file)) => format!(" k6's own verdict, in {file}, is {}.", verdict.label()),
        None => String::new(),
    }
}
