//! Headers of a plan that a browser does not send as they are written: it keeps some for itself (Fetch, "forbidden
//! request-header", <https://fetch.spec.whatwg.org/#forbidden-request-header>), and values are Latin-1. k6 sends them all.

use super::plan::{Plan, Request};
use super::template::{Escape, Part, Template, Value};

const FORBIDDEN: [&str; 22] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-local-network",
    "access-control-request-method",
    "access-control-request-private-network",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];
/// Forbidden where they name one of the methods that are.
const METHOD_OVERRIDES: [&str; 3] = ["x-http-method", "x-http-method-override", "x-method-override"];
const FORBIDDEN_METHODS: [&str; 3] = ["connect", "trace", "track"];

/// A browser leaves such a header out, or sends a value of its own.
pub fn is_forbidden(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    FORBIDDEN.contains(&name.as_str()) || name == "via" || name.starts_with("proxy-") || name.starts_with("sec-")
}

/// What a browser does to the headers of a request, in sentences; empty if it sends them as they are written.
pub fn header_cautions(plan: &Plan, request: &Request) -> Vec<String> {
    let mut cautions = Vec::new();
    for (name, value) in &request.headers {
        cautions.extend(refused(name, value));
        if let Some((c, place)) = beyond_latin1(plan, value) {
            let code = u32::from(c);
            cautions.push(format!(
                "{name}: {c:?} (U+{code:04X}){place} cannot stand in a header that a browser sends: such requests fail with the error code 1020. k6 sends them."
            ));
        }
    }
    cautions
}

/// Those of all requests of all sides, each said once.
pub fn all_header_cautions(plan: &Plan) -> Vec<String> {
    let mut all = Vec::new();
    for caution in plan.requests_sent().iter().flat_map(|request| header_cautions(plan, request)) {
        if !all.contains(&caution) {
            all.push(caution);
        }
    }
    all
}

fn refused(name: &str, value: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let what = match lower.as_str() {
        "cookie" | "cookie2" => "a browser leaves it out, and sends the requests of a test without cookies",
        "host" => "a browser leaves it out, and sends the host of the address",
        "origin" => "a browser leaves it out, and sends the origin of this page where it sends one",
        "referer" => "a browser leaves it out, and sends none with the requests of a test",
        "accept-encoding" | "connection" | "content-length" | "transfer-encoding" => {
            "a browser leaves it out, and sends its own"
        }
        "user-agent" => "some browsers send their own in its place",
        _ if is_forbidden(name) => "a browser leaves it out",
        other if METHOD_OVERRIDES.contains(&other) => {
            let names_one = |method: &str| FORBIDDEN_METHODS.contains(&method.trim().to_ascii_lowercase().as_str());
            value
                .split(',')
                .any(names_one)
                .then_some("a browser leaves it out, since it names a method that it does not send")?
        }
        _ => return None,
    };
    Some(format!("{name}: {what}. k6 sends it as it is written."))
}

/// The first character of a value, or of what is put into it, that is not Latin-1, and where it comes from.
fn beyond_latin1(plan: &Plan, value: &str) -> Option<(char, String)> {
    let beyond = |text: &str| text.chars().find(|c| *c > '\u{ff}');
    // What is no template is reported as a mistake.
    let template = Template::parse(value, &plan.data.columns, Escape::Nothing).ok()?;
    template.parts.iter().find_map(|part| match part {
        Part::Text(text) => beyond(text).map(|c| (c, String::new())),
        Part::Value(Value::Column(column), _) => {
            let cells = plan.data.rows.iter().enumerate();
            cells.filter_map(|(at, row)| Some((at, beyond(row.get(*column)?)?))).next().map(|(at, c)| {
                let name = plan.data.columns.get(*column).map(String::as_str).unwrap_or_default();
                (c, format!(", of the column {name} in data row {},", at + 1))
            })
        }
        Part::Value(..) => None,
    })
}
