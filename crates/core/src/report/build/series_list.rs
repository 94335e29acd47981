//! Every metric and sub-metric that a file or an objective names, and its statistics from the best source.

use super::Build;
use super::measure::Measurer;
use crate::ingest::Format;
use crate::metric::{MetricType, builtin};
use crate::order::sort_short_by_key;
use crate::report::{MeasuredFrom, MetricSummary};
use crate::run::Attached;
use crate::series::Series;
use crate::stat::{Stat, Values};

/// All metrics, in the order of the samples; sub-metrics after their metric.
pub fn metrics(build: &Build) -> Vec<MetricSummary> {
    let measurer = build.measurer();
    names(build).into_iter().filter_map(|series| one(build, measurer.as_ref(), &series)).collect()
}

/// The best that is known of a series; `None` if its metric is unknown to the files.
fn one(build: &Build, measurer: Option<&Measurer>, series: &Series) -> Option<MetricSummary> {
    let Some(measurer) = measurer else {
        return from_summaries(build, series);
    };
    measurer.series(series).or_else(|| {
        // Known by a summary, or by k6, but there is no sample of it.
        let stated = build.run.summaries.iter().find_map(|a| find(a, series)).map(|m| (m.kind, m.contains));
        let by_name = || builtin(&series.metric).map(|(kind, contains)| (kind, Some(contains)));
        let (kind, contains) = stated.or_else(by_name)?;
        Some(MetricSummary {
            series: series.clone(),
            kind,
            contains: contains.unwrap_or_default(),
            values: Values::new(),
            samples: Some(0),
            from: MeasuredFrom::Samples,
            kind_guessed: false,
        })
    })
}

fn find<'a>(attached: &'a Attached, series: &Series) -> Option<&'a crate::ingest::SummaryMetric> {
    attached.summary.metrics.iter().find(|m| m.series.same_as(series))
}

/// As stated by the most precise summary; what only another one states is added.
fn from_summaries(build: &Build, series: &Series) -> Option<MetricSummary> {
    let mut stating = build.run.summaries.iter().filter_map(|a| Some((a, find(a, series)?)));
    let (attached, first) = stating.next()?;
    let mut values = first.values.clone();
    for (other, metric) in stating {
        if from(other.format) == from(attached.format) {
            for (stat, value) in metric.values.iter().filter(|(stat, _)| first.values.get(*stat).is_none()) {
                values.set(stat, value);
            }
        }
    }
    // The machine-readable summary states counts and the duration, but no rates; k6's rate is one by the other.
    if first.kind == MetricType::Counter
        && let (Some(count), None) = (values.get(Stat::Count), values.get(Stat::Rate))
        && let Some((ms, _)) = build.clock.duration.as_ref().filter(|(ms, _)| *ms > 0.0)
    {
        values.set(Stat::Rate, count / (ms / 1000.0));
    }
    let known = builtin(&series.metric).map(|k| k.1);
    let mut samples = super::evidence::stated_samples(first.kind, &values);
    if samples.is_none() && first.kind == MetricType::Trend && counts_nothing(build, series) {
        samples = Some(0);
    }
    if samples == Some(0) {
        // k6 writes 0 for every statistic of nothing; only the counts are true.
        let counts = values.iter().filter(|(stat, _)| matches!(stat, Stat::Count | Stat::Passes | Stat::Fails));
        values = counts.collect();
    }
    Some(MetricSummary {
        series: series.clone(),
        kind: first.kind,
        contains: first.contains.or(known).unwrap_or_default(),
        values,
        samples,
        from: from(attached.format),
        kind_guessed: false,
    })
}

/// Does a counter of the same summary say that there was nothing to measure, and are all values 0?
fn counts_nothing(build: &Build, series: &Series) -> bool {
    let counter = match series.metric.as_str() {
        "iteration_duration" => "iterations",
        "ws_session_duration" => "ws_sessions",
        name if name.starts_with("http_req_") => "http_reqs",
        _ => return false,
    };
    let whole = Series::metric(counter);
    build.run.summaries.iter().any(|attached| {
        let count = find(attached, &whole).and_then(|metric| metric.values.get(Stat::Count));
        let zeros = |metric: &crate::ingest::SummaryMetric| metric.values.iter().all(|(_, value)| value == 0.0);
        count == Some(0.0) && find(attached, series).is_some_and(zeros)
    })
}

pub fn from(format: Format) -> MeasuredFrom {
    match format {
        Format::DashboardRecord | Format::DashboardHtml => MeasuredFrom::Dashboard,
        Format::SummaryLookalike => MeasuredFrom::Lookalike,
        _ => MeasuredFrom::Summary,
    }
}

fn names(build: &Build) -> Vec<Series> {
    let mut names: Vec<Series> = Vec::new();
    let mut add = |series: &Series| {
        if !names.iter().any(|s| s.same_as(series)) {
            names.push(series.clone());
        }
    };
    if let Some(samples) = &build.run.samples {
        samples.file.store.columns().for_each(|c| add(&Series::metric(&c.name)));
        samples.file.submetrics.iter().for_each(&mut add);
    }
    build.run.summaries.iter().flat_map(|a| &a.summary.metrics).for_each(|m| add(&m.series));
    build.objectives.iter().for_each(|o| add(&o.series));
    let mut order: Vec<String> = Vec::new();
    for series in &names {
        if !order.contains(&series.metric) {
            order.push(series.metric.clone());
        }
    }
    let place = |s: &Series| (order.iter().position(|name| *name == s.metric), !s.tags.is_empty());
    sort_short_by_key(&mut names, place);
    names
}
