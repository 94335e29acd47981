//! Building a report: a run and a query in, every table and sentence out.
//!
//! ```text
//! clock, active -> rows (window, tags) -> metrics -> latency, overall, errors, checks
//!                                             |-> evidence -> slo::judge -> objectives -> headline, notes
//! ```
//! Each part is a file of its own and takes the [`Build`] that is common to all.

mod active;
mod behind;
mod breakdown;
mod charts;
mod check_counts;
mod checks;
mod clock;
mod course;
mod cross_check;
mod errors;
mod evidence;
mod facts;
mod failed;
mod filter;
mod findings;
mod generator_notes;
mod generators;
mod groups;
mod headline;
mod incomplete;
mod index;
mod knee;
mod latency;
mod length;
mod load;
mod load_notes;
mod measure;
mod measured;
mod notes;
mod objectives;
mod outside;
mod overall;
mod part;
mod plan;
mod rows;
mod series_list;
mod shape;
mod stages;
mod suggestions;
mod tag_values;
mod timecourse;
mod windows;

use std::cell::OnceCell;

pub use self::active::Active;
pub(crate) use self::charts::charts;
use self::clock::Clock;
use self::failed::Known;
use self::index::Index;
pub use self::length::Length;
use self::measure::{Measurer, USUAL_PERCENTILES};
pub use self::measured::{Labelled, Spans};
pub(crate) use self::measured::{in_spans, labelled, measured, values};
pub(crate) use self::overall::OBSERVED;
pub use self::plan::Plan;
use self::rows::Rows;
pub use self::shape::Shape;
pub use self::stages::ByStage;
pub use self::timecourse::Timecourse;
use sloscope_dataset::Run;
use sloscope_model::names::PRACTICE;
use sloscope_model::order::sort_short;
use sloscope_model::places::Places;
use sloscope_model::stat::Stat;
use sloscope_objectives::{Asked, Expression, Objective};
use sloscope_store::Lookup;

use super::{Query, Remarks, Report, RunRef, SourceFacts};
use crate::session::Memory;
use crate::slo::Verdict;

/// Of more percentiles than these that objectives ask for, each is computed where it is asked for, not for all metrics.
const MOST_PERCENTILES: usize = 64;

/// What all parts of a report rest on.
struct Build<'a> {
    run: &'a Run,
    memory: &'a Memory,
    query: &'a Query,
    clock: Clock,
    active: &'a Active,
    /// The selected samples; absent if there are only summaries.
    rows: Option<Rows<'a>>,
    /// In ascending order.
    percentiles: Vec<f64>,
    objectives: Vec<Objective>,
    asked: Asked,
    /// Custom metrics whose type the reader guessed.
    guessed: Places,
    /// What is known of successes and failures, by series.
    parted: Known,
    /// Is no sample in the part that is asked for?
    nothing: OnceCell<bool>,
    /// Scenarios of the options that did not run.
    not_run: OnceCell<Places>,
    /// Sub-metrics that the samples name.
    submetrics: OnceCell<Places>,
}

impl<'a> Build<'a> {
    fn new(
        (run, memory): (&'a Run, &'a Memory),
        query: &'a Query,
        (kept, lookup): (Option<&'a [bool]>, Option<&'a Lookup>),
        objectives: Vec<Objective>,
        stats: &[Option<Stat>],
    ) -> Self {
        let clock = Clock::of(run, memory, query);
        let store = run.samples.as_ref().map(|s| &s.file.store);
        Self {
            run,
            memory,
            query,
            active: memory.active.get_or_init(|| store.map(Active::of).unwrap_or_default()),
            rows: store.map(|store| Rows { store, window: clock.window, kept, lookup }),
            percentiles: percentiles(query, stats),
            clock,
            asked: Asked::of(&objectives),
            objectives,
            guessed: Places::of(run.samples.iter().flat_map(|s| &s.file.guessed_types)),
            parted: Known::default(),
            nothing: OnceCell::new(),
            not_run: OnceCell::new(),
            submetrics: OnceCell::new(),
        }
    }
}

impl Build<'_> {
    fn measurer(&self) -> Option<Measurer<'_>> {
        Some(Measurer {
            rows: self.rows?,
            active: self.active,
            percentiles: &self.percentiles,
            duration_ms: self.clock.divisor_ms(),
            guessed: &self.guessed,
            asked: &self.asked,
        })
    }

    /// A part of the run is asked for.
    fn is_narrowed(&self) -> bool {
        self.query.is_narrowed()
    }

    /// The samples are those of practice on the page's own file.
    fn is_practice(&self) -> bool {
        self.run.samples.as_ref().is_some_and(|samples| samples.file.store.tags.has_key(PRACTICE))
    }

    /// What made the load and wrote the samples: what is said of k6 is said of runs of k6 only.
    fn generator(&self) -> &'static str {
        if self.run.is_own() { "sloscope" } else { "k6" }
    }

    /// A part of the run is shown. A summary cannot be narrowed: it is of the whole run.
    fn is_partial(&self) -> bool {
        self.rows.is_some() && self.is_narrowed()
    }
}

