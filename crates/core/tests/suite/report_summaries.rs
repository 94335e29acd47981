//! Reports from summaries alone: the verdicts are k6's own, and what a summary does not carry is not judged.

use crate::support::{fixture, read_named};
use serde_json::{Value, json};
use sloscope_core::report::{DurationFrom, MeasuredFrom, ObjectivesFrom, Query, Report};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::{Basis, ObjectiveResult, SEED, Verdict, preset};
use sloscope_core::stat::Stat;

const FOLDERS: [&str; 15] = [
    "v0.38/default",
    "v0.57/thresholds_fail",
    "v2.2/abort_on_fail",
    "v2.2/dropped",
    "v2.2/empty",
    "v2.2/empty_aborted",
    "v2.2/grpc",
    "v2.2/mixed_ramping",
    "v2.2/odd_tags",
    "v2.2/only_errors",
    "v2.2/seed_10min",
    "v2.2/seed_60s",
    "v2.2/thresholds_fail",
    "v2.2/tls_http2",
    "v2.2/ws",
];

fn report_of(name: &str, bytes: &[u8]) -> Report {
    let session = Session::new(vec![read_named(name, bytes, 4096)]);
    assert_eq!(session.runs(), 1, "{name}");
    session.report(&Query::default()).expect("a report")
}

fn objective<'a>(report: &'a Report, series: &str, expression: &str) -> &'a ObjectiveResult {
    let series = Series::parse(series).expect(series);
    let found =
        report.objectives.iter().find(|o| o.objective.series.same_as(&series) && o.objective.expression == expression);
    found.unwrap_or_else(|| panic!("no {series} {expression}"))
}

/// k6 exits with 99 if a threshold failed. What it passed without a sample is NO DATA here, never PASS.
#[test]
fn verdicts_against_the_exit_code() {
    for folder in FOLDERS {
        for file in ["summary.json", "summary-data.json"] {
            let path = crate::support::root().join("tests/fixtures").join(folder).join(file);
            let Ok(bytes) = std::fs::read(&path) else { continue };
            let report = report_of(file, &bytes);
            let what = format!("{folder}/{file}: {}", report.headline);
            if let Ok(code) = std::fs::read_to_string(path.with_file_name("exit_code.txt"))
                && report.objectives_from != ObjectivesFrom::NotStated
            {
                assert_eq!(report.verdict == Verdict::Fail, code.trim() == "99", "{what}");
            }
            for result in &report.objectives {
                let Some(theirs) = &result.k6_verdict else { continue };
                match result.verdict {
                    Verdict::Pass | Verdict::Fail => assert_eq!(result.verdict, *theirs, "{what}: {}", result.title),
                    Verdict::NoData => {
                        let nothing = result.samples.is_none_or(|n| n == 0) && result.measured.is_none();
                        assert!(nothing, "{what}: {}", result.title);
                    }
                    // k6's own verdict counts where it is known, and all of these files are of whole runs.
                    other => panic!("{what}: {} is {other:?}", result.title),
                }
            }
        }
    }
}

/// The seed's own trap: the export states a verdict on p(99) and not the number. The maximum decides it; where that
/// does not, k6's verdict counts.
#[test]
fn a_verdict_whose_number_is_not_in_the_file() {
    let report = report_of("summary.json", &fixture("v2.2/thresholds_fail/summary.json"));
    let p99 = objective(&report, "http_req_duration", "p(99)<5000");
    assert_eq!((p99.verdict, p99.measured), (Verdict::Pass, None));
    assert_eq!((&p99.basis, p99.k6_verdict), (&Basis::Bounds, Some(Verdict::Pass)));
    assert!(p99.reason.contains("p99 is not in this file"), "{}", p99.reason);
}

/// "Error Rate 0.00% PASS" of a run in which nearly everything failed: the export has `value`, and no `rate`.
#[test]
fn the_error_rate_is_read_and_not_taken_for_0() {
    let raw: Value = serde_json::from_slice(&fixture("v2.2/only_errors/summary.json")).expect("JSON");
    let k6 = raw["metrics"]["http_req_failed"]["value"].as_f64();
    for file in ["summary.json", "summary-data.json"] {
        let report = report_of(file, &fixture(&format!("v2.2/only_errors/{file}")));
        let failed = objective(&report, "http_req_failed", "rate<0.01");
        assert_eq!((failed.verdict, failed.measured), (Verdict::Fail, k6));
        assert_eq!((report.errors.failed, report.errors.requests), (Some(1219), Some(1229)));
    }
    // Without the metric there is no error rate, and no verdict.
    let mut raw = raw;
    raw["metrics"].as_object_mut().expect("metrics").remove("http_req_failed");
    let report = report_of("summary.json", raw.to_string().as_bytes());
    let row = report.overall.iter().find(|row| row.label == "Error rate").expect("a row");
    assert_eq!((row.value, row.absent.as_deref()), (None, Some("not in this file")));
    let objectives = json!({"http_req_failed": ["rate<0.01"]}).to_string();
    let sources = [("summary.json", raw.to_string()), ("slo.json", objectives)];
    let session = Session::new(sources.iter().map(|(name, text)| read_named(name, text.as_bytes(), 99)).collect());
    let report = session.report(&Query::default()).expect("a report");
    assert_eq!((report.verdict, report.objectives.len()), (Verdict::CannotJudge, 1));
}

