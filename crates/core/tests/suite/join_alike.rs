//! Two runs of one plan count the same: other values, times and verdicts keep them apart. What tells types, and what
//! tells that a file holds two runs.

use crate::support::{fixture, read};
use sloscope_core::metric::MetricType;
use sloscope_core::report::{NoteLevel, Query, Report};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::{Objective, Origin, Verdict};
use sloscope_core::stat::Stat;

fn session(files: &[&[u8]]) -> Session {
    Session::new(files.iter().map(|bytes| read(bytes)).collect())
}

fn report(session: &Session, run: usize) -> Report {
    session.report(&Query { run, ..Query::default() }).expect("a report")
}

fn case(name: &str) -> Vec<u8> {
    fixture(&format!("cases/{name}"))
}

/// Of one duration in each: what `--summary-export` writes. `extra` stands behind the statistics.
fn legacy(stats: &str, rate: f64, extra: &str) -> String {
    format!(
        r#"{{"root_group":{{"name":"","path":"","id":"x","groups":{{}},"checks":{{}}}},"metrics":{{"http_req_duration":{{{stats}{extra}}},"http_reqs":{{"count":600,"rate":{rate:?}}}}}}}"#
    )
}

/// Two runs of k6 1.1 that count the same, without averages (`summaryTrendStats: ['med', 'p(95)', 'max']`): medians of
/// 47 and 164 ms.
#[test]
fn two_runs_of_one_plan_are_two_runs() {
    let (a, b) = (case("two_runs_a.sum.json"), case("two_runs_b.sum.json"));
    let array = [b"[", a.as_slice(), b",", b.as_slice(), b"]"].concat();
    for files in [vec![a.as_slice(), &b], vec![b.as_slice(), &a], vec![array.as_slice()]] {
        let session = session(&files);
        assert_eq!(session.runs(), 2, "{:?}", session.list());
        let mut medians: Vec<f64> = (0..2)
            .map(|run| {
                let report = report(&session, run);
                let time = report.metrics.iter().find(|m| m.series == Series::metric("http_req_duration"));
                time.and_then(|m| m.values.get(Stat::Med)).expect("a median")
            })
            .collect();
        medians.sort_by(f64::total_cmp);
        assert_eq!(medians, [47.3981505, 163.7524095]);
    }
}

#[test]
fn samples_take_the_summary_of_their_own_run_only() {
    let samples = case("two_runs_a.ndjson.gz");
    let (a, b) = (case("two_runs_a.sum.json"), case("two_runs_b.sum.json"));
    assert_eq!(session(&[&samples, &b]).runs(), 2);
    let own = session(&[&samples, &a]);
    assert_eq!(own.runs(), 1);
    let check = &report(&own, 0).cross_checks[0];
    assert_eq!((check.compared, check.differences.len()), (check.matching, 0));
    for order in [[&samples, &a, &b], [&samples, &b, &a], [&b, &a, &samples]] {
        let session = session(&order.map(Vec::as_slice));
        assert_eq!(session.runs(), 2);
        assert_eq!(report(&session, 0).cross_checks.len(), 1, "the samples are of A, and so is its summary");
    }
}

