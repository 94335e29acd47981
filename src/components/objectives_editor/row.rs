//! One objective as two fields; what cannot be read is shown with a mark under the wrong character.

use leptos::prelude::*;
use sloscope_core::series::Series;
use sloscope_core::slo::{Expression, Objective, Origin};

use super::text::{Fault, pointed};
use super::{Editor, edited};
use crate::components::button::button;
use crate::components::element::{Element, Listen, classed, dynamic, el};

/// What is written in a row, readable or not. Rows are made in effects and handlers and outlive them: their signals
/// are counted, not owned by what made them.
#[derive(Clone)]
pub struct Row {
    series: ArcRwSignal<String>,
    expression: ArcRwSignal<String>,
    /// What the fields do not show: abortOnFail and its delay.
    rest: Objective,
}

impl Row {
    pub fn of(objective: &Objective) -> Self {
        Self {
            series: ArcRwSignal::new(objective.series.to_string()),
            expression: ArcRwSignal::new(objective.expression.clone()),
            rest: objective.clone(),
        }
    }

    pub fn blank() -> Self {
        let rest = Objective {
            series: Series::default(),
            expression: String::new(),
            abort_on_fail: false,
            delay_abort_eval: None,
            origin: Origin::Edited,
        };
        Self { series: ArcRwSignal::default(), expression: ArcRwSignal::default(), rest }
    }

    /// What is written.
    pub fn text(&self) -> String {
        format!("{} {}", self.series.get_untracked(), self.expression.get_untracked())
    }

    /// The objective; `None` for a blank row, an error if something cannot be read.
    pub fn read(&self) -> Result<Option<Objective>, ()> {
        let (series, expression) = (self.series.get_untracked(), self.expression.get_untracked());
        if series.trim().is_empty() && expression.trim().is_empty() {
            return Ok(None);
        }
        // Still not known: it stays an objective that cannot be judged.
        if matches!(self.rest.origin, Origin::NameOnly(_)) && expression.trim().is_empty() {
            return Ok(Some(self.rest.clone()));
        }
        if expression_fault(&expression).is_some() {
            return Err(());
        }
        let series = Series::parse(&series).map_err(|_| ())?;
        Ok(Some(edited(Objective { series, expression, ..self.rest.clone() })))
    }
}

fn series_fault(text: &str) -> Option<Fault> {
    let error = Series::parse(text).err()?;
    Some(Fault { at: text.get(..error.at).map_or(0, |before| before.chars().count()), message: error.message })
}

fn expression_fault(text: &str) -> Option<Fault> {
    Expression::parse(text).err().map(|error| Fault { message: error.message, at: error.at })
}

pub fn draw(editor: Editor, at: usize, row: Row) -> Element {
    let Row { series, expression, rest } = row;
    // A row that is still blank is not wrong yet.
    let field =
        |name: &'static str, hint: &'static str, value: &ArcRwSignal<String>, find: fn(&str) -> Option<Fault>| {
            let id = format!("fault-{at}-{name}");
            let (value, typed) = (value.clone(), value.clone());
            let (series, expression) = (series.clone(), expression.clone());
            let blank = move || series.with(|s| s.trim().is_empty()) && expression.with(|e| e.trim().is_empty());
            let input = el("input")
                .attr("type", "text")
                .attr("aria-label", name)
                .attr("data-field", name)
                .attr("placeholder", hint)
                .attr("autocomplete", "off")
                .attr("spellcheck", "false")
                .attr("aria-describedby", id.clone())
                .value(value.get_untracked())
                .listen("input", move |event| {
                    let text = event_target_value(&event);
                    if name == "Series" {
                        editor.typed.with_value(|series| series.set(text.clone()));
                    }
                    typed.set(text);
                    editor.rows_changed();
                });
            let input = if name == "Series" { input.attr("list", "known-series") } else { input };
            let fault =
                move || if blank() { None } else { value.with(|text| find(text).map(|fault| pointed(text, &fault))) };
            let shown = dynamic(move || el("div").children(fault()));
            classed("div", "editor-field")
                .child(input)
                .child(el("div").attr("id", id).attr("aria-live", "polite").child(shown))
        };
    let remove = button("remove-objective", "Remove", move || editor.remove(at)).attr("class", "quiet");
    let remove = remove.attr("aria-label", format!("Remove {} {}", series.get_untracked(), expression.get_untracked()));
    let abort = rest.abort_on_fail.then(|| classed("span", "hint").child("aborts the run in k6"));
    classed("li", "editor-row")
        .child(field("Series", "http_req_duration", &series, series_fault))
        .child(field("Objective", "p(95)<500", &expression, expression_fault))
        .child(remove)
        .children(abort)
}
