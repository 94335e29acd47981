//! The `run` of the JSON report: when, how long, under which load, from which files.

use serde::Serialize;

use sloscope_analysis::report::{Report, RunFacts, RunPart, ScenarioFacts, TargetStage};
use sloscope_dataset::{DurationFrom, SourceFacts};
use sloscope_ingest::Format;
use sloscope_model::time::to_rfc3339;

use super::name_of;

#[derive(Serialize)]
pub struct RunOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_from: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observed_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    active_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    k6_version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    script_name: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    feature_flags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    test_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test_type_from: Option<String>,
    samples: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_step_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    utc_offset_minutes: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<PartOut>,
    stages: Vec<StageOut<'a>>,
    scenarios: Vec<ScenarioOut<'a>>,
    sources: Vec<SourceOut<'a>>,
}

impl<'a> RunOut<'a> {
    pub fn of(report: &'a Report) -> Self {
        let run = &report.run;
        let (duration_from, duration_source) = match &run.duration_from {
            Some(DurationFrom::Summary(name)) => (Some("summary"), Some(name.as_str())),
            Some(DurationFrom::CountOverRate(name)) => (Some("count-over-rate"), Some(name.as_str())),
            Some(DurationFrom::ObservedSpan) => (Some("observed-span"), None),
            None => (None, None),
        };
        Self {
            start: run.start.map(to_rfc3339),
            end: run.end.map(to_rfc3339),
            duration_ms: run.duration_ms,
            duration_from,
            duration_source,
            observed_ms: run.observed_ms,
            active_ms: run.active_ms,
            k6_version: run.k6_version.as_deref(),
            script_name: run.script_name.as_deref(),
            feature_flags: &run.feature_flags,
            test_type: run.test_type.as_deref(),
            test_type_from: run.test_type_from.map(|from| name_of(&from)),
            samples: run.samples,
            time_step_ms: run.time_step_ms,
            utc_offset_minutes: run.utc_offset_minutes,
            part: run.part.as_ref().map(PartOut::of),
            stages: run.stages.iter().map(|stage| StageOut::of(run, stage)).collect(),
            scenarios: run.scenarios.iter().map(ScenarioOut::of).collect(),
            sources: report.sources.iter().map(SourceOut::of).collect(),
        }
    }
}

/// The end of a span of time, no later than the run's.
pub(super) fn end_in_run(run: &RunFacts, end_ms: f64) -> f64 {
    run_end(run).map_or(end_ms, |last| end_ms.min(last))
}

/// The end of a span of the plan, as far as the run went; absent if it ended before the span began. The second is the
/// planned end where that is later.
pub(super) fn ends(run: &RunFacts, start_ms: f64, end_ms: f64) -> (Option<f64>, Option<f64>) {
    match run_end(run) {
        Some(last) if last <= start_ms => (None, Some(end_ms)),
        Some(last) if last < end_ms => (Some(last), Some(end_ms)),
        _ => (Some(end_ms), None),
    }
}

/// Where the run ended, in ms after its start: its length as stated or its last sample, whichever is later.
fn run_end(run: &RunFacts) -> Option<f64> {
    // A length that samples tell begins before the first of them.
    let stated = run.duration_ms.filter(|_| run.duration_from != Some(DurationFrom::ObservedSpan));
    let ends = [run.observed_ms, stated];
    ends.into_iter().flatten().reduce(f64::max)
}

#[derive(Serialize)]
struct PartOut {
    start: String,
    end: String,
    start_ms: f64,
    end_ms: f64,
    length_ms: f64,
    from: &'static str,
}

impl PartOut {
    fn of(part: &RunPart) -> Self {
        Self {
            start: to_rfc3339(part.start),
            end: to_rfc3339(part.end),
            start_ms: part.start_ms,
            end_ms: part.end_ms,
            length_ms: part.length_ms(),
            from: if part.from_samples { "samples" } else { "window" },
        }
    }
}

#[derive(Serialize)]
struct StageOut<'a> {
    scenario: &'a str,
    from_rate: f64,
    to_rate: f64,
    start_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_end_ms: Option<f64>,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_rate: Option<f64>,
}

impl<'a> StageOut<'a> {
    fn of(run: &RunFacts, stage: &'a TargetStage) -> Self {
        let (end_ms, planned_end_ms) = ends(run, stage.start_ms, stage.end_ms);
        Self {
            scenario: &stage.scenario,
            from_rate: stage.from_rate,
            to_rate: stage.to_rate,
            start_ms: stage.start_ms,
            end_ms,
            planned_end_ms,
            from: name_of(&stage.from),
            started_rate: stage.started_rate,
        }
    }
}

#[derive(Serialize)]
struct ScenarioOut<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    executor: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iterations: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<u64>,
}

impl<'a> ScenarioOut<'a> {
    fn of(scenario: &'a ScenarioFacts) -> Self {
        Self {
            name: &scenario.name,
            executor: scenario.executor.as_deref(),
            start_ms: scenario.start_ms,
            end_ms: scenario.end_ms,
            iterations: scenario.iterations,
            dropped: scenario.dropped,
            requests: scenario.requests,
        }
    }
}

#[derive(Serialize)]
struct SourceOut<'a> {
    name: &'a str,
    format: String,
    compression: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unpacked: Option<u64>,
    role: &'a str,
    /// Kinds of confidential content that the file holds; the content itself is never written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    confidential: Vec<String>,
}

impl<'a> SourceOut<'a> {
    fn of(source: &'a SourceFacts) -> Self {
        // A run from the page was never a file; an empty file is one.
        let is_file = source.info.bytes > 0 || source.info.format == Format::Unknown;
        Self {
            name: &source.info.name,
            format: name_of(&source.info.format),
            compression: name_of(&source.info.compression),
            bytes: is_file.then_some(source.info.bytes),
            unpacked: is_file.then_some(source.info.unpacked),
            role: &source.role,
            confidential: source.secrets.iter().map(name_of).collect(),
        }
    }
}
