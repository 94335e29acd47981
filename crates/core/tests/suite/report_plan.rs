//! The planned load, recovered from samples alone: the scripts of the fixtures say what is true.

use std::path::Path;

use crate::report_support::{files, fixtures, read};
use sloscope_core::ingest::Source;
use sloscope_core::report::{PlanFrom, Query, Report};
use sloscope_core::run::Session;

/// Of the samples alone: neither options nor summaries.
fn from_samples(folder: &Path) -> Report {
    let results = files(folder).into_iter().filter(|f| f.to_string_lossy().contains("results.json"));
    let sources: Vec<Source> = results.map(|f| read(&f)).collect();
    Session::new(sources).report(&Query::default()).expect("a report")
}

fn rates(report: &Report) -> Vec<f64> {
    assert!(report.run.stages.iter().all(|s| s.from == PlanFrom::Samples && s.from_rate == s.to_rate));
    report.run.stages.iter().map(|s| s.to_rate).collect()
}

#[test]
fn the_sample_run_goes_200_300_400() {
    let report = from_samples(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/sample"));
    assert_eq!(rates(&report), [200.0, 300.0, 400.0]);
    assert_eq!(report.run.test_type.as_deref(), Some("Constant arrival rate"));
    for stage in &report.run.stages {
        let started = stage.started_rate.expect("samples");
        assert!((started / stage.to_rate - 1.0).abs() < 0.01, "{}: {started}", stage.scenario);
    }
}

#[test]
fn a_killed_run_keeps_its_rates() {
    let report = from_samples(&fixtures().join("v2.2/sigkill"));
    assert_eq!(rates(&report), [200.0, 300.0], "it was killed before 400");
}

#[test]
fn drops_are_part_of_the_plan() {
    let report = from_samples(&fixtures().join("v2.2/dropped"));
    assert_eq!(rates(&report), [200.0]);
    assert_eq!(report.run.scenarios[0].dropped, Some(4333));
    let started = report.run.stages[0].started_rate.expect("samples");
    assert!((50.0..60.0).contains(&started), "1,658 of 6,000 were started: {started}");
    let behind = report.load.behind.expect("it did not keep its plan");
    assert!(behind.text.contains("4,333 were dropped"), "{}", behind.text);
    assert!((behind.share - 4333.0 / (4333.0 + 1658.0)).abs() < 1e-9, "{}", behind.share);
}

#[test]
fn the_ramps_of_a_real_run_are_its_stages() {
    // k6 says of it (stdout.txt): "Up to 200.00 iterations/s for 40s over 5 stages", beside looping VUs.
    let report = from_samples(&fixtures().join("v2.2/mixed_ramping"));
    let found: Vec<(f64, f64)> = report.run.stages.iter().map(|s| (s.from_rate, s.to_rate)).collect();
    assert_eq!(found, [(5.0, 60.0), (60.0, 60.0), (60.0, 200.0), (200.0, 10.0), (10.0, 0.0)]);
    let (first, last) = (&report.run.stages[0], &report.run.stages[4]);
    assert!(((last.end_ms - first.start_ms) / 1000.0 - 40.0).abs() < 0.5, "{}", last.end_ms);
    assert_eq!(report.run.test_type.as_deref(), Some("Ramping arrival rate and other scenarios"));
}

#[test]
fn where_there_is_no_constant_rate_none_is_claimed() {
    for (fixture, test_type) in [
        ("v2.2/only_errors", None),
        ("v2.2/tls_http2", Some("Looping VUs (closed model)")),
        ("v2.2/default_only", Some("Looping VUs (closed model)")),
    ] {
        let report = from_samples(&fixtures().join(fixture));
        assert_eq!(report.run.stages, [], "{fixture}");
        assert_eq!(report.run.test_type.as_deref(), test_type, "{fixture}");
    }
}
