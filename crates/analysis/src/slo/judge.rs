//! The one verdict function: an objective and what is known of its series in, a verdict with its reason out.
//! Only what is certain can PASS or FAIL: a measured value, bounds that leave no doubt, or k6's own verdict where the
//! value is not in the files. A missing value is NO DATA or CANNOT JUDGE, never 0.

use sloscope_ingest::dashboard_range;
use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::{Stat, Unit};
use sloscope_objectives::{Expression, Objective, Operator, Origin};

use super::bounds::{self, Between, decide};
use super::missing::{Missing, missing};
use super::title::{in_words, subject, title, unit_of};
use super::{Basis, Evidence, ObjectiveResult, Verdict, caveats, spans};
use crate::report::MeasuredFrom;

/// Judges one objective. Never fails: what cannot be read or is not known becomes the reason.
pub fn judge(objective: &Objective, evidence: &Evidence) -> ObjectiveResult {
    let expression = match Expression::parse(&objective.expression) {
        _ if evidence.outside.is_some() => return outside(objective, evidence),
        _ if matches!(objective.origin, Origin::NameOnly(_)) => return name_only(objective, evidence),
        Ok(expression) => expression,
        Err(error) => {
            let reason = format!(
                "The expression {:?} cannot be read: at character {}, {}.",
                objective.expression,
                error.at + 1,
                error.message
            );
            let mut result = blank(objective, evidence, None, Unit::Plain);
            (result.reason, result.error) = (reason, Some(error));
            ask_k6(&mut result, evidence);
            return result;
        }
    };
    let unit = unit_of(objective, expression.stat, evidence.kind, evidence.contains);
    let mut result = blank(objective, evidence, Some(&expression), unit);
    match missing(objective, &expression, evidence) {
        Ok(measured) => of_measured(&mut result, &expression, measured, evidence, unit),
        Err(missing) => of_missing(&mut result, &expression, missing, evidence, unit),
    }
    result
}

/// A verdict on a measured value, or none where it is not known to enough digits.
fn of_measured(result: &mut ObjectiveResult, expression: &Expression, measured: f64, evidence: &Evidence, unit: Unit) {
    result.measured = Some(measured);
    result.margin = expression.margin(measured);
    result.verdict = if expression.holds(measured) { Verdict::Pass } else { Verdict::Fail };
    judge_windows(result, expression, evidence);
    result.successes_only = evidence
        .successes
        .as_ref()
        .and_then(|values| values.known(expression.stat))
        .filter(|value| evidence.failed_samples != Some(0) && value.to_bits() != measured.to_bits());
    let open = uncertain(expression, measured, evidence, unit);
    result.between = open.as_ref().map(|(between, _)| *between);
    match open.filter(|(between, _)| decide(expression, *between).is_none()) {
        Some((_, why)) => {
            (result.verdict, result.reason) = (Verdict::CannotJudge, why);
            ask_k6(result, evidence);
        }
        None => result.reason = reason(result, expression, measured, evidence, unit),
    }
    if let (Some((theirs, file)), true) = (&evidence.k6_verdict, evidence.incomplete && !evidence.partial)
        && evidence.from == Some(MeasuredFrom::Samples)
        && matches!(result.verdict, Verdict::Pass | Verdict::Fail)
        && *theirs != result.verdict
    {
        result.reason = format!(
            "k6's own verdict, in {file}, is {}: it judged all samples, and some are missing here. Of those that could \
             be read: {}",
            theirs.label(),
            result.reason
        );
        (result.verdict, result.basis) = (*theirs, Basis::K6(file.clone()));
        // What could be read is not what was judged.
        (result.measured, result.margin) = (None, None);
    }
    contradicted(result, evidence, unit);
    out_of_order(result, expression, evidence, unit);
    unfit(result, expression, evidence);
    result.caveats = caveats::of_measured(result, expression, evidence, unit);
}

/// A summary states values and verdicts of the same moment: where they contradict each other, neither is known.
fn contradicted(result: &mut ObjectiveResult, evidence: &Evidence, unit: Unit) {
    let (Some((theirs, file)), Some(measured)) = (&evidence.k6_verdict, result.measured) else { return };
    let judged = matches!(result.verdict, Verdict::Pass | Verdict::Fail);
    if evidence.from == Some(MeasuredFrom::Summary) && !evidence.partial && judged && *theirs != result.verdict {
        result.reason = format!(
            "The value is {}, which would be a {}, and k6's own verdict in {file} is {}: the files contradict each other.",
            format::value(measured, unit),
            result.verdict.label(),
            theirs.label()
        );
        result.verdict = Verdict::CannotJudge;
    }
}

