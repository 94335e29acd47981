//! The plan of a run and what became of it: which rate each scenario was to have and when, how many iterations were
//! planned, started, finished and dropped. From the options if they are given, else recovered from the samples.
//! All of it is of the whole run, whatever a query asks, and is computed once.

mod arrivals;
mod catch_up;
mod concurrency;
mod fit;
mod interrupted;
mod not_run;
mod rhythm;
mod segments;
mod stated;
mod stopped;
mod tally;
mod timeline;

use sloscope_dataset::Run;
use sloscope_model::options::RunOptions;
use sloscope_model::places::Places;
use sloscope_model::time::Nanos;

use self::arrivals::Arrivals;
use self::rhythm::Rhythm;
use super::active::Active;
use crate::report::{LoadModel, PlanFrom};

pub use self::not_run::not_run;
pub use self::stopped::stopped;
pub use self::timeline::per_step;

/// What is known of the load of a run.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub scenarios: Vec<Schedule>,
    /// Every iteration made exactly one request.
    pub per_request: bool,
    /// For each scenario a number that it has in common with those it can be compared with.
    pub groups: Vec<usize>,
    /// What of the options ran: the plan that they state, without what the samples contradict.
    pub stated: Option<RunOptions>,
    /// Scenarios that the options state and that did not run.
    pub not_run: Vec<String>,
}

/// The load of one scenario.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Empty where samples name no scenario: all iterations then are one.
    pub name: String,
    /// Its place in `Active::slots`; a planned scenario may have no sample.
    pub slot: Option<usize>,
    pub executor: Option<String>,
    pub model: LoadModel,
    pub from: Option<PlanFrom>,
    pub start: Nanos,
    pub end: Nanos,
    /// In order of time; the first and the last take in what lies before and after.
    pub stages: Vec<Stage>,
    /// Of runners that begin apart: by how much each is later than the plan, and its share of the load.
    pub shifts: Vec<(Nanos, f64)>,
    pub tally: Tally,
}

impl Schedule {
    /// By how much the last runner is later than the plan.
    pub fn latest(&self) -> Nanos {
        self.shifts.iter().map(|(shift, _)| *shift).max().unwrap_or(0)
    }
}

/// A span of a schedule.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Iterations per second at its start and at its end.
    pub from_rate: f64,
    pub to_rate: f64,
    pub start: Nanos,
    pub end: Nanos,
    /// Of a recovered stage: what its arrivals keep, in seconds after the first one; its rates are rounded.
    curve: Option<segments::Curve>,
    pub tally: Tally,
}

/// Iterations of a span, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Of the options: the area under the rate. Recovered: those that were started or dropped.
    pub planned: Option<f64>,
    pub started: u64,
    pub finished: u64,
    pub dropped: u64,
    /// How late iterations started: the 95th percentile and the maximum.
    pub late_ms: Option<(f64, f64)>,
}

/// Options of the run, those with a plan first.
pub fn options(run: &Run) -> Option<&RunOptions> {
    let files = run.options.iter().map(|(_, o)| o);
    let all = || files.clone().chain(run.summaries.iter().filter_map(|a| a.summary.options.as_ref()));
    all().find(|o| is_plan(o)).or_else(|| all().next())
}

/// A recording of k6's dashboard names the scenarios, but not what they do.
pub fn is_plan(options: &RunOptions) -> bool {
    options.scenarios.iter().any(|s| !s.executor.is_empty())
}

impl Plan {
    pub fn of(run: &Run, active: &Active) -> Self {
        let runners = run.samples.as_ref().map(|s| arrivals::by_runner(s, active)).unwrap_or_default();
        let waits = run.samples.as_ref().map(|s| concurrency::waits(&s.file.store, &runners)).unwrap_or_default();
        let arrivals = arrivals::together(runners);
        let stated = not_run::in_force(run);
        let places = Places::of(stated.iter().flat_map(|options| &options.scenarios).map(|s| &s.name));
        let options = stated.as_ref().map(|options| (options, &places));
        let stop = stopped(run);
        // Seconds are too coarse to see a rhythm in.
        let fine = run.samples.as_ref().is_some_and(|s| s.file.time_step < 2_000_000);
        let names: Vec<&str> = match active.scenarios.is_empty() {
            true => vec![""],
            false => active.scenarios.iter().map(|s| s.name.as_str()).collect(),
        };
        let mut scenarios = Vec::new();
        for (slot, (arrivals, name)) in arrivals.iter().zip(names).enumerate() {
            let due = arrivals.due();
            let (start, end) = match (active.scenarios.get(slot), due.first(), arrivals.ends.last().or(due.last())) {
                (Some(scenario), ..) => (scenario.start, scenario.end),
                (None, Some(first), Some(last)) => (*first, *last),
                _ => continue,
            };
            let mut schedule = Schedule {
                name: name.to_owned(),
                slot: Some(slot),
                executor: None,
                model: LoadModel::Unclear,
                from: None,
                start,
                end,
                stages: Vec::new(),
                shifts: arrivals.shifts.clone(),
                tally: Tally::default(),
            };
            let known = options.is_some_and(|o| stated::apply(&mut schedule, o, due.first().copied()));
            if let Some((at, _)) = stop.filter(|_| known) {
                stopped::cut(&mut schedule, at);
            }
            if !known && fine {
                recover(&mut schedule, arrivals, waits.get(slot).copied().unwrap_or_default());
            }
            tally::tally(&mut schedule, arrivals, &due);
            scenarios.push(schedule);
        }
        if let Some(options) = options {
            let seen = scenarios.len();
            stated::add_unseen(&mut scenarios, options, run.start());
            if let Some((at, _)) = stop {
                let mut unseen = scenarios.split_off(seen);
                unseen.retain_mut(|schedule| stopped::cut(schedule, at));
                scenarios.append(&mut unseen);
            }
        }
        let per_request = super::load::per_request(run, active);
        let mut plan = Self { scenarios, per_request, groups: Vec::new(), stated, not_run: not_run(run) };
        let store = run.samples.as_ref().map(|s| &s.file.store);
        plan.groups = store.map(|s| super::knee::alike::groups(&plan, s, &active.slots(&s.tags).1)).unwrap_or_default();
        plan
    }

    /// All stages with their scenarios, in order of time.
    pub fn stages(&self) -> Vec<(&Schedule, &Stage)> {
        let mut all: Vec<_> =
            self.scenarios.iter().flat_map(|s| s.stages.iter().map(move |stage| (s, stage))).collect();
        sloscope_model::order::sort_short_by_key(&mut all, |(_, stage)| stage.start);
        all
    }
}

fn recover(schedule: &mut Schedule, arrivals: &Arrivals, waits: concurrency::Waits) {
    match rhythm::rhythm(arrivals, waits) {
        Rhythm::Open(spans) => {
            schedule.model = LoadModel::Open;
            schedule.from = Some(PlanFrom::Samples);
            let stage = |span: rhythm::Span| Stage {
                from_rate: span.from_rate,
                to_rate: span.to_rate,
                start: span.start,
                end: span.end,
                curve: Some(span.curve),
                tally: Tally::default(),
            };
            schedule.stages = spans.into_iter().map(stage).collect();
        }
        Rhythm::Closed => schedule.model = LoadModel::Closed,
        Rhythm::Unclear => {}
    }
}
