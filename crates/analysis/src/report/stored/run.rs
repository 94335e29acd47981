//! The facts of a stored run, and the files that it was made from.

use sloscope_dataset::{DurationFrom, SourceFacts};
use sloscope_ingest::{Compression, Diagnostics, Encoding, Format, Skip, SkipReason, SourceInfo};
use sloscope_stored::v1;

use super::Words;
use crate::report::{PlanFrom, RunFacts, RunPart, ScenarioFacts, TargetStage};

pub(super) fn run(of: &v1::Run, words: &Words) -> RunFacts {
    let file = || of.duration_source.clone().unwrap_or_default();
    let duration_from = match of.duration_from.as_deref() {
        None => None,
        Some("summary") => Some(DurationFrom::Summary(file())),
        Some("count-over-rate") => Some(DurationFrom::CountOverRate(file())),
        Some("observed-span") => Some(DurationFrom::ObservedSpan),
        Some(_) => {
            words.unknown("run.duration_from");
            None
        }
    };
    let observed = duration_from == Some(DurationFrom::ObservedSpan);
    RunFacts {
        test_type: of.test_type.clone(),
        test_type_from: of.test_type_from.as_ref().and_then(|text| words.word("run.test_type_from", text)),
        stages: of.stages.iter().map(|of| stage(of, words)).collect(),
        scenarios: of.scenarios.iter().map(scenario).collect(),
        start: of.start.as_ref().and_then(|text| words.time("run.start", text)),
        end: of.end.as_ref().and_then(|text| words.time("run.end", text)),
        utc_offset_minutes: of.utc_offset_minutes,
        duration_ms: of.duration_ms,
        duration_from,
        // How much longer k6's own can be is not stored.
        duration_between_ms: of.duration_ms.filter(|_| observed).map(|ms| (ms, f64::INFINITY)),
        observed_ms: of.observed_ms,
        active_ms: of.active_ms,
        k6_version: of.k6_version.clone(),
        script_name: of.script_name.clone(),
        feature_flags: of.feature_flags.clone().unwrap_or_default(),
        samples: of.samples,
        time_step_ms: of.time_step_ms,
        part: of.part.as_ref().map(|of| part(of, words)),
    }
}

fn part(of: &v1::Part, words: &Words) -> RunPart {
    RunPart {
        start: words.time("run.part.start", &of.start).unwrap_or_default(),
        end: words.time("run.part.end", &of.end).unwrap_or_default(),
        start_ms: of.start_ms,
        end_ms: of.end_ms,
        from_samples: of.from == "samples",
    }
}

fn stage(of: &v1::Stage, words: &Words) -> TargetStage {
    TargetStage {
        scenario: of.scenario.clone(),
        from_rate: of.from_rate,
        to_rate: of.to_rate,
        start_ms: of.start_ms,
        end_ms: of.planned_end_ms.or(of.end_ms).unwrap_or(of.start_ms),
        from: words.word("run.stages: from", &of.from).unwrap_or(PlanFrom::Samples),
        started_rate: of.started_rate,
    }
}

fn scenario(of: &v1::Scenario) -> ScenarioFacts {
    ScenarioFacts {
        name: of.name.clone(),
        executor: of.executor.clone(),
        start_ms: of.start_ms,
        end_ms: of.end_ms,
        iterations: of.iterations,
        dropped: of.dropped,
        requests: of.requests,
    }
}

/// The files that the report was made from, and what of them could not be read: two lists in one order.
pub(super) fn sources(of: &v1::Report, words: &Words) -> Vec<SourceFacts> {
    let found = of.diagnostics.iter().flat_map(|diagnostics| &diagnostics.sources);
    let found = found.map(Some).chain(std::iter::repeat(None));
    of.run.sources.iter().zip(found).map(|(source, diagnostics)| self::source(source, diagnostics, words)).collect()
}

fn source(of: &v1::Source, found: Option<&v1::SourceDiagnostics>, words: &Words) -> SourceFacts {
    SourceFacts {
        info: SourceInfo {
            name: of.name.clone(),
            bytes: of.bytes.unwrap_or_default(),
            unpacked: of.unpacked.unwrap_or_default(),
            format: words.word("run.sources: format", &of.format).unwrap_or(Format::Unknown),
            compression: match of.compression.as_str() {
                "none" => Compression::None,
                "gzip" => Compression::Gzip { members: 1 },
                _ => {
                    words.unknown("run.sources: compression");
                    Compression::None
                }
            },
            encoding: Encoding::default(),
        },
        role: of.role.clone(),
        diagnostics: found.map(|of| diagnostics(of, words)).unwrap_or_default(),
        secrets: of
            .confidential
            .iter()
            .flatten()
            .filter_map(|name| words.word("run.sources: confidential", name))
            .collect(),
    }
}

fn diagnostics(of: &v1::SourceDiagnostics, words: &Words) -> Diagnostics {
    let skip = |of: &v1::Skip| Skip {
        reason: words.word("diagnostics: reason", &of.reason).unwrap_or(SkipReason::NotK6),
        count: of.count,
        first_lines: of.first_lines.clone(),
        example: String::new(),
    };
    Diagnostics {
        lines: of.lines.unwrap_or_default(),
        used: of.used.unwrap_or_default(),
        skipped: of.skipped.iter().map(skip).collect(),
        cut: of.cut.clone(),
        notes: of.notes.clone(),
    }
}
