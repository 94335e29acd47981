//! Text from files, wherever it stands in them, reaches neither a terminal nor a document as it is: names of metrics,
//! tags, groups, checks, scenarios, addresses, errors, files and objectives that try to act, to turn or to hide.

use serde_json::{Value, json};
use sloscope_core::export;
use sloscope_core::ingest::Reader;
use sloscope_core::report::{Query, Report, Window};
use sloscope_core::run::Session;

/// Clears the screen, sets a title, turns the order, hides.
const ODD: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}evil\u{2066}\u{200f}\u{200b}\u{61c}\u{feff}\u{7f}\r\n";

fn odd(what: &str) -> String {
    format!("{what}{ODD}")
}

/// A run in which everything that can have a name has an odd one.
fn samples() -> String {
    let metric = |name: &str, kind: &str, thresholds: &[&str]| {
        json!({"type": "Metric", "metric": name, "data": {"name": name, "type": kind, "contains": "default",
            "thresholds": thresholds, "submetrics": null}})
    };
    let mut lines: Vec<Value> = vec![
        metric("http_reqs", "counter", &["count>1"]),
        metric("http_req_failed", "rate", &["rate<0.01"]),
        metric("http_req_duration", "trend", &[&odd("p(95)<500")]),
        metric("checks", "rate", &[]),
        metric("iterations", "counter", &[]),
        metric(&odd("mine"), "trend", &["p(95)<1"]),
    ];
    for second in 10..30 {
        let tags = json!({
            "name": odd("name"), "url": odd("http://h/"), "method": odd("GET"), "status": "0", "error_code": "1000",
            "error": odd("broken"), "group": odd("::group"), "scenario": odd("scenario"), odd("key"): odd("value"),
        });
        let mut point = |name: &str, value: f64, more: &[(&str, String)]| {
            let mut tags = tags.clone();
            more.iter().for_each(|(key, value)| tags[*key] = value.clone().into());
            let time = format!("2026-11-27T10:00:{second}Z");
            let data = json!({"time": time, "value": value, "tags": tags});
            lines.push(json!({"type": "Point", "metric": name, "data": data}));
        };
        point("http_reqs", 1.0, &[]);
        point("http_req_failed", 1.0, &[]);
        point("http_req_duration", f64::from(second), &[]);
        point("checks", 0.0, &[("check", odd("check"))]);
        point("iterations", 1.0, &[]);
        point(&odd("mine"), 2.0, &[]);
    }
    let mut text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    text.push_str(&format!("{}\n", odd("a line of the console ")));
    text
}

fn report(query: &Query) -> Report {
    let read = |name: &str, text: &str| {
        let mut reader = Reader::new(name);
        reader.feed(text.as_bytes());
        reader.finish()
    };
    let summary = json!({"metrics": {
        "http_reqs": {"type": "counter", "contains": "default", "values": {"count": 20, "rate": 1.0}},
        odd("http_req_duration{name:"): {"type": "trend", "contains": "time", "values": {"avg": 1.0},
            "thresholds": {"avg<1": {"ok": false}}},
    }});
    let sources = vec![read(&odd("results.json"), &samples()), read(&odd("summary.json"), &summary.to_string())];
    let session = Session::new(sources);
    session.report(query).expect("a report")
}

fn is_safe(c: char) -> bool {
    c == '\n' || !(c.is_control() || ODD.contains(c) && !c.is_ascii())
}

#[test]
fn nothing_odd_is_written_as_it_is() {
    let window = Some(Window { start_ms: 2000.0, end_ms: 9000.0 });
    let by = vec![odd("key"), "name~".to_owned()];
    for query in [
        Query::default(),
        Query { window, ..Query::default() },
        Query { tags: vec![(odd("key"), odd("value"))], group_by: by, ..Query::default() },
    ] {
        let report = report(&query);
        let texts = [export::text(&report, false), export::markdown(&report), export::json_text(&report)];
        for text in &texts {
            let found = text.chars().find(|c| !is_safe(*c));
            let line = text.lines().find(|line| !line.chars().all(is_safe));
            assert_eq!(found, None, "{line:?}");
        }
        let tables = export::csv_tables().into_iter().filter_map(|table| export::csv(&report, table, true));
        let part = export::json_part(&report, &[], Some(100_000), true).expect("a part").text;
        let others = [
            export::junit(&report, true),
            export::prometheus(&report, true),
            export::markdown_short(&report, true),
            part,
        ];
        for text in tables.chain(others) {
            let line = text.lines().find(|line| !line.chars().all(is_safe));
            assert_eq!(line, None);
        }
        // All of it is there, and can be seen.
        for name in ["mine", "check", "name", "broken", "results.json", "group", "p(95)<500"] {
            let shown = format!("{name}\\u{{1b}}[2J");
            assert!(texts[0].replace("\n    ", "").contains(&shown), "{shown} in\n{}", texts[0]);
        }
        // JSON means what the file said.
        let read: Value = serde_json::from_str(&texts[2]).expect("JSON");
        assert_eq!(read, export::json(&report));
        assert!(read["metrics"].as_object().expect("metrics").contains_key(&odd("mine")));
    }
}
