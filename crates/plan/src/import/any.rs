//! A plan from whatever was pasted or dropped, known by its content. A plan itself is read elsewhere.

use serde_json::Value;

use sloscope_model::format::without_users;

use super::super::json::PlanError;
use super::{Import, from_curl, from_har, from_k6_options};

/// Which entries of a HAR file are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Pick {
    /// Not said: with more than one, they are listed.
    Ask,
    /// All that belong to a test: the calls of scripts (xhr, fetch) where there are any.
    All,
    /// The entry at this index, from 0.
    One(usize),
}

/// What an import came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The text could be taken over as a plan.
    Plan(Box<Import>),
    /// The entries of a HAR file, to pick one.
    Entries(Vec<String>),
}

/// The text is a plan, whatever is wrong with it.
pub fn is_plan(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{') && text.contains("sloscope.plan/")
}

/// Reads a cURL command, a HAR file or entry, or k6 options. The error is that of the form that was recognised, or says
/// that it is none of these.
pub fn import_any(text: &str, pick: Pick) -> Result<Found, PlanError> {
    let trimmed = text.trim_start_matches('\u{feff}').trim_start();
    let command = trimmed.strip_prefix("$ ").unwrap_or(trimmed);
    let first = command.split_whitespace().next().unwrap_or_default();
    if first == "curl" || first == "curl.exe" || first.ends_with("/curl") {
        return from_curl(command).map(plan);
    }
    if let Ok(root) = serde_json::from_str::<Value>(trimmed) {
        if let Some(entries) = root.get("log").and_then(|log| log.get("entries")).and_then(Value::as_array) {
            return match (pick, entries.len()) {
                (Pick::Ask, 2..) => Ok(Found::Entries(entries.iter().map(described).collect())),
                (Pick::One(at), _) => {
                    let entry = entries.get(at).map(Value::to_string).unwrap_or_default();
                    from_har(&entry).map(plan)
                }
                _ => from_har(trimmed).map(plan),
            };
        }
        if root.get("request").is_some() || (root.get("url").is_some() && root.get("method").is_some()) {
            return from_har(trimmed).map(plan);
        }
    }
    if trimmed.contains("scenarios") || trimmed.contains("thresholds") {
        return from_k6_options(text).map(plan);
    }
    Err(unknown())
}

fn plan(import: Import) -> Found {
    Found::Plan(Box::new(import))
}

fn unknown() -> PlanError {
    PlanError {
        line: 1,
        column: 1,
        message: "this is no cURL command (it begins with curl), no HAR file or entry (JSON with log.entries, or a request), no k6 options (an object with scenarios), and no plan (JSON with \"version\": \"sloscope.plan/1\")".to_owned(),
    }
}

/// `POST https://example.org/clarify, 200`. Queries can hold tokens and are not shown.
fn described(entry: &Value) -> String {
    let request = entry.get("request").unwrap_or(entry);
    let text = |key: &str| request.get(key).and_then(Value::as_str).unwrap_or_default();
    let url = without_users(text("url"));
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let status = entry.get("response").and_then(|response| response.get("status")).and_then(Value::as_u64);
    let status = status.filter(|status| *status > 0).map(|status| format!(", {status}")).unwrap_or_default();
    format!("{} {url}{status}", text("method"))
}
