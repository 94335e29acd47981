//! The main parts of a plan as fields. A field that cannot be read says so and changes nothing.

use leptos::prelude::*;
use sloscope_core::load::{
    self, Body, Data, Plan, checks_text, data_text, duration, duration_text, headers_text, read_checks, read_headers,
    read_stages, stages_text,
};
use sloscope_core::slo::{objectives_json, parse_objectives};

use super::draft::Draft;
use crate::components::element::{Element, classed, dynamic, el};

/// How a part of a plan is a text, and back.
struct Field {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    /// Lines; a field of one line has none.
    rows: &'static str,
    /// `None` if only the JSON can say it.
    get: fn(&Plan) -> Option<String>,
    set: fn(&mut Plan, &str) -> Result<(), String>,
}

const FIELDS: [Field; 11] = [
    Field {
        name: "target",
        label: "Target",
        hint: "Origin of the service. Several equivalent ones, with spaces between, share the arrivals.",
        rows: "",
        get: |plan| Some(plan.targets.join(" ")),
        set: |plan, text| {
            plan.targets = text.split_whitespace().map(str::to_owned).collect();
            Ok(())
        },
    },
    Field {
        name: "method",
        label: "Method",
        hint: "GET, POST, …",
        rows: "",
        get: |plan| one(plan).map(|request| request.method.clone()),
        set: |plan, text| request(plan, |request| request.method = text.trim().to_ascii_uppercase()),
    },
    Field {
        name: "path",
        label: "Path",
        hint: "With placeholders: {{column}}, {{$uuid}}, {{$iteration}}, {{$rand 1 10}}.",
        rows: "",
        get: |plan| one(plan).map(|request| request.url.clone()),
        set: |plan, text| request(plan, |request| request.url = text.trim().to_owned()),
    },
    Field {
        name: "headers",
        label: "Headers",
        hint: "One a line, Name: value.",
        rows: "2",
        get: |plan| one(plan).map(|request| headers_text(&request.headers)),
        set: |plan, text| {
            let headers = read_headers(text)?;
            request(plan, |request| request.headers = headers)
        },
    },
    Field {
        name: "body",
        label: "Body",
        hint: "JSON or text, with placeholders; values are escaped where it is JSON.",
        rows: "4",
        get: |plan| one(plan).map(|request| request.body.as_ref().map(|body| body.text.clone()).unwrap_or_default()),
        set: |plan, text| {
            let body = (!text.is_empty())
                .then(|| Body { text: text.to_owned(), json: text.trim_start().starts_with(['{', '[']) });
            request(plan, |request| request.body = body)
        },
    },
    Field {
        name: "data",
        label: "Data rows",
        hint: "CSV with a header, or JSON; a placeholder names a column.",
        rows: "4",
        get: |plan| Some(data_text(&plan.data)),
        set: |plan, text| {
            let order = plan.data.order;
            plan.data = match text.trim() {
                "" => Data::default(),
                text => Data { order, ..Data::from_text(text).map_err(|error| error.to_string())? },
            };
            Ok(())
        },
    },
    Field {
        name: "stages",
        label: "Stages",
        hint: "One a line: 200 for 20s; 100 to 400 for 1m is a ramp. Requests per second.",
        rows: "4",
        get: stages_text,
        set: |plan, text| {
            plan.scenarios = read_stages(text, plan)?;
            Ok(())
        },
    },
    Field {
        name: "max-vus",
        label: "Most in flight",
        hint: "An arrival that finds so many under way is dropped, as without a free VU in k6.",
        rows: "",
        get: |plan| plan.scenarios.iter().map(|scenario| scenario.max_vus).max().map(|most| most.to_string()),
        set: |plan, text| {
            let most: u32 = text.trim().parse().map_err(|_| format!("{text:?} is not a whole number"))?;
            for scenario in &mut plan.scenarios {
                scenario.max_vus = most;
                scenario.pre_allocated_vus = scenario.pre_allocated_vus.min(most);
            }
            Ok(())
        },
    },
    Field {
        name: "timeout",
        label: "Time-out",
        hint: "A request that takes longer is given up: 10s.",
        rows: "",
        get: |plan| Some(duration_text(plan.timeout)),
        set: |plan, text| {
            plan.timeout = duration(text)?;
            Ok(())
        },
    },
    Field {
        name: "checks",
        label: "Checks",
        hint: "One a line: status 200; header NAME contains TEXT; body contains TEXT; json PATH = VALUE; duration < 50.",
        rows: "3",
        get: |plan| one(plan).map(|request| checks_text(&request.checks)),
        set: |plan, text| {
            let checks = read_checks(text, one(plan).map(|r| r.checks.as_slice()).unwrap_or_default())?;
            request(plan, |request| request.checks = checks)
        },
    },
    Field {
        name: "objectives",
        label: "Objectives",
        hint: "k6's thresholds; {\"threshold\": …, \"abortOnFail\": true} ends the run.",
        rows: "6",
        get: |plan| Some(objectives_json(&plan.objectives).trim_end().to_owned()),
        set: |plan, text| {
            plan.objectives = parse_objectives(text).map_err(|error| error.to_string())?;
            Ok(())
        },
    },
];

