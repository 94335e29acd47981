//! Does an objective apply to what is shown? A window or a filter can leave out all that it is about; an objective that the
//! options state on a scenario that did not run is about another run.

use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::time::Nanos;
use sloscope_objectives::{Objective, Origin};

use super::rows::{Rows, Selected};
use super::{Build, load};
use crate::slo::Verdict;

/// Why the objective does not count in this part; `None` if it does. A series without samples where there could have been some
/// is not outside: there is no data.
pub fn outside(build: &Build, series: &Series, selected: &Selected) -> Option<(Verdict, String)> {
    if !build.is_narrowed() || selected.count() > 0 {
        return None;
    }
    let rows = build.rows?;
    if *build.nothing.get_or_init(|| is_nothing(&rows)) {
        return None;
    }
    let of_filter = Rows { window: None, ..rows }.select(series)?;
    if of_filter.count() == 0 {
        let of_run = Rows { lookup: rows.lookup, ..Rows::all(rows.store) }.select(series)?.count();
        // Without samples in the whole run nothing was left out.
        return (of_run > 0).then(|| {
            let filters: Vec<String> = build.query.filters().collect();
            let text = format!(
                "The filter ({}) leaves out every sample of {series}: it is not judged here.",
                filters.join(", ")
            );
            (Verdict::NotInPart, text)
        });
    }
    let (from, to) = build.clock.window?;
    let (first, last) = lasts(build, series, &of_filter)?;
    (last < from || first >= to).then(|| {
        let at = |at: Nanos| sloscope_model::format::moment(build.clock.ms(at).max(0.0));
        let text =
            format!("{series} covers the time from {} to {}: it is not judged in this part.", at(first), at(last));
        (Verdict::NotInPart, text)
    })
}

/// k6 drops scenarios with their thresholds (`--scenario`), or replaces all of them (`--vus`, `--duration`), and its options
/// still state them. What the user asks for himself is not outside: it has no data.
pub fn not_in_run(build: &Build, objective: &Objective) -> Option<(Verdict, String)> {
    let of_run = matches!(objective.origin, Origin::File(_));
    let (_, scenario) = objective.series.tags.iter().find(|(key, _)| of_run && key == "scenario")?;
    if !build.not_run.get_or_init(|| Places::of(&load::plan(build).not_run)).has(scenario) {
        return None;
    }
    // A sub-metric that k6 made, or a verdict that it gave, says that the threshold was in force.
    let submetrics = || build.run.samples.iter().flat_map(|s| &s.file.submetrics).map(Series::key);
    let made = build.submetrics.get_or_init(|| Places::of(submetrics())).has(&objective.series.key());
    let stated = build.run.summaries.iter().any(|a| a.metric(&objective.series).is_some());
    (!made && !stated).then(|| {
        let text =
            format!("The scenario {scenario} is in the options and did not run: the objective is about another run.");
        (Verdict::NotInRun, text)
    })
}

/// A part that holds no sample at all is a mistake, or beyond the run: whatever is asked of it has no data.
fn is_nothing(rows: &Rows) -> bool {
    rows.store.columns().all(|column| rows.of_column(column, &[]).count() == 0)
}

/// From when to when there could be samples: while the scenarios of the series were active, or, where it is on one
/// endpoint, group or check of them, from its first to its last sample.
fn lasts(build: &Build, series: &Series, selected: &Selected) -> Option<(Nanos, Nanos)> {
    let by_scenario = series.tags.iter().all(|(key, _)| key == "scenario");
    let (spans, _) = build.active.touched(selected);
    if let Some(span) = spans.hull().filter(|_| by_scenario) {
        return Some(span);
    }
    let times = || selected.samples().map(|sample| sample.time);
    Some((times().min()?, times().max()?))
}
