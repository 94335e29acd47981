//! Several runs in one file are several runs, as they are in files of their own.

use std::io::Write;

use crate::support::{fixture, read, read_in, unpacked};
use flate2::{Compression, write::GzEncoder};
use sloscope_core::report::{NoteLevel, Query, Report};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::stat::Stat;

fn session(files: &[&[u8]]) -> Session {
    Session::new(files.iter().map(|bytes| read(bytes)).collect())
}

fn report(session: &Session, run: usize) -> Report {
    session.report(&Query { run, ..Query::default() }).expect("a report")
}

fn value(report: &Report, metric: &str, stat: Stat) -> Option<f64> {
    report.metrics.iter().find(|m| m.series == Series::metric(metric))?.values.get(stat)
}

fn warning(session: &Session) -> Option<String> {
    let notes = report(session, 0).notes;
    notes.first().filter(|note| note.level == NoteLevel::Warning).map(|note| note.text.clone())
}

/// `cat a b` gives the runs that `a` and `b` give.
fn as_two(name: &str, a: &[u8], b: &[u8]) {
    let together = session(&[&[a, b].concat()]);
    let apart = session(&[a, b]);
    assert_eq!((together.runs(), apart.runs()), (2, 2), "{name}");
    for run in 0..2 {
        let (one, other) = (report(&together, run), report(&apart, run));
        assert_eq!(one.run.start, other.run.start, "{name}");
        // CSV has no declarations: its metrics are in the order of the whole file.
        let metrics = |report: &Report| {
            let mut metrics = report.metrics.clone();
            if name == "CSV" {
                metrics.sort_by(|a, b| a.series.cmp(&b.series));
            }
            metrics
        };
        assert_eq!(metrics(&one), metrics(&other), "{name}, run {run}");
        let judged = |report: &Report| -> Vec<_> {
            report.objectives.iter().map(|o| (o.objective.expression.clone(), o.verdict, o.measured)).collect()
        };
        assert_eq!(judged(&one), judged(&other), "{name}, run {run}");
        assert_eq!(one.tags, other.tags, "{name}, run {run}");
    }
}

#[test]
fn samples_one_after_the_other() {
    let a = unpacked(&fixture("v2.2/abort_on_fail/results.json.gz"));
    let b = fixture("v2.2/grpc/results.json");
    as_two("in order", &a, &b);
    as_two("the later first", &b, &a);
    let pack = |bytes: &[u8]| {
        let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
        writer.write_all(bytes).expect("memory");
        writer.finish().expect("memory")
    };
    as_two("gzip members", &pack(&a), &pack(&b));
    // Their headers differ: k6 0.38 had fewer columns.
    as_two("CSV", &fixture("v0.38/default/results.csv"), &fixture("v2.2/tz_kolkata/results.csv"));
    // Of a copy of itself one is counted.
    assert_eq!(session(&[&[a.clone(), a].concat()]).runs(), 1);
}

#[test]
fn two_runs_of_one_script() {
    let bytes = fixture("cases/14-two-runs-one-file.ndjson");
    for slice in [1, 7, 4096] {
        let both = Session::new(vec![read_in(&bytes, slice)]);
        assert_eq!(both.runs(), 2);
        let stated = |run| {
            let report = report(&both, run);
            let objectives: Vec<String> = report.objectives.iter().map(|o| o.objective.expression.clone()).collect();
            (objectives, value(&report, "http_req_duration", Stat::Max), report.run.samples)
        };
        assert_eq!(stated(0), (vec!["p(95)<500".to_owned()], Some(100.0), 5));
        assert_eq!(stated(1), (vec!["p(95)<50".to_owned()], Some(900.0), 2));
        let labels: Vec<String> = both.list().into_iter().map(|run| run.label).collect();
        assert!(labels[0].contains("(1 of 2), 2026-01-01") && labels[1].contains("(2 of 2), 2026-01-03"), "{labels:?}");
        assert!(both.sources()[0].role.contains("2 in one file"), "{}", both.sources()[0].role);
    }
}

fn point(metric: &str, second: u32, value: f64) -> String {
    let (minute, second) = (second / 60, second % 60);
    format!(
        "{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-01-01T00:{minute:02}:{second:02}Z\",\"value\":{value},\"tags\":{{}}}}}}\n"
    )
}

fn declared(metric: &str) -> String {
    format!(
        "{{\"type\":\"Metric\",\"data\":{{\"name\":\"{metric}\",\"type\":\"trend\",\"contains\":\"time\",\"thresholds\":[],\"submetrics\":null}},\"metric\":\"{metric}\"}}\n"
    )
}

