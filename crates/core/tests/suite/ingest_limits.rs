//! Arithmetic on what files say: times that no clock of a test shows, counts beyond what a number holds exactly, lengths
//! of centuries. They are absent, with the reason; nothing wraps, and no limit is shown as if it were measured.

use crate::support::{fixture, metric, options, read, summary};
use serde_json::json;
use sloscope_core::export::{markdown, text};
use sloscope_core::ingest::{Content, SkipReason, Source};
use sloscope_core::report::{Query, Report, Window};
use sloscope_core::run::Session;
use sloscope_core::stat::Stat;

fn report(sources: Vec<Source>) -> Report {
    Session::new(sources).report(&Query::default()).expect("a report")
}

fn skipped(source: &Source) -> Vec<(SkipReason, Vec<u64>)> {
    source.diagnostics.skipped.iter().map(|s| (s.reason, s.first_lines.clone())).collect()
}

fn point(metric: &str, time: &str, value: &str) -> String {
    format!(
        "{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"{time}\",\"value\":{value},\"tags\":{{\"scenario\":\"s\"}}}}}}\n"
    )
}

#[test]
fn times_outside_of_1970_to_2099_are_skipped_with_their_lines() {
    let source = read(&fixture("cases/safe/times.json"));
    assert_eq!(skipped(&source), [(SkipReason::TimeOutOfRange, vec![2, 3])]);
    assert_eq!(source.diagnostics.lost_lines(), 2);
    let report = report(vec![source]);
    assert_eq!((report.run.start, report.run.duration_ms), (Some(1_767_225_600_000_000_000), Some(1.0)));
    let text = text(&report, false);
    assert!(text.contains("2 lines not used: a time before 1970 or after 2099"), "{text}");

    let source = read(&fixture("cases/safe/csv_i64min.csv"));
    let Content::Unreadable(why) = &source.content else { panic!("{:?}", source.content) };
    assert!(why.looks_like.contains("a time before 1970 or after 2099"), "{}", why.looks_like);

    // The same by every path of the reader: the first line, one that is like the one before, one with a space.
    let all: String =
        ["1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999Z", "2099-12-31T23:59:59.5Z", "2100-01-01T00:00:00Z"]
            .iter()
            .flat_map(|time| [point("http_reqs", time, "1"), point("http_reqs", time, " 1")])
            .collect();
    let source = read(all.as_bytes());
    assert_eq!(skipped(&source), [(SkipReason::TimeOutOfRange, vec![3, 4, 7, 8])]);
    let csv =
        "metric_name,timestamp,metric_value\na,0,1\na,-1,1\na,4102444799,1\na,4102444800,1\na,9223372036854775807,1\n";
    let source = read(csv.as_bytes());
    assert_eq!(skipped(&source), [(SkipReason::TimeOutOfRange, vec![3, 5, 6])]);
    assert_eq!(source.diagnostics.used, 2);
}

#[test]
fn a_run_over_all_times_is_reckoned_with_and_nothing_overflows() {
    let mut all = String::new();
    for time in ["1970-01-01T00:00:00Z", "2099-12-31T23:59:59.5Z"] {
        for metric in ["http_reqs", "http_req_duration", "http_req_blocked", "iterations", "iteration_duration", "vus"]
        {
            for value in ["1", "1e300", "-1e300", "9.3e18", "2.6e15"] {
                all.push_str(&point(metric, time, value));
            }
        }
    }
    let sources = || vec![read(all.as_bytes())];
    let windows = [None, Some((0.0, Window::LAST_MS)), Some((-1e300, 1e300)), Some((1e12, 3e12)), Some((5.0, 4.0))];
    for window in windows {
        let window = window.map(|(start_ms, end_ms)| Window { start_ms, end_ms });
        let query = Query { window, ..Query::default() };
        let report = Session::new(sources()).report(&query).expect("a report");
        let shown = text(&report, false) + &markdown(&report);
        for wrong in ["18,446,744,073,709,551,615", "9,223,372,036,854,775,807", "NaN", "1677-"] {
            assert!(!shown.contains(wrong), "{window:?}: {wrong} in {shown}");
        }
    }
    // A value of centuries is no duration: it moves no start.
    let far = point("iteration_duration", "2026-01-01T00:00:00Z", "1e300")
        + &point("iterations", "2026-01-01T00:00:01Z", "1");
    assert_eq!(report(vec![read(far.as_bytes())]).run.duration_ms, Some(1000.0));
}

