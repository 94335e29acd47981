//! The objectives as text, in the form of k6's `thresholds`: to paste from a script and into one.

use leptos::prelude::*;
use sloscope_core::slo::{ObjectivesError, parse_objectives};

use super::{Editor, edited};

#[component]
pub fn TextForm(editor: Editor) -> impl IntoView {
    let error = RwSignal::new(None::<ObjectivesError>);
    let written = RwSignal::new(None::<String>);
    // The rows rewrite the text, but not under the hands of who writes it.
    let shown = move || written.get().unwrap_or_else(|| editor.text.get());
    let input = move |event| {
        let text = event_target_value(&event);
        match parse_objectives(&text) {
            Ok(objectives) => {
                error.set(None);
                editor.text.set(text.clone());
                editor.text_changed(objectives.into_iter().map(edited).collect());
            }
            Err(why) => error.set(Some(why)),
        }
        written.set(Some(text));
    };
    // Left in a readable state, the text is shown tidied again.
    let leave = move |_| {
        if error.with(Option::is_none) {
            written.set(None);
        }
    };
    let message = move || {
        let why = error.get()?;
        let text = shown();
        let line = text.lines().nth(why.line.saturating_sub(1)).unwrap_or_default();
        let message = format!("line {}, column {}: {}", why.line, why.column, why.message);
        Some(pointed(line, why.column.saturating_sub(1), &message))
    };
    view! {
        <details class="editor-text">
            <summary>"As text: k6's thresholds"</summary>
            <textarea rows="10" aria-label="Objectives as k6's thresholds" data-field="thresholds" spellcheck="false" autocomplete="off"
                aria-invalid=move || error.with(Option::is_some).to_string() aria-describedby="thresholds-fault"
                prop:value=shown on:input=input on:blur=leave></textarea>
            <div id="thresholds-fault" aria-live="polite">{message}</div>
        </details>
    }
}

/// A line, a mark under the wrong character, and what is wrong.
pub fn pointed(line: &str, at: usize, message: &str) -> AnyView {
    // Far into a long line, only its neighbourhood is shown.
    let from = at.saturating_sub(40);
    let part: String = line.chars().skip(from).take(80).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mark = format!("{}^", " ".repeat(at - from));
    view! {
        <div class="fault" data-fault=at.to_string()>
            <pre aria-hidden="true">{format!("{part}\n{mark}")}</pre>
            <p>{message.to_owned()}</p>
        </div>
    }
    .into_any()
}
