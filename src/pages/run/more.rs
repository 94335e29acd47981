//! What is under "More": sections of fields, each opened in place, and lists of requests and scenarios that grow and shrink.

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::load::{
    Body, DEFAULT_GRACEFUL_STOP, Data, Load, Plan, Request, Scenario, derived_objectives, is_derived, stages_text,
};
use sloscope_core::time::{NANOS_PER_MS, NANOS_PER_S};

use super::field::{Field, Of, fields, fresh_fields};
use super::{plan_fields, request_fields, scenario_fields, sides_fields};
use crate::components::button::button;
use crate::components::disclosure::fresh;
use crate::components::element::{Element, Listen, Part, classed, dynamic, el};
use crate::components::list::List;
use crate::platform::{drop, stream};
use crate::state::draft::Draft;

pub fn more(draft: Draft) -> Element {
    let summary = el("summary").child(el("b").child("More")).child(
        classed("span", "soft")
            .child("stages, checks, headers, data rows, further requests, two sides, objectives, tags"),
    );
    classed("details", "run-more")
        .child(summary)
        .child(stages(draft))
        .child(checks(draft))
        .child(headers(draft))
        .child(data(draft))
        .child(requests(draft))
        .child(targets(draft))
        .child(sides(draft))
        .child(objectives(draft))
        .child(scenarios(draft))
}

/// A section that is opened in place; `summary` says what is in it, of the plan.
fn section(draft: Draft, title: &'static str, summary: fn(&Plan) -> String) -> Element {
    let summary = dynamic(move || {
        let summary = draft.written.with(|written| written.plan.as_ref().map(summary).unwrap_or_default());
        classed("span", "soft").child(summary)
    });
    classed("details", "run-part").child(el("summary").child(el("b").child(title)).child(summary))
}

fn count(n: usize, thing: &str) -> String {
    format::counted(n as u64, thing)
}

fn stages(draft: Draft) -> Element {
    let summary = |plan: &Plan| {
        let length = format::duration(plan.end() as f64 / NANOS_PER_MS);
        match stages_text(plan) {
            Some(text) => format!("{}, {length} in all", text.lines().count()),
            None => "more than lines can say: see every scenario in full".to_owned(),
        }
    };
    section(draft, "Stages", summary).child(fresh_fields(draft, Of::Plan, &plan_fields::LOAD))
}

fn checks(draft: Draft) -> Element {
    section(draft, "Checks and time-out", |plan| {
        count(plan.requests.first().map_or(0, |one| one.checks.len()), "check")
    })
    .child(fresh_fields(draft, Of::Request(0), &request_fields::FIRST_CHECKS))
    .child(fresh_fields(draft, Of::Plan, &plan_fields::TIMEOUT))
}

fn headers(draft: Draft) -> Element {
    let summary = |plan: &Plan| {
        let (headers, tags) = plan.requests.first().map_or((0, 0), |one| (one.headers.len(), one.tags.len()));
        format!("{}, {}", count(headers, "header"), count(tags + plan.tags.len(), "tag"))
    };
    section(draft, "Headers and tags", summary)
        .child(fresh_fields(draft, Of::Request(0), &request_fields::FIRST_HEADERS))
        .child(fresh_fields(draft, Of::Plan, &plan_fields::TAGS))
}

fn targets(draft: Draft) -> Element {
    section(draft, "Targets, redirects, name", |plan| count(plan.targets.len(), "target")).child(fresh_fields(
        draft,
        Of::Plan,
        &plan_fields::TARGET,
    ))
}

fn sides(draft: Draft) -> Element {
    let summary = |plan: &Plan| match plan.sides {
        None => "off".to_owned(),
        Some(_) => count(plan.block_pairs() as usize, "pair"),
    };
    section(draft, "Two targets or variants", summary).child(fresh_fields(draft, Of::Sides, &sides_fields::FIELDS))
}

