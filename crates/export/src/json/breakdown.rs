//! The breakdown of the JSON report.

use sloscope_analysis::report::{Breakdown, BreakdownRow};
use sloscope_stored::v1;

use super::{filled, name_of};

pub(super) fn breakdown(found: &Breakdown) -> v1::Breakdown {
    let known = found.absent.is_none();
    v1::Breakdown {
        by: found.keys.clone(),
        metric: filled(&found.metric),
        samples: known.then_some(found.samples),
        rows: found.rows.iter().map(|of| row(found, of)).collect(),
        rows_left_out: known.then_some(found.rows_left_out),
        samples_left_out: known.then_some(found.samples_left_out),
        rate_over: found.rate_over.map(|over| name_of(&over)),
        no_errors: found.no_errors.clone(),
        absent: found.absent.clone(),
    }
}

fn row(found: &Breakdown, row: &BreakdownRow) -> v1::BreakdownRow {
    let tags = found.keys.iter().zip(&row.values);
    let values = found.columns.iter().zip(&row.stats);
    v1::BreakdownRow {
        tags: tags.filter_map(|(key, value)| Some((key.clone(), value.clone()?))).collect(),
        count: row.count,
        share: row.share,
        rate: row.rate,
        failed: row.failed,
        judged: row.judged,
        error_rate: row.error_rate,
        values: values.filter_map(|(stat, value)| Some((*stat, (*value)?))).collect(),
    }
}
