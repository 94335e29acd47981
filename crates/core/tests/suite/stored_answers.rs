//! What a stored report answers: what it holds, and nothing that needs samples.

use crate::report_support::{files, fixtures, read};
use crate::support::read_named;
use sloscope_core::chart::{ChartAsk, ChartKind};
use sloscope_core::export::{json_text, text};
use sloscope_core::ingest::Source;
use sloscope_core::report::{ObjectivesFrom, Query, Report, Window};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::{Objective, Origin, Verdict};
use sloscope_core::stat::Stat;

fn session(fixture: &str) -> Session {
    Session::new(files(&fixtures().join(fixture)).iter().map(|file| read(file)).collect())
}

fn stored(name: &str, fixture: &str, query: &Query) -> Source {
    let report = session(fixture).report(query).expect("a report");
    read_named(name, json_text(&report).as_bytes(), 1 << 16)
}

fn ask(query: &Query) -> (Session, Report) {
    let session = Session::new(vec![stored("report.json", "v2.2/thresholds_fail", &Query::default())]);
    let report = session.report(query).expect("a report");
    (session, report)
}

fn objective(series: &str, expression: &str) -> Objective {
    let series = Series::parse(series).expect(series);
    let expression = expression.to_owned();
    Objective { series, expression, abort_on_fail: false, delay_abort_eval: None, origin: Origin::Edited }
}

#[test]
fn it_shows_the_verdicts_of_then_and_where_it_is_from() {
    let made = session("v2.2/thresholds_fail").report(&Query::default()).expect("a report");
    let (session, report) = ask(&Query::default());
    assert_eq!((report.verdict, &report.headline), (made.verdict, &made.headline));
    assert_eq!(report.findings, made.findings);
    assert_eq!(report.overall.len(), made.overall.len());
    for (row, of) in report.overall.iter().zip(&made.overall) {
        assert_eq!((&row.label, row.value, row.objective), (&of.label, of.value, of.objective));
    }
    let wanted = |report: &Report| report.latency.rows.iter().find(|r| r.series.metric == "http_req_waiting").cloned();
    assert_eq!(wanted(&report).map(|row| row.values), wanted(&made).map(|row| row.values));
    assert!(report.run.samples > 0 && !report.has_samples());
    assert_eq!(report.runs, session.list());
    assert!(report.runs[0].label.starts_with("report.json, "), "{:?}", report.runs);
    let shown = text(&report, false);
    assert!(shown.contains("report.json (sloscope.report/1) was made by sloscope "), "{shown}");
}

#[test]
fn a_rate_over_a_time_that_only_samples_tell_is_shown_and_not_judged() {
    let objectives = Some(vec![objective("http_reqs", "rate>4.5"), objective("http_reqs", "count>10")]);
    let query = Query { objectives, ..Query::default() };
    // Without the summary, which states the time.
    let samples = Session::new(vec![read(&fixtures().join("v2.2/default_only/results.json"))]);
    let document = json_text(&samples.report(&Query::default()).expect("a report"));
    let stored = Session::new(vec![read_named("report.json", document.as_bytes(), 1 << 16)]);
    let [made, report] = [&samples, &stored].map(|session| session.report(&query).expect("a report"));
    for report in [&made, &report] {
        let verdicts: Vec<Verdict> = report.objectives.iter().map(|result| result.verdict).collect();
        assert_eq!(verdicts, [Verdict::CannotJudge, Verdict::Pass]);
    }
    let rate = |report: &Report| report.overall.iter().find(|row| row.label == "Actual RPS").cloned().expect("a row");
    assert_eq!((rate(&report).value, rate(&report).note), (rate(&made).value, rate(&made).note));
    let shown = text(&report, false);
    assert!(shown.contains("k6's own may be longer"), "{shown}");
}

