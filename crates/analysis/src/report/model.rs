//! The shape of a report. It holds numbers and sentences, never samples, and travels from the worker to the
//! page; what is stored or exported has a type of its own (`export`).

use serde::{Deserialize, Serialize};

use sloscope_dataset::{DurationFrom, InputFailure, Note, SourceFacts};
use sloscope_model::checks::CheckGroup;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit, Values};
use sloscope_model::time::Nanos;

use super::{Breakdown, Finding, Load, Query, Sparkline};
use crate::slo::{ObjectiveResult, Verdict};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The question that this answers.
    pub query: Query,
    /// All runs found in the files; `query.run` is an index into it.
    pub runs: Vec<RunRef>,
    pub verdict: Verdict,
    /// One sentence: the verdict and its strongest evidence.
    pub headline: String,
    pub run: RunFacts,
    pub load: Load,
    /// What stands out, the gravest first.
    pub findings: Vec<Finding>,
    pub objectives: Vec<ObjectiveResult>,
    pub objectives_from: ObjectivesFrom,
    /// Limits that fit the run, where no objective is in force: measured, and judged by nobody until they are adopted.
    pub suggestions: Vec<ObjectiveResult>,
    /// What is missing of the files that the verdict rests on: "results.json is cut short".
    pub incomplete: Vec<String>,
    /// Inputs of which nothing, or not all, is in here; said above the verdict.
    pub unread: Vec<InputFailure>,
    pub overall: Vec<OverallRow>,
    pub latency: Latency,
    /// Every metric and every sub-metric that a file or an objective names.
    pub metrics: Vec<MetricSummary>,
    /// The root group; absent if no file says anything of checks or groups.
    pub checks: Option<CheckGroup>,
    pub errors: ErrorTable,
    /// Absent if none was asked for.
    pub breakdown: Option<Breakdown>,
    pub cross_checks: Vec<CrossCheck>,
    pub sources: Vec<SourceFacts>,
    /// What must be known to read the numbers, most important first.
    pub notes: Vec<Note>,
    /// The tags that samples carry, for filters.
    pub tags: Vec<TagValues>,
    /// What the user noted of the run; no file says it.
    pub remarks: Remarks,
}

/// A tag and the values that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagValues {
    pub key: String,
    /// In order, the first so many.
    pub values: Vec<String>,
    /// Values that were left out of the list.
    pub left_out: u64,
}

/// What was changed before the run, in the user's words: one change a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remarks {
    pub server: String,
    pub test: String,
}

impl Remarks {
    /// The lines that say something.
    pub fn lines(text: &str) -> impl Iterator<Item = &str> {
        text.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    pub fn is_empty(&self) -> bool {
        Self::lines(&self.server).chain(Self::lines(&self.test)).next().is_none()
    }
}

/// A run in the list of runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRef {
    /// "seed_60s, 23 Nov 2026 21:41": from file names and start.
    pub label: String,
    pub start: Option<Nanos>,
    pub sources: Vec<String>,
}

/// Where a number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasuredFrom {
    /// Computed from raw samples, exact.
    Samples,
    /// Stated by a summary of k6.
    Summary,
    /// Stated by k6's dashboard, cut to 5 significant digits.
    Dashboard,
    /// Stated by a summary that k6 did not write.
    Lookalike,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// "Constant arrival rate", from scenarios and executors, or from the samples' rhythm.
    pub test_type: Option<String>,
    /// How `test_type` is known: "from the options", "inferred from the samples".
    pub test_type_from: Option<PlanFrom>,
    pub stages: Vec<TargetStage>,
    pub scenarios: Vec<ScenarioFacts>,
    /// First and last moment known: samples, or what a summary says.
    pub start: Option<Nanos>,
    pub end: Option<Nanos>,
    /// Minutes east of UTC in the files, where they say.
    pub utc_offset_minutes: Option<i16>,
    /// The divisor of counter rates.
    pub duration_ms: Option<f64>,
    pub duration_from: Option<DurationFrom>,
    /// The least and the most that it can be, where no file states it; infinite where nothing bounds it.
    pub duration_between_ms: Option<(f64, f64)>,
    /// First to last sample.
    pub observed_ms: Option<f64>,
    /// Time in which at least one scenario was active.
    pub active_ms: Option<f64>,
    pub k6_version: Option<String>,
    pub script_name: Option<String>,
    /// k6's feature flags that were in force, `native-histograms`.
    pub feature_flags: Vec<String>,
    /// Number of samples read.
    pub samples: u64,
    /// The step of the files' clock, if it is coarser than 1 ms.
    pub time_step_ms: Option<f64>,
    /// What of the run is shown; absent where all of it is.
    pub part: Option<RunPart>,
}

