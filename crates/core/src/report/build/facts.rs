//! The facts of a run: what kind of test it was, when it ran, which load it put on, which scenarios it had.

use super::Build;
use super::plan::{Rhythm, rhythms};
use crate::format;
use crate::ingest::{RunOptions, Scenario};
use crate::order::sort_short;
use crate::report::{PlanFrom, RunFacts, ScenarioFacts, TargetStage};
use crate::series::Series;
use crate::store::Store;
use crate::time::NANOS_PER_MS;

pub fn facts(build: &Build) -> RunFacts {
    let run = build.run;
    let samples = run.samples.as_ref().map(|s| &s.file);
    let options = options(build);
    let version = |o: &RunOptions| o.k6_version.clone();
    let mut facts = RunFacts {
        start: build.clock.start,
        end: build.clock.end,
        utc_offset_minutes: samples.and_then(|s| s.utc_offset_minutes),
        duration_ms: build.clock.duration.as_ref().map(|d| d.0),
        duration_from: build.clock.duration.as_ref().map(|d| d.1.clone()),
        observed_ms: build.clock.observed_ms,
        active_ms: Some(build.active.spans().length_ms()).filter(|ms| *ms > 0.0),
        k6_version: run.summaries.iter().find_map(|a| a.summary.k6_version.clone()).or(options.and_then(version)),
        script_name: options.and_then(|o| o.script_name.clone()),
        samples: samples.map_or(0, |s| s.store.samples()),
        time_step_ms: samples.map(|s| s.time_step as f64 / NANOS_PER_MS).filter(|ms| *ms > 1.0),
        scenarios: scenarios(build, options),
        ..RunFacts::default()
    };
    match options.filter(|o| is_plan(o)) {
        Some(options) => from_options(&mut facts, build, options),
        None => {
            // Seconds are too coarse to see a rhythm in.
            if let Some(samples) = samples.filter(|s| s.time_step < 2_000_000) {
                from_samples(&mut facts, build, &samples.store);
            }
        }
    }
    facts
}

/// Options of the run, those with a plan first.
fn options<'a>(build: &Build<'a>) -> Option<&'a RunOptions> {
    let files = build.run.options.iter().map(|(_, o)| o);
    let all = || files.clone().chain(build.run.summaries.iter().filter_map(|a| a.summary.options.as_ref()));
    all().find(|o| is_plan(o)).or_else(|| all().next())
}

/// A recording of k6's dashboard names the scenarios, but not what they do.
fn is_plan(options: &RunOptions) -> bool {
    options.scenarios.iter().any(|s| !s.executor.is_empty())
}

fn scenarios(build: &Build, options: Option<&RunOptions>) -> Vec<ScenarioFacts> {
    let planned = options.map(|o| o.scenarios.as_slice()).unwrap_or_default();
    let known = |s: &Scenario| (!s.executor.is_empty()).then(|| s.executor.clone());
    let executor = |name: &str| planned.iter().find(|s| s.name == name).and_then(known);
    let Some(rows) = build.rows else {
        let stated = |s: &Scenario| ScenarioFacts {
            name: s.name.clone(),
            executor: known(s),
            start_ms: None,
            end_ms: None,
            iterations: None,
            dropped: None,
            requests: None,
        };
        return planned.iter().map(stated).collect();
    };
    let sum = |metric: &str, scenario: &str| {
        let selected = rows.select(&Series::metric(metric).with("scenario", scenario));
        selected.map(|s| s.values().iter().sum::<f64>().max(0.0) as u64)
    };
    // k6 writes a sample when it drops an iteration: a whole file without one says that none was dropped.
    let whole = build.run.samples.as_ref().is_some_and(|s| !s.incomplete());
    let seen = build.active.scenarios.iter().map(|s| ScenarioFacts {
        name: s.name.clone(),
        executor: executor(&s.name),
        start_ms: Some(build.clock.ms(s.start).max(0.0)),
        end_ms: Some(build.clock.ms(s.end)),
        iterations: sum("iterations", &s.name),
        dropped: sum("dropped_iterations", &s.name).or(whole.then_some(0)),
        requests: sum("http_reqs", &s.name),
    });
    seen.collect()
}

