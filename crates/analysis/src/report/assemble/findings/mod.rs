//! Findings: what stands out in the numbers. Each rule is a small function that answers a finding or none; a rule
//! says nothing of what it has no data for. They are ranked by consequence, then in the order in which they are here.

mod bursts;
mod checks;
mod course;
mod early;
mod failures;
mod faster;
mod files;
mod generators;
mod kinds;
mod lifecycle;
mod load;
mod nothing;
mod objectives;
mod phases;
mod shares;
mod tails;

use sloscope_model::checks::CheckGroup;
use sloscope_model::order::sort_short_by_key;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values};
use sloscope_store::Store;

use super::Build;
use super::index::Index;
use super::rows::Rows;
use super::shape::Shape;
use super::timecourse::Timecourse;
use crate::report::{ErrorTable, Finding, Latency, Load, MetricSummary, ObjectivesFrom, RunFacts};
use crate::slo::{ObjectiveResult, Verdict};

/// What the rules may look at.
pub struct Known<'a> {
    pub build: &'a Build<'a>,
    pub facts: &'a RunFacts,
    pub metrics: &'a [MetricSummary],
    pub index: &'a Index<'a>,
    pub latency: &'a Latency,
    pub load: &'a Load,
    pub errors: &'a ErrorTable,
    pub objectives: &'a [ObjectiveResult],
    pub from: &'a ObjectivesFrom,
    pub checks: Option<&'a CheckGroup>,
    pub course: Timecourse,
    pub shape: Shape,
}

impl Known<'_> {
    fn values(&self, metric: &str) -> Option<&Values> {
        let series = Series::metric(metric);
        self.metrics.iter().find(|m| m.series == series).map(|m| &m.values)
    }

    fn value(&self, metric: &str, stat: Stat) -> Option<f64> {
        self.values(metric)?.get(stat)
    }

    /// Is this time, or share, far below every limit that somebody set for the metric? What changes down there is of
    /// another kind than a service that gives way.
    fn is_far_below(&self, metric: &str, value: f64) -> bool {
        let limits = self.objectives.iter().filter(|o| {
            o.objective.series.metric == metric && o.operator.as_deref().is_some_and(|sign| sign.starts_with('<'))
        });
        let strictest = limits.filter_map(|o| o.limit).fold(f64::INFINITY, f64::min);
        strictest.is_finite() && value < 0.1 * strictest
    }

    /// An objective that somebody stated on the metric, or on a part of it, is missed.
    fn misses(&self, metric: &str) -> bool {
        let missed = |o: &ObjectiveResult| o.objective.series.metric == metric && o.verdict == Verdict::Fail;
        *self.from != ObjectivesFrom::NotStated && self.objectives.iter().any(missed)
    }

    /// The metric that tells how long a request takes.
    pub fn requests(&self) -> Option<&'static str> {
        let timed = ["http_req_duration", "grpc_req_duration", "iteration_duration"];
        timed
            .into_iter()
            .find(|name| self.value(name, Stat::Count).or(self.value(name, Stat::Avg)).is_some_and(|v| v > 0.0))
    }
}

/// Was all of what a run measured of set-up and tear-down? Its samples are looked at only if no iteration ended.
pub fn is_without_load(store: &Store) -> bool {
    let some = |name: &str| store.by_name(name).is_some_and(|column| !column.is_empty());
    if some("iterations") || some("iteration_duration") {
        return false;
    }
    let (of_load, around) = nothing::samples(&Rows::all(store));
    of_load == 0 && around > 0
}

pub fn findings(known: &Known) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    let rules: [fn(&Known) -> Vec<Finding>; 15] = [
        load::all,
        nothing::all,
        early::all,
        failures::all,
        faster::all,
        checks::all,
        shares::all,
        objectives::all,
        lifecycle::all,
        course::all,
        tails::all,
        kinds::all,
        phases::all,
        files::all,
        generators::all,
    ];
    let charts = known.build.rows.is_some();
    rules.iter().for_each(|rule| all.extend(rule(known).into_iter().map(|finding| finding.cited(charts))));
    sort_short_by_key(&mut all, |finding| finding.level);
    all
}