/// The part of a run that a window or a filter leaves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunPart {
    /// Where the window and the run overlap; without a window the first and the last sample that the filter keeps.
    pub start: Nanos,
    pub end: Nanos,
    /// The same as ms after the start of the run.
    pub start_ms: f64,
    pub end_ms: f64,
    /// Found from the samples that a filter keeps.
    pub from_samples: bool,
}

impl RunPart {
    pub fn length_ms(&self) -> f64 {
        self.end_ms - self.start_ms
    }
}

/// Where a plan comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanFrom {
    Options,
    Samples,
}

/// A span with a target rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetStage {
    pub scenario: String,
    /// Iterations per second at its start and its end; equal for a constant rate.
    pub from_rate: f64,
    pub to_rate: f64,
    pub start_ms: f64,
    pub end_ms: f64,
    pub from: PlanFrom,
    /// Iterations that started in it, per second; absent without samples.
    pub started_rate: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioFacts {
    pub name: String,
    pub executor: Option<String>,
    /// First iteration start to last sample, ms after the start of the run.
    pub start_ms: Option<f64>,
    pub end_ms: Option<f64>,
    pub iterations: Option<u64>,
    pub dropped: Option<u64>,
    pub requests: Option<u64>,
}

/// Where the objectives come from, as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectivesFrom {
    Files(Vec<String>),
    ObjectivesFile(String),
    Edited,
    /// Suggestions of sloscope, adopted by the user.
    Suggested,
    /// A named set of sloscope, chosen by the user.
    Preset(String),
    /// No file states any: nothing is judged.
    NotStated,
}

/// A row of "Overall metrics", as in the seed report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverallRow {
    pub label: String,
    pub series: Series,
    pub stat: Stat,
    pub unit: Unit,
    pub value: Option<f64>,
    /// Why there is no value: "not in this file".
    pub absent: Option<String>,
    /// Index into `objectives` of the one that judges this row.
    pub objective: Option<usize>,
    /// What the number means, where that is not obvious.
    pub note: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// The statistics shown, in order: of samples the usual ones, of a summary those that it states.
    pub columns: Vec<Stat>,
    pub rows: Vec<LatencyRow>,
    /// Why usual statistics are not among the columns.
    pub absent: Option<String>,
}

/// Which requests a row rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    All,
    /// Requests that k6 did not count as failed.
    Successes,
    Failures,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatencyRow {
    /// "Request duration, successes only", "waiting (time to first byte)".
    pub label: String,
    pub series: Series,
    pub scope: Scope,
    /// A phase of a request, shown under the request's rows.
    pub phase: bool,
    pub contains: Contains,
    pub values: Values,
    pub samples: Option<u64>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    pub series: Series,
    pub kind: MetricType,
    pub contains: Contains,
    pub values: Values,
    /// Number of samples; absent if the file does not say.
    pub samples: Option<u64>,
    pub from: MeasuredFrom,
    /// The type was not stated by any file.
    pub kind_guessed: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErrorTable {
    /// Most frequent first.
    pub rows: Vec<ErrorRow>,
    /// Failed requests in all, and requests in all.
    pub failed: Option<u64>,
    pub requests: Option<u64>,
    /// Rows that were left out, and their failures.
    pub rows_left_out: u64,
    pub failures_left_out: u64,
    /// Why there is no table: "a summary does not say which requests failed".
    pub absent: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErrorRow {
    /// k6's error_code, `1212`.
    pub code: Option<String>,
    /// k6's error text.
    pub message: Option<String>,
    pub status: Option<String>,
    pub method: Option<String>,
    /// The `name` tag, else `url`; of several addresses that are alike, what they have in common: `/user/:id`.
    pub endpoint: Option<String>,
    /// How many different endpoints the row sums up.
    pub endpoints: u64,
    pub count: u64,
    /// ms after the start of the run.
    pub first_ms: f64,
    pub last_ms: f64,
    /// Failures over what is shown of the run.
    pub course: Sparkline,
    /// What the code means, in words, and what to look at.
    pub explained: String,
}

/// A comparison of sloscope's numbers with those of another file of the same run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CrossCheck {
    /// The file compared with.
    pub source: String,
    /// Values compared, and those that agree.
    pub compared: u64,
    pub matching: u64,
    /// Relative tolerance.
    pub tolerance: f64,
    pub differences: Vec<Difference>,
    /// "matches k6: all 92 values agree to 1e-9".
    pub conclusion: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    pub series: Series,
    pub stat: Stat,
    pub ours: Option<f64>,
    pub theirs: f64,
    pub unit: Unit,
    pub why: String,
}
