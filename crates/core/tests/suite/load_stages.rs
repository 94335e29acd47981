//! Every metric by stage: against k6's own sub-metrics, and against reports of the same samples asked for otherwise.
//! The knee: where latency or errors climb with the rate, and where they do not.

use crate::load_support::{Iteration, Noise, Run, constant};
use crate::report_support::{metric, report};
use sloscope_core::report::{LoadStage, Query, Report, Window};
use sloscope_core::stat::Stat;

fn stage<'a>(report: &'a Report, name: &str) -> &'a LoadStage {
    report.load.stages.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no stage {name}"))
}

#[test]
fn stages_of_scenarios_are_k6_s_submetrics() {
    let report = report("../../static/sample", &Query::default());
    let names: Vec<&str> = report.load.stages.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["200 RPS", "300 RPS", "400 RPS"]);
    for (name, scenario) in [("200 RPS", "rps_200"), ("300 RPS", "rps_300"), ("400 RPS", "rps_400")] {
        // The cross-check holds these against k6's summary, to 1e-9.
        let of = &stage(&report, name).measured;
        let k6 = metric(&report, &format!("http_req_duration{{scenario:{scenario}}}"));
        for stat in [Stat::Avg, Stat::Med, Stat::P(95.0), Stat::P(99.0), Stat::Max] {
            assert_eq!(of.duration.get(stat), k6.values.get(stat), "{name} {stat}");
        }
        assert_eq!(of.requests, k6.samples);
        assert_eq!(of.failed, Some(0.0));
        let rate = of.request_rate.expect("samples");
        let target = stage(&report, name).to_rate.expect("a plan");
        assert!((rate / target - 1.0).abs() < 0.002, "{name}: {rate}");
    }
    assert!(report.cross_checks.iter().all(|c| c.differences.is_empty()));
    // Its p95 is 8.1 ms, then 13.5 ms, then 22.2 ms, and so it is in most of its seconds.
    assert_eq!(report.load.knee.as_ref().map(|knee| (knee.stage, knee.errors)), Some((Some(2), false)));
    assert_eq!(report.load.behind, None);
    let all: u64 = report.load.stages.iter().filter_map(|s| s.counts.started).sum();
    assert_eq!(Some(all), report.load.total.started);
}

#[test]
fn stages_of_a_ramp_are_told_by_time() {
    let whole = report("v2.2/mixed_ramping", &Query::default());
    let steady = stage(&whole, "60 iterations/s");
    let window = Some(Window { start_ms: steady.start_ms, end_ms: steady.end_ms });
    let tags = vec![("scenario".to_owned(), "spike".to_owned())];
    let part = report("v2.2/mixed_ramping", &Query { window, tags, ..Query::default() });
    let found = metric(&part, "http_req_duration");
    assert_eq!(steady.measured.duration.get(Stat::P(95.0)), found.values.get(Stat::P(95.0)));
    assert_eq!(steady.measured.requests, found.samples);
    let browse = stage(&whole, "browse");
    assert_eq!((browse.to_rate, browse.counts.planned, browse.whole_scenario), (None, None, true));
}

#[test]
fn a_window_cuts_the_stages_at_its_edges_only() {
    let whole = report("../../static/sample", &Query::default());
    let window = Some(Window { start_ms: 30_000.0, end_ms: 70_000.0 });
    let part = report("../../static/sample", &Query { window, ..Query::default() });
    let at = |report: &Report, i: usize| report.load.stages[i].measured.clone();
    assert_eq!((at(&part, 0).requests, at(&part, 0).request_rate), (None, None), "it is not in this part");
    assert!(at(&part, 0).duration.get(Stat::P(95.0)).is_none() && at(&part, 0).failed.is_none());
    assert_eq!(at(&part, 2), at(&whole, 2), "it is in the window as a whole");
    let tags = vec![("scenario".to_owned(), "rps_300".to_owned())];
    let cut = report("../../static/sample", &Query { window, tags, ..Query::default() });
    assert_eq!(at(&part, 1).duration.get(Stat::Max), metric(&cut, "http_req_duration").values.get(Stat::Max));
    assert_eq!(at(&part, 1).requests, metric(&cut, "http_reqs").samples);
    let trend = part.load.trends.iter().position(|s| s.metric == "http_req_waiting").expect("k6's");
    assert_eq!(at(&part, 1).p95[trend], metric(&cut, "http_req_waiting").values.get(Stat::P(95.0)));
    assert!((at(&part, 1).request_rate.expect("samples") - 300.0).abs() < 1.0);
    assert_eq!(part.load.total, whole.load.total, "the plan is of the whole run");
}

