//! The form of one objective, as two fields; what cannot be read is shown with a mark under the wrong character.

use leptos::prelude::*;
use sloscope_core::series::Series;
use sloscope_core::slo::{Expression, Objective, Origin};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::text::{Fault, pointed};
use super::{Editor, edited};
use crate::components::button::button;
use crate::components::choice::suggestions;
use crate::components::element::{Element, Listen, classed, dynamic, el};
use crate::platform::page;

/// The objective that is edited, and what is written of it, readable or not. It is made in handlers and outlives them: its
/// signals are counted, not owned by what made them.
#[derive(Clone)]
pub struct Row {
    /// As it is judged now; absent of a new one.
    pub old: Option<Objective>,
    series: ArcRwSignal<String>,
    expression: ArcRwSignal<String>,
    /// Somebody wanted it applied: what is missing is a fault now.
    tried: ArcRwSignal<bool>,
}

impl Row {
    pub fn of(old: Option<Objective>) -> Self {
        let series = old.as_ref().map(|old| old.series.to_string()).unwrap_or_default();
        let expression = old.as_ref().map(|old| old.expression.clone()).unwrap_or_default();
        Self {
            old,
            series: ArcRwSignal::new(series),
            expression: ArcRwSignal::new(expression),
            tried: ArcRwSignal::default(),
        }
    }

    /// The objective, or the field in which something cannot be read.
    pub fn read(&self) -> Result<Objective, &'static str> {
        self.tried.set(true);
        let series = Series::parse(&self.series.get_untracked()).map_err(|_| SERIES)?;
        let expression = self.expression.get_untracked();
        if expression_fault(&expression).is_some() {
            return Err(OBJECTIVE);
        }
        let blank = || Objective {
            series: Series::default(),
            expression: String::new(),
            abort_on_fail: false,
            delay_abort_eval: None,
            origin: Origin::Edited,
        };
        Ok(edited(Objective { series, expression, ..self.old.clone().unwrap_or_else(blank) }))
    }
}

const SERIES: &str = "Series";
const OBJECTIVE: &str = "Objective";

fn series_fault(text: &str) -> Option<Fault> {
    let error = Series::parse(text).err()?;
    Some(Fault { at: text.get(..error.at).map_or(0, |before| before.chars().count()), message: error.message })
}

fn expression_fault(text: &str) -> Option<Fault> {
    Expression::parse(text).err().map(|error| Fault { message: error.message, at: error.at })
}

type Find = fn(&str) -> Option<Fault>;

/// The field of a name, with what is wrong in it.
fn field(row: &Row, name: &'static str, hint: &'static str, value: &ArcRwSignal<String>, find: Find) -> Element {
    let id = format!("fault-{name}");
    let typed = value.clone();
    let input = el("input")
        .attr("type", "text")
        .attr("data-field", name)
        .attr("placeholder", hint)
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", id.clone())
        .value(value.get_untracked())
        .listen("input", move |event| typed.set(event_target_value(&event)));
    let input = if name == SERIES { input.attr("list", "known-series") } else { input };
    let (value, tried) = (value.clone(), row.tried.clone());
    // What is still blank is not wrong yet.
    let fault = move || {
        value.with(|text| {
            find(text).filter(|_| !text.trim().is_empty() || tried.get()).map(|fault| pointed(text, &fault))
        })
    };
    let shown = dynamic(move || el("div").children(fault()));
    classed("div", "editor-field")
        .child(el("label").child(name).child(input))
        .child(el("div").attr("id", id).attr("aria-live", "polite").child(shown))
}

/// The form, which Enter applies and Escape closes.
pub fn form(editor: Editor, row: &Row) -> Element {
    let names = editor.report.with_untracked(|r| r.metrics.iter().map(|m| m.series.to_string()).collect());
    let name = row
        .old
        .as_ref()
        .map_or_else(|| "A new objective".to_owned(), |old| format!("Edit {}: {}", old.series, old.shown()));
    let remove = row.old.is_some().then(|| button("remove-objective", "Remove", move || editor.remove()));
    let abort = row.old.as_ref().is_some_and(|old| old.abort_on_fail);
    classed("div", "objective-form")
        .attr("role", "group")
        .attr("aria-label", name)
        .child(suggestions("known-series", names, row.series.clone()))
        .child(field(row, SERIES, "http_req_duration{scenario:checkout}", &row.series, series_fault))
        .child(field(row, OBJECTIVE, "p(99.5)<500", &row.expression, expression_fault))
        .child(
            classed("div", "editor-actions")
                .child(button("apply-objective", "Apply", move || editor.apply()).attr("class", "primary"))
                .children(remove)
                .child(button("cancel-objective", "Cancel", move || editor.close()))
                .children(abort.then(|| classed("span", "hint").child("aborts the run in k6"))),
        )
        .listen("keydown", move |event| {
            let pressed: &KeyboardEvent = event.unchecked_ref();
            match pressed.key().as_str() {
                "Enter" if page::is_field(&event) => editor.apply(),
                "Escape" => editor.close(),
                _ => return,
            }
            event.prevent_default();
        })
}
