//! How numbers went from run to run: each objective over the runs whose time is known, and where it changed. Where no run
//! has an objective, the six figures take their place.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use sloscope_analysis::chart::{Chart, Level, OverRuns, RunValue};
use sloscope_analysis::slo::Verdict;
use sloscope_compare::stats::{FEWEST, change_points};
use sloscope_model::format;
use sloscope_model::margin::Direction;
use sloscope_model::stat::Unit;

use crate::index::{Figure, Run};

/// A number over runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// "p95 of request duration".
    pub name: String,
    /// For values and limits.
    pub unit: Unit,
    /// The runs, as places among those of the site, in the order of time.
    pub runs: Vec<usize>,
    /// What each of them has of it; absent where a run does not state the objective.
    pub figures: Vec<Option<Figure>>,
    /// In the order of time.
    pub changes: Vec<Change>,
    /// It is an objective of at least one run.
    pub is_objective: bool,
}

/// Where a number changed, and stayed changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The first run of the new level, as a place among those of the trend.
    pub at: usize,
    /// The medians of both levels.
    pub medians: [f64; 2],
    /// How many runs with a value each level has.
    pub runs: [usize; 2],
    /// What that means.
    pub sense: Sense,
    /// Chance alone would show so clear a change with this probability.
    pub p: f64,
}

/// Whether a change is a good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// Nearer to the limit, or further beyond it.
    Worse,
    /// The other way.
    Better,
    /// Nothing says which way is worse.
    Changed,
}

impl Sense {
    /// As in `data-sense`, and as shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Changed => "changed",
        }
    }

    fn of(operator: Option<&str>, rises: bool) -> Self {
        match operator.and_then(Direction::of) {
            None => Self::Changed,
            Some(Direction::AtMost) if rises => Self::Worse,
            Some(Direction::AtLeast) if !rises => Self::Worse,
            Some(_) => Self::Better,
        }
    }
}

/// What makes figures of two runs the same: series, statistic and operator, and which of several such ones it is.
type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>, usize);

fn keyed(figures: &[Figure], by_operator: bool) -> Vec<(Key<'_>, &Figure)> {
    let mut alike: HashMap<Key<'_>, usize> = HashMap::new();
    let mut found = Vec::with_capacity(figures.len());
    for figure in figures {
        let operator = figure.operator.as_deref().filter(|_| by_operator);
        let (series, stat) = (figure.series.as_str(), figure.stat.as_deref());
        let before = alike.entry((series, stat, operator, 0)).or_default();
        found.push(((series, stat, operator, *before), figure));
        *before += 1;
    }
    found
}

/// The trends of a site whose runs are in order: those of the last run first, in its order, the gravest verdict before.
pub fn trends(runs: &[Run]) -> Vec<Trend> {
    let timed: Vec<usize> = (0..runs.len()).filter(|at| runs[*at].judged.start_ms.is_some()).collect();
    let has_objectives = timed.iter().any(|at| !runs[*at].judged.objectives.is_empty());
    let of = |at: &usize| {
        let judged = &runs[*at].judged;
        keyed(if has_objectives { &judged.objectives } else { &judged.figures }, has_objectives)
    };
    let all: Vec<Vec<(Key, &Figure)>> = timed.iter().map(of).collect();
    let mut seen: HashSet<Key> = HashSet::new();
    let mut keys: Vec<(Key, &Figure)> =
        all.iter().rev().flatten().filter(|(key, _)| seen.insert(*key)).copied().collect();
    let by_key: Vec<HashMap<Key, &Figure>> = all.iter().map(|of| of.iter().copied().collect()).collect();
    if has_objectives {
        keys.sort_by_key(|(_, figure)| Reverse(figure.verdict.gravity()));
    }
    let trend = |(key, newest): &(Key, &Figure)| {
        let find = |of: &HashMap<Key, &Figure>| of.get(key).map(|figure| (*figure).clone());
        Trend {
            name: newest.name.clone(),
            unit: newest.unit.unwrap_or(Unit::Plain),
            runs: timed.clone(),
            figures: by_key.iter().map(find).collect(),
            changes: Vec::new(),
            is_objective: has_objectives,
        }
    };
    let mut trends: Vec<Trend> = keys.iter().map(trend).collect();
    mark_changes(&mut trends);
    trends
}

/// Over all trends at once: what may be chance is counted over all of them.
fn mark_changes(trends: &mut [Trend]) {
    let known = |trend: &Trend| -> Vec<(usize, f64)> {
        let values = trend.figures.iter().enumerate();
        values.filter_map(|(at, figure)| Some((at, figure.as_ref()?.value?))).collect()
    };
    let series: Vec<Vec<f64>> =
        trends.iter().map(|trend| known(trend).into_iter().map(|(_, value)| value).collect()).collect();
    for (trend, points) in trends.iter_mut().zip(change_points(&series)) {
        let places = known(trend);
        let operator = trend.figures.iter().rev().flatten().find_map(|figure| figure.operator.clone());
        trend.changes = points
            .into_iter()
            .map(|point| Change {
                at: places[point.at].0,
                medians: point.medians,
                runs: point.values,
                sense: Sense::of(operator.as_deref(), point.rises),
                p: point.p,
            })
            .collect();
    }
}

impl Trend {
    /// How many runs have a value.
    pub fn known(&self) -> usize {
        self.figures.iter().flatten().filter(|figure| figure.value.is_some()).count()
    }

    /// Why no change is looked for; `None` if one is.
    pub fn too_few(&self) -> Option<String> {
        (self.known() < FEWEST).then(|| format!("Fewer than {FEWEST} runs have a value: too few to tell a change."))
    }

