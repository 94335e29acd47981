//! Objectives, with their verdicts, of the JSON report.

use sloscope_analysis::report::{ObjectivesFrom, Report};
use sloscope_analysis::slo::{Basis, ObjectiveResult, Verdict, WindowValue};
use sloscope_objectives::Origin;
use sloscope_stored::v1;

use super::{filled, name_of, run};

fn window(report: &Report, window: &WindowValue) -> v1::WindowValue {
    let WindowValue { start_ms, end_ms, measured, samples, kept } = *window;
    v1::WindowValue { start_ms, end_ms: run::end_in_run(&report.run, end_ms), measured, samples, kept }
}

pub(super) fn objective(report: &Report, result: &ObjectiveResult) -> v1::Objective {
    let (origin, origin_file) = match &result.objective.origin {
        Origin::File(name) => ("file", Some(name.clone())),
        Origin::ObjectivesFile(name) => ("objectives-file", Some(name.clone())),
        Origin::Edited => ("edited", None),
        Origin::NameOnly(name) => ("name-only", Some(name.clone())),
        Origin::Suggested => ("suggested", None),
        Origin::Preset(name) => ("preset", Some(name.clone())),
    };
    // What PASS or FAIL rests on; absent for the other verdicts.
    let judged = matches!(result.verdict, Verdict::Pass | Verdict::Fail);
    let (basis, basis_file) = match &result.basis {
        Basis::Measured => ("measured", None),
        Basis::Bounds => ("bounds", None),
        Basis::K6(file) => ("k6", Some(file.clone())),
    };
    v1::Objective {
        series: result.objective.series.to_string(),
        // Absent where no file states it.
        expression: filled(&result.objective.expression),
        title: result.title.clone(),
        verdict: result.verdict.as_str().to_owned(),
        basis: judged.then(|| basis.to_owned()),
        basis_file,
        reason: result.reason.clone(),
        stat: result.stat.map(|s| s.to_string()),
        unit: result.unit.map(|u| name_of(&u)),
        operator: result.operator.clone(),
        measured: result.measured,
        // The least and the most that the value can be, where it is not known exactly and something bounds it.
        at_least: result.between.map(|(least, _)| least).filter(|v| v.is_finite()),
        at_most: result.between.map(|(_, most)| most).filter(|v| v.is_finite()),
        measured_from: result.measured_from.map(|from| name_of(&from)),
        limit: result.limit,
        margin: result.margin.map(|m| m.absolute),
        margin_percent: result.margin.and_then(|m| m.percent),
        samples: result.samples,
        successes_only: result.successes_only,
        caveats: result.caveats.clone(),
        k6_verdict: result.k6_verdict.map(|v| v.as_str().to_owned()),
        worst_window: result.worst.as_ref().map(|w| window(report, w)),
        first_break: result.first_break.as_ref().map(|w| window(report, w)),
        abort_on_fail: result.objective.abort_on_fail.then_some(true),
        origin: origin.to_owned(),
        origin_file,
        error: result.error.as_ref().map(|e| v1::ExpressionError { message: e.message.clone(), at: e.at as u64 }),
    }
}

pub(super) fn objectives_from(report: &Report) -> &'static str {
    match report.objectives_from {
        ObjectivesFrom::Files(_) => "files",
        ObjectivesFrom::ObjectivesFile(_) => "objectives-file",
        ObjectivesFrom::Edited => "edited",
        ObjectivesFrom::Suggested => "suggested",
        ObjectivesFrom::Preset(_) => "preset",
        ObjectivesFrom::NotStated => "not-stated",
    }
}
