//! Objectives of a stored report, with the verdicts of then.

use sloscope_model::margin::Margin;
use sloscope_objectives::{ExpressionError, Objective, Origin};
use sloscope_stored::{Fault, v1};

use super::{Types, series, stat, unknown, word, word_if_any};
use crate::report::ObjectivesFrom;
use crate::slo::{Basis, ObjectiveResult, WindowValue, subject};

pub(super) fn objectives(all: &[v1::Objective], types: &Types) -> Result<Vec<ObjectiveResult>, Fault> {
    all.iter().map(|objective| result(objective, types)).collect()
}

fn result(of: &v1::Objective, types: &Types) -> Result<ObjectiveResult, Fault> {
    let series = series(&of.series);
    let stat = stat("objectives: stat", of.stat.as_ref())?;
    let kind = types.find(&series.metric).map(|(kind, _)| kind);
    let subject = stat.map_or_else(|| series.to_string(), |stat| subject(&series, stat, kind));
    let between = (of.at_least.is_some() || of.at_most.is_some())
        .then(|| (of.at_least.unwrap_or(f64::NEG_INFINITY), of.at_most.unwrap_or(f64::INFINITY)));
    Ok(ObjectiveResult {
        objective: Objective {
            series,
            expression: of.expression.clone().unwrap_or_default(),
            abort_on_fail: of.abort_on_fail == Some(true),
            delay_abort_eval: None,
            origin: origin(of)?,
        },
        title: of.title.clone(),
        subject,
        verdict: word("objectives: verdict", &of.verdict)?,
        basis: match (of.basis.as_deref(), &of.basis_file) {
            (Some("bounds"), _) => Basis::Bounds,
            (_, Some(file)) => Basis::K6(file.clone()),
            _ => Basis::Measured,
        },
        reason: of.reason.clone(),
        stat,
        unit: word_if_any("objectives: unit", of.unit.as_ref())?,
        operator: of.operator.clone(),
        limit: of.limit,
        measured: of.measured,
        between,
        measured_from: word_if_any("objectives: measured_from", of.measured_from.as_ref())?,
        margin: of.margin.map(|absolute| Margin { absolute, percent: of.margin_percent }),
        samples: of.samples,
        caveats: of.caveats.clone(),
        k6_verdict: word_if_any("objectives: k6_verdict", of.k6_verdict.as_ref())?,
        error: of.error.as_ref().map(error),
        windows: Vec::new(),
        worst: of.worst_window.as_ref().map(window),
        first_break: of.first_break.as_ref().map(window),
        successes_only: of.successes_only,
    })
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

fn origin(of: &v1::Objective) -> Result<Origin, Fault> {
    let file = || of.origin_file.clone().unwrap_or_default();
    Ok(match of.origin.as_str() {
        "file" => Origin::File(file()),
        "objectives-file" => Origin::ObjectivesFile(file()),
        "name-only" => Origin::NameOnly(file()),
        "preset" => Origin::Preset(file()),
        "edited" => Origin::Edited,
        "suggested" => Origin::Suggested,
        _ => return Err(unknown("objectives: origin")),
    })
}

/// Who states them; the names are those of the objectives.
pub(super) fn from(text: &str, objectives: &[ObjectiveResult]) -> Result<ObjectivesFrom, Fault> {
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
    Ok(match text {
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
        _ => return Err(unknown("objectives_from")),
    })
}
