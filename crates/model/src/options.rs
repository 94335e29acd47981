//! The options of a test, as a file or a plan states them.

use serde::{Deserialize, Serialize};

use crate::series::Series;

/// Options of a test: scenarios and thresholds (k6 inspect, k6 archive, dashboard).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunOptions {
    pub scenarios: Vec<Scenario>,
    pub thresholds: Vec<Declared>,
    /// Percentiles that the summary was asked for.
    pub summary_trend_stats: Vec<String>,
    pub k6_version: Option<String>,
    /// Name of the script, without folders.
    pub script_name: Option<String>,
    /// Of each request, where that is known: k6's options do not say it.
    pub timeout_ms: Option<f64>,
    pub secrets: Vec<Secret>,
    /// What the reader has to say of them; moved to the diagnostics of the file.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// A scenario as it is stated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    pub name: String,
    /// k6's name: `constant-arrival-rate`.
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
    /// Iterations per second at its start and at its end.
    pub from_rate: f64,
    pub to_rate: f64,
    pub duration_ms: f64,
}

/// A threshold as a file states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Declared {
    pub series: Series,
    /// As written: `p(95)<500`.
    pub expression: String,
    pub abort_on_fail: bool,
    /// As written: `10s`.
    pub delay_abort_eval: Option<String>,
}

/// Content of a file that may be confidential: its presence is told, its text is dropped by the reader.
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
