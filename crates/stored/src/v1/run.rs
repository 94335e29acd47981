//! The `run` of the document: when, how long, under which load, from which files.

use crate::field::record;

record! {
    /// The run as a whole.
    Run {
        start: Option<String>,
        end: Option<String>,
        duration_ms: Option<f64>,
        duration_from: Option<String>,
        duration_source: Option<String>,
        observed_ms: Option<f64>,
        active_ms: Option<f64>,
        k6_version: Option<String>,
        script_name: Option<String>,
        feature_flags: Option<Vec<String>>,
        test_type: Option<String>,
        test_type_from: Option<String>,
        samples: u64,
        time_step_ms: Option<f64>,
        utc_offset_minutes: Option<i16>,
        tags: Option<Vec<String>>,
        part: Option<Part>,
        stages: Vec<Stage>,
        scenarios: Vec<Scenario>,
        sources: Vec<Source>,
    }

    /// The part of the run that a window or a filter leaves.
    Part {
        start: String,
        end: String,
        start_ms: f64,
        end_ms: f64,
        length_ms: f64,
        from: String,
    }

    /// A span of planned rate.
    Stage {
        scenario: String,
        from_rate: f64,
        to_rate: f64,
        start_ms: f64,
        end_ms: Option<f64>,
        planned_end_ms: Option<f64>,
        from: String,
        started_rate: Option<f64>,
    }

    /// A scenario.
    Scenario {
        name: String,
        executor: Option<String>,
        start_ms: Option<f64>,
        end_ms: Option<f64>,
        iterations: Option<u64>,
        dropped: Option<u64>,
        requests: Option<u64>,
    }

    /// A file that the report was made from.
    Source {
        name: String,
        format: String,
        compression: String,
        bytes: Option<u64>,
        unpacked: Option<u64>,
        role: String,
        confidential: Option<Vec<String>>,
    }
}
