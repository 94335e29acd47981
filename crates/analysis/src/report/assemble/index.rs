//! Where a list of metrics has a series: looked up for each objective and metric.

use sloscope_model::places::Places;
use sloscope_model::series::Series;

use crate::report::MetricSummary;

/// Metrics by their series.
pub struct Index<'a> {
    pub list: &'a [MetricSummary],
    by_series: Places,
    by_metric: Places,
}

impl<'a> Index<'a> {
    pub fn of(list: &'a [MetricSummary]) -> Self {
        let (by_series, by_metric) = (list.iter().map(|m| m.series.key()), list.iter().map(|m| &m.series.metric));
        Self { list, by_series: Places::of(by_series), by_metric: Places::of(by_metric) }
    }

    pub fn find(&self, series: &Series) -> Option<&'a MetricSummary> {
        self.list.get(self.by_series.find(&series.key())?)
    }

    /// The first one of a metric, be it a sub-metric.
    pub fn of_metric(&self, metric: &str) -> Option<&'a MetricSummary> {
        self.list.get(self.by_metric.find(metric)?)
    }
}
