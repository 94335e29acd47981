//! The links that compare a run with each of the others: what a form would do, without a script.

use sloscope_core::format;
use sloscope_core::site::{Run, compare_link};

use super::{Site, date, link, named, page, run_href, version};
use crate::element::{classed, el};
use crate::figures::{self, number_cell, shown, valued};
use crate::sections::{hint, section};
use crate::table::{cell, numbers, table, words};

/// From such a page to the root of the site.
const ROOT: &str = "../";
/// So many runs before a run and behind it have links: a page of all of them for each run would outgrow the site.
const MOST: usize = 100;
/// The place of the 95th percentile among the six figures.
const P95: usize = 2;

/// The page of the run at this place.
pub fn compare_page(site: &Site, at: usize) -> String {
    let runs = site.runs;
    let this = &runs[at];
    let columns = [words("Verdict"), words("Run"), words("Began"), words("Version"), numbers("p95"), words("Open")];
    let row = |(place, other): (usize, &Run)| {
        // The earlier one is what the later one is held against.
        let (baseline, candidate) = if place < at { (other, this) } else { (this, other) };
        let p95 = other.figure(P95);
        let text = p95.filter(|figure| figure.shown != "–").map(|figure| figure.shown.clone());
        el("tr")
            .attr("data-run", other.id.clone())
            .child(cell(figures::verdict(other.judged.verdict)))
            .child(named(ROOT, other))
            .child(date(other))
            .child(version(other))
            .child(shown(valued(number_cell(), p95.and_then(|figure| figure.value)), text))
            .child(
                classed("td", "site-links")
                    .child(link(compare_link(ROOT, [&[baseline], &[candidate]], site.limits), "Compare")),
            )
    };
    let near = at.saturating_sub(MOST)..runs.len().min(at + MOST + 1);
    let left_out = runs.len() - near.len();
    let rows = runs.iter().enumerate().take(near.end).skip(near.start).rev().filter(|(place, _)| *place != at).map(row);
    let links =
        vec![link(format!("{ROOT}index.html"), site.name().to_owned()), link(run_href(ROOT, this), this.name.clone())];
    let what = "The earlier run is the baseline. One run each shows how these two runs differ, not whether the systems do: for that, several runs a side are compared.";
    let others = section("others", "Other runs");
    let others = match runs.len() {
        1 => others.child(hint("There is no other run yet.")),
        _ => others.child(hint(what)).child(table("Other runs", &columns, rows)).children((left_out > 0).then(|| {
            hint(format!(
                "{} further away: open a comparison, and add the links of their samples.",
                format::counted(left_out as u64, "run")
            ))
        })),
    };
    let heading = format!("Compare {} with", this.name);
    page(&heading, &heading, links, classed("div", "report-sections").child(others))
}
