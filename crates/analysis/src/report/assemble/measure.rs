//! The statistics of a series, from samples: one way to compute them for tables, verdicts and cross-checks.

use sloscope_dataset::by_thresholds;
use sloscope_model::metric::{MetricType, usable_sum};
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values};
use sloscope_model::stats;
use sloscope_objectives::Asked;
use sloscope_store::Column;

use super::active::Active;
use super::rows::{Rows, Selected};
use crate::report::{MeasuredFrom, MetricSummary};

/// The percentiles that every trend shows.
pub const USUAL_PERCENTILES: [f64; 4] = [90.0, 95.0, 99.0, 99.9];

pub struct Measurer<'a> {
    pub rows: Rows<'a>,
    pub active: &'a Active,
    /// In ascending order.
    pub percentiles: &'a [f64],
    /// What counter rates are divided by.
    pub duration_ms: Option<f64>,
    /// Custom metrics whose type the reader guessed.
    pub guessed: &'a Places,
    /// What is asked of a metric tells its type better than its values do.
    pub asked: &'a Asked,
}

impl Measurer<'_> {
    /// `None` if the samples do not have the metric.
    pub fn series(&self, series: &Series) -> Option<MetricSummary> {
        let selected = self.rows.select(series)?;
        let column = selected.column;
        let kind_guessed = column.kind.is_none() || self.guessed.has(&column.name);
        let asked = kind_guessed.then(|| by_thresholds(self.asked.on(&column.name), column)).flatten();
        let kind = asked.map_or_else(|| kind_of(column), |(kind, _)| kind);
        let (values, samples) = self.values(kind, &selected);
        Some(MetricSummary {
            series: series.clone(),
            kind,
            contains: column.contains.unwrap_or_default(),
            values,
            samples: Some(samples),
            from: MeasuredFrom::Samples,
            kind_guessed,
        })
    }

    /// The statistics of a selection and the number of its samples.
    pub fn values(&self, kind: MetricType, selected: &Selected) -> (Values, u64) {
        if let MetricType::Trend | MetricType::Gauge = kind {
            let mut numbers = selected.values();
            let values = match kind {
                MetricType::Gauge => stats::gauge(&numbers),
                _ => stats::trend(&mut numbers, self.percentiles),
            };
            return (values, numbers.len() as u64);
        }
        let (n, not_zero, sum) = selected.total();
        let usable = |sum: f64| usable_sum(&selected.column.name, sum);
        let values = match kind {
            MetricType::Rate => stats::rate_of(n, not_zero),
            _ => {
                let mut values = stats::counter_of(n, usable(sum), self.duration_ms);
                let (spans, sum) = self.active.touched(selected);
                let active_ms = spans.within(self.rows.window).length_ms();
                if active_ms > 0.0 {
                    values.set(Stat::RateActive, usable(sum) / (active_ms / 1000.0));
                }
                values
            }
        };
        (values, n)
    }
}

/// A column without a type holds what nobody named: a trend loses nothing.
pub fn kind_of(column: &Column) -> MetricType {
    column.kind.unwrap_or(MetricType::Trend)
}
