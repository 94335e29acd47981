//! Numbers beyond all that a run can have: none is shown as infinite, as not a number, or in endless digits, in any
//! export or chart; and what is not known of them is said in one way.

use sloscope_core::chart::{ChartAsk, ChartKind, standalone};
use sloscope_core::export;
use sloscope_core::ingest::Reader;
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;
use sloscope_core::slo::{Verdict, parse_objectives};
use sloscope_core::stat::Stat;

const OBJECTIVES: &str = r#"{
  "http_req_duration": ["p(95)<500", "avg<1e308", "max>-1.7e308", "med<1e-300"],
  "http_reqs": ["count>0", "rate>0", "count<1e-300"],
  "http_req_failed": ["rate<0.5", "rate<1e-300"],
  "vus": ["value<5"],
  "own": ["count<5", "rate<5"]
}"#;

fn samples(metric: &str, kind: &str, contains: &str, values: &[&str]) -> String {
    let mut text = format!(
        "{{\"type\":\"Metric\",\"metric\":\"{metric}\",\"data\":{{\"name\":\"{metric}\",\"type\":\"{kind}\",\
         \"contains\":\"{contains}\",\"thresholds\":[],\"submetrics\":null}}}}\n"
    );
    for (second, value) in values.iter().enumerate() {
        text.push_str(&format!(
            "{{\"type\":\"Point\",\"metric\":\"{metric}\",\"data\":{{\"time\":\"2026-01-01T00:00:{second:02}Z\",\
             \"value\":{value},\"tags\":{{\"scenario\":\"s\",\"status\":\"200\"}}}}}}\n"
        ));
    }
    text
}

fn session(text: &str) -> Session {
    let mut reader = Reader::new("file.json");
    reader.feed(text.as_bytes());
    Session::new(vec![reader.finish()])
}

fn query() -> Query {
    let objectives = parse_objectives(OBJECTIVES).expect("objectives");
    Query { objectives: Some(objectives), group_by: vec!["scenario".to_owned()], ..Query::default() }
}

/// The longest run of digits and commas.
fn longest(text: &str) -> usize {
    text.split(|c: char| !(c.is_ascii_digit() || c == ',')).map(str::len).max().unwrap_or(0)
}

fn check(what: &str, text: &str) -> Report {
    let session = session(text);
    let mut report = None;
    for query in [Query::default(), query()] {
        let found = session.report(&query).expect("a report");
        let kinds = ChartKind::ALL.into_iter().chain((0..found.objectives.len() as u16).map(ChartKind::Objective));
        let asks: Vec<ChartAsk> = kinds
            .flat_map(|kind| {
                [false, true].map(|turned| ChartAsk { turned, lane: turned, ..ChartAsk::new(kind, 960, 260) })
            })
            .collect();
        let charts = session.charts(&query, &asks).iter().map(|chart| standalone(chart, false)).collect::<String>();
        let texts = [export::text(&found, false), export::markdown(&found), export::json_text(&found), charts];
        for text in &texts {
            for odd in ["∞", "inf ", "inf/", ">inf", "inf\"", "NaN\"", "not a number"] {
                let at = text.find(odd);
                assert!(at.is_none(), "{what}: {odd:?} in {}", at.map_or("", |at| excerpt(text, at)));
            }
            assert!(longest(text) <= 24, "{what}: a number of {} digits", longest(text));
        }
        report = Some(found);
    }
    report.expect("a report")
}

fn excerpt(text: &str, at: usize) -> &str {
    let from = (0..=at.saturating_sub(80)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let to = (at + 40..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    &text[from..to]
}

const HUGE: [&str; 4] = ["1e308", "1e308", "-1e308", "1.7976931348623157e308"];

#[test]
fn samples_beyond_all() {
    check("durations", &samples("http_req_duration", "trend", "time", &HUGE));
    check("largest durations", &samples("http_req_duration", "trend", "time", &["1.7976931348623157e308"; 3]));
    check("tiny durations", &samples("http_req_duration", "trend", "time", &["5e-324", "1e-310", "0"]));
    check("failures", &samples("http_req_failed", "rate", "default", &["2", "-1", "0.5", "1e300"]));
    check("readings of VUs", &samples("vus", "gauge", "default", &["1e300", "1.7976931348623157e308"]));
    check("a counter of anything", &samples("own", "counter", "default", &["1e308", "1e308"]));
    check("a counter of bytes", &samples("data_sent", "counter", "data", &["1e308", "1e308"]));
}

/// k6's own counters count things: a sum that is no number of things is absent, with one reason.
#[test]
fn sums_that_are_no_counts_are_absent() {
    let u64_max = "18446744073709551615";
    for values in [&["1e308", "1e308"][..], &[u64_max, "1"], &["-5", "1"], &["9007199254740992", "2"], &["0.5"]] {
        let report = check("requests", &samples("http_reqs", "counter", "default", values));
        let metric = report.metrics.iter().find(|m| m.series.metric == "http_reqs").expect("http_reqs");
        let known = [Stat::Count, Stat::Rate, Stat::RateActive].map(|stat| metric.values.get(stat));
        assert_eq!(known, [None; 3], "{values:?}");
        for o in report.objectives.iter().filter(|o| o.objective.series.metric == "http_reqs") {
            assert_eq!((o.verdict, o.measured), (Verdict::CannotJudge, None), "{values:?}: {}", o.reason);
            assert!(o.reason.contains("the samples add up to no count from 0 to 2^53"), "{}", o.reason);
        }
    }
}

#[test]
fn failed_requests_are_counted_one_by_one() {
    let session = session(&samples("http_req_failed", "rate", "default", &["2", "-1", "0.5", "1e300", "0"]));
    let chart = session.charts(&Query::default(), &[ChartAsk::new(ChartKind::Errors, 960, 260)]).remove(0);
    assert_eq!(chart.title, "4 requests failed (80.00 %), the first at 0:00");
}

#[test]
fn summaries_beyond_all() {
    let root = r#""root_group":{"name":"","path":"","id":"x","groups":[],"checks":[]}"#;
    for (what, metrics) in [
        ("rates", r#""http_reqs":{"type":"counter","values":{"count":1e308,"rate":1e308}}"#),
        ("small rates", r#""http_reqs":{"type":"counter","values":{"count":100,"rate":1e-320}}"#),
        ("times", r#""http_req_duration":{"type":"trend","values":{"avg":1e308,"min":5,"max":-5,"p(95)":-1e308}}"#),
        ("sums", r#""own":{"type":"counter","values":{"count":1.7e308,"rate":-1.7e308}}"#),
    ] {
        check(what, &format!("{{\"metrics\":{{{metrics}}},{root},\"state\":{{\"testRunDurationMs\":1e308}}}}"));
    }
}

/// A share of a limit that is next to nothing, and a difference that no number holds.
#[test]
fn margins_that_cannot_be_told_are_left_out() {
    let report = check("durations", &samples("http_req_duration", "trend", "time", &["1.7976931348623157e308"; 3]));
    let of = |expression: &str| report.objectives.iter().find(|o| o.objective.expression == expression).expect("one");
    let (smallest, lowest) = (of("med<1e-300"), of("max>-1.7e308"));
    assert_eq!(smallest.margin.and_then(|margin| margin.percent), None);
    assert_eq!(lowest.margin, None);
    assert!(lowest.reason.contains("the margin is beyond all numbers"), "{}", lowest.reason);
}
