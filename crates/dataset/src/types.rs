//! Types of custom metrics that a file of samples does not state (CSV): those of the run's summary, or of its
//! thresholds. k6 refuses a threshold on what a metric's type does not have, so that one tells the type.

use sloscope_model::metric::MetricType;
use sloscope_model::places::Places;
use sloscope_model::stat::Stat;
use sloscope_objectives::{Asked, Expression};
use sloscope_store::Column;

use super::{Run, Samples};

const TYPES: [MetricType; 4] = [MetricType::Counter, MetricType::Gauge, MetricType::Rate, MetricType::Trend];

/// What is stated takes the place of guesses.
pub(super) fn adopt(run: &mut Run) {
    let Some(Samples { file, .. }) = &mut run.samples else { return };
    if file.guessed_types.is_empty() {
        return;
    }
    let stated = || run.summaries.iter().chain(&run.runner_summaries).flat_map(|a| &a.summary.metrics);
    let stated: (Vec<_>, Places) = (stated().collect(), Places::of(stated().map(|m| &m.series.metric)));
    let of_files = run.options.iter().chain(&run.objectives).flat_map(|(_, options)| &options.thresholds);
    let mut asked = Asked::default();
    of_files.chain(&file.thresholds).for_each(|t| asked.add(&t.series.metric, &t.expression));
    file.guessed_types.retain(|name| {
        let id = file.store.metric(name);
        if let Some(metric) = stated.1.find(name).map(|at| stated.0[at]) {
            file.store.declare(id, metric.kind, metric.contains);
            return false;
        }
        match by_thresholds(asked.on(name), file.store.column(id)) {
            Some((kind, is_sure)) => {
                file.store.declare(id, kind, None);
                !is_sure
            }
            None => true,
        }
    });
}

/// The type that has what all thresholds are on, and whether there is no other; `None` without thresholds, and if no type
/// has all of it.
pub fn by_thresholds(expressions: &[Expression], column: &Column) -> Option<(MetricType, bool)> {
    if expressions.is_empty() {
        return None;
    }
    let has_all = |kind: &MetricType| expressions.iter().all(|e| e.check(*kind).is_ok());
    let fit: Vec<MetricType> = TYPES.into_iter().filter(has_all).collect();
    match fit.as_slice() {
        [] => None,
        [one] => Some((*one, true)),
        // `rate` is of counters, per second, and of rates, a share. Ones alone may be counted, or be true each time:
        // the guess stays.
        _ => {
            let beyond_a_share = expressions.iter().any(|e| e.stat == Stat::Rate && e.limit > 1.0);
            let kind = column.kind.filter(|kind| fit.contains(kind) && !beyond_a_share);
            Some((kind.unwrap_or(MetricType::Counter), false))
        }
    }
}
