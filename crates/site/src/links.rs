//! The addresses that open runs in the page beside the site, from a page of the site; `root` leads from there to the root.

use sloscope_analysis::report::{Query, escaped, write_address};
use sloscope_compare::Limit;
use sloscope_objectives::Objective;

use crate::Run;

/// The page: its file, since not every host has an index for a folder.
const PAGE: &str = "app/index.html";

/// The samples of a run.
pub fn data_link(root: &str, run: &Run) -> String {
    format!("{root}data/{}.slo", run.id)
}

/// What the page reads; it lies beside the page's folder.
fn source(run: &Run) -> String {
    data_link("../", run)
}

/// Opens a run, judged by these objectives where they are not those of its files.
pub fn report_link(root: &str, run: &Run, objectives: Option<&[Objective]>) -> String {
    let question = write_address(&Query { objectives: objectives.map(<[_]>::to_vec), ..Query::default() });
    let question = if question.is_empty() { question } else { format!("?{question}") };
    format!("{root}{PAGE}?src={}#/report{question}", source(run))
}

/// Compares runs with others: baseline and candidate.
pub fn compare_link(root: &str, sides: [&[&Run]; 2], limits: &[Limit]) -> String {
    let mut link = format!("{root}{PAGE}#/compare?v=1");
    for (name, runs) in ["baseline", "candidate"].into_iter().zip(sides) {
        runs.iter().for_each(|run| link.push_str(&format!("&{name}={}", source(run))));
    }
    limits.iter().for_each(|limit| link.push_str(&format!("&limit={}", escaped(&limit.text))));
    link
}
