//! The question: which part of both sides counts, what may change at most, and what is compared in spite of doubts.

use leptos::prelude::*;
use sloscope_core::compare::{Limit, Selection};
use sloscope_core::format;
use sloscope_core::report::{TagValues, Window};
use sloscope_view::disclosure::disclosure;
use sloscope_view::state::{Disclosure, ViewState};

use crate::components::button::button;
use crate::components::choice::Choice;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::components::name::name;
use crate::state::comparing::{Asked, Comparison};

/// The limits without any of the user's.
const DEFAULT: &str = "Without limits of your own: the 95th percentile of what is timed may rise by 5 % and 1 ms, the share of failures by 0.1 percentage points.";

pub fn question(page: Comparison) -> Element {
    let limits = Disclosure::new("compare-limits".to_owned()).by_hand_only();
    let part = Disclosure::new("compare-part".to_owned()).by_hand_only();
    classed("div", "compare-question")
        .child(disclosure(limits, "Limits", move |_: &dyn ViewState| limits_of(page)))
        .child(disclosure(part, "Part of the runs", move |_: &dyn ViewState| part_of(page)))
        .child(dynamic(move || chips(page)))
}

fn limits_of(page: Comparison) -> Element {
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let field = dynamic(move || {
        el("input")
            .attr("type", "text")
            .attr("data-field", "limit")
            .attr("spellcheck", "false")
            .attr("autocomplete", "off")
            .attr("aria-label", "A limit: metric, statistic, change")
            .attr("aria-describedby", "limit-note")
            .attr("aria-invalid", if wrong.with(Option::is_some) { "true" } else { "false" })
            .attr("placeholder", "http_req_duration p(95) +5%")
            .value(typed.get())
            .listen("input", move |event| typed.set(event_target_value(&event)))
    });
    let add = move |event: leptos::ev::Event| {
        event.prevent_default();
        match typed.with_untracked(|text| Limit::parse(text)) {
            Ok(limit) => {
                wrong.set(None);
                typed.set(String::new());
                page.change(|asked| asked.question.limits.push(limit));
            }
            Err(error) => wrong.set(Some(error.to_string())),
        }
    };
    let note = dynamic(move || {
        let note = classed("p", "hint").attr("id", "limit-note").attr("role", "status");
        match wrong.get() {
            Some(why) => note.attr("class", "grave").child(format!("{}.", format::capitalised(&why))),
            None => note.child(if page.asked.with(|asked| asked.question.limits.is_empty()) { DEFAULT } else { "" }),
        }
    });
    classed("div", "compare-limits")
        .child(
            classed("form", "compare-row")
                .child(field)
                .child(el("button").attr("type", "submit").child("Add limit"))
                .listen("submit", add),
        )
        .child(note)
}

/// What of both sides counts, alike.
fn part_of(page: Comparison) -> Element {
    let tags =
        page.read.with(|read| read.as_ref().map(|read| read.sides[0].offers.filters.clone())).unwrap_or_default();
    let both = classed("fieldset", "compare-row").child(el("legend").child("Time"));
    classed("div", "compare-part").child(both.child(part_of_side(page, None))).child(by_filter(page, tags))
}

/// The sides that a field is of.
fn of(side: Option<usize>) -> &'static [usize] {
    match side {
        Some(0) => &[0],
        Some(_) => &[1],
        None => &[0, 1],
    }
}

fn set(asked: &mut Asked, side: Option<usize>, change: impl Fn(&mut Selection)) {
    of(side).iter().for_each(|at| change(&mut asked.sides.selections[*at]));
}

/// The stage and the window of one side, or of both.
pub fn part_of_side(page: Comparison, side: Option<usize>) -> Element {
    let first = of(side)[0];
    let label = ["Baseline", "Candidate"];
    let named = |what: &str| match side {
        Some(at) => format!("{}: {what}", label[at]),
        None => format!("Both sides: {what}"),
    };
    let (stage_label, window_label) = (named("stage"), named("window"));
    let stages = dynamic(move || {
        let stages =
            page.read.with(|read| read.as_ref().map(|read| read.sides[0].offers.stages.clone())).unwrap_or_default();
        if stages.is_empty() {
            return el("span").attr("hidden", "");
        }
        let now = page.asked.with(|asked| asked.sides.selections[first].stage.clone()).unwrap_or_default();
        let field = ["baseline-stage", "candidate-stage", "stage"][side.unwrap_or(2)];
        let choice = Choice {
            none: Some("all stages"),
            now,
            ..Choice::new(field, stage_label.clone(), "stages", stages.into())
        };
        choice.of(move |chosen| {
            let stage = (!chosen.is_empty()).then_some(chosen);
            page.change(|asked| set(asked, side, |selection| selection.stage.clone_from(&stage)));
        })
    });
    let wrong = RwSignal::new(false);
    let field = ["baseline-window", "candidate-window", "window"][side.unwrap_or(2)];
    let window = dynamic(move || {
        let now = page.asked.with(|asked| asked.sides.selections[first].window).map(written).unwrap_or_default();
        el("label").child(format!("{window_label} ")).child(
            el("input")
                .attr("type", "text")
                .attr("data-field", field)
                .attr("spellcheck", "false")
                .attr("autocomplete", "off")
                .attr("placeholder", "10s..1m30s")
                .attr("aria-invalid", if wrong.get() { "true" } else { "false" })
                .value(now)
                .listen("change", move |event| {
                    let text = event_target_value(&event);
                    let found = read(&text);
                    wrong.set(found.is_none());
                    if let Some(window) = found {
                        page.change(|asked| set(asked, side, |selection| selection.window = window));
                    }
                }),
        )
    });
    let note = dynamic(move || match wrong.get() {
        true => classed("span", "grave").attr("role", "status").child("Write FROM..TO, as in 10s..1m30s."),
        false => el("span").attr("hidden", ""),
    });
    classed("span", "compare-part-of").child(stages).child(window).child(note)
}

