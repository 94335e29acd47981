//! The files: what each is, what it was used for, and what of it could not be read.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::ingest::Skip;
use sloscope_core::report::{Report, SourceFacts, words};

use super::rows::{Draw, Texts, each, texts};
use super::{Page, section};
use crate::components::element::{Element, classed, el};
use crate::components::name::{named, prose};
use crate::components::table::code;
use crate::workers::protocol::InputFailure;

pub fn sources(page: Page, report: &Arc<Report>) -> Element {
    let failures = page.session.failures.with(Vec::len);
    let names: Texts = |page, report, _| {
        let mut names = texts(report.sources.len(), &|at| report.sources[at].info.name.clone());
        page.session.failures.with_untracked(|all| names.extend(all.iter().map(|failure| failure.name.clone())));
        names
    };
    let draw: Draw = |page, report, _, rows, body| {
        let failures = page.session.failures.get_untracked();
        let failed = |at: usize| failure(&failures[at - report.sources.len()]);
        each(rows, body, &|at| report.sources.get(at).map_or_else(|| failed(at), source))
    };
    let list = page.items("Test files", "files", "sources", report.sources.len() + failures);
    section("sources", "Test files").add(page.draw(report, list, 0, names, draw))
}

fn source(source: &SourceFacts) -> Element {
    let (info, diagnostics) = (&source.info, &source.diagnostics);
    let line = |text: String| prose(el("li"), &text);
    let form = format!("{}; {}; {}", info.format.label(), words::size(info), words::encoding(info));
    let mut facts = vec![line(form)];
    facts.extend(words::reading(diagnostics).map(line));
    let mut grave: Vec<Element> = words::cut(diagnostics).map(line).into_iter().collect();
    grave.extend(diagnostics.skipped.iter().map(skipped));
    let secrets: Vec<&str> = source.secrets.iter().map(|secret| words::secret(*secret)).collect();
    let secrets = (!secrets.is_empty()).then(|| {
        line(format!("It holds {}: dropped while it was read, in no table and in no export.", secrets.join(", ")))
    });
    el("li")
        .at("data-source", info.name.clone())
        .at("data-skipped", diagnostics.skipped_lines().to_string())
        .add(named(el("h3"), &info.name))
        .add(prose(classed("p", "role"), &source.role))
        .add(classed("ul", "source-facts").all(facts).all(diagnostics.notes.iter().cloned().map(line)).all(secrets))
        .all((!grave.is_empty()).then(|| classed("ul", "grave").all(grave)))
}

fn skipped(skip: &Skip) -> Element {
    let example = (!skip.example.is_empty()).then(|| code(skip.example.clone()));
    el("li").text(words::skip(skip)).all(example)
}

/// An input that gave nothing.
fn failure(failure: &InputFailure) -> Element {
    el("li")
        .at("data-source", failure.name.clone())
        .at("data-failed", "")
        .add(named(el("h3"), &failure.name))
        .add(classed("ul", "grave").add(prose(el("li"), &format!("Could not be read: {}", failure.what))))
        .add(el("p").text(failure.advice.clone()))
}