#[test]
fn counts_that_are_not_exact_are_left_out_with_a_note() {
    let source = read(&fixture("cases/safe/checks_summary.json"));
    let note = source.diagnostics.notes.iter().find(|note| note.contains("2^53")).expect("a note").clone();
    assert!(note.contains("checks.passes") && note.contains("\"c1\"") && note.contains("\"c2\""), "{note}");
    let checks = metric(summary(&source), "checks");
    assert_eq!((checks.values.get(Stat::Rate), checks.values.get(Stat::Passes)), (Some(0.5), None));
    assert_eq!(checks.values.get(Stat::Fails), Some(5.0));
    let text = text(&report(vec![source]), false);
    assert!(text.contains("50.00 %") && !text.contains("18,446"), "{text}");

    // Each is exact, their sum is not: those that fit are there.
    let most: u64 = 1 << 53;
    let check = |name: &str, passes: serde_json::Value| json!({"name": name, "path": "", "passes": passes, "fails": 0});
    let list = [
        check("a", most.into()),
        check("b", 1.into()),
        check("c", (-1).into()),
        check("d", 1.5.into()),
        check("e", 0.into()),
    ];
    let document =
        json!({"metrics": {"http_reqs": {"count": 1, "rate": 1}}, "root_group": {"name": "", "checks": list}});
    let source = read(document.to_string().as_bytes());
    let root = summary(&source).checks.clone().expect("checks");
    let seen: Vec<(&str, u64)> = root.checks.iter().map(|c| (c.name.as_str(), c.passes)).collect();
    assert_eq!(seen, [("a", most), ("e", 0)]);
    report(vec![source]);
}

#[test]
fn sums_beyond_exact_numbers_are_shown_as_what_they_are() {
    let document = json!({"metrics": {
        "http_reqs": {"count": 1e300, "rate": 1e299}, "iterations": {"count": u64::MAX, "rate": 1},
        "dropped_iterations": {"count": 3e19, "rate": 1}, "vus": {"value": 1e20, "min": 1, "max": 1e20},
        "vus_max": {"value": 1e20, "min": 1, "max": 1e20},
        "http_req_duration": {"avg": 1, "min": 1, "med": 1, "max": 1, "p(95)": 1, "count": 1e30},
        "http_req_failed": {"value": 0.1, "passes": 1e19, "fails": 9e19}, "mine": {"count": 1e300, "rate": 1},
    }, "root_group": {"name": ""}});
    let report = report(vec![read(document.to_string().as_bytes())]);
    let shown = text(&report, false);
    // A sum of one's own may be anything; what k6 counts are things.
    assert!(shown.contains("1e300") && !shown.contains("1e300 requests"), "{shown}");
    assert!(shown.contains("http_reqs.count"), "{shown}");
    assert!(!shown.contains("18,446,744,073,709,551,61"), "{shown}");
    // Counts in the report are exact or absent.
    assert_eq!((report.errors.failed, report.errors.requests), (None, None));
    assert_eq!((report.load.total.finished, report.load.total.dropped), (None, None));
}

#[test]
fn lengths_of_centuries_are_no_lengths() {
    let of = |ms: f64| {
        json!({"metrics": {"http_reqs": {"type": "counter", "contains": "default", "values": {"count": 10, "rate": 1}}},
               "root_group": {}, "state": {"testRunDurationMs": ms}})
    };
    assert_eq!(summary(&read(of(5000.0).to_string().as_bytes())).duration_ms, Some(5000.0));
    for far in [3e12, 9.3e18, 1e300] {
        let source = read(of(far).to_string().as_bytes());
        assert_eq!(summary(&source).duration_ms, None);
        assert!(source.diagnostics.notes.iter().any(|note| note.contains("80 years")), "{:?}", source.diagnostics);
        // count / rate says it instead.
        assert_eq!(report(vec![source]).run.duration_ms, Some(10_000.0));
    }
    let rate = json!({"metrics": {"http_reqs": {"count": 1e300, "rate": 1e-9}}, "root_group": {}});
    assert_eq!(report(vec![read(rate.to_string().as_bytes())]).run.duration_ms, None);

    let machine = json!({"version": "1", "metadata": {"generated_at": "2026-01-01T00:00:00Z"}, "config": {"duration": 1e18},
        "results": {"metrics": [{"name": "http_reqs", "type": "counter", "values": {"count": 1, "rate": 1}}]}});
    let read_back = read(machine.to_string().as_bytes());
    assert_eq!((summary(&read_back).duration_ms, summary(&read_back).start), (None, None));
    let early = machine.to_string().replace("2026-01-01", "1677-01-01");
    assert_eq!(summary(&read(early.as_bytes())).end, None);
}

#[test]
fn plans_of_centuries_are_not_known() {
    let stage = |duration: &str| json!({"duration": duration, "target": 10});
    let ramp = |start: &str, stages: Vec<serde_json::Value>| {
        json!({"executor": "ramping-arrival-rate", "startTime": start, "startRate": 1, "timeUnit": "1s",
               "preAllocatedVUs": u64::MAX, "stages": stages})
    };
    let document = json!({"scenarios": {
        "fits": ramp("1s", vec![stage("10s")]),
        "long": ramp("0s", vec![stage("700000h"), stage("700000h")]),
        "late": ramp("1e300", vec![stage("10s")]),
        "steady": {"executor": "constant-arrival-rate", "rate": 1, "duration": "9999999999999999999h", "preAllocatedVUs": 1},
    }});
    let source = read(document.to_string().as_bytes());
    let known: Vec<(&str, usize)> =
        options(&source).scenarios.iter().map(|s| (s.name.as_str(), s.stages.len())).collect();
    let mut sorted = known.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [("fits", 1), ("late", 0), ("long", 0), ("steady", 0)]);
    let notes = source.diagnostics.notes.iter().filter(|note| note.contains("80 years")).count();
    assert_eq!(notes, 3, "{:?}", source.diagnostics.notes);
    let samples =
        point("iterations", "2099-12-31T23:59:59Z", "1") + &point("iteration_duration", "2099-12-31T23:59:59Z", "5");
    report(vec![read(samples.as_bytes()), source]);
}

