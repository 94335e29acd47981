//! Which objectives a run is judged by: those that were edited, else an objectives file's, else those that the
//! run's own files state. Where there are none, nothing is judged.

use sloscope_dataset::{Attached, Run, Samples};
use sloscope_ingest::Format;
use sloscope_model::places::{Places, name_of};
use sloscope_model::series::Series;
use sloscope_objectives::{Objective, Origin, normal};

use crate::report::{ObjectivesFrom, Query};

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
    let mut found = Found::default();
    for (name, options) in &run.objectives {
        for t in &options.thresholds {
            found.add(&t.series, &t.expression, t.abort_on_fail, &t.delay_abort_eval, || {
                Origin::ObjectivesFile(name.clone())
            });
        }
    }
    if let Some((name, _)) = run.objectives.first() {
        return (found.list, ObjectivesFrom::ObjectivesFile(name.clone()));
    }
    stated(run, &mut found);
    named(run, &mut found);
    let found = found.list;
    if found.is_empty() {
        return (found, ObjectivesFrom::NotStated);
    }
    let (mut files, mut known): (Vec<String>, _) = (Vec::new(), Places::default());
    for objective in &found {
        if let Origin::File(name) | Origin::NameOnly(name) = &objective.origin
            && known.add(name)
        {
            files.push(name.clone());
        }
    }
    (found, ObjectivesFrom::Files(files))
}

/// Objectives as they are found, each once.
#[derive(Default)]
struct Found {
    list: Vec<Objective>,
    /// By series and expression.
    places: Places,
    series: Places,
}

/// The union of what samples, options and summaries state; the first that states one is its origin.
fn stated(run: &Run, found: &mut Found) {
    let of_samples = run.samples.iter().flat_map(|s| s.file.thresholds.iter().map(|t| (first_name(s), t)));
    let of_options = run.options.iter().flat_map(|(name, o)| o.thresholds.iter().map(move |t| (name.as_str(), t)));
    let of_recordings = run.summaries.iter().flat_map(|a| {
        a.summary.options.iter().flat_map(move |o| o.thresholds.iter().map(move |t| (a.name.as_str(), t)))
    });
    for (name, t) in of_samples.chain(of_options).chain(of_recordings) {
        let origin = || Origin::File(name.to_owned());
        found.add(&t.series, &t.expression, t.abort_on_fail, &t.delay_abort_eval, origin);
    }
    for attached in run.summaries.iter().chain(&run.runner_summaries) {
        for metric in &attached.summary.metrics {
            for t in &metric.thresholds {
                // k6's REST form says only whether a threshold of the metric was crossed.
                let origin = if t.expression.is_empty() { Origin::NameOnly } else { Origin::File };
                found.add(&metric.series, &t.expression, false, &None, || origin(attached.name.clone()));
            }
        }
    }
}

fn first_name(samples: &Samples) -> &str {
    samples.names.first().map_or("", String::as_str)
}

/// Sub-metrics that samples or k6's summaries name: somebody set a threshold on each, except on the one that k6 itself
/// makes. Where no file states its expression, the objective is known by name only.
fn named(run: &Run, found: &mut Found) {
    let k6s_own = Series::metric("http_req_duration").with("expected_response", "true");
    let of_samples = run
        .samples
        .iter()
        .flat_map(|samples| samples.file.submetrics.iter().map(|series| (first_name(samples), series)));
    // A dashboard has series of its own, and what k6 did not write may have any.
    let by_k6 = |attached: &&Attached| {
        let k6s =
            matches!(attached.format, Format::SummaryLegacy | Format::SummaryHandle | Format::SummaryMachineReadable);
        k6s && attached.summary.saved.is_none()
    };
    let of_summaries = run.summaries.iter().chain(&run.runner_summaries).filter(by_k6).flat_map(|attached| {
        let parts = attached.summary.metrics.iter().filter(|m| !m.series.tags.is_empty());
        parts.map(|m| (attached.name.as_str(), &m.series))
    });
    for (name, series) in of_samples.chain(of_summaries) {
        if !series.same_as(&k6s_own) && !found.series.has(&series.key()) {
            found.add(series, "", false, &None, || Origin::NameOnly(name.to_owned()));
        }
    }
}

impl Found {
    fn add(
        &mut self,
        series: &Series,
        expression: &str,
        abort_on_fail: bool,
        delay_abort_eval: &Option<String>,
        origin: impl Fn() -> Origin,
    ) {
        let key = series.key();
        let (at, is_new) = self.places.place(&name_of([key.as_str(), &normal(expression)]));
        if is_new {
            self.series.add(&key);
            self.list.push(Objective {
                series: series.clone(),
                expression: expression.to_owned(),
                abort_on_fail,
                delay_abort_eval: delay_abort_eval.clone(),
                origin: origin(),
            });
        } else if abort_on_fail && !self.list[at].abort_on_fail {
            // A summary does not carry abortOnFail; options do.
            self.list[at].abort_on_fail = true;
            self.list[at].delay_abort_eval.clone_from(delay_abort_eval);
        }
    }
}
