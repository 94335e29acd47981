//! Does an objective apply to what is shown? A window or a filter can leave out all that it is about; an objective that the
//! options state on a scenario that did not run is about another run.

use super::Build;
use super::load;
use super::rows::{Rows, Selected};
use crate::slo::{Objective, Origin, Verdict};
use crate::time::Nanos;

/// Why the objective does not count in this part; `None` if it does. A series without samples where there could have been some
/// is not outside: there is no data.
pub fn outside(build: &Build, objective: &Objective, selected: &Selected) -> Option<(Verdict, String)> {
    if !build.is_narrowed() || selected.count() > 0 {
        return None;
    }
    let rows = build.rows?;
    if is_nothing(&rows) {
        return None;
    }
    let series = &objective.series;
    let of_filter = Rows { window: None, ..rows }.select(series)?;
    if of_filter.count() == 0 {
        let of_run = Rows::all(rows.store).select(series)?.count();
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
    let (first, last) = lasts(build, objective, &of_filter)?;
    (last < from || first >= to).then(|| {
        let at = |at: Nanos| crate::format::moment(build.clock.ms(at).max(0.0));
        let text =
            format!("{series} is of the time from {} to {}: it is not judged in this part.", at(first), at(last));
        (Verdict::NotInPart, text)
    })
}

/// k6 drops scenarios with their thresholds (`--scenario`), or replaces all of them (`--vus`, `--duration`), and its options
/// still state them. What the user asks for himself is not outside: it has no data.
pub fn not_in_run(build: &Build, objective: &Objective) -> Option<(Verdict, String)> {
    let of_run = matches!(objective.origin, Origin::File(_));
    let (_, scenario) = objective.series.tags.iter().find(|(key, _)| of_run && key == "scenario")?;
    if !load::plan(build).not_run.contains(scenario) {
        return None;
    }
    // A sub-metric that k6 made, or a verdict that it gave, says that the threshold was in force.
    let made = build.run.samples.iter().flat_map(|s| &s.file.submetrics).any(|s| s.same_as(&objective.series));
    let stated =
        build.run.summaries.iter().flat_map(|a| &a.summary.metrics).any(|m| m.series.same_as(&objective.series));
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
fn lasts(build: &Build, objective: &Objective, selected: &Selected) -> Option<(Nanos, Nanos)> {
    let by_scenario = objective.series.tags.iter().all(|(key, _)| key == "scenario");
    let (spans, _) = build.active.touched(selected);
    if let Some(span) = spans.hull().filter(|_| by_scenario) {
        return Some(span);
    }
    let times = || selected.samples().map(|sample| sample.time);
    Some((times().min()?, times().max()?))
}
