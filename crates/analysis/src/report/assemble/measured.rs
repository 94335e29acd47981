//! The numbers of a part of a run without the rest of a report: for comparisons, which ask for many parts.

use std::collections::HashMap;

use sloscope_dataset::Run;
use sloscope_model::series::Series;
use sloscope_model::time::distance;

use super::{Build, filter, objectives, series_list};
use crate::report::{MetricSummary, Query};
use crate::session::Memory;

/// Consecutive spans of equal length, in ms after the start of the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spans {
    /// Where the first one starts; what lies before is left out.
    pub start_ms: f64,
    /// The length of each.
    pub length_ms: f64,
    /// How many there are; what lies behind the last one is left out.
    pub number: usize,
}

/// Samples in order of time, with what their tags say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// The values of the tags that were asked for, in their order; absent where a sample has none. Each combination once.
    pub labels: Vec<Vec<Option<String>>>,
    /// For each sample: ms after the start of the run, and its place in `labels`.
    pub samples: Vec<(f64, usize)>,
}

/// All metrics as a report has them, and further series that somebody asks for.
pub(crate) fn measured(run: &Run, memory: &Memory, query: &Query, further: &[Series]) -> Vec<MetricSummary> {
    let (objectives, _) = objectives::objectives(run, query);
    let kept = filter::kept(run, query);
    let build = Build::new((run, memory), query, (kept.as_deref(), None), objectives, &[]);
    let mut metrics = series_list::metrics(&build);
    let measurer = build.measurer();
    let more = further.iter().filter(|series| !metrics.iter().any(|metric| metric.series.same_as(series)));
    let more: Vec<_> = more.filter_map(|series| series_list::one(&build, measurer.as_ref(), series)).collect();
    metrics.extend(more);
    metrics
}

/// The values of a series in spans of time; empty where the run has no samples of it.
pub(crate) fn in_spans(run: &Run, memory: &Memory, query: &Query, series: &Series, spans: Spans) -> Vec<Vec<f64>> {
    let kept = filter::kept(run, query);
    let build = Build::new((run, memory), query, (kept.as_deref(), None), Vec::new(), &[]);
    let Some(selected) = build.rows.and_then(|rows| rows.select(series)) else { return Vec::new() };
    let (start, length) = (build.clock.at(spans.start_ms), distance(spans.length_ms).max(1));
    // The first and the last span take what lies outside: one more on either side holds it.
    let mut values = selected.split(start.saturating_sub(length), length, spans.number + 2);
    values.pop();
    values.drain(..1).for_each(drop);
    values
}

/// All values of a series, in the order of the file; empty where the run has no samples of it.
pub(crate) fn values(run: &Run, memory: &Memory, query: &Query, series: &Series) -> Vec<f64> {
    let kept = filter::kept(run, query);
    let build = Build::new((run, memory), query, (kept.as_deref(), None), Vec::new(), &[]);
    build.rows.and_then(|rows| rows.select(series)).map(|selected| selected.values()).unwrap_or_default()
}

/// The samples of a series in order of time, with their values of some tags.
pub(crate) fn labelled(run: &Run, memory: &Memory, query: &Query, series: &Series, tags: &[&str]) -> Labelled {
    let kept = filter::kept(run, query);
    let build = Build::new((run, memory), query, (kept.as_deref(), None), Vec::new(), &[]);
    let Some((rows, selected)) = build.rows.and_then(|rows| Some((rows, rows.select(series)?))) else {
        return Labelled::default();
    };
    let table = &rows.store.tags;
    let by_tag: Vec<Vec<u32>> = tags.iter().map(|tag| table.by_value(tag)).collect();
    let (mut found, mut places) = (Labelled::default(), HashMap::new());
    let of_set: Vec<usize> = (0..table.len())
        .map(|set| {
            let numbers: Vec<u32> = by_tag.iter().map(|of| of[set]).collect();
            *places.entry(numbers).or_insert_with_key(|numbers| {
                found.labels.push(numbers.iter().map(|number| table.numbered(*number).map(str::to_owned)).collect());
                found.labels.len() - 1
            })
        })
        .collect();
    found.samples = selected.samples().map(|s| (build.clock.ms(s.time), of_set[s.tag_set.0 as usize])).collect();
    found.samples.sort_by(|a, b| a.0.total_cmp(&b.0));
    found
}
