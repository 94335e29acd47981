//! What a comparison asks of a stored report: its figures, as they were computed of the samples.

use sloscope_model::series::Series;
use sloscope_model::stat::Values;
use sloscope_stored::v1;

use super::report;
use crate::report::{Breakdown, MeasuredFrom, MetricSummary, Query};

/// Every metric that is stored, and of further series those that are; none where another part of the run is asked for.
pub(crate) fn measured(of: &v1::Report, query: &Query, further: &[Series]) -> Vec<MetricSummary> {
    // It was read when the session was opened.
    let Ok(found) = report(of, "") else { return Vec::new() };
    let part = |query: &Query| (query.window, query.tags.clone(), query.without.clone());
    if part(query) != part(&found.query) {
        return Vec::new();
    }
    let mut metrics = found.metrics;
    let more = further.iter().filter(|series| !metrics.iter().any(|metric| metric.series.same_as(series)));
    let more: Vec<_> = more.filter_map(|series| of_value(found.breakdown.as_ref()?, series)).collect();
    metrics.extend(more);
    metrics
}

/// The row of the breakdown that a series of one tag is.
fn of_value(found: &Breakdown, series: &Series) -> Option<MetricSummary> {
    let ([key], [(tag, value)]) = (found.keys.as_slice(), series.tags.as_slice()) else { return None };
    if key != tag || found.metric != series.metric {
        return None;
    }
    let row = found.rows.iter().find(|row| row.values.first().and_then(Option::as_ref) == Some(value))?;
    let values: Values =
        found.columns.iter().zip(&row.stats).filter_map(|(stat, value)| Some((*stat, (*value)?))).collect();
    Some(MetricSummary {
        series: series.clone(),
        kind: found.kind,
        contains: found.contains,
        values,
        samples: Some(row.count),
        from: MeasuredFrom::Samples,
        kind_guessed: false,
    })
}
