//! The section on the load: the plan and what became of it, as the report shows it.

use sloscope_model::series::Series;
use sloscope_model::stat::{self, Stat};
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_store::Column;

use super::plan::{self, Plan, Schedule, Tally};
use super::{Build, behind, generators, knee, stages};
use crate::report::{
    Load, LoadCounts, LoadModel, LoadStage, MetricSummary, PlanFrom, RunFacts, ScenarioLoad, Timeline, words,
};

/// The timeline has at most so many spans.
const MOST_SPANS: Nanos = 1200;

/// The plan of the whole run, computed once.
pub fn plan<'a>(build: &Build<'a>) -> &'a Plan {
    build.memory.plan.get_or_init(|| Plan::of(build.run, build.active))
}

pub fn load(build: &Build, facts: &RunFacts, metrics: &[MetricSummary]) -> Load {
    let plan = plan(build);
    let whole = whole(build);
    let mut load = Load {
        total: total(plan, whole),
        scenarios: plan.scenarios.iter().map(|s| scenario(build, s, whole)).collect(),
        stages: stages(build, plan, whole),
        per_request: plan.per_request,
        timeline: build.memory.timeline.get_or_init(|| timeline(build, plan)).clone(),
        generators: generators::generators(build),
        ..Load::default()
    };
    if load.stages.is_empty() {
        load.no_stages = Some(why_none(build, facts, plan));
    }
    stages::measure(build, plan, &mut load);
    if build.rows.is_none() {
        of_summary(&mut load.total, metrics);
    } else if !counts_iterations(build) {
        let all = load.scenarios.iter_mut().map(|s| &mut s.counts).chain(load.stages.iter_mut().map(|s| &mut s.counts));
        all.chain([&mut load.total]).for_each(|counts| {
            (counts.started, counts.finished, counts.dropped, counts.never_issued) = (None, None, None, None);
        });
        load.scenarios.iter_mut().for_each(|s| (s.rate, s.rate_active) = (None, None));
        load.stages.iter_mut().for_each(|s| s.started_rate = None);
    }
    load.behind = behind::behind(build, &load, metrics);
    load.knee = knee::knee(build, plan, &load);
    load
}

/// Do the samples tell of iterations? A file of which somebody kept the requests alone does not say that none ran.
fn counts_iterations(build: &Build) -> bool {
    let has = |column: &Column| !column.is_empty();
    let iterations = ["iterations", "iteration_duration", "dropped_iterations"];
    build.run.samples.as_ref().is_some_and(|samples| {
        let store = &samples.file.store;
        let others = |column: &Column| has(column) && !["vus", "vus_max"].contains(&column.name.as_str());
        iterations.iter().filter_map(|name| store.by_name(name)).any(has) || !store.columns().any(others)
    })
}

/// k6 writes a sample when it drops an iteration: a whole file without one says that none was dropped.
fn whole(build: &Build) -> bool {
    build.run.samples.as_ref().is_some_and(|s| !s.incomplete())
}

fn counts(tally: &Tally, from: Option<PlanFrom>, whole: bool, seen: bool) -> LoadCounts {
    let planned = tally.planned.filter(|_| from.is_some());
    let missing = planned.and_then(|p| stat::whole((p - tally.started as f64 - tally.dropped as f64).round().max(0.0)));
    LoadCounts {
        planned,
        from,
        started: seen.then_some(tally.started),
        finished: seen.then_some(tally.finished),
        // A number that is not exact is none.
        dropped: seen.then_some(tally.dropped).filter(|n| (whole || *n > 0) && *n <= stat::EXACT),
        never_issued: missing.filter(|_| from == Some(PlanFrom::Options) && seen && whole),
        late_p95_ms: tally.late_ms.map(|l| l.0),
        late_max_ms: tally.late_ms.map(|l| l.1),
    }
}

fn scenario(build: &Build, schedule: &Schedule, whole: bool) -> ScenarioLoad {
    let seen = build.run.samples.is_some();
    let counts = counts(&schedule.tally, schedule.from, whole, seen);
    let per_second = |ms: f64| counts.started.filter(|_| ms > 0.0).map(|n| n as f64 / (ms / 1000.0));
    let duration = build.clock.duration.as_ref().map(|d| d.0);
    ScenarioLoad {
        name: schedule.name.clone(),
        executor: schedule.executor.clone(),
        model: schedule.model,
        counts,
        rate_active: schedule.slot.and_then(|_| per_second((schedule.end - schedule.start) as f64 / NANOS_PER_MS)),
        rate: duration.and_then(per_second),
    }
}