/// The report of a run. `runs` and `sources` are shown as they are.
pub(crate) fn assemble(
    run: &Run,
    memory: &Memory,
    runs: Vec<RunRef>,
    sources: Vec<SourceFacts>,
    query: &Query,
) -> Report {
    let all_but_breakdown = |query: &Query| Query { group_by: Vec::new(), ..query.clone() };
    if let Ok(mut last) = memory.last.lock() {
        let known = last.iter_mut().find(|known| all_but_breakdown(&known.query) == all_but_breakdown(query));
        if let Some(known) = known {
            let (objectives, _) = objectives::objectives(run, query);
            let kept = filter::kept(run, query);
            known.breakdown =
                breakdown::breakdown(&Build::new((run, memory), query, (kept.as_deref(), None), objectives, &[]));
            known.query = query.clone();
            return Report { runs, sources, ..Report::clone(known) };
        }
    }
    let report = whole(run, memory, runs, sources, query);
    if let Ok(mut last) = memory.last.lock() {
        // One of a part, one of the whole run.
        last.retain(|known| known.query.is_narrowed() != query.is_narrowed());
        last.push(report.clone());
    }
    report
}

fn whole(run: &Run, memory: &Memory, runs: Vec<RunRef>, sources: Vec<SourceFacts>, query: &Query) -> Report {
    let (objectives, objectives_from) = objectives::objectives(run, query);
    let stats: Vec<Option<Stat>> =
        objectives.iter().map(|o| Expression::parse(&o.expression).ok().map(|e| e.stat)).collect();
    let suggest = objectives.is_empty();
    let store = run.samples.as_ref().map(|s| &s.file.store);
    let kept = filter::kept(run, query);
    let of_suggestions = if suggest { suggestions::stats(run) } else { Vec::new() };
    let measured: Vec<Option<Stat>> = stats.iter().chain(&of_suggestions).copied().collect();
    let lookup = store.map(|store| series_list::lookup(run, store, &objectives));
    let build = Build::new((run, memory), query, (kept.as_deref(), lookup.as_ref()), objectives, &measured);
    let metrics = series_list::metrics(&build);
    let index = Index::of(&metrics);
    let results = evidence::judged(&build, &index, &build.objectives, &stats);
    let (mut incomplete, without_load) = (incomplete::incomplete(run), incomplete::without_load(run));
    let verdict = Verdict::overall(results.iter().map(|r| r.verdict));
    let facts = facts::facts(&build);
    let errors = errors::errors(&build);
    let cross_checks = memory.cross_checks.get_or_init(|| cross_check::all(run)).clone();
    let load = load::load(&build, &facts, &metrics);
    let latency = latency::latency(&build, &metrics);
    let checks = checks::checks(&build);
    let findings = {
        let mut known = findings::Known {
            build: &build,
            facts: &facts,
            metrics: &metrics,
            index: &index,
            latency: &latency,
            load: &load,
            errors: &errors,
            objectives: &results,
            from: &objectives_from,
            checks: checks.as_ref(),
            course: timecourse::Timecourse::default(),
            shape: Shape::default(),
        };
        known.course = timecourse::timecourse(&build, &load, known.requests());
        known.shape = shape::shape(&build, known.requests());
        findings::findings(&known)
    };
    let notes = notes::notes(&build, &facts, &metrics, &errors, checks.as_ref());
    Report {
        query: query.clone(),
        runs,
        verdict,
        whole_verdict: None,
        headline: headline::headline(&build, &results, (&incomplete, without_load.as_deref())),
        suggestions: if suggest { suggestions::suggestions(&build, &index) } else { Vec::new() },
        incomplete: {
            incomplete.extend(without_load);
            incomplete
        },
        unread: run.unread.clone(),
        breakdown: breakdown::breakdown(&build),
        overall: overall::overall(&build, &facts, &metrics, &results, &errors),
        latency,
        findings,
        checks,
        tags: store.map(|s| tag_values::tag_values(&s.tags)).unwrap_or_default(),
        run: facts,
        load,
        objectives: results,
        objectives_from,
        metrics,
        errors,
        cross_checks,
        sources,
        notes,
        remarks: Remarks::default(),
        stored: None,
    }
}

/// The usual ones, those that the query asks for and those that objectives are about.
fn percentiles(query: &Query, stats: &[Option<Stat>]) -> Vec<f64> {
    let of_objectives = stats.iter().filter_map(|stat| if let Some(Stat::P(p)) = stat { Some(*p) } else { None });
    let mut asked: Vec<f64> = of_objectives.collect();
    sort_short(&mut asked, f64::total_cmp);
    asked.dedup();
    let mut all: Vec<f64> = USUAL_PERCENTILES.into_iter().chain(query.percentiles.iter().copied()).collect();
    if asked.len() <= MOST_PERCENTILES {
        all.extend(asked);
    }
    all.retain(|p| (0.0..=100.0).contains(p));
    sort_short(&mut all, f64::total_cmp);
    all.dedup();
    all
}
