//! Choosing the two sides: files that are picked or dropped, links, what the page has open, and kept runs.

use leptos::prelude::*;
use sloscope_core::format;

use crate::components::button::button;
use crate::components::element::{Element, Listen, Part, classed, dynamic, el};
use crate::components::name::named;
use crate::platform::drop;
use crate::state::comparing::{Chosen, Comparison};
use crate::state::recent::kept_runs;

const NAMES: [&str; 2] = ["Baseline", "Candidate"];
/// What each side is for.
const WHAT: [&str; 2] = ["What is compared with: the runs before the change.", "What is judged: the runs after it."];
const TOGETHER: &str = "Files that hold both sides: two values of a tag, two stages or windows, or blocks in turn.";

pub fn choose(page: Comparison) -> Element {
    classed("section", "compare-choose")
        .attr("aria-labelledby", "compare-sides")
        .child(
            classed("div", "compare-choose-head")
                .child(el("h2").attr("id", "compare-sides").child("Sides"))
                .child(way(page)),
        )
        .child(dynamic(move || {
            let both = page.both.get();
            let sides = if both { vec![area(page, 0, true)] } else { vec![area(page, 0, false), area(page, 1, false)] };
            classed("div", "compare-areas").attr("data-both", both).children(sides)
        }))
        .child(dynamic(move || tools(page)))
}

/// Two sets of files, or one.
fn way(page: Comparison) -> Part {
    dynamic(move || {
        let now = page.both.get();
        let choice = |both: bool, name: &'static str, label: &'static str| {
            let field = el("input")
                .attr("type", "radio")
                .attr("name", "compare-way")
                .attr("data-field", name)
                .attr("checked", now == both)
                .listen("change", move |_| page.set_both(both));
            el("label").child(field).child(label)
        };
        classed("div", "compare-way")
            .attr("role", "radiogroup")
            .attr("aria-label", "What the sides are")
            .child(choice(false, "two-sets", "Two sets of files"))
            .child(choice(true, "one-set", "Two parts of the same files"))
    })
}

fn area(page: Comparison, side: usize, both: bool) -> Element {
    let name = if both { "Files" } else { NAMES[side] };
    let title = format!("compare-side-{side}");
    let pick = el("input")
        .attr("type", "file")
        .attr("multiple", "")
        .attr("class", "visually-hidden")
        .attr("data-action", ["pick-baseline", "pick-candidate"][side])
        .attr("aria-describedby", title.clone())
        .listen("change", move |event| page.add(side, drop::picked(&event).into_iter().map(Chosen::file).collect()));
    let pick = classed("label", "button").child("Choose files").child(pick);
    el("section")
        .attr("class", "side-area")
        .attr("data-side", ["baseline", "candidate"][side])
        .attr("aria-labelledby", title.clone())
        .key(format!("{side}{both}"))
        .child(el("h3").attr("id", title).child(name))
        .child(classed("p", "hint").child(if both { TOGETHER } else { WHAT[side] }))
        .child(dynamic(move || chosen(page, side, name)))
        .child(classed("div", "actions").child(pick).child(other(page, side)).child(link(page, side, name)))
}

/// What was chosen, and what a reload lost.
fn chosen(page: Comparison, side: usize, name: &'static str) -> Element {
    let list = page.sides.with(|sides| {
        let one = |(at, chosen): (usize, &Chosen)| {
            let off = button("remove-input", "×", move || page.remove(side, at));
            el("li")
                .child(named(el("span"), &chosen.name))
                .children(chosen.bytes().map(|bytes| classed("span", "hint").child(format::bytes(bytes))))
                .child(off.attr("aria-label", format!("Remove {} from {name}", chosen.name)))
        };
        sides[side].iter().enumerate().map(one).collect::<Vec<_>>()
    });
    let lost = page.lost.with(|lost| lost[side].clone());
    let box_ = classed("div", "compare-chosen");
    let box_ = match list.is_empty() {
        true if lost.is_empty() => box_.child(classed("p", "compare-none").child("No file yet. Drop some here.")),
        true => box_,
        false => {
            box_.child(classed("ul", "chips").attr("aria-label", format!("{name}: what is chosen")).children(list))
        }
    };
    box_.children(
        (!lost.is_empty()).then(|| {
            classed("p", "compare-lost").attr("data-gone", "").attr("role", "status").child(lost_words(&lost))
        }),
    )
}

