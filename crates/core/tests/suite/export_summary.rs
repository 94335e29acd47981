//! A summary in k6's form, read back by our own reader and parsed by a JSON parser, beside k6's own of the same samples.

use crate::report_support::report;
use sloscope_core::export::k6_summary;
use sloscope_core::ingest::{Content, Format};
use sloscope_core::metric::MetricType;
use sloscope_core::report::{MetricSummary, Query, Report};
use sloscope_core::slo::Verdict;
use sloscope_core::stat::Stat;

const FIXTURE: &str = "v2.2/seed_60s";

/// A dashboard's rates have no counts: the old form cannot say them.
fn written(report: &Report) -> impl Iterator<Item = &MetricSummary> {
    let rate = |m: &MetricSummary| m.kind == MetricType::Rate;
    report.metrics.iter().filter(move |m| !m.values.is_empty() && (!rate(m) || m.samples.is_some()))
}

#[test]
fn it_is_read_back_to_the_same_numbers() {
    let report = report(FIXTURE, &Query::default());
    let text = k6_summary(&report, false);
    let source = crate::support::read(text.as_bytes());
    assert_eq!(source.info.format, Format::SummaryLegacy);
    assert_eq!(source.diagnostics.notes, [] as [String; 0]);
    let Content::Summary(summary) = &source.content else { panic!("it is a summary") };
    let mut compared = 0;
    for metric in written(&report) {
        let read = summary.metrics.iter().find(|read| read.series == metric.series);
        let read = read.unwrap_or_else(|| panic!("{} is not in it", metric.series));
        assert_eq!(read.kind, metric.kind, "{metric:?}");
        for (stat, value) in metric.values.iter() {
            if matches!(stat, Stat::RateActive | Stat::StdDev) {
                continue;
            }
            assert_eq!(read.values.get(stat).map(f64::to_bits), Some(value.to_bits()), "{} {stat}", metric.series);
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared} values were compared");
    assert_eq!(summary.metrics.len(), written(&report).count());
    // k6's verdicts: true is crossed.
    for result in &report.objectives {
        let metric = summary.metrics.iter().find(|metric| metric.series.same_as(&result.objective.series));
        let threshold = metric.and_then(|m| m.thresholds.iter().find(|t| t.expression == result.objective.expression));
        let ok = match result.verdict {
            Verdict::Pass => Some(true),
            Verdict::Fail => Some(false),
            _ => None,
        };
        assert_eq!(threshold.and_then(|threshold| threshold.ok), ok, "{}", result.title);
    }
    let root = summary.checks.as_ref().expect("there are checks");
    let of = |group: &sloscope_core::report::CheckGroup| {
        let mut all: Vec<_> = group.checks.iter().map(|c| (c.name.clone(), c.passes, c.fails)).collect();
        all.sort();
        all
    };
    assert_eq!(of(root), of(report.checks.as_ref().expect("there are checks")));
}

#[test]
fn its_shape_is_that_of_k6() {
    let report = report(FIXTURE, &Query::default());
    let ours: serde_json::Value = serde_json::from_str(&k6_summary(&report, false)).expect("JSON");
    assert!(ours["root_group"]["checks"].is_object() && ours["root_group"]["groups"].is_object());
    for metric in written(&report) {
        let entry = &ours["metrics"][metric.series.to_string()];
        let key = match metric.kind {
            MetricType::Counter => "rate",
            MetricType::Gauge | MetricType::Rate => "value",
            MetricType::Trend => "p(95)",
        };
        assert!(entry[key].is_number(), "{}: {entry}", metric.series);
        assert!(entry.get("type").is_none(), "the old form states no types");
    }
    assert!(ours.get("note").is_none());
}
