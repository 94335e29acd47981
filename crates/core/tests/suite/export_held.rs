//! The report that an address holds: whole where there is room, and never with another verdict, objective or finding than
//! the report itself; what is left out is counted and said.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::Value;

use crate::support::{fixture, read_named, root};
use sloscope_core::export::{held, json};
use sloscope_core::report::{Query, Report, Window};
use sloscope_core::run::Session;

/// Bytes of a deflated report that a link has room for, as src/workers/writer.rs has it.
const ROOM: usize = 8000;

fn deflated(text: &str) -> usize {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("deflated");
    encoder.finish().expect("deflated").len()
}

fn session(names: &[&str]) -> Session {
    let bytes = |name: &str| match name.strip_prefix("sample/") {
        Some(name) => std::fs::read(root().join("static/sample").join(name)).expect("a file of the sample"),
        None => fixture(name),
    };
    Session::new(names.iter().map(|name| read_named(name, &bytes(name), 1 << 20)).collect())
}

fn opened(text: &str) -> Report {
    let session = Session::new(vec![read_named("link", text.as_bytes(), 1 << 20)]);
    session.report(&Query::default()).unwrap_or_else(|| panic!("{:?}\n{text}", session.unread()))
}

fn usual() -> Query {
    Query { group_by: vec!["name~".to_owned()], ..Query::default() }
}

fn sum(rows: &Value) -> u64 {
    rows.as_array().into_iter().flatten().filter_map(|row| row["count"].as_u64()).sum()
}

/// Reads each text again. What is whole in all of them is the same as in the report.
#[track_caller]
fn check(what: &str, report: &Report) -> Vec<String> {
    let texts: Vec<String> = held(report, false).collect();
    let whole = json(report);
    assert_eq!(serde_json::from_str::<Value>(&texts[0]).expect("JSON"), whole, "{what}");
    for (at, text) in texts.iter().enumerate() {
        let again = json(&opened(text));
        let said = again["notes"][0]["text"].as_str().unwrap_or_default().to_owned();
        let is_cut = said.starts_with("This report came in a link");
        for key in [
            "verdict",
            "headline",
            "assessment",
            "objectives",
            "objectives_from",
            "findings",
            "run",
            "selection",
            "incomplete",
            "inputs_missing",
        ] {
            assert_eq!(again.get(key), whole.get(key), "{what}, step {at}: {key}");
        }
        let (errors, breakdown) = (&again["errors"], &again["breakdown"]);
        if let Some(failed) = errors["failed"].as_u64() {
            assert_eq!(
                sum(&errors["rows"]) + errors["failures_left_out"].as_u64().unwrap_or_default(),
                failed,
                "{what}, step {at}"
            );
        }
        if let Some(samples) = breakdown["samples"].as_u64() {
            let left = breakdown["samples_left_out"].as_u64().unwrap_or_default();
            assert_eq!(sum(&breakdown["rows"]) + left, samples, "{what}, step {at}");
        }
        let metric = |name: &str| whole["metrics"].get(name).cloned();
        for (name, shown) in again["metrics"].as_object().expect("metrics") {
            assert_eq!(metric(name).as_ref(), Some(shown), "{what}, step {at}: {name}");
        }
        let is_whole = serde_json::from_str::<Value>(text).expect("JSON") == whole;
        assert_ne!(is_cut, is_whole, "{what}, step {at}: {said}");
    }
    texts
}

/// Which step has room, and its bytes.
fn room(texts: &[String]) -> Option<(usize, usize)> {
    texts.iter().map(|text| deflated(text)).enumerate().find(|(_, bytes)| *bytes <= ROOM)
}

#[test]
fn the_sample_run_has_room_in_a_link() {
    let session = session(&["sample/results.json.gz", "sample/summary.json"]);
    for query in [usual(), Query::default(), Query { window: Some(Window { start_ms: 10e3, end_ms: 20e3 }), ..usual() }]
    {
        let report = session.report(&query).expect("a report");
        let texts = check("the sample run", &report);
        let (step, bytes) = room(&texts).expect("room");
        println!("the sample run: step {step}, {bytes} bytes of {}", deflated(&texts[0]));
        assert!(step <= 1, "{step}");
    }
}

#[test]
fn runs_of_every_kind_have_the_same_verdict_in_a_link() {
    for names in [
        &["v2.2/thresholds_fail/results.json.gz"][..],
        &["v2.2/mixed_ramping/results.json.gz"],
        &["v2.2/odd_tags/results.json.gz"],
        &["v2.2/only_errors/results.json.gz"],
        &["cases/many_urls.json.gz"],
        &["cases/busy.json.gz"],
        &["cases/05-custom-metrics.json"],
    ] {
        let report = session(names).report(&usual()).expect("a report");
        let texts = check(names[0], &report);
        println!("{}: {:?}, whole {}", names[0], room(&texts), deflated(&texts[0]));
        assert!(room(&texts).is_some(), "{}", names[0]);
    }
}

/// A thousand metrics, addresses and errors: there is room, and what is missing is counted.
#[test]
fn of_very_many_rows_the_first_stay_and_the_others_are_counted() {
    let mut lines = String::new();
    for at in 0..1000 {
        for (metric, value) in [("http_req_duration", at), ("http_req_failed", 1), ("http_reqs", 1)] {
            lines += &format!(
                "{{\"type\":\"Point\",\"metric\":\"{metric}\",\"data\":{{\"time\":\"2026-01-01T00:00:{:02}Z\",\"value\":{value},\"tags\":{{\"name\":\"page-{at}x\",\"error\":\"error {at} of {}\",\"error_code\":\"1{:03}\",\"status\":\"0\",\"method\":\"GET\"}}}}}}\n",
                at % 60,
                at * 7919,
                at % 997
            );
        }
        lines += &format!(
            "{{\"type\":\"Metric\",\"metric\":\"own_{at}\",\"data\":{{\"type\":\"counter\",\"contains\":\"default\",\"thresholds\":[],\"submetrics\":null}}}}\n{{\"type\":\"Point\",\"metric\":\"own_{at}\",\"data\":{{\"time\":\"2026-01-01T00:00:01Z\",\"value\":{at},\"tags\":{{}}}}}}\n"
        );
    }
    let session = Session::new(vec![read_named("many.json", lines.as_bytes(), 1 << 20)]);
    let report = session.report(&Query { group_by: vec!["name".to_owned()], ..Query::default() }).expect("a report");
    let texts = check("very many", &report);
    assert!(deflated(&texts[0]) > 2 * ROOM);
    let (step, _) = room(&texts).expect("room");
    let cut = json(&opened(&texts[step]));
    let said = cut["notes"][0]["text"].as_str().expect("a note");
    assert!(
        said.contains("of 1000 rows of the breakdown") && said.contains("metrics") && said.contains("rows of errors"),
        "{said}"
    );
    assert!(cut["metrics"].get("http_req_duration").is_some());
}
