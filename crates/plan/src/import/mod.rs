//! Plans from what people have: a cURL command, a HAR file, a k6 options object. What could not be taken over is said.

mod any;
mod curl;
mod har;
mod k6_options;
mod shell;

pub use any::{Found, Pick, import_any, is_plan};
pub use curl::from_curl;
pub use har::from_har;
pub use k6_options::from_k6_options;

use data_encoding::BASE64;
use sloscope_model::format::{unescape, without_users};
use sloscope_model::time::NANOS_PER_S;

use super::headers::is_forbidden;
use super::load::Load;
use super::plan::{Body, Check, DEFAULT_GRACEFUL_STOP, DEFAULT_TIMEOUT, Data, Expect, Plan, Request, Scenario};

/// A plan, and what to know of how it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The plan. What its source does not say is a first guess, which the notes name.
    pub plan: Plan,
    /// What was left out, changed or guessed, in sentences.
    pub notes: Vec<String>,
}

/// What a single request gives.
struct Taken {
    /// Scheme and host.
    origin: String,
    request: Request,
}

/// What an address is made of, as a browser takes it apart.
struct Address<'a> {
    user: Option<&'a str>,
    /// Scheme and host.
    origin: String,
    /// Path with query; a browser does not send what stands behind #.
    path: String,
}

/// Takes an address apart. `None` if it is none, and if a browser would take a part of a user name or a password for the
/// host, the path or what is behind #.
fn split(url: &str) -> Option<Address<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    let (authority, behind) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let port = host.rsplit_once(':').filter(|_| !host.ends_with(']')).map(|(_, port)| port);
    let is_port =
        |port: &str| port.contains(['{', '}']) || !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let is_cut = behind.starts_with(['#', '\\']) && behind.contains('@');
    let origin = format!("{scheme}://{host}");
    if is_cut || !port.is_none_or(is_port) || without_users(&origin) != origin {
        return None;
    }
    let path = behind.split('#').next().unwrap_or_default();
    let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
    Some(Address { user, origin, path: without_users(&path).into_owned() })
}

/// A request from its parts; what a browser would not send is left out and noted.
fn taken(
    method: &str,
    url: &str,
    headers: Vec<(String, String)>,
    body: Option<String>,
    notes: &mut Vec<String>,
) -> Option<Taken> {
    let Address { user, origin, path } = split(url)?;
    let mut kept = Vec::new();
    let is_stated = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if let (Some(user), false) = (user, is_stated) {
        // What such an address means.
        kept.push(("Authorization".to_owned(), format!("Basic {}", BASE64.encode(unescape(user).as_bytes()))));
        push_once(
            notes,
            "The user name of the address became an Authorization header: the plan holds the password.".to_owned(),
        );
    }
    for (name, value) in headers {
        let lower = name.to_ascii_lowercase();
        // User-Agent is a browser's own in a plan that a browser recorded.
        if is_forbidden(&lower) || lower == "user-agent" || lower.starts_with(':') {
            // Pseudo-headers and the browser's own are not worth a word.
            let is_hint = lower.starts_with("sec-ch-");
            if is_hint || matches!(lower.as_str(), "cookie" | "user-agent" | "referer" | "origin" | "host") {
                push_once(notes, format!("The header {name} is left out: a browser sets it itself."));
            }
        } else {
            kept.push((name, value));
        }
    }
    let is_json = kept.iter().any(|(name, value)| name.eq_ignore_ascii_case("content-type") && value.contains("json"));
    let method = method.to_ascii_uppercase();
    if body.is_some() && matches!(method.as_str(), "GET" | "HEAD") {
        push_once(notes, format!("The body of a {method} request is left out: a browser sends none."));
    }
    let body = body.filter(|_| !matches!(method.as_str(), "GET" | "HEAD"));
    let name = format!("{method} {}", path.split('?').next().unwrap_or_default());
    let holds_json = |text: &String| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    if is_json && body.as_ref().is_some_and(|text| !holds_json(text)) {
        push_once(notes, format!("The body of {name} is called JSON and is none: it is sent as the text that it is."));
    }
    let check = Expect::Status(200, 299);
    Some(Taken {
        origin,
        request: Request {
            name,
            weight: 1,
            method,
            url: path,
            headers: kept,
            body: body.map(|text| Body { json: is_json && holds_json(&text), text }),
            checks: vec![Check { name: check.default_name(), expect: check }],
            tags: Vec::new(),
        },
    })
}

fn push_once(notes: &mut Vec<String>, note: String) {
    if !notes.contains(&note) {
        notes.push(note);
    }
}

/// A plan around requests; how much load they get is for a person to say.
fn around(requests: Vec<Request>, targets: Vec<String>, notes: &mut Vec<String>) -> Plan {
    notes.push("The load is a first guess, 10 requests/s for 30 s: set rate and duration.".to_owned());
    Plan {
        name: requests.first().map(|request| request.name.clone()).unwrap_or_default(),
        targets,
        requests,
        data: Data::default(),
        seed: 1,
        scenarios: vec![Scenario {
            name: "steady".to_owned(),
            start: 0,
            load: Load::Constant { rate: 10, time_unit: NANOS_PER_S, duration: 30 * NANOS_PER_S },
            pre_allocated_vus: 20,
            max_vus: 20,
            graceful_stop: DEFAULT_GRACEFUL_STOP,
            tags: Vec::new(),
        }],
        timeout: DEFAULT_TIMEOUT,
        follow_redirects: false,
        warm_up: 0,
        sides: None,
        tags: Vec::new(),
        objectives: Vec::new(),
    }
}
