//! Requests of a HAR file, or of one entry of it (HAR 1.2). Of a whole page's traffic the calls of its scripts are taken.

use serde_json::Value;

use super::super::json::PlanError;
use super::super::problems::problems;
use super::{Import, Taken, around, taken};

/// More requests are a page, not a test.
const MOST: usize = 50;

/// Reads a HAR file, one entry, or one request object. It is an error if a plan can hold none of its requests.
pub fn from_har(text: &str) -> Result<Import, PlanError> {
    let fail = |line, column, message: String| Err(PlanError { line, column, message });
    let root: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(root) => root,
        Err(error) => return fail(error.line(), error.column(), format!("this is not a HAR file: {error}")),
    };
    let entries: Vec<&Value> = match root.get("log").and_then(|log| log.get("entries")).and_then(Value::as_array) {
        Some(entries) => entries.iter().collect(),
        None => vec![&root],
    };
    let mut notes = Vec::new();
    let calls: Vec<&Value> = entries.iter().copied().filter(|entry| is_call(entry)).collect();
    let wanted = if calls.is_empty() { entries.clone() } else { calls };
    if wanted.len() < entries.len() {
        notes.push(format!(
            "Of {} entries the {} that scripts of the page sent (xhr, fetch) are taken.",
            entries.len(),
            wanted.len()
        ));
    }
    let (mut requests, mut odd): (Vec<Taken>, Vec<String>) = (Vec::new(), Vec::new());
    let mut left = 0;
    for entry in wanted {
        let Some(new) = request(entry.get("request").unwrap_or(entry), &mut notes) else {
            left += 1;
            continue;
        };
        if let Some(why) = mistake(&new) {
            odd.push(format!("{} ({why})", new.request.name));
            continue;
        }
        // Equal requests are one with a weight.
        let same = |known: &Taken| {
            known.origin == new.origin
                && known.request.method == new.request.method
                && known.request.url == new.request.url
                && known.request.body == new.request.body
        };
        match requests.iter().position(same) {
            Some(at) => requests[at].request.weight += 1,
            None if requests.len() < MOST => requests.push(new),
            None => left += 1,
        }
    }
    if left > 0 {
        notes.push(format!("{left} entries are left out: no http address, or beyond the first {MOST} requests."));
    }
    if !odd.is_empty() {
        let more = if odd.len() > 3 { format!(" and {} more", odd.len() - 3) } else { String::new() };
        odd.truncate(3);
        notes.push(format!("Left out, since a plan cannot hold them: {}{more}.", odd.join("; ")));
    }
    if requests.is_empty() {
        if let Some(why) = notes.pop().filter(|_| !odd.is_empty()) {
            return fail(
                1,
                1,
                format!("there is no request in this that a plan can hold. {}", why.trim_end_matches('.')),
            );
        }
        return fail(1, 1, "there is no request in this: a HAR file has log.entries, each with a request".to_owned());
    }
    Ok(plan(requests, notes))
}

/// What is wrong with a request that no plan can hold: it alone is left out.
fn mistake(taken: &Taken) -> Option<String> {
    let plan = around(vec![taken.request.clone()], vec![taken.origin.clone()], &mut Vec::new());
    problems(&plan).into_iter().next().map(|problem| problem.message)
}

fn plan(requests: Vec<Taken>, mut notes: Vec<String>) -> Import {
    let origin = requests[0].origin.clone();
    let one_origin = requests.iter().all(|taken| taken.origin == origin);
    let mut list = Vec::new();
    for Taken { origin, mut request } in requests {
        if !one_origin {
            request.url = origin + &request.url;
        }
        // Names tell samples apart.
        let mut name = request.name.clone();
        let mut number = 2;
        while list.iter().any(|known: &super::Request| known.name == name) {
            name = format!("{} ({number})", request.name);
            number += 1;
        }
        request.name = name;
        list.push(request);
    }
    let targets = if one_origin { vec![origin] } else { Vec::new() };
    let plan = around(list, targets, &mut notes);
    Import { plan, notes }
}

/// Chromium and Firefox say what asked for an entry.
fn is_call(entry: &Value) -> bool {
    matches!(entry.get("_resourceType").and_then(Value::as_str), Some("xhr" | "fetch"))
}

fn request(request: &Value, notes: &mut Vec<String>) -> Option<Taken> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let url = text(request, "url")?;
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return None;
    }
    let headers = request.get("headers").and_then(Value::as_array).into_iter().flatten();
    let mut headers: Vec<(String, String)> =
        headers.filter_map(|header| Some((text(header, "name")?, text(header, "value")?))).collect();
    let post = request.get("postData");
    let body = post.and_then(|post| text(post, "text")).filter(|text| !text.is_empty());
    let stated = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if let (Some(kind), false) = (post.and_then(|post| text(post, "mimeType")), stated) {
        headers.push(("Content-Type".to_owned(), kind));
    }
    taken(&text(request, "method").unwrap_or_else(|| "GET".to_owned()), &url, headers, body, notes)
}
