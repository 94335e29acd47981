//! Files that were shown wrongly once: each stands for a kind (tests/fixtures/cases).

use crate::report_support::{fixtures, read, report};
use sloscope_core::export;
use sloscope_core::report::{Query, Report, Window, words};
use sloscope_core::run::Session;
use sloscope_core::stat::Stat;

fn case(names: &[&str], query: &Query) -> Report {
    let path = |name: &&str| fixtures().join("cases").join(name);
    let session = Session::new(names.iter().map(|name| read(&path(name))).collect());
    session.report(query).expect("a report")
}

fn filter(key: &str, value: &str) -> Query {
    Query { tags: vec![(key.to_owned(), value.to_owned())], ..Query::default() }
}

#[test]
fn every_metric_with_every_statistic_is_in_every_form() {
    let report = case(&["05-custom-metrics.json"], &Query::default());
    let (text, markdown) = (export::text(&report, false), export::markdown(&report));
    for line in [
        "orders_lost (counter): count=37, rate=0.60/s",
        "queue_length (gauge): value=912, min=0, max=912",
        "login_errors (rate): rate=30.00 %, passes=30, fails=70",
    ] {
        assert!(text.contains(line), "{text}");
    }
    for line in [
        "| `orders_lost` |  | - | 37 | 0.60/s |",
        "| `queue_length` |  | - | 912 | 0 | 912 |",
        "| `login_errors` |  | 100 | 30.00 % | 30 | 70 |",
    ] {
        assert!(markdown.contains(line), "{markdown}");
    }
    let json = export::json(&report);
    assert_eq!(json["metrics"]["queue_length"]["values"]["max"], 912.0);
    // The same for a real run, of every metric that the report has.
    let run = report_of_run();
    let (text, markdown) = (export::text(&run, false), export::markdown(&run));
    let json = export::json(&run);
    for metric in &run.metrics {
        let name = metric.series.to_string();
        assert!(text.contains(&format!("  {name} (")), "{name} in {text}");
        assert!(markdown.contains(&format!("| `{name}` |")), "{name} in {markdown}");
        assert_eq!(json["metrics"][&name]["values"].as_object().map(serde_json::Map::len), Some(metric.values.len()));
    }
}

fn report_of_run() -> Report {
    report("v2.2/thresholds_fail", &Query::default())
}

#[test]
fn the_latency_table_has_the_statistics_that_the_file_has() {
    let report = case(&["07-custom-trend-stats.json"], &Query::default());
    let columns = [Stat::Avg, Stat::P(50.0), Stat::P(75.0), Stat::P(98.0), Stat::P(99.99)];
    assert_eq!(report.latency.columns, columns);
    let markdown = export::markdown(&report);
    let rows = ["| **Average** | 120.0 |", "| **P50** | 100.0 |", "| **P75** | 200.0 | < 250 ms | ✅ PASS |"];
    let more = ["| **P98** | 700.0 |", "| **P99.99** | 880.0 |"];
    let mut at = 0;
    for row in rows.into_iter().chain(more) {
        at += markdown[at..].find(row).unwrap_or_else(|| panic!("{row} in {markdown}"));
    }
    assert!(!markdown.contains("P50 (Median)"), "{markdown}");
    // What is missing is said once.
    let absent = "Not in these files: min, p(90), p(95), p(99), p(99.9), max, stddev, count.";
    for text in [&markdown, &export::text(&report, false).replace("\n  ", " ")] {
        assert!(text.contains(absent), "{text}");
    }
    assert!(export::text(&report, false).contains("avg  p(50)  p(75)  p(98)  p(99.99)"));
}

/// 452 requests failed: 226 addresses once each, and one name 226 times.
#[test]
fn errors_of_addresses_that_are_alike_are_one_row() {
    let report = case(&["many_urls.json.gz"], &Query::default());
    let rows = &report.errors.rows;
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].count, rows[0].endpoints), (226, 226));
    assert_eq!(words::endpoint(&rows[0]), "GET http://127.0.0.1:27080/user/:id?… (226 addresses)");
    assert_eq!((rows[1].count, rows[1].endpoints, rows[1].endpoint.as_deref()), (226, 1, Some("nf")));
    assert_eq!(report.errors.failed, Some(452));
    assert_eq!(rows.iter().map(|row| row.count).sum::<u64>() + report.errors.failures_left_out, 452);
    assert_eq!(export::json(&report)["errors"]["rows"][0]["endpoints"], 226);
}

