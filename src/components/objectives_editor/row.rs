//! One objective as two fields; what cannot be read is shown with a mark under the wrong character.

use leptos::prelude::*;
use sloscope_core::series::Series;
use sloscope_core::slo::{Expression, Objective, Origin};

use super::text::pointed;
use super::{Editor, edited};

/// What is written in a row, readable or not.
#[derive(Clone)]
pub struct Row {
    pub id: u32,
    series: RwSignal<String>,
    expression: RwSignal<String>,
    /// What the fields do not show: abortOnFail and its delay.
    rest: Objective,
}

/// What is wrong with a text, and at which character, from 0.
#[derive(Clone)]
struct Fault {
    message: String,
    at: usize,
}

impl Row {
    pub fn of(id: u32, objective: &Objective) -> Self {
        Self {
            id,
            series: RwSignal::new(objective.series.to_string()),
            expression: RwSignal::new(objective.expression.clone()),
            rest: objective.clone(),
        }
    }

    pub fn blank(id: u32) -> Self {
        let rest = Objective {
            series: Series::default(),
            expression: String::new(),
            abort_on_fail: false,
            delay_abort_eval: None,
            origin: Origin::Edited,
        };
        Self { id, series: RwSignal::default(), expression: RwSignal::default(), rest }
    }

    /// The objective; `None` for a blank row, an error if something cannot be read.
    pub fn read(&self) -> Result<Option<Objective>, ()> {
        let (series, expression) = (self.series.get_untracked(), self.expression.get_untracked());
        if series.trim().is_empty() && expression.trim().is_empty() {
            return Ok(None);
        }
        if series_fault(&series).is_some() || expression_fault(&expression).is_some() {
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

#[component]
pub fn ObjectiveRow(editor: Editor, row: Row) -> impl IntoView {
    let Row { id, series, expression, rest } = row;
    // A row that is still blank is not wrong yet.
    let blank = move || series.with(|s| s.trim().is_empty()) && expression.with(|e| e.trim().is_empty());
    let faults = [
        (series, series_fault as fn(&str) -> Option<Fault>, "Series", "http_req_duration", Some("known-series")),
        (expression, expression_fault, "Objective", "p(95)<500", None),
    ];
    let fields = faults.map(|(value, find, label, placeholder, list)| {
        let fault_id = format!("fault-{id}-{label}");
        let fault = Signal::derive(move || if blank() { None } else { value.with(|v| find(v)) });
        let input = move |event| {
            value.set(event_target_value(&event));
            editor.rows_changed();
        };
        view! {
            <div class="editor-field">
                <input type="text" aria-label=label placeholder=placeholder list=list autocomplete="off" spellcheck="false"
                    data-field=label
                    aria-invalid=move || fault.with(Option::is_some).to_string() aria-describedby=fault_id.clone()
                    prop:value=value on:input=input/>
                <div id=fault_id aria-live="polite">{move || fault.get().map(|fault| pointed(&value.get(), fault.at, &fault.message))}</div>
            </div>
        }
        .into_any()
    });
    let abort = rest.abort_on_fail.then(|| view! { <span class="hint">"aborts the run in k6"</span> });
    view! {
        <li class="editor-row">
            {fields.into_iter().collect_view()}
            <button type="button" class="quiet" data-action="remove-objective" aria-label=move || format!("Remove {} {}", series.get(), expression.get())
                on:click=move |_| editor.remove(id)>"Remove"</button>
            {abort}
        </li>
    }
}
