//! The files of k6's web dashboard: what they say is what k6's summary of the same run says, cut to five digits.

use crate::support::{fixture, metric, packed, read, summary, unpacked};
use sloscope_core::ingest::{Content, Format, SkipReason, Summary};
use sloscope_core::metric::MetricType;
use sloscope_core::report::{MeasuredFrom, Query};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::{SEED, Verdict, preset};
use sloscope_core::stat::Stat;

/// k6's own cut (internal/dashboard: significant), written anew from its source.
fn significant(value: f64) -> f64 {
    if value.fract() == 0.0 {
        return value;
    }
    let scale = match value {
        v if v > 10_000.0 => 1.0,
        v if v > 1000.0 => 10.0,
        v if v > 100.0 => 100.0,
        v if v > 10.0 => 1000.0,
        v if v > 1.0 => 10_000.0,
        _ => 100_000.0,
    };
    (value * scale).trunc() / scale
}

/// Compares what both state; answers how many values that are. Rates per second are by another clock.
fn same_as(dashboard: &Summary, k6: &Summary) -> usize {
    let mut compared = 0;
    for ours in &dashboard.metrics {
        let Some(theirs) = k6.metrics.iter().find(|m| m.series.same_as(&ours.series)) else { continue };
        assert_eq!(ours.kind, theirs.kind, "{}", ours.series);
        for (stat, value) in ours.values.iter() {
            let per_second = ours.kind == MetricType::Counter && stat == Stat::Rate;
            let Some(exact) = theirs.values.get(stat).filter(|_| !per_second) else { continue };
            assert_eq!(value, significant(exact), "{} {stat}", ours.series);
            compared += 1;
        }
    }
    compared
}

fn nanos(ms: i64) -> Option<i64> {
    Some(ms * 1_000_000)
}

#[test]
fn the_html_export() {
    let source = read(&fixture("v2.2/seed_60s/dashboard-export.html"));
    assert_eq!(source.info.format, Format::DashboardHtml);
    assert!(source.diagnostics.is_clean(), "{:?}", source.diagnostics);
    let export = summary(&source);
    let k6 = read(&fixture("v2.2/seed_60s/summary-data.json"));
    let compared = same_as(export, summary(&k6));
    assert!(compared >= 70, "{compared} values");
    assert_eq!(export.digits, Some(5));
    // k6's start and stop events, decoded by hand.
    assert_eq!((export.start, export.end), (nanos(1_795_471_199_702), nanos(1_795_471_259_818)));
    let options = export.options.as_ref().expect("options");
    let scenarios: Vec<&str> = options.scenarios.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(scenarios, ["rps_200", "rps_300", "rps_400"]);
    assert_eq!(options.script_name.as_deref(), Some("clarification_car_test.js"));
}

/// The export keeps the last threshold event of the run: here one from its beginning, when 200 a second were not yet
/// reached. k6 itself passed the threshold: a verdict from that event would be wrong.
#[test]
fn an_old_threshold_event_is_no_verdict() {
    let verdict = |source: &str, name: &str, expression: &str| {
        let source = read(&fixture(source));
        let found = metric(summary(&source), name).thresholds.clone();
        found.into_iter().find(|t| t.expression == expression).expect("the threshold").ok
    };
    let (export, k6) = ("v2.2/seed_60s/dashboard-export.html", "v2.2/seed_60s/summary-data.json");
    assert_eq!(verdict(k6, "http_reqs", "rate>=200"), Some(true));
    assert_eq!(verdict(export, "http_reqs", "rate>=200"), None);
    assert_eq!(verdict(export, "http_req_duration", "p(99)<1000"), Some(true), "not in the event: kept");
}

#[test]
fn recordings() {
    for (name, least) in [("v2.2/mixed_ramping", 85), ("v2.2/default_only", 50)] {
        let source = read(&fixture(&format!("{name}/dashboard-record.ndjson.gz")));
        assert_eq!(source.info.format, Format::DashboardRecord, "{name}");
        assert!(source.diagnostics.is_clean(), "{:?}", source.diagnostics);
        let k6 = read(&fixture(&format!("{name}/summary.json")));
        let compared = same_as(summary(&source), summary(&k6));
        assert!(compared >= least, "{name}: {compared} values");
    }
    let source = read(&fixture("v2.2/mixed_ramping/dashboard-record.ndjson.gz"));
    let recording = summary(&source);
    assert_eq!(recording.start, nanos(1_795_471_260_118));
    let thresholds =
        |name: &str| -> Vec<Option<bool>> { metric(recording, name).thresholds.iter().map(|t| t.ok).collect() };
    assert_eq!(thresholds("http_req_duration"), [Some(true), Some(true)]);
    assert_eq!(thresholds("group_duration{group:::browse}"), [None], "the dashboard judges whole metrics only");
    assert_eq!(metric(recording, "queue_depth").contains, None);
}

fn recording() -> Vec<u8> {
    unpacked(&fixture("v2.2/default_only/dashboard-record.ndjson.gz"))
}

