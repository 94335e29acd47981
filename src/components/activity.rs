//! What is going on: reading with its progress, why nothing could be read, or a choice where what is open has changed. It
//! lies over the page, so that what was open stays where it is.

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::ingest::Format;
use sloscope_core::report::SourceFacts;
use wasm_bindgen::JsCast;

use super::button::button;
use super::disclosure::fresh;
use super::element::{Element, Listen, Part, classed, dynamic, el};
use super::list::List;
use super::name::{named, prose};
use crate::platform::page;
use crate::state::session::{Failure, Loading, Phase, Session};
use crate::workers::protocol::{Death, InputFailure};

pub fn activity(session: Session) -> Part {
    dynamic(move || {
        session.files.phase.with(|phase| match phase {
            Phase::Idle => el("span").attr("hidden", ""),
            Phase::Loading(loading) => reading(session, loading),
            Phase::Failed(failure) => failed(session, failure),
        })
    })
}

fn reading(session: Session, loading: &Loading) -> Element {
    let progress = &loading.progress;
    let mut bar = el("progress").attr("aria-label", "Reading");
    if let Some(total) = progress.total {
        bar = bar.attr("max", total.max(1).to_string());
        if !progress.computing {
            bar = bar.attr("value", progress.read.to_string());
        }
    }
    let facts = [amount(loading), samples(loading), left(loading)];
    let cancel = button("cancel", "Cancel", move || session.files.cancel());
    let inside = classed("div", "activity-box")
        .child(prose(el("h2").attr("role", "status"), &title(loading)))
        .child(bar)
        .child(classed("p", "activity-facts").children(facts.map(|fact| el("span").child(fact))))
        .child(cancel);
    classed("div", "activity").attr("data-state", "loading").child(inside)
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

fn failed(session: Session, failure: &Failure) -> Element {
    let inside = classed("div", "activity-box").children(match failure {
        Failure::Nothing { sources, failures } => nothing(sources, failures),
        Failure::Died { death, run } => died(session, death, *run),
        Failure::Changed(files) => changed(session, files),
    });
    let label = if matches!(failure, Failure::Changed(_)) { "Keep the open report" } else { "Close" };
    let close =
        button("dismiss", label, move || session.files.dismiss()).attr("id", "failed-close").attr("class", "primary");
    // A message is read out and closed by keyboard: it takes the focus once it is in the page.
    request_animation_frame(|| page::focus("failed-close"));
    let escape = move |event: leptos::ev::Event| {
        if event.unchecked_into::<leptos::ev::KeyboardEvent>().key() == "Escape" {
            session.files.dismiss();
        }
    };
    classed("div", "activity")
        .attr("role", "alertdialog")
        .attr("aria-modal", "true")
        .attr("aria-labelledby", "failed-title")
        .attr("data-state", "failed")
        .child(inside.child(close))
        .listen("keydown", escape)
}

fn item(name: &str, sentences: &[&str]) -> Element {
    let sentences = sentences.iter().map(|sentence| prose(el("p"), sentence));
    el("li").child(named(el("strong"), name)).children(sentences.collect::<Vec<_>>())
}

fn failed_input(failure: &InputFailure) -> Element {
    item(&failure.name, &[&failure.what, &failure.advice])
}

/// Each file with what it looks like and what to do.
fn nothing(sources: &[SourceFacts], failures: &[InputFailure]) -> Vec<Element> {
    let of_source = move |source: &SourceFacts| {
        if let Some(why) = source.role.strip_prefix("not used: ") {
            let mut why = why.to_owned();
            if let Some(first) = why.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            return item(&source.info.name, &[&why]);
        }
        match source.info.format {
            Format::Unknown => item(&source.info.name, &[&source.role]),
            other => {
                let what = format!("Read as {}: it holds nothing to report on.", other.label());
                item(&source.info.name, &[&what, &source.role])
            }
        }
    };
    let several = sources.len() + failures.len() > 1;
    let title = if several { "None of these can be shown" } else { "This cannot be shown" };
    let names: Vec<String> =
        sources.iter().map(|s| &s.info.name).chain(failures.iter().map(|f| &f.name)).cloned().collect();
    let (sources, failures) = (sources.to_vec(), failures.to_vec());
    let list = List { id: fresh("failures"), ..List::items(title, "files", "failures", names.len()) };
    let list = list.of(
        move || names.clone(),
        move |rows, body| {
            let one = |at: &usize| match sources.get(*at) {
                Some(source) => of_source(source),
                None => failed_input(&failures[*at - sources.len()]),
            };
            body.children(rows.iter().map(one))
        },
    );
    vec![el("h2").attr("id", "failed-title").child(title), list]
}

/// The user chooses: what is open stays until then.
fn changed(session: Session, files: &[InputFailure]) -> Vec<Element> {
    let title = el("h2").attr("id", "failed-title").child("What is open has changed");
    let words = el("p").child("The open report stays unless you choose what was read now.");
    let list = classed("ul", "failures").children(files.iter().map(failed_input).collect::<Vec<_>>());
    vec![title, list, words, button("show-held", "Show what was read now", move || session.show_held())]
}

fn died(session: Session, death: &Death, run: bool) -> Vec<Element> {
    let title = if run { "The test has stopped" } else { "Reading has stopped" };
    let way = if run {
        "Nothing more is sent, and what is shown stays."
    } else {
        "Your files are untouched, and what is open stays."
    };
    let words = match death {
        Death::NotLoaded(_) => el("p").child(format!(
            "A part of sloscope could not be loaded: the network is gone, or the web host of this page does not deliver it. {way} Try again once you are connected; if that does not help, reload the page."
        )),
        Death::Ended(_) if run => el("p").child(format!("The part of sloscope that runs the test has ended or does not answer. {way} Start the test again; if that does not help, reload the page.")),
        Death::Ended(_) => el("p")
            .child(format!("The part of sloscope that reads and computes has ended unexpectedly: usually the browser ran out of memory for it, otherwise it is a bug in sloscope. {way} The command line, "))
            .child(el("code").child("sloscope report FILE"))
            .child(", has no such limit."),
    };
    let mut parts = vec![el("h2").attr("id", "failed-title").child(title), words, el("pre").child(death.to_string())];
    let again = !run && session.files.can_reopen();
    parts.extend(again.then(|| button("reopen", "Read the files again", move || session.reopen())));
    parts
}
