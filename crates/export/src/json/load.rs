//! The load in the JSON report: counts by scenario and stage, statistics by stage, the timeline.

use sloscope_analysis::report::{
    Behind, GeneratorLoad, Knee, Load, LoadCounts, LoadStage, Report, ScenarioLoad, Timeline, words,
};
use sloscope_stored::v1;

use super::name_of;
use super::run::{end_in_run, ends};

pub(super) fn load(report: &Report) -> v1::Load {
    let load = &report.load;
    v1::Load {
        unit: words::load_unit(load.per_request).to_owned(),
        total: counts(&load.total),
        scenarios: load.scenarios.iter().map(scenario).collect(),
        stages: load.stages.iter().map(|of| stage(report, of)).collect(),
        no_stages: load.no_stages.clone(),
        knee: load.knee.as_ref().map(|of| knee(report, of)),
        timeline: load.timeline.as_ref().map(timeline),
        behind: load.behind.as_ref().map(|of| behind(load, of)),
        generators: (!load.generators.is_empty()).then(|| load.generators.iter().map(generator).collect()),
    }
}

fn counts(counts: &LoadCounts) -> v1::Counts {
    let LoadCounts { planned, started, finished, dropped, never_issued, late_p95_ms, late_max_ms, .. } = *counts;
    let planned_from = counts.from.map(|from| name_of(&from));
    v1::Counts { planned, planned_from, started, finished, dropped, never_issued, late_p95_ms, late_max_ms }
}

fn scenario(scenario: &ScenarioLoad) -> v1::LoadScenario {
    v1::LoadScenario {
        name: scenario.name.clone(),
        model: name_of(&scenario.model),
        counts: counts(&scenario.counts),
        rate_active: scenario.rate_active,
        rate: scenario.rate,
    }
}

fn generator(of: &GeneratorLoad) -> v1::Generator {
    v1::Generator {
        name: of.name.clone(),
        iterations: of.iterations,
        dropped: of.dropped,
        requests: of.requests,
        rate: of.rate,
        failed: of.failed,
        p95_ms: of.p95_ms,
        start_ms: of.start_ms,
        end_ms: of.end_ms,
        silence_ms: of.silence_ms,
    }
}

fn stage(report: &Report, stage: &LoadStage) -> v1::LoadStage {
    let (load, (end_ms, planned_end_ms)) = (&report.load, ends(&report.run, stage.start_ms, stage.end_ms));
    let of = &stage.measured;
    let p95 = load.trends.iter().zip(&of.p95).filter_map(|(series, value)| Some((series.to_string(), (*value)?)));
    v1::LoadStage {
        name: stage.name.clone(),
        scenario: stage.scenario.clone(),
        from_rate: stage.from_rate,
        to_rate: stage.to_rate,
        start_ms: stage.start_ms,
        end_ms,
        planned_end_ms,
        counts: counts(&stage.counts),
        started_rate: stage.started_rate,
        requests: of.requests,
        request_rate: of.request_rate,
        failed: of.failed,
        http_req_duration: of.duration.clone(),
        p95: p95.collect(),
        vus_max: of.vus_max,
    }
}

fn timeline(timeline: &Timeline) -> v1::Timeline {
    let span = |(i, started): (usize, &u32)| v1::Span {
        planned: timeline.planned[i],
        started: u64::from(*started),
        finished: u64::from(timeline.finished[i]),
        dropped: u64::from(timeline.dropped[i]),
    };
    let spans = timeline.started.iter().enumerate().map(span).collect();
    v1::Timeline { start_ms: timeline.start_ms, step_ms: timeline.step_ms, spans }
}

fn knee(report: &Report, knee: &Knee) -> v1::Knee {
    let load = &report.load;
    let name = |at: Option<usize>| load.stages.get(at?).map(|stage| stage.name.clone());
    let unit = if knee.vus { v1::KNEE_OF_VUS } else { words::load_unit(load.per_request) };
    let what = if knee.errors { v1::KNEE_OF_ERRORS } else { "http_req_duration p(95)" };
    v1::Knee {
        stage: name(knee.stage),
        against: name(knee.against),
        rate: knee.rate,
        unit: unit.to_owned(),
        start_ms: knee.window.start_ms,
        end_ms: end_in_run(&report.run, knee.window.end_ms),
        what: what.to_owned(),
        before: knee.before,
        after: knee.after,
        text: knee.text.clone(),
    }
}

fn behind(load: &Load, behind: &Behind) -> v1::Behind {
    // Known of a plan from options only.
    let counted = |counts: &LoadCounts| counts.never_issued.is_some();
    let known = counted(&load.total) || load.scenarios.iter().any(|s| counted(&s.counts));
    let never_issued = (known || behind.never_issued > 0).then_some(behind.never_issued);
    v1::Behind { share: behind.share, dropped: behind.dropped, never_issued, text: behind.text.clone() }
}
