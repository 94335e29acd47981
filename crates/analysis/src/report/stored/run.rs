//! The facts of a stored run, and the files that it was made from.

use sloscope_dataset::{DurationFrom, SourceFacts};
use sloscope_ingest::{Compression, Diagnostics, Encoding, Skip, SourceInfo};
use sloscope_model::time::{Nanos, parse_rfc3339};
use sloscope_stored::{Fault, v1};

use super::{unknown, word, word_if_any};
use crate::report::{RunFacts, RunPart, ScenarioFacts, TargetStage};

pub(super) fn run(of: &v1::Run) -> Result<RunFacts, Fault> {
    let file = || of.duration_source.clone().unwrap_or_default();
    let duration_from = match of.duration_from.as_deref() {
        None => None,
        Some("summary") => Some(DurationFrom::Summary(file())),
        Some("count-over-rate") => Some(DurationFrom::CountOverRate(file())),
        Some("observed-span") => Some(DurationFrom::ObservedSpan),
        Some(_) => return Err(unknown("run.duration_from")),
    };
    Ok(RunFacts {
        test_type: of.test_type.clone(),
        test_type_from: word_if_any("run.test_type_from", of.test_type_from.as_ref())?,
        stages: of.stages.iter().map(stage).collect::<Result<_, _>>()?,
        scenarios: of.scenarios.iter().map(scenario).collect(),
        start: of.start.as_ref().map(|text| time("run.start", text)).transpose()?,
        end: of.end.as_ref().map(|text| time("run.end", text)).transpose()?,
        utc_offset_minutes: of.utc_offset_minutes,
        duration_ms: of.duration_ms,
        duration_from,
        duration_between_ms: None,
        observed_ms: of.observed_ms,
        active_ms: of.active_ms,
        k6_version: of.k6_version.clone(),
        script_name: of.script_name.clone(),
        feature_flags: of.feature_flags.clone().unwrap_or_default(),
        samples: of.samples,
        time_step_ms: of.time_step_ms,
        part: of.part.as_ref().map(part).transpose()?,
    })
}

fn time(at: &str, text: &str) -> Result<Nanos, Fault> {
    let fault = |_| Fault { at: at.to_owned(), what: "is no time in UTC from 1970 to 2099" };
    parse_rfc3339(text.as_bytes()).map(|stamp| stamp.nanos).map_err(fault)
}

fn part(of: &v1::Part) -> Result<RunPart, Fault> {
    Ok(RunPart {
        start: time("run.part.start", &of.start)?,
        end: time("run.part.end", &of.end)?,
        start_ms: of.start_ms,
        end_ms: of.end_ms,
        from_samples: of.from == "samples",
    })
}

fn stage(of: &v1::Stage) -> Result<TargetStage, Fault> {
    Ok(TargetStage {
        scenario: of.scenario.clone(),
        from_rate: of.from_rate,
        to_rate: of.to_rate,
        start_ms: of.start_ms,
        end_ms: of.planned_end_ms.or(of.end_ms).unwrap_or(of.start_ms),
        from: word("run.stages: from", &of.from)?,
        started_rate: of.started_rate,
    })
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
pub(super) fn sources(of: &v1::Report) -> Result<Vec<SourceFacts>, Fault> {
    let found = of.diagnostics.iter().flat_map(|diagnostics| &diagnostics.sources);
    let found = found.map(Some).chain(std::iter::repeat(None));
    of.run.sources.iter().zip(found).map(|(source, diagnostics)| self::source(source, diagnostics)).collect()
}

fn source(of: &v1::Source, found: Option<&v1::SourceDiagnostics>) -> Result<SourceFacts, Fault> {
    Ok(SourceFacts {
        info: SourceInfo {
            name: of.name.clone(),
            bytes: of.bytes.unwrap_or_default(),
            unpacked: of.unpacked.unwrap_or_default(),
            format: word("run.sources: format", &of.format)?,
            compression: match of.compression.as_str() {
                "none" => Compression::None,
                "gzip" => Compression::Gzip { members: 1 },
                _ => return Err(unknown("run.sources: compression")),
            },
            encoding: Encoding::default(),
        },
        role: of.role.clone(),
        diagnostics: found.map(diagnostics).transpose()?.unwrap_or_default(),
        secrets: of
            .confidential
            .iter()
            .flatten()
            .map(|name| word("run.sources: confidential", name))
            .collect::<Result<_, _>>()?,
    })
}

fn diagnostics(of: &v1::SourceDiagnostics) -> Result<Diagnostics, Fault> {
    let skip = |of: &v1::Skip| {
        Ok(Skip {
            reason: word("diagnostics: reason", &of.reason)?,
            count: of.count,
            first_lines: of.first_lines.clone(),
            example: String::new(),
        })
    };
    Ok(Diagnostics {
        lines: of.lines.unwrap_or_default(),
        used: of.used.unwrap_or_default(),
        skipped: of.skipped.iter().map(skip).collect::<Result<_, Fault>>()?,
        cut: of.cut.clone(),
        notes: of.notes.clone(),
    })
}
