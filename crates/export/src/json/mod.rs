//! The versioned JSON report, `sloscope.report/1` (docs/report-json.md). Its types are its own, apart from the
//! model, so that the model can change and what was written stays readable.

mod breakdown;
mod evidence;
mod findings;
mod load;
mod run;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use sloscope_analysis::report::{MetricSummary, Report, words};
use sloscope_analysis::slo::{Basis, ObjectiveResult, Verdict, WindowValue};
use sloscope_model::format::safe_json;
use sloscope_model::stat::Values;
use sloscope_objectives::Origin;

use self::breakdown::BreakdownOut;
use self::evidence::{CheckOut, CrossCheckOut, DiagnosticsOut, ErrorsOut, NoteOut};
use self::run::RunOut;
use super::written;

/// The schema that is written.
pub const SCHEMA: &str = "sloscope.report/1";

/// The report as JSON. What is not known is absent: there is no null and no 0 that stands for it.
pub fn json(report: &Report) -> Value {
    json_with(report, false)
}

fn json_with(report: &Report, keep_queries: bool) -> Value {
    let report = &*written(report, keep_queries);
    let document = Document {
        schema: SCHEMA,
        verdict: report.verdict.as_str(),
        headline: &report.headline,
        run: RunOut::of(report),
        load: load::LoadOut::of(report),
        findings: report.findings.iter().map(|finding| findings::FindingOut::of(report, finding)).collect(),
        assessment: words::assessment(report),
        selection: SelectionOut::of(report),
        metrics: report.metrics.iter().map(|m| (m.series.to_string(), MetricOut::of(m))).collect(),
        objectives: report.objectives.iter().map(|result| ObjectiveOut::of(report, result)).collect(),
        objectives_from: objectives_from(report),
        suggestions: report.suggestions.iter().map(|o| ObjectiveOut::of(report, o)).collect(),
        incomplete: &report.incomplete,
        inputs_missing: report.unread.iter().map(evidence::UnreadOut::of).collect(),
        checks: evidence::checks(report.checks.as_ref()),
        errors: ErrorsOut::of(&report.errors),
        breakdown: report.breakdown.as_ref().map(BreakdownOut::of),
        cross_checks: report.cross_checks.iter().map(CrossCheckOut::of).collect(),
        notes: report.notes.iter().map(NoteOut::of).collect(),
        diagnostics: DiagnosticsOut::of(&report.sources),
    };
    serde_json::to_value(document).unwrap_or(Value::Null)
}

/// The same as text that can be shown in a terminal: characters that act or hide are escaped, as JSON allows.
pub fn json_text(report: &Report) -> String {
    json_text_with(report, false)
}

/// The same, with the query strings of addresses if they are to be kept.
pub fn json_text_with(report: &Report, keep_queries: bool) -> String {
    // Writing a value as JSON cannot fail.
    let text = serde_json::to_string_pretty(&json_with(report, keep_queries)).unwrap_or_default();
    format!("{}\n", safe_json(&text))
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    verdict: &'static str,
    headline: &'a str,
    run: RunOut<'a>,
    load: load::LoadOut<'a>,
    findings: Vec<findings::FindingOut<'a>>,
    assessment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    selection: Option<SelectionOut<'a>>,
    metrics: BTreeMap<String, MetricOut<'a>>,
    objectives: Vec<ObjectiveOut<'a>>,
    objectives_from: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<ObjectiveOut<'a>>,
    /// What is missing of the files; the exit code is 3 then, if nothing failed.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    incomplete: &'a [String],
    /// Inputs that could not be read, not as a whole, or that changed meanwhile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inputs_missing: Vec<evidence::UnreadOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checks: Option<Vec<CheckOut<'a>>>,
    errors: ErrorsOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    breakdown: Option<BreakdownOut<'a>>,
    cross_checks: Vec<CrossCheckOut<'a>>,
    notes: Vec<NoteOut<'a>>,
    diagnostics: DiagnosticsOut<'a>,
}

/// The part of the run that the report is on; absent for the whole run.
#[derive(Serialize)]
struct SelectionOut<'a> {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    without: &'a [(String, String)],
    #[serde(skip_serializing_if = "Option::is_none")]
    start_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_ms: Option<f64>,
}

impl<'a> SelectionOut<'a> {
    fn of(report: &'a Report) -> Option<Self> {
        let query = &report.query;
        query.is_narrowed().then(|| Self {
            tags: query.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect(),
            without: &query.without,
            start_ms: query.window.map(|w| w.start_ms),
            end_ms: query.window.map(|w| run::end_in_run(&report.run, w.end_ms)),
        })
    }
}

