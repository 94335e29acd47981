//! The breakdown by tags against pandas and NumPy (tests/data/breakdown.py writes the expected values), and what it
//! says where there is nothing to group by.

use std::path::Path;

use crate::report_support::{fixtures, read, report};
use serde_json::Value;
use sloscope_core::export;
use sloscope_core::report::{Breakdown, BreakdownRow, Query, RateOver, Window};
use sloscope_core::run::Session;
use sloscope_core::stat::Stat;

fn asked(by: &[&str]) -> Query {
    Query { group_by: by.iter().map(|key| (*key).to_owned()).collect(), ..Query::default() }
}

fn breakdown(fixture: &str, query: &Query) -> Breakdown {
    report(fixture, query).breakdown.expect("a breakdown was asked for")
}

fn row<'a>(found: &'a Breakdown, value: &str) -> &'a BreakdownRow {
    let value = (!value.is_empty()).then(|| value.to_owned());
    found.rows.iter().find(|row| row.values[0] == value).unwrap_or_else(|| panic!("no {value:?}: {found:?}"))
}

fn stat(found: &Breakdown, row: &BreakdownRow, stat: Stat) -> Option<f64> {
    row.stats[found.columns.iter().position(|column| *column == stat).expect("a column")]
}

#[track_caller]
fn close(ours: Option<f64>, theirs: &Value, what: &str) {
    let theirs = theirs.as_f64().expect("a number");
    let ours = ours.unwrap_or_else(|| panic!("{what}: absent, {theirs} expected"));
    assert!((ours - theirs).abs() <= 1e-9 * theirs.abs(), "{what}: {ours}, {theirs} expected");
}

/// Counts, averages, percentiles, shares of errors and rates of every group; with windows and filters.
#[test]
fn groups_are_those_of_pandas() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/breakdown.json"));
    let expected: Value = serde_json::from_str(&text.expect("expected values")).expect("JSON");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let mut open: Option<(String, Session)> = None;
    let (mut groups, mut rates) = (0, 0);
    for case in expected["cases"].as_array().expect("cases") {
        let file = text(&case["file"]);
        if open.as_ref().is_none_or(|(name, _)| *name != file) {
            open = Some((file.clone(), Session::new(vec![read(&root.join(&file))])));
        }
        let session = &open.as_ref().expect("a session").1;
        let window = case["window"]
            .as_array()
            .map(|ends| Window { start_ms: ends[0].as_f64().expect("ms"), end_ms: ends[1].as_f64().expect("ms") });
        let filters = case["where"].as_object().expect("filters").iter();
        let query = Query {
            window,
            tags: filters.map(|(key, value)| (key.clone(), text(value))).collect(),
            group_by: case["by"].as_array().expect("tags").iter().map(text).collect(),
            ..Query::default()
        };
        let found = session.report(&query).expect("a report").breakdown.expect("a breakdown");
        let rows = case["rows"].as_array().expect("rows");
        assert_eq!((found.rows.len(), found.rows_left_out), (rows.len(), 0), "{file} {:?}", query.group_by);
        assert!(found.rows.is_sorted_by(|a, b| a.count >= b.count), "{file}: most samples first");
        for theirs in rows {
            let values: Vec<Option<String>> =
                theirs["values"].as_array().expect("values").iter().map(|v| v.as_str().map(str::to_owned)).collect();
            let what = format!("{file} {:?} {values:?}", query.group_by);
            let ours = found.rows.iter().find(|row| row.values == values).unwrap_or_else(|| panic!("no {what}"));
            assert_eq!(Some(ours.count), theirs["count"].as_u64(), "{what}");
            assert_eq!(ours.failed, theirs["failed"].as_u64(), "{what}");
            close(ours.error_rate, &theirs["error_rate"], &what);
            assert!(!ours.course.is_empty(), "{what}");
            for (name, of) in [
                ("avg", Stat::Avg),
                ("p50", Stat::Med),
                ("p90", Stat::P(90.0)),
                ("p95", Stat::P(95.0)),
                ("p99", Stat::P(99.0)),
                ("max", Stat::Max),
            ] {
                close(stat(&found, ours, of), &theirs[name], &format!("{what} {name}"));
            }
            if theirs.get("rate").is_some() {
                close(ours.rate, &theirs["rate"], &format!("{what} rate"));
                rates += 1;
            }
            groups += 1;
        }
        let shares: f64 = found.rows.iter().map(|row| row.share).sum();
        assert!((shares - 1.0).abs() < 1e-9, "{file}: {shares}");
    }
    assert!(groups > 60 && rates == 3, "{groups} groups, {rates} rates");
}

#[test]
fn nothing_is_broken_down_unless_it_is_asked() {
    assert_eq!(report("v2.2/default_only", &Query::default()).breakdown, None);
    assert_eq!(report("v2.2/default_only", &asked(&[""])).breakdown, None);
    let twice = breakdown("v2.2/default_only", &asked(&["status", "status"]));
    assert_eq!(twice.keys, ["status"]);
}

