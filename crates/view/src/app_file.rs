//! A report as one HTML file that answers questions: the page and the run in it, and the summary as plain HTML for who has
//! no script. Nothing is loaded; its policy allows no address.
//!
//! The text has an empty `<template data-part="NAME">` for each part. [`fill`] puts the parts in, as base64: those of the
//! page compressed by gzip, the run as it is. `static/share.js` does the same in the page, `static/file.js` takes them out,
//! and `packed::run_of_html` takes out the run.

use std::sync::Arc;

use data_encoding::BASE64;
use sloscope_core::packed::{HTML, Holds};
use sloscope_core::report::{Report, write_address};

use crate::element::{Element, classed, el};
use crate::file::{self, Head, for_others};
use crate::sections::{banner, findings, objectives, overview, panel, section, stages};
use crate::state::{ViewState, Whole};

/// The parts of the page, and the file of a built page that each is: its name begins and ends so.
pub const PARTS: [(&str, &str, &str); 7] = [
    ("worker.js", "worker", ".js"),
    ("app-glue", "sloscope-app", ".js"),
    ("app-wasm", "sloscope-app", "_bg.wasm"),
    ("worker-glue", "sloscope-worker", ".js"),
    ("worker-wasm", "sloscope-worker", "_bg.wasm"),
    ("writer-glue", "sloscope-writer", ".js"),
    ("writer-wasm", "sloscope-writer", "_bg.wasm"),
];

/// The part that is the run.
pub const RUN: &str = "run";

/// What the page has beside the styles of a report.
const STYLES: [&str; 3] = [
    include_str!("../../../static/css/start.css"),
    include_str!("../../../static/css/editor.css"),
    include_str!("app_file.css"),
];
const ICON: &[u8] = include_bytes!("../../../static/icon.svg");
const COPY: &str = include_str!("../../../static/copy.js");
const SCRIPT: &str = include_str!("../../../static/file.js");

/// The file without its parts, and without the query strings of addresses unless they are to be kept. It shows the question
/// of the report first.
pub fn app_file(report: &Report, holds: Holds, keep_queries: bool) -> String {
    let report = for_others(report, keep_queries);
    let state = Whole::default();
    let head = Head {
        first: HTML,
        title: file::title(&report),
        styles: &format!("{}\n[data-still] {{\n{}}}\n", STYLES.concat(), file::STILL),
        script: Some(&(COPY.replace("\nexport ", "\n") + SCRIPT)),
        icon: Some(&BASE64.encode(ICON)),
    };
    let still =
        el("div").attr("data-still", "").child(el("main").attr("id", "main").child(still_summary(&state, &report)));
    let part = |name: &'static str| el("template").attr("data-part", name);
    let run = part(RUN).attr("data-name", holds.name()).attr("data-place", place(&report));
    let body = el("body").child(still).children(PARTS.map(|(name, ..)| part(name))).child(run);
    file::document(&state, &head, body)
}

/// What is shown first, as it stands behind `#` of an address.
fn place(report: &Report) -> String {
    match write_address(&report.query) {
        question if question.is_empty() => "/report".to_owned(),
        question => format!("/report?{question}"),
    }
}

/// What stands in the file for who has no script.
fn still_summary(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    let more = "This is the summary. A browser that runs scripts shows all of the report, and answers questions on it.";
    let noscript = el("noscript").child(classed("p", "hint").child(more));
    classed("article", "report").child(noscript).child(summary(state, report))
}

/// The summary of a report, for who has no script.
pub(crate) fn summary(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    classed("div", "report-sections")
        .child(banner::stored(report))
        .child(banner::unread(report))
        .child(panel::panel(state, report))
        .child(banner::warnings(state, report))
        .child(findings::findings(state, report))
        .child(stages::stages(report))
        .child(section("objectives", "Objectives").child(objectives::table(report)))
        .child(overview::overview(state, report))
}

/// Puts a part into its place, as base64; `None` if the text has none, or has it already.
pub fn fill(text: &str, part: &str, bytes: &[u8]) -> Option<String> {
    let start = text.find(&format!("<template data-part=\"{part}\""))?;
    let place = start + text[start..].find('>')? + 1;
    let (before, after) = text.split_at(place);
    after.starts_with("</template>").then(|| [before, &BASE64.encode(bytes), after].concat())
}
