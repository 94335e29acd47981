//! The load of a run: what was planned, started, finished, dropped and never issued, by scenario, by stage and over
//! time; and every metric by stage.

use serde::{Deserialize, Serialize};

use sloscope_model::series::Series;
use sloscope_model::stat::Values;

use super::{PlanFrom, Window};

/// How a scenario decides when an iteration begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoadModel {
    /// By a schedule, whatever the system under test does: arrival-rate executors.
    Open,
    /// When another one ends: looping VUs.
    Closed,
    /// The samples cannot say which.
    #[default]
    Unclear,
}

/// Planned, started, finished and dropped are of the whole run, whatever the query selects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// Of all scenarios together.
    pub total: LoadCounts,
    /// In the order in which they began.
    pub scenarios: Vec<ScenarioLoad>,
    /// In order of time: spans of planned rate, or scenarios that follow each other.
    pub stages: Vec<LoadStage>,
    /// Every iteration made exactly one request: planned rates are of requests.
    pub per_request: bool,
    /// Why there are no stages.
    pub no_stages: Option<String>,
    /// Trends that the stages have besides the duration of requests, in order.
    pub trends: Vec<Series>,
    /// Where latency or errors start to climb.
    pub knee: Option<Knee>,
    /// Absent without samples of iterations.
    pub timeline: Option<Timeline>,
    /// The generator did not keep its plan: said above every latency figure.
    pub behind: Option<Behind>,
    /// Of the samples that the query selects, where they are of several generators.
    pub generators: Vec<GeneratorLoad>,
}

/// What one of several generators did. What the files do not tell is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GeneratorLoad {
    /// The name of its file, or the value of the tag that names it.
    pub name: String,
    /// Iterations that ended.
    pub iterations: Option<u64>,
    /// Iterations that it dropped; absent where files are incomplete and have none.
    pub dropped: Option<u64>,
    /// Of `http_reqs`.
    pub requests: Option<u64>,
    /// Requests per second from its start to its end; not of less than a second.
    pub rate: Option<f64>,
    /// Share of requests that failed, 0 to 1.
    pub failed: Option<f64>,
    /// The p95 of `http_req_duration`.
    pub p95_ms: Option<f64>,
    /// When its first iteration began, by its own clock, ms after the start of the run.
    pub start_ms: Option<f64>,
    /// When its last iteration or request ended, by its own clock, ms after the start of the run.
    pub end_ms: Option<f64>,
    /// The longest time in which no iteration or request ended.
    pub silence_ms: Option<f64>,
}

/// Iterations, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadCounts {
    /// Iterations that the plan has, with a fraction; absent where there is no plan.
    pub planned: Option<f64>,
    /// Where the plan comes from; absent where there is none.
    pub from: Option<PlanFrom>,
    /// Iterations that began: those that never ended left no sample. Absent where the files do not tell.
    pub started: Option<u64>,
    /// Iterations that ended; absent where the files do not tell.
    pub finished: Option<u64>,
    /// k6's `dropped_iterations`; absent where the files do not tell: an incomplete one without any does not.
    pub dropped: Option<u64>,
    /// Of a stated plan only: neither started nor dropped, or started and interrupted (which leaves no sample).
    pub never_issued: Option<u64>,
    /// How late iterations started, by the plan: the 95th percentile and the most.
    pub late_p95_ms: Option<f64>,
    /// The latest of all starts, ms after it was due; absent where it is not known.
    pub late_max_ms: Option<f64>,
}

/// The load of one scenario.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ScenarioLoad {
    /// Empty where samples name no scenario.
    pub name: String,
    /// k6's name of the executor, `constant-arrival-rate`; absent if no options state it.
    pub executor: Option<String>,
    /// What makes its iterations begin.
    pub model: LoadModel,
    /// Of the whole scenario.
    pub counts: LoadCounts,
    /// Started iterations over the scenario's own active time, and over what k6 divides by.
    pub rate_active: Option<f64>,
    /// Started iterations per second of the run's duration; absent where that is not known.
    pub rate: Option<f64>,
}

