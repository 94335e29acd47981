//! What k6's REST server answers (k6: api/v1, JSON:API). `/v1/metrics` and `/v1/metrics/{id}` are numbers, as of the
//! moment at which they were asked for; the rest of it holds none.
//!
//! ```text
//! { data: [ { type: "metrics", id: "http_reqs", attributes: { type, contains, tainted, sample: { count, rate } } } ] }
//! ```

use serde_json::{Map, Value, json};

use super::Object;

/// The metrics of such an answer, in the form of handleSummary's; `None` if it is something else.
pub(super) fn metrics(document: &Value) -> Option<Object> {
    let mut metrics = Map::new();
    for entry in items(document) {
        if entry.get("type").and_then(Value::as_str) != Some("metrics") {
            return None;
        }
        let (id, attributes) = (entry.get("id")?.as_str()?, entry.get("attributes")?);
        let mut metric = Map::new();
        for key in ["type", "contains"] {
            metric.extend(attributes.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        metric.insert("values".to_owned(), attributes.get("sample").cloned().unwrap_or_else(|| json!({})));
        // Which threshold it is, and what it says, the answer does not tell.
        if let Some(crossed) = attributes.get("tainted").and_then(Value::as_bool) {
            metric.insert("thresholds".to_owned(), json!({ "": { "ok": !crossed } }));
        }
        metrics.insert(id.to_owned(), Value::Object(metric));
    }
    let mut place = Map::new();
    place.insert("metrics".to_owned(), Value::Object(metrics));
    (!items(document).is_empty()).then_some(place)
}

/// What is to be said of such an answer.
pub(super) fn notes(document: &Value) -> Vec<String> {
    let mut notes = vec!["the numbers are those of the moment at which k6's REST server was asked".to_owned()];
    let crossed = |entry: &&Value| entry.get("attributes").and_then(|a| a.get("tainted")).and_then(Value::as_bool);
    let named = items(document).iter().filter(|entry| crossed(entry) == Some(true));
    let names: Vec<&str> = named.filter_map(|entry| entry.get("id").and_then(Value::as_str)).collect();
    if !names.is_empty() {
        notes.push(format!("k6 marks as tainted, since a threshold on them was crossed: {}", names.join(", ")));
    }
    notes
}

/// What the answer is about, if it is one of k6's: "status", "groups".
pub(crate) fn kind(document: &Value) -> Option<&str> {
    const KINDS: [&str; 5] = ["metrics", "status", "groups", "setupData", "tearDown"];
    let first = items(document).first()?.get("type")?.as_str()?;
    KINDS.contains(&first).then_some(first)
}

fn items(document: &Value) -> &[Value] {
    match document.get("data") {
        Some(Value::Array(list)) => list,
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    }
}
