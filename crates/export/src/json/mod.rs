//! The versioned JSON report, `sloscope.report/1` (docs/report-json.md). Its types are those of `sloscope_stored`, which
//! reads it, too; here they are filled.

mod breakdown;
mod evidence;
mod findings;
mod fitting;
mod held;
mod load;
mod objectives;
mod part;
mod run;

use serde::Serialize;
use serde_json::Value;

use sloscope_analysis::report::{MetricSummary, Report, words};
use sloscope_model::format::safe_json;
use sloscope_stored::{SCHEMA, v1, write};

pub use self::fitting::JsonPart;
pub use self::fitting::fitted as json_within;
pub use self::held::held;
pub use self::part::json_part;
use super::written;

/// The program that makes reports.
pub(crate) const THIS: &str = concat!("sloscope ", env!("CARGO_PKG_VERSION"));

/// The report as JSON. What is not known is absent: there is no null and no 0 that stands for it.
pub fn json(report: &Report) -> Value {
    json_with(report, false)
}

fn json_with(report: &Report, keep_queries: bool) -> Value {
    write(document(&written(report, keep_queries)))
}

pub(crate) fn document(report: &Report) -> v1::Report {
    let stored = report.stored.as_ref();
    v1::Report {
        schema: SCHEMA.to_owned(),
        made_by: stored.map_or_else(|| Some(THIS.to_owned()), |stored| stored.made_by.clone()),
        stored: stored.map(|stored| v1::Stored { file: stored.file.clone(), text: words::stored_report(report) }),
        verdict: report.verdict.as_str().to_owned(),
        headline: report.headline.clone(),
        assessment: Some(words::assessment(report)),
        run: run::run(report),
        load: Some(load::load(report)),
        findings: findings::findings(report),
        selection: selection(report),
        metrics: report.metrics.iter().map(|m| (m.series.to_string(), metric(m))).collect(),
        objectives: report.objectives.iter().map(|result| objectives::objective(report, result)).collect(),
        objectives_from: objectives::objectives_from(report).to_owned(),
        suggestions: list(report.suggestions.iter().map(|o| objectives::objective(report, o)).collect()),
        incomplete: list(report.incomplete.clone()),
        inputs_missing: list(report.unread.iter().map(evidence::unread).collect()),
        checks: report.checks.as_ref().map(evidence::checks),
        errors: Some(evidence::errors(&report.errors)),
        breakdown: report.breakdown.as_ref().map(breakdown::breakdown),
        cross_checks: report.cross_checks.iter().map(evidence::cross_check).collect(),
        notes: report.notes.iter().map(evidence::note).collect(),
        diagnostics: Some(evidence::diagnostics(&report.sources)),
    }
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

/// The part of the run that the report is on; absent for the whole run.
fn selection(report: &Report) -> Option<v1::Selection> {
    let query = &report.query;
    query.is_narrowed().then(|| v1::Selection {
        tags: (!query.tags.is_empty()).then(|| query.tags.iter().cloned().collect()),
        without: list(query.without.iter().map(|(key, value)| vec![key.clone(), value.clone()]).collect()),
        start_ms: query.window.map(|w| w.start_ms),
        end_ms: query.window.map(|w| run::end_in_run(&report.run, w.end_ms)),
    })
}

fn metric(metric: &MetricSummary) -> v1::Metric {
    v1::Metric {
        kind: metric.kind.as_str().to_owned(),
        contains: metric.contains.as_str().to_owned(),
        values: metric.values.clone(),
        samples: metric.samples,
        from: name_of(&metric.from),
        type_guessed: metric.kind_guessed.then_some(true),
    }
}

/// A list that is absent where it is empty.
pub(crate) fn list<T>(of: Vec<T>) -> Option<Vec<T>> {
    (!of.is_empty()).then_some(of)
}

/// A text that is absent where it is empty.
fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// The name of a variant, as documented; the names of these enums are part of the schema.
fn name_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        Ok(Value::Object(map)) => map.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}