/// Percentiles of a summary that are out of order are none of one series: they decide only where all of them agree.
fn out_of_order(result: &mut ObjectiveResult, expression: &Expression, evidence: &Evidence, unit: Unit) {
    let judged = matches!(result.verdict, Verdict::Pass | Verdict::Fail);
    let values = evidence.values.as_ref().filter(|_| judged && evidence.from == Some(MeasuredFrom::Summary));
    let found = values.and_then(|values| bounds::contradiction(values, expression.stat));
    if let (Some(((stat, other), ends)), Some(measured)) = (found, result.measured)
        && decide(expression, ends).is_none()
    {
        result.verdict = Verdict::CannotJudge;
        result.reason = format!(
            "The {} is {}, and the {} of the same series is {}, which cannot be: the file contradicts itself.",
            in_words(expression.stat),
            format::value(measured, unit),
            in_words(stat),
            format::value(other, unit)
        );
    }
}

/// A part of the run holds a part of a sum: that it does not reach what the whole run is to reach says nothing.
fn unfit(result: &mut ObjectiveResult, expression: &Expression, evidence: &Evidence) {
    let reaches = matches!(expression.operator, Operator::Above | Operator::AtLeast | Operator::Equal);
    let is_sum = evidence.kind == Some(MetricType::Counter) && expression.stat == Stat::Count;
    if evidence.partial && is_sum && reaches && result.verdict == Verdict::Fail {
        result.verdict = Verdict::NotInPart;
        result.reason =
            "The objective is on a sum over the whole run, of which this is a part: it is not judged here.".to_owned();
    }
}

/// Nothing was measured: other values may bound it, and k6 may have judged it.
fn of_missing(
    result: &mut ObjectiveResult,
    expression: &Expression,
    missing: Missing,
    evidence: &Evidence,
    unit: Unit,
) {
    (result.verdict, result.reason) = (missing.verdict, missing.reason);
    result.samples = result.samples.or((missing.verdict == Verdict::NoData).then_some(0));
    if missing.verdict == Verdict::CannotJudge {
        let values = evidence.values.as_ref().filter(|_| missing.is_unstated);
        let range = |value| stated_range(value, evidence, unit);
        let found = values.and_then(|values| bounds::between(values, expression.stat, range));
        match found.and_then(|between| Some((between, decide(expression, between)?))) {
            Some((between, holds)) => {
                result.verdict = if holds { Verdict::Pass } else { Verdict::Fail };
                (result.basis, result.between) = (Basis::Bounds, Some(between));
                result.reason = bounded(expression, between, holds, unit, evidence.from);
                result.caveats = caveats::of_bounded(result, evidence);
                return;
            }
            None if missing.may_be_empty => {}
            None => ask_k6(result, evidence),
        }
    }
    result.caveats = caveats::of_missing(result.verdict, evidence);
}

/// Not about what is shown: it does not count.
fn outside(objective: &Objective, evidence: &Evidence) -> ObjectiveResult {
    let expression = Expression::parse(&objective.expression).ok();
    let unit = expression.map(|e| unit_of(objective, e.stat, evidence.kind, evidence.contains));
    let mut result = blank(objective, evidence, expression.as_ref(), unit.unwrap_or(Unit::Plain));
    result.windows = Vec::new();
    if let Some((verdict, reason)) = &evidence.outside {
        (result.verdict, result.reason) = (*verdict, reason.clone());
    }
    result
}

/// k6's samples name the series of a threshold on a sub-metric, never its expression.
fn name_only(objective: &Objective, evidence: &Evidence) -> ObjectiveResult {
    let mut result = blank(objective, evidence, None, Unit::Plain);
    let file = match &objective.origin {
        Origin::NameOnly(file) => file.as_str(),
        _ => "The file",
    };
    result.reason = format!(
        "{file} says that the test has a threshold on {}, and does not carry its expression. Add the run's options \
         (k6 inspect script.js > options.json), or a summary that states it.",
        objective.series
    );
    ask_k6(&mut result, evidence);
    result
}

