//! What one part of a report says, no other part contradicts: runs in which nothing ran, failures that k6 does not
//! count, checks, parts of a run, and whose rate a rate is. The runs are k6's own unless they are written here.

use crate::report_support::{fixtures, metric, read};
use sloscope_core::export;
use sloscope_core::ingest::Reader;
use sloscope_core::report::{Consequence, Finding, OverallRow, Query, Report, Window, tiles, words};
use sloscope_core::run::Session;
use sloscope_core::stat::Stat;

fn asked(names: &[&str], query: &Query) -> Report {
    let session = Session::new(names.iter().map(|name| read(&fixtures().join("cases").join(name))).collect());
    assert_eq!(session.runs(), 1, "{names:?}");
    session.report(query).expect("a report")
}

fn whole(names: &[&str]) -> Report {
    asked(names, &Query::default())
}

fn written(name: &str, text: &str) -> Report {
    let mut reader = Reader::new(name);
    reader.feed(text.as_bytes());
    Session::new(vec![reader.finish()]).report(&Query::default()).expect("a report")
}

fn window(start_ms: f64, end_ms: f64) -> Query {
    Query { window: Some(Window { start_ms, end_ms }), ..Query::default() }
}

fn filter(key: &str, value: &str) -> Query {
    Query { tags: vec![(key.to_owned(), value.to_owned())], ..Query::default() }
}

fn found<'a>(report: &'a Report, rule: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|finding| finding.rule == rule)
}

fn row<'a>(report: &'a Report, label: &str) -> &'a OverallRow {
    report.overall.iter().find(|row| row.label == label).unwrap_or_else(|| panic!("no {label}"))
}

