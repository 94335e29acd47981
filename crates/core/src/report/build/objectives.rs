//! Which objectives a run is judged by: those that were edited, else an objectives file's, else those that the
//! run's own files state. Where there are none, nothing is judged.

use crate::ingest::Format;
use crate::report::{ObjectivesFrom, Query};
use crate::run::{Attached, Run};
use crate::series::Series;
use crate::slo::{Objective, Origin};

pub fn objectives(run: &Run, query: &Query) -> (Vec<Objective>, ObjectivesFrom) {
    if let Some(edited) = &query.objectives {
        let from = edited.first().map_or(ObjectivesFrom::NotStated, |first| match &first.origin {
            Origin::ObjectivesFile(name) => ObjectivesFrom::ObjectivesFile(name.clone()),
            Origin::Suggested => ObjectivesFrom::Suggested,
            Origin::Preset(name) => ObjectivesFrom::Preset(name.clone()),
            _ => ObjectivesFrom::Edited,
        });
        return (edited.clone(), from);
    }
    let mut found = Vec::new();
    for (name, options) in &run.objectives {
        for t in &options.thresholds {
            let origin = Origin::ObjectivesFile(name.clone());
            add(&mut found, &t.series, &t.expression, t.abort_on_fail, &t.delay_abort_eval, origin);
        }
    }
    if let Some((name, _)) = run.objectives.first() {
        return (found, ObjectivesFrom::ObjectivesFile(name.clone()));
    }
    stated(run, &mut found);
    named(run, &mut found);
    if found.is_empty() {
        return (found, ObjectivesFrom::NotStated);
    }
    let mut files: Vec<String> = Vec::new();
    for objective in &found {
        if let Origin::File(name) | Origin::NameOnly(name) = &objective.origin
            && !files.contains(name)
        {
            files.push(name.clone());
        }
    }
    (found, ObjectivesFrom::Files(files))
}

/// The union of what samples, options and summaries state; the first that states one is its origin.
fn stated(run: &Run, found: &mut Vec<Objective>) {
    let of_samples = run.samples.iter().flat_map(|s| {
        let name = s.names.first().cloned().unwrap_or_default();
        s.file.thresholds.iter().map(move |t| (name.clone(), t))
    });
    let of_options = run.options.iter().flat_map(|(name, o)| o.thresholds.iter().map(move |t| (name.clone(), t)));
    let of_recordings = run.summaries.iter().flat_map(|a| {
        a.summary.options.iter().flat_map(move |o| o.thresholds.iter().map(move |t| (a.name.clone(), t)))
    });
    for (name, t) in of_samples.chain(of_options).chain(of_recordings) {
        add(found, &t.series, &t.expression, t.abort_on_fail, &t.delay_abort_eval, Origin::File(name));
    }
    for attached in run.summaries.iter().chain(&run.runner_summaries) {
        for metric in &attached.summary.metrics {
            for t in &metric.thresholds {
                // k6's REST form says only whether a threshold of the metric was crossed.
                let origin = if t.expression.is_empty() { Origin::NameOnly } else { Origin::File };
                add(found, &metric.series, &t.expression, false, &None, origin(attached.name.clone()));
            }
        }
    }
}

/// Sub-metrics that samples or k6's summaries name: somebody set a threshold on each, except on the one that k6 itself
/// makes. Where no file states its expression, the objective is known by name only.
fn named(run: &Run, found: &mut Vec<Objective>) {
    let k6s_own = Series::metric("http_req_duration").with("expected_response", "true");
    let of_samples = run.samples.iter().flat_map(|samples| {
        let name = samples.names.first().cloned().unwrap_or_default();
        samples.file.submetrics.iter().map(move |series| (name.clone(), series))
    });
    // A dashboard has series of its own, and what k6 did not write may have any.
    let by_k6 = |attached: &&Attached| {
        let k6s =
            matches!(attached.format, Format::SummaryLegacy | Format::SummaryHandle | Format::SummaryMachineReadable);
        k6s && attached.summary.saved.is_none()
    };
    let of_summaries = run.summaries.iter().chain(&run.runner_summaries).filter(by_k6).flat_map(|attached| {
        let parts = attached.summary.metrics.iter().filter(|m| !m.series.tags.is_empty());
        parts.map(|m| (attached.name.clone(), &m.series))
    });
    for (name, series) in of_samples.chain(of_summaries).collect::<Vec<_>>() {
        if series.same_as(&k6s_own) || found.iter().any(|o| o.series.same_as(series)) {
            continue;
        }
        let origin = Origin::NameOnly(name);
        found.push(Objective {
            series: series.clone(),
            expression: String::new(),
            abort_on_fail: false,
            delay_abort_eval: None,
            origin,
        });
    }
}

fn add(
    found: &mut Vec<Objective>,
    series: &Series,
    expression: &str,
    abort_on_fail: bool,
    delay_abort_eval: &Option<String>,
    origin: Origin,
) {
    let same = |o: &&mut Objective| o.series.same_as(series) && normal(&o.expression) == normal(expression);
    match found.iter_mut().find(same) {
        // A summary does not carry abortOnFail; options do.
        Some(known) if abort_on_fail && !known.abort_on_fail => {
            known.abort_on_fail = true;
            known.delay_abort_eval.clone_from(delay_abort_eval);
        }
        Some(_) => {}
        None => found.push(Objective {
            series: series.clone(),
            expression: expression.to_owned(),
            abort_on_fail,
            delay_abort_eval: delay_abort_eval.clone(),
            origin,
        }),
    }
}

/// An expression without its spaces: how two spellings of one are told to be the same.
pub fn normal(expression: &str) -> String {
    expression.chars().filter(|c| !c.is_whitespace()).collect()
}
