//! The six figures beside the verdict: k6's numbers, the tightest limit that somebody stated, how much of it is used.

use crate::report_support::report;
use crate::support::{fixture, read_named};
use sloscope_core::report::{Bar, Query, Report, Tile, Window, tiles};
use sloscope_core::run::Session;
use sloscope_core::slo::{Direction, Objective, Origin, Verdict};

/// Value, detail, limit, use of the limit, verdict.
fn line(tile: &Tile) -> String {
    let limit = tile.limit.as_ref();
    let parts = [
        Some(tile.name.clone()),
        Some(tile.shown.clone()),
        tile.absent.clone(),
        tile.detail.clone(),
        limit.map(|limit| limit.text.clone()),
        limit.and_then(|limit| limit.used.clone()),
        Some(tile.verdict.label().to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn lines(report: &Report) -> Vec<String> {
    tiles(report).iter().map(line).collect()
}

fn of_file(name: &str) -> Report {
    let session = Session::new(vec![read_named(name, &fixture(name), 4096)]);
    session.report(&Query::default()).expect("a report")
}

#[test]
fn a_run_that_meets_its_objectives() {
    let report = report("v2.2/seed_60s", &Query::default());
    assert_eq!(
        lines(&report),
        [
            "Requests/s · 300.0/s · ≥ 200/s · PASS",
            "p50 · 2.75 ms · NOT JUDGED",
            "p95 · 15.90 ms · < 500 ms · 3 % used · PASS",
            "p99 · 33.74 ms · < 1,000 ms · 3 % used · PASS",
            "Failed requests · 0 % · 0 of 18,005 · < 1 % · 0 % used · PASS",
            "Checks passed · 99.91 % · 48 failed · > 95 % · 2 % used · PASS",
        ]
    );
    let [rate, p50, p95, ..] = tiles(&report);
    let bar = |tile: &Tile| tile.limit.as_ref().and_then(|limit| limit.bar);
    assert!(matches!(bar(&rate), Some(Bar::Reached(of)) if (of - 1.5).abs() < 0.001), "{:?}", bar(&rate));
    assert!(matches!(bar(&p95), Some(Bar::Used(of)) if (of - 15.9 / 500.0).abs() < 0.001), "{:?}", bar(&p95));
    assert_eq!((bar(&p50), p50.limit), (None, None));
    assert_eq!(rate.limit.and_then(|limit| limit.direction), Some(Direction::AtLeast));
}

/// A stored report may have a verdict without its metric: the value that was judged is the figure, and nothing is missing.
#[test]
fn what_was_judged_is_a_figure() {
    let mut report = report("v2.2/seed_60s", &Query::default());
    report.metrics.clear();
    report.overall.clear();
    let [_, p50, p95, ..] = tiles(&report);
    assert_eq!(line(&p95), "p95 · 15.90 ms · < 500 ms · 3 % used · PASS");
    assert_eq!(line(&p50), "p50 · – · not in this file · NOT JUDGED");
}

#[test]
fn a_run_that_misses_them() {
    let report = report("v2.2/thresholds_fail", &Query::default());
    let lines = lines(&report);
    assert_eq!(lines[1], "p50 · 62.27 ms · < 1 ms · 62× the limit · FAIL");
    assert_eq!(lines[2], "p95 · 304.3 ms · < 200 ms · 1.5× the limit · FAIL");
    assert_eq!(lines[3], "p99 · 468.5 ms · < 5,000 ms · 9 % used · PASS");
    assert_eq!(lines[4], "Failed requests · 2.44 % · 63 of 2,583 · < 1 % · 2.4× the limit · FAIL");
    assert!(lines[5].ends_with("1,132 failed · > 99.9 % · 285× allowed · FAIL"), "{}", lines[5]);
}

/// Of several limits on one number the tightest; of those on a part of a metric none.
#[test]
fn the_tightest_limit_counts() {
    let stated = |series: &str, expression: &str| Objective {
        series: sloscope_core::series::Series::parse(series).expect(series),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    };
    let objectives = vec![
        stated("http_req_duration", "p(95)<900"),
        stated("http_req_duration", "p(95)<20"),
        stated("http_req_duration", "p(95)<300"),
        stated("http_req_duration{scenario:rps_200}", "p(99)<1"),
        stated("http_req_duration", "p(50)<4"),
        stated("http_reqs", "rate>100"),
        stated("http_reqs", "rate>250"),
    ];
    let query = Query { objectives: Some(objectives), ..Query::default() };
    let [rate, p50, p95, p99, failed, checks] = tiles(&report("v2.2/seed_60s", &query));
    let limit = |tile: &Tile| tile.limit.as_ref().map(|limit| (limit.objective, limit.text.clone()));
    assert_eq!(limit(&rate), Some((6, "> 250/s".to_owned())));
    assert_eq!(limit(&p50), Some((4, "< 4 ms".to_owned())));
    assert_eq!(limit(&p95), Some((1, "< 20 ms".to_owned())));
    for tile in [p99, failed, checks] {
        assert_eq!((limit(&tile), tile.verdict), (None, Verdict::NotJudged), "{}", tile.id);
    }
}

/// What is not known has no value, and says why; what a part of the run sent is not of its plan.
#[test]
fn what_is_absent_says_why() {
    let of_calls = lines(&report("v2.2/grpc", &Query::default()));
    assert!(of_calls[0].starts_with("Iterations/s · "), "{}", of_calls[0]);
    assert!(of_calls[2].starts_with("p95, gRPC · "), "{}", of_calls[2]);
    assert!(of_calls[4].starts_with("Failed requests · – · no samples"), "{}", of_calls[4]);
    for tile in tiles(&of_file("cases/empty_summary.json")) {
        assert!(tile.value.is_some() != tile.absent.is_some(), "{}", line(&tile));
        assert!(tile.value.is_some() || tile.limit.is_none_or(|limit| limit.bar.is_none()), "{}", tile.id);
    }
    let whole = tiles(&report("v2.2/dropped", &Query::default()));
    assert_eq!(whole[0].detail.as_deref(), Some("28 % of plan"));
    let window = Some(Window { start_ms: 10_000.0, end_ms: 20_000.0 });
    let part = tiles(&report("v2.2/dropped", &Query { window, ..Query::default() }));
    assert_eq!((part[0].value.is_some(), part[0].detail.as_deref()), (true, None));
    let tags = vec![("name".to_owned(), "no such name".to_owned())];
    for tile in tiles(&report("v2.2/dropped", &Query { tags, ..Query::default() })) {
        assert_eq!((tile.value, tile.absent.as_deref()), (None, Some("none in this part")), "{}", tile.id);
    }
}