#[test]
fn one_value_or_verdict_tells_summaries_apart() {
    let stats = |p95: &str| format!(r#""avg":120.0,"min":10.0,"med":100.0,"max":564.0,"p(90)":129.0,"p(95)":{p95}"#);
    let kept = r#","thresholds":{"p(99)<500":false}"#;
    let crossed = r#","thresholds":{"p(99)<500":true}"#;
    let one = legacy(&stats("403.5"), 10.0, kept);
    let runs = |other: &str| {
        let (first, second) = (session(&[one.as_bytes(), other.as_bytes()]), format!("[{one},{other}]"));
        let together = session(&[second.as_bytes()]).runs();
        assert_eq!(first.runs(), together, "{other}");
        together
    };
    assert_eq!(runs(&one), 1, "the same twice");
    assert_eq!(runs(&legacy(&stats("404"), 10.0, kept)), 2, "another percentile");
    assert_eq!(runs(&legacy(&stats("403.5"), 10.0, crossed)), 2, "another verdict");
    assert_eq!(runs(&legacy(&stats("403.5"), 20.0, kept)), 2, "half as long");
    assert_eq!(runs(&legacy(r#""p(99.9)":700.0"#, 10.0, "")), 1, "nothing that both state differs");
}

#[test]
fn two_dashboards_in_one_file_are_two_runs() {
    let (a, b) = (fixture("v2.2/seed_60s/dashboard-export.html"), case("06-dashboard-rate.html"));
    for (file, runs) in
        [([a.as_slice(), &b].concat(), 2), ([a.as_slice(), b"\n", &b].concat(), 2), ([&*a, &a].concat(), 1)]
    {
        let together = session(&[&file]);
        assert_eq!(together.runs(), runs, "{:?}", together.list());
        let apart = session(&[&a, if runs == 2 { &b } else { &a }]);
        for run in 0..runs {
            let (one, other) = (report(&together, run), report(&apart, run));
            assert_eq!((one.run.start, one.metrics, one.verdict), (other.run.start, other.metrics, other.verdict));
        }
    }
    // One whose data are lost is reported.
    let lost = br#"<html><script id="data" type="application/json; charset=utf-8; gzip; base64"></script></html>"#;
    let source = read(&[a.as_slice(), lost].concat());
    assert!(source.diagnostics.notes.iter().any(|n| n.contains("1 of the 2 reports")), "{:?}", source.diagnostics);
}

/// Points of k6 without its `Metric` lines: a request each 0.1 s, and `vus` each second where asked for.
fn points(from_s: i64, length_s: i64, vus: bool) -> String {
    let mut text = String::new();
    let mut add = |metric: &str, ms: i64, value: f64| {
        let (s, ms) = (ms / 1000, ms % 1000);
        let time = format!("2026-11-23T{:02}:{:02}:{:02}.{ms:03}Z", s / 3600, s / 60 % 60, s % 60);
        text.push_str(&format!(
            r#"{{"metric":"{metric}","type":"Point","data":{{"time":"{time}","value":{value:?},"tags":{{}}}}}}"#
        ));
        text.push('\n');
    };
    for tenth in 0..length_s * 10 {
        let ms = from_s * 1000 + tenth * 100;
        for (metric, value) in [("http_req_duration", 12.5), ("data_sent", 100.0), ("iterations", 1.0)] {
            add(metric, ms, value);
        }
        add("iteration_duration", ms, 13.25);
        if vus && tenth % 10 == 9 {
            add("vus", ms, 2.0);
        }
    }
    text
}

fn warning(file: &str) -> Option<String> {
    let notes = report(&session(&[file.as_bytes()]), 0).notes;
    notes.first().filter(|note| note.level == NoteLevel::Warning).map(|note| note.text.clone())
}

#[test]
fn a_long_time_without_vus_is_told_first() {
    for vus in [true, false] {
        let two = points(0, 3, vus) + &points(212, 4, vus);
        let text = warning(&two).expect("a warning");
        assert!(text.contains("3 min 29 s") && text.contains("several runs"), "{text}");
        let csv: String = two
            .lines()
            .map(|line| {
                let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
                format!(
                    "{},{},{}\n",
                    line["metric"].as_str().expect("a name"),
                    line["data"]["time"].as_str().expect("a time"),
                    line["data"]["value"]
                )
            })
            .collect();
        let text = warning(&format!("metric_name,timestamp,metric_value\n{csv}")).expect("a warning");
        assert!(text.contains("several runs"), "{text}");
    }
    // One run goes on; a scenario pauses while `vus` is written.
    assert_eq!(warning(&points(0, 40, true)), None);
    let only_vus: String =
        points(3, 60, true).lines().filter(|l| l.contains("vus")).map(|l| format!("{l}\n")).collect();
    assert_eq!(warning(&(points(0, 3, true) + &only_vus + &points(63, 3, true))), None);
    // Requests alone: nothing tells that k6 was to write more.
    let requests: String = (points(0, 3, true) + &points(212, 4, true))
        .lines()
        .filter(|line| line.contains("http_req_duration"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(warning(&requests), None);
}

fn kind_of(report: &Report, name: &str) -> (MetricType, bool) {
    let metric = report.metrics.iter().find(|m| m.series == Series::metric(name)).expect(name);
    (metric.kind, metric.kind_guessed)
}

/// A real CSV of k6 1.1, which states no types, and the options of the run: 20 samples of each metric, of 7, 2, 0 or 1
/// (11 ones), and 3.
#[test]
fn thresholds_tell_the_types_of_a_csv() {
    let report = report(&session(&[&case("custom_types.csv"), &case("custom_types_options.json")]), 0);
    assert_eq!(kind_of(&report, "my_counter"), (MetricType::Counter, false));
    assert_eq!(kind_of(&report, "my_gauge"), (MetricType::Gauge, false));
    assert_eq!(kind_of(&report, "my_trend"), (MetricType::Trend, false));
    assert_eq!(kind_of(&report, "my_rate"), (MetricType::Rate, true), "a counter of 0 and 1 has a rate, too");
    let judged = |expression: &str| {
        let of = |o: &&sloscope_core::slo::ObjectiveResult| o.objective.expression == expression;
        report.objectives.iter().find(of).map(|o| (o.verdict, o.measured)).expect(expression)
    };
    assert_eq!(judged("count>5"), (Verdict::Pass, Some(40.0)));
    assert_eq!(judged("value<5"), (Verdict::Pass, Some(3.0)));
    assert_eq!(judged("rate>0.9"), (Verdict::Fail, Some(0.55)));
    assert_eq!(judged("p(95)<10"), (Verdict::Pass, Some(7.0)));
}

#[test]
fn what_is_asked_tells_a_type_better_than_values() {
    let session = session(&[&case("custom_types.csv")]);
    let asked = |metric: &str, expressions: &[&str]| {
        let objective = |expression: &&str| Objective {
            series: Series::metric(metric),
            expression: (*expression).to_owned(),
            abort_on_fail: false,
            delay_abort_eval: None,
            origin: Origin::Edited,
        };
        let query = Query { objectives: Some(expressions.iter().map(objective).collect()), ..Query::default() };
        kind_of(&session.report(&query).expect("a report"), metric)
    };
    assert_eq!(asked("my_counter", &["count>5"]), (MetricType::Counter, true));
    assert_eq!(asked("my_counter", &["avg<5"]), (MetricType::Trend, true));
    assert_eq!(asked("my_gauge", &["value<5"]), (MetricType::Gauge, true));
    assert_eq!(asked("my_rate", &["rate>0.5"]), (MetricType::Rate, true));
    assert_eq!(asked("my_rate", &["rate>0.5", "count>3"]), (MetricType::Counter, true));
    assert_eq!(asked("my_rate", &["rate>5"]), (MetricType::Counter, true), "no share is above 1");
    assert_eq!(asked("my_trend", &["rate<10"]), (MetricType::Counter, true), "no share is made of sevens");
}

/// Two files of samples at the same time are runners of one test: a summary of one of them is known by its values, too.
#[test]
fn a_runner_has_the_values_of_its_summary() {
    let line = |metric: &str, ms: i64, value: f64| {
        format!(
            r#"{{"metric":"{metric}","type":"Point","data":{{"time":"2026-11-23T10:00:0{}.{:03}Z","value":{value:?},"tags":{{}}}}}}"#,
            ms / 1000,
            ms % 1000
        ) + "\n"
    };
    let runner = |requests: i64, time: f64| -> String {
        let one = |n: i64| line("http_reqs", n * 100, 1.0) + &line("http_req_duration", n * 100, time + n as f64 / 7.0);
        (1..=requests).map(one).collect()
    };
    let (a, b) = (runner(50, 12.3), runner(60, 45.6));
    let stated = |requests: i64, max: f64| {
        format!(
            r#"{{"root_group":{{"name":"","path":"","id":"x","groups":{{}},"checks":{{}}}},"metrics":{{"http_req_duration":{{"max":{max:?}}},"http_reqs":{{"count":{requests},"rate":10.0}}}}}}"#
        )
    };
    let runs = |summary: &str| session(&[a.as_bytes(), b.as_bytes(), summary.as_bytes()]).runs();
    assert_eq!(runs(&stated(60, 45.6 + 60.0 / 7.0)), 1);
    assert_eq!(runs(&stated(50, 12.3 + 50.0 / 7.0)), 1);
    assert_eq!(runs(&stated(50, 45.6 + 50.0 / 7.0)), 2);
    assert_eq!(runs(&stated(110, 45.6 + 60.0 / 7.0)), 1, "of both together");
}

#[test]
fn a_summary_of_a_shorter_run_is_not_of_the_samples() {
    let samples = points(0, 20, true);
    let counts = |rate: f64| {
        format!(
            r#"{{"root_group":{{"name":"","path":"","id":"x","groups":{{}},"checks":{{}}}},"metrics":{{"iterations":{{"count":200,"rate":{rate:?}}}}}}}"#
        )
    };
    let runs = |summary: &str| session(&[samples.as_bytes(), summary.as_bytes()]).runs();
    assert_eq!(runs(&counts(10.0)), 1, "20 s");
    assert_eq!(runs(&counts(5.0)), 1, "40 s: k6 may have idled");
    assert_eq!(runs(&counts(40.0)), 2, "5 s");
}
