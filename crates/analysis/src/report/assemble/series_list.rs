//! Every metric and sub-metric that a file or an objective names, and its statistics from the best source.

use sloscope_dataset::Run;
use sloscope_ingest::Format;
use sloscope_model::metric::{MetricType, builtin};
use sloscope_model::order::sort_short_by_key;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Values};
use sloscope_objectives::Objective;
use sloscope_store::{Lookup, Store};

use super::Build;
use super::measure::Measurer;
use crate::report::{MeasuredFrom, MetricSummary};

/// All metrics, in the order of the samples; sub-metrics after their metric.
pub fn metrics(build: &Build) -> Vec<MetricSummary> {
    let measurer = build.measurer();
    names(build).into_iter().filter_map(|series| one(build, measurer.as_ref(), &series)).collect()
}

/// Looks up all series that a report, or the comparison with a summary, asks for.
pub fn lookup(run: &Run, store: &Store, objectives: &[Objective]) -> Lookup {
    let submetrics = run.samples.iter().flat_map(|samples| &samples.file.submetrics);
    let stated = run.summaries.iter().flat_map(|a| &a.summary.metrics).map(|m| &m.series);
    Lookup::of(store, submetrics.chain(stated).chain(objectives.iter().map(|o| &o.series)))
}

/// The best that is known of a series; `None` if its metric is unknown to the files.
pub fn one(build: &Build, measurer: Option<&Measurer>, series: &Series) -> Option<MetricSummary> {
    let Some(measurer) = measurer else {
        return from_summaries(build, series);
    };
    measurer.series(series).or_else(|| {
        // Known by a summary, or by k6, but there is no sample of it.
        let stated = build.run.summaries.iter().find_map(|a| a.metric(series)).map(|m| (m.kind, m.contains));
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

/// As stated by the most precise summary; what only another one states is added.
fn from_summaries(build: &Build, series: &Series) -> Option<MetricSummary> {
    let mut stating = build.run.summaries.iter().filter_map(|a| Some((a, a.metric(series)?)));
    let (attached, first) = stating.next()?;
    let mut values = first.values.clone();
    for (other, metric) in stating {
        if from(other.format) == from(attached.format) {
            let more = values.iter().chain(metric.values.iter());
            values = more.chain(first.values.iter()).collect();
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
        let count = attached.metric(&whole).and_then(|metric| metric.values.get(Stat::Count));
        let zeros = |metric: &sloscope_ingest::SummaryMetric| metric.values.iter().all(|(_, value)| value == 0.0);
        count == Some(0.0) && attached.metric(series).is_some_and(zeros)
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
    let (mut names, mut known): (Vec<Series>, _) = (Vec::new(), Places::default());
    let mut add = |series: &Series| {
        if known.add(&series.key()) {
            names.push(series.clone());
        }
    };
    if let Some(samples) = &build.run.samples {
        samples.file.store.columns().for_each(|c| add(&Series::metric(&c.name)));
        samples.file.submetrics.iter().for_each(&mut add);
    }
    build.run.summaries.iter().flat_map(|a| &a.summary.metrics).for_each(|m| add(&m.series));
    build.objectives.iter().for_each(|o| add(&o.series));
    let mut metrics = Places::default();
    let places: Vec<(usize, bool)> =
        names.iter().map(|series| (metrics.place(&series.metric).0, !series.tags.is_empty())).collect();
    let mut order: Vec<(Series, (usize, bool))> = names.into_iter().zip(places).collect();
    sort_short_by_key(&mut order, |(_, place)| *place);
    order.into_iter().map(|(series, _)| series).collect()
}
