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

/// The style sheets of the page that a report needs.
const STYLES: [&str; 8] = [
    include_str!("../../../static/css/base.css"),
    include_str!("../../../static/css/names.css"),
    include_str!("../../../static/css/report.css"),
    include_str!("../../../static/css/report-tables.css"),
    include_str!("../../../static/css/charts.css"),
    include_str!("../../../static/css/breakdown.css"),
    include_str!("../../../static/css/load.css"),
    include_str!("../../../static/css/report-print.css"),
];
/// What a report needs where nothing answers.
pub(crate) const STILL: &str = include_str!("file.css");

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
    let report = for_others(report, keep_queries);
    let without = |chart: Chart| if keep_queries { chart } else { chart.without_queries().unwrap_or(chart) };
    let state = Whole { charts: charts.into_iter().map(|chart| Arc::new(without(chart))).collect() };
    still(&state, title(&report), page(&state, &report), "")
}

/// What of a report goes into a file.
pub(crate) fn for_others(report: &Report, keep_queries: bool) -> Arc<Report> {
    let written = if keep_queries { None } else { report.without_queries() };
    let mut report = written.unwrap_or_else(|| report.clone());
    // A line between the samples may be anything that a console showed.
    let skipped = report.sources.iter_mut().flat_map(|source| &mut source.diagnostics.skipped);
    skipped.for_each(|skip| skip.example.clear());
    Arc::new(report)
}

pub(crate) fn title(report: &Report) -> String {
    format!("{}: load test report", report.verdict.label())
}

/// A document without a script.
pub(crate) fn still(state: &Whole, title: String, main: Element, styles: &str) -> String {
    let head =
        Head { first: "<!doctype html>\n", title, styles: &(STILL.to_owned() + styles), script: None, icon: None };
    document(state, &head, el("body").child(el("main").attr("id", "main").child(main)))
}

/// What a document has besides its body.
pub(crate) struct Head<'a> {
    /// What it begins with.
    pub first: &'a str,
    pub title: String,
    /// Behind the styles of reports.
    pub styles: &'a str,
    /// The only one; it stands at the end of the body.
    pub script: Option<&'a str>,
    /// An SVG file as base64.
    pub icon: Option<&'a str>,
}

/// A whole document. Its policy allows what is in it, and no address.
pub(crate) fn document(state: &Whole, head: &Head, body: Element) -> String {
    let style = STYLES.concat() + head.styles;
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text.as_bytes())));
    let mut policy = format!("default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'", hash(&style));
    if let Some(script) = head.script {
        // What its parts are made into has addresses of this file alone.
        policy.push_str(&format!(
            "; script-src {} 'wasm-unsafe-eval' blob:; worker-src blob:; connect-src blob: data:; img-src blob: data:",
            hash(script)
        ));
    }
    let meta = |name: &'static str, content: String| el("meta").attr("name", name).attr("content", content);
    let icon = |icon: &str| el("link").attr("rel", "icon").attr("href", format!("data:image/svg+xml;base64,{icon}"));
    let elements = [
        el("meta").attr("charset", "utf-8"),
        el("meta").attr("http-equiv", "Content-Security-Policy").attr("content", policy),
        meta("viewport", "width=device-width, initial-scale=1".to_owned()),
        meta("color-scheme", "light dark".to_owned()),
        meta("generator", format!("sloscope {}", env!("CARGO_PKG_VERSION"))),
        el("title").child(head.title.clone()),
    ];
    let elements: String =
        elements.into_iter().chain(head.icon.map(icon)).map(|element| element.to_still_html(state)).collect();
    let script = head.script.map(|script| format!("<script type=\"module\">{script}</script>\n")).unwrap_or_default();
    let body = body.to_still_html(state);
    format!(
        "{}<html lang=\"en\">\n<head>{elements}<style>{style}</style></head>\n{body}\n{script}</html>\n",
        head.first
    )
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
