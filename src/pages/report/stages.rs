//! Every metric by stage, and the stage at which latency or errors start to climb.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::report::{LoadStage, Report, Window, words};
use sloscope_core::stat::{Stat, Unit};

use super::{Page, hint, section};
use crate::components::button::button;
use crate::components::element::{Element, classed, el};
use crate::components::figures::{Of, count, figure, moment};
use crate::components::table::{Column, code, numbers, numbers_of, row_head, table, words as column};

pub fn stages(page: Page, report: &Arc<Report>) -> Element {
    let part = section("stages", "Stages and scenarios");
    let load = &report.load;
    if let Some(why) = &load.no_stages {
        return part.add(hint(why.clone()));
    }
    let mut columns = vec![column("Stage"), numbers("From"), numbers("To")];
    columns.extend(words::STAGE_COLUMNS.map(|(label, ..)| numbers(label)));
    columns.extend([numbers("Started"), numbers("Dropped"), numbers("VUs at most")]);
    let climbs = load.knee.as_ref().and_then(|knee| knee.stage);
    let rows = load.stages.iter().enumerate().map(|(i, stage)| row(page, report, stage, climbs == Some(i)));
    let knee = load.knee.as_ref().map(|knee| classed("p", "told").at("data-knee-text", "").text(knee.text.clone()));
    part.all(knee).add(table("Stages", &columns, rows)).add(hint(words::stages_told(report))).all(trends(report))
}

fn row(page: Page, report: &Report, stage: &LoadStage, climbs: bool) -> Element {
    let window = Window { start_ms: stage.start_ms, end_ms: stage.end_ms };
    let label = words::stage_label(report, stage);
    let set = button("stage-only", label.clone(), move || {
        let mut query = page.session.query.get_untracked();
        query.window = Some(window);
        page.session.ask(query);
    });
    let head = row_head()
        .add(set.at("class", "quiet").at("title", "Look at this time only"))
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
fn trends(report: &Report) -> Option<Element> {
    let load = &report.load;
    if load.trends.is_empty() {
        return None;
    }
    let mut columns: Vec<Column> = vec![column("p95 of")];
    columns.extend(load.stages.iter().map(|stage| numbers_of(words::stage_label(report, stage))));
    let row = |(i, series): (usize, &sloscope_core::series::Series)| {
        let name = series.to_string();
        let contains = report.metrics.iter().find(|m| m.series == *series).map(|m| m.contains).unwrap_or_default();
        let unit = Stat::P(95.0).unit(sloscope_core::metric::MetricType::Trend, contains);
        let cells = load.stages.iter().map(|stage| {
            let value = stage.measured.p95.get(i).copied().flatten();
            let text = value.map(|value| format::value(value, unit));
            figure(Of { series: &name, stat: Stat::P(95.0) }, value, text, value.is_none().then_some(0))
        });
        el("tr").at("data-scope", "stage").add(row_head().add(code(name.clone()))).all(cells)
    };
    Some(table("Other trends by stage", &columns, load.trends.iter().enumerate().map(row)))
}