/// k6 passes thresholds on series that never had a sample: `ok: true`, all values 0.
#[test]
fn a_submetric_without_samples_is_no_data() {
    for file in ["summary.json", "summary-data.json"] {
        let report = report_of(file, &fixture(&format!("v2.2/thresholds_fail/{file}")));
        let never = objective(&report, "http_req_duration{name:no-such-request}", "p(95)<100");
        assert_eq!(never.verdict, Verdict::NoData, "{}", never.reason);
        assert_eq!(never.k6_verdict, Some(Verdict::Pass));
    }
}

#[test]
fn durations_exact_and_recovered() {
    let of = |file: &str| report_of(file, &fixture(&format!("v2.2/seed_10min/{file}")));
    let (legacy, handle) = (of("summary.json"), of("summary-data.json"));
    let exact = handle.run.duration_ms.expect("a duration");
    let recovered = legacy.run.duration_ms.expect("a duration");
    assert!((exact - recovered).abs() < 1e-6, "{exact} {recovered}");
    assert_eq!(handle.run.duration_from, Some(DurationFrom::Summary("summary-data.json".to_owned())));
    assert_eq!(legacy.run.duration_from, Some(DurationFrom::CountOverRate("summary.json".to_owned())));
    let machine = report_of("summary.json", &fixture("v2.2/default_mrs/summary.json"));
    let exact = machine.run.duration_ms.expect("a duration");
    assert!((exact - 4029.122806).abs() < 1e-9, "{exact}");
    assert_eq!(machine.run.k6_version.as_deref(), Some("2.2.0"));
    // It states 20 requests and no rate; k6 printed 4.96386/s on the screen.
    let requests = machine.metrics.iter().find(|m| m.series == Series::metric("http_reqs")).expect("http_reqs");
    let rate = requests.values.get(Stat::Rate).expect("a rate");
    assert!((rate - 4.96386).abs() < 1e-5, "{rate}");
    assert_eq!(requests.from, MeasuredFrom::Summary);
}

#[test]
fn what_k6_did_not_write_says_so_beside_its_verdict() {
    let text = json!({"metrics": {"http_req_duration": {"avg": 3, "p95": 12}, "http_reqs": {"count": 5, "rate": 1}},
        "root_group": {}});
    let session = Session::new(vec![read_named("mine.json", text.to_string().as_bytes(), 99)]);
    let report = session.report(&Query { objectives: preset(SEED), ..Query::default() }).expect("a report");
    let p95 = objective(&report, "http_req_duration", "p(95)<500");
    assert_eq!((p95.verdict, p95.measured), (Verdict::Pass, Some(12.0)));
    assert!(p95.caveats.iter().any(|c| c.contains("did not write")), "{:?}", p95.caveats);
}

/// A count that is missing, or that no file can hold, says nothing of how many iterations there were.
#[test]
fn iterations_without_a_count_are_not_none() {
    for (values, none) in [
        (r#""rate":10"#, false),
        (r#""count":5.5,"rate":10"#, false),
        (r#""count":1e300"#, false),
        (r#""count":0,"rate":0"#, true),
    ] {
        let text = format!(
            r#"{{"metrics":{{"http_req_duration":{{"type":"trend","contains":"time","values":{{"avg":1,"max":1}}}},
            "data_sent":{{"type":"counter","contains":"data","values":{{"count":5,"rate":1}}}},
            "iterations":{{"type":"counter","contains":"default","values":{{{values}}}}}}},
            "state":{{"testRunDurationMs":10000}},"root_group":{{"name":"","path":"","groups":[],"checks":[]}}}}"#
        );
        let report = report_of("summary.json", text.as_bytes());
        assert_eq!(report.findings.iter().any(|finding| finding.rule == "nothing-ran"), none, "{values}");
    }
}