#[derive(Serialize)]
struct MetricOut<'a> {
    r#type: &'static str,
    contains: &'static str,
    values: &'a Values,
    #[serde(skip_serializing_if = "Option::is_none")]
    samples: Option<u64>,
    from: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    type_guessed: bool,
}

impl<'a> MetricOut<'a> {
    fn of(metric: &'a MetricSummary) -> Self {
        Self {
            r#type: metric.kind.as_str(),
            contains: metric.contains.as_str(),
            values: &metric.values,
            samples: metric.samples,
            from: name_of(&metric.from),
            type_guessed: metric.kind_guessed,
        }
    }
}

#[derive(Serialize)]
struct ObjectiveOut<'a> {
    series: String,
    /// Absent where no file states it.
    #[serde(skip_serializing_if = "str::is_empty")]
    expression: &'a str,
    title: &'a str,
    verdict: &'static str,
    /// What PASS or FAIL rests on; absent for the other verdicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis_file: Option<&'a str>,
    reason: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stat: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured: Option<f64>,
    /// The least and the most that the value can be, where it is not known exactly and something bounds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    margin_percent: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    samples: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    successes_only: Option<f64>,
    caveats: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    k6_verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    worst_window: Option<WindowOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_break: Option<WindowOut>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    abort_on_fail: bool,
    origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin_file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorOut<'a>>,
}

#[derive(Serialize)]
struct ErrorOut<'a> {
    message: &'a str,
    at: usize,
}

#[derive(Serialize)]
struct WindowOut {
    start_ms: f64,
    end_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    measured: Option<f64>,
    samples: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<bool>,
}

impl WindowOut {
    fn of(report: &Report, window: &WindowValue) -> Self {
        let WindowValue { start_ms, end_ms, measured, samples, kept } = *window;
        Self { start_ms, end_ms: run::end_in_run(&report.run, end_ms), measured, samples, kept }
    }
}

impl<'a> ObjectiveOut<'a> {
    fn of(report: &'a Report, result: &'a ObjectiveResult) -> Self {
        let window = |window: &WindowValue| WindowOut::of(report, window);
        let (origin, origin_file) = match &result.objective.origin {
            Origin::File(name) => ("file", Some(name.as_str())),
            Origin::ObjectivesFile(name) => ("objectives-file", Some(name.as_str())),
            Origin::Edited => ("edited", None),
            Origin::NameOnly(name) => ("name-only", Some(name.as_str())),
            Origin::Suggested => ("suggested", None),
            Origin::Preset(name) => ("preset", Some(name.as_str())),
        };
        let judged = matches!(result.verdict, Verdict::Pass | Verdict::Fail);
        let (basis, basis_file) = match &result.basis {
            Basis::Measured => ("measured", None),
            Basis::Bounds => ("bounds", None),
            Basis::K6(file) => ("k6", Some(file.as_str())),
        };
        let basis = judged.then_some(basis);
        Self {
            series: result.objective.series.to_string(),
            expression: &result.objective.expression,
            title: &result.title,
            verdict: result.verdict.as_str(),
            basis,
            basis_file,
            reason: &result.reason,
            stat: result.stat.map(|s| s.to_string()),
            unit: result.unit.map(|u| name_of(&u)),
            operator: result.operator.as_deref(),
            measured: result.measured,
            at_least: result.between.map(|(least, _)| least).filter(|v| v.is_finite()),
            at_most: result.between.map(|(_, most)| most).filter(|v| v.is_finite()),
            measured_from: result.measured_from.map(|from| name_of(&from)),
            limit: result.limit,
            margin: result.margin.map(|m| m.absolute),
            margin_percent: result.margin.and_then(|m| m.percent),
            samples: result.samples,
            successes_only: result.successes_only,
            caveats: &result.caveats,
            k6_verdict: result.k6_verdict.map(|v| v.as_str()),
            worst_window: result.worst.as_ref().map(window),
            first_break: result.first_break.as_ref().map(window),
            abort_on_fail: result.objective.abort_on_fail,
            origin,
            origin_file,
            error: result.error.as_ref().map(|e| ErrorOut { message: &e.message, at: e.at }),
        }
    }
}

fn objectives_from(report: &Report) -> &'static str {
    use sloscope_analysis::report::ObjectivesFrom;
    match report.objectives_from {
        ObjectivesFrom::Files(_) => "files",
        ObjectivesFrom::ObjectivesFile(_) => "objectives-file",
        ObjectivesFrom::Edited => "edited",
        ObjectivesFrom::Suggested => "suggested",
        ObjectivesFrom::Preset(_) => "preset",
        ObjectivesFrom::NotStated => "not-stated",
    }
}

/// The name of a variant, as documented; the names of these enums are part of the schema.
fn name_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        Ok(Value::Object(map)) => map.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}