#[test]
fn a_part_of_the_run_is_not_judged() {
    let window = Some(Window { start_ms: 0.0, end_ms: 1000.0 });
    let tags = vec![("scenario".to_owned(), "default".to_owned())];
    for query in [Query { window, ..Query::default() }, Query { tags, ..Query::default() }] {
        let (_, report) = ask(&query);
        assert_eq!(report.verdict, Verdict::CannotJudge);
        assert!(report.objectives.iter().all(|o| o.verdict == Verdict::CannotJudge && o.measured.is_none()));
        assert!(report.headline.contains("cannot be narrowed"), "{}", report.headline);
        let shown = text(&report, false);
        assert!(shown.contains("not applied, the numbers are those that were stored"), "{shown}");
    }
}

#[test]
fn a_stored_part_is_that_part() {
    let window = Some(Window { start_ms: 500.0, end_ms: 2500.0 });
    let query = Query { window, ..Query::default() };
    let part = || stored("part.json", "v2.2/thresholds_fail", &query);
    let made = session("v2.2/thresholds_fail").report(&query).expect("a report");
    let session = Session::new(vec![part()]);
    let report = session.report(&Query::default()).expect("a report");
    assert_eq!((report.verdict, report.query.window.is_some()), (made.verdict, true));
    // The same part is what is there.
    let again = session.report(&Query { window: report.query.window, ..Query::default() }).expect("a report");
    assert_eq!(again, report);
    // Objectives on the whole run are not judged by it.
    let objectives = Some(vec![objective("http_req_duration", "p(95)<100000")]);
    let other = session.report(&Query { objectives, ..report.query.clone() }).expect("a report");
    assert_eq!(other.verdict, Verdict::CannotJudge, "{}", other.headline);
}

#[test]
fn charts_and_other_breakdowns_say_why_they_are_not_there() {
    let query = Query { group_by: vec!["status".to_owned()], ..Query::default() };
    let (session, report) = ask(&query);
    let why = report.breakdown.and_then(|found| found.absent).expect("why");
    assert!(why.contains("stored report holds no samples"), "{why}");
    let asks = ChartKind::ALL.map(|kind| ChartAsk::new(kind, 600, 200));
    for chart in session.charts(&query, &asks) {
        assert!(chart.absent.is_some_and(|why| why.contains("stored report")), "{:?}", chart.ask.kind);
    }
    // The one that is stored is there, asked for or not.
    let session = Session::new(vec![stored("report.json", "v2.2/thresholds_fail", &query)]);
    for query in [Query::default(), query] {
        let found = session.report(&query).and_then(|report| report.breakdown).expect("a breakdown");
        assert!(found.absent.is_none() && !found.rows.is_empty(), "{found:?}");
    }
}

