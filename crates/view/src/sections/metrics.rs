//! Every metric and sub-metric with all its statistics. Where there are very many, they are drawn when they are opened.

use std::sync::Arc;

use sloscope_core::format;
use sloscope_core::report::words::{self, MetricTable};
use sloscope_core::report::{MetricSummary, Report};

use super::rows::{self, each, texts};
use super::{hint, section};
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el};
use crate::figures::{self, Of, figure};
use crate::list::List;
use crate::state::{Disclosure, ViewState};
use crate::table::{Column, cell, numbers, numbers_of, row_head, words as column};

/// So many metrics are shown without being asked for.
const OPEN_UP_TO: usize = 100;

/// The section.
pub fn metrics(report: &Arc<Report>) -> Element {
    let shared = Arc::clone(report);
    let all = format!(
        "{} with all their statistics, sub-metrics included",
        format::counted(report.metrics.len() as u64, "metric")
    );
    let content = move |_: &dyn ViewState| {
        let tables = words::metric_tables(&shared.metrics);
        let from = words::measured_from_all(&shared.metrics).map(|from| hint(format!("All of them are {from}.")));
        classed("div", "stack").children(from).children((0..tables.len()).map(|at| one_kind(&shared, at, &tables[at])))
    };
    let is_open_at_first = report.metrics.len() <= OPEN_UP_TO;
    let part = Disclosure { is_open_at_first, ..Disclosure::new("metrics".to_owned()) };
    section("metrics", "All metrics").child(disclosure(part, all, content))
}

fn one_kind(report: &Arc<Report>, at: usize, kind: &MetricTable) -> Element {
    let mut columns: Vec<Column> = vec![column(kind.title), column("Unit"), numbers("Samples")];
    columns.extend(kind.columns.iter().map(|stat| numbers_of(words::stat_short(*stat))));
    rows::draw(report, List::table(kind.title, "metrics", &columns, kind.metrics.len()), at, names, draw)
}

fn names(report: &Report, at: usize) -> Vec<String> {
    let tables = words::metric_tables(&report.metrics);
    let metrics = tables.get(at).map(|kind| kind.metrics.as_slice()).unwrap_or_default();
    texts(metrics.len(), &|at| metrics[at].series.to_string())
}

fn draw(report: &Arc<Report>, at: usize, rows: &[usize], body: Element) -> Element {
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
    let guessed = metric.kind_guessed.then(|| classed("small", "note").child("type guessed from the values"));
    let other = mixed.then(|| classed("small", "note").child(words::measured_from(metric.from)));
    el("tr")
        .key(series.clone())
        .attr("class", class)
        .attr("data-type", metric.kind.as_str())
        .attr("data-contains", metric.contains.as_str())
        .child(row_head().child(el("code").child(series.clone())).children(guessed).children(other))
        .child(cell(words::contains(metric.contains)))
        .child(figures::count(metric.samples))
        .children(cells)
}
