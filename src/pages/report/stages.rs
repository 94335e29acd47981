//! Every metric by stage, and the stage at which latency or errors start to climb.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::report::{LoadStage, Report, Window, words};
use sloscope_core::stat::{Stat, Unit};

use super::rows::{Draw, Texts, each, texts};
use super::{Page, hint, section};
use crate::components::button::button;
use crate::components::element::{Element, classed, el};
use crate::components::figures::{Of, count, figure, moment};
use crate::components::list::STEP;
use crate::components::name::label;
use crate::components::table::{Column, code, numbers, numbers_of, row_head, words as column};

pub fn stages(page: Page, report: &Arc<Report>) -> Element {
    let part = section("stages", "Stages and scenarios");
    let load = &report.load;
    if let Some(why) = &load.no_stages {
        return part.add(hint(why.clone()));
    }
    let mut columns = vec![column("Stage"), numbers("From"), numbers("To")];
    columns.extend(words::STAGE_COLUMNS.map(|(label, ..)| numbers(label)));
    columns.extend([numbers("Started"), numbers("Dropped"), numbers("VUs at most")]);
    let names: Texts =
        |_, report, _| texts(report.load.stages.len(), &|at| words::stage_label(report, &report.load.stages[at]));
    let draw: Draw = |page, report, _, rows, body| {
        let climbs = report.load.knee.as_ref().and_then(|knee| knee.stage);
        each(rows, body, &|at| row(page, report, &report.load.stages[at], climbs == Some(at)))
    };
    let list = page.rows("Stages", "stages", &columns, load.stages.len());
    let rows = page.draw(report, list, 0, names, draw);
    let knee = load.knee.as_ref().map(|knee| classed("p", "told").at("data-knee-text", "").text(knee.text.clone()));
    part.all(knee).add(rows).add(hint(words::stages_told(report))).all(trends(page, report))
}

fn row(page: Page, report: &Report, stage: &LoadStage, climbs: bool) -> Element {
    let window = Window { start_ms: stage.start_ms, end_ms: stage.end_ms };
    let set = button("stage-only", "", move || {
        let mut query = page.session.query.get_untracked();
        query.window = Some(window);
        page.session.ask(query);
    });
    let head = row_head()
        .add(
            set.add(label(&words::stage_label(report, stage)))
                .at("class", "quiet")
                .at("title", "Look at this time only")
                .flag("disabled", !report.has_samples()),
        )
        .all(climbs.then(|| classed("small", "note").text("here it starts to climb")));
    let samples = stage.measured.requests;
    let cells =
        words::stage_numbers(stage).into_iter().zip(words::STAGE_COLUMNS).map(|(value, (_, series, stat, unit))| {
            let text = value.map(|value| format::value(value, unit));
            figure(Of { series, stat }, value, text, samples)
        });
    let row = el("tr").at("data-scope", "stage").at("data-stage", stage.name.clone());
    let row = if climbs { row.at("data-knee", "") } else { row };
    let vus = stage.measured.vus_max;
    row.add(head)
        .add(moment(Some(stage.start_ms)))
        .add(moment(Some(stage.end_ms)))
        .all(cells)
        .add(count(stage.counts.started))
        .add(count(stage.counts.dropped))
        .add(figure(Of { series: "vus", stat: Stat::Max }, vus, vus.map(|n| format::value(n, Unit::Count)), None))
}

/// The 95th percentile of every other trend, a row each.
fn trends(page: Page, report: &Arc<Report>) -> Option<Element> {
    let load = &report.load;
    if load.trends.is_empty() {
        return None;
    }
    let mut columns: Vec<Column> = vec![column("p95 of")];
    columns.extend(load.stages.iter().take(STEP).map(|stage| numbers_of(words::stage_label(report, stage))));
    let names: Texts = |_, report, _| texts(report.load.trends.len(), &|at| report.load.trends[at].to_string());
    let draw: Draw = |_, report, _, rows, body| each(rows, body, &|at| trend(report, at));
    let list = page.rows("Other trends by stage", "trends", &columns, load.trends.len());
    let list = page.draw(report, list, 0, names, draw);
    let more = load.stages.len().saturating_sub(STEP);
    let rest = (more > 0).then(|| {
        hint(format!(
            "The first {STEP} of {} stages; the table above has all.",
            format::count(load.stages.len() as u64)
        ))
    });
    Some(classed("div", "stack").add(list).all(rest))
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
    el("tr").at("data-scope", "stage").add(row_head().add(code(name.clone()))).all(cells)
}
