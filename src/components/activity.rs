//! What is going on: reading with its progress, or why nothing could be read. A dialog over the page, so that what
//! was open stays where it is.

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::ingest::Format;
use sloscope_core::report::SourceFacts;

use crate::state::session::{Failure, Loading, Phase, Session};
use crate::workers::protocol::InputFailure;

#[component]
pub fn Activity() -> impl IntoView {
    let session = expect_context::<Session>();
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Idle,
        Loading,
        Failed,
    }
    let kind = Memo::new(move |_| {
        session.phase.with(|phase| match phase {
            Phase::Idle => Kind::Idle,
            Phase::Loading(_) => Kind::Loading,
            Phase::Failed(_) => Kind::Failed,
        })
    });
    view! {
        {move || match kind.get() {
            Kind::Idle => ().into_any(),
            Kind::Loading => view! { <Reading/> }.into_any(),
            Kind::Failed => view! { <Failed/> }.into_any(),
        }}
    }
}

#[component]
fn Reading() -> impl IntoView {
    let session = expect_context::<Session>();
    let loading = move || {
        session.phase.with(|phase| match phase {
            Phase::Loading(loading) => Some(loading.clone()),
            _ => None,
        })
    };
    let shown = move |what: fn(&Loading) -> String| loading().map(|l| what(&l)).unwrap_or_default();
    view! {
        <div class="activity" role="status" aria-live="polite" data-state="loading">
            <div class="activity-box">
                <h2>{move || shown(title)}</h2>
                <progress aria-label="Reading"
                    max=move || loading().and_then(|l| l.progress.total).map(|t| t.max(1).to_string())
                    value=move || loading().filter(|l| l.progress.total.is_some() && !l.progress.computing)
                        .map(|l| l.progress.read.to_string())/>
                <p class="activity-facts">
                    <span>{move || shown(amount)}</span>
                    <span>{move || shown(samples)}</span>
                    <span>{move || shown(left)}</span>
                </p>
                <button type="button" data-action="cancel" on:click=move |_| session.cancel()>"Cancel"</button>
            </div>
        </div>
    }
}

fn title(loading: &Loading) -> String {
    let progress = &loading.progress;
    match (progress.computing, progress.name.as_str(), progress.inputs) {
        (true, ..) => "Computing the report".to_owned(),
        (false, "", _) => "Opening".to_owned(),
        (false, name, 0 | 1) => format!("Reading {name}"),
        (false, name, n) => format!("Reading {name} ({} of {n})", progress.input + 1),
    }
}

fn amount(loading: &Loading) -> String {
    let read = format::bytes(loading.progress.read);
    match loading.progress.total {
        Some(total) => format!("{read} of {}", format::bytes(total)),
        None => read,
    }
}

fn samples(loading: &Loading) -> String {
    match loading.progress.samples {
        0 => String::new(),
        n => format!("{} samples", format::count(n)),
    }
}

fn left(loading: &Loading) -> String {
    match loading.left_ms {
        Some(ms) if ms >= 1000.0 => format!("about {} left", format::duration((ms / 1000.0).round() * 1000.0)),
        _ => String::new(),
    }
}

#[component]
fn Failed() -> impl IntoView {
    let session = expect_context::<Session>();
    let failure = session.phase.with_untracked(|phase| match phase {
        Phase::Failed(failure) => Some(failure.clone()),
        _ => None,
    });
    let body = failure.map(|failure| match failure {
        Failure::Nothing { sources, failures } => view! { <Nothing sources failures/> }.into_any(),
        Failure::Died(text) => view! { <Died text/> }.into_any(),
    });
    view! {
        <div class="activity" role="alertdialog" aria-modal="true" aria-labelledby="failed-title" data-state="failed"
            on:keydown=move |event| if event.key() == "Escape" { session.dismiss() }>
            <div class="activity-box">
                {body}
                <button type="button" class="primary" id="failed-close" autofocus data-action="dismiss"
                    on:click=move |_| session.dismiss()>"Close"</button>
            </div>
        </div>
    }
}

/// Each file with what it looks like and what to do.
#[component]
fn Nothing(sources: Vec<SourceFacts>, failures: Vec<InputFailure>) -> impl IntoView {
    let several = sources.len() + failures.len() > 1;
    let title = if several { "None of these can be shown" } else { "This cannot be shown" };
    let unknown = sources.into_iter().map(|source| {
        let role = match source.info.format {
            Format::Unknown => source.role,
            other => format!("This is a {}, but it holds nothing to report on. {}", other.label(), source.role),
        };
        view! { <li><strong>{source.info.name}</strong><p>{role}</p></li> }
    });
    let failed = failures.into_iter().map(|failure| {
        view! { <li><strong>{failure.name}</strong><p>{failure.what}</p><p>{failure.advice}</p></li> }
    });
    view! {
        <h2 id="failed-title">{title}</h2>
        <ul class="failures">{unknown.collect_view()}{failed.collect_view()}</ul>
    }
}

#[component]
fn Died(text: String) -> impl IntoView {
    let session = expect_context::<Session>();
    view! {
        <h2 id="failed-title">"Reading has stopped"</h2>
        <p>
            "The part of sloscope that reads and computes has ended unexpectedly: most often the browser ran out of memory for it, else it is a mistake in sloscope. Your files are untouched. The command line, "
            <code>"sloscope report FILE"</code>", has no such limit."
        </p>
        <pre>{text}</pre>
        <Show when=move || session.can_reopen()>
            <button type="button" data-action="reopen" on:click=move |_| session.reopen()>"Read the files again"</button>
        </Show>
    }
}
