//! The load of a stored report.

use std::collections::BTreeSet;

use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_stored::v1;

use super::{Words, series};
use crate::report::words::load_unit;
use crate::report::{
    Behind, GeneratorLoad, Knee, Load, LoadCounts, LoadStage, ScenarioLoad, StageMeasured, Timeline, Window,
};

pub(super) fn load(of: &v1::Load, run: &v1::Run, words: &Words) -> Load {
    let mut names = BTreeSet::new();
    names.extend(of.stages.iter().flat_map(|stage| stage.p95.keys()));
    let scenarios = Places::of(of.scenarios.iter().map(|scenario| &scenario.name));
    let stages = of.stages.iter().map(|of| stage(of, &names, scenarios.find(&of.scenario).unwrap_or_default(), words));
    let executors = Places::of(run.scenarios.iter().map(|scenario| &scenario.name));
    let executor = |name: &str| run.scenarios.get(executors.find(name)?)?.executor.clone();
    let scenario = |of: &v1::LoadScenario| ScenarioLoad {
        name: of.name.clone(),
        executor: executor(&of.name),
        model: words.word("load.scenarios: model", &of.model).unwrap_or_default(),
        counts: counts(&of.counts, words),
        rate_active: of.rate_active,
        rate: of.rate,
    };
    Load {
        total: counts(&of.total, words),
        scenarios: of.scenarios.iter().map(scenario).collect(),
        stages: stages.collect(),
        per_request: of.unit == load_unit(true),
        no_stages: of.no_stages.clone(),
        trends: names.iter().map(|name| series(name)).collect(),
        knee: of.knee.as_ref().map(|knee| self::knee(knee, &of.stages)),
        timeline: of.timeline.as_ref().map(timeline),
        behind: of.behind.as_ref().map(behind),
        generators: of.generators.iter().flatten().map(generator).collect(),
    }
}

fn generator(of: &v1::Generator) -> GeneratorLoad {
    GeneratorLoad {
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

fn counts(of: &v1::Counts, words: &Words) -> LoadCounts {
    LoadCounts {
        planned: of.planned,
        from: of.planned_from.as_ref().and_then(|text| words.word("load: planned_from", text)),
        started: of.started,
        finished: of.finished,
        dropped: of.dropped,
        never_issued: of.never_issued,
        late_p95_ms: of.late_p95_ms,
        late_max_ms: of.late_max_ms,
    }
}

fn stage(of: &v1::LoadStage, trends: &BTreeSet<&String>, scenario: usize, words: &Words) -> LoadStage {
    LoadStage {
        name: of.name.clone(),
        scenario: of.scenario.clone(),
        of_scenario: scenario,
        whole_scenario: of.from_rate.is_none(),
        from_rate: of.from_rate,
        to_rate: of.to_rate,
        start_ms: of.start_ms,
        end_ms: of.planned_end_ms.or(of.end_ms).unwrap_or(of.start_ms),
        counts: counts(&of.counts, words),
        started_rate: of.started_rate,
        measured: StageMeasured {
            requests: of.requests,
            request_rate: of.request_rate,
            failed: of.failed,
            duration: of.http_req_duration.clone(),
            p95: trends.iter().map(|name| of.p95.get(*name).copied()).collect(),
            vus_max: of.vus_max,
            ..StageMeasured::default()
        },
    }
}

fn knee(of: &v1::Knee, stages: &[v1::LoadStage]) -> Knee {
    let place = |name: &Option<String>| stages.iter().position(|stage| Some(&stage.name) == name.as_ref());
    let errors = of.what == v1::KNEE_OF_ERRORS;
    let series = Series::metric(if errors { "http_req_failed" } else { "http_req_duration" });
    let window = Window { start_ms: of.start_ms, end_ms: of.end_ms };
    Knee {
        stage: place(&of.stage),
        against: place(&of.against),
        errors,
        rate: of.rate,
        vus: of.unit == v1::KNEE_OF_VUS,
        window,
        before: of.before,
        after: of.after,
        before_series: series.clone(),
        series,
        before_window: Window { start_ms: 0.0, end_ms: of.start_ms },
        text: of.text.clone(),
    }
}

fn timeline(of: &v1::Timeline) -> Timeline {
    let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Timeline {
        start_ms: of.start_ms,
        step_ms: of.step_ms,
        planned: of.spans.iter().map(|span| span.planned).collect(),
        started: of.spans.iter().map(|span| number(span.started)).collect(),
        finished: of.spans.iter().map(|span| number(span.finished)).collect(),
        dropped: of.spans.iter().map(|span| number(span.dropped)).collect(),
    }
}

fn behind(of: &v1::Behind) -> Behind {
    let never_issued = of.never_issued.unwrap_or_default();
    Behind { share: of.share, dropped: of.dropped, never_issued, late_ms: None, text: of.text.clone() }
}