#[test]
fn a_dashboard_of_another_age_has_neither_start_nor_end() {
    let record = |start: &str, stop: &str| {
        let lines = [
            r#"{"event":"param","data":{"aggregates":{"gauge":["value"],"trend":["avg"]}}}"#.to_owned(),
            r#"{"event":"metric","data":{"time":{"type":"gauge"},"http_req_duration":{"type":"trend","contains":"time"}}}"#.to_owned(),
            format!(r#"{{"event":"start","data":[[{start}]]}}"#),
            format!(r#"{{"event":"cumulative","data":[[1.5],[{stop}]]}}"#),
            format!(r#"{{"event":"stop","data":[[{stop}]]}}"#),
        ];
        read(lines.join("\n").as_bytes())
    };
    let source = record("1795471795408", "1795471800408");
    let good = summary(&source);
    assert_eq!(good.start.zip(good.end).map(|(a, b)| b - a), Some(5_000_000_000));
    assert_eq!((good.duration_ms, source.diagnostics.notes.len()), (Some(5000.0), 0));
    for (start, stop) in [("-1e300", "1e300"), ("-1", "4102444800000"), ("1e19", "1e19")] {
        let source = record(start, stop);
        let found = summary(&source);
        assert_eq!((found.start, found.end, found.duration_ms), (None, None, None), "{start} {stop}");
        assert!(source.diagnostics.notes.iter().any(|note| note.contains("before 1970 or after 2099")));
        report(vec![source]);
    }
}

#[test]
fn dropped_iterations_are_all_counted_or_absent() {
    let file = |dropped: &[&str]| {
        let mut all = String::new();
        for second in 0..20 {
            let time = format!("2026-01-01T00:00:{second:02}Z");
            all.push_str(&(point("iterations", &time, "1") + &point("iteration_duration", &time, "5")));
        }
        for value in dropped {
            all.push_str(&point("dropped_iterations", "2026-01-01T00:00:19Z", value));
        }
        report(vec![read(all.as_bytes())])
    };
    // More than are listed one by one.
    assert_eq!(file(&["2500000", "1", "700000"]).load.total.dropped, Some(3_200_001));
    for too_many in [["9007199254740992", "9007199254740992"], ["9007199254740992", "1"]] {
        assert_eq!(file(&too_many).load.total.dropped, None);
    }
}

/// k6 never writes them: a share is from 0 to 1, and nothing is counted below 0.
#[test]
fn shares_and_counts_that_cannot_be_are_left_out_with_a_note() {
    let text = r#"{"metrics":{
        "http_reqs":{"type":"counter","contains":"default","values":{"count":-5,"rate":1}},
        "http_req_failed":{"type":"rate","contains":"default","values":{"rate":-3,"passes":0,"fails":10}},
        "checks":{"type":"rate","contains":"default","values":{"rate":46}},
        "balance":{"type":"counter","contains":"default","values":{"count":-5,"rate":-1}}}}"#;
    let source = read(text.as_bytes());
    let found = summary(&source);
    let value = |name: &str, stat: Stat| found.metrics.iter().find(|m| m.series.metric == name)?.values.get(stat);
    assert_eq!(value("http_reqs", Stat::Count), None);
    // What passes and fails say is a share.
    assert_eq!(value("http_req_failed", Stat::Rate), Some(0.0));
    assert_eq!(value("checks", Stat::Rate), None);
    // A counter of one's own may go down.
    assert_eq!(value("balance", Stat::Count), Some(-5.0));
    let notes = source.diagnostics.notes.join("\n");
    assert!(notes.contains("shares below 0 or above 1 were left out: checks.rate, http_req_failed.rate"), "{notes}");
    assert!(notes.contains("http_reqs.count"), "{notes}");
}

/// Each summary is compared with all others: a stream of them is read up to a number that is said.
#[test]
fn a_stream_of_summaries_has_an_end() {
    let one = |n: usize| {
        format!("{{\"metrics\":{{\"http_reqs\":{{\"count\":{n},\"rate\":1}}}},\"root_group\":{{\"name\":\"\"}}}}\n")
    };
    let stream: String = (0..1003).map(one).collect();
    let array = format!("[{}]", (0..1003).map(one).collect::<Vec<_>>().join(","));
    for text in [stream, array] {
        let source = read(text.as_bytes());
        let Content::Several(list) = source.content else { panic!("several") };
        assert_eq!(list.len(), 1000);
        assert_eq!(source.diagnostics.notes, ["only the first 1,000 documents of the file were read"]);
    }
}
