//! Objectives and their verdicts in words.

use sloscope_model::format;
use sloscope_model::order::sort_short;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_objectives::{Objective, Origin};

use crate::report::{ObjectivesFrom, OverallRow, Report};
use crate::slo::{Basis, Between, ObjectiveResult, Verdict, WindowValue};

/// A verdict with its sign, never the sign alone: `✅ PASS`.
pub fn status(verdict: Verdict) -> String {
    let sign = match verdict {
        Verdict::Pass => "✅",
        Verdict::Fail => "❌",
        Verdict::NoData => "⚪",
        Verdict::CannotJudge => "❔",
        Verdict::NotInPart | Verdict::NotInRun | Verdict::NotJudged => "➖",
    };
    format!("{sign} {}", verdict.label())
}

/// The objectives that judge the statistics of a series.
pub struct ObjectivesOn<'a>(Vec<(Stat, &'a ObjectiveResult)>);

impl<'a> ObjectivesOn<'a> {
    /// Those of a report on exactly this series, tags included.
    pub fn of(report: &'a Report, series: &Series) -> Self {
        let on = report.objectives.iter().filter(|o| o.objective.series.same_as(series));
        let mut on: Vec<_> = on.filter_map(|o| Some((o.stat?, o))).collect();
        sort_short(&mut on, |a, b| a.0.order(b.0).then(a.1.verdict.gravity().cmp(&b.1.verdict.gravity())));
        Self(on)
    }

    /// The one that judges a statistic; of several, the one with the worst verdict.
    pub fn find(&self, stat: Stat) -> Option<&'a ObjectiveResult> {
        let end = self.0.partition_point(|(known, _)| known.order(stat).is_le());
        let (known, found) = self.0.get(end.checked_sub(1)?)?;
        known.order(stat).is_eq().then_some(*found)
    }
}

/// `< 500 ms`; the expression as written where it could not be read.
pub fn target(result: &ObjectiveResult) -> String {
    match (&result.operator, result.limit, result.unit) {
        (Some(operator), Some(limit), Some(unit)) => format::limit(operator, limit, unit),
        _ => result.objective.shown().to_owned(),
    }
}

/// The measured value, or what is known in its place.
pub fn measured(result: &ObjectiveResult) -> String {
    if let (None, Basis::Bounds, Some(between), Some(unit)) =
        (result.measured, &result.basis, result.between, result.unit)
    {
        return bounds(between, unit);
    }
    match (result.measured, result.limit, result.unit) {
        (Some(value), Some(limit), Some(unit)) => format::against(value, limit, unit),
        (Some(value), None, Some(unit)) => format::value(value, unit),
        _ => "-".to_owned(),
    }
}

/// "≤ 198.7 ms", "12.00 ms to 15.00 ms".
fn bounds((least, most): Between, unit: Unit) -> String {
    match (least.is_finite(), most.is_finite()) {
        (true, true) => format!("{} to {}", format::value(least, unit), format::value(most, unit)),
        (false, true) => format!("≤ {}", format::value(most, unit)),
        _ => format!("≥ {}", format::value(least, unit)),
    }
}

/// Whose verdict it is, where it does not rest on a value that was measured.
pub fn basis(result: &ObjectiveResult) -> Option<&'static str> {
    match (&result.basis, result.verdict) {
        (_, Verdict::NoData | Verdict::CannotJudge) => None,
        (Basis::K6(_), _) => Some("by k6"),
        (Basis::Bounds, _) => Some("by bounds"),
        (Basis::Measured, _) => None,
    }
}

/// Must the reason be read to understand the verdict?
pub fn needs_reason(result: &ObjectiveResult) -> bool {
    result.verdict != Verdict::Pass || result.basis != Basis::Measured
}

/// How far the measured value is from its limit, "61.27 ms over, 62× the limit"; "-" where that is not known.
pub fn margin(result: &ObjectiveResult) -> String {
    beside_limit(result, format::margin).unwrap_or_else(|| "-".to_owned())
}

/// The same without the factor, for narrow tables: "61.27 ms over".
pub fn distance(result: &ObjectiveResult) -> String {
    beside_limit(result, format::distance).unwrap_or_else(|| "-".to_owned())
}

/// How much of the limit is used: "62× the limit", "3 % used".
pub fn limit_used(result: &ObjectiveResult) -> Option<String> {
    beside_limit(result, format::limit_used)
}

fn beside_limit(result: &ObjectiveResult, shown: fn(&str, f64, f64, Unit) -> Option<String>) -> Option<String> {
    let (operator, limit, unit) = (result.operator.as_deref()?, result.limit?, result.unit?);
    shown(operator, result.measured?, limit, unit)
}

