//! A report that was stored as JSON and is read again: of every fixture, nothing is lost, changed or added but the words
//! that say so.

use serde_json::Value;

use crate::export_support::report;
use crate::report_support::{files, fixtures, folders, read};
use crate::support::{packed, read_named};
use sloscope_core::export::{json, json_text, markdown, text};
use sloscope_core::ingest::Source;
use sloscope_core::report::{Query, Report, Window};
use sloscope_core::run::Session;

/// The stored report as a session shows it.
fn opened(stored: &str) -> Report {
    let session = Session::new(vec![read_named("report.json", stored.as_bytes(), 1 << 20)]);
    session.report(&Query::default()).unwrap_or_else(|| panic!("{:?}\n{stored}", session.unread()))
}

/// The JSON of a report that was read, without the words that say so.
fn written(report: &Report) -> Value {
    let mut document = json(report);
    let said = document.as_object_mut().expect("an object").remove("stored").expect("it says that it was stored");
    assert_eq!(said["file"], "report.json");
    document
}

#[track_caller]
fn same(what: &str, made: &Report) {
    let first = json(made);
    let again = opened(&json_text(made));
    let second = written(&again);
    for (key, value) in first.as_object().expect("an object") {
        assert_eq!(second.get(key), Some(value), "{what}: {key}");
    }
    assert_eq!(second, first, "{what}");
    // Read a second time, it is still the same.
    assert_eq!(json_text(&opened(&json_text(&again))), json_text(&again), "{what}");
}

fn questions() -> Vec<Query> {
    let tag = |key: &str, value: &str| vec![(key.to_owned(), value.to_owned())];
    vec![
        Query::default(),
        Query { window: Some(Window { start_ms: 1000.0, end_ms: Window::LAST_MS }), ..Query::default() },
        Query {
            without: tag("expected_response", "false"),
            tags: tag("scenario", "default"),
            group_by: vec!["name~".to_owned(), "status".to_owned()],
            ..Query::default()
        },
        Query { percentiles: vec![12.5, 99.99], group_by: vec!["check".to_owned()], ..Query::default() },
    ]
}

fn ask(what: &str, sources: Vec<Source>) -> usize {
    let session = Session::new(sources);
    for run in 0..session.runs() {
        for query in questions() {
            let report = session.report(&Query { run, ..query.clone() }).expect("a report");
            same(&format!("{what}, run {run}, {query:?}"), &report);
        }
    }
    session.runs()
}

#[test]
fn every_fixture_is_the_same_when_it_is_read_again() {
    let mut runs = 0;
    for folder in folders(&fixtures()) {
        let files = files(&folder);
        let names: Vec<Source> = files.iter().map(|file| read(file)).collect();
        runs += ask(&folder.display().to_string(), names);
        if folder.ends_with("cases") || folder.ends_with("safe") {
            continue;
        }
        for file in files {
            runs += ask(&file.display().to_string(), vec![read(&file)]);
        }
    }
    assert!(runs > 100, "{runs} runs");
}

#[test]
fn the_report_of_the_golden_files_is_the_same() {
    same("golden", &report());
}

#[test]
fn it_is_known_however_it_is_packed_formatted_and_cut() {
    let stored = json_text(&report());
    let expected = json(&opened(&stored));
    let compact = serde_json::from_str::<Value>(&stored).expect("JSON").to_string();
    let behind = format!("console output\n{stored}\nmore of it\n");
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(stored.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let forms: [&[u8]; 5] =
        [stored.as_bytes(), compact.as_bytes(), &packed(stored.as_bytes()), &packed(compact.as_bytes()), &utf16];
    for (at, form) in forms.into_iter().enumerate() {
        for slice in [1, 7, 509, 1 << 20] {
            let session = Session::new(vec![read_named("report.json", form, slice)]);
            let report = session.report(&Query::default()).expect("a report");
            assert_eq!(json(&report), expected, "form {at}, slices of {slice}");
        }
    }
    let report = opened(&behind);
    assert_eq!(report.metrics, opened(&stored).metrics);
    assert!(report.notes.iter().any(|note| note.text.contains("before the JSON")), "{:?}", report.notes);
}

/// Each form of an export says above the verdict what the report is.
#[test]
fn every_export_says_that_it_was_stored() {
    let report = opened(&json_text(&report()));
    let (markdown, text) = (markdown(&report), text(&report, false));
    for form in [&markdown, &text] {
        let at = |part: &str| form.find(part).unwrap_or_else(|| panic!("no {part:?} in:\n{form}"));
        assert!(at("This is a stored report") < at("FAIL"), "{form}");
        at("report.json");
        at("results.json");
    }
    let summary = sloscope_core::export::k6_summary(&report, false);
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    assert!(summary["note"].as_str().is_some_and(|note| note.contains("stored report")), "{summary}");
}
