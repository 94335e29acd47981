//! The facts of a run: what kind of test it was, when it ran, which load it put on, which scenarios it had.

use sloscope_model::definitions::flag_of_tag;
use sloscope_model::format;
use sloscope_model::options::{RunOptions, Scenario};
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_store::Store;

use super::plan::{Plan, Schedule, Stage, options};
use super::rows::Rows;
use super::{Build, load};
use crate::report::{LoadModel, PlanFrom, RunFacts, RunPart, ScenarioFacts, TargetStage};

pub fn facts(build: &Build) -> RunFacts {
    let run = build.run;
    let samples = run.samples.as_ref().map(|s| &s.file);
    let options = options(run);
    let version = |o: &RunOptions| o.k6_version.clone();
    let mut facts = RunFacts {
        start: build.clock.start,
        end: build.clock.end,
        utc_offset_minutes: samples.and_then(|s| s.utc_offset_minutes),
        duration_ms: build.clock.duration.as_ref().map(|d| d.0),
        duration_from: build.clock.duration.as_ref().map(|d| d.1.clone()),
        duration_between_ms: build
            .clock
            .length
            .filter(|length| length.least_ms < length.most_ms)
            .map(|length| (length.least_ms, if length.read { length.most_ms } else { f64::INFINITY })),
        observed_ms: build.clock.observed_ms,
        active_ms: Some(build.active.spans().length_ms()).filter(|ms| *ms > 0.0),
        k6_version: run.summaries.iter().find_map(|a| a.summary.k6_version.clone()).or(options.and_then(version)),
        script_name: options.and_then(|o| o.script_name.clone()),
        feature_flags: samples.map(|s| feature_flags(&s.store)).unwrap_or_default(),
        samples: samples.map_or(0, |s| s.store.samples()),
        time_step_ms: samples.map(|s| s.time_step as f64 / NANOS_PER_MS).filter(|ms| *ms > 1.0),
        scenarios: scenarios(build, options),
        part: part(build),
        ..RunFacts::default()
    };
    let plan = load::plan(build);
    facts.stages = stages(build, plan);
    match &plan.stated {
        Some(options) => from_options(&mut facts, options),
        None => from_samples(&mut facts, plan),
    }
    facts
}

/// From when to when the selection lasts: the window as far as it lies in the run; of filters alone, their samples.
fn part(build: &Build) -> Option<RunPart> {
    let rows = build.rows.filter(|_| build.is_partial())?;
    let from_samples = rows.window.is_none();
    let (start, end) = if from_samples { kept_span(build, &rows) } else { build.clock.shown() }?;
    Some(RunPart { start, end, start_ms: build.clock.ms(start), end_ms: build.clock.ms(end), from_samples })
}

/// First and last sample of the tag sets that the filters keep.
fn kept_span(build: &Build, rows: &Rows) -> Option<(Nanos, Nanos)> {
    let of_sets = build.active.spans_of_tag_sets.iter().zip(rows.kept?);
    let kept = of_sets.filter(|(span, kept)| **kept && span.0 <= span.1).map(|(span, _)| *span);
    kept.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
}

fn feature_flags(store: &Store) -> Vec<String> {
    let keys = store.tags.keys();
    let on = |key: &str| store.tags.values(key).contains(&"true");
    keys.into_iter().filter_map(|key| flag_of_tag(key).filter(|_| on(key))).map(str::to_owned).collect()
}

fn scenarios(build: &Build, options: Option<&RunOptions>) -> Vec<ScenarioFacts> {
    let planned = options.map(|o| o.scenarios.as_slice()).unwrap_or_default();
    let known = |s: &Scenario| (!s.executor.is_empty()).then(|| s.executor.clone());
    let places = Places::of(planned.iter().map(|s| &s.name));
    let executor = |name: &str| known(planned.get(places.find(name)?)?);
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
    let tags = &rows.store.tags;
    let of_sets = tags.by_value("scenario");
    let by_scenario = |metric: &str| {
        let mut sums = vec![0.0; of_sets.iter().max().map_or(0, |most| *most as usize + 1)];
        for (set, _, sum) in rows.select(&Series::metric(metric))?.sums(tags.len()) {
            sums[of_sets[set.0 as usize] as usize] += sum;
        }
        Some(sums)
    };
    let (iterations, dropped, requests) =
        (by_scenario("iterations"), by_scenario("dropped_iterations"), by_scenario("http_reqs"));
    let sum = |sums: &Option<Vec<f64>>, scenario: &str| {
        let sum = tags.number(scenario).and_then(|number| sums.as_ref()?.get(number).copied());
        sums.as_ref().and_then(|_| sloscope_model::stat::whole(sum.unwrap_or(0.0)))
    };
    // k6 writes a sample when it drops an iteration: a whole file without one says that none was dropped.
    let whole = build.run.samples.as_ref().is_some_and(|s| !s.incomplete());
    let seen = build.active.scenarios.iter().map(|s| ScenarioFacts {
        name: s.name.clone(),
        executor: executor(&s.name),
        start_ms: Some(build.clock.ms(s.start).max(0.0)),
        end_ms: Some(build.clock.ms(s.end)),
        iterations: sum(&iterations, &s.name),
        dropped: sum(&dropped, &s.name).or(whole.then_some(0)),
        requests: sum(&requests, &s.name),
    });
    seen.collect()
}

fn from_options(facts: &mut RunFacts, options: &RunOptions) {
    let mut seen = Places::default();
    let executors = options.scenarios.iter().map(|s| s.executor.as_str()).filter(|name| seen.add(name));
    let executors: Vec<&str> = executors.collect();
    let names: Vec<String> = executors.iter().map(|e| in_words(e)).collect();
    let listed = match names.as_slice() {
        [first @ .., last] if first.len() > 1 => format!("{} and {last}", first.join(", ")),
        all => all.join(" and "),
    };
    facts.test_type = Some(format::capitalised(&listed));
    facts.test_type_from = Some(PlanFrom::Options);
}

/// The spans of planned rate, and what of them was started.
pub fn stages(build: &Build, plan: &Plan) -> Vec<TargetStage> {
    let end = build.clock.end;
    let stage = |(schedule, stage): (&Schedule, &Stage)| {
        let until = end.map_or(stage.end, |end| stage.end.min(end));
        let seconds = (until - stage.start) as f64 / NANOS_PER_S as f64;
        TargetStage {
            scenario: schedule.name.clone(),
            from_rate: stage.from_rate,
            to_rate: stage.to_rate,
            start_ms: build.clock.ms(stage.start).max(0.0),
            end_ms: build.clock.ms(stage.end),
            from: schedule.from.unwrap_or(PlanFrom::Samples),
            started_rate: (seconds > 0.0 && schedule.slot.is_some()).then(|| stage.tally.started as f64 / seconds),
        }
    };
    plan.stages().into_iter().map(stage).collect()
}

fn from_samples(facts: &mut RunFacts, plan: &Plan) {
    let open = plan.scenarios.iter().filter(|s| !s.stages.is_empty()).count();
    let ramps = plan.stages().iter().any(|(_, stage)| stage.from_rate != stage.to_rate);
    let closed = plan.scenarios.iter().filter(|s| s.model == LoadModel::Closed).count();
    let rate = if ramps { "Ramping arrival rate" } else { "Constant arrival rate" };
    let all = plan.scenarios.len();
    facts.test_type = match (open, closed) {
        _ if open > 0 && open == all => Some(rate.to_owned()),
        _ if open > 0 => Some(format!("{rate} and other scenarios")),
        _ if closed > 0 && closed == all => Some("Looping VUs (closed model)".to_owned()),
        _ => return,
    };
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