/// The value of a row of overall metrics beside its objective, or why there is none.
pub fn overall_value(report: &Report, row: &OverallRow) -> String {
    let limit = row.objective.and_then(|at| report.objectives.get(at)).and_then(|o| o.limit);
    match (row.value, limit) {
        (Some(value), Some(limit)) => format::against(value, limit, row.unit),
        (Some(value), None) => format::value(value, row.unit),
        (None, _) => row.absent.clone().unwrap_or_else(|| "not in this file".to_owned()),
    }
}

/// Who states the objectives, as a sentence.
pub fn objectives_from(report: &Report) -> String {
    match &report.objectives_from {
        ObjectivesFrom::Files(names) => format!("The objectives come from {}.", names.join(", ")),
        ObjectivesFrom::ObjectivesFile(name) => format!("The objectives come from the objectives file {name}."),
        ObjectivesFrom::Edited => "The objectives were edited for this report.".to_owned(),
        ObjectivesFrom::Suggested => {
            "The objectives are sloscope's suggestions, adopted for this report; no file states any.".to_owned()
        }
        ObjectivesFrom::Preset(name) => format!("The objectives are sloscope's preset \"{name}\"."),
        ObjectivesFrom::NotStated => "No objectives are stated: nothing is judged.".to_owned(),
    }
}

/// In which order objectives are listed, see [`worst_first`](crate::slo::worst_first).
pub const WORST_FIRST: &str = "Worst first: by how many times the limit.";

/// What is said above suggestions.
pub const SUGGESTED: &str = "Suggested limits for what this run measured. They are usual values, not promises of this \
                             service, and judge nothing until you adopt them.";

/// What a suggestion would come to: "would be met".
pub fn suggestion(result: &ObjectiveResult) -> &'static str {
    match result.verdict {
        Verdict::Pass => "would be met",
        Verdict::Fail => "would be missed",
        _ => "could not be evaluated",
    }
}

/// How many objectives came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// PASS.
    pub passed: usize,
    /// FAIL.
    pub failed: usize,
    /// NO DATA and CANNOT JUDGE.
    pub not_judged: usize,
    /// Not about this part, or not about this run.
    pub left_out: usize,
}

/// Counts the objectives of a report by their verdicts.
pub fn tally(report: &Report) -> Tally {
    report.objectives.iter().fold(Tally::default(), |mut tally, o| {
        match o.verdict {
            Verdict::Pass => tally.passed += 1,
            Verdict::Fail => tally.failed += 1,
            Verdict::NoData | Verdict::CannotJudge => tally.not_judged += 1,
            Verdict::NotInPart | Verdict::NotInRun | Verdict::NotJudged => tally.left_out += 1,
        }
        tally
    })
}

/// Where one objective was stated.
pub fn origin(objective: &Objective) -> String {
    match &objective.origin {
        Origin::File(name) => format!("stated by {name}"),
        Origin::ObjectivesFile(name) => format!("from the objectives file {name}"),
        Origin::Edited => "edited on this page".to_owned(),
        Origin::NameOnly(name) => format!("named by {name}, which does not carry its expression"),
        Origin::Suggested => "suggested by sloscope".to_owned(),
        Origin::Preset(name) => format!("from sloscope's preset \"{name}\""),
    }
}

/// What k6 does when the objective is missed, where that is more than reporting it.
pub fn abort(objective: &Objective) -> Option<String> {
    let after = objective.delay_abort_eval.as_deref().map(|delay| format!(", from {delay} after the start"));
    objective.abort_on_fail.then(|| format!("k6 aborts the run as soon as it is missed{}", after.unwrap_or_default()))
}

/// The value of a span of time beside the objective's limit; "no samples" where there is none.
pub fn window_value(result: &ObjectiveResult, window: &WindowValue) -> String {
    match (window.measured, result.limit, result.unit) {
        (Some(value), Some(limit), Some(unit)) => format::against(value, limit, unit),
        (Some(value), None, Some(unit)) => format::value(value, unit),
        _ => "no samples".to_owned(),
    }
}

/// `0:40 to 0:50`.
pub fn window_span(window: &WindowValue) -> String {
    format!("{} to {}", format::moment(window.start_ms), format::moment(window.end_ms))
}

/// The statistic over successful requests only, where it differs.
pub fn successes_only(result: &ObjectiveResult) -> Option<String> {
    let (value, unit) = (result.successes_only?, result.unit?);
    Some(result.limit.map_or_else(|| format::value(value, unit), |limit| format::against(value, limit, unit)))
}
