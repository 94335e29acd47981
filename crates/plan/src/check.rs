//! Looks at a response: the checks of a request, and their names as k6 scripts have them.

use serde_json::Value;

use super::plan::{Check, Expect};

/// What a check may look at.
pub struct Seen<'a> {
    /// The HTTP status; 0 if there was no complete response.
    pub status: u16,
    /// The value of a header by its name in lower case, where the browser shows it.
    pub header: &'a dyn Fn(&str) -> Option<String>,
    /// The body; empty where no check needs it.
    pub body: &'a str,
    /// From handing the request to the browser to the end of the response.
    pub duration_ms: f64,
}

/// Which checks held: bit 0 is the first. A request that failed has kept none.
pub fn held(checks: &[Check], seen: &Seen<'_>) -> u64 {
    if seen.status == 0 {
        return 0;
    }
    checks.iter().zip(0..64).fold(0, |bits, (check, bit)| bits | u64::from(holds(&check.expect, seen)) << bit)
}

fn holds(expect: &Expect, seen: &Seen<'_>) -> bool {
    match expect {
        Expect::Status(from, to) => (*from..=*to).contains(&seen.status),
        Expect::Header(name, wanted) => match ((seen.header)(&name.to_ascii_lowercase()), wanted) {
            (Some(value), Some(wanted)) => value.contains(wanted.as_str()),
            (Some(_), None) => true,
            (None, _) => false,
        },
        Expect::BodyContains(text) => seen.body.contains(text.as_str()),
        Expect::Json(path, wanted) => match (json_at(seen.body, path), wanted) {
            (Some(value), Some(wanted)) => value == *wanted,
            (Some(_), None) => true,
            (None, _) => false,
        },
        Expect::DurationBelow(ms) => seen.duration_ms < *ms,
    }
}

/// The value at a dotted path, as a text: `items.0.id`. The same paths mean the same in k6's `response.json(path)`.
fn json_at(body: &str, path: &str) -> Option<String> {
    let whole: Value = serde_json::from_str(body).ok()?;
    let mut value = &whole;
    for step in path.split('.') {
        value = match value {
            Value::Object(object) => object.get(step)?,
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(match value {
        Value::String(text) => text.clone(),
        // As JavaScript writes it: 1, not 1.0.
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |value| value.to_string()),
        other => other.to_string(),
    })
}

impl Expect {
    /// The name of a check that was given none.
    pub fn default_name(&self) -> String {
        match self {
            Self::Status(from, to) if from == to => format!("status is {from}"),
            Self::Status(from, to) => format!("status is {from} to {to}"),
            Self::Header(name, None) => format!("has header {name}"),
            Self::Header(name, Some(text)) => format!("header {name} contains {text}"),
            Self::BodyContains(text) => format!("body contains {text}"),
            Self::Json(path, None) => format!("JSON has {path}"),
            Self::Json(path, Some(value)) => format!("{path} is {value}"),
            Self::DurationBelow(ms) => format!("response under {ms} ms"),
        }
    }
}