fn from_options(facts: &mut RunFacts, build: &Build, options: &RunOptions) {
    let mut executors: Vec<&str> = Vec::new();
    for scenario in &options.scenarios {
        if !executors.contains(&scenario.executor.as_str()) {
            executors.push(&scenario.executor);
        }
        let mut at = scenario.start_ms;
        for stage in &scenario.stages {
            facts.stages.push(TargetStage {
                scenario: scenario.name.clone(),
                from_rate: stage.from_rate,
                to_rate: stage.to_rate,
                start_ms: at,
                end_ms: at + stage.duration_ms,
                from: PlanFrom::Options,
                started_rate: started_rate(build, &scenario.name, at, at + stage.duration_ms),
            });
            at += stage.duration_ms;
        }
    }
    sort_short(&mut facts.stages, |a, b| a.start_ms.total_cmp(&b.start_ms));
    let names: Vec<String> = executors.iter().map(|e| in_words(e)).collect();
    facts.test_type = Some(format::capitalised(&names.join(" and ")));
    facts.test_type_from = Some(PlanFrom::Options);
}

/// Iterations of a scenario that started in a span, per second.
fn started_rate(build: &Build, scenario: &str, from_ms: f64, to_ms: f64) -> Option<f64> {
    let rows = build.rows?;
    let selected = rows.select(&Series::metric("iteration_duration").with("scenario", scenario))?;
    let (from, to) = (from_ms.max(0.0), to_ms.min(build.clock.observed_ms?));
    // The first sample comes after the first start: a start before it belongs to the first stage.
    let starts = selected.samples().map(|s| (build.clock.ms(s.time) - s.value).max(0.0));
    let started = starts.filter(|at| from <= *at && *at < to).count();
    (to > from).then(|| started as f64 / ((to - from) / 1000.0))
}

fn from_samples(facts: &mut RunFacts, build: &Build, store: &Store) {
    let rhythms = build.run.rhythms.get_or_init(|| rhythms(store, build.active));
    for (scenario, rhythm) in build.active.scenarios.iter().zip(rhythms) {
        if let Rhythm::Constant { rate, start, end, .. } = *rhythm {
            let (start_ms, end_ms) = (build.clock.ms(start).max(0.0), build.clock.ms(end));
            facts.stages.push(TargetStage {
                scenario: scenario.name.clone(),
                from_rate: rate,
                to_rate: rate,
                start_ms,
                end_ms,
                from: PlanFrom::Samples,
                started_rate: started_rate(build, &scenario.name, start_ms, end_ms),
            });
        }
    }
    let all = |wanted: fn(&Rhythm) -> bool| !rhythms.is_empty() && rhythms.iter().all(wanted);
    let test_type = if all(|r| matches!(r, Rhythm::Constant { .. })) {
        "Constant arrival rate"
    } else if all(|r| *r == Rhythm::Closed) {
        "Looping VUs (closed model)"
    } else if rhythms.iter().any(|r| matches!(r, Rhythm::Constant { .. })) {
        "Constant arrival rate and other scenarios"
    } else {
        return;
    };
    facts.test_type = Some(test_type.to_owned());
    facts.test_type_from = Some(PlanFrom::Samples);
}

/// k6's executors, as people call them.
fn in_words(executor: &str) -> String {
    match executor {
        "constant-vus" => "constant VUs (closed model)".to_owned(),
        "ramping-vus" => "ramping VUs (closed model)".to_owned(),
        "shared-iterations" => "shared iterations".to_owned(),
        "per-vu-iterations" => "iterations per VU".to_owned(),
        "externally-controlled" => "externally controlled VUs".to_owned(),
        other => other.replace('-', " "),
    }
}
