//! A finding: a sentence on what stands out in a run, with the numbers behind it and what to do next.

use serde::{Deserialize, Serialize};

use super::Window;
use crate::series::Series;
use crate::stat::{Stat, Unit};

/// Of what consequence a finding is, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// Numbers or verdicts are not what they seem, or the system failed under the load.
    Serious,
    /// It changes how the numbers are to be read, or what to do next.
    Notable,
    /// Good to know.
    Minor,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that found it: `mean-above-p95`.
    pub rule: String,
    pub level: Consequence,
    /// One sentence that says all.
    pub title: String,
    pub evidence: Vec<FindingNumber>,
    /// When it happened, where that is not the whole run.
    pub window: Option<Window>,
    /// What to do next, one sentence.
    pub next: String,
}

/// A number that a finding rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingNumber {
    pub label: String,
    pub series: Option<Series>,
    pub stat: Option<Stat>,
    pub value: f64,
    pub unit: Unit,
}

impl Finding {
    pub(crate) fn new(rule: &str, level: Consequence, title: String, next: &str) -> Self {
        Self { rule: rule.to_owned(), level, title, evidence: Vec::new(), window: None, next: next.to_owned() }
    }

    /// Adds a number that has a name of its own.
    pub(crate) fn with(mut self, label: &str, value: f64, unit: Unit) -> Self {
        self.evidence.push(FindingNumber { label: label.to_owned(), series: None, stat: None, value, unit });
        self
    }

    /// Adds a statistic of a metric.
    pub(crate) fn with_stat(mut self, metric: &str, stat: Stat, value: f64, unit: Unit) -> Self {
        let series = Some(Series::metric(metric));
        self.evidence.push(FindingNumber { label: format!("{metric} {stat}"), series, stat: Some(stat), value, unit });
        self
    }

    pub(crate) fn within(mut self, start_ms: f64, end_ms: f64) -> Self {
        self.window = Some(Window { start_ms: start_ms.max(0.0), end_ms });
        self
    }
}
