//! The plan beside the rate: what was planned in each span of time, and what ended in it of the scenarios that have a plan.

use sloscope_model::format;
use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_store::TagSetId;

use super::{Canvas, Grid};
use crate::report::TargetStage;
use crate::report::assemble::load;
use crate::report::assemble::rows::{Rows, Selected};

/// The finding is on spans of 10 s, as with objectives; of 1 s where a short part is shown. In shorter ones iterations that
/// end a little later look like iterations that were not made.
const JUDGED: Nanos = 10 * NANOS_PER_S;
const JUDGED_SHORT: Nanos = NANOS_PER_S;

pub struct Plan<'a> {
    stages: Vec<&'a TargetStage>,
    /// 0 for tag sets of planned scenarios, 1 for others.
    group_of: Vec<usize>,
    /// There are scenarios without a plan.
    pub of_some: bool,
}

impl<'a> Plan<'a> {
    /// `None` where nothing was planned, or where a filter shows another part of the load than the plan is for.
    pub fn of(canvas: &Canvas<'a>, rows: &Rows) -> Option<Self> {
        let tags = &canvas.build.query.tags;
        if tags.iter().any(|(key, _)| key != "scenario") || !canvas.build.query.without.is_empty() {
            return None;
        }
        let shown = |name: &str| tags.iter().all(|(_, value)| value == name);
        let stages: Vec<&TargetStage> = canvas.stages.iter().filter(|s| shown(&s.scenario)).collect();
        if stages.is_empty() {
            return None;
        }
        let planned = |name: &str| stages.iter().any(|s| s.scenario == name);
        let sets = (0..rows.store.tags.len()).map(|id| u32::try_from(id).ok().map(TagSetId));
        let name_of = |set: Option<TagSetId>| set.and_then(|set| rows.store.tags.get(set, "scenario"));
        let group_of = sets.map(|set| usize::from(name_of(set).is_some_and(|name| !planned(name)))).collect();
        let mut active = canvas.build.active.scenarios.iter().filter(|s| shown(&s.name));
        let of_some = active.any(|s| !planned(&s.name));
        Some(Self { stages, group_of, of_some })
    }

    pub fn names(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for stage in &self.stages {
            if !names.contains(&stage.scenario.as_str()) {
                names.push(&stage.scenario);
            }
        }
        names.join(", ")
    }

    /// Of each span the mean planned rate while anything was planned in it, and for how many seconds that was.
    pub fn rates(&self, canvas: &Canvas, grid: &Grid) -> Vec<Option<(f64, f64)>> {
        let edges: Vec<f64> = grid.edges().map(|at| canvas.build.clock.ms(at)).collect();
        edges.windows(2).map(|pair| self.in_span(pair[0], pair[1])).collect()
    }

    fn in_span(&self, start: f64, end: f64) -> Option<(f64, f64)> {
        let (mut iterations, mut first, mut last) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
        for stage in &self.stages {
            let (from, to) = (start.max(stage.start_ms), end.min(stage.end_ms));
            if from < to {
                let share = (f64::midpoint(from, to) - stage.start_ms) / (stage.end_ms - stage.start_ms);
                iterations += (stage.from_rate + (stage.to_rate - stage.from_rate) * share) * (to - from) / 1000.0;
                (first, last) = (first.min(from), last.max(to));
            }
        }
        let seconds = (last - first) / 1000.0;
        (seconds > 0.0).then(|| (iterations / seconds, seconds))
    }

    /// Iterations that started in each span, of all scenarios; absent where a filter narrows them: a start is known of
    /// the run as a whole.
    pub fn started(canvas: &Canvas, rows: &Rows, grid: &Grid) -> Option<Vec<f64>> {
        if canvas.build.query.is_filtered() {
            return None;
        }
        let ((start, length, number), active) = (grid.spans(), canvas.build.active);
        // The last span takes what is left.
        let plan = load::plan(canvas.build);
        let counts = crate::report::assemble::plan::per_step(rows.store, active, plan, start, length, number + 1);
        let mut started: Vec<f64> = counts.started.into_iter().map(f64::from).collect();
        let rest = started.pop().unwrap_or_default();
        started.last_mut().into_iter().for_each(|last| *last += rest);
        Some(started)
    }

    /// What ended in each span, of the scenarios that have a plan.
    pub fn finished(&self, iterations: &Selected, grid: &Grid) -> Vec<(u64, f64)> {
        iterations.tally(grid.spans(), &self.group_of, 1)
    }

    /// Whether the plan was kept, in words.
    pub fn kept(&self, canvas: &Canvas, rows: &Rows, iterations: &Selected) -> Option<String> {
        let (from, to) = canvas.span()?;
        let length = if to - from >= 2 * JUDGED { JUDGED } else { JUDGED_SHORT };
        let grid = Grid::new((from, to), f64::MAX, f64::MAX, length);
        // What was due is what had to start; where that is not known, what ended comes close.
        let begun = if self.of_some { None } else { Self::started(canvas, rows, &grid) };
        let ended = || self.finished(iterations, &grid).into_iter().map(|(_, sum)| sum).collect();
        let begun: Vec<f64> = begun.unwrap_or_else(ended);
        let (mut below, mut of) = (0_u64, 0_u64);
        for (span, sum) in self.rates(canvas, &grid).into_iter().zip(begun) {
            let Some((rate, seconds)) = span.filter(|(rate, _)| *rate > 0.0) else { continue };
            of += 1;
            // One iteration more or less is chance, and so is one in twenty.
            below += u64::from(sum < rate * seconds * 0.95 - 1.0);
        }
        let spans = format!("{} of {}", format::counted(of, "span"), format::duration(grid.length_ms()));
        match (below, of) {
            (_, 0) => None,
            (0, _) => Some(format!("The planned rate was kept in all {spans}")),
            (below, _) => Some(format!("Below the planned rate in {} of {spans}", format::count(below))),
        }
    }
}