/// Where we cannot judge and k6 has judged the same, its verdict counts.
fn ask_k6(result: &mut ObjectiveResult, evidence: &Evidence) {
    if let Some((verdict, file)) = evidence.k6_verdict.as_ref().filter(|_| !evidence.partial) {
        result.reason =
            format!("k6's own verdict, in {file}, is {}: it judged all samples. {}", verdict.label(), result.reason);
        (result.verdict, result.basis) = (*verdict, Basis::K6(file.clone()));
    }
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
        basis: Basis::Measured,
        reason: String::new(),
        stat: expression.map(|e| e.stat),
        unit: expression.map(|_| unit),
        operator: expression.map(|e| e.operator.as_str().to_owned()),
        limit: expression.map(|e| e.limit).filter(|limit| limit.is_finite()),
        measured: None,
        between: None,
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

/// A sum cannot be judged in a part of the run.
fn judge_windows(result: &mut ObjectiveResult, expression: &Expression, evidence: &Evidence) {
    if expression.stat != Stat::Count {
        let spans = spans::judged(expression, evidence.kind, &evidence.windows);
        (result.windows, result.first_break, result.worst) = (spans.windows, spans.first, spans.worst);
    }
}

fn reason(result: &ObjectiveResult, expression: &Expression, measured: f64, evidence: &Evidence, unit: Unit) -> String {
    let operator = expression.operator.as_str();
    let limit = format::limit(operator, expression.limit, unit);
    let value = format::against(measured, expression.limit, unit);
    let mut text = format!("The {} is {value}, the limit {limit}: ", in_words(expression.stat));
    match format::margin(operator, measured, expression.limit, unit) {
        Some(margin) => text.push_str(&margin),
        None => {
            text.push_str(if result.verdict == Verdict::Pass { "met" } else { "missed" });
            text.push_str(if expression.limit.is_finite() { "; the margin is beyond all numbers" } else { "" });
        }
    }
    match result.samples {
        Some(n) => text.push_str(&format!(", from {}.", format::counted(n, "sample"))),
        None => text.push_str(". The file does not say from how many samples."),
    }
    if let (Some((between, why)), Stat::Rate) = (&evidence.rate, expression.stat) {
        text.push_str(&format!(" It is {}: {why}.", words_of(*between, unit)));
    }
    let in_spans = spans::in_words(&result.windows, result.worst.as_ref(), expression.limit, unit);
    if let Some(in_spans) = in_spans.filter(|_| result.first_break.is_some()) {
        text.push_str(&format!(" {}.", format::capitalised(&in_spans)));
    }
    text
}

/// Between which values the true one lies, and why it is not known better.
fn uncertain(expression: &Expression, measured: f64, evidence: &Evidence, unit: Unit) -> Option<(Between, String)> {
    let limit = || format::limit(expression.operator.as_str(), expression.limit, unit);
    if let Some(between) = of_cut(expression, measured, evidence) {
        let text = format!(
            "The {} of what could be read is {}, so that of the run is {}: the file is cut short or lines of it were \
             lost. That does not say on which side of {} it lies.",
            in_words(expression.stat),
            format::against(measured, expression.limit, unit),
            words_of(between, unit),
            limit()
        );
        return Some((between, text));
    }
    if let (Some((between, why)), Stat::Rate) = (&evidence.rate, expression.stat) {
        let text = format!(
            "The rate is {}, and {}: {why}. That is too close to {} to say on which side it lies.",
            format::value(measured, unit),
            words_of(*between, unit),
            limit()
        );
        return Some((*between, text));
    }
    let between = stated_range(measured, evidence, unit);
    if between.0.to_bits() == between.1.to_bits() {
        return None;
    }
    let text = format!(
        "The {} is {}, cut to 5 digits by k6's dashboard, too close to {} to say on which side it lies.",
        in_words(expression.stat),
        format::against(measured, expression.limit, unit),
        limit()
    );
    Some((between, text))
}

/// What the extremes and the sum of a cut file say of those of the run.
fn of_cut(expression: &Expression, measured: f64, evidence: &Evidence) -> Option<Between> {
    if !evidence.incomplete || evidence.partial {
        return None;
    }
    match (expression.stat, evidence.kind?) {
        (Stat::Count, MetricType::Counter) | (Stat::Max, _) => Some((measured, f64::INFINITY)),
        (Stat::Min, _) => Some((f64::NEG_INFINITY, measured)),
        _ => None,
    }
}

/// What a stated value stands for: k6's dashboard cuts values to 5 significant digits.
fn stated_range(value: f64, evidence: &Evidence, unit: Unit) -> Between {
    match evidence.from {
        Some(MeasuredFrom::Dashboard) => dashboard_range(value, unit == Unit::Fraction),
        _ => (value, value),
    }
}

/// "p(99) is not in these files, and is at most 198.7 ms, the maximum".
fn bounded(expression: &Expression, between: Between, holds: bool, unit: Unit, from: Option<MeasuredFrom>) -> String {
    let limit = format::limit(expression.operator.as_str(), expression.limit, unit);
    let absent = if from == Some(MeasuredFrom::Samples) { "cannot be computed" } else { "is not in this file" };
    format!(
        "The {} {absent}, but other values of the series say that it is {}, which {} {limit} for certain.",
        in_words(expression.stat),
        words_of(between, unit),
        if holds { "meets" } else { "misses" }
    )
}

/// "at most 198.7 ms", "between 12 and 15 ms".
fn words_of((least, most): Between, unit: Unit) -> String {
    match (least.is_finite(), most.is_finite()) {
        (true, true) if least.to_bits() == most.to_bits() => format::value(least, unit),
        (true, true) => format!("between {} and {}", format::value(least, unit), format::value(most, unit)),
        (false, true) => format!("at most {}", format::value(most, unit)),
        _ => format!("at least {}", format::value(least, unit)),
    }
}