#[test]
fn other_objectives_are_judged_by_the_values_that_it_holds() {
    let p95 = ask(&Query::default()).1;
    let p95 = p95.metrics.iter().find(|m| m.series == Series::metric("http_req_duration")).expect("there");
    let p95 = p95.values.get(Stat::P(95.0)).expect("p(95)");
    let judged = |objectives: Vec<Objective>| ask(&Query { objectives: Some(objectives), ..Query::default() }).1;
    let report = judged(vec![
        objective("http_req_duration", &format!("p(95)<={p95}")),
        objective("http_req_duration", &format!("p(95)<{p95}")),
        objective("http_req_duration", "p(97)<0.001"),
        objective("http_req_duration{name:nowhere}", "p(95)<1"),
        objective("http_reqs", "count>0"),
    ]);
    let verdicts: Vec<Verdict> = report.objectives.iter().map(|o| o.verdict).collect();
    let fail = Verdict::Fail;
    assert_eq!(verdicts, [Verdict::Pass, fail, fail, Verdict::CannotJudge, Verdict::Pass], "{:#?}", report.objectives);
    let shown = text(&report, false);
    assert!(shown.contains("judged now, by the values that it holds"), "{shown}");
    assert!(matches!(report.objectives_from, ObjectivesFrom::Edited));
    assert_eq!(judged(Vec::new()).verdict, Verdict::NotJudged);
    // An objectives file beside it counts, too.
    let file = read_named("slo.json", br#"{"http_req_failed":["rate<=1"]}"#, 1 << 10);
    let session = Session::new(vec![stored("report.json", "v2.2/thresholds_fail", &Query::default()), file]);
    let report = session.report(&Query::default()).expect("a report");
    assert_eq!(report.verdict, Verdict::Pass, "{}", report.headline);
    assert!(report.sources.iter().any(|source| source.info.name == "slo.json"));
}

/// What was cut when the report was made is cut now.
#[test]
fn what_was_missing_then_is_missing_now() {
    let query = Query::default();
    let made = session("v2.2/sigkill").report(&query).expect("a report");
    assert!(!made.incomplete.is_empty());
    let session = Session::new(vec![stored("report.json", "v2.2/sigkill", &query)]);
    assert_eq!(session.report(&query).expect("a report").incomplete, made.incomplete);
    let objectives = Some(vec![objective("http_req_duration", "max<100000")]);
    let judged = session.report(&Query { objectives, ..query }).expect("a report");
    assert_eq!(judged.verdict, Verdict::CannotJudge, "{}", judged.headline);
    assert_eq!(judged.incomplete, made.incomplete);
}

/// A number that a dashboard cut is no more exact because it was stored.
#[test]
fn a_cut_number_stays_a_cut_number() {
    let file = fixtures().join("v2.2/default_only/dashboard-record.ndjson.gz");
    let made = Session::new(vec![read(&file)]).report(&Query::default()).expect("a report");
    let of = made.metrics.iter().find(|m| m.series == Series::metric("http_req_duration")).expect("there");
    let p95 = of.values.get(Stat::P(95.0)).expect("p(95)");
    let session = Session::new(vec![read_named("report.json", json_text(&made).as_bytes(), 1 << 16)]);
    let objectives = Some(vec![objective("http_req_duration", &format!("p(95)<={p95}"))]);
    let judged = session.report(&Query { objectives, ..Query::default() }).expect("a report");
    assert_eq!(judged.verdict, Verdict::CannotJudge, "{}", judged.headline);
}

/// What could not be read beside it is said, in whatever order the files come.
#[test]
fn a_file_of_no_run_does_not_vanish() {
    let foreign = || read_named("notes.txt", b"nothing of k6", 1 << 10);
    let stored = || stored("report.json", "v2.2/thresholds_fail", &Query::default());
    for sources in [vec![foreign(), stored()], vec![stored(), foreign()]] {
        let report = Session::new(sources).report(&Query::default()).expect("a report");
        let names: Vec<&str> = report.sources.iter().map(|source| source.info.name.as_str()).collect();
        assert!(names.contains(&"notes.txt") && names.contains(&"results.json.gz"), "{names:?}");
        assert!(!names.contains(&"report.json"), "{names:?}");
        assert_eq!(report.unread.len(), 1);
        assert!(report.incomplete.iter().any(|what| what.contains("notes.txt")), "{:?}", report.incomplete);
    }
}

#[test]
fn each_stored_report_is_a_run_of_its_own() {
    let query = Query::default();
    let mut sources: Vec<Source> = files(&fixtures().join("v2.2/thresholds_fail")).iter().map(|f| read(f)).collect();
    let alone = Session::new(sources.clone()).report(&query).expect("a report");
    sources.insert(0, stored("a.json", "v2.2/thresholds_fail", &query));
    sources.push(stored("b.json", "v2.2/abort_on_fail", &query));
    sources.push(read(&fixtures().join("cases/07-custom-trend-stats.json")));
    let session = Session::new(sources);
    let list = session.list();
    assert_eq!(session.runs(), 4, "{list:?}");
    for (run, of) in list.iter().enumerate() {
        let report = session.report(&Query { run, ..Query::default() }).expect("a report");
        let names = &of.sources;
        assert_eq!(report.stored.is_some(), names == &["a.json"] || names == &["b.json"], "{names:?}");
        assert_eq!(report.query.run, run);
        if report.has_samples() {
            assert_eq!((&report.metrics, &report.objectives), (&alone.metrics, &alone.objectives));
            assert_eq!(report.sources.len(), alone.sources.len());
        }
    }
}
