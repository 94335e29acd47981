//! The breakdown of a run by one or two tags: one row for each value, or pair of values.

use serde::{Deserialize, Serialize};

use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::names::TEMPLATE;
use sloscope_model::stat::{Stat, Unit};

use super::Sparkline;

/// A breakdown: its rows, and what they are of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// One or two tags, as they were asked for.
    pub keys: Vec<String>,
    /// The metric whose samples are counted and measured: `http_req_duration`, `checks`.
    pub metric: String,
    /// The type of the metric; it decides the statistics.
    pub kind: MetricType,
    /// What the values of the metric are; it decides their units.
    pub contains: Contains,
    /// The statistics of each row.
    pub columns: Vec<Stat>,
    /// Most samples first.
    pub rows: Vec<BreakdownRow>,
    /// Samples in all.
    pub samples: u64,
    /// Rows that were left out, and their samples.
    pub rows_left_out: u64,
    /// Samples of the rows that were left out.
    pub samples_left_out: u64,
    /// Absent where the rows have no rate.
    pub rate_over: Option<RateOver>,
    /// Why no row has a share of errors; absent if they have.
    pub no_errors: Option<String>,
    /// Of which statistic each row shows the course.
    pub course_of: Option<Stat>,
    /// Why there is no table: "no sample has the tag x".
    pub absent: Option<String>,
}

/// What the rate of a row is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RateOver {
    /// The time in which the scenarios that the row touches were active; samples of no scenario are left out.
    Active,
    /// The whole run, or the window: the samples name no scenario.
    Whole,
}

/// One value of the tag, or one pair of values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BreakdownRow {
    /// One for each key; absent where the tag has no value, or the empty one.
    pub values: Vec<Option<String>>,
    /// Samples.
    pub count: u64,
    /// Of all samples.
    pub share: f64,
    /// Samples per second, see `rate_over`.
    pub rate: Option<f64>,
    /// Failed requests by http_req_failed, or checks that failed, and how many there are to fail.
    pub failed: Option<u64>,
    /// Requests or checks that could fail.
    pub judged: Option<u64>,
    /// failed / judged.
    pub error_rate: Option<f64>,
    /// In the order of the columns.
    pub stats: Vec<Option<f64>>,
    /// See [`Breakdown::course_of`]; empty where there is no course.
    pub course: Sparkline,
}

impl Breakdown {
    /// The unit of a column.
    pub fn unit(&self, stat: Stat) -> Unit {
        stat.unit(self.kind, self.contains)
    }
}

/// The tag of a key, and whether its values are made alike. `has` tells if there is a tag of that very name.
pub fn tag_of(key: &str, has: impl Fn(&str) -> bool) -> (&str, bool) {
    match key.strip_suffix(TEMPLATE) {
        Some(tag) if !tag.is_empty() && !has(key) => (tag, true),
        _ => (key, false),
    }
}
