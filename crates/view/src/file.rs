//! A report as one HTML file: everything is open, nothing is asked for, and nothing is loaded. It holds no script, and its
//! policy allows none.

use std::sync::Arc;

use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use sloscope_core::chart::{Chart, ChartAsk, ChartKind};
use sloscope_core::report::Report;
use sloscope_core::slo::worst_first;

use crate::element::{Element, classed, el};
use crate::sections::{
    SECTIONS, banner, breakdown, charts, checks, errors, findings, latency, load, metrics, objectives, overall,
    overview, panel, reading, section, sources, stages, timeline,
};
use crate::state::{ViewState, Whole};

/// The style sheets of the page that a report needs, and one of the file's own.
const STYLES: [&str; 9] = [
    include_str!("../../../static/css/base.css"),
    include_str!("../../../static/css/names.css"),
    include_str!("../../../static/css/report.css"),
    include_str!("../../../static/css/report-tables.css"),
    include_str!("../../../static/css/charts.css"),
    include_str!("../../../static/css/breakdown.css"),
    include_str!("../../../static/css/load.css"),
    include_str!("../../../static/css/report-print.css"),
    include_str!("file.css"),
];

/// The size of a chart, in pixels, as file.css has it.
const WIDTH: u16 = 1100;
const HEIGHT: u16 = 240;
/// That of a lane: nearer to what a window has, so that its texts are little smaller than they should be.
const LANE_WIDTH: u16 = 1000;
/// The chart of an objective reads all samples of its series: so many are drawn.
const MOST_OBJECTIVES: usize = 50;

/// The charts that the file of a report has a place for.
pub fn charts_of(report: &Report) -> Vec<ChartAsk> {
    let is_drawn = |at: &usize| {
        let o = &report.objectives[*at];
        report.has_samples() && o.stat.is_some() && o.verdict.counts()
    };
    let objectives = worst_first(&report.objectives)
        .into_iter()
        .filter(is_drawn)
        .take(MOST_OBJECTIVES)
        .filter_map(|at| Some(ChartKind::Objective(at.try_into().ok()?)));
    let kinds = ChartKind::ALL.into_iter().chain(objectives);
    let ask = |kind: ChartKind| match ChartKind::LANES.contains(&kind) {
        true => ChartAsk { lane: true, ..ChartAsk::new(kind, LANE_WIDTH, kind.lane_height()) },
        false => ChartAsk::new(kind, WIDTH, HEIGHT),
    };
    kinds.map(ask).collect()
}

/// The file, without the query strings of addresses unless they are to be kept.
pub fn html_file(report: &Report, charts: Vec<Chart>, keep_queries: bool) -> String {
    let written = if keep_queries { None } else { report.without_queries() };
    let mut report = written.unwrap_or_else(|| report.clone());
    // A line between the samples may be anything that a console showed.
    let skipped = report.sources.iter_mut().flat_map(|source| &mut source.diagnostics.skipped);
    skipped.for_each(|skip| skip.example.clear());
    let report = Arc::new(report);
    let without = |chart: Chart| if keep_queries { chart } else { chart.without_queries().unwrap_or(chart) };
    let state = Whole { charts: charts.into_iter().map(|chart| Arc::new(without(chart))).collect() };
    document(&state, format!("{}: load test report", report.verdict.label()), page(&state, &report), "")
}

/// A whole document: its head with the policy, the styles of reports and these, and its body.
pub(crate) fn document(state: &Whole, title: String, main: Element, styles: &str) -> String {
    let style = STYLES.concat() + styles;
    let hash = BASE64.encode(&Sha256::digest(style.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    let meta = |name: &'static str, content: String| el("meta").attr("name", name).attr("content", content);
    let head = [
        el("meta").attr("charset", "utf-8"),
        el("meta").attr("http-equiv", "Content-Security-Policy").attr("content", policy),
        meta("viewport", "width=device-width, initial-scale=1".to_owned()),
        meta("color-scheme", "light dark".to_owned()),
        meta("generator", format!("sloscope {}", env!("CARGO_PKG_VERSION"))),
        el("title").child(title),
    ];
    let head: String = head.iter().map(|element| element.to_still_html(state)).collect();
    let body = el("body").child(el("main").attr("id", "main").child(main)).to_still_html(state);
    format!("<!doctype html>\n<html lang=\"en\">\n<head>{head}<style>{style}</style></head>\n{body}\n</html>\n")
}

fn page(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    let link =
        |(id, label): (&'static str, &'static str)| el("li").child(el("a").attr("href", format!("#{id}")).child(label));
    // What was changed is written in the page.
    let known =
        SECTIONS.into_iter().filter(|(id, _)| *id != "remarks" && (*id != "breakdown" || report.breakdown.is_some()));
    let nav = classed("nav", "report-nav").attr("aria-label", "Sections of the report");
    let nav = nav.child(el("ul").children(known.map(link)));
    let written = format!("Written by sloscope {}.", env!("CARGO_PKG_VERSION"));
    classed("article", "report")
        .child(nav)
        .child(sections(state, report).child(el("footer").child(classed("p", "hint").child(written))))
}

/// The sections in the order of the page.
pub fn sections(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    let broken_down =
        report.breakdown.is_some().then(|| section("breakdown", "Breakdown").child(breakdown::found(report)));
    classed("div", "report-sections")
        .child(banner::stored(report))
        .child(banner::unread(report))
        .child(panel::panel(state, report))
        .child(banner::warnings(state, report))
        .child(findings::findings(state, report))
        .child(overview::overview(state, report))
        .child(section("objectives", "Objectives").child(objectives::table(report)))
        .child(overall::overall(report))
        .child(latency::latency(report))
        .child(load::load(report))
        .child(stages::stages(report))
        .child(timeline::timeline(state, report))
        .child(charts::charts(report))
        .child(metrics::metrics(report))
        .children(broken_down)
        .child(checks::checks(report))
        .child(errors::errors(report))
        .child(reading::reading(report))
        .child(sources::sources(report))
}
