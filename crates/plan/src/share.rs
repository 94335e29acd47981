//! What of a plan goes into a link: everything that describes the test, and of what may be secret or private only what
//! its author wants in it.

use std::borrow::Cow;

use data_encoding::BASE64URL_NOPAD;
use sloscope_model::format::{Holds, Queries, without_users};
use sloscope_model::names::holds;

use super::plan::Plan;

/// What is put into a link beyond names, paths, checks, load and objectives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Values of headers that say more than how a body is written.
    pub headers: bool,
    /// The rows of the plan's data.
    pub rows: bool,
    /// The query strings of addresses, wherever they stand in the plan.
    pub queries: bool,
    /// The bodies of requests.
    pub bodies: bool,
}

/// Headers whose values are no secret.
const OPEN_HEADERS: [&str; 5] = ["accept", "accept-language", "cache-control", "content-language", "content-type"];

/// Names of what was left out, as an address holds them and a person reads them.
const LEFT: [(&str, &str); 5] = [
    ("headers", "values of headers"),
    ("rows", "data rows"),
    ("queries", "query strings"),
    ("bodies", "bodies"),
    ("users", "user names and passwords in addresses"),
];

/// The plan without what is not to be kept, and the names of what was there and is not any more.
pub fn for_link(plan: &Plan, keep: Keep) -> (Plan, Vec<&'static str>) {
    let mut plan = plan.clone();
    let mut gone = [false; 5];
    // Nobody is asked for that: a browser sends no request to such an address anyway.
    each_text(&mut plan, &mut |_, text| gone[4] |= without_user(text));
    each_address(&mut plan, &mut |address| gone[2] |= !keep.queries && without_query(address));
    if !keep.queries {
        // Names stay apart, and objectives stay on them.
        let mut queries = Queries::default();
        each_text(&mut plan, &mut |key, text| {
            let changed = if let Cow::Owned(shown) = queries.left_out(text, holds(key)) { Some(shown) } else { None };
            gone[2] |= changed.is_some();
            changed.into_iter().for_each(|shown| *text = shown);
        });
    }
    let b = plan.sides.as_mut().map(|sides| (&mut sides.b.headers, &mut sides.b.body));
    for (headers, body) in plan.requests.iter_mut().map(|request| (&mut request.headers, &mut request.body)).chain(b) {
        for (name, value) in headers {
            let open = OPEN_HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known));
            if !keep.headers && !open && !value.is_empty() {
                value.clear();
                gone[0] = true;
            }
        }
        if let (false, Some(body)) = (keep.bodies, body)
            && !body.text.is_empty()
        {
            body.text = if body.json { "null".to_owned() } else { String::new() };
            gone[3] = true;
        }
    }
    if !keep.rows && !plan.data.rows.is_empty() {
        plan.data.rows.clear();
        gone[1] = true;
    }
    (plan, LEFT.iter().zip(gone).filter(|(_, gone)| *gone).map(|((name, _), _)| *name).collect())
}

/// All addresses that requests go to.
fn each_address(plan: &mut Plan, change: &mut dyn FnMut(&mut String)) {
    plan.targets.iter_mut().for_each(&mut *change);
    plan.requests.iter_mut().for_each(|request| change(&mut request.url));
    if let Some(sides) = &mut plan.sides {
        sides.b.targets.iter_mut().chain(&mut sides.b.url).for_each(change);
    }
}

/// Takes the query off an address that requests go to; was there any?
fn without_query(address: &mut String) -> bool {
    let Cow::Owned(mut plain) = Queries::default().left_out(address, Holds::Address) else { return false };
    plain.truncate(plain.rfind("[query").unwrap_or(plain.len()));
    *address = plain.trim_end_matches(['?', '#', ';']).to_owned();
    true
}

/// All texts that can have addresses in them: bodies, headers and rows are distinguished by what they are.
fn each_text(plan: &mut Plan, change: &mut dyn FnMut(&str, &mut String)) {
    change("", &mut plan.name);
    each_address(plan, &mut |address| change("url", address));
    for request in &mut plan.requests {
        change("name", &mut request.name);
        request.checks.iter_mut().for_each(|check| change("", &mut check.name));
        request.tags.iter_mut().for_each(|(key, value)| change(key, value));
    }
    for scenario in &mut plan.scenarios {
        change("", &mut scenario.name);
        scenario.tags.iter_mut().for_each(|(key, value)| change(key, value));
    }
    plan.tags.iter_mut().for_each(|(key, value)| change(key, value));
    let selectors = plan.objectives.iter_mut().flat_map(|objective| &mut objective.series.tags);
    selectors.for_each(|(key, value)| change(key, value));
}

/// Takes `user:password@` out of the addresses in a text; was there any?
pub fn without_user(text: &mut String) -> bool {
    let Cow::Owned(plain) = without_users(text) else { return false };
    *text = plain;
    true
}

/// The names of [`for_link`], as they stand in an address, in words: "data rows and query strings".
pub fn left_out_words(names: &str) -> Option<String> {
    let known: Vec<&str> =
        LEFT.iter().filter(|(name, _)| names.split(',').any(|n| n == *name)).map(|(_, words)| *words).collect();
    let (last, before) = known.split_last()?;
    Some(if before.is_empty() { (*last).to_owned() } else { format!("{} and {last}", before.join(", ")) })
}

/// Bytes as a part of an address: base64url without padding (RFC 4648, section 5).
pub fn to_address(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// The inverse of [`to_address`]; `None` for what it does not write.
pub fn from_address(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}