#[test]
fn a_metric_that_only_the_second_run_has_begins_it() {
    let one = [declared("a"), point("a", 0, 1.5), point("a", 1, 2.5)].concat();
    let two = [declared("b"), point("b", 40, 7.5), declared("a"), point("a", 41, 8.5)].concat();
    let both = session(&[(one + &two).as_bytes()]);
    assert_eq!(both.runs(), 2);
    assert_eq!(value(&report(&both, 0), "b", Stat::Max), None);
    assert_eq!(value(&report(&both, 1), "b", Stat::Max), Some(7.5));
    assert_eq!(value(&report(&both, 1), "a", Stat::Max), Some(8.5));
}

#[test]
fn declarations_that_come_twice_without_samples_say_nothing() {
    // `jq -s 'sort_by(.data.time)'` puts all Metric lines first.
    let lines = [declared("a"), declared("a"), declared("b"), declared("b"), point("a", 0, 1.5), point("b", 1, 2.5)];
    assert_eq!(session(&[lines.concat().as_bytes()]).runs(), 1);
}

#[test]
fn processes_that_write_at_the_same_time_are_one_test() {
    let mut text = String::new();
    for second in 0..30 {
        for process in 0..2 {
            if second == 0 {
                text += &declared("vus");
                text += &declared("http_req_duration");
            }
            text += &point("vus", second, 3.0);
            text += &point("http_req_duration", second, 1.5 + f64::from(second * 2 + process));
        }
    }
    let mixed = session(&[text.as_bytes()]);
    assert_eq!(mixed.runs(), 1);
    assert_eq!(report(&mixed, 0).run.samples, 120);
    let said = warning(&mixed).expect("a warning");
    assert!(said.contains("several k6 processes"), "{said}");
}

#[test]
fn without_declarations_times_tell() {
    let run = |from: u32, value: f64| -> String { (from..from + 20).map(|s| point("http_reqs", s, value)).collect() };
    // A later run first: the times go back by more than lines may be out of order.
    let both = session(&[(run(1200, 2.0) + &run(0, 1.0)).as_bytes()]);
    assert_eq!(both.runs(), 2);
    assert_eq!(value(&report(&both, 0), "http_reqs", Stat::Count), Some(20.0));
    assert_eq!(value(&report(&both, 1), "http_reqs", Stat::Count), Some(40.0));
    // Going forward it may be one run that stood still: that is said first.
    let gap = session(&[(run(0, 1.0) + &run(1200, 2.0)).as_bytes()]);
    assert_eq!(gap.runs(), 1);
    let said = warning(&gap).expect("a warning");
    assert!(said.contains("19 min 41 s") && said.contains("several runs"), "{said}");
    // Overlapping: nobody can tell.
    let mixed = session(&[(run(0, 1.0) + &run(100, 1.0) + &run(10, 1.0) + &run(110, 1.0)).as_bytes()]);
    assert_eq!(mixed.runs(), 1);
    assert!(
        warning(&mixed).is_some_and(|said| said.contains("times go back, by up to 1 min 49 s")),
        "{:?}",
        warning(&mixed)
    );
    assert_eq!(warning(&session(&[run(0, 1.0).as_bytes()])), None);
}

#[test]
fn summaries_in_one_file() {
    let check = |bytes: &[u8]| {
        let both = session(&[bytes]);
        assert_eq!(both.runs(), 2);
        let p95 = |run| value(&report(&both, run), "http_req_duration", Stat::P(95.0));
        assert_eq!((p95(0), p95(1)), (Some(300.0), Some(3000.0)));
    };
    let list = fixture("cases/01-two-summaries-array.json");
    check(&list);
    let parsed: Vec<serde_json::Value> = serde_json::from_slice(&list).expect("JSON");
    check(format!("{}\n{}\n", parsed[0], parsed[1]).as_bytes());
    check(serde_json::json!({"1": parsed[0], "2": parsed[1]}).to_string().as_bytes());
    // The same summary twice is one run.
    assert_eq!(session(&[format!("[{0},{0}]", parsed[0]).as_bytes()]).runs(), 1);
}

#[test]
fn recordings_in_one_file() {
    let one = unpacked(&fixture("v2.2/default_only/dashboard-record.ndjson.gz"));
    let two = unpacked(&fixture("v2.2/mixed_ramping/dashboard-record.ndjson.gz"));
    let both = session(&[&[one.clone(), two.clone()].concat()]);
    assert_eq!(both.runs(), 2);
    let mut counts: Vec<_> = (0..2).map(|run| value(&report(&both, run), "http_reqs", Stat::Count)).collect();
    let alone = |bytes: &[u8]| value(&report(&session(&[bytes]), 0), "http_reqs", Stat::Count);
    let mut wanted = vec![alone(&one), alone(&two)];
    counts.sort_by(f64_order);
    wanted.sort_by(f64_order);
    assert_eq!(counts, wanted);
}

fn f64_order(a: &Option<f64>, b: &Option<f64>) -> std::cmp::Ordering {
    a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal)
}
