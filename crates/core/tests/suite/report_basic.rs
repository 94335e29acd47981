//! A report of one run against what k6 itself said of it: samples are read here by serde_json, so that this test
//! rests on nothing but the store and the statistics.

use sloscope_core::ingest::{Compression, Content, Diagnostics, Encoding, Format, SampleFile, Source, SourceInfo};
use sloscope_core::metric::{Contains, MetricType};
use sloscope_core::report::{Query, Report, Window};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::stat::Stat;
use sloscope_core::time::parse_rfc3339;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/v2.2/default_only/");

fn read(name: &str) -> String {
    std::fs::read_to_string(format!("{FOLDER}{name}")).expect(name)
}

/// One source of samples, made by hand.
fn source(text: &str) -> Source {
    let mut file = SampleFile { time_step: 1, utc_offset_minutes: Some(0), ..SampleFile::default() };
    for line in text.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("a line of k6");
        let (name, data) = (line["metric"].as_str().expect("metric"), &line["data"]);
        let id = file.store.metric(name);
        if line["type"] == "Metric" {
            let kind = MetricType::parse(data["type"].as_str().expect("type")).expect("kind");
            file.store.declare(id, kind, data["contains"].as_str().and_then(Contains::parse));
            for sub in data["submetrics"].as_array().into_iter().flatten() {
                file.submetrics.push(Series::parse(sub["name"].as_str().expect("name")).expect("a series"));
            }
            continue;
        }
        let tags: Vec<(&str, &str)> = data["tags"]
            .as_object()
            .map(|tags| tags.iter().map(|(k, v)| (k.as_str(), v.as_str().expect("text"))).collect())
            .unwrap_or_default();
        let set = file.store.tags.intern(&tags);
        let time = parse_rfc3339(data["time"].as_str().expect("time").as_bytes()).expect("time");
        file.store.push(id, time.nanos, set, data["value"].as_f64().expect("value"));
    }
    Source {
        info: SourceInfo {
            name: "results.json".to_owned(),
            bytes: text.len() as u64,
            unpacked: text.len() as u64,
            format: Format::Ndjson,
            compression: Compression::None,
            encoding: Encoding::Utf8,
        },
        content: Content::Samples(Box::new(file)),
        diagnostics: Diagnostics::default(),
    }
}

fn report(query: &Query) -> Report {
    let session = Session::new(vec![source(&read("results.json"))]);
    assert_eq!(session.runs(), 1);
    session.report(query).expect("a report")
}

fn value(report: &Report, series: &Series, stat: Stat) -> Option<f64> {
    report.metrics.iter().find(|m| m.series.same_as(series)).and_then(|m| m.values.get(stat))
}

#[test]
fn k6_summary_is_reproduced_from_samples() {
    let report = report(&Query::default());
    let summary: serde_json::Value = serde_json::from_str(&read("summary.json")).expect("a summary");
    let mut compared = 0;
    for (name, values) in summary["metrics"].as_object().expect("metrics") {
        let series = Series::parse(name).expect(name);
        for (key, theirs) in values.as_object().expect("values") {
            let is_rate = values.get("passes").is_some();
            let stat = match key.as_str() {
                "value" if is_rate => Stat::Rate,
                // Without a summary the divisor is the observed span, which is not k6's.
                "rate" | "thresholds" => continue,
                other => Stat::parse(other).expect(other),
            };
            let (theirs, ours) = (theirs.as_f64().expect("a number"), value(&report, &series, stat));
            let ours = ours.unwrap_or_else(|| panic!("{series} {stat} is absent"));
            assert!((ours - theirs).abs() <= 1e-9 * theirs.abs(), "{series} {stat}: {ours} is not {theirs}");
            compared += 1;
        }
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn two_windows_hold_what_the_run_holds() {
    let all = report(&Query::default());
    let middle = all.run.observed_ms.expect("span") / 2.0;
    let part = |start_ms, end_ms| report(&Query { window: Some(Window { start_ms, end_ms }), ..Query::default() });
    let requests = Series::metric("http_reqs");
    let count = |report: &Report| value(report, &requests, Stat::Count).expect("count");
    let (first, second) = (part(0.0, middle), part(middle, 1e9));
    assert!(count(&first) > 0.0 && count(&second) > 0.0);
    assert_eq!(count(&first) + count(&second), count(&all));
    let rate = value(&first, &requests, Stat::Rate).expect("rate");
    // The middle is rounded to a nanosecond.
    assert!((rate * (middle / 1000.0) / count(&first) - 1.0).abs() < 1e-9);
}

#[test]
fn a_tag_filter_selects_and_leaves_the_rest_out() {
    let query = Query { tags: vec![("status".to_owned(), "nothing has this".to_owned())], ..Query::default() };
    let report = report(&query);
    for metric in &report.metrics {
        assert_eq!(metric.samples, Some(0), "{}", metric.series);
        assert!(metric.values.is_empty(), "{}: what has no sample has no statistic", metric.series);
    }
}
