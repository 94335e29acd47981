//! The shape of a report. It holds numbers and sentences, never samples, and travels from the worker to the
//! page; what is stored has types of its own (`sloscope_stored`).

use serde::{Deserialize, Serialize};

use sloscope_dataset::{DurationFrom, InputFailure, Note, SourceFacts};
use sloscope_model::checks::CheckGroup;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit, Values};
use sloscope_model::time::Nanos;

use super::{Breakdown, Finding, Load, Query, Remarks, Sparkline, Stored};
use crate::slo::{ObjectiveResult, Verdict};

/// The answer to a [`Query`]: all that page and exports show of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The question that this answers.
    pub query: Query,
    /// All runs found in the files; `query.run` is an index into it.
    pub runs: Vec<RunRef>,
    /// That of all objectives in force, see [`Verdict::overall`].
    pub verdict: Verdict,
    /// Where a part of the run is shown: the verdict on the whole run, by the same objectives.
    pub whole_verdict: Option<Verdict>,
    /// One sentence: the verdict and its strongest evidence.
    pub headline: String,
    /// What kind of test it was, when it ran and how long.
    pub run: RunFacts,
    /// What was planned and what became of it.
    pub load: Load,
    /// What stands out, the gravest first.
    pub findings: Vec<Finding>,
    /// Those in force, judged; empty where none is stated.
    pub objectives: Vec<ObjectiveResult>,
    /// Who states them.
    pub objectives_from: ObjectivesFrom,
    /// Limits that fit the run, where no objective is in force: measured, and judged by nobody until they are adopted.
    pub suggestions: Vec<ObjectiveResult>,
    /// What is missing of the files that the verdict rests on: "results.json is cut short".
    pub incomplete: Vec<String>,
    /// Inputs of which nothing, or not all, is in here; said above the verdict.
    pub unread: Vec<InputFailure>,
    /// The few numbers that come first.
    pub overall: Vec<OverallRow>,
    /// The statistics of every trend.
    pub latency: Latency,
    /// Every metric and every sub-metric that a file or an objective names.
    pub metrics: Vec<MetricSummary>,
    /// The root group; absent if no file says anything of checks or groups.
    pub checks: Option<CheckGroup>,
    /// Failed requests, by kind.
    pub errors: ErrorTable,
    /// Absent if none was asked for.
    pub breakdown: Option<Breakdown>,
    /// One for each summary or copy that the samples could be compared with; always of the whole run.
    pub cross_checks: Vec<CrossCheck>,
    /// The files of the run, and those that belong to no run.
    pub sources: Vec<SourceFacts>,
    /// What must be known to read the numbers, most important first.
    pub notes: Vec<Note>,
    /// The tags that samples carry, for filters.
    pub tags: Vec<TagValues>,
    /// What the user noted of the run; no file says it.
    pub remarks: Remarks,
    /// It was stored before, and its samples are not here; absent of a report that was just made.
    pub stored: Option<Stored>,
}

/// A tag and the values that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagValues {
    /// The name of the tag.
    pub key: String,
    /// In order, the first so many.
    pub values: Vec<String>,
    /// Values that were left out of the list.
    pub left_out: u64,
}

/// A run in the list of runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRef {
    /// "seed_60s, 23 Nov 2026 21:41": from file names and start.
    pub label: String,
    /// The first sample, else what a summary states; ns since 1970. Absent if no file says.
    pub start: Option<Nanos>,
    /// The names of its files.
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

/// What is known of a run besides its numbers. Times in ms count from the start of the run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunFacts {
    /// "Constant arrival rate", from scenarios and executors, or from the samples' rhythm.
    pub test_type: Option<String>,
    /// How `test_type` is known: "from the options", "inferred from the samples".
    pub test_type_from: Option<PlanFrom>,
    /// The spans of planned rate; empty where no rate is planned.
    pub stages: Vec<TargetStage>,
    /// Those that have samples; without samples, those that the options state.
    pub scenarios: Vec<ScenarioFacts>,
    /// First and last moment known: samples, or what a summary says.
    pub start: Option<Nanos>,
    /// The last moment known, ns since 1970.
    pub end: Option<Nanos>,
    /// Minutes east of UTC in the files, where they say.
    pub utc_offset_minutes: Option<i16>,
    /// How long the run lasted, ms: the divisor of counter rates. Absent where nothing tells.
    pub duration_ms: Option<f64>,
    /// How `duration_ms` is known.
    pub duration_from: Option<DurationFrom>,
    /// The least and the most that it can be, where no file states it; infinite where nothing bounds it.
    pub duration_between_ms: Option<(f64, f64)>,
    /// First to last sample, ms; absent without samples.
    pub observed_ms: Option<f64>,
    /// Time in which at least one scenario was active.
    pub active_ms: Option<f64>,
    /// As a summary or the options state it.
    pub k6_version: Option<String>,
    /// The file name of the script; absent if no options state it.
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
    /// ns since 1970, as `start`.
    pub end: Nanos,
    /// The same as ms after the start of the run.
    pub start_ms: f64,
    /// ms after the start of the run.
    pub end_ms: f64,
    /// Found from the samples that a filter keeps.
    pub from_samples: bool,
}

impl RunPart {
    /// How long the part is, ms.
    pub fn length_ms(&self) -> f64 {
        self.end_ms - self.start_ms
    }
}

/// Where a plan comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanFrom {
    /// k6's options, or a plan of this page.
    Options,
    /// Recovered from the rhythm of the samples.
    Samples,
}

