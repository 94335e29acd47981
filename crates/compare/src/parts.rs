//! What a side is made of: runs, or parts of runs.

use serde::{Deserialize, Serialize};
use sloscope_analysis::report::{Query, Report, Window, words};
use sloscope_analysis::session::Session;
use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;

use crate::limit::Limit;
use crate::model::PartFacts;

/// A run, or a part of one: what one observation is measured of.
#[derive(Clone)]
pub struct Part<'a> {
    /// The session that has the run.
    pub session: &'a Session,
    /// Which run, and what of it.
    pub query: Query,
    /// What it is called.
    pub facts: PartFacts,
}

/// What of each run of a side counts. The default is all of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Selection {
    /// Only this span of time.
    pub window: Option<Window>,
    /// Only the stage of this name.
    pub stage: Option<String>,
    /// Only samples that have all of these tags.
    pub tags: Vec<(String, String)>,
    /// Only samples that have none of these tags.
    pub without: Vec<(String, String)>,
}

impl Selection {
    /// The same of samples that have this tag, too.
    pub fn with(&self, key: &str, value: &str) -> Self {
        let mut selection = self.clone();
        selection.tags.push((key.to_owned(), value.to_owned()));
        selection
    }
}

/// The percentiles that a comparison looks at, besides the usual ones; and of these those that limits name.
pub(crate) fn percentiles(stats: impl Iterator<Item = Stat>) -> Vec<f64> {
    stats.filter_map(|stat| if let Stat::P(p) = stat { Some(p) } else { None }).collect()
}

/// The parts of all runs of a session that a selection takes. The error says why a run has no such part.
pub fn parts<'a>(session: &'a Session, selection: &Selection) -> Result<Vec<Part<'a>>, String> {
    let list = session.list();
    let part = |(run, of): (usize, sloscope_analysis::report::RunRef)| {
        let mut query = Query {
            run,
            window: selection.window,
            tags: selection.tags.clone(),
            without: selection.without.clone(),
            ..Query::default()
        };
        if let Some(stage) = &selection.stage {
            take_stage(session, &mut query, stage, &of.label)?;
        }
        let facts = facts(&query, &of, selection.stage.as_deref());
        if session.is_stored(run) {
            take_stored(session, &mut query, &of.label)?;
        }
        Ok(Part { session, facts, query })
    };
    list.into_iter().enumerate().map(part).collect()
}

/// What a part is called: the run, and what of it.
pub(crate) fn facts(query: &Query, run: &sloscope_analysis::report::RunRef, stage: Option<&str>) -> PartFacts {
    let mut label = run.label.clone();
    match (stage, query.window) {
        (Some(stage), _) => label.push_str(&format!(", stage {stage}")),
        (None, Some(Window { start_ms, end_ms })) => {
            let end = if end_ms < Window::LAST_MS { format::moment(end_ms) } else { "the end".to_owned() };
            label.push_str(&format!(", {} to {end}", format::moment(start_ms)));
        }
        (None, None) => {}
    }
    query.filters().for_each(|filter| label.push_str(&format!(", {filter}")));
    PartFacts { label, sources: run.sources.clone(), start: run.start, stages: Vec::new() }
}

/// The figures of a stored run are of the part that was asked for when it was stored: of that one, or of none.
fn take_stored(session: &Session, query: &mut Query, run: &str) -> Result<(), String> {
    let whole = Query { run: query.run, ..Query::default() };
    let report = session.report(&whole).ok_or("there is no run")?;
    let last = report.run.observed_ms.unwrap_or(f64::INFINITY);
    // The end of a window that is stored lies no later than that of the run.
    let same_window = match (query.window, report.query.window) {
        (Some(asked), Some(stored)) => {
            let to_end = asked.end_ms > stored.end_ms && stored.end_ms >= last;
            asked.start_ms == stored.start_ms && (to_end || asked.end_ms == stored.end_ms)
        }
        (asked, stored) => asked == stored,
    };
    let tags = |of: &Query| {
        let (mut tags, mut without) = (of.tags.clone(), of.without.clone());
        tags.sort();
        without.sort();
        (tags, without)
    };
    if !same_window || tags(query) != tags(&report.query) {
        return Err(match words::selection(&report) {
            Some(selection) => format!(
                "{run} holds figures of a part of the run, without its samples: compare the same part of both sides ({selection}), or save the baseline again"
            ),
            None => format!(
                "{run} holds figures of the whole run, without its samples: it cannot be narrowed. Save the baseline again with the same part, or give the files that it was made from"
            ),
        });
    }
    let Query { window, tags, without, .. } = report.query;
    (query.window, query.tags, query.without) = (window, tags, without);
    Ok(())
}

/// The reports of which a baseline is made, with what limits are on.
pub fn figures(parts: &[Part], limits: &[Limit]) -> Vec<Report> {
    let further: Vec<Series> = limits.iter().map(|limit| limit.series.clone()).collect();
    let wanted = percentiles(limits.iter().map(|limit| limit.stat));
    let of = |part: &Part| {
        let query = Query { percentiles: wanted.clone(), ..part.query.clone() };
        let mut report = report(&Part { query: query.clone(), ..part.clone() })?;
        let known = |series: &Series| report.metrics.iter().any(|metric| metric.series.same_as(series));
        let missing: Vec<Series> = further.iter().filter(|series| !known(series)).cloned().collect();
        let found = part.session.measured(&query, &missing);
        let more = found.into_iter().filter(|metric| missing.iter().any(|series| series.same_as(&metric.series)));
        report.metrics.extend(more);
        Some(report)
    };
    parts.iter().filter_map(of).collect()
}

fn take_stage(session: &Session, query: &mut Query, name: &str, run: &str) -> Result<(), String> {
    let whole = Query { run: query.run, ..Query::default() };
    let report = session.report(&whole).ok_or("there is no run")?;
    let label = |stage| words::stage_label(&report, stage);
    let stages = &report.load.stages;
    let Some(stage) = stages.iter().find(|stage| stage.name == name || label(stage) == name) else {
        let names: Vec<String> = stages.iter().map(label).collect();
        return Err(match names.is_empty() {
            true => format!("{run} has no stages: give a window instead"),
            false => format!("{run} has no stage {name:?}; its stages are {}", names.join(", ")),
        });
    };
    let (start_ms, end_ms) = (stage.start_ms.max(0.0), stage.end_ms);
    let within = query.window.unwrap_or(Window { start_ms: 0.0, end_ms: Window::LAST_MS });
    query.window = Some(Window { start_ms: start_ms.max(within.start_ms), end_ms: end_ms.min(within.end_ms) });
    if report.load.scenarios.len() > 1 && !stage.scenario.is_empty() {
        query.tags.push(("scenario".to_owned(), stage.scenario.clone()));
    }
    Ok(())
}

/// The stages of a part by its report, those that lie in it.
pub(crate) fn stages(report: &Report) -> Vec<(String, f64)> {
    let (from, to) = report.run.part.map_or((0.0, f64::MAX), |part| (part.start_ms, part.end_ms));
    let within = report.load.stages.iter().filter(|stage| stage.start_ms < to && stage.end_ms > from);
    within.map(|stage| (words::stage_label(report, stage), stage.start_ms.max(from))).collect()
}

/// The report of a part, with its endpoints.
pub(crate) fn report(part: &Part) -> Option<Report> {
    part.session.report(&Query { group_by: vec!["name".to_owned()], objectives: None, ..part.query.clone() })
}
