//! The files: what each is, what it was used for, and what of it could not be read.

use std::collections::BTreeSet;
use std::sync::Arc;

use sloscope_core::ingest::Skip;
use sloscope_core::report::{InputFailure, Report, SourceFacts, words};

use super::rows::{self, Draw, Texts, each, texts};
use super::section;
use crate::element::{Element, classed, el};
use crate::list::List;
use crate::name::{named, prose};
use crate::table::code;

/// What could not be read and is no file of the list, which says itself what of it is missing.
fn unlisted(report: &Report) -> Vec<&InputFailure> {
    let listed: BTreeSet<&str> = report.sources.iter().map(|source| source.info.name.as_str()).collect();
    report.unread.iter().filter(|input| !listed.contains(input.name.as_str())).collect()
}

/// The section.
pub fn sources(report: &Arc<Report>) -> Element {
    let names: Texts = |report, _| {
        let mut names = texts(report.sources.len(), &|at| report.sources[at].info.name.clone());
        names.extend(unlisted(report).iter().map(|failure| failure.name.clone()));
        names
    };
    let draw: Draw = |report, _, rows, body| {
        let failures = unlisted(report);
        let failed = |at: usize| failure(failures[at - report.sources.len()]);
        each(rows, body, &|at| report.sources.get(at).map_or_else(|| failed(at), source))
    };
    let list = List::items("Test files", "files", "sources", report.sources.len() + unlisted(report).len());
    section("sources", "Test files").child(rows::draw(report, list, 0, names, draw))
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
        line(format!("It holds {}: left out on reading, so no table and no export has it.", secrets.join(", ")))
    });
    el("li")
        .key(info.name.clone())
        .attr("data-source", info.name.clone())
        .attr("data-skipped", diagnostics.skipped_lines().to_string())
        .child(named(el("h3"), &info.name))
        .child(prose(classed("p", "role"), &source.role))
        .child(
            classed("ul", "source-facts")
                .children(facts)
                .children(diagnostics.notes.iter().cloned().map(line))
                .children(secrets),
        )
        .children((!grave.is_empty()).then(|| classed("ul", "grave").children(grave)))
}

fn skipped(skip: &Skip) -> Element {
    let example = (!skip.example.is_empty()).then(|| code(skip.example.clone()));
    el("li").child(words::skip(skip)).children(example)
}

/// An input that gave nothing.
fn failure(failure: &InputFailure) -> Element {
    el("li")
        .attr("data-source", failure.name.clone())
        .attr("data-failed", "")
        .child(named(el("h3"), &failure.name))
        .child(classed("ul", "grave").child(prose(el("li"), &format!("Could not be read: {}", failure.what))))
        .child(el("p").child(failure.advice.clone()))
}
