//! What objectives ask of each metric.

use sloscope_model::places::Places;

use super::{Expression, Objective};

/// The expressions that objectives have on each metric.
#[derive(Default)]
pub struct Asked {
    metrics: Places,
    expressions: Vec<Vec<Expression>>,
}

impl Asked {
    /// What all of these ask. Expressions that cannot be read are left out.
    pub fn of(objectives: &[Objective]) -> Self {
        let mut this = Self::default();
        objectives.iter().for_each(|objective| this.add(&objective.series.metric, &objective.expression));
        this
    }

    /// Adds an expression on a metric or a part of it. One that cannot be read is left out, but the metric counts as
    /// asked.
    pub fn add(&mut self, metric: &str, expression: &str) {
        let (at, is_new) = self.metrics.place(metric);
        if is_new {
            self.expressions.push(Vec::new());
        }
        self.expressions[at].extend(Expression::parse(expression).ok());
    }

    /// Those on a metric and on its parts, in the order in which they were added; empty if there are none.
    pub fn on(&self, metric: &str) -> &[Expression] {
        self.metrics.find(metric).map_or(&[], |at| &self.expressions[at])
    }
}

/// An expression without its spaces, so that two spellings of it compare equal.
pub fn normal(expression: &str) -> String {
    expression.chars().filter(|c| !c.is_whitespace()).collect()
}
