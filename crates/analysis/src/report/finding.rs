//! A finding: a sentence on what stands out in a run, with the numbers behind it and what to do next.

use serde::{Deserialize, Serialize};

use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::Window;

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

/// What stands out in a run, as a rule found it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule that found it: `mean-above-p95`.
    pub rule: String,
    /// How grave it is.
    pub level: Consequence,
    /// One sentence that says all.
    pub title: String,
    /// The numbers that it rests on, as sentences name them.
    pub evidence: Vec<FindingNumber>,
    /// When it happened, where that is not the whole run.
    pub window: Option<Window>,
    /// What to do next, one sentence.
    pub next: String,
}

/// A number that a finding rests on. With a series and a statistic it is what a report of its window says of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FindingNumber {
    /// What the number is, in words.
    pub label: String,
    /// Absent for a number that is no statistic of a series.
    pub series: Option<Series>,
    /// Absent where the series is.
    pub stat: Option<Stat>,
    /// A time in ms, a share from 0 to 1.
    pub value: f64,
    /// What the number is measured in.
    pub unit: Unit,
    /// Of which part; absent: of all that is shown.
    pub window: Option<Window>,
}

impl Finding {
    pub(crate) fn new(rule: &str, level: Consequence, title: String, next: &str) -> Self {
        Self { rule: rule.to_owned(), level, title, evidence: Vec::new(), window: None, next: next.to_owned() }
    }

    /// Adds a number that has a name of its own.
    pub(crate) fn with(mut self, label: &str, value: f64, unit: Unit) -> Self {
        let label = label.to_owned();
        self.evidence.push(FindingNumber { label, series: None, stat: None, value, unit, window: None });
        self
    }

    /// Adds a statistic of a metric.
    pub(crate) fn with_stat(self, metric: &str, stat: Stat, value: f64, unit: Unit) -> Self {
        self.with_series(&format!("{metric} {stat}"), Series::metric(metric), stat, value, unit)
    }

    /// Adds a statistic of a series under a name of its own.
    pub(crate) fn with_series(mut self, label: &str, series: Series, stat: Stat, value: f64, unit: Unit) -> Self {
        let label = label.to_owned();
        self.evidence.push(FindingNumber { label, series: Some(series), stat: Some(stat), value, unit, window: None });
        self
    }

    /// The number that was added last is of this part.
    pub(crate) fn of_part(mut self, window: Window) -> Self {
        let window = Window { start_ms: window.start_ms.max(0.0), ..window };
        self.evidence.last_mut().into_iter().for_each(|number| number.window = Some(window));
        self
    }

    pub(crate) fn within(mut self, start_ms: f64, end_ms: f64) -> Self {
        self.window = Some(Window { start_ms: start_ms.max(0.0), end_ms });
        self
    }
}