    /// A change in words: `p95 of request duration: 120.0 ms → 180.0 ms`.
    pub fn words(&self, change: &Change) -> String {
        let [before, after] = change.medians.map(|value| format::value(value, self.unit));
        format!("{}: {before} → {after}", self.name)
    }

    /// What a change rests on: `medians of 8 runs before and 5 since, p = 0.01`.
    pub fn evidence(change: &Change) -> String {
        let [before, since] = change.runs;
        let p = if change.p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {:.3}", change.p) };
        format!("medians of {} before and {since} since, {p}", format::counted(before as u64, "run"))
    }

    /// The chart.
    pub fn chart(&self, runs: &[Run], size: (u16, u16)) -> Chart {
        let value = |(at, figure): (&usize, &Option<Figure>)| {
            let run = &runs[*at];
            let figure = figure.as_ref();
            RunValue {
                label: format!("{} {}", run.day(), run.name),
                short: run.day(),
                value: figure.and_then(|figure| figure.value),
                limit: figure.and_then(|figure| figure.limit),
                is_missed: figure.is_some_and(|figure| figure.verdict == Verdict::Fail),
            }
        };
        let last = self.runs.len().saturating_sub(1);
        let mut levels = Vec::new();
        for (at, change) in self.changes.iter().enumerate() {
            let from = if at == 0 { 0 } else { self.changes[at - 1].at };
            levels.push(Level { from, to: change.at.saturating_sub(1), value: change.medians[0] });
        }
        levels.extend(self.changes.last().map(|change| Level { from: change.at, to: last, value: change.medians[1] }));
        OverRuns {
            size,
            title: self.name.clone(),
            unit: self.unit,
            runs: self.runs.iter().zip(&self.figures).map(value).collect(),
            levels,
            changes: self.changes.iter().map(|change| (change.at, change.sense.word().to_owned())).collect(),
        }
        .chart("No run has a value of it.")
    }
}

#[cfg(test)]
mod tests {
    use sloscope_compare::stats::Random;

    use super::*;
    use crate::index::tests::run;

    /// Runs an hour apart, each with one objective.
    fn runs(values: &[Option<f64>], operator: &str) -> Vec<Run> {
        let figure = |value: &Option<f64>| Figure {
            name: "p95 of request duration".to_owned(),
            series: "http_req_duration".to_owned(),
            stat: Some("p(95)".to_owned()),
            unit: Some(Unit::Millis),
            value: *value,
            shown: String::new(),
            operator: Some(operator.to_owned()),
            limit: Some(500.0),
            verdict: Verdict::Pass,
        };
        let one = |(at, value): (i64, &Option<f64>)| {
            let mut run = run(&format!("run-{at}"), Some(at * 3_600_000));
            run.judged.objectives = vec![figure(value)];
            run
        };
        (0..).zip(values).map(one).collect()
    }

    fn noisy(levels: &[(usize, f64)]) -> Vec<Option<f64>> {
        let mut random = Random::new(7);
        levels.iter().flat_map(|(n, level)| vec![*level; *n]).map(|level| Some(level + 5.0 * random.normal())).collect()
    }

    #[test]
    fn a_shift_is_a_change_and_so_is_an_improvement() {
        let trends = trends(&runs(&noisy(&[(10, 100.0), (8, 160.0), (9, 90.0)]), "<"));
        let found: Vec<(usize, Sense)> = trends[0].changes.iter().map(|change| (change.at, change.sense)).collect();
        assert_eq!(found, [(10, Sense::Worse), (18, Sense::Better)]);
        let words = trends[0].words(&trends[0].changes[0]);
        assert!(words.starts_with("p95 of request duration: ") && words.contains(" ms → 1"), "{words}");
        assert_eq!(Sense::of(Some(">"), true), Sense::Better);
        assert_eq!(Sense::of(Some("=="), true), Sense::Changed);
    }

    #[test]
    fn a_run_without_a_value_is_a_gap_and_shifts_no_change() {
        let mut values = noisy(&[(8, 100.0), (8, 160.0)]);
        values.insert(2, None);
        let runs = runs(&values, "<");
        let trends = trends(&runs);
        assert_eq!((trends[0].changes.len(), trends[0].changes[0].at), (1, 9));
        let chart = trends[0].chart(&runs, (360, 160));
        assert_eq!(chart.table.rows[2].values[0], None);
        assert_eq!(chart.scene.marks.iter().filter(|mark| mark.class == "change").count(), 1);
    }

    #[test]
    fn nothing_is_said_of_few_runs_and_of_runs_without_a_time() {
        let mut few = runs(&noisy(&[(4, 100.0), (5, 200.0)]), "<");
        assert_eq!(trends(&few)[0].too_few(), None);
        few[8].judged.start_ms = None;
        few[7].judged.start_ms = None;
        few.sort_by(crate::in_order);
        let found = &trends(&few)[0];
        assert_eq!((found.runs.len(), found.changes.len()), (7, 0));
        assert!(found.too_few().is_some());
    }

    #[test]
    fn two_limits_on_one_number_are_two_trends() {
        let mut runs = runs(&[Some(1.0), Some(2.0)], "<");
        let second = Figure { limit: Some(900.0), ..runs[1].judged.objectives[0].clone() };
        runs[1].judged.objectives.push(second);
        let found = trends(&runs);
        assert_eq!(found.iter().map(Trend::known).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(found[1].figures[0], None, "the first run does not state it");
    }
}
