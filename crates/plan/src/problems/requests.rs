//! What is wrong with the requests of a plan: methods, addresses, templates, bodies, checks.

use super::super::plan::{Expect, Plan, Request};
use super::super::prepared::is_absolute;
use super::super::template::{Escape, Part, Template, Value};
use super::{MOST_HEADERS, MOST_REQUESTS, Search, is_token, tags, url_fault};

/// A check is a bit of an outcome.
const MOST_CHECKS: usize = 64;

pub fn requests(plan: &Plan, s: &mut Search) {
    if plan.requests.is_empty() {
        s.say("there is no request: write at least one, [{\"method\": \"GET\", \"url\": \"/\"}]");
    }
    if s.is_too_many(plan.requests.len(), MOST_REQUESTS, "request") {
        return;
    }
    for (at, request) in plan.requests.iter().enumerate() {
        s.nth(at, |s| {
            if plan.requests[..at].iter().any(|other| other.name == request.name) {
                s.say_at(
                    "name",
                    format!("there are two requests {:?}: their samples could not be distinguished", request.name),
                );
            }
            one_request(plan, request, s);
        });
    }
}

pub(super) fn one_request(plan: &Plan, request: &Request, s: &mut Search) {
    if request.name.is_empty() {
        s.say_at("name", "the name is empty: samples are tagged with it");
    }
    if !(1..=1_000_000).contains(&request.weight) {
        s.say_at("weight", "a weight is a whole number from 1 to 1,000,000");
    }
    if !is_token(&request.method) {
        s.say_at("method", format!("{:?} is not a method: write GET, POST, ...", request.method));
    } else if matches!(request.method.as_str(), "CONNECT" | "TRACE" | "TRACK") {
        s.say_at("method", format!("a browser does not send {}", request.method));
    }
    s.at("url", |s| {
        let free = request.url.starts_with("{{{");
        if is_absolute(&request.url) {
            url_fault(&request.url).into_iter().for_each(|fault| s.say(fault));
        } else if !request.url.starts_with('/') && !free {
            s.say("a url is a path, which begins with /, or an address, which begins with http:// or https://");
        }
        template(plan, &request.url, Escape::Url, s);
    });
    s.at("headers", |s| {
        if s.is_too_many(request.headers.len(), MOST_HEADERS, "header") {
            return;
        }
        for (name, value) in &request.headers {
            s.at(name, |s| {
                if !is_token(name) {
                    s.say(format!("{name:?} is not the name of a header"));
                }
                if value.contains(['\r', '\n', '\0']) {
                    s.say("the value of a header is one line");
                }
                template(plan, value, Escape::Nothing, s);
            });
        }
    });
    if let Some(body) = &request.body {
        s.at(if body.json { "json" } else { "body" }, |s| {
            if matches!(request.method.as_str(), "GET" | "HEAD") {
                s.say(format!("a browser sends no body with {}: use POST, or leave the body out", request.method));
            }
            let read = template(plan, &body.text, body.escape(), s);
            if let (Some(template), true) = (read, body.json) {
                json_body(&template, s);
            }
        });
    }
    s.at("checks", |s| checks(request, s));
    tags(plan, &request.tags, s);
}

fn template(plan: &Plan, text: &str, escape: Escape, s: &mut Search) -> Option<Template> {
    match Template::parse(text, &plan.data.columns, escape) {
        Ok(template) => {
            if template.uses_data() && plan.data.rows.is_empty() {
                s.say("a data column is used, and there is no data row: add rows to data");
            }
            Some(template)
        }
        Err(error) => {
            s.say(format!("{}, at character {}", error.message, error.at + 1));
            None
        }
    }
}

/// With every placeholder replaced the body must be JSON.
fn json_body(template: &Template, s: &mut Search) {
    let fill = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        // What is not escaped may be anything; a number fits inside and outside of a string.
        Part::Value(Value::Column(_) | Value::Uuid | Value::Iteration | Value::Rand(..), _) => "0".to_owned(),
    };
    let filled: String = template.parts.iter().map(fill).collect();
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&filled) {
        s.say(format!("the body is not JSON: {error}; a body that is not JSON is written as \"body\""));
    }
}

fn checks(request: &Request, s: &mut Search) {
    if request.checks.len() > MOST_CHECKS {
        s.say(format!("there are {} checks, at most {MOST_CHECKS} are looked at", request.checks.len()));
        return;
    }
    for (at, check) in request.checks.iter().enumerate() {
        s.nth(at, |s| {
            if check.name.is_empty() {
                s.say_at("name", "the name is empty: it tags the samples of the check");
            }
            if request.checks[..at].iter().any(|other| other.name == check.name) {
                s.say(format!("there are two checks {:?}", check.name));
            }
            match &check.expect {
                Expect::Status(from, to) if from > to || *from < 100 || *to > 999 => {
                    s.say_at("status", "a status is a number from 100 to 999, or a range, \"200-299\"");
                }
                Expect::Header(name, _) if !is_token(name) => {
                    s.say_at("header", format!("{name:?} is not the name of a header"));
                }
                Expect::BodyContains(text) if text.is_empty() => {
                    s.say_at("bodyContains", "every body contains the empty text: write what it should contain");
                }
                Expect::Json(path, _) if path.split('.').any(str::is_empty) => {
                    s.say_at("jsonPath", "a path is names and numbers with dots between them, as in items.0.id");
                }
                Expect::DurationBelow(ms) if !(*ms > 0.0 && ms.is_finite()) => {
                    s.say_at("durationBelow", "no request is that quick: write a number of ms above 0");
                }
                _ => {}
            }
        });
    }
}