/// `10s..1m30s`; a blank text is the whole run.
fn read(text: &str) -> Option<Option<Window>> {
    if text.trim().is_empty() {
        return Some(None);
    }
    let (from, to) = text.split_once("..")?;
    let moment = |text: &str, blank| if text.trim().is_empty() { Some(blank) } else { format::read_moment(text) };
    let window = Window { start_ms: moment(from, 0.0)?, end_ms: moment(to, Window::LAST_MS)? };
    (window.start_ms < window.end_ms).then_some(Some(window))
}

fn written(window: Window) -> String {
    let end = if window.end_ms < Window::LAST_MS { format::moment(window.end_ms) } else { String::new() };
    format!("{}..{end}", format::moment(window.start_ms))
}

fn by_filter(page: Comparison, tags: Vec<TagValues>) -> Element {
    let key = RwSignal::new(tags.first().map(|tag| tag.key.clone()).unwrap_or_default());
    let value = RwSignal::new(String::new());
    let names = tags.iter().map(|tag| tag.key.clone()).collect();
    let keys =
        Choice { label_hidden: true, now: key.get_untracked(), ..Choice::new("filter-tag", "Tag", "tags", names) };
    let keys = keys.of(move |chosen| {
        key.set(chosen);
        value.set(String::new());
    });
    let values = dynamic(move || {
        let found = key.with(|key| tags.iter().find(|tag| tag.key == *key).cloned());
        let Some(tag) = found else { return el("span") };
        value.set(tag.values.first().cloned().unwrap_or_default());
        let now = value.get_untracked();
        let choice = Choice {
            label_hidden: true,
            now,
            left_out: tag.left_out,
            blank: "(none)",
            ..Choice::new("filter-value", "Value", "values", tag.values.into())
        };
        choice.of(move |chosen| value.set(chosen))
    });
    let add = button("compare-filter", "Only these", move || {
        let tag = (key.get_untracked(), value.get_untracked());
        page.change(|asked| {
            set(asked, None, |selection| {
                selection.tags.retain(|(known, _)| *known != tag.0);
                selection.tags.push(tag.clone());
            });
        });
    });
    let leave_out = button("compare-without", "All but these", move || {
        let tag = (key.get_untracked(), value.get_untracked());
        page.change(|asked| set(asked, None, |selection| selection.without.push(tag.clone())));
    });
    classed("fieldset", "compare-row")
        .child(el("legend").child("Samples with"))
        .child(keys)
        .child(" = ")
        .child(values)
        .child(add)
        .child(leave_out)
}

/// What is in force, each with a way to take it off.
fn chips(page: Comparison) -> Element {
    let asked = page.asked.get();
    let chip = |text: String, off: Element| {
        el("li").child(name(&text)).child(off.attr("aria-label", format!("Remove {text}")))
    };
    let mut chips = Vec::new();
    for (at, limit) in asked.question.limits.iter().enumerate() {
        let off = button("remove-limit", "×", move || page.change(|asked| drop(asked.question.limits.remove(at))));
        chips.push(chip(limit.text.clone(), off));
    }
    let [first, second] = &asked.sides.selections;
    for (at, (key, value)) in first.tags.iter().enumerate().filter(|_| first.tags == second.tags) {
        let off = button("remove-where", "×", move || {
            page.change(|asked| set(asked, None, |selection| drop(selection.tags.remove(at))));
        });
        chips.push(chip(format!("{key} = {value}"), off));
    }
    for (at, (key, value)) in first.without.iter().enumerate().filter(|_| first.without == second.without) {
        let off = button("remove-without", "×", move || {
            page.change(|asked| set(asked, None, |selection| drop(selection.without.remove(at))));
        });
        chips.push(chip(format!("{key} ≠ {value}"), off));
    }
    let alike = first.window == second.window && first.stage == second.stage;
    let time = first.stage.clone().map(|stage| format!("stage {stage}")).or_else(|| first.window.map(written));
    if let Some(text) = time.filter(|_| alike) {
        let off = button("remove-part", "×", move || {
            page.change(|asked| set(asked, None, |selection| (selection.window, selection.stage) = (None, None)));
        });
        chips.push(chip(text, off));
    }
    match chips.is_empty() {
        true => el("span").attr("hidden", ""),
        false => classed("ul", "chips").attr("aria-label", "Limits and parts that are in force").children(chips),
    }
}
