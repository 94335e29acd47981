//! A finding: a sentence on what stands out in a run, with the numbers behind it and what to do next.

use serde::{Deserialize, Serialize};

use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::Window;
use crate::chart::ChartKind;

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
    /// Where its numbers are shown; absent of a rule that this version does not know.
    pub cites: Option<Cited>,
}

/// What a finding cites: a section of the report, a chart, or an objective by its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cited {
    /// By its id: `errors`.
    Section(String),
    /// A chart over time.
    Chart(ChartKind),
    /// The row of an objective, with its chart and its spans of 10 s.
    Objective(u16),
}

impl Cited {
    /// The table that a rule looks at; charts where there are samples to draw.
    fn of_rule(rule: &str, charts: bool) -> Option<Self> {
        let section = match rule {
            "dropped-iterations"
            | "below-plan"
            | "littles-law"
            | "nothing-ran"
            | "no-iteration-ended"
            | "interrupted"
            | "ended-early"
            | "generator-missing"
            | "generator-out-of-step"
            | "generator-slower" => "load",
            "knee" => "stages",
            "none-succeeded" | "refused-in-latency" | "failures" | "grpc-failures" | "fast-failures" | "timeouts" => {
                "errors"
            }
            "failures-together" if !charts => "errors",
            "failed-checks" => "checks",
            "setup-decides"
            | "mean-above-p95"
            | "connection-churn"
            | "blocked-dominates"
            | "receiving-dominates"
            | "waiting-dominates"
            | "out-of-order" => "latency",
            "step" | "drift" | "burst" | "warm-up" | "two-kinds" | "standstill" if !charts => "latency",
            "negative-times" => "metrics",
            "clock-gap" if !charts => "metrics",
            "objective-missed" | "objective-broken-at-times" | "cannot-fail" | "few-samples" => "objectives",
            "failures-together" => return Some(Self::Chart(ChartKind::Errors)),
            "standstill" => return Some(Self::Chart(ChartKind::Rate)),
            "step" | "drift" | "burst" | "warm-up" => return Some(Self::Chart(ChartKind::Latency)),
            "two-kinds" => return Some(Self::Chart(ChartKind::Histogram)),
            "clock-gap" => return Some(Self::Chart(ChartKind::Vus)),
            _ => return None,
        };
        Some(Self::Section(section.to_owned()))
    }

    /// The id of the element that it leads to: `errors`, `chart-latency`, `objective-3`.
    pub fn id(&self) -> String {
        match self {
            Self::Section(id) => id.clone(),
            Self::Chart(kind) => format!("chart-{}", kind.name()),
            Self::Objective(at) => format!("objective-{at}"),
        }
    }

    /// Reads [`Self::id`]; `None` for what is no name of a section, or leads to nothing known.
    pub fn read(id: &str) -> Option<Self> {
        if let Some(at) = id.strip_prefix("objective-") {
            return at.parse().ok().map(Self::Objective);
        }
        if let Some(name) = id.strip_prefix("chart-") {
            return ChartKind::ALL.into_iter().find(|kind| kind.name() == name).map(Self::Chart);
        }
        let sections = ["load", "stages", "errors", "checks", "latency", "metrics", "objectives"];
        sections.contains(&id).then(|| Self::Section(id.to_owned()))
    }
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
    /// The limit that it is judged by: with its digits the number is shown as in the table of objectives.
    pub limit: Option<f64>,
    /// Of which part; absent: of all that is shown.
    pub window: Option<Window>,
}

impl Finding {
    pub(crate) fn new(rule: &str, level: Consequence, title: String, next: &str) -> Self {
        let (rule, next) = (rule.to_owned(), next.to_owned());
        Self { rule, level, title, evidence: Vec::new(), window: None, next, cites: None }
    }

    /// What it cites, if its rule has not said it: by the rule.
    pub(crate) fn cited(mut self, charts: bool) -> Self {
        self.cites = self.cites.or_else(|| Cited::of_rule(&self.rule, charts));
        self
    }

    /// It is about the objective at this place.
    pub(crate) fn of_objective(mut self, at: usize) -> Self {
        self.cites = u16::try_from(at).ok().map(Cited::Objective);
        self
    }

    /// Adds a number that has a name of its own.
    pub(crate) fn with(mut self, label: &str, value: f64, unit: Unit) -> Self {
        let label = label.to_owned();
        self.evidence.push(FindingNumber { label, series: None, stat: None, value, unit, limit: None, window: None });
        self
    }

    /// Adds a statistic of a metric.
    pub(crate) fn with_stat(self, metric: &str, stat: Stat, value: f64, unit: Unit) -> Self {
        self.with_series(&format!("{metric} {stat}"), Series::metric(metric), stat, value, unit)
    }

    /// Adds a statistic of a series under a name of its own.
    pub(crate) fn with_series(mut self, label: &str, series: Series, stat: Stat, value: f64, unit: Unit) -> Self {
        let label = label.to_owned();
        let (series, stat) = (Some(series), Some(stat));
        self.evidence.push(FindingNumber { label, series, stat, value, unit, limit: None, window: None });
        self
    }

    /// The number that was added last is judged by this limit.
    pub(crate) fn beside(mut self, limit: f64) -> Self {
        self.evidence.last_mut().into_iter().for_each(|number| number.limit = Some(limit));
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
