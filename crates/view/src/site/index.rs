//! The first page of a site: what changed, what could not be read, all runs with the newest first, and the trends.

use sloscope_core::format;
use sloscope_core::site::{Change, Run, Trend, Unread, compare_link, report_link, trends};

use super::{Site, compare_href, date, link, named, page, run_href, trends as drawn, version};
use crate::element::{Element, classed, el};
use crate::figures::{self, number_cell, shown, valued};
use crate::name::prose;
use crate::sections::{hint, section};
use crate::table::{Column, cell, numbers, table, words};

/// The six figures that the table has, by their places, and what their columns are called.
const FIGURES: [(usize, &str); 5] =
    [(0, "Requests/s"), (2, "p95"), (3, "p99"), (4, "Failed requests"), (5, "Checks passed")];
/// So many runs of each side are compared at a change.
const MOST_SIDE: usize = 6;

/// The page.
pub fn index_page(site: &Site) -> String {
    let found = trends(site.runs);
    let sections = classed("div", "report-sections")
        .child(el("p").attr("class", "site-lead").child(lead(site.runs)))
        .children(unread_box(site.unread))
        .children(changes(site, &found))
        .child(table_of_runs(site))
        .children(drawn::section_of(site, &found))
        .child(about(site.unread.len()));
    let to = |id: &str, name: &'static str| link(format!("#{id}"), name);
    let mut links = vec![to("runs", "Runs")];
    if found.iter().any(|trend| !trend.changes.is_empty()) {
        links.insert(0, to("changes", "What changed"));
    }
    if found.iter().any(|trend| !trend.runs.is_empty()) {
        links.push(to("trends", "Trends"));
    }
    page(site.name(), site.name(), links, sections)
}

fn lead(runs: &[Run]) -> String {
    let timed: Vec<&Run> = runs.iter().filter(|run| run.judged.start_ms.is_some()).collect();
    let all = format::counted(runs.len() as u64, "run");
    match (timed.first(), timed.last()) {
        (Some(first), Some(last)) if first.day() != last.day() => {
            format!("{all}, from {} to {}. The last one: {}.", first.day(), last.day(), last.judged.verdict.label())
        }
        (_, Some(last)) => format!("{all}, on {}. The last one: {}.", last.day(), last.judged.verdict.label()),
        _ => format!("{all}. No file says when they began."),
    }
}

/// What is in the folder and not on the site.
fn unread_box(unread: &[Unread]) -> Option<Element> {
    let lines = unread
        .iter()
        .map(|of| prose(el("li").attr("data-unread", of.name.clone()), &format!("{}: {}", of.name, of.why)));
    (!unread.is_empty()).then(|| {
        classed("aside", "warnings")
            .attr("aria-label", "Could not be read")
            .child(el("h2").child("Could not be read"))
            .child(el("ul").children(lines))
    })
}

/// The newest change first.
fn changes(site: &Site, found: &[Trend]) -> Option<Element> {
    let runs = site.runs;
    let mut all: Vec<_> =
        found.iter().flat_map(|trend| trend.changes.iter().map(move |change| (trend, change))).collect();
    all.sort_by_key(|(_, change)| std::cmp::Reverse(change.at));
    let line = |(trend, change): &(&Trend, &Change)| {
        let since = &runs[trend.runs[change.at]];
        let side = |places: &[usize]| -> Vec<&Run> { places.iter().map(|at| &runs[*at]).collect() };
        let (before, after) = trend.runs.split_at(change.at);
        let before = side(&before[before.len().saturating_sub(MOST_SIDE.min(change.runs[0]))..]);
        let after = side(&after[..MOST_SIDE.min(change.runs[1]).min(after.len())]);
        let compared = compare_link("", [&before, &after], site.limits);
        prose(el("li").attr("data-sense", change.sense.word()), &trend.words(change))
            .child(" ")
            .child(el("b").child(change.sense.word()))
            .child(" since ")
            .child(link(run_href("", since), since.name.clone()))
            .child(" (")
            .child(classed("span", "nowrap").child(since.day()))
            .child("). ")
            .child(link(compared, "Compare the runs on both sides"))
            .child(classed("small", "note").child(format!("{}.", format::capitalised(&Trend::evidence(change)))))
    };
    (!all.is_empty())
        .then(|| section("changes", "What changed").child(classed("ul", "site-changes").children(all.iter().map(line))))
}

fn table_of_runs(site: &Site) -> Element {
    let mut columns: Vec<Column> = vec![words("Verdict"), words("Run"), words("Began"), words("Version")];
    columns.extend(FIGURES.map(|(_, name)| numbers(name)));
    columns.extend([words("Open"), words("Compare with")]);
    let runs = site.runs;
    let (timed, untimed): (Vec<_>, Vec<_>) =
        runs.iter().enumerate().partition(|(_, run)| run.judged.start_ms.is_some());
    let rows = timed.iter().rev().chain(&untimed).map(|(at, run)| row(site, *at, run));
    let body = table("Runs", &columns, rows);
    let order = (!untimed.is_empty()).then(|| {
        hint(format!(
            "{}: no file says when {} began. {} at the end, and not in the trends.",
            format::counted(untimed.len() as u64, "run"),
            if untimed.len() == 1 { "it" } else { "they" },
            if untimed.len() == 1 { "It is" } else { "They are" },
        ))
    });
    section("runs", "Runs").child(body).children(order)
}

fn row(site: &Site, at: usize, run: &Run) -> Element {
    let figures = FIGURES.map(|(place, name)| {
        let figure = run.figure(place);
        let value = figure.and_then(|figure| figure.value);
        let text = figure.filter(|figure| figure.shown != "–").map(|figure| figure.shown.clone());
        let of = figure.filter(|figure| figure.name != name);
        shown(valued(number_cell(), value), text)
            .children(of.map(|figure| classed("small", "note").child(figure.name.clone())))
    });
    let before = at.checked_sub(1).map(|before| &site.runs[before]);
    let before = before.filter(|before| before.judged.start_ms.is_some() && run.judged.start_ms.is_some());
    let previous = before.map(|before| link(compare_link("", [&[before], &[run]], site.limits), "previous"));
    let compare = classed("td", "site-links").children(previous).child(link(compare_href("", run), "others"));
    el("tr")
        .attr("data-run", run.id.clone())
        .attr("data-verdict", run.judged.verdict.as_str())
        .child(cell(figures::verdict(run.judged.verdict)))
        .child(named("", run))
        .child(date(run))
        .child(version(run))
        .children(figures)
        .child(classed("td", "site-links").child(link(report_link("", run, site.objectives), "Report")))
        .child(compare)
}

fn about(unread: usize) -> Element {
    let data = "data/index.json";
    let all = if unread == 0 { "" } else { ", and what could not be read" };
    classed("p", "hint")
        .child("The same figures for programs")
        .child(format!("{all}: "))
        .child(link(data.to_owned(), data))
        .child(".")
}