fn objectives(draft: Draft) -> Element {
    let summary = |plan: &Plan| {
        let from = if is_derived(plan) { ", made from the plan" } else { "" };
        format!("{}{from}", plan.objectives.len())
    };
    let make = button("derive-objectives", "Make them from the plan", move || {
        change(draft, |plan| plan.objectives = derived_objectives(plan));
    });
    section(draft, "Objectives", summary)
        .child(fresh_fields(draft, Of::Plan, &plan_fields::VERDICT))
        .child(classed("div", "run-actions").child(make))
}

/// Changes the plan, and draws its form anew.
fn change(draft: Draft, change: impl FnOnce(&mut Plan)) {
    if let Some(mut plan) = draft.written.with_untracked(|written| written.plan.clone()) {
        change(&mut plan);
        draft.change(plan);
        draft.redraw();
    }
}

/// One of a list, with a way to take it out if it is not alone.
fn card(title: String, parts: Element, remove: Option<Element>) -> Element {
    let head = classed("div", "run-card-head").child(el("h2").child(title)).children(remove);
    classed("li", "run-card").child(head).child(parts)
}

fn remove(draft: Draft, out: Parts, at: usize) -> Element {
    button(out.action, "Remove", move || change(draft, |plan| (out.act)(plan, at)))
        .attr("class", "quiet")
        .attr("aria-label", format!("Remove {} {}", out.what, at + 1))
}

fn list(of: fn(usize) -> Of, parts: &'static [Field], draft: Draft, name: &'static str, out: Parts) -> Part {
    let id = fresh(name);
    dynamic(move || {
        draft.shape.get();
        let counts = draft.counts.get();
        let count = if matches!(of(0), Of::Request(_)) { counts.0 } else { counts.1 };
        let one = move |at: usize| {
            let remove = (count > 1).then(|| remove(draft, out, at));
            let parts = if at < out.in_card { out.first } else { parts };
            let above = if at < out.in_card { ", the one above" } else { "" };
            card(format!("{name} {}{above}", at + 1), fields(draft, of(at), parts), remove)
        };
        let list = List { id: id.clone(), ..List::items(out.things, out.things, "run-cards", count) };
        let names =
            move || draft.written.with_untracked(|written| written.plan.as_ref().map(out.names).unwrap_or_default());
        let list = list.of(names, move |rows, body| body.children(rows.iter().map(|at| one(*at))));
        // What is in the card alone is not listed.
        el("div").attr("hidden", count <= out.in_card).child(list)
    })
}

/// What is in a list, and how one of it is taken out.
#[derive(Clone, Copy)]
struct Parts {
    action: &'static str,
    what: &'static str,
    things: &'static str,
    act: fn(&mut Plan, usize),
    /// What is searched in the list.
    names: fn(&Plan) -> Vec<String>,
    /// So many stand in the card, and have these fields here.
    in_card: usize,
    first: &'static [Field],
}

fn requests(draft: Draft) -> Element {
    let out = Parts {
        action: "remove-request",
        what: "request",
        things: "requests",
        act: |plan, at| drop_at(&mut plan.requests, at),
        names: |plan| plan.requests.iter().map(|of| format!("{} {} {}", of.name, of.method, of.url)).collect(),
        in_card: 1,
        first: &request_fields::FIRST_WEIGHT,
    };
    let add = button("add-request", "Add a request", move || {
        change(draft, |plan| {
            let number = plan.requests.len() + 1;
            let free = |name: &String| plan.requests.iter().all(|request| request.name != *name);
            let name = (number..).map(|n| format!("request {n}")).find(free).unwrap_or_default();
            plan.requests.push(Request {
                name,
                weight: 1,
                method: "GET".to_owned(),
                url: "/".to_owned(),
                headers: Vec::new(),
                body: None::<Body>,
                checks: Vec::new(),
                tags: Vec::new(),
            });
        });
    });
    section(draft, "More requests", |plan| count(plan.requests.len(), "request"))
        .child(list(Of::Request, &request_fields::FIELDS, draft, "Request", out))
        .child(
            classed("div", "run-actions")
                .child(add)
                .child(classed("span", "hint").child("Each arrival sends one of them, chosen by weight.")),
        )
}

