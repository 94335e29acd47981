//! Every metric by stage, and the stage at which latency or errors start to climb.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::{LoadStage, Report, Window, words};
use sloscope_core::stat::{Stat, Unit};

use super::rows::{self, Draw, Texts, each, texts};
use super::{hint, section};
use crate::action::Action;
use crate::button::report_button;
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el};
use crate::figures::{Of, count, figure, moment};
use crate::list::List;
use crate::name::label;
use crate::state::{Disclosure, STEP};
use crate::table::{Column, code, numbers, numbers_of, row_head, words as column};

/// The section.
pub fn stages(report: &Arc<Report>) -> Element {
    let part = section("stages", "Stages and scenarios");
    let load = &report.load;
    if let Some(why) = &load.no_stages {
        return part.child(hint(why.clone()));
    }
    let mut columns = vec![column("Stage"), numbers("From"), numbers("To")];
    columns.extend(words::STAGE_COLUMNS.map(|(label, ..)| numbers(label)));
    columns.extend([numbers("Started"), numbers("Dropped"), numbers("VUs at most")]);
    let names: Texts =
        |report, _| texts(report.load.stages.len(), &|at| words::stage_label(report, &report.load.stages[at]));
    let draw: Draw = |report, _, rows, body| {
        let climbs = report.load.knee.as_ref().and_then(|knee| knee.stage);
        each(rows, body, &|at| row(report, &report.load.stages[at], climbs == Some(at)))
    };
    let list = List::table("Stages", "stages", &columns, load.stages.len());
    let rows = rows::draw(report, list, 0, names, draw);
    let knee =
        load.knee.as_ref().map(|knee| classed("p", "statement").attr("data-knee-text", "").child(knee.text.clone()));
    let shared = Arc::clone(report);
    let others = (!load.trends.is_empty()).then(|| {
        let opens = Disclosure::new("trends".to_owned());
        disclosure(opens, "Other times by stage", move |_| trends(&shared))
    });
    part.children(knee).child(rows).child(hint(words::stages_note(report))).children(others)
}

fn row(report: &Report, stage: &LoadStage, climbs: bool) -> Element {
    let window = Window { start_ms: stage.start_ms, end_ms: stage.end_ms };
    let name = label(&words::stage_label(report, stage));
    let set = report_button("stage-only", name, Action::SetWindow(window));
    let head = row_head()
        .child(set.attr("class", "quiet").attr("title", "Show only this time").attr("disabled", !report.has_samples()))
        .children(climbs.then(|| classed("small", "note").child("latency or errors start to climb here")));
    let samples = stage.measured.requests;
    let cells =
        words::stage_numbers(stage).into_iter().zip(words::STAGE_COLUMNS).map(|(value, (_, series, stat, unit))| {
            let text = value.map(|value| format::value(value, unit));
            figure(Of { series, stat }, value, text, samples)
        });
    let row = el("tr").attr("data-scope", "stage").attr("data-stage", stage.name.clone());
    let row = if climbs { row.attr("data-knee", "") } else { row };
    let vus = stage.measured.vus_max;
    row.child(head)
        .child(moment(Some(stage.start_ms)))
        .child(moment(Some(stage.end_ms)))
        .children(cells)
        .child(count(stage.counts.started))
        .child(count(stage.counts.dropped))
        .child(figure(Of { series: "vus", stat: Stat::Max }, vus, vus.map(|n| format::value(n, Unit::Count)), None))
}

/// The 95th percentile of every other trend, a row each.
fn trends(report: &Arc<Report>) -> Element {
    let load = &report.load;
    let mut columns: Vec<Column> = vec![column("p95 of")];
    columns.extend(load.stages.iter().take(STEP).map(|stage| numbers_of(words::stage_label(report, stage))));
    let names: Texts = |report, _| texts(report.load.trends.len(), &|at| report.load.trends[at].to_string());
    let draw: Draw = |report, _, rows, body| each(rows, body, &|at| trend(report, at));
    let list = List::table("Other trends by stage", "trends", &columns, load.trends.len());
    let list = rows::draw(report, list, 0, names, draw);
    let more = load.stages.len().saturating_sub(STEP);
    let rest = (more > 0).then(|| {
        hint(format!(
            "The first {STEP} of {} stages; the table above has all.",
            format::count(load.stages.len() as u64)
        ))
    });
    classed("div", "stack").child(list).children(rest)
}

fn trend(report: &Report, at: usize) -> Element {
    let series = &report.load.trends[at];
    let name = series.to_string();
    let contains = report.metrics.iter().find(|m| m.series == *series).map(|m| m.contains).unwrap_or_default();
    let unit = Stat::P(95.0).unit(sloscope_core::metric::MetricType::Trend, contains);
    let cells = report.load.stages.iter().take(STEP).map(|stage| {
        let value = stage.measured.p95.get(at).copied().flatten();
        let text = value.map(|value| format::value(value, unit));
        figure(Of { series: &name, stat: Stat::P(95.0) }, value, text, value.is_none().then_some(0))
    });
    el("tr").attr("data-scope", "stage").child(row_head().child(code(name.clone()))).children(cells)
}
