//! The form of a plan: sections of fields, lists of requests and scenarios that grow and shrink, the planned rate drawn.

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::load::{Body, DEFAULT_GRACEFUL_STOP, Data, Load, Plan, Request, Scenario};
use sloscope_core::time::{NANOS_PER_MS, NANOS_PER_S};

use super::field::{Field, Of, fields};
use super::{plan_fields, request_fields, scenario_fields};
use crate::components::button::button;
use crate::components::disclosure::fresh;
use crate::components::element::{Element, Listen, Part, classed, dynamic, el, svg};
use crate::components::list::List;
use crate::platform::{drop, stream};
use crate::state::draft::Draft;

/// The picture of the planned rate, in its own units.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 60.0;

pub fn form(draft: Draft) -> Part {
    dynamic(move || {
        draft.shape.get();
        classed("div", "run-form")
            .child(section("run-target", "Target").child(fields(draft, Of::Plan, &plan_fields::TARGET)))
            .child(requests_section(draft))
            .child(data(draft))
            .child(load(draft))
            .child(section("run-verdict", "Verdict").child(fields(draft, Of::Plan, &plan_fields::VERDICT)))
    })
}

pub fn section(id: &'static str, title: &'static str) -> Element {
    classed("section", "run-section")
        .attr("aria-labelledby", id)
        .child(el("h2").attr("id", id).attr("tabindex", "-1").child(title))
}

/// Changes the plan, and draws its form anew.
fn change(draft: Draft, change: impl FnOnce(&mut Plan)) {
    if let Some(mut plan) = draft.written.with_untracked(|written| written.plan.clone()) {
        change(&mut plan);
        draft.show(&plan);
        draft.redraw();
    }
}

/// One of a list, with a way to take it out if it is not alone.
fn card(title: String, parts: Element, remove: Option<Element>) -> Element {
    let head = classed("div", "run-card-head").child(el("h3").child(title)).children(remove);
    classed("li", "run-card").child(head).child(parts)
}

fn list(of: fn(usize) -> Of, parts: &'static [Field], draft: Draft, name: &'static str, out: Parts) -> Part {
    let id = fresh(name);
    dynamic(move || {
        let counts = draft.counts.get();
        let count = if matches!(of(0), Of::Request(_)) { counts.0 } else { counts.1 };
        let one = move |at: usize| {
            let remove = (count > 1).then(|| {
                button(out.action, "Remove", move || change(draft, |plan| (out.act)(plan, at)))
                    .attr("class", "quiet")
                    .attr("aria-label", format!("Remove {} {}", out.what, at + 1))
            });
            card(format!("{name} {}", at + 1), fields(draft, of(at), parts), remove)
        };
        let list = List { id: id.clone(), ..List::items(out.things, out.things, "run-cards", count) };
        let names =
            move || draft.written.with_untracked(|written| written.plan.as_ref().map(out.names).unwrap_or_default());
        list.of(names, move |rows, body| body.children(rows.iter().map(|at| one(*at))))
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
}

fn requests_section(draft: Draft) -> Element {
    let out = Parts {
        action: "remove-request",
        what: "request",
        things: "requests",
        act: |plan, at| drop_at(&mut plan.requests, at),
        names: |plan| plan.requests.iter().map(|of| format!("{} {} {}", of.name, of.method, of.url)).collect(),
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
    section("run-requests", "Requests").child(list(Of::Request, &request_fields::FIELDS, draft, "Request", out)).child(
        classed("div", "run-actions")
            .child(add)
            .child(classed("span", "hint").child("Each iteration sends one of them, chosen by weight.")),
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
    section("run-data", "Data").child(fields(draft, Of::Plan, &plan_fields::DATA)).child(actions)
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

fn load(draft: Draft) -> Element {
    let out = Parts {
        action: "remove-scenario",
        what: "scenario",
        things: "scenarios",
        act: |plan, at| drop_at(&mut plan.scenarios, at),
        names: |plan| plan.scenarios.iter().map(|of| of.name.clone()).collect(),
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
    // Where lines cannot say the load, the scenarios are open.
    let short = draft.written.with_untracked(|written| {
        written.plan.as_ref().is_some_and(|plan| sloscope_core::load::stages_text(plan).is_some())
    });
    let full = classed("details", "run-full")
        .attr("open", !short)
        .child(el("summary").child("Every scenario in full: executor, start, time unit, VUs, graceful stop, tags"))
        .child(list(Of::Scenario, &scenario_fields::FIELDS, draft, "Scenario", out))
        .child(classed("div", "run-actions").child(add));
    section("run-load", "Load")
        .child(dynamic(move || picture(draft)))
        .child(fields(draft, Of::Plan, &plan_fields::LOAD))
        .child(full)
}

/// The planned rate over the time.
fn picture(draft: Draft) -> Element {
    let drawn = draft.written.with(|written| {
        let plan = written.plan.as_ref().filter(|plan| plan.is_bounded())?;
        let (end, peak) = (plan.end(), plan.peak_per_s());
        if end <= 0 || !(peak > 0.0 && peak.is_finite()) {
            return None;
        }
        // Steps are seen where a column has both rates.
        let columns = 300;
        let x = |column: i64| column as f64 * WIDTH / columns as f64;
        let y = |rate: f64| HEIGHT - rate / peak * (HEIGHT - 2.0);
        let mut path = format!("M0 {HEIGHT}");
        for column in 0..columns {
            let rate = plan.rate_at(end * column / columns + 1);
            path += &format!("H{:.1}V{:.1}", x(column), y(rate));
        }
        path += &format!("H{WIDTH}V{HEIGHT}Z");
        let length = format::duration(end as f64 / NANOS_PER_MS);
        let words =
            format!("Planned rate: up to {} requests per second in {length}.", format::count(peak.round() as u64));
        Some((path, words))
    });
    let Some((path, words)) = drawn else { return el("div").attr("hidden", "") };
    let chart = svg("svg")
        .attr("viewBox", format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(svg("path").attr("d", path));
    classed("figure", "run-picture").child(chart).child(el("figcaption").child(words))
}