/// A part of the load: a span of planned rate, or a scenario among several.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadStage {
    /// "200 RPS", "50 → 200 RPS"; the scenario's name where there is no planned rate.
    pub name: String,
    /// The name of its scenario; empty where samples name none.
    pub scenario: String,
    /// Index into `Load::scenarios`.
    pub of_scenario: usize,
    /// The stage is the whole scenario: its samples are known by their tag, not by their time.
    pub whole_scenario: bool,
    /// Iterations per second at its start and its end, where a rate was planned.
    pub from_rate: Option<f64>,
    /// Iterations per second at its end.
    pub to_rate: Option<f64>,
    /// ms after the start of the run.
    pub start_ms: f64,
    /// ms after the start of the run.
    pub end_ms: f64,
    /// Of this stage alone.
    pub counts: LoadCounts,
    /// Iterations started per second of its length.
    pub started_rate: Option<f64>,
    /// Of the samples that the query selects.
    pub measured: StageMeasured,
}

/// Statistics of the samples of a stage that the query selects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StageMeasured {
    /// Of `http_reqs`; absent where the samples do not tell.
    pub requests: Option<u64>,
    /// Per second of the part of the stage that the window holds; absent for less than a second.
    pub request_rate: Option<f64>,
    /// Share of requests that failed, 0 to 1; absent where the samples do not tell.
    pub failed: Option<f64>,
    /// avg, med, p(95), p(99), max and count of http_req_duration.
    pub duration: Values,
    /// In which its true p95 is, by order statistics, at three standard errors.
    pub p95_interval: Option<(f64, f64)>,
    /// The median of the p95 of ten consecutive parts: a burst does not raise it.
    pub p95_typical: Option<f64>,
    /// p(95) of each of `Load::trends`.
    pub p95: Vec<Option<f64>>,
    /// VUs at most while the stage ran, of all scenarios.
    pub vus_max: Option<f64>,
}

/// Where latency or errors start to climb with the rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Knee {
    /// Index into `Load::stages`; absent where looping VUs become more.
    pub stage: Option<usize>,
    /// The stage it is compared with: the best one of lower rate; absent inside of a ramp.
    pub against: Option<usize>,
    /// The share of failed requests climbs; else it is latency.
    pub errors: bool,
    /// From which rate on, iterations per second; of looping VUs, their number.
    pub rate: f64,
    /// `rate` is a number of VUs.
    pub vus: bool,
    /// From then on.
    pub window: Window,
    /// What climbs: p95 in ms, or the share of failed requests, below it and from there on.
    pub before: f64,
    /// In the unit of `before`.
    pub after: f64,
    /// Of what and of when these two numbers are: as a report of that window says.
    pub series: Series,
    /// The series that `before` is of.
    pub before_series: Series,
    /// The part of the run that `before` is of.
    pub before_window: Window,
    /// The knee in sentences.
    pub text: String,
}

/// Iterations in consecutive spans of the run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Moment of the first span and length of each, ms.
    pub start_ms: f64,
    /// The length of each span, ms.
    pub step_ms: f64,
    /// Absent where no rate is planned.
    pub planned: Vec<Option<f64>>,
    /// Iterations that began in each span.
    pub started: Vec<u32>,
    /// Iterations that ended in each span.
    pub finished: Vec<u32>,
    /// Iterations that were dropped in each span.
    pub dropped: Vec<u32>,
}

/// The generator fell behind its plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Behind {
    /// Share of the plan that was not delivered.
    pub share: f64,
    /// k6's `dropped_iterations`.
    pub dropped: u64,
    /// See [`LoadCounts::never_issued`]; 0 where it is so few that the edges of a plan explain them.
    pub never_issued: u64,
    /// The 95th percentile of late starts, where that is much.
    pub late_ms: Option<f64>,
    /// What happened, in sentences.
    pub text: String,
}
