//! Objectives of a stored report, with the verdicts of then.

use sloscope_model::margin::Margin;
use sloscope_objectives::{ExpressionError, Objective, Origin};
use sloscope_stored::v1;

use super::{Types, Words, series};
use crate::report::ObjectivesFrom;
use crate::slo::{Basis, ObjectiveResult, Verdict, WindowValue, subject};

pub(super) fn objectives(all: &[v1::Objective], types: &Types, words: &Words) -> Vec<ObjectiveResult> {
    all.iter().map(|objective| result(objective, types, words)).collect()
}

fn result(of: &v1::Objective, types: &Types, words: &Words) -> ObjectiveResult {
    let series = series(&of.series);
    let stat = words.stat("objectives: stat", of.stat.as_ref());
    let kind = types.find(&series.metric).map(|(kind, _)| kind);
    let subject = stat.map_or_else(|| series.to_string(), |stat| subject(&series, stat, kind));
    let between = (of.at_least.is_some() || of.at_most.is_some())
        .then(|| (of.at_least.unwrap_or(f64::NEG_INFINITY), of.at_most.unwrap_or(f64::INFINITY)));
    ObjectiveResult {
        objective: Objective {
            series,
            expression: of.expression.clone().unwrap_or_default(),
            abort_on_fail: of.abort_on_fail == Some(true),
            delay_abort_eval: None,
            origin: origin(of, words),
        },
        title: of.title.clone(),
        subject,
        verdict: words.word("objectives: verdict", &of.verdict).unwrap_or(Verdict::CannotJudge),
        basis: match (of.basis.as_deref(), &of.basis_file) {
            (Some("bounds"), _) => Basis::Bounds,
            (_, Some(file)) => Basis::K6(file.clone()),
            _ => Basis::Measured,
        },
        reason: of.reason.clone(),
        stat,
        unit: of.unit.as_ref().and_then(|text| words.word("objectives: unit", text)),
        operator: of.operator.clone(),
        limit: of.limit,
        measured: of.measured,
        between,
        measured_from: of.measured_from.as_ref().and_then(|text| words.word("objectives: measured_from", text)),
        margin: of.margin.map(|absolute| Margin { absolute, percent: of.margin_percent }),
        samples: of.samples,
        caveats: of.caveats.clone(),
        k6_verdict: of.k6_verdict.as_ref().and_then(|text| words.word("objectives: k6_verdict", text)),
        error: of.error.as_ref().map(error),
        windows: Vec::new(),
        worst: of.worst_window.as_ref().map(window),
        first_break: of.first_break.as_ref().map(window),
        successes_only: of.successes_only,
    }
}

/// The place of a mistake is no further than the end of the expression that it is in.
fn error(of: &v1::ExpressionError) -> ExpressionError {
    ExpressionError { message: of.message.clone(), at: usize::try_from(of.at).unwrap_or_default().min(MOST_AT) }
}

/// The page draws a mark so far to the right.
const MOST_AT: usize = 1 << 16;

fn window(of: &v1::WindowValue) -> WindowValue {
    let v1::WindowValue { start_ms, end_ms, measured, samples, kept } = *of;
    WindowValue { start_ms, end_ms, measured, samples, kept }
}

fn origin(of: &v1::Objective, words: &Words) -> Origin {
    let file = || of.origin_file.clone().unwrap_or_default();
    match of.origin.as_str() {
        "file" => Origin::File(file()),
        "objectives-file" => Origin::ObjectivesFile(file()),
        "name-only" => Origin::NameOnly(file()),
        "preset" => Origin::Preset(file()),
        "edited" => Origin::Edited,
        "suggested" => Origin::Suggested,
        _ => {
            words.unknown("objectives: origin");
            Origin::Edited
        }
    }
}

/// Who states them; the names are those of the objectives.
pub(super) fn from(text: &str, objectives: &[ObjectiveResult], words: &Words) -> ObjectivesFrom {
    let mut names: Vec<String> = Vec::new();
    for result in objectives {
        if let Origin::File(name) | Origin::NameOnly(name) | Origin::ObjectivesFile(name) | Origin::Preset(name) =
            &result.objective.origin
            && names.last() != Some(name)
        {
            names.push(name.clone());
        }
    }
    let first = |names: Vec<String>| names.into_iter().next().unwrap_or_default();
    match text {
        "files" => {
            sloscope_model::order::sort_short(&mut names, Ord::cmp);
            names.dedup();
            ObjectivesFrom::Files(names)
        }
        "objectives-file" => ObjectivesFrom::ObjectivesFile(first(names)),
        "preset" => ObjectivesFrom::Preset(first(names)),
        "edited" => ObjectivesFrom::Edited,
        "suggested" => ObjectivesFrom::Suggested,
        "not-stated" => ObjectivesFrom::NotStated,
        _ => {
            words.unknown("objectives_from");
            ObjectivesFrom::NotStated
        }
    }
}
