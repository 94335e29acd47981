//! Inputs that were read wrongly once, with what is right beside each.

use crate::support::{fixture, read, summary, unpacked};
use sloscope_core::ingest::{Content, Format};
use sloscope_core::metric::MetricType;
use sloscope_core::report::{MetricSummary, Query, Report};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::stat::Stat;

fn of_file(name: &str) -> Report {
    let session = Session::new(vec![read(&fixture(name))]);
    session.report(&Query::default()).expect("a report")
}

fn of_metric<'a>(report: &'a Report, name: &str) -> &'a MetricSummary {
    let series = Series::metric(name);
    report.metrics.iter().find(|m| m.series == series).unwrap_or_else(|| panic!("{name} is not shown"))
}

#[test]
fn every_statistic_and_every_metric_of_a_summary_is_kept() {
    let report = of_file("cases/07-custom-trend-stats.json");
    let values = &of_metric(&report, "http_req_duration").values;
    let stated = [(Stat::Avg, 120.0), (Stat::P(50.0), 100.0), (Stat::P(75.0), 200.0), (Stat::P(98.0), 700.0)];
    for (stat, value) in stated.into_iter().chain([(Stat::P(99.99), 880.0)]) {
        assert_eq!(values.get(stat), Some(value), "{stat}");
        assert!(report.latency.columns.contains(&stat), "{stat} is in no column");
    }
    let counted = of_file("cases/17-metric-dropped.json");
    assert_eq!(of_metric(&counted, "warnings").values.get(Stat::Count), Some(7.0));
    // A trend of which only the number of samples was asked for.
    let text = r#"{"metrics":{"http_req_duration":{"count":5},"mine":{"count":7},"http_reqs":{"count":5,"rate":1}}}"#;
    let session = Session::new(vec![read(text.as_bytes())]);
    let report = session.report(&Query::default()).expect("a report");
    assert_eq!(of_metric(&report, "mine").kind, MetricType::Trend);
    assert_eq!(of_metric(&report, "mine").samples, Some(7));
    // What k6 does not state of a type is kept where it is a statistic, else named.
    let text = r#"{"metrics":{"http_reqs":{"count":5,"rate":1},"vus":{"value":1,"min":0,"max":2,"avg":1.5,"odd":3}}}"#;
    let source = read(text.as_bytes());
    assert!(source.diagnostics.notes.iter().any(|note| note.contains("vus.odd")), "{:?}", source.diagnostics);
    let report = Session::new(vec![source]).report(&Default::default()).expect("a report");
    assert_eq!(of_metric(&report, "vus").values.get(Stat::Avg), Some(1.5));
}

#[test]
fn a_series_without_samples_has_no_statistics() {
    let report = of_file("cases/empty_summary.json");
    let never = of_metric(&report, "never_added");
    assert_eq!(never.samples, Some(0));
    assert_eq!(never.values.iter().collect::<Vec<_>>(), [(Stat::Count, 0.0)]);
    let rate = of_metric(&report, "never_rate");
    assert_eq!(rate.values.iter().collect::<Vec<_>>(), [(Stat::Passes, 0.0), (Stat::Fails, 0.0)]);
    for metric in report.metrics.iter().filter(|m| m.samples == Some(0)) {
        let counts = [Stat::Count, Stat::Passes, Stat::Fails];
        assert!(metric.values.iter().all(|(stat, _)| counts.contains(&stat)), "{metric:?}");
    }
    // Without a count of its own, the counter beside it tells.
    let text = r#"{"metrics":{"http_reqs":{"count":0,"rate":0},"http_req_duration":{"avg":0,"min":0,"med":0,"max":0,"p(90)":0,"p(95)":0}}}"#;
    let session = Session::new(vec![read(text.as_bytes())]);
    let report = session.report(&Query::default()).expect("a report");
    let empty = of_metric(&report, "http_req_duration");
    assert!(empty.values.is_empty() && empty.samples == Some(0), "{empty:?}");
}

#[test]
fn a_rate_of_a_dashboard_has_samples() {
    let report = of_file("cases/06-dashboard-rate.html");
    assert_eq!(of_metric(&report, "http_req_failed").values.get(Stat::Rate), Some(0.5));
    assert!(report.notes.iter().all(|note| !note.text.contains("no samples: the test")), "{:?}", report.notes);
    assert!(
        report.findings.iter().any(|f| f.rule == "failures" && f.title.contains("50.00 %")),
        "{:?}",
        report.findings
    );
    // The same file, had all of them failed.
    let record = String::from_utf8(unpacked(&fixture("v2.2/default_only/dashboard-record.ndjson.gz")));
    let text = record.expect("UTF-8");
    let all = text.replace("[0]", "[1]");
    let session = Session::new(vec![read(all.as_bytes())]);
    let report = session.report(&Query::default()).expect("a report");
    assert_eq!(of_metric(&report, "http_req_failed").values.get(Stat::Rate), Some(1.0));
    assert!(report.findings.iter().any(|f| f.rule == "none-succeeded"), "{:?}", report.findings);
}

