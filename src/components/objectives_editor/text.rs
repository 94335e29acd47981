//! The objectives as text, in the form of k6's `thresholds`: to paste from a script and into one.

use leptos::prelude::*;
use sloscope_core::slo::parse_objectives;

use super::Editor;
use crate::components::element::{Element, Listen, classed, dynamic, el};

/// What is wrong with a line, and at which character, from 0.
#[derive(Clone)]
pub struct Fault {
    pub message: String,
    pub at: usize,
}

pub fn form(editor: Editor) -> Element {
    // What was typed, while it is typed: each verdict writes the text anew, but not under the hands of who writes it.
    let typed = RwSignal::new(None::<String>);
    let input = move |event: leptos::ev::Event| {
        let text = event_target_value(&event);
        if let Ok(objectives) = parse_objectives(&text) {
            editor.text.set(text.clone());
            editor.judge(objectives);
        }
        typed.set(Some(text));
    };
    // Left in a readable state, the text is shown as it is written again.
    let leave = move |_| {
        if typed.with_untracked(|text| text.as_ref().is_some_and(|text| parse_objectives(text).is_ok())) {
            typed.set(None);
        }
    };
    let area = dynamic(move || {
        el("textarea")
            .attr("rows", "10")
            .attr("aria-label", "Objectives as k6's thresholds")
            .attr("aria-describedby", "thresholds-fault")
            .attr("data-field", "thresholds")
            .attr("spellcheck", "false")
            .value(typed.get().unwrap_or_else(|| editor.text.get()))
            .listen("input", input)
            .listen("blur", leave)
    });
    let fault = dynamic(move || el("div").children(typed.with(|text| text.as_deref().and_then(fault))));
    classed("div", "editor-text")
        .child(area)
        .child(el("div").attr("id", "thresholds-fault").attr("aria-live", "polite").child(fault))
}

/// Where and why the text cannot be read.
fn fault(text: &str) -> Option<Element> {
    let error = parse_objectives(text).err()?;
    let line = text.lines().nth(error.line.saturating_sub(1)).unwrap_or_default();
    let message = format!("line {}, column {}: {}", error.line, error.column, error.message);
    Some(pointed(line, &Fault { message, at: error.column.saturating_sub(1) }))
}

/// A line, a mark under the wrong character, and what is wrong.
pub fn pointed(line: &str, fault: &Fault) -> Element {
    // Far into a long line, only its neighbourhood is shown.
    let from = fault.at.saturating_sub(40);
    let part: String = line.chars().skip(from).take(80).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mark = " ".repeat(fault.at - from) + "^";
    classed("div", "fault")
        .attr("data-fault", fault.at.to_string())
        .child(el("pre").attr("aria-hidden", "true").child(format!("{part}\n{mark}")))
        .child(el("p").child(fault.message.clone()))
}
