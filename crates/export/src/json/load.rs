//! The load in the JSON report: counts by scenario and stage, statistics by stage, the timeline.

use std::collections::BTreeMap;

use serde::Serialize;

use sloscope_analysis::report::{Behind, Knee, Load, LoadCounts, LoadStage, Report, ScenarioLoad, Timeline, words};
use sloscope_model::stat::Values;

use super::name_of;
use super::run::{end_in_run, ends};

#[derive(Serialize)]
pub(super) struct LoadOut<'a> {
    unit: &'static str,
    total: CountsOut,
    scenarios: Vec<ScenarioOut<'a>>,
    stages: Vec<StageOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_stages: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    knee: Option<KneeOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeline: Option<TimelineOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    behind: Option<BehindOut<'a>>,
}

impl<'a> LoadOut<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let load = &report.load;
        Self {
            unit: words::load_unit(load.per_request),
            total: CountsOut::of(&load.total),
            scenarios: load.scenarios.iter().map(ScenarioOut::of).collect(),
            stages: load.stages.iter().map(|stage| StageOut::of(report, stage)).collect(),
            no_stages: load.no_stages.as_deref(),
            knee: load.knee.as_ref().map(|knee| KneeOut::of(report, knee)),
            timeline: load.timeline.as_ref().map(TimelineOut::of),
            behind: load.behind.as_ref().map(|behind| BehindOut::of(load, behind)),
        }
    }
}

#[derive(Serialize)]
struct CountsOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    never_issued: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_p95_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    late_max_ms: Option<f64>,
}

impl CountsOut {
    fn of(counts: &LoadCounts) -> Self {
        let LoadCounts { planned, started, finished, dropped, never_issued, late_p95_ms, late_max_ms, .. } = *counts;
        let planned_from = counts.from.map(|from| name_of(&from));
        Self { planned, planned_from, started, finished, dropped, never_issued, late_p95_ms, late_max_ms }
    }
}

#[derive(Serialize)]
struct ScenarioOut<'a> {
    name: &'a str,
    model: String,
    #[serde(flatten)]
    counts: CountsOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_active: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<f64>,
}

impl<'a> ScenarioOut<'a> {
    fn of(scenario: &'a ScenarioLoad) -> Self {
        Self {
            name: &scenario.name,
            model: name_of(&scenario.model),
            counts: CountsOut::of(&scenario.counts),
            rate_active: scenario.rate_active,
            rate: scenario.rate,
        }
    }
}

#[derive(Serialize)]
struct StageOut<'a> {
    name: &'a str,
    scenario: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_rate: Option<f64>,
    start_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_end_ms: Option<f64>,
    #[serde(flatten)]
    counts: CountsOut,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requests: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<f64>,
    http_req_duration: &'a Values,
    p95: BTreeMap<String, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vus_max: Option<f64>,
}

impl<'a> StageOut<'a> {
    fn of(report: &'a Report, stage: &'a LoadStage) -> Self {
        let (load, (end_ms, planned_end_ms)) = (&report.load, ends(&report.run, stage.start_ms, stage.end_ms));
        let of = &stage.measured;
        let p95 = load.trends.iter().zip(&of.p95).filter_map(|(series, value)| Some((series.to_string(), (*value)?)));
        Self {
            name: &stage.name,
            scenario: &stage.scenario,
            from_rate: stage.from_rate,
            to_rate: stage.to_rate,
            start_ms: stage.start_ms,
            end_ms,
            planned_end_ms,
            counts: CountsOut::of(&stage.counts),
            started_rate: stage.started_rate,
            requests: of.requests,
            request_rate: of.request_rate,
            failed: of.failed,
            http_req_duration: &of.duration,
            p95: p95.collect(),
            vus_max: of.vus_max,
        }
    }
}

#[derive(Serialize)]
struct TimelineOut {
    start_ms: f64,
    step_ms: f64,
    spans: Vec<SpanOut>,
}

#[derive(Serialize)]
struct SpanOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<f64>,
    started: u32,
    finished: u32,
    dropped: u32,
}

impl TimelineOut {
    fn of(timeline: &Timeline) -> Self {
        let span = |(i, started): (usize, &u32)| SpanOut {
            planned: timeline.planned[i],
            started: *started,
            finished: timeline.finished[i],
            dropped: timeline.dropped[i],
        };
        let spans = timeline.started.iter().enumerate().map(span).collect();
        Self { start_ms: timeline.start_ms, step_ms: timeline.step_ms, spans }
    }
}

#[derive(Serialize)]
struct KneeOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'a str>,
    rate: f64,
    unit: &'static str,
    start_ms: f64,
    end_ms: f64,
    what: &'static str,
    before: f64,
    after: f64,
    text: &'a str,
}

impl<'a> KneeOut<'a> {
    fn of(report: &'a Report, knee: &'a Knee) -> Self {
        let load = &report.load;
        let name = |at: Option<usize>| load.stages.get(at?).map(|stage| stage.name.as_str());
        Self {
            stage: name(knee.stage),
            against: name(knee.against),
            rate: knee.rate,
            unit: if knee.vus { "VUs" } else { words::load_unit(load.per_request) },
            start_ms: knee.window.start_ms,
            end_ms: end_in_run(&report.run, knee.window.end_ms),
            what: if knee.errors { "http_req_failed rate" } else { "http_req_duration p(95)" },
            before: knee.before,
            after: knee.after,
            text: &knee.text,
        }
    }
}

#[derive(Serialize)]
struct BehindOut<'a> {
    share: f64,
    dropped: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    never_issued: Option<u64>,
    text: &'a str,
}

impl<'a> BehindOut<'a> {
    fn of(load: &Load, behind: &'a Behind) -> Self {
        // Known of a plan from options only.
        let counted = |counts: &LoadCounts| counts.never_issued.is_some();
        let known = counted(&load.total) || load.scenarios.iter().any(|s| counted(&s.counts));
        let never_issued = (known || behind.never_issued > 0).then_some(behind.never_issued);
        Self { share: behind.share, dropped: behind.dropped, never_issued, text: &behind.text }
    }
}
