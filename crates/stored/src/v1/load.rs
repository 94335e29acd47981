//! The `load` of the document: what was planned and delivered.

use std::collections::BTreeMap;

use sloscope_model::stat::Values;

use crate::field::record;

/// The unit of a knee's rate where looping VUs become more.
pub const KNEE_OF_VUS: &str = "VUs";
/// What climbs at a knee, if it is not latency.
pub const KNEE_OF_ERRORS: &str = "http_req_failed rate";

record! {
    /// Planned and delivered.
    Load {
        unit: String,
        total: Counts,
        scenarios: Vec<LoadScenario>,
        stages: Vec<LoadStage>,
        no_stages: Option<String>,
        knee: Option<Knee>,
        timeline: Option<Timeline>,
        behind: Option<Behind>,
        generators: Option<Vec<Generator>>,
    }

    /// What one of several generators did.
    Generator {
        name: String,
        iterations: Option<u64>,
        dropped: Option<u64>,
        requests: Option<u64>,
        rate: Option<f64>,
        failed: Option<f64>,
        p95_ms: Option<f64>,
        start_ms: Option<f64>,
        end_ms: Option<f64>,
        silence_ms: Option<f64>,
    }

    /// Iterations, counted.
    Counts {
        planned: Option<f64>,
        planned_from: Option<String>,
        started: Option<u64>,
        finished: Option<u64>,
        dropped: Option<u64>,
        never_issued: Option<u64>,
        late_p95_ms: Option<f64>,
        late_max_ms: Option<f64>,
    }

    /// The load of a scenario.
    LoadScenario {
        name: String,
        model: String,
        rate_active: Option<f64>,
        rate: Option<f64>,
        .. counts: Counts,
    }

    /// A span of planned rate, or a scenario among several, and what was measured in it.
    LoadStage {
        name: String,
        scenario: String,
        from_rate: Option<f64>,
        to_rate: Option<f64>,
        start_ms: f64,
        end_ms: Option<f64>,
        planned_end_ms: Option<f64>,
        started_rate: Option<f64>,
        requests: Option<u64>,
        request_rate: Option<f64>,
        failed: Option<f64>,
        http_req_duration: Values,
        p95: BTreeMap<String, f64>,
        vus_max: Option<f64>,
        .. counts: Counts,
    }

    /// Where latency or errors start to climb.
    Knee {
        stage: Option<String>,
        against: Option<String>,
        rate: f64,
        unit: String,
        start_ms: f64,
        end_ms: f64,
        what: String,
        before: f64,
        after: f64,
        text: String,
    }

    /// Iterations over time.
    Timeline {
        start_ms: f64,
        step_ms: f64,
        spans: Vec<Span>,
    }

    /// Iterations in a span of time.
    Span {
        planned: Option<f64>,
        started: u64,
        finished: u64,
        dropped: u64,
    }

    /// The generator did not keep its plan.
    Behind {
        share: f64,
        dropped: u64,
        never_issued: Option<u64>,
        text: String,
    }
}