fn drop_at<T>(list: &mut Vec<T>, at: usize) {
    if at < list.len() {
        list.remove(at);
    }
}

fn data(draft: Draft) -> Element {
    let fault = RwSignal::new(String::new());
    let pick = el("input")
        .attr("type", "file")
        .attr("class", "visually-hidden")
        .attr("data-action", "data-file")
        .listen("change", move |event| {
            for file in drop::picked(&event).into_iter().take(1) {
                leptos::task::spawn_local(async move {
                    let text =
                        stream::text_of(&file).await.map_err(|_| "The browser could not read the file.".to_owned());
                    match text.and_then(|text| Data::from_text(&text).map_err(|error| error.to_string())) {
                        Ok(data) => {
                            fault.set(String::new());
                            change(draft, |plan| plan.data = Data { order: plan.data.order, ..data });
                        }
                        Err(why) => fault.set(format!("{}: {why}", file.name())),
                    }
                });
            }
        });
    let clear = dynamic(move || {
        let any = draft.written.with(|written| written.plan.as_ref().is_some_and(|plan| !plan.data.rows.is_empty()));
        let clear = move || change(draft, |plan| plan.data = Data::default());
        button("clear-data", "Remove the rows", clear).attr("class", "quiet").attr("hidden", !any)
    });
    let said = dynamic(move || {
        let why = fault.get();
        match why.is_empty() {
            true => classed("span", "hint")
                .child(draft.written.with(|written| written.plan.as_ref().map(rows).unwrap_or_default())),
            false => classed("span", "grave").child(why),
        }
    });
    let actions = classed("div", "run-actions")
        .child(classed("label", "button").child("Open a CSV or JSON file").child(pick))
        .child(clear)
        .child(el("span").attr("role", "status").child(said));
    section(draft, "Data rows", |plan| count(plan.data.rows.len(), "row"))
        .child(fresh_fields(draft, Of::Plan, &plan_fields::DATA))
        .child(actions)
}

fn rows(plan: &Plan) -> String {
    let data = &plan.data;
    match data.rows.len() {
        0 => "No rows: every iteration sends the same.".to_owned(),
        n if n > plan_fields::MOST_ROWS => {
            format!("{} of {}: too many to edit here.", format::counted(n as u64, "row"), data.columns.join(", "))
        }
        n => format!("{} of {}.", format::counted(n as u64, "row"), data.columns.join(", ")),
    }
}

fn scenarios(draft: Draft) -> Element {
    let out = Parts {
        action: "remove-scenario",
        what: "scenario",
        things: "scenarios",
        act: |plan, at| drop_at(&mut plan.scenarios, at),
        names: |plan| plan.scenarios.iter().map(|of| of.name.clone()).collect(),
        in_card: 0,
        first: &[],
    };
    let add = button("add-scenario", "Add a scenario", move || {
        change(draft, |plan| {
            let free = |name: &String| plan.scenarios.iter().all(|scenario| scenario.name != *name);
            let name = (plan.scenarios.len() + 1..).map(|n| format!("scenario_{n}")).find(free).unwrap_or_default();
            plan.scenarios.push(Scenario {
                name,
                start: plan.end(),
                load: Load::Constant { rate: 10, time_unit: NANOS_PER_S, duration: 30 * NANOS_PER_S },
                pre_allocated_vus: 10,
                max_vus: 10,
                graceful_stop: DEFAULT_GRACEFUL_STOP,
                tags: Vec::new(),
            });
        });
    });
    section(draft, "Every scenario in full", |_| "executor, start, time unit, VUs, graceful stop, tags".to_owned())
        .child(list(Of::Scenario, &scenario_fields::FIELDS, draft, "Scenario", out))
        .child(classed("div", "run-actions").child(add))
}