#[test]
fn crossed_at_the_end_and_crossed_before() {
    let text = String::from_utf8(recording()).expect("text");
    let text = text.replacen(
        "\"data\":{\"scenarios\"",
        "\"data\":{\"thresholds\":{\"http_reqs\":[\"rate>=5\"],\"vus\":[\"value>0\"]},\"scenarios\"",
        1,
    );
    let lines: Vec<&str> = text.lines().collect();
    let event = "{\"event\":\"threshold\",\"data\":{\"http_reqs\":[\"rate>=5\"]}}";
    let last = lines.iter().rposition(|l| l.contains("\"cumulative\"")).expect("an event");
    let verdict = |at: usize| {
        let mut lines = lines.clone();
        lines.insert(at, event);
        let source = read(lines.join("\n").as_bytes());
        let ok = |name: &str| metric(summary(&source), name).thresholds[0].ok;
        (ok("http_reqs"), ok("vus"))
    };
    assert_eq!(verdict(last + 1), (Some(false), Some(true)), "k6's last word");
    assert_eq!(verdict(last), (Some(true), Some(true)), "judged anew after it, and kept");
}

#[test]
fn a_recording_that_was_cut_is_read_up_to_there_and_says_so() {
    let text = recording();
    let lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
    let half = [&lines[..7].join(&b'\n')[..], b"\n", &lines[7][..100]].concat();
    for (bytes, cut_line) in [(half.clone(), true), (packed(&half), true), (lines[..7].join(&b'\n'), false)] {
        let source = read(&bytes);
        assert_eq!(source.info.format, Format::DashboardRecord);
        assert!(source.diagnostics.cut.as_ref().is_some_and(|c| c.contains("stop event")), "{:?}", source.diagnostics);
        let skipped = source.diagnostics.skipped.iter().any(|s| s.reason == SkipReason::CutLine);
        assert_eq!(skipped, cut_line);
        assert_eq!(metric(summary(&source), "http_reqs").values.get(Stat::Count), Some(5.0), "the first period");
        let query = Query { objectives: preset(SEED), ..Query::default() };
        let report = Session::new(vec![source]).report(&query).expect("a report");
        assert!(report.notes[0].text.contains("cut short"), "{:?}", report.notes);
        let judged = report.objectives.iter().find(|o| o.verdict == Verdict::Pass).expect("a verdict");
        assert!(judged.caveats.iter().any(|c| c.contains("cut short")), "{:?}", judged.caveats);
    }
}

#[test]
fn without_numbers_it_is_named() {
    let text = recording();
    let lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
    for bytes in [
        lines[..3].join(&b'\n'),
        b"<!doctype html><script id=\"data\" type=\"application/json; charset=utf-8; gzip; base64\"></script>".to_vec(),
    ] {
        let source = read(&bytes);
        let Content::Unreadable(why) = &source.content else { panic!("{:?}", source.content) };
        assert!(why.looks_like.contains("dashboard") && why.advice.contains("periods"), "{why:?}");
    }
}

#[test]
fn a_report_from_the_export_alone() {
    let source = crate::support::read_named("report.html", &fixture("v2.2/seed_60s/dashboard-export.html"), 1000);
    let report = Session::new(vec![source]).report(&Query::default()).expect("a report");
    assert_eq!(report.verdict, Verdict::CannotJudge, "{}", report.headline);
    let one = |series: &str, expression: &str| {
        let series = Series::parse(series).expect(series);
        let found =
            report.objectives.iter().find(|o| o.objective.series == series && o.objective.expression == expression);
        found.unwrap_or_else(|| panic!("no {series} {expression}"))
    };
    let p99 = one("http_req_duration", "p(99)<1000");
    assert_eq!((p99.verdict, p99.measured), (Verdict::Pass, Some(33.741)));
    assert_eq!(one("http_reqs", "rate>=200").verdict, Verdict::Pass, "299 a second, whatever an old event says");
    let absent = one("http_req_duration{scenario:rps_400}", "p(95)<500");
    assert_eq!(absent.verdict, Verdict::CannotJudge);
    let requests = report.metrics.iter().find(|m| m.series == Series::metric("http_reqs")).expect("http_reqs");
    assert_eq!((requests.from, requests.values.get(Stat::Count)), (MeasuredFrom::Dashboard, Some(18_005.0)));
    assert_eq!(report.run.test_type, None, "scenarios are named, but not what they do");
    let names: Vec<_> = report.run.scenarios.iter().map(|s| (s.name.as_str(), s.executor.is_some())).collect();
    assert_eq!(names, [("rps_200", false), ("rps_300", false), ("rps_400", false)]);
}

#[test]
fn beside_samples_it_is_cross_checked() {
    for name in ["v2.2/mixed_ramping", "v2.2/default_only"] {
        let results = if name.ends_with("only") { "results.json" } else { "results.json.gz" };
        let files = [results, "dashboard-record.ndjson.gz"];
        let sources = files.map(|f| crate::support::read_named(f, &fixture(&format!("{name}/{f}")), 1 << 16)).to_vec();
        let session = Session::new(sources);
        assert_eq!(session.runs(), 1, "{name}");
        let report = session.report(&Query::default()).expect("a report");
        let check = &report.cross_checks[0];
        assert_eq!(check.compared, check.matching, "{name}: {:?}", check.differences);
    }
}