/// The request, where there is one kind only.
fn one(plan: &Plan) -> Option<&load::Request> {
    match plan.requests.as_slice() {
        [request] => Some(request),
        _ => None,
    }
}

fn request(plan: &mut Plan, change: impl FnOnce(&mut load::Request)) -> Result<(), String> {
    if let Some(request) = plan.requests.first_mut() {
        change(request);
    }
    Ok(())
}

/// All fields.
pub fn fields(draft: Draft) -> Element {
    classed("div", "run-fields").all(FIELDS.iter().map(|field| drawn(draft, field)))
}

fn drawn(draft: Draft, field: &'static Field) -> Element {
    let known = draft.known;
    let id = format!("plan-{}", field.name);
    let hint_id = format!("{id}-hint");
    // What was typed, while it is typed: it is not rewritten under the hands of who writes it.
    let typed = RwSignal::new(None::<String>);
    let fault = RwSignal::new(String::new());
    let input = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        let mut plan = known.get_untracked();
        let set = plan.as_mut().map_or(Ok(()), |plan| (field.set)(plan, &text));
        typed.set(Some(text));
        fault.set(set.clone().err().unwrap_or_default());
        if let (Some(plan), Ok(())) = (plan, set) {
            draft.show(&plan);
        }
    };
    let (tag, described, shown) =
        (if field.rows.is_empty() { "input" } else { "textarea" }, hint_id.clone(), id.clone());
    let control = dynamic(move || {
        let got = known.with(|plan| plan.as_ref().and_then(field.get));
        let control = el(tag)
            .at("id", shown.clone())
            .at("data-field", field.name)
            .at("autocomplete", "off")
            .at("spellcheck", "false")
            .at("aria-describedby", described.clone())
            .at("aria-invalid", fault.with(|fault| !fault.is_empty()).to_string())
            .flag("disabled", got.is_none());
        let control = if field.rows.is_empty() { control.at("type", "text") } else { control.at("rows", field.rows) };
        control
            .value(typed.get().or(got).unwrap_or_else(|| "Only the JSON can say this.".to_owned()))
            .on("input", input)
            .on("blur", move |_| {
                if fault.with_untracked(String::is_empty) {
                    typed.set(None);
                }
            })
    });
    let below = dynamic(move || match fault.get() {
        fault if fault.is_empty() => classed("p", "hint").text(field.hint),
        fault => classed("p", "grave").text(fault),
    });
    classed("div", if field.rows.is_empty() { "run-field" } else { "run-field wide" })
        .add(el("label").at("for", id).text(field.label))
        .view(control)
        .add(el("div").at("id", hint_id).view(below))
}
