//! The verdict card: the word, the sentence, how many rows are worse, better, the same or not certain; and under it
//! whether the sides are comparable at all.

use sloscope_core::compare::{Comparison, Concern, Design, Gravity, Row, Side, Verdict, words};
use sloscope_core::format;

use crate::action::{Action, OnComparison};
use crate::button::button;
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el};
use crate::figures::valued;
use crate::name::{name, prose};
use crate::state::Disclosure;

/// The sign of a verdict; its word always stands beside it.
pub(super) fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Worse => "✕",
        Verdict::Better => "✓",
        Verdict::Changed => "≠",
        Verdict::Same => "=",
        Verdict::Inconclusive => "?",
        Verdict::CannotCompare => "–",
    }
}

/// What is known of a row: of one run a side what these runs say.
pub(super) fn known(row: &Row) -> Verdict {
    row.of_these_runs.unwrap_or(row.verdict)
}

/// What the card looks like: runs of one thing that can tell a change are fine, whatever their difference is.
fn seen_as(shown: &Comparison) -> Verdict {
    match &shown.aa {
        Some(aa) if aa.can_tell => Verdict::Better,
        Some(_) => Verdict::Inconclusive,
        None => shown.verdict,
    }
}

/// The card.
pub fn card(shown: &Comparison) -> Element {
    let is = seen_as(shown).as_str();
    classed("section", "panel compare-card")
        .attr("id", "verdict")
        .attr("aria-label", "Verdict")
        .attr("data-is", is)
        .attr("data-verdict", shown.verdict.as_str())
        .child(classed("div", "compare-top").child(head(shown)).child(counts(shown)))
        .child(comparable(shown))
}

fn head(shown: &Comparison) -> Element {
    let word = words::word(shown);
    let rest = shown.headline.strip_prefix(word).unwrap_or(&shown.headline).trim_start_matches(": ");
    let icon = classed("span", "panel-icon").attr("aria-hidden", "true").child(sign(seen_as(shown)));
    let title = el("h1")
        .attr("tabindex", "-1")
        .child(classed("span", "panel-word").child(icon).child(word))
        .child(prose(classed("span", "headline"), &begun(rest)));
    let of = match shown.design {
        Design::OneRun if shown.verdict != Verdict::CannotCompare => {
            format!("{}: counts and rows are about these two runs", words::design(shown))
        }
        _ => words::design(shown),
    };
    classed("div", "panel-head")
        .child(title)
        .child(classed("p", "compare-design").child(format::capitalised(&of)))
        .child(side("baseline", "Baseline", &shown.baseline, shown.design))
        .child(side("candidate", "Candidate", &shown.candidate, shown.design))
        .child(actions(shown))
}

/// The begin of a sentence; p95 keeps its small letter.
fn begun(text: &str) -> String {
    let is_percentile = text.starts_with('p') && text[1..].starts_with(|c: char| c.is_ascii_digit());
    if is_percentile { text.to_owned() } else { format::capitalised(text) }
}

/// What a side is, and its runs.
fn side(class: &'static str, label: &'static str, side: &Side, design: Design) -> Element {
    let line = classed("p", "compare-name")
        .attr("data-side", class)
        .child(el("small").child(label))
        .child(" ")
        .child(name(&side.label));
    let parts: Vec<String> = side.parts.iter().map(|part| part.label.clone()).collect();
    let block = el("div").child(line);
    if parts.iter().all(|part| *part == side.label) {
        return block;
    }
    let runs = Disclosure::new(format!("runs {class}")).by_hand_only();
    let what = if design == Design::Blocks { "Its blocks" } else { "Its runs" };
    block.child(disclosure(runs, what, move |_| {
        classed("ol", "basis").children(parts.iter().map(|part| el("li").child(name(part))))
    }))
}