#[test]
fn what_k6s_rest_server_answers_is_read() {
    let report = of_file("cases/11e-rest-api-metrics.json");
    assert_eq!(report.sources[0].info.format, Format::SummaryRest);
    assert_eq!(of_metric(&report, "http_req_duration").values.get(Stat::P(95.0)), Some(133.2));
    let one = r#"{"data":{"type":"metrics","id":"http_reqs","attributes":{"type":"counter","contains":"default","tainted":true,"sample":{"count":12,"rate":3.5}}}}"#;
    let source = read(one.as_bytes());
    assert!(source.diagnostics.notes.iter().any(|note| note.contains("tainted")), "{:?}", source.diagnostics);
    let metric = &summary(&source).metrics[0];
    assert_eq!((metric.values.get(Stat::Count), metric.values.get(Stat::Rate)), (Some(12.0), Some(3.5)));
    for kind in ["status", "groups"] {
        let text = format!(r#"{{"data":[{{"type":"{kind}","id":"default","attributes":{{}}}}]}}"#);
        let Content::Unreadable(why) = read(text.as_bytes()).content else { panic!("{kind}") };
        assert!(why.looks_like.contains("k6's REST server") && why.advice.contains("/v1/metrics"), "{why:?}");
    }
}

#[test]
fn a_csv_that_a_spreadsheet_saved_says_nothing_of_the_run() {
    let source = read(&fixture("cases/08-excel-timestamps.csv"));
    let Content::Unreadable(why) = &source.content else { panic!("{:?}", source.content) };
    assert!(why.looks_like.contains("spreadsheet changes the time column"), "{why:?}");
    assert!(why.advice.contains("the file that k6 wrote"), "{why:?}");
    assert_eq!((source.info.format, source.diagnostics.skipped[0].first_lines.clone()), (Format::Csv, vec![2, 3, 4]));
    let session = Session::new(vec![source]);
    assert_eq!(session.runs(), 0);
    assert!(session.sources()[0].role.starts_with("not used: this is k6's CSV"), "{}", session.sources()[0].role);
    let header = "metric_name,timestamp,metric_value,check,url,extra_tags";
    for time in ["01/02/2026 13:45", "2026-01-02 13:45:00,5", "########", "1,76723E+12"] {
        let text = format!("{header}\nhttp_reqs,\"{time}\",1,,,\n");
        assert!(matches!(read(text.as_bytes()).content, Content::Unreadable(_)), "{time}");
    }
    // One good row: the rest is counted and named.
    let some = read(format!("{header}\nhttp_reqs,1767225600,1,,,\nhttp_reqs,1.76723E+12,1,,,\n").as_bytes());
    assert!(matches!(some.content, Content::Samples(_)) && some.diagnostics.lost_lines() == 1, "{some:?}");
    let semicolons = "metric_name;timestamp;metric_value;check\nhttp_reqs;1767225600;1;\n";
    let Content::Unreadable(why) = read(semicolons.as_bytes()).content else { panic!("read") };
    assert!(why.looks_like.contains("as a spreadsheet saves it"), "{why:?}");
    // The same of NDJSON: lines of the right form, without one time.
    let text = r#"{"type":"Point","data":{"time":"yesterday","value":1,"tags":null},"metric":"http_reqs"}"#;
    assert!(matches!(read(text.as_bytes()).content, Content::Unreadable(_)));
}

#[test]
fn what_k6_prints_or_sends_is_named_for_what_it_is() {
    let check = |bytes: &[u8], looks_like: &str, advice: &str| {
        let Content::Unreadable(why) = read(bytes).content else { panic!("{looks_like}") };
        assert!(why.looks_like.contains(looks_like) && why.advice.contains(advice), "{why:?}");
    };
    check(&fixture("cases/11-console-ansi.txt"), "what k6 prints on the screen", "--summary-export");
    check(&fixture("cases/11c-influx-line-protocol.txt"), "InfluxDB's line protocol", "together with other outputs");
    check(b"http_reqs,method=GET,name=a\\ b value=1\n", "InfluxDB's line protocol", "--out json");
    check(b"k6_http_reqs_total{method=\"GET\"} 12 1767225600000\n", "Prometheus", "--out json");
    check(b"k6.http_reqs:1|c|#method:GET\n", "StatsD", "--out json");
    check(br#"{"resourceMetrics":[{}]}"#, "OpenTelemetry", "--out json");
}

#[test]
fn feature_flags_are_facts_of_the_run() {
    let point = |metric: &str| {
        format!(
            r#"{{"metric":"{metric}","type":"Point","data":{{"time":"2026-01-01T00:00:00Z","value":1,"tags":{{"k6_feature_native-histograms":"true","k6_feature_freeze-env":"true","name":"a"}}}}}}"#
        )
    };
    let text = format!("{}\n{}\n", point("http_reqs"), point("http_req_duration"));
    let report = Session::new(vec![read(text.as_bytes())]).report(&Query::default()).expect("a report");
    assert_eq!(report.run.feature_flags, ["freeze-env", "native-histograms"]);
    assert_eq!(report.tags.iter().map(|tag| tag.key.as_str()).collect::<Vec<_>>(), ["name"]);
    let text = sloscope_core::export::text(&report, false);
    assert!(text.contains("Flags     freeze-env, native-histograms"), "{text}");
}
