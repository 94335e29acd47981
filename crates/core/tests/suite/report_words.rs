//! What page and exports say of real runs: tallies, totals, tables by type, where numbers come from.

use crate::report_support::report;
use sloscope_core::metric::MetricType;
use sloscope_core::report::{Query, sparkline_path, words};
use sloscope_core::slo::Verdict;
use sloscope_core::stat::Stat;

#[test]
fn a_failed_run_in_words() {
    let report = report("v2.2/only_errors", &Query::default());
    let tally = words::tally(&report);
    let count = |wanted: &[Verdict]| report.objectives.iter().filter(|o| wanted.contains(&o.verdict)).count();
    assert_eq!(tally.passed, count(&[Verdict::Pass]));
    assert_eq!(tally.failed, count(&[Verdict::Fail]));
    assert_eq!(tally.not_judged, count(&[Verdict::NoData, Verdict::CannotJudge]));
    assert!(tally.failed > 0);
    assert_eq!(words::errors(&report), "1,219 of 1,229 requests failed.");
    // 1,167 of 1,219.
    let share = words::error_share(&report.errors, &report.errors.rows[0]).expect("a share");
    assert!((share - 0.957_342).abs() < 1e-6, "{share}");
    assert_eq!(words::endpoint(&report.errors.rows[0]), "GET refused");
    let totals = words::totals(&report);
    let requests = totals.iter().find(|(label, ..)| *label == "Requests").expect("requests");
    assert_eq!(requests.1.values.get(requests.2), Some(1229.0));
}

#[test]
fn metrics_by_type_with_the_statistics_that_they_have() {
    let report = report("v2.2/mixed_ramping", &Query::default());
    let tables = words::metric_tables(&report.metrics);
    assert_eq!(tables.iter().map(|t| t.metrics.len()).sum::<usize>(), report.metrics.len());
    let counters = tables.iter().find(|t| t.kind == MetricType::Counter).expect("counters");
    assert_eq!(counters.columns[0], Stat::Count);
    for table in &tables {
        for metric in &table.metrics {
            assert!(metric.values.iter().all(|(stat, _)| table.columns.contains(&stat)), "{}", metric.series);
        }
    }
    assert_eq!(words::measured_from_all(&report.metrics), Some("computed from samples, exact"));
    let duration = report.metrics.iter().find(|m| m.series.to_string() == "http_req_duration").expect("a trend");
    let p95 = words::metric_value(duration, Stat::P(95.0)).expect("a value");
    assert!(!p95.contains("ms"), "the table names the unit: {p95}");
    assert_eq!(words::metric_value(duration, Stat::Rate), None);
}

/// Drawn at the places where the spans say that it was broken.
#[test]
fn the_course_of_an_objective() {
    let report = report("v2.2/thresholds_fail", &Query::default());
    let courses = report.objectives.iter().filter_map(|o| Some((o, sparkline_path(o, 96.0, 20.0, 96)?)));
    let mut drawn = 0;
    for (o, course) in courses {
        drawn += 1;
        let broken = o.windows.iter().filter(|w| w.kept == Some(false)).count();
        assert_eq!(course.broken.len(), broken, "{}", o.title);
    }
    assert!(drawn > 3, "{drawn}");
}
