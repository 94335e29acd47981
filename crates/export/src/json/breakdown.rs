//! The breakdown of the JSON report.

use std::collections::BTreeMap;

use serde::Serialize;

use sloscope_analysis::report::{Breakdown, BreakdownRow};
use sloscope_model::stat::Values;

use super::name_of;

#[derive(Serialize)]
pub struct BreakdownOut<'a> {
    by: &'a [String],
    #[serde(skip_serializing_if = "str::is_empty")]
    metric: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    samples: Option<u64>,
    rows: Vec<RowOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows_left_out: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    samples_left_out: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_over: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_errors: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<&'a str>,
}

#[derive(Serialize)]
struct RowOut<'a> {
    tags: BTreeMap<&'a str, &'a str>,
    count: u64,
    share: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judged: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_rate: Option<f64>,
    values: Values,
}

impl<'a> BreakdownOut<'a> {
    pub fn of(found: &'a Breakdown) -> Self {
        let known = found.absent.is_none();
        Self {
            by: &found.keys,
            metric: &found.metric,
            samples: known.then_some(found.samples),
            rows: found.rows.iter().map(|row| RowOut::of(found, row)).collect(),
            rows_left_out: known.then_some(found.rows_left_out),
            samples_left_out: known.then_some(found.samples_left_out),
            rate_over: found.rate_over.map(|over| name_of(&over)),
            no_errors: found.no_errors.as_deref(),
            absent: found.absent.as_deref(),
        }
    }
}

impl<'a> RowOut<'a> {
    fn of(found: &'a Breakdown, row: &'a BreakdownRow) -> Self {
        let tags = found.keys.iter().zip(&row.values);
        let values = found.columns.iter().zip(&row.stats);
        Self {
            tags: tags.filter_map(|(key, value)| Some((key.as_str(), value.as_deref()?))).collect(),
            count: row.count,
            share: row.share,
            rate: row.rate,
            failed: row.failed,
            judged: row.judged,
            error_rate: row.error_rate,
            values: values.filter_map(|(stat, value)| Some((*stat, (*value)?))).collect(),
        }
    }
}
