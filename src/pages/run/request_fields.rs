//! The fields of one request of a plan, and those of the card.

use sloscope_core::load::{
    Body, Pace, Plan, Request, address, checks_text, duration, duration_text, pace, pairs_text, read_checks,
    read_pairs, read_whole, set_address, set_pace,
};

use super::field::{Field, Shape};

fn get(plan: &Plan, at: usize, part: fn(&Request) -> String) -> Option<String> {
    plan.requests.get(at).map(part)
}

fn set(plan: &mut Plan, at: usize, change: impl FnOnce(&mut Request)) -> Result<(), String> {
    if let Some(request) = plan.requests.get_mut(at) {
        change(request);
    }
    Ok(())
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

const METHOD: Field = Field {
    name: "method",
    label: "Method",
    hint: "GET, POST, …",
    shape: Shape::Short,
    keys: &["method"],
    get: |plan, at| get(plan, at, |request| request.method.clone()),
    set: |plan, at, text| set(plan, at, |request| request.method = text.trim().to_ascii_uppercase()),
};

const PATH: Field = Field {
    name: "path",
    label: "Path",
    hint: "With placeholders: {{column}}, {{$uuid}}, {{$iteration}}, {{$rand 1 10}}.",
    shape: Shape::Line,
    keys: &["url", "target"],
    get: |plan, at| get(plan, at, |request| request.url.clone()),
    set: |plan, at, text| set(plan, at, |request| request.url = text.trim().to_owned()),
};

const BODY: Field = Field {
    name: "body",
    label: "Body",
    hint: "With placeholders; their values are escaped where the body is JSON.",
    shape: Shape::Lines("3"),
    keys: &["body", "json"],
    get: |plan, at| get(plan, at, |request| request.body.as_ref().map(|body| body.text.clone()).unwrap_or_default()),
    set: |plan, at, text| {
        set(plan, at, |request| {
            // As it was chosen; a body that was not there is what it looks like.
            let json = request.body.as_ref().map_or_else(|| is_json(text), |body| body.json);
            request.body = (!text.is_empty()).then(|| Body { text: text.to_owned(), json });
        })
    },
};

const HEADERS: Field = Field {
    name: "headers",
    label: "Headers",
    hint: "One a line, Name: value. Values may have placeholders.",
    shape: Shape::Lines("2"),
    keys: &["headers"],
    get: |plan, at| get(plan, at, |request| pairs_text(&request.headers)),
    set: |plan, at, text| {
        let headers = read_pairs(text, "a header")?;
        set(plan, at, |request| request.headers = headers)
    },
};

const CHECKS: Field = Field {
    name: "checks",
    label: "Checks",
    hint: "One a line: status 200-299; header NAME contains TEXT; body contains TEXT; json PATH = VALUE; duration < 50.",
    shape: Shape::Lines("3"),
    keys: &["checks"],
    get: |plan, at| get(plan, at, |request| checks_text(&request.checks)),
    set: |plan, at, text| {
        let before = plan.requests.get(at).map(|request| request.checks.clone()).unwrap_or_default();
        let checks = read_checks(text, &before)?;
        set(plan, at, |request| request.checks = checks)
    },
};

const BODY_KIND: Field = Field {
    name: "body-kind",
    label: "The body is",
    hint: "JSON sets the Content-Type.",
    shape: Shape::Choice(&[["json", "JSON"], ["text", "text"]]),
    keys: &[],
    get: |plan, at| {
        let body = plan.requests.get(at)?.body.as_ref()?;
        Some(if body.json { "json" } else { "text" }.to_owned())
    },
    set: |plan, at, text| set(plan, at, |request| request.body.iter_mut().for_each(|body| body.json = text == "json")),
};

const NAME: Field = Field {
    name: "request-name",
    label: "Name",
    hint: "Tags its samples.",
    shape: Shape::Line,
    keys: &["name", ""],
    get: |plan, at| get(plan, at, |request| request.name.clone()),
    set: |plan, at, text| set(plan, at, |request| request.name = text.trim().to_owned()),
};

const WEIGHT: Field = Field {
    name: "weight",
    label: "Weight",
    hint: "Its share among all.",
    shape: Shape::Short,
    keys: &["weight"],
    get: |plan, at| (plan.requests.len() > 1).then(|| get(plan, at, |request| request.weight.to_string()))?,
    set: |plan, at, text| {
        let weight = read_whole(text)?;
        set(plan, at, |request| request.weight = weight)
    },
};

const TAGS: Field = Field {
    name: "request-tags",
    label: "Tags of its samples",
    hint: "One a line, name: value.",
    shape: Shape::Lines("1"),
    keys: &["tags"],
    get: |plan, at| get(plan, at, |request| pairs_text(&request.tags)),
    set: |plan, at, text| {
        let tags = read_pairs(text, "a tag")?;
        set(plan, at, |request| request.tags = tags)
    },
};

/// Of a request that is not the first.
pub const FIELDS: [Field; 9] = [METHOD, PATH, BODY, HEADERS, CHECKS, BODY_KIND, NAME, WEIGHT, TAGS];

/// The first request, but for what stands in the card.
pub const FIRST_CHECKS: [Field; 1] = [CHECKS];
pub const FIRST_HEADERS: [Field; 4] = [HEADERS, TAGS, NAME, BODY_KIND];
pub const FIRST_WEIGHT: [Field; 1] = [WEIGHT];

/// What stands in the card.
pub const CARD: [Field; 5] = [METHOD, URL, BODY, RATE, DURATION];

const URL: Field = Field {
    name: "url",
    label: "URL",
    hint: "With placeholders: {{column}}, {{$uuid}}, {{$iteration}}, {{$rand 1 10}}.",
    shape: Shape::Line,
    keys: &["url", "target"],
    get: |plan, _| address(plan),
    set: |plan, _, text| {
        set_address(plan, text);
        Ok(())
    },
};

const RATE: Field = Field {
    name: "rate",
    label: "Rate",
    hint: "Started each second, whatever the answers take.",
    shape: Shape::Unit("requests/s"),
    keys: &["rate"],
    get: |plan, _| pace(plan).map(|pace| pace.rate.to_string()),
    set: |plan, _, text| {
        let rate = read_whole(text)?;
        if let Some(old) = pace(plan) {
            set_pace(plan, Pace { rate, ..old });
        }
        Ok(())
    },
};

const DURATION: Field = Field {
    name: "duration",
    label: "Duration",
    hint: "10s, 1m30s.",
    shape: Shape::Short,
    keys: &["duration"],
    get: |plan, _| pace(plan).map(|pace| duration_text(pace.duration)),
    set: |plan, _, text| {
        let duration = duration(text)?;
        if let Some(old) = pace(plan) {
            set_pace(plan, Pace { duration, ..old });
        }
        Ok(())
    },
};
