//! A site of many runs as pages without a script: the index with its runs and trends, the summary of each run, and for each
//! a page of links that compare it with the others. Every page is a file of its own, and its policy allows nothing but its
//! style. What opens and compares runs is the page of sloscope, in a folder beside them.

mod compare;
mod index;
mod run;
mod trends;

pub use compare::compare_page;
pub use index::index_page;
pub use run::run_page;

use sloscope_core::compare::Limit;
use sloscope_core::site::{Run, Unread};
use sloscope_core::slo::Objective;

use crate::element::{Element, Text, classed, el};
use crate::figures;
use crate::file::still;
use crate::name::prose;
use crate::state::Whole;

const STYLE: &str = include_str!("site.css");

/// What the pages are made of.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// As it was stated.
    pub title: Option<&'a str>,
    /// In order.
    pub runs: &'a [Run],
    /// What is in the folder and not on the site.
    pub unread: &'a [Unread],
    /// What all runs are judged by, if that is not what their files state.
    pub objectives: Option<&'a [Objective]>,
    /// For comparisons.
    pub limits: &'a [Limit],
}

impl Site<'_> {
    /// A site that nobody named has a name.
    fn name(&self) -> &str {
        self.title.unwrap_or("Load tests")
    }
}

/// Where the page of a run lies.
fn run_href(root: &str, run: &Run) -> String {
    format!("{root}runs/{}.html", run.id)
}

/// Where the links lie that compare a run.
fn compare_href(root: &str, run: &Run) -> String {
    format!("{root}compare/{}.html", run.id)
}

/// A whole page: a heading, where it leads to, and what is in it.
fn page(title: &str, heading: &str, links: Vec<Element>, body: Element) -> String {
    let head = classed("header", "site-head").child(prose(el("h1"), heading));
    let nav = (!links.is_empty()).then(|| {
        let items = links.into_iter().map(|link| el("li").child(link));
        classed("nav", "site-nav").attr("aria-label", "This site").child(el("ul").children(items))
    });
    let written = format!("Written by sloscope {}.", env!("CARGO_PKG_VERSION"));
    let article = classed("article", "report site")
        .child(head.children(nav))
        .child(body)
        .child(el("footer").child(classed("p", "hint").child(written)));
    still(&Whole::default(), title.to_owned(), article, STYLE)
}

fn link(href: String, text: impl Into<Text>) -> Element {
    el("a").attr("href", href).child(text.into())
}

/// When a run began, or that nobody knows.
fn date(run: &Run) -> Element {
    match run.date() {
        Some(date) => classed("td", "nowrap").attr("data-date", date.clone()).child(date),
        None => el("td").child(figures::absent_because("no file says when it began")),
    }
}

fn version(run: &Run) -> Element {
    match &run.judged.version {
        Some(version) => crate::name::shortened(el("td"), version, 32, true),
        None => el("td").child(figures::absent_because("no file says it")),
    }
}

/// The name of a run, with what is to be known of it.
fn named(root: &str, run: &Run) -> Element {
    let head =
        crate::table::row_head().child(el("a").attr("href", run_href(root, run)).child(crate::name::label(&run.name)));
    let note = run.judged.note.as_ref().map(|note| prose(classed("small", "note"), note));
    let missing = (!run.judged.incomplete.is_empty())
        .then(|| prose(classed("small", "note"), &format!("▲ {}", run.judged.incomplete.join("; "))));
    head.children(note).children(missing)
}