fn lost_words(names: &[String]) -> String {
    let known: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    match (known.as_slice(), names.len()) {
        ([], 1) => "One more file is part of this comparison, which the link does not hold. Choose it here.".to_owned(),
        ([], n) => {
            format!("{n} more files are part of this comparison, which the link does not hold. Choose them here.")
        }
        ([one], 1) => {
            format!("{one} was part of this comparison, and the browser does not keep it. Choose the file again.")
        }
        (several, _) => format!(
            "{} were part of this comparison, and the browser does not keep them. Choose the files again.",
            several.join(", ")
        ),
    }
}

/// What is there already: what the page has open, and the runs that the browser keeps.
fn other(page: Comparison, side: usize) -> Part {
    dynamic(move || {
        let open = page.open.get();
        let mut names = Vec::new();
        let mut inputs: Vec<Vec<Chosen>> = Vec::new();
        if !open.is_empty() {
            let of: Vec<&str> = open.iter().map(|one| one.name.as_str()).collect();
            names.push(format!("Open now: {}", of.join(", ")));
            inputs.push(open.clone());
        }
        for run in kept_runs().iter().filter(|run| run.bytes.is_some()) {
            let chosen = Chosen::kept(run);
            names.push(chosen.name.clone());
            inputs.push(vec![chosen]);
        }
        if names.is_empty() {
            return el("span").attr("hidden", "");
        }
        let inputs = Local::of(inputs);
        let option = |(at, name): (usize, &String)| el("option").attr("value", at.to_string()).child(name.clone());
        let select = el("select")
            .attr("data-field", "take-run")
            .attr("aria-label", ["Add a run to the baseline", "Add a run to the candidate"][side])
            .child(el("option").attr("value", "").child("Add a run …"))
            .children(names.iter().enumerate().map(option))
            .value("")
            .listen("change", move |event| {
                let at = event_target_value(&event).parse::<usize>().ok();
                page.add(side, at.and_then(|at| inputs.get(at)).unwrap_or_default());
            });
        el("span").child(select)
    })
}

/// Inputs that a handler keeps: files are of this window alone.
#[derive(Clone, Copy)]
struct Local(StoredValue<Vec<Vec<Chosen>>, LocalStorage>);

impl Local {
    fn of(inputs: Vec<Vec<Chosen>>) -> Self {
        Self(StoredValue::new_local(inputs))
    }

    fn get(self, at: usize) -> Option<Vec<Chosen>> {
        self.0.with_value(|inputs| inputs.get(at).cloned())
    }
}

fn link(page: Comparison, side: usize, name: &'static str) -> Element {
    let typed = RwSignal::new(String::new());
    let field = dynamic(move || {
        el("input")
            .attr("type", "text")
            .attr("inputmode", "url")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("data-field", "side-link")
            .attr("placeholder", "https://example.org/results.json.gz")
            .attr("aria-label", format!("{name}: a link to results"))
            .value(typed.get())
            .listen("input", move |event| typed.set(event_target_value(&event)))
    });
    let submit = move |event: leptos::ev::Event| {
        event.prevent_default();
        let links = typed.with_untracked(|text| text.split_whitespace().map(Chosen::link).collect::<Vec<_>>());
        typed.set(String::new());
        page.add(side, links);
    };
    classed("form", "compare-link")
        .child(field)
        .child(el("button").attr("type", "submit").child("Add link"))
        .listen("submit", submit)
}

/// What can be done with both sides.
fn tools(page: Comparison) -> Element {
    let any = page.sides.with(|sides| sides.iter().any(|side| !side.is_empty()));
    if !any {
        return el("span").attr("hidden", "");
    }
    let lacks = page.link_lacks();
    let note = match lacks {
        0 => String::new(),
        1 => "Who opens the link needs the file, too: it is on this machine only.".to_owned(),
        n => format!("Who opens the link needs {n} files, too: they are on this machine only."),
    };
    classed("div", "actions compare-tools")
        .child(button("swap-sides", "Swap sides", move || page.swap()))
        .child(button("copy-compare-link", "Copy link", move || page.copy_link()))
        .child(button("clear-sides", "Start over", move || page.clear()).attr("class", "quiet"))
        .child(classed("span", "hint").attr("data-link-note", "").child(note))
}
