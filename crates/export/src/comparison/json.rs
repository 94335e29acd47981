//! A comparison as JSON, `sloscope.comparison/1` (docs/comparison.md). What is not known is absent.

use serde::Serialize;
use serde_json::{Map, Value, json};

use sloscope_compare::stats::{Interval, Tested};
use sloscope_compare::{Comparison, Design, Difference, Row, Sense, Side, words};
use sloscope_model::format::safe_json;
use sloscope_model::time::to_rfc3339;

use super::written;
use crate::json::{JsonPart, json_within};

/// The name of this form, with its version.
const SCHEMA: &str = "sloscope.comparison/1";
/// The program that compares.
const THIS: &str = concat!("sloscope ", env!("CARGO_PKG_VERSION"));

/// The comparison as JSON that can be shown in a terminal.
pub fn comparison_json(comparison: &Comparison, keep_queries: bool) -> String {
    let value = document(&written(comparison, keep_queries));
    // Writing a value as JSON cannot fail.
    let text = serde_json::to_string_pretty(&value).unwrap_or_default();
    format!("{}\n", safe_json(&text))
}

/// The same in at most so many bytes; the error is the least that it takes.
pub fn comparison_json_within(comparison: &Comparison, most: usize, keep_queries: bool) -> Result<JsonPart, usize> {
    json_within(&document(&written(comparison, keep_queries)), most)
}

fn document(comparison: &Comparison) -> Value {
    let concerns = comparison.comparability.iter().map(|concern| {
        json!({
            "rule": concern.rule, "gravity": name(concern.gravity), "text": concern.text, "evidence": concern.evidence,
        })
    });
    object([
        ("schema", json!(SCHEMA)),
        ("made_by", json!(THIS)),
        ("verdict", json!(comparison.verdict.as_str())),
        ("headline", json!(comparison.headline)),
        ("limits_kept", json!(comparison.kept)),
        ("design", name(comparison.design)),
        ("baseline", side(&comparison.baseline)),
        ("candidate", side(&comparison.candidate)),
        ("comparability", list(concerns)),
        (
            "objectives_changed",
            list(comparison.changes.objectives.iter().map(|of| {
                json!({
                    "title": of.title, "baseline": of.baseline, "candidate": of.candidate, "worse": of.worse,
                })
            })),
        ),
        (
            "new_failures",
            list(comparison.changes.failures.iter().map(|of| json!({ "what": of.what, "count": of.count }))),
        ),
        ("rows", list(comparison.rows.iter().map(|of| row(of, comparison.design)))),
        ("notes", json!(comparison.notes)),
        (
            "aa",
            comparison.aa.as_ref().map_or(Value::Null, |aa| json!({ "can_tell": aa.can_tell, "reasons": aa.reasons })),
        ),
        (
            "bootstrap",
            comparison.bootstrap.map_or(Value::Null, |of| {
                json!({
                    "draws": of.draws, "seed": of.seed, "block_least_ms": of.block_ms.0, "block_most_ms": of.block_ms.1,
                    "block_stated": of.stated,
                })
            }),
        ),
    ])
}

fn side(side: &Side) -> Value {
    let part = |part: &sloscope_compare::PartFacts| {
        object([
            ("label", json!(part.label)),
            ("sources", json!(part.sources)),
            ("start", part.start.map_or(Value::Null, |start| json!(to_rfc3339(start)))),
        ])
    };
    json!({ "label": side.label, "parts": side.parts.iter().map(part).collect::<Vec<_>>() })
}

fn row(row: &Row, design: Design) -> Value {
    let gate = row.gate.as_ref();
    object([
        ("metric", json!(row.series.to_string())),
        ("stat", json!(row.stat.to_string())),
        ("title", json!(words::title(row))),
        ("type", json!(row.kind.as_str())),
        ("unit", name(row.unit)),
        (
            "worse_if",
            row.sense
                .map_or(Value::Null, |sense| json!(if sense == Sense::HigherIsWorse { "higher" } else { "lower" })),
        ),
        ("verdict", json!(row.verdict.as_str())),
        ("of_these_runs", row.of_these_runs.map_or(Value::Null, |verdict| json!(verdict.as_str()))),
        ("gated", json!(gate.is_some())),
        (
            "limit",
            gate.map_or(Value::Null, |gate| {
                object([("text", json!(gate.limit)), ("outcome", name(gate.outcome)), ("p_corrected", number(gate.p))])
            }),
        ),
        (
            "matters",
            row.band.map_or(Value::Null, |band| json!({ "same_within": band.same, "different_beyond": band.beyond })),
        ),
        ("baseline", json!(row.baseline)),
        ("candidate", json!(row.candidate)),
        ("difference", row.difference.as_ref().map_or(Value::Null, |of| difference(of, design))),
        ("slower_share", number(row.slower)),
        (
            "noise",
            row.noise.map_or(Value::Null, |noise| {
                object([
                    ("standard_deviation", json!(noise.deviation)),
                    ("low", json!(noise.low)),
                    ("high", json!(noise.high)),
                    ("smallest_difference", number(noise.smallest)),
                ])
            }),
        ),
        ("sentence", json!(row.sentence)),
        ("why", row.why.as_ref().map_or(Value::Null, |why| json!(why))),
    ])
}

fn difference(of: &Difference, design: Design) -> Value {
    let paired = matches!(design, Design::PairedRuns | Design::Blocks);
    let (ranks, means) =
        if paired { ("wilcoxon-signed-rank", "sign-flip") } else { ("mann-whitney", "permutation-of-means") };
    let relative = |Interval { low, high, .. }: Interval| match of.baseline {
        0.0 => Value::Null,
        baseline => json!({ "low": low / baseline.abs(), "high": high / baseline.abs() }),
    };
    let tests: Vec<Value> = [(ranks, of.tested), (means, of.means)]
        .into_iter()
        .filter_map(|(name, tested)| Some(test(name, tested?)))
        .collect();
    object([
        ("baseline", json!(of.baseline)),
        ("candidate", json!(of.candidate)),
        ("absolute", json!(of.absolute)),
        ("relative", number(of.relative)),
        (
            "interval",
            of.interval.map_or(Value::Null, |of| json!({ "low": of.low, "high": of.high, "level": of.level })),
        ),
        ("relative_interval", of.interval.map_or(Value::Null, relative)),
        ("tests", if tests.is_empty() { Value::Null } else { Value::Array(tests) }),
    ])
}

fn test(of: &str, tested: Tested) -> Value {
    let least = (tested.least_p > 0.0).then_some(tested.least_p);
    object([
        ("test", json!(of)),
        ("p", json!(tested.p)),
        ("smallest_p", number(least)),
        ("method", name(tested.method)),
    ])
}

/// An object without what is absent.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let known = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(known.map(|(key, value)| (key.to_owned(), value)).collect::<Map<String, Value>>())
}

fn list(values: impl Iterator<Item = Value>) -> Value {
    Value::Array(values.collect())
}

fn number(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |value| json!(value))
}

/// The name that a choice has in files.
fn name<T: Serialize>(of: T) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}
