//! What is looked up for each objective or metric: where a list of metrics has a series, and what objectives ask of a
//! metric.

use crate::places::Places;
use crate::report::MetricSummary;
use crate::series::Series;
use crate::slo::{Expression, Objective};

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

/// The expressions that objectives have on each metric.
#[derive(Default)]
pub struct Asked {
    metrics: Places,
    expressions: Vec<Vec<Expression>>,
}

impl Asked {
    pub fn of(objectives: &[Objective]) -> Self {
        let mut this = Self::default();
        objectives.iter().for_each(|objective| this.add(&objective.series.metric, &objective.expression));
        this
    }

    pub fn add(&mut self, metric: &str, expression: &str) {
        let (at, is_new) = self.metrics.place(metric);
        if is_new {
            self.expressions.push(Vec::new());
        }
        self.expressions[at].extend(Expression::parse(expression).ok());
    }

    pub fn on(&self, metric: &str) -> &[Expression] {
        self.metrics.find(metric).map_or(&[], |at| &self.expressions[at])
    }
}