/// Three steps whose durations and failures are given for each.
fn steps(of: [(f64, f64, f64); 3], seed: u64) -> Report {
    let mut run = Run::default();
    let mut noise = Noise(seed);
    for (i, (rate, ms, failing)) in of.into_iter().enumerate() {
        let name = format!("s{i}");
        for start in constant(rate, i as f64 * 20.0, 20.0) {
            let ms = ms * (0.5 + noise.exponential());
            run.iteration(Some(&name), &Iteration { start, ms, ok: noise.next() >= failing, ..Iteration::default() });
        }
    }
    run.report(&Query::default())
}

#[test]
fn the_knee_is_where_latency_starts_to_climb() {
    let report = steps([(100.0, 10.0, 0.0), (200.0, 11.0, 0.0), (300.0, 40.0, 0.0)], 11);
    let knee = report.load.knee.expect("four times as slow");
    assert_eq!((knee.stage, knee.against, knee.errors), (Some(2), Some(0), false));
    assert!(knee.after > 3.0 * knee.before && knee.text.starts_with("At 300 RPS"));
}

#[test]
fn the_knee_is_where_errors_start_to_climb() {
    let report = steps([(100.0, 10.0, 0.001), (200.0, 10.0, 0.05), (300.0, 10.5, 0.1)], 12);
    let knee = report.load.knee.expect("fifty times as many");
    assert_eq!((knee.stage, knee.against, knee.errors), (Some(1), Some(0), true));
}

#[test]
fn where_nothing_climbs_there_is_no_knee() {
    for seed in 1..12 {
        let flat = steps([(100.0, 10.0, 0.01), (200.0, 10.0, 0.01), (300.0, 10.0, 0.01)], seed);
        assert_eq!(flat.load.knee, None, "seed {seed}");
        // Worse in the middle and better again: it was not the rate.
        let back = steps([(100.0, 10.0, 0.0), (200.0, 40.0, 0.0), (300.0, 12.0, 0.0)], seed);
        assert_eq!(back.load.knee, None, "seed {seed}");
        // Worse while the rate goes down.
        let down = steps([(300.0, 10.0, 0.0), (200.0, 30.0, 0.0), (100.0, 60.0, 0.0)], seed);
        assert_eq!(down.load.knee, None, "seed {seed}");
    }
    // A burst in the last stage makes its p95, but not that of most of its seconds.
    let mut run = Run::default();
    for (i, rate) in [100.0, 200.0].into_iter().enumerate() {
        for start in constant(rate, i as f64 * 20.0, 20.0) {
            let ms = if (30.0..32.0).contains(&start) { 300.0 } else { 10.0 };
            run.iteration(Some(["a", "b"][i]), &Iteration { start, ms, ..Iteration::default() });
        }
    }
    let burst = run.report(&Query::default());
    assert!(burst.load.stages[1].measured.duration.get(Stat::P(95.0)).is_some_and(|p95| p95 > 200.0));
    assert_eq!(burst.load.knee, None);
    // Twice of next to nothing.
    assert_eq!(steps([(100.0, 0.2, 0.0), (200.0, 0.2, 0.0), (300.0, 0.5, 0.0)], 3).load.knee, None);
    // One rate only.
    assert_eq!(steps([(100.0, 5.0, 0.0), (100.0, 5.0, 0.0), (100.0, 50.0, 0.0)], 3).load.knee, None);
}