/// All scenarios together; a plan only if each of them has one.
fn total(plan: &Plan, whole: bool) -> LoadCounts {
    let mut sum = Tally::default();
    let mut planned = Some(0.0);
    for schedule in &plan.scenarios {
        sum.started += schedule.tally.started;
        sum.finished += schedule.tally.finished;
        sum.dropped += schedule.tally.dropped;
        planned = planned.zip(schedule.tally.planned).map(|(a, b)| a + b);
        sum.late_ms = match (sum.late_ms, schedule.tally.late_ms) {
            (Some(a), Some(b)) => Some((a.0.max(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
    }
    sum.planned = planned.filter(|_| !plan.scenarios.is_empty());
    let stated = plan.scenarios.iter().any(|s| s.from == Some(PlanFrom::Options));
    let from = sum.planned.map(|_| if stated { PlanFrom::Options } else { PlanFrom::Samples });
    counts(&sum, from, whole, plan.scenarios.iter().any(|s| s.slot.is_some()))
}

fn stages(build: &Build, plan: &Plan, whole: bool) -> Vec<LoadStage> {
    let ms = |at: Nanos| build.clock.ms(at);
    let seen = build.run.samples.is_some();
    let mut all = Vec::new();
    for (at, schedule) in plan.scenarios.iter().enumerate() {
        for (i, stage) in schedule.stages.iter().enumerate() {
            let counts = counts(&stage.tally, schedule.from, whole, seen);
            // The plan may go on after the samples end.
            let end = build.clock.end.map_or(stage.end, |end| stage.end.min(end));
            let seconds = (end - stage.start) as f64 / NANOS_PER_S as f64;
            all.push(LoadStage {
                name: words::stage_name(stage.from_rate, stage.to_rate, plan.per_request),
                scenario: schedule.name.clone(),
                of_scenario: at,
                whole_scenario: schedule.stages.len() == 1 && !schedule.name.is_empty(),
                from_rate: Some(stage.from_rate),
                to_rate: Some(stage.to_rate),
                start_ms: ms(stage.start).max(0.0),
                // The last runner ends when all do.
                end_ms: ms(stage.end + if i + 1 == schedule.stages.len() { schedule.latest() } else { 0 }),
                counts,
                started_rate: counts.started.filter(|_| seconds > 0.0).map(|n| n as f64 / seconds),
                ..LoadStage::default()
            });
        }
        // Scenarios that follow each other, or run together, are the stages of a run without planned rates.
        if schedule.stages.is_empty() && plan.scenarios.len() > 1 {
            let counts = counts(&schedule.tally, None, whole, seen);
            let seconds = (schedule.end - schedule.start) as f64 / NANOS_PER_S as f64;
            all.push(LoadStage {
                name: schedule.name.clone(),
                scenario: schedule.name.clone(),
                of_scenario: at,
                whole_scenario: true,
                start_ms: ms(schedule.start).max(0.0),
                end_ms: ms(schedule.end),
                counts,
                started_rate: counts.started.filter(|_| seconds > 0.0).map(|n| n as f64 / seconds),
                ..LoadStage::default()
            });
        }
    }
    sloscope_model::order::sort_short(&mut all, |a, b| a.start_ms.total_cmp(&b.start_ms));
    all
}

/// A summary counts iterations that ended and, if there are any, those that were dropped.
fn of_summary(total: &mut LoadCounts, metrics: &[MetricSummary]) {
    let count = |name: &str| {
        let metric = metrics.iter().find(|m| m.series == Series::metric(name))?;
        metric.values.get(Stat::Count).and_then(stat::whole)
    };
    (total.finished, total.dropped) = (count("iterations"), count("dropped_iterations"));
}

fn why_none(build: &Build, facts: &RunFacts, plan: &Plan) -> String {
    let models = || plan.scenarios.iter().map(|s| s.model);
    let text = if build.run.samples.is_none() {
        "There are no samples: a summary does not say when an iteration began."
    } else if plan.scenarios.is_empty() || plan.scenarios.iter().all(|s| s.tally.started == 0 && s.tally.dropped == 0) {
        "No iteration finished or was dropped, so there is no load to divide into stages."
    } else if models().all(|m| m == LoadModel::Closed) {
        "Looping VUs have no planned rate: each iteration begins when another ends."
    } else if facts.time_step_ms.is_some_and(|ms| ms >= 100.0) {
        "The file's clock is too coarse to see a planned rate in it; the test's options would state it."
    } else {
        "The samples show no schedule for the starts of iterations; the test's options would state it."
    };
    text.to_owned()
}

fn timeline(build: &Build, plan: &Plan) -> Option<Timeline> {
    let (rows, start, end) = (build.rows?, build.clock.start?, build.clock.end?);
    rows.store.by_name("iteration_duration").or(rows.store.by_name("dropped_iterations"))?;
    // The first sample comes after the first start.
    let first = plan.scenarios.iter().filter(|s| s.slot.is_some()).map(|s| s.start).min().unwrap_or(start).min(start);
    let mut step = NANOS_PER_S;
    for seconds in [1, 2, 5, 10, 30, 60, 300, 900, 3600] {
        step = seconds * NANOS_PER_S;
        if (end - first) / step < MOST_SPANS {
            break;
        }
    }
    let number = usize::try_from((end - first) / step + 1).ok()?.min(20 * MOST_SPANS as usize);
    let counts = plan::per_step(rows.store, build.active, plan, first, step, number);
    Some(Timeline {
        start_ms: build.clock.ms(first),
        step_ms: step as f64 / NANOS_PER_MS,
        planned: counts.planned,
        started: counts.started,
        finished: counts.finished,
        dropped: counts.dropped,
    })
}

/// Did every iteration make exactly one request? Then the rate of iterations is one of requests.
pub fn per_request(run: &sloscope_dataset::Run, active: &super::Active) -> bool {
    let Some(samples) = &run.samples else { return false };
    let rows = super::Rows::all(&samples.file.store);
    let (number, of_tag_set) = active.slots(&rows.store.tags);
    let count = |metric: &str| {
        let mut sums = vec![0.0; number];
        if let Some(selected) = rows.select(&Series::metric(metric)) {
            for (slot, (_, sum)) in of_tag_set.iter().zip(selected.by_tag_set(of_tag_set.len())) {
                slot.iter().for_each(|at| sums[*at] += sum);
            }
        }
        sums
    };
    let (requests, iterations) = (count("http_reqs"), count("iterations"));
    // An iteration that was interrupted has a request, but no end.
    let one = |(n, of): (&f64, &f64)| *n >= *of && *n <= 1.01 * of;
    requests.iter().any(|n| *n > 0.0) && requests.iter().zip(&iterations).all(one)
}
