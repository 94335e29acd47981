//! The files: what each is, what it was used for, and what of it could not be read.

use std::sync::Arc;

use sloscope_core::ingest::Skip;
use sloscope_core::report::{Report, SourceFacts, words};

use super::{Page, section};
use crate::components::element::{Element, classed, el};
use crate::components::table::code;
use crate::workers::protocol::InputFailure;

pub fn sources(_: Page, report: &Arc<Report>) -> Element {
    // What is listed as a file says itself what of it is missing.
    let is_listed = |name: &str| report.sources.iter().any(|source| source.info.name == name);
    let failures = report.unread.iter().filter(|input| !is_listed(&input.name));
    section("sources", "Test files")
        .add(classed("ul", "sources").all(report.sources.iter().map(source)).all(failures.map(failure)))
}

fn source(source: &SourceFacts) -> Element {
    let (info, diagnostics) = (&source.info, &source.diagnostics);
    let line = |text: String| el("li").text(text);
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
        .add(el("h3").text(info.name.clone()))
        .add(classed("p", "role").text(source.role.clone()))
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
        .add(el("h3").text(failure.name.clone()))
        .add(classed("ul", "grave").add(el("li").text(format!("Could not be read: {}", failure.what))))
        .add(el("p").text(failure.advice.clone()))
}
