//! The options of a test, as a file or a plan states them.

use serde::{Deserialize, Serialize};

use crate::series::Series;

/// Options of a test: scenarios and thresholds (k6 inspect, k6 archive, dashboard).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunOptions {
    /// As stated, or the one, `default`, that k6 makes of `vus`, `duration`, `iterations` or `stages`.
    pub scenarios: Vec<Scenario>,
    /// As stated, unreadable expressions included.
    pub thresholds: Vec<Declared>,
    /// Statistics of trends that the summary was asked for, as written: `p(95)` (k6's `summaryTrendStats`).
    pub summary_trend_stats: Vec<String>,
    /// As the metadata of an archive states it; `None` in all other forms.
    pub k6_version: Option<String>,
    /// Name of the script, without folders.
    pub script_name: Option<String>,
    /// The time-out of each request, in ms, where that is known: k6's options do not say it.
    pub timeout_ms: Option<f64>,
    /// What else the file had that may be confidential; dropped while it was read.
    pub secrets: Vec<Secret>,
    /// What the reader has to say of them; moved to the diagnostics of the file.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// A scenario as it is stated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The `scenario` tag of its samples.
    pub name: String,
    /// k6's name: `constant-arrival-rate`. Empty where only the scenario's name is known (dashboard).
    pub executor: String,
    /// ms after the start of the run.
    pub start_ms: f64,
    /// Planned iteration rate, stage by stage; empty for executors that plan none.
    pub stages: Vec<StagePlan>,
    /// Planned length in ms, where the executor has one.
    pub duration_ms: Option<f64>,
    /// VUs that may be used at most, where stated.
    pub max_vus: Option<u64>,
}

/// A span in which the planned rate goes linearly from one value to another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StagePlan {
    /// Iterations per second at its start.
    pub from_rate: f64,
    /// Iterations per second at its end.
    pub to_rate: f64,
    /// How long it lasts, in ms.
    pub duration_ms: f64,
}

/// A threshold as a file states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    /// What it is on; a name that is no series is taken as a metric as a whole.
    pub series: Series,
    /// As written: `p(95)<500`.
    pub expression: String,
    /// k6's `abortOnFail`: the test stops once the threshold is crossed. False if the file does not say.
    pub abort_on_fail: bool,
    /// k6's `delayAbortEval`, for how long after its start the test is not stopped: `10s`. `None` if the file does not say.
    pub delay_abort_eval: Option<String>,
}

/// Content of a file that may be confidential. The reader drops its text; the report says that it was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Secret {
    /// The whole script.
    Script,
    /// What setup() returned.
    SetupData,
    /// Environment variables of an archive.
    Environment,
}
