//! What must be known to read a comparison: what is new besides numbers, what the runs can tell, and what the words mean.

use sloscope_core::compare::{Comparison, Design, words};
use sloscope_core::format;

use crate::disclosure::disclosure;
use crate::element::{Element, classed, el};
use crate::name::prose;
use crate::sections::{hint, section};
use crate::state::Disclosure;

/// Verdicts of objectives that changed, and what fails now; absent where nobody looked.
pub fn changes(shown: &Comparison) -> Option<Element> {
    if shown.design == Design::Blocks {
        return None;
    }
    let part = section("new", "What is new");
    let (objectives, failures) = (&shown.changes.objectives, &shown.changes.failures);
    if objectives.is_empty() && failures.is_empty() {
        return Some(part.child(hint(words::NOTHING_NEW)));
    }
    let objective = |of: &sloscope_core::compare::ObjectiveChange| {
        let is = if of.worse { "worse" } else { "better" };
        line(is, words::objective_change(of))
    };
    let failure = |of: &sloscope_core::compare::NewFailure| line("worse", words::new_failure(of));
    let list = |title: &'static str, lines: Vec<Element>| {
        let block = classed("div", "stack").child(el("h3").child(title));
        (!lines.is_empty()).then(|| block.child(classed("ul", "compare-new").children(lines)))
    };
    Some(
        part.children(list("Objectives that changed", objectives.iter().map(objective).collect()))
            .children(list("New failures", failures.iter().map(failure).collect())),
    )
}

fn line(is: &'static str, text: String) -> Element {
    let sign = if is == "worse" { "✕" } else { "✓" };
    let icon = classed("span", "verdict-icon").attr("aria-hidden", "true").child(sign);
    el("li").attr("data-is", is).child(icon).child(prose(el("span"), &text))
}

/// Notes, what runs of one thing can tell, and the meaning of the words.
pub fn notes(shown: &Comparison) -> Element {
    let all = shown.notes.iter().cloned().chain(shown.bootstrap.map(words::bootstrap));
    let notes = all.map(|note| el("li").child(prose(el("p"), &note)));
    let how = Disclosure::new("how comparison".to_owned());
    let how = disclosure(how, "How to read this", |_| {
        let word = |(word, meaning): &(&'static str, &'static str)| {
            el("div").child(el("dt").child(*word)).child(el("dd").child(*meaning))
        };
        classed("dl", "compare-words").children(words::MEANINGS.iter().map(word))
    });
    let count = format::counted(shown.notes.len() as u64, "note");
    section("notes", "How certain this is")
        .child(classed("ul", "compare-notes").attr("aria-label", count).children(notes))
        .child(how)
}
