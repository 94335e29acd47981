//! Failed requests: the error table, latency with and without them, checks, and verdicts beside k6's own.

use crate::report_support::{fixtures, report};
use sloscope_core::report::{CheckGroup, Query, Report, Scope};
use sloscope_core::stat::Stat;

fn errors(report: &Report) -> Vec<(Option<&str>, Option<&str>, u64)> {
    report.errors.rows.iter().map(|e| (e.code.as_deref(), e.endpoint.as_deref(), e.count)).collect()
}

#[test]
fn each_error_is_counted_and_explained() {
    let report = report("v2.2/only_errors", &Query::default());
    // The script: 3 VUs against a closed port, 2 x 20 resets, 12 that hang; k6 counted 1,219 failed of 1,229.
    assert_eq!((report.errors.failed, report.errors.requests), (Some(1219), Some(1229)));
    let expected =
        [(Some("1212"), Some("refused"), 1167), (Some("1000"), Some("reset"), 40), (Some("1050"), Some("hang"), 12)];
    assert_eq!(errors(&report), expected);
    assert!(report.errors.rows[0].explained.starts_with("Connection refused"));
    assert_eq!(report.errors.rows[2].message.as_deref(), Some("request timeout"));
    assert!(report.findings.iter().any(|f| f.rule == "refused-in-latency" && f.title.contains("without a response")));
    // Of 32 equal parts of the run, counted by NumPy; parts without a failure are zeros, not gaps.
    let courses: Vec<_> =
        report.errors.rows.iter().map(|e| (e.course.peak, e.course.lines(96.0, 20.0).len())).collect();
    assert_eq!(courses, [(39.0, 1), (8.0, 1), (3.0, 1)]);
}

#[test]
fn refused_connections_do_not_make_a_service_fast() {
    let report = report("v2.2/only_errors", &Query::default());
    let row = |scope| report.latency.rows.iter().find(|r| r.series.metric == "http_req_duration" && r.scope == scope);
    let (all, good, bad) = (row(Scope::All), row(Scope::Successes), row(Scope::Failures));
    let p50 = |row: Option<&sloscope_core::report::LatencyRow>| row.expect("a row").values.get(Stat::Med).expect("med");
    let n = |row: Option<&sloscope_core::report::LatencyRow>| row.expect("a row").samples.expect("a count");
    assert_eq!((n(all), n(good), n(bad)), (1229, 10, 1219));
    assert!(p50(all) < 0.1 && p50(good) > p50(all), "{} {}", p50(all), p50(good));
    assert!(bad.expect("a row").note.as_deref().is_some_and(|note| note.contains("0 ms")));
}

fn flat(group: &CheckGroup, out: &mut Vec<(String, u64, u64)>) {
    out.extend(group.checks.iter().map(|c| (format!("{}/{}", group.path, c.name), c.passes, c.fails)));
    group.groups.iter().for_each(|g| flat(g, out));
}

#[test]
fn checks_are_those_of_the_summary_in_its_order() {
    for fixture in ["v2.2/thresholds_fail", "v2.2/mixed_ramping", "v2.2/odd_tags"] {
        let text = std::fs::read_to_string(fixtures().join(fixture).join("summary-data.json")).expect("a summary");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let mut theirs = Vec::new();
        let mut groups = vec![&json["root_group"]];
        while let Some(group) = groups.pop() {
            for check in group["checks"].as_array().expect("checks") {
                let name =
                    format!("{}/{}", group["path"].as_str().expect("path"), check["name"].as_str().expect("name"));
                theirs.push((name, check["passes"].as_u64().expect("passes"), check["fails"].as_u64().expect("fails")));
            }
            groups.extend(group["groups"].as_array().expect("groups").iter().rev());
        }
        let mut ours = Vec::new();
        flat(report(fixture, &Query::default()).checks.as_ref().expect("checks"), &mut ours);
        assert!(!theirs.is_empty(), "{fixture}");
        theirs.sort();
        ours.sort();
        assert_eq!(ours, theirs, "{fixture}");
    }
}
