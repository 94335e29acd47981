//! What is known of an objective's series: the input of a judgement.

use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::stat::Values;

use super::Verdict;
use crate::report::MeasuredFrom;
use crate::slo::{Between, WindowValue};

/// Everything that `judge` may rest on. Absent is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Type of the metric; `None` if no file knows the metric.
    pub kind: Option<MetricType>,
    /// What the values are; it decides the unit.
    pub contains: Contains,
    /// The type was guessed from the values (CSV, custom metric).
    pub kind_guessed: bool,
    /// Where `values` come from; `None` if there is no file with measurements at all.
    pub from: Option<MeasuredFrom>,
    /// The statistics of the series; `None` if the files do not have the series.
    pub values: Option<Values>,
    /// Number of samples; `None` if the files do not say.
    pub samples: Option<u64>,
    /// Why `samples` is what it is, where it was inferred: "http_reqs of the same summary counts 0".
    pub samples_note: Option<String>,
    /// Of a latency series: how many of its samples belong to failed requests.
    pub failed_samples: Option<u64>,
    /// Of a latency series: its statistics over successful requests only.
    pub successes: Option<Values>,
    /// k6's own verdict and the file that states it.
    pub k6_verdict: Option<(Verdict, String)>,
    /// The objective's statistic in spans of 10 s; `kept` is filled in by `judge`.
    pub windows: Vec<WindowValue>,
    /// A window or a tag filter is in force: the verdict is on a part of the run.
    pub partial: bool,
    /// A tag filter is in force.
    pub filtered: bool,
    /// Requests are selected by a tag that holds their outcome.
    pub picked_by: Option<String>,
    /// Why the objective does not count here: it is not about this part of the run, or not about this run.
    pub outside: Option<(Verdict, String)>,
    /// Of a counter's rate: what it is for the shortest and the longest time that the run can have lasted, and why
    /// that is not known.
    pub rate: Option<(Between, String)>,
    /// The file was cut short or lines were lost: the verdict is on what could be read.
    pub incomplete: bool,
}
