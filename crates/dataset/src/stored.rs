//! A stored report as a run of its own: its values are judged as those of summaries are.

use sloscope_ingest::{Format, Summary, SummaryMetric};
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;
use sloscope_model::time::parse_rfc3339;
use sloscope_stored::Report;
use sloscope_stored::v1::Metric;

use crate::{Attached, Run};

/// The run of a stored report from the file of this name.
pub(crate) fn run(name: &str, report: Report) -> Run {
    // By how exact the values are: cut by a dashboard, of unknown origin, or neither.
    let forms = [
        (Format::Report, &["samples", "summary"][..]),
        (Format::DashboardRecord, &["dashboard"]),
        (Format::SummaryLookalike, &["lookalike"]),
    ];
    // Only samples tell how long the run lasted.
    let estimated = report.run.duration_from.as_deref() == Some("observed-span");
    let summaries = forms.into_iter().filter_map(|(format, from)| {
        let metrics = report.metrics.iter().filter(|(_, metric)| from.contains(&metric.from.as_str()));
        let metrics: Vec<SummaryMetric> = metrics.map(|(name, metric)| stated(name, metric, estimated)).collect();
        let time = |text: &Option<String>| Some(parse_rfc3339(text.as_ref()?.as_bytes()).ok()?.nanos);
        let summary = Summary {
            metrics,
            duration_ms: report.run.duration_ms.filter(|_| !estimated),
            start: time(&report.run.start),
            end: time(&report.run.end),
            ..Summary::default()
        };
        let is_first = format == Format::Report;
        // Of samples that were cut the extremes are not those of the run.
        let cut = report.incomplete.is_some();
        (is_first || !summary.metrics.is_empty()).then(|| Attached::new(name, format, summary, cut))
    });
    let summaries = summaries.collect();
    Run { name: name.to_owned(), summaries, stored: Some(Box::new(report)), ..Run::default() }
}

/// A rate per second over an `estimated` time is shown, and decides no objective.
fn stated(name: &str, metric: &Metric, estimated: bool) -> SummaryMetric {
    let kind = MetricType::parse(&metric.kind).unwrap_or_default();
    let is_estimate = |stat: Stat| estimated && kind == MetricType::Counter && stat == Stat::Rate;
    SummaryMetric {
        series: Series::parse(name).unwrap_or_else(|_| Series::metric(name)),
        kind,
        contains: Contains::parse(&metric.contains),
        values: metric.values.iter().filter(|(stat, _)| !is_estimate(*stat)).collect(),
        thresholds: Vec::new(),
    }
}
