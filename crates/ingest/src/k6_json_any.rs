//! Any JSON text that holds a k6 `Metric` or `Point`: every key order, spaces, escapes, unknown keys, old versions.
//!
//! The slow path beside [`super::k6_json`], and its oracle in tests.

use serde_json::{Map, Value};

use sloscope_model::format::tag_without_users;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::options::Declared;
use sloscope_model::series::Series;
use sloscope_model::time::{NotATime, Timestamp, parse_rfc3339};

use super::SkipReason;
use super::k6_json_line::{Line, read};

type Tags = Vec<(String, String)>;

/// What a line says.
#[derive(Debug, PartialEq)]
pub(super) enum Parsed {
    Point {
        metric: String,
        stamp: Timestamp,
        value: f64,
        tags: Tags,
    },
    Metric {
        name: String,
        kind: Option<MetricType>,
        contains: Option<Contains>,
        thresholds: Vec<Declared>,
        submetrics: Vec<Series>,
        /// The name of a run that sloscope saved.
        saved: Option<String>,
    },
}

/// Is this value a line of k6's, whole or not?
pub(super) fn is_k6(value: &Value) -> bool {
    matches!(value.get("type").and_then(Value::as_str), Some("Metric" | "Point"))
        && value.get("data").is_some_and(Value::is_object)
}

pub fn parse(text: &[u8]) -> Result<Parsed, SkipReason> {
    let line = match read(text) {
        Ok(Some(line)) => line,
        Err(_) if text.starts_with(b"{\"") => return Err(SkipReason::BrokenJson),
        Ok(None) | Err(_) => return Err(SkipReason::NotJson),
    };
    let Line { metric: named, r#type, data } = line;
    let kind = r#type.as_ref().and_then(Value::as_str).filter(|kind| matches!(*kind, "Metric" | "Point"));
    let (Some(kind), Some(mut data)) = (kind, data) else { return Err(SkipReason::NotK6) };
    let name = named.as_ref().or_else(|| data.get("name")).and_then(Value::as_str).filter(|name| !name.is_empty());
    let name = name.ok_or(SkipReason::BadSample)?.to_owned();
    if kind == "Metric" {
        return Ok(metric(name, &data));
    }
    let time = data.get("time").and_then(Value::as_str).ok_or(SkipReason::BadSample)?;
    let stamp = parse_rfc3339(time.as_bytes()).map_err(|why| match why {
        NotATime::Form => SkipReason::BadSample,
        NotATime::Range => SkipReason::TimeOutOfRange,
    })?;
    let value = data.get("value").and_then(Value::as_f64).filter(|v| v.is_finite()).ok_or(SkipReason::BadSample)?;
    let tags = match data.remove("tags") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Object(map)) => tags(map),
        Some(_) => return Err(SkipReason::BadSample),
    };
    Ok(Parsed::Point { metric: name, stamp, value, tags })
}

/// The tags of a raw JSON object.
pub(super) fn parse_tags(raw: &[u8]) -> Option<Tags> {
    serde_json::from_slice::<Map<String, Value>>(raw).ok().map(tags)
}

fn tags(map: Map<String, Value>) -> Tags {
    map.into_iter()
        .filter_map(|(key, value)| {
            let text = match value {
                Value::Null => return None,
                Value::String(text) => text,
                other => other.to_string(),
            };
            Some((key, text))
        })
        .collect()
}

fn metric(name: String, data: &Map<String, Value>) -> Parsed {
    let text = |key: &str| data.get(key).and_then(Value::as_str);
    let own = Series::metric(&name);
    let mut thresholds: Vec<Declared> =
        list(data.get("thresholds")).filter_map(|entry| declared(&own, entry)).collect();
    let mut submetrics = Vec::new();
    for entry in list(data.get("submetrics")) {
        let Some(series) = submetric(&name, entry) else { continue };
        // k6 writes none here; sloscope does (export::K6Json).
        thresholds.extend(list(entry.get("thresholds")).filter_map(|entry| declared(&series, entry)));
        submetrics.push(series);
    }
    let saved = data.get("sloscope").and_then(|saved| saved.get("name")).and_then(Value::as_str);
    Parsed::Metric {
        kind: text("type").and_then(MetricType::parse),
        contains: text("contains").and_then(Contains::parse),
        thresholds,
        submetrics,
        saved: saved.map(str::to_owned),
        name,
    }
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// `"p(95)<500"` or `{"threshold":"p(95)<500","abortOnFail":true,"delayAbortEval":"10s"}`.
fn declared(series: &Series, entry: &Value) -> Option<Declared> {
    let expression = entry.as_str().or_else(|| entry.get("threshold")?.as_str())?;
    Some(Declared {
        series: series.clone(),
        expression: expression.to_owned(),
        abort_on_fail: entry.get("abortOnFail").and_then(Value::as_bool).unwrap_or(false),
        delay_abort_eval: entry.get("delayAbortEval").and_then(Value::as_str).map(str::to_owned),
    })
}

fn submetric(metric: &str, entry: &Value) -> Option<Series> {
    if let Some(Value::Object(map)) = entry.get("tags") {
        let plain = |(key, value): (String, String)| (key, tag_without_users(&value).into_owned());
        return Some(Series { metric: metric.to_owned(), tags: tags(map.clone()).into_iter().map(plain).collect() });
    }
    Series::parse(entry.get("name")?.as_str()?).ok()
}