#[test]
fn rows_that_are_not_listed_are_counted() {
    let mut report = case(&["many_urls.json.gz"], &Query::default());
    let row = report.errors.rows[0].clone();
    report.errors.rows = vec![sloscope_core::report::ErrorRow { count: 3, ..row }; 60];
    (report.errors.rows_left_out, report.errors.failures_left_out, report.errors.failed) = (7, 10, Some(190));
    let text = export::text(&report, false);
    assert_eq!(text.matches("\n  3 × 1400").count(), 25);
    assert!(text.contains("42 more kinds of failure, 115 failures in all, are left out."), "{text}");
    let markdown = export::markdown(&report);
    assert!(markdown.contains("17 more kinds of failure, 40 failures in all, are left out."), "{markdown}");
}

/// Its objectives are on refused connections and on a status: none asks for a rate of requests.
#[test]
fn a_verdict_stands_under_the_name_of_its_own_series() {
    let report = case(&["target_rps.json.gz", "target_rps_summary.json"], &Query::default());
    let markdown = export::markdown(&report);
    let from = markdown.find("🎯 Conclusion").expect("a conclusion");
    let conclusion = &markdown[from..from + markdown[from..].find("</details>").expect("its end")];
    assert!(!conclusion.contains("Target RPS"), "{conclusion}");
    for line in [
        "- **Requests** of `{error_code:1212}`: ✅ PASS\n",
        "- **Requests** of `{status:0}`: ✅ PASS\n",
        "- **Error Rate**: ❌ FAIL\n",
        "- **Error Rate** of `{name:refused}`: ✅ PASS\n",
    ] {
        assert!(conclusion.contains(line), "{conclusion}");
    }
    // A row of the overall table is judged by objectives on its own series and statistic alone.
    for row in report.overall.iter().filter(|row| row.objective.is_some()) {
        let judging = &report.objectives[row.objective.expect("one")];
        assert_eq!((&judging.objective.series, judging.stat), (&row.series, Some(row.stat)), "{}", row.label);
    }
    let rps = report.overall.iter().find(|row| row.label == "Actual RPS").expect("a row");
    assert_eq!(rps.objective, None);
}

#[test]
fn requests_without_their_counter_are_requests() {
    let report = case(&["09-only-http_req_duration.ndjson"], &Query::default());
    assert_eq!((report.errors.failed, report.errors.requests), (Some(10), Some(10)));
    assert_eq!(words::errors(&report), "10 of 10 requests failed.");
    // A file of which somebody kept the requests alone does not say that no iteration ran.
    let load = &export::json(&report)["load"]["total"];
    for key in ["started", "finished", "dropped"] {
        assert_eq!(load.get(key), None, "{load}");
    }
}

/// A summary without http_reqs, of a run that made requests.
#[test]
fn a_run_of_requests_has_rows_of_requests() {
    let report = case(&["15-no-http_reqs.json"], &Query::default());
    let rows: Vec<(&str, bool)> = report.overall.iter().map(|row| (row.label.as_str(), row.value.is_some())).collect();
    assert_eq!(rows[0], ("Total requests", true), "counted by http_req_failed: 21,465 and 94,446");
    assert_eq!(report.overall[0].value, Some(115_911.0));
    assert!(rows.contains(&("Error rate", true)) && rows.contains(&("P95 latency", true)), "{rows:?}");
    assert!(words::errors(&report).starts_with("21,465 of 115,911 requests failed"), "{}", words::errors(&report));
}

/// A spreadsheet rewrote the times: no line could be read, which says nothing of the run.
#[test]
fn what_could_not_be_read_is_not_nothing() {
    let session = Session::new(vec![read(&fixtures().join("cases/08-excel-timestamps.csv"))]);
    assert_eq!(session.runs(), 0);
    assert!(session.sources()[0].role.contains("spreadsheet"), "{}", session.sources()[0].role);
}

#[test]
fn lines_left_out_are_told_with_reason_and_number() {
    let session = Session::new(vec![read(&fixtures().join("v2.2/no_tags/json-to-stdout.txt"))]);
    let report = session.report(&Query::default()).expect("a report");
    let skip = report.sources[0].diagnostics.skipped.first().expect("console output");
    assert!(!skip.first_lines.is_empty());
    let told = words::skip(skip);
    assert!(export::text(&report, false).replace("\n          ", " ").contains(&told), "{told}");
    assert!(export::markdown(&report).contains(&told), "{told}");
}