fn actions(shown: &Comparison) -> Element {
    let act = |of| Action::Compare(of);
    let prevented = shown.comparability.iter().any(|concern| concern.gravity == Gravity::Prevents);
    let anyway = prevented.then(|| match shown.verdict {
        Verdict::CannotCompare => button("anyway", "Compare anyway", act(OnComparison::Anyway(true))),
        _ => button("anyway", "Do not compare anyway", act(OnComparison::Anyway(false))),
    });
    let decided = shown.rows.iter().all(|row| row.of_these_runs.is_none());
    let single = (shown.design == Design::OneRun && shown.verdict != Verdict::CannotCompare).then(|| match decided {
        false => button("single-run", "Let these two runs decide", act(OnComparison::SingleRun(true))),
        true => button("single-run", "One run does not decide", act(OnComparison::SingleRun(false))),
    });
    classed("div", "actions")
        .child(button("copy-markdown", "Copy as Markdown", act(OnComparison::CopyMarkdown)))
        .child(button("save-html", "Save as HTML", act(OnComparison::SaveHtml)))
        .children(single)
        .children(anyway)
        .control()
}

/// Verdicts that are counted, and what their tile says.
const COUNTED: [(Verdict, &str); 6] = [
    (Verdict::Worse, "Worse"),
    (Verdict::Better, "Better"),
    (Verdict::Changed, "Changed"),
    (Verdict::Same, "Same"),
    (Verdict::Inconclusive, "Inconclusive"),
    (Verdict::CannotCompare, "Cannot compare"),
];

/// How many rows have each verdict, and which come first.
fn counts(shown: &Comparison) -> Element {
    let tile = |(verdict, label): (Verdict, &'static str)| {
        let rows: Vec<&Row> = shown.rows.iter().filter(|row| known(row) == verdict).collect();
        // What nobody expects is not there when it is not found.
        let rare = matches!(verdict, Verdict::Changed | Verdict::CannotCompare);
        (!rare || !rows.is_empty()).then(|| {
            let icon = classed("span", "verdict-icon").attr("aria-hidden", "true").child(sign(verdict));
            classed("div", "tile")
                .attr("data-is", verdict.as_str())
                .child(el("dt").child(classed("span", "tile-verdict").child(icon).child(label)))
                .child(valued(classed("dd", "tile-value"), Some(rows.len() as f64)).child(rows.len().to_string()))
                .child(classed("dd", "tile-limit").child(named(&rows)))
        })
    };
    classed("dl", "tiles compare-counts")
        .attr("aria-label", if shown.design == Design::OneRun { "Rows of these two runs" } else { "Rows" })
        .children(COUNTED.into_iter().filter_map(tile))
}

/// The rows with a limit, and how many others.
fn named(rows: &[&Row]) -> String {
    let gated: Vec<String> = rows.iter().filter(|row| row.gate.is_some()).map(|row| words::title(row)).collect();
    let others = rows.len() - gated.len();
    match (gated.is_empty(), others) {
        (true, 0) => "none".to_owned(),
        (true, others) => format!("{}, none with a limit", format::counted(others as u64, "row")),
        (false, 0) => gated.join(", "),
        (false, others) => format!("{}; and {} without a limit", gated.join(", "), format::count(others as u64)),
    }
}

/// Are they comparable? The gravest concern first, each with its evidence.
fn comparable(shown: &Comparison) -> Element {
    let concerns = shown.comparability.iter().map(concern);
    let none = shown.comparability.is_empty().then(|| {
        let icon = classed("span", "verdict-icon").attr("aria-hidden", "true").child("✓");
        let text = el("div").child(words::COMPARABLE);
        let note = classed("small", "note").child(words::checked(shown));
        el("li").attr("data-gravity", "none").child(icon).child(text.child(note))
    });
    classed("div", "compare-strip")
        .attr("id", "comparable")
        .child(el("h2").child("Comparable?"))
        .child(el("ul").children(concerns).children(none))
}

fn concern(of: &Concern) -> Element {
    let (gravity, sign) = match of.gravity {
        Gravity::Prevents => ("prevents", "✕"),
        Gravity::Serious => ("serious", "!"),
        Gravity::Minor => ("minor", "i"),
    };
    let icon = classed("span", "verdict-icon").attr("aria-hidden", "true").child(sign);
    let word = el("b").child(format::capitalised(words::gravity(of.gravity)));
    let text = prose(el("span").child(word).child(": "), &of.text);
    let evidence = prose(classed("small", "note"), &format::capitalised(&of.evidence));
    el("li")
        .key(of.rule.clone())
        .attr("data-rule", of.rule.clone())
        .attr("data-gravity", gravity)
        .child(icon)
        .child(el("div").child(text).child(evidence))
}