fn notes(report: &Report) -> String {
    report.notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// setup() made two requests and threw (k6's exit code is 107): no iteration ran.
#[test]
fn requests_of_set_up_are_no_load() {
    for name in ["setup_threw.ndjson.gz", "setup_threw_summary.json"] {
        let report = whole(&[name]);
        let finding = found(&report, "nothing-ran").unwrap_or_else(|| panic!("{name}: {:?}", report.findings));
        assert_eq!(finding.level, Consequence::Serious);
        assert!(finding.title.contains("No iteration ended") && finding.title.contains("2 requests"), "{name}");
        assert!(!words::is_excellent(&report));
    }
}

#[test]
fn what_was_measured_is_not_nothing() {
    // 40 round trips of messages; every iteration was interrupted.
    let report = whole(&["no_iteration_ended.ndjson.gz"]);
    assert!(found(&report, "nothing-ran").is_none());
    assert_eq!(found(&report, "no-iteration-ended").map(|f| f.level), Some(Consequence::Notable));
    // Summaries that leave the metric iterations out.
    for name in ["bound_avg.json", "counter_rate_only.json"] {
        let report = whole(&[name]);
        assert!(report.findings.iter().all(|f| !f.title.contains("No iteration")), "{name}: {:?}", report.findings);
    }
    // A choice of metrics says nothing of iterations.
    for metric in ["ws_session_duration", "browser_http_req_duration", "grpc_req_duration"] {
        let line = |second: u32| {
            format!(
                r#"{{"metric":"{metric}","type":"Point","data":{{"time":"2026-01-01T00:00:0{second}Z","value":7,"tags":{{"scenario":"default"}}}}}}"#
            )
        };
        let report = written("some.json", &[line(1), line(2), line(3)].join("\n"));
        assert!(report.findings.iter().all(|f| !f.title.contains("No iteration")), "{metric}: {:?}", report.findings);
    }
}

/// k6: 4 complete and 2 interrupted iterations (gracefulStop 0).
#[test]
fn interrupted_iterations_started() {
    let report = whole(&["interrupted_two.ndjson.gz"]);
    assert_eq!((report.load.total.started, report.load.total.finished), (Some(6), Some(4)));
    let finding = found(&report, "interrupted").expect("two");
    assert_eq!((finding.evidence[0].value, finding.level), (2.0, Consequence::Notable));
}

/// 40/s for 4 s and 2 VUs: k6 started 48 and dropped 113.
#[test]
fn what_was_due_adds_up() {
    let report = whole(&["two_vus.ndjson.gz", "two_vus_options.json"]);
    let behind = report.load.behind.as_ref().expect("drops");
    assert!((behind.share - 113.0 / 161.0).abs() < 1e-12, "{behind:?}");
    assert!(behind.text.starts_with("70.19 % of the 161 iterations that were due"), "{behind:?}");
    assert!(!behind.text.contains("all 2 VUs") && !behind.text.contains(" in 2 of 4 seconds"), "{behind:?}");
    assert!(words::load_note(&report).contains("one more at the end"), "{}", words::load_note(&report));
}

/// The 50 RPS and the 120 RPS of this run dropped iterations, the 20 RPS before them did not.
#[test]
fn a_part_without_drops_was_delivered() {
    for query in [window(0.0, 8000.0), filter("scenario", "s20")] {
        let report = asked(&["busy.json.gz"], &query);
        assert_eq!(report.load.behind, None);
        assert!(!export::text(&report, false).contains("load that was delivered"));
        let rates: Vec<bool> = report.load.stages.iter().map(|s| s.measured.request_rate.is_some()).collect();
        assert_eq!(rates, [true, false, false], "stages outside have no rate at all");
    }
    // jq: one drop of s50 at 9 s, 310 iterations that ended before 12 s.
    let text = asked(&["busy.json.gz"], &window(0.0, 12_000.0)).load.behind.expect("one").text;
    assert!(text.starts_with("0.32 % of 311 iterations in this part") && text.contains(" 1 was dropped"), "{text}");
}

/// The response callback is null: k6 counts no failure. The target answered with 500 each time.
#[test]
fn failures_are_told_alike_where_k6_counts_none() {
    let report = whole(&["callback_null.ndjson.gz"]);
    assert!(found(&report, "none-succeeded").is_some());
    assert!(notes(&report).contains("by the tags of requests 64 of 64 requests failed"), "{}", notes(&report));
    let absent = row(&report, "Error rate").absent.clone().unwrap_or_default();
    assert!(absent.contains("100 % failed"), "{absent}");
    let report = whole(&["02-rate-first-iteration.ndjson"]);
    assert!(notes(&report).contains("0 of 4 requests failed"), "{}", notes(&report));
}

#[test]
fn requests_are_counted_once() {
    for (name, number) in [
        ("09-only-http_req_duration.ndjson", 10.0),
        ("15-no-http_reqs.json", 115_911.0),
        ("12-submetric-threshold.ndjson", 31.0),
    ] {
        let report = whole(&[name]);
        assert_eq!(row(&report, "Total requests").value, Some(number), "{name}");
    }
}

/// What k6's rate is only its summary states: 5.00/s, for set-up slept for two seconds before the first sample.
#[test]
fn a_rate_is_k6s_only_where_its_duration_is_stated() {
    let report = whole(&["silent_setup.ndjson.gz"]);
    assert!(!notes(&report).contains("k6's rate of"), "{}", notes(&report));
    let note = row(&report, "Actual RPS").note.clone().unwrap_or_default();
    assert!(note.contains("no file states"), "{note}");
    let part = asked(&["silent_setup.ndjson.gz"], &window(0.0, 2000.0));
    assert_eq!(row(&part, "Actual RPS").note.as_deref(), Some("over the length of the window"));
    assert!(!notes(&part).contains("earliest start"), "{}", notes(&part));
}

/// A VU that waits for minIterationDuration is busy, and a scenario begins with its first request's connection.
#[test]
fn pacing_and_waiting_belong_to_the_scenario() {
    for name in ["paced.ndjson.gz", "pacing.json.gz", "13-one-connection-per-vu.ndjson", "10-docker-compose-prefix.log"]
    {
        let report = whole(&[name]);
        assert!(!notes(&report).contains("while scenarios were active"), "{name}: {}", notes(&report));
    }
    // 6 iterations in 3 s, of which the last one ended after 2.5 s.
    let report = whole(&["paced.ndjson.gz"]);
    let rate = metric(&report, "iterations").values.get(Stat::RateActive).expect("one scenario");
    assert!((rate - 2.0).abs() < 0.01, "{rate}");
}

#[test]
fn a_mean_over_ramps_is_what_was_delivered() {
    let told = notes(&whole(&["knee.json.gz"]));
    assert!(
        told.contains("what was delivered") && told.contains("10.0/s to 120.0/s, then 120.0/s, then 120.0/s to 20.0/s"),
        "{told}"
    );
    let part = notes(&asked(&["knee.json.gz"], &window(0.0, 5000.0)));
    assert!(!part.contains("over the whole run, in which"), "{part}");
}

#[test]
fn checks_are_told_alike() {
    assert_eq!(
        words::checks_absent(&whole(&["checks_never_ran.json"])),
        Some("No check ran: the script never reached one.")
    );
    let dashboard = whole(&["06-dashboard-rate.html"]);
    let share = metric_value(&dashboard, "checks");
    let absent = words::checks_absent(&dashboard).unwrap_or_default();
    assert_eq!(share.is_some(), absent.contains("the share of checks that passed"), "{share:?} {absent}");
    // By root_group 1 of 447 failed, by the metric none of 1,338.
    let told = notes(&whole(&["16-no-http-run.json"]));
    assert!(told.contains("446 passed and 1 failed") && told.contains("1,338 passed and 0 failed"), "{told}");
}

fn metric_value(report: &Report, name: &str) -> Option<f64> {
    report.metrics.iter().find(|m| m.series.to_string() == name)?.values.get(Stat::Rate)
}

/// abortOnFail stopped it after 2 of 4 s.
#[test]
fn one_length_is_told() {
    let report = whole(&["stopped_at_half.ndjson.gz", "stopped_at_half_options.json"]);
    let title = &found(&report, "ended-early").expect("half of the plan").title;
    assert!(title.contains("after 2 s of 4 s that were planned"), "{title}");
    assert_eq!(
        report.run.duration_ms.map(f64::round),
        found(&report, "ended-early").map(|f| f.evidence[0].value.round())
    );
}

#[test]
fn a_summary_is_not_narrowed_and_its_numbers_are_seen() {
    let report = asked(&["16-no-http-run.json"], &window(0.0, 1000.0));
    for text in [export::text(&report, false), export::markdown(&report)] {
        assert!(text.contains("not applied") && !text.contains("a part of the run only"), "{text}");
    }
}

/// A custom metric with numbers of 15 digits, or with a power of ten, leaves the percentiles of others where they are.
#[test]
fn long_numbers_push_no_others_out() {
    let shown = |names: &[&str], stats: &[&str]| {
        let text = export::text(&whole(names), false);
        let header = text.lines().skip_while(|line| !line.starts_with("Latency")).nth(1).unwrap_or_default();
        assert!(stats.iter().all(|stat| header.contains(stat)), "{header}");
        assert!(text.contains("its numbers are too long for this table"), "{text}");
    };
    shown(&["empty_summary.json"], &["med", "p(95)", "p(99)"]);
    shown(&["../v2.2/invalid_values/results.json"], &["min", "p(90)", "p(99.9)", "stddev"]);
}

/// Words: one is not them, a time is no share, three executors are a list.
#[test]
fn words_fit_their_numbers() {
    let report = whole(&["silent_setup.ndjson.gz"]);
    let finding = found(&report, "setup-decides").expect("1 of 30");
    assert!(
        finding.title.starts_with("1 request of set-up decides") && finding.title.contains(" with it, "),
        "{finding:?}"
    );
    assert!(finding.next.contains("counts it like any other: leave it out"), "{finding:?}");

    let sample =
        r#"{"metric":"http_req_duration","type":"Point","data":{"time":"2026-01-01T00:00:01Z","value":7,"tags":{}}}"#;
    let mut reader = Reader::new("results.json");
    reader.feed(sample.as_bytes());
    let objectives = sloscope_core::slo::parse_objectives(r#"{"thresholds":{"http_req_duration":["p(95)>=0"]}}"#);
    let query = Query { objectives: Some(objectives.expect("a threshold")), ..Query::default() };
    let report = Session::new(vec![reader.finish()]).report(&query).expect("a report");
    let finding = found(&report, "cannot-fail").expect("a time is never negative");
    assert!(finding.next.contains("a time is never negative") && !finding.next.contains("share"), "{finding:?}");

    let options = r#"{"scenarios":{
        "a":{"executor":"shared-iterations","vus":1,"iterations":4,"startTime":null,"gracefulStop":null,"maxDuration":"1m"},
        "b":{"executor":"per-vu-iterations","vus":1,"iterations":4,"startTime":null,"gracefulStop":null,"maxDuration":"1m"},
        "c":{"executor":"ramping-vus","startVUs":0,"stages":[{"duration":"5s","target":2}],"startTime":null,"gracefulStop":null}
    },"thresholds":{},"paused":null,"vus":null,"duration":null}"#;
    let test_type = written("options.json", options).run.test_type;
    let listed = "Shared iterations, iterations per VU and ramping VUs (closed model)";
    assert_eq!(test_type.as_deref(), Some(listed));
}

/// A dashboard has the share of failures alone; none of 234 failed is none.
#[test]
fn a_share_of_zero_is_no_failure() {
    let summary = r#"{"metrics":{"http_reqs":{"type":"counter","contains":"default","values":{"count":234,"rate":78}},
        "http_req_failed":{"type":"rate","contains":"default","values":{"rate":0}}},
        "root_group":{"name":"","path":"","groups":[],"checks":[]},"options":{},"state":{"testRunDurationMs":3000}}"#;
    let report = written("summary.json", summary);
    assert_eq!(words::errors(&report), "None of 234 requests failed.");
    let failed = &tiles(&report)[4];
    assert_eq!((failed.id, failed.shown.as_str()), ("failed", "0 %"));
}
