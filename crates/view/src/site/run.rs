//! The summary of a run, as it is read without a script; the page of sloscope shows the rest.

use sloscope_core::report::Report;
use sloscope_core::site::{Run, data_link, report_link};

use super::{Site, compare_href, link, page};
use crate::app_file::summary;
use crate::element::el;
use crate::file::for_others;
use crate::name::prose;
use crate::state::Whole;

/// From the page of a run to the root of the site.
const ROOT: &str = "../";

/// The page, without the query strings of addresses unless they are to be kept.
pub fn run_page(site: &Site, run: &Run, report: &Report, keep_queries: bool) -> String {
    let report = for_others(report, keep_queries);
    let links = vec![
        link(format!("{ROOT}index.html"), site.name().to_owned()),
        link(report_link(ROOT, run, site.objectives), "Open the whole report"),
        link(compare_href(ROOT, run), "Compare with another run"),
        link(data_link(ROOT, run), "Samples (.slo)"),
    ];
    let version = run.judged.version.as_ref().map(|version| format!("Version {version}."));
    let lines = run.judged.note.clone().into_iter().chain(version);
    let notes = lines.map(|line| prose(el("p").attr("class", "site-note"), &line));
    let body = el("div").children(notes).child(summary(&Whole::default(), &report));
    page(&format!("{}: {}", run.judged.verdict.label(), run.name), &run.name, links, body)
}