/// k6's summary of the same run: passes and fails of each check.
#[test]
fn checks_are_broken_down_by_their_own_metric() {
    let found = breakdown("v2.2/mixed_ramping", &asked(&["check"]));
    assert_eq!((found.metric.as_str(), found.columns.as_slice()), ("checks", &[Stat::Rate][..]));
    let summary = std::fs::read_to_string(fixtures().join("v2.2/mixed_ramping/summary.json")).expect("k6's summary");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    fn checks(group: &Value, all: &mut Vec<Value>) {
        all.extend(group["checks"].as_object().expect("checks").values().cloned());
        group["groups"].as_object().expect("groups").values().for_each(|inner| checks(inner, all));
    }
    let mut theirs = Vec::new();
    checks(&summary["root_group"], &mut theirs);
    assert_eq!(theirs.len(), found.rows.len());
    for check in theirs {
        let ours = row(&found, check["name"].as_str().expect("a name"));
        let (passes, fails) = (check["passes"].as_u64().expect("passes"), check["fails"].as_u64().expect("fails"));
        assert_eq!((ours.count, ours.failed), (passes + fails, Some(fails)), "{check}");
    }
}

/// A file as k6 writes it: metrics with their types, then (metric, ms, value, tags).
fn written(metrics: &[(&str, &str)], samples: impl Iterator<Item = (&'static str, u64, f64, String)>) -> Session {
    use std::fmt::Write;
    let mut text = String::new();
    for (name, kind) in metrics {
        let data =
            format!(r#"{{"name":"{name}","type":"{kind}","contains":"default","thresholds":[],"submetrics":null}}"#);
        writeln!(text, r#"{{"type":"Metric","data":{data},"metric":"{name}"}}"#).expect("into memory");
    }
    for (metric, ms, value, tags) in samples {
        let time = format!("2026-11-23T21:{:02}:{:02}.{:03}Z", ms / 60_000, ms / 1000 % 60, ms % 1000);
        let data = format!(r#"{{"time":"{time}","value":{value},"tags":{{{tags}}}}}"#);
        writeln!(text, r#"{{"metric":"{metric}","type":"Point","data":{data}}}"#).expect("into memory");
    }
    let mut reader = sloscope_core::ingest::Reader::new("written.json");
    reader.feed(text.as_bytes());
    Session::new(vec![reader.finish()])
}

#[test]
fn a_tag_of_custom_metrics_alone_has_their_statistics() {
    let shelf = |name: &str| format!(r#""shelf":"{name}""#);
    let samples = [
        ("items", 0, 2.0, shelf("top")),
        ("items", 500, 3.0, shelf("top")),
        ("items", 1000, 7.0, shelf("low")),
        ("items", 1000, 1.0, String::new()),
        ("queue", 1000, 4.0, r#""side":"left""#.to_owned()),
        ("queue", 2000, -4.0, r#""side":"left""#.to_owned()),
    ];
    let session = written(&[("items", "counter"), ("queue", "gauge")], samples.into_iter());
    let ask = |by: &[&str]| session.report(&asked(by)).expect("a report").breakdown.expect("a breakdown");
    let items = ask(&["shelf"]);
    assert_eq!((items.metric.as_str(), items.columns.as_slice()), ("items", &[Stat::Count][..]));
    let seen: Vec<_> = items.rows.iter().map(|r| (r.values[0].as_deref(), r.count, r.stats[0], r.rate)).collect();
    // The run is 2 s long, and no sample names a scenario.
    assert_eq!(
        seen,
        [
            (Some("top"), 2, Some(5.0), Some(1.0)),
            (None, 1, Some(1.0), Some(0.5)),
            (Some("low"), 1, Some(7.0), Some(0.5))
        ]
    );
    assert!(items.no_errors.as_ref().is_some_and(|why| why.contains("samples of items")));
    let queue = ask(&["side"]);
    assert_eq!((queue.rows[0].rate, stat(&queue, &queue.rows[0], Stat::Min)), (None, Some(-4.0)));
    // No sample has both: the first decides.
    assert_eq!(ask(&["side", "shelf"]).metric, "queue");
    // No request carries a check: of the pair the checks are what has both.
    assert_eq!(breakdown("v2.2/mixed_ramping", &asked(&["check", "scenario"])).metric, "checks");
}

/// 12,000 addresses, and one that stands for them all.
#[test]
fn many_values_are_counted_and_the_first_listed() {
    let samples = (0..12_000u64).chain(0..500).map(|n| {
        ("http_req_duration", n * 10, n as f64, format!(r#""name":"http://h/user/{n}","method":"GET","scenario":"s""#))
    });
    let session = written(&[("http_req_duration", "trend")], samples);
    let ask = |by: &[&str]| session.report(&asked(by)).expect("a report").breakdown.expect("a breakdown");
    for by in [&["name"][..], &["name", "method"], &["method", "name"]] {
        let found = ask(by);
        assert_eq!((found.rows.len(), found.rows_left_out, found.samples_left_out), (10_000, 2_000, 2_000));
        assert_eq!(found.samples, 12_500);
        assert_eq!((found.rows[499].count, found.rows[500].count), (2, 1));
        assert_eq!(found.rows.iter().map(|row| row.count).sum::<u64>(), 10_500);
    }
    let alike = ask(&["name~", "method"]);
    assert_eq!(alike.rows.len(), 1);
    assert_eq!(alike.rows[0].values[0].as_deref(), Some("http://h/user/:id"));
    assert_eq!(stat(&alike, &alike.rows[0], Stat::Max), Some(11_999.0));
}

#[test]
fn why_there_is_none() {
    let why = |fixture: &str, by: &str| breakdown(fixture, &asked(&[by])).absent.expect("a reason");
    let unknown = why("v2.2/default_only", "nope");
    assert!(
        unknown.starts_with("no sample has the tag nope; the tags are ") && unknown.contains("status"),
        "{unknown}"
    );
    assert!(why("v2.2/plain_handlesummary", "name").starts_with("a summary does not hold single requests"));
    // A part of the run without a sample is not a missing tag.
    let window = Some(Window { start_ms: 1e9, end_ms: 2e9 });
    let empty = breakdown("v2.2/default_only", &Query { window, ..asked(&["status"]) });
    assert_eq!((empty.rows.len(), empty.absent, empty.samples), (0, None, 0));
}

/// Set-up belongs to no scenario: its requests have no rate over active time.
#[test]
fn rates_say_what_they_are_over() {
    let found = breakdown("v2.2/thresholds_fail", &asked(&["scenario"]));
    assert_eq!(found.rate_over, Some(RateOver::Active));
    // The scenario that succeeds ran for 9 ms: 10 requests in them are no rate.
    let brief = breakdown("v2.2/only_errors", &asked(&["error_code"]));
    assert_eq!((row(&brief, "").count, row(&brief, "").rate), (10, None));
    assert!(row(&brief, "1212").rate.is_some_and(|rate| (rate - 58.3).abs() < 0.1));
    let bare = breakdown("v2.2/system_tags_min", &asked(&["status"]));
    assert_eq!(bare.rate_over, Some(RateOver::Whole));
}

/// A value, its absence and a template can be filtered by: the count of the row is the count of what is left.
#[test]
fn each_row_can_be_filtered_by() {
    let counts = |fixture: &str, by: &str, templates: &[&str]| {
        let templates: Vec<String> = templates.iter().map(|rule| (*rule).to_owned()).collect();
        let query = Query { templates, ..asked(&[by]) };
        let found = breakdown(fixture, &query);
        for row in &found.rows {
            let value = row.values[0].clone().unwrap_or_default();
            let others = Query { without: vec![(by.to_owned(), value.clone())], ..query.clone() };
            assert_eq!(breakdown(fixture, &others).samples, found.samples - row.count, "{by} without {:?}", row.values);
            let narrowed = Query { tags: vec![(by.to_owned(), value)], ..query.clone() };
            let part = breakdown(fixture, &narrowed);
            assert_eq!((part.samples, part.rows.len()), (row.count, 1), "{by} {:?}", row.values);
            assert_eq!(part.rows[0].stats, row.stats, "{by} {:?}", row.values);
        }
        found.rows.len()
    };
    assert_eq!(counts("v2.2/only_errors", "error_code", &[]), 4);
    assert_eq!(counts("v2.2/odd_tags", "name~", &[]), 2);
    assert_eq!(counts("v2.2/odd_tags", "name~", &["/echo/**"]), 2);
    assert_eq!(counts("v2.2/odd_tags", "name~", &["http://127.0.0.1:38080/**"]), 1);
    assert_eq!(counts("v2.2/mixed_ramping", "group", &[]), 3);
}

#[test]
fn exports_carry_it() {
    let report = report("v2.2/only_errors", &asked(&["error_code", "name"]));
    let text = export::text(&report, false);
    assert!(text.contains("\nBy error_code and name\n") && text.contains("(no value)"), "{text}");
    let markdown = export::markdown(&report);
    assert!(markdown.contains("| error_code | name | Requests |") && markdown.contains("| `1212` |"), "{markdown}");
    let json = export::json(&report);
    let rows = json["breakdown"]["rows"].as_array().expect("rows");
    let total: u64 = rows.iter().map(|row| row["count"].as_u64().expect("a count")).sum();
    assert_eq!(Some(total), json["breakdown"]["samples"].as_u64());
    assert!(rows.iter().any(|row| row["tags"].get("error_code").is_none()), "no value is no key");
}
