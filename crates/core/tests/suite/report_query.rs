//! What a query narrows, and what it cannot: percentiles, edited objectives, spans of 10 s.

use crate::report_support::{metric, report};
use sloscope_core::report::{ObjectivesFrom, Query, Window};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::{Objective, Origin, Verdict};
use sloscope_core::stat::Stat;

fn objective(series: &str, expression: &str) -> Objective {
    Objective {
        series: Series::parse(series).expect(series),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    }
}

#[test]
fn edited_objectives_take_the_place_of_the_file_s() {
    let edited = vec![objective("http_req_duration{name:flaky}", "p(42)<1"), objective("http_reqs", "rate>=10")];
    let query = Query { objectives: Some(edited), percentiles: vec![99.99], ..Query::default() };
    let report = report("v2.2/thresholds_fail", &query);
    assert_eq!(report.objectives_from, ObjectivesFrom::Edited);
    assert_eq!(report.objectives.iter().map(|o| o.verdict).collect::<Vec<_>>(), [Verdict::Fail, Verdict::Pass]);
    assert!(report.objectives[0].measured.is_some_and(|v| v > 4.0), "a percentile that nobody else asks for");
    assert!(metric(&report, "http_req_duration").values.get(Stat::P(99.99)).is_some());
    assert!(report.latency.columns.contains(&Stat::P(99.99)) && !report.latency.columns.contains(&Stat::P(42.0)));
    let rps = report.overall.iter().find(|row| row.label == "Actual RPS").expect("the row");
    assert_eq!(rps.objective, Some(1));
}

#[test]
fn a_steady_rate_keeps_its_limit_in_every_span() {
    // 40/s by plan for 30 s: spans hold 399 to 402 requests.
    let edited = vec![objective("http_reqs{name:flaky}", "rate>=40"), objective("http_reqs{name:flaky}", "rate>=41")];
    let query = Query { objectives: Some(edited), ..Query::default() };
    let report = report("v2.2/thresholds_fail", &query);
    let windows = |at: usize| &report.objectives[at].windows;
    assert_eq!(windows(0).len(), 3);
    assert_eq!(windows(0).iter().map(|w| w.samples).sum::<u64>(), 1201);
    assert!(windows(0).iter().all(|w| w.kept == Some(true)), "{:?}", windows(0));
    assert!(windows(1).iter().all(|w| w.kept == Some(false)), "{:?}", windows(1));
    assert_eq!(report.objectives[1].first_break.map(|w| w.start_ms), Some(0.0));
}

/// What is kept of reports before changes nothing of those after: a session that was asked much answers as a new one.
#[test]
fn a_breakdown_after_other_questions_is_that_of_a_new_session() {
    let new = || {
        let folder = crate::report_support::fixtures().join("v2.2/thresholds_fail");
        Session::new(crate::report_support::files(&folder).iter().map(|f| crate::report_support::read(f)).collect())
    };
    let whole = Query::default();
    let part = Query { window: Some(Window { start_ms: 3000.0, end_ms: 21_000.0 }), ..Query::default() };
    let filtered = Query { tags: vec![("name".to_owned(), "flaky".to_owned())], ..Query::default() };
    let by = |query: &Query, tag: &str| Query { group_by: vec![tag.to_owned()], ..query.clone() };
    let asked = new();
    for query in [&whole, &part, &by(&part, "name"), &by(&whole, "status"), &filtered, &by(&whole, "name"), &part]
        .into_iter()
        .chain([&by(&filtered, "status"), &by(&part, "status"), &whole, &filtered])
    {
        let (found, wanted) = (asked.report(query), new().report(query));
        assert!(found.is_some());
        assert_eq!(found, wanted, "{query:?}");
    }
}