#[test]
fn a_part_is_told_beside_the_whole() {
    let window = Some(Window { start_ms: 2000.0, end_ms: 5000.0 });
    let report = case(&["target_rps.json.gz"], &Query { window, ..Query::default() });
    let part = words::part(&report).expect("a part").to_string();
    assert_eq!(part, "0:02 to 0:05 (2026-11-27 10:52:00 UTC to 2026-11-27 10:52:03 UTC), 3 s of 10.31 s");
    assert!(export::markdown(&report).contains("**Part**: 0:02 to 0:05"));
    let json = export::json(&report);
    assert_eq!((&json["run"]["part"]["start_ms"], &json["run"]["part"]["length_ms"]), (&2000.0.into(), &3000.0.into()));
    // A window without an end ends with the run, also where only what was asked for is shown.
    let open = Some(Window { start_ms: 2000.0, end_ms: Window::LAST_MS });
    let json = export::json(&case(&["target_rps.json.gz"], &Query { window: open, ..Query::default() }));
    assert_eq!(json["selection"]["end_ms"], json["run"]["observed_ms"]);
    assert_eq!(json["run"]["part"]["end_ms"], json["run"]["observed_ms"]);
    assert_eq!(words::part(&case(&["target_rps.json.gz"], &Query::default())), None);
}

/// What a filter took away is not missing in the files.
#[test]
fn of_a_part_no_table_says_that_the_files_lack_something() {
    for query in [filter("name", "refused"), filter("scenario", "no such"), filter("group", "none")] {
        let report = case(&["target_rps.json.gz"], &query);
        for text in [export::text(&report, false), export::markdown(&report)] {
            for wrong in ["hese files", "not in this file", "The run made no", "The test has no checks"] {
                assert!(!text.contains(wrong), "{wrong} in {text}");
            }
        }
        let (text, markdown) = (export::text(&report, false), export::markdown(&report));
        assert!(text.contains("No check has these tags and lies in this window"), "{text}");
        assert!(markdown.contains("| **Checks passed** | none in this part | - | - |"), "{markdown}");
    }
    let nothing = case(&["target_rps.json.gz"], &filter("scenario", "no such"));
    assert_eq!(words::errors(&nothing), "No HTTP request is in this part of the run.");
    assert!(nothing.overall.iter().all(|row| row.absent.as_deref() == Some("none in this part")));
}

/// k6 writes 0 for every statistic of a metric that was declared and never used.
#[test]
fn no_samples_have_no_statistics() {
    let report = case(&["empty_summary.json"], &Query::default());
    let json = export::json(&report);
    let of = |name: &str| json["metrics"][name]["values"].clone();
    assert_eq!(of("never_added"), serde_json::json!({ "count": 0.0 }));
    assert_eq!(of("never_rate"), serde_json::json!({ "passes": 0.0, "fails": 0.0 }));
    assert!(export::text(&report, false).contains("never_added (trend): count=0"));
    let row = report.latency.rows.iter().find(|row| row.label == "never_added").expect("a row");
    assert!([Stat::Avg, Stat::P(95.0), Stat::Max].iter().all(|stat| words::cell(row, *stat).is_none()));
}

/// Every moment of the JSON report lies within the run.
#[test]
fn no_end_lies_behind_the_end_of_the_run() {
    let window = Some(Window { start_ms: 1000.0, end_ms: Window::LAST_MS });
    for fixture in ["v2.2/abort_on_fail", "v2.2/thresholds_fail", "v2.2/mixed_ramping", "v2.2/dropped", "v2.2/sigkill"]
    {
        for query in [Query::default(), Query { window, ..Query::default() }] {
            let json = export::json(&report(fixture, &query));
            let of = |key: &str| json["run"][key].as_f64();
            let last = of("observed_ms").into_iter().chain(of("duration_ms")).fold(0.0, f64::max);
            let mut ends = Vec::new();
            collect(&json, "", &mut ends);
            assert!(ends.len() > 5, "{fixture}: {ends:?}");
            for (path, end) in ends {
                assert!(end <= last + 1e-6, "{fixture}: {path} is {end}, the run ends at {last}");
            }
        }
    }
}

fn collect(value: &serde_json::Value, path: &str, ends: &mut Vec<(String, f64)>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}.{key}");
                if key == "end_ms" {
                    ends.extend(value.as_f64().map(|end| (path.clone(), end)));
                }
                collect(value, &path, ends);
            }
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| collect(value, path, ends)),
        _ => {}
    }
}
