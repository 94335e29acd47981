//! The `run` of the JSON report: when, how long, under which load, from which files.

use sloscope_analysis::report::{Report, RunFacts, RunPart, ScenarioFacts, TargetStage};
use sloscope_dataset::{DurationFrom, SourceFacts};
use sloscope_ingest::Format;
use sloscope_model::time::to_rfc3339;
use sloscope_stored::v1;

use super::{list, name_of};

pub(super) fn run(report: &Report) -> v1::Run {
    let run = &report.run;
    let (duration_from, duration_source) = match &run.duration_from {
        Some(DurationFrom::Summary(name)) => (Some("summary"), Some(name.clone())),
        Some(DurationFrom::CountOverRate(name)) => (Some("count-over-rate"), Some(name.clone())),
        Some(DurationFrom::ObservedSpan) => (Some("observed-span"), None),
        None => (None, None),
    };
    v1::Run {
        start: run.start.map(to_rfc3339),
        end: run.end.map(to_rfc3339),
        duration_ms: run.duration_ms,
        duration_from: duration_from.map(str::to_owned),
        duration_source,
        observed_ms: run.observed_ms,
        active_ms: run.active_ms,
        k6_version: run.k6_version.clone(),
        script_name: run.script_name.clone(),
        feature_flags: list(run.feature_flags.clone()),
        test_type: run.test_type.clone(),
        test_type_from: run.test_type_from.map(|from| name_of(&from)),
        samples: run.samples,
        time_step_ms: run.time_step_ms,
        utc_offset_minutes: run.utc_offset_minutes,
        // Only comparisons ask for them: see `baseline`.
        tags: None,
        part: run.part.as_ref().map(part),
        stages: run.stages.iter().map(|of| stage(run, of)).collect(),
        scenarios: run.scenarios.iter().map(scenario).collect(),
        sources: report.sources.iter().map(source).collect(),
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

fn part(part: &RunPart) -> v1::Part {
    v1::Part {
        start: to_rfc3339(part.start),
        end: to_rfc3339(part.end),
        start_ms: part.start_ms,
        end_ms: part.end_ms,
        length_ms: part.length_ms(),
        from: if part.from_samples { "samples" } else { "window" }.to_owned(),
    }
}

fn stage(run: &RunFacts, stage: &TargetStage) -> v1::Stage {
    let (end_ms, planned_end_ms) = ends(run, stage.start_ms, stage.end_ms);
    v1::Stage {
        scenario: stage.scenario.clone(),
        from_rate: stage.from_rate,
        to_rate: stage.to_rate,
        start_ms: stage.start_ms,
        end_ms,
        planned_end_ms,
        from: name_of(&stage.from),
        started_rate: stage.started_rate,
    }
}

fn scenario(scenario: &ScenarioFacts) -> v1::Scenario {
    v1::Scenario {
        name: scenario.name.clone(),
        executor: scenario.executor.clone(),
        start_ms: scenario.start_ms,
        end_ms: scenario.end_ms,
        iterations: scenario.iterations,
        dropped: scenario.dropped,
        requests: scenario.requests,
    }
}

fn source(source: &SourceFacts) -> v1::Source {
    // A run from the page was never a file; an empty file is one.
    let is_file = source.info.bytes > 0 || source.info.format == Format::Unknown;
    v1::Source {
        name: source.info.name.clone(),
        format: name_of(&source.info.format),
        compression: name_of(&source.info.compression),
        bytes: is_file.then_some(source.info.bytes),
        unpacked: is_file.then_some(source.info.unpacked),
        role: source.role.clone(),
        // Kinds of confidential content that the file holds; the content itself is never written.
        confidential: list(source.secrets.iter().map(name_of).collect()),
    }
}