#[test]
fn a_window_and_a_tag_narrow_together() {
    let window = Some(Window { start_ms: 0.0, end_ms: 10_000.0 });
    let tags = vec![("name".to_owned(), "flaky".to_owned())];
    let narrowed = report("v2.2/thresholds_fail", &Query { window, tags, ..Query::default() });
    let flaky = metric(&narrowed, "http_req_duration");
    assert_eq!(flaky.values, metric(&narrowed, "http_req_duration{name:flaky}").values);
    let rate = metric(&narrowed, "http_reqs").values.get(Stat::Rate).expect("rate");
    assert!((rate - 40.0).abs() < 0.5, "over the 10 s of the window: {rate}");
    assert_eq!(metric(&narrowed, "http_req_duration{name:slow}").samples, Some(0));
    assert!(narrowed.notes.iter().any(|n| n.text.contains("Only a part of the run")));
    // The comparison with k6 stays one of the whole run.
    assert!(narrowed.cross_checks.iter().all(|c| c.compared > 100 && c.compared == c.matching));
}

#[test]
fn a_part_knows_the_verdict_on_the_whole_run() {
    let window = Some(Window { start_ms: 0.0, end_ms: 10_000.0 });
    let flaky = vec![("name".to_owned(), "flaky".to_owned())];
    for objectives in [None, Some(vec![objective("http_req_duration", "p(95)<100000")])] {
        let whole = report("v2.2/thresholds_fail", &Query { objectives: objectives.clone(), ..Query::default() });
        assert_eq!(whole.whole_verdict, None, "it is the whole run");
        let query = Query { window, objectives: objectives.clone(), ..Query::default() };
        assert_eq!(report("v2.2/thresholds_fail", &query).whole_verdict, Some(whole.verdict));
        let query = Query { tags: flaky.clone(), objectives, ..Query::default() };
        assert_eq!(report("v2.2/thresholds_fail", &query).whole_verdict, Some(whole.verdict));
    }
}

#[test]
fn what_is_taken_out_is_gone_and_the_rest_stays() {
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let of = |tags, without| report("v2.2/thresholds_fail", &Query { tags, without, ..Query::default() });
    let (all, only) = (of(vec![], vec![]), of(vec![pair("name", "flaky")], vec![]));
    let rest = of(vec![], vec![pair("name", "flaky"), pair("name", "nobody"), pair("no tag", "x")]);
    let count = |report: &sloscope_core::report::Report, metric_name: &str| metric(report, metric_name).samples;
    let counts = |name: &str| [&all, &only, &rest].map(|r| count(r, name).expect("a count"));
    let [whole, picked, left] = counts("http_req_duration");
    assert!(picked > 0 && left > 0 && picked + left == whole, "{whole} {picked} {left}");
    // Samples without the tag stay.
    assert_eq!(counts("vus")[0], counts("vus")[2]);
    // The rate of a counter is divided as k6 divides it, and its objective says so.
    let edited = Some(vec![objective("http_reqs", "rate>1"), objective("http_req_failed", "rate<0.5")]);
    let without = vec![pair("expected_response", "false")];
    let picked = report("v2.2/thresholds_fail", &Query { objectives: edited, without, ..Query::default() });
    assert!(
        picked.objectives[0].caveats.iter().any(|c| c.contains("whole window or run")),
        "{:?}",
        picked.objectives[0]
    );
    assert_eq!(picked.objectives[1].verdict, Verdict::CannotJudge);
    assert!(picked.objectives[1].reason.contains("expected_response"), "{}", picked.objectives[1].reason);
}

#[test]
fn a_report_travels_as_json() {
    for fixture in ["v2.2/only_errors", "v2.2/empty", "v2.2/invalid_values"] {
        let report = report(fixture, &Query::default());
        let json = serde_json::to_string(&report).expect("JSON");
        assert!(json.len() < 200_000, "{}", json.len());
        assert_eq!(
            serde_json::from_str::<sloscope_core::report::Report>(&json).expect("a report"),
            report,
            "{fixture}"
        );
    }
}

#[test]
fn a_run_without_requests_has_rows_of_its_own() {
    let labels = |fixture: &str| {
        let report = report(fixture, &Query::default());
        report.overall.iter().filter(|r| r.value.is_some()).map(|r| r.label.clone()).collect::<Vec<_>>()
    };
    assert!(labels("v2.2/grpc").contains(&"P95 gRPC latency".to_owned()));
    assert!(labels("v2.2/ws").contains(&"WebSocket sessions".to_owned()));
    assert!(labels("v2.2/empty").contains(&"Total iterations".to_owned()));
}