/// A span with a target rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetStage {
    /// The name of its scenario; empty where samples name none.
    pub scenario: String,
    /// Iterations per second at its start and its end; equal for a constant rate.
    pub from_rate: f64,
    /// Iterations per second at its end.
    pub to_rate: f64,
    /// ms after the start of the run.
    pub start_ms: f64,
    /// ms after the start of the run, by the plan: the run may have ended before.
    pub end_ms: f64,
    /// Where the planned rate comes from.
    pub from: PlanFrom,
    /// Iterations that started in it, per second; absent without samples.
    pub started_rate: Option<f64>,
}

/// What is known of one scenario. Without samples all but its name and executor is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioFacts {
    /// As the options, or the tag `scenario`, have it.
    pub name: String,
    /// k6's name of the executor, `constant-arrival-rate`; absent if no options state it.
    pub executor: Option<String>,
    /// First iteration start to last sample, ms after the start of the run.
    pub start_ms: Option<f64>,
    /// The last sample, ms after the start of the run.
    pub end_ms: Option<f64>,
    /// The sum of `iterations`; absent where the metric is.
    pub iterations: Option<u64>,
    /// The sum of `dropped_iterations`; absent where a file is incomplete and has none.
    pub dropped: Option<u64>,
    /// The sum of `http_reqs`; absent where the metric is.
    pub requests: Option<u64>,
}

/// Where the objectives come from, as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectivesFrom {
    /// Files of the run, by name.
    Files(Vec<String>),
    /// The objectives file of this name: its objectives count instead of those of the run's files.
    ObjectivesFile(String),
    /// The user wrote them for this report.
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
    /// What the number is called: "P95 latency".
    pub label: String,
    /// The series that it is of.
    pub series: Series,
    /// The statistic of that series.
    pub stat: Stat,
    /// The unit of the value.
    pub unit: Unit,
    /// Absent where the files do not have it; `absent` says why.
    pub value: Option<f64>,
    /// Why there is no value: "not in this file".
    pub absent: Option<String>,
    /// Index into `objectives` of the one that judges this row.
    pub objective: Option<usize>,
    /// What the number means, where that is not obvious.
    pub note: Option<String>,
}

/// The latency table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Latency {
    /// The statistics shown, in order: of samples the usual ones, of a summary those that it states.
    pub columns: Vec<Stat>,
    /// Requests first, then their phases, then every other trend.
    pub rows: Vec<LatencyRow>,
    /// Why usual statistics are not among the columns.
    pub absent: Option<String>,
}

/// Which requests a row rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All of them, whatever came of them.
    All,
    /// Requests that k6 did not count as failed.
    Successes,
    /// Requests that k6 counted as failed.
    Failures,
}

/// The statistics of one trend, or of a part of its samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatencyRow {
    /// "Request duration, successes only", "waiting (time to first byte)".
    pub label: String,
    /// The series that the samples are of; `scope` takes a part of them.
    pub series: Series,
    /// Which of the samples count.
    pub scope: Scope,
    /// A phase of a request, shown under the request's rows.
    pub phase: bool,
    /// What the values are; it decides their unit.
    pub contains: Contains,
    /// Those that are known, in or out of the columns.
    pub values: Values,
    /// Number of samples; absent if the file does not say.
    pub samples: Option<u64>,
    /// What must be known to read the row.
    pub note: Option<String>,
}

/// A series and its statistics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    /// A metric, or a sub-metric with its tags.
    pub series: Series,
    /// The type of the metric, guessed where `kind_guessed` says so.
    pub kind: MetricType,
    /// What the values are; it decides their unit.
    pub contains: Contains,
    /// The statistics that are known; empty without a sample.
    pub values: Values,
    /// Number of samples; absent if the file does not say.
    pub samples: Option<u64>,
    /// Where the values come from.
    pub from: MeasuredFrom,
    /// The type was not stated by any file.
    pub kind_guessed: bool,
}

/// Failed requests by what they have in common.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErrorTable {
    /// Most frequent first.
    pub rows: Vec<ErrorRow>,
    /// Failed requests in all, and requests in all.
    pub failed: Option<u64>,
    /// Requests that the failed ones are among; absent where no file says.
    pub requests: Option<u64>,
    /// Rows that were left out, and their failures.
    pub rows_left_out: u64,
    /// Failures of the rows that were left out.
    pub failures_left_out: u64,
    /// Why there is no table: "a summary does not say which requests failed".
    pub absent: Option<String>,
}

/// Failures that are alike in code, message, status, method and endpoint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ErrorRow {
    /// k6's error_code, `1212`.
    pub code: Option<String>,
    /// k6's error text.
    pub message: Option<String>,
    /// The `status` tag: k6 writes 0 where no response came.
    pub status: Option<String>,
    /// The `method` tag.
    pub method: Option<String>,
    /// The `name` tag, else `url`; of several addresses that are alike, what they have in common: `/user/:id`.
    pub endpoint: Option<String>,
    /// How many different endpoints the row sums up.
    pub endpoints: u64,
    /// Failed requests.
    pub count: u64,
    /// ms after the start of the run.
    pub first_ms: f64,
    /// ms after the start of the run.
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
    /// Of the values compared, those within the tolerance.
    pub matching: u64,
    /// Relative tolerance.
    pub tolerance: f64,
    /// The values that do not agree.
    pub differences: Vec<Difference>,
    /// "matches k6: all 92 values agree to 1e-9".
    pub conclusion: String,
}

/// A number that two files of one run state differently.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The series that it is of.
    pub series: Series,
    /// The statistic of that series.
    pub stat: Stat,
    /// By the samples; absent where they do not give it.
    pub ours: Option<f64>,
    /// By the other file.
    pub theirs: f64,
    /// The unit of both.
    pub unit: Unit,
    /// How they can differ, in words.
    pub why: String,
}
