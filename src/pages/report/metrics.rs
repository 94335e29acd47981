//! Every metric and sub-metric with all its statistics. Where there are very many, they are drawn when they are opened.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::words::{self, MetricTable};
use sloscope_core::report::{MetricSummary, Report};

use super::rows::{each, texts};
use super::{Page, hint, section};
use crate::components::disclosure::disclosure;
use crate::components::element::{Element, classed, el};
use crate::components::figures::{self, Of, figure};
use crate::components::table::{Column, cell, numbers, numbers_of, row_head, words as column};

/// So many metrics are shown without being asked for.
const OPEN_UP_TO: usize = 100;

pub fn metrics(page: Page, report: &Arc<Report>) -> Element {
    let shared = Arc::clone(report);
    let all = format!(
        "{}, sub-metrics too, with all their statistics",
        format::counted(report.metrics.len() as u64, "metric")
    );
    let content = move || {
        let tables = words::metric_tables(&shared.metrics);
        let from = words::measured_from_all(&shared.metrics).map(|from| hint(format!("All of them are {from}.")));
        classed("div", "stack").all(from).all((0..tables.len()).map(|at| one_kind(page, &shared, at, &tables[at])))
    };
    let part = page.disclosures.part_at_first("metrics".to_owned(), report.metrics.len() <= OPEN_UP_TO);
    section("metrics", "All metrics").add(disclosure(part, all, content))
}

fn one_kind(page: Page, report: &Arc<Report>, at: usize, kind: &MetricTable) -> Element {
    let mut columns: Vec<Column> = vec![column(kind.title), column("Unit"), numbers("Samples")];
    columns.extend(kind.columns.iter().map(|stat| numbers_of(words::stat_short(*stat))));
    page.draw(report, page.rows(kind.title, "metrics", &columns, kind.metrics.len()), at, names, draw)
}

fn names(_: Page, report: &Report, at: usize) -> Vec<String> {
    let tables = words::metric_tables(&report.metrics);
    let metrics = tables.get(at).map(|kind| kind.metrics.as_slice()).unwrap_or_default();
    texts(metrics.len(), &|at| metrics[at].series.to_string())
}

fn draw(_: Page, report: &Arc<Report>, at: usize, rows: &[usize], body: Element) -> Element {
    let tables = words::metric_tables(&report.metrics);
    let mixed = words::measured_from_all(&report.metrics).is_none();
    let Some(kind) = tables.get(at) else { return body };
    each(rows, body, &|at| row(kind, kind.metrics[at], mixed))
}

fn row(kind: &MetricTable, metric: &MetricSummary, mixed: bool) -> Element {
    let series = metric.series.to_string();
    let class = if metric.series.tags.is_empty() { "metric" } else { "submetric" };
    let cells = kind.columns.iter().map(|stat| {
        figure(
            Of { series: &series, stat: *stat },
            metric.values.get(*stat),
            words::metric_value(metric, *stat),
            metric.samples,
        )
    });
    let guessed = metric.kind_guessed.then(|| classed("small", "note").text("type guessed from the values"));
    let other = mixed.then(|| classed("small", "note").text(words::measured_from(metric.from)));
    el("tr")
        .at("class", class)
        .at("data-type", metric.kind.as_str())
        .at("data-contains", metric.contains.as_str())
        .add(row_head().add(el("code").text(series.clone())).all(guessed).all(other))
        .add(cell(words::contains(metric.contains)))
        .add(figures::count(metric.samples))
        .all(cells)
}
