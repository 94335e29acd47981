//! A part of the run: a window of time and filters by tags. Every table and verdict below follows it.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::report::{Query, Report, TagValues, Window, words};
use sloscope_view::disclosure::disclosure;
use sloscope_view::sections::narrow;
use sloscope_view::state::{Disclosure, ViewState};

use super::Page;
use crate::components::button::button;
use crate::components::choice::Choice;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::components::name::name;

/// What opens to the choice of a part. Nothing is drawn where there are no samples: a summary has no parts.
pub fn narrow(page: Page, report: &Arc<Report>) -> Element {
    if !report.has_samples() {
        return el("div");
    }
    let shared = Arc::clone(report);
    let form = move |_: &dyn ViewState| {
        classed("div", "narrow-form")
            .child(usual(page, &shared))
            .child(by_tag(page, &shared))
            .child(by_time(page, &shared))
    };
    let part = Disclosure::new("narrow".to_owned());
    classed("div", "narrow").child(disclosure(part, "Filter", form))
}

/// Changes the question in force.
pub fn ask(page: Page, change: impl FnOnce(&mut Query)) {
    let mut query = page.session.question.query.get_untracked();
    change(&mut query);
    page.session.ask(query);
}

/// Shows only samples with these tags; of a tag that is asked for already, the new value counts.
pub fn only(page: Page, wanted: Vec<(String, String)>) {
    ask(page, |query| {
        query.tags.retain(|(known, _)| !wanted.iter().any(|(key, _)| key == known));
        query.tags.extend(wanted);
    });
}

/// What is in force, each with a way to take it off; of a stored report, too.
pub fn chips(page: Page, report: &Report) -> Element {
    let chip = |text: String, off: Element| {
        el("li").child(name(&text)).child(off.attr("aria-label", format!("Remove {text}")))
    };
    let mut chips = Vec::new();
    if let Some(w) = report.query.window {
        chips.push(chip(
            words::span(w, report.run.observed_ms),
            button("remove-window", "×", move || ask(page, |query| query.window = None)),
        ));
    }
    let wanted = report.query.tags.len();
    for (at, text) in report.query.filters().enumerate() {
        let off = button("remove-filter", "×", move || {
            ask(page, |query| {
                let (list, at) = if at < wanted { (&mut query.tags, at) } else { (&mut query.without, at - wanted) };
                if at < list.len() {
                    list.remove(at);
                }
            });
        });
        chips.push(chip(text, off));
    }
    if chips.len() > 1 {
        let all = button("remove-all", "Whole run", move || {
            ask(page, |query| (query.window, query.tags, query.without) = Default::default());
        });
        chips.push(el("li").child(all));
    }
    match chips.is_empty() {
        true => el("div"),
        false => classed("ul", "chips").attr("aria-label", "The part of the run that is shown").children(chips),
    }
}

fn by_tag(page: Page, report: &Arc<Report>) -> Element {
    let key = RwSignal::new(report.tags.first().map(|tag| tag.key.clone()).unwrap_or_default());
    let value = RwSignal::new(String::new());
    let names = report.tags.iter().map(|tag| tag.key.clone()).collect();
    let keys = Choice { label_hidden: true, now: key.get_untracked(), ..Choice::new("tag", "Tag", "tags", names) };
    let keys = keys.of(move |chosen| {
        key.set(chosen);
        value.set(String::new());
    });
    let tags = Arc::clone(report);
    let values = dynamic(move || {
        let found = key.with(|key| tags.tags.iter().find(|tag| tag.key == *key).map(|tag| list(tag, value)));
        classed("span", "narrow-value").children(found)
    });
    let add = button("add-filter", "Only these", move || {
        let (key, value) = (key.get_untracked(), value.get_untracked());
        ask(page, |query| {
            query.tags.retain(|(known, _)| *known != key);
            query.tags.push((key, value));
        });
    });
    let leave_out = button("add-without", "All but these", move || {
        let unwanted = (key.get_untracked(), value.get_untracked());
        ask(page, |query| leave_out(query, unwanted));
    });
    classed("fieldset", "narrow-row")
        .child(el("legend").child("Samples with"))
        .child(keys)
        .child(" = ")
        .child(values)
        .child(add)
        .child(leave_out)
}

/// Takes samples out by a tag.
fn leave_out(query: &mut Query, unwanted: (String, String)) {
    query.tags.retain(|tag| *tag != unwanted);
    if !query.without.contains(&unwanted) {
        query.without.push(unwanted);
    }
}

/// What is most often left out of a run, where it has it: set-up and tear-down, failed requests, the warm-up.
fn usual(page: Page, report: &Report) -> Element {
    let has = |key: &str, value: &str| report.tags.iter().any(|t| t.key == key && t.values.iter().any(|v| v == value));
    let mut row = classed("fieldset", "narrow-row").child(el("legend").child("Leave out"));
    let outside: Vec<&'static str> =
        ["::setup", "::teardown"].into_iter().filter(|group| has("group", group)).collect();
    if !outside.is_empty() {
        row = row.child(button("without-setup", "Setup and teardown", move || {
            ask(page, |query| {
                outside.iter().for_each(|group| leave_out(query, ("group".to_owned(), (*group).to_owned())))
            });
        }));
    }
    if has("expected_response", "false") {
        row = row.child(button("only-successes", "Failed requests", move || {
            ask(page, |query| leave_out(query, ("expected_response".to_owned(), "false".to_owned())));
        }));
    }
    let length = RwSignal::new("10s".to_owned());
    let wrong = RwSignal::new(false);
    let trim = button("trim-warm-up", "Trim warm-up", move || {
        let found = length.with_untracked(|text| format::read_moment(text));
        wrong.set(found.is_none());
        if let Some(start_ms) = found {
            ask(page, |query| {
                let end_ms = query.window.map_or(Window::LAST_MS, |window| window.end_ms).max(start_ms + 1.0);
                query.window = Some(Window { start_ms, end_ms });
            });
        }
    });
    let field = el("input")
        .attr("type", "text")
        .attr("value", "10s")
        .attr("aria-label", "Length of the warm-up")
        .attr("data-field", "warm-up")
        .attr("autocomplete", "off")
        .listen("input", move |event| length.set(event_target_value(&event)));
    let note = dynamic(move || {
        let text = if wrong.get() { "Write the length as 10s, 1:30 or 1m30s." } else { "" };
        classed("span", "narrow-wrong").attr("role", "status").child(text)
    });
    row.child(trim).child(" of ").child(field).child(note)
}

/// The values to choose from.
fn list(tag: &TagValues, value: RwSignal<String>) -> Element {
    let now = if tag.left_out > 0 { String::new() } else { tag.values.first().cloned().unwrap_or_default() };
    value.set(now.clone());
    let values = Choice {
        label_hidden: true,
        now,
        left_out: tag.left_out,
        blank: words::NO_VALUE,
        ..Choice::new("value", "Value", "values", tag.values.clone().into())
    };
    values.of(move |chosen| value.set(chosen))
}

fn by_time(page: Page, report: &Arc<Report>) -> Element {
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong = RwSignal::new("");
    let field = |label: &'static str, hint: String, text: RwSignal<String>| {
        el("input")
            .attr("type", "text")
            .attr("aria-label", label)
            .attr("data-field", label)
            .attr("placeholder", hint)
            .attr("autocomplete", "off")
            .listen("input", move |event| text.set(event_target_value(&event)))
    };
    let end_ms = report.run.observed_ms.unwrap_or_default();
    let set = button("set-window", "Set window", move || {
        let read = |text: RwSignal<String>, blank: f64| {
            text.with_untracked(|text| if text.trim().is_empty() { Some(blank) } else { format::read_moment(text) })
        };
        match (read(from, 0.0), read(to, end_ms + 1.0)) {
            (Some(start_ms), Some(end_ms)) if start_ms < end_ms => {
                wrong.set("");
                ask(page, |query| query.window = Some(Window { start_ms, end_ms }));
            }
            (Some(_), Some(_)) => wrong.set("The window ends before it starts."),
            _ => wrong.set("Write moments as 1:23, as seconds, or as 1m23s."),
        }
    });
    let stages = (!report.run.stages.is_empty()).then(|| narrow::stages(report));
    let problem = dynamic(move || classed("span", "narrow-wrong").attr("role", "status").child(wrong.get()));
    classed("fieldset", "narrow-row")
        .child(el("legend").child("Only the time from"))
        .child(field("From", "0:00".to_owned(), from))
        .child(" to ")
        .child(field("To", format::moment(end_ms), to))
        .child(set)
        .children(stages)
        .child(problem)
}
