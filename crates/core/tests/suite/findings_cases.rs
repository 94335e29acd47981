//! Runs that came out wrong once, with what is right: k6's own runs against targets whose behaviour was planted, and
//! files that lack metrics (tests/fixtures/cases).

use crate::report_support::{fixtures, read};
use sloscope_core::report::{Consequence, Finding, LoadModel, Query, Report};
use sloscope_core::run::Session;
use sloscope_core::slo::{ObjectiveResult, Verdict, parse_objectives};

fn report(names: &[&str]) -> Report {
    let session = Session::new(names.iter().map(|name| read(&fixtures().join("cases").join(name))).collect());
    assert_eq!(session.runs(), 1, "{names:?}");
    session.report(&Query::default()).expect("a report")
}

fn found<'a>(report: &'a Report, rule: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|finding| finding.rule == rule)
}

fn value(finding: &Finding, label: &str) -> f64 {
    let number = finding.evidence.iter().find(|number| number.label.contains(label));
    number.unwrap_or_else(|| panic!("no {label}: {finding:?}")).value
}

/// Looping VUs: with `rps` and `minIterationDuration`, and with the latter alone.
#[test]
fn where_starts_follow_ends_there_is_no_plan() {
    for name in ["closed_rps.json.gz", "pacing.json.gz"] {
        let report = report(&[name]);
        assert_eq!(report.load.scenarios[0].model, LoadModel::Closed, "{name}");
        assert_eq!((report.load.total.planned, report.load.stages.len()), (None, 0), "{name}");
        assert_eq!(report.run.test_type.as_deref(), Some("Looping VUs (closed model)"), "{name}");
        assert_eq!(report.load.behind, None, "{name}");
        assert!(found(&report, "littles-law").is_none(), "{name}");
    }
}

/// Three runners with 15/s each and 8, 8 and 7 or 8 busy VUs of 20.
#[test]
fn runners_have_one_plan_and_add_up() {
    let report = report(&["runner1.json.gz", "runner2.json.gz", "runner3.json.gz"]);
    let rates: Vec<_> = report.load.stages.iter().map(|s| (s.from_rate, s.to_rate)).collect();
    assert_eq!(rates, [(Some(45.0), Some(45.0))]);
    assert!(found(&report, "clock-gap").is_none() && found(&report, "littles-law").is_none());
    let most = |name: &str| crate::report_support::metric(&report, name).values.get(sloscope_core::stat::Stat::Max);
    assert_eq!((most("vus"), most("vus_max")), (Some(24.0), Some(60.0)));
}

/// A p(90) of 129 ms and a p(95) of 6.6 ms, and the mean above it: one thing is wrong, which makes nothing else true.
#[test]
fn one_fact_is_one_finding() {
    let rules = |name: &str| report(&[name]).findings.iter().map(|f| f.rule.clone()).collect::<Vec<_>>();
    assert_eq!(rules("04-p99-below-max.json"), ["out-of-order"]);
    assert_eq!(rules("06-dashboard-rate.html"), ["failures", "few-samples"]);
    let report = report(&["04-p99-below-max.json"]);
    let finding = found(&report, "out-of-order").expect("found");
    assert!(finding.title.contains("its p(90) is 129.0 ms and its p(95) is 6.60 ms"), "{}", finding.title);
    assert_eq!((value(finding, "p(90)"), value(finding, "p(95)")), (129.0, 6.6));
    // Nor is it evidence: only where all values, from 6.6 to 198.7 ms, are on one side of the limit, it decides.
    for (expression, verdict) in
        [("p(95)<100", Verdict::CannotJudge), ("p(95)<200", Verdict::Pass), ("p(95)<6", Verdict::Fail)]
    {
        let result = judged(expression);
        assert_eq!(result.verdict, verdict, "{}", result.reason);
        let is_told = result.reason.contains("which cannot be: the file contradicts itself");
        assert_eq!(is_told, verdict == Verdict::CannotJudge, "{}", result.reason);
    }
    // The same of bounds for what is not stated: that the p(90) is 129 ms does not make the p(99) one above 100 ms.
    for (expression, verdict) in
        [("p(99)>100", Verdict::CannotJudge), ("p(94)<200", Verdict::Pass), ("p(99)<6", Verdict::Fail)]
    {
        let result = judged(expression);
        assert_eq!((result.verdict, result.measured), (verdict, None), "{expression}: {}", result.reason);
    }
}

fn judged(expression: &str) -> ObjectiveResult {
    let objectives = parse_objectives(&format!("{{\"http_req_duration\": [\"{expression}\"]}}")).expect("read");
    let session = Session::new(vec![read(&fixtures().join("cases/04-p99-below-max.json"))]);
    let query = Query { objectives: Some(objectives), ..Query::default() };
    session.report(&query).expect("a report").objectives.remove(0)
}

/// 10/s for 6 s, of which the last half was interrupted.
#[test]
fn interrupted_iterations_belong_to_the_stage() {
    let report = report(&["interrupted.json.gz"]);
    let stage = &report.load.stages[0];
    assert_eq!((stage.to_rate, stage.counts.started, stage.counts.finished), (Some(10.0), Some(60), Some(30)));
    assert!((stage.measured.request_rate.expect("60 requests") - 10.0).abs() < 0.3, "{stage:?}");
}

/// By slices of a second: p95 82 ms at 70 RPS, 159 ms at 76, 693 ms at 92.
#[test]
fn the_knee_lies_between_the_slices_that_tell() {
    let report = report(&["knee.json.gz"]);
    let knee = report.load.knee.as_ref().expect("a knee");
    assert!((70.0..=76.5).contains(&knee.rate), "{}", knee.text);
    assert!(knee.before < 90.0 && knee.after > 693.0, "{}", knee.text);
}

/// 23 to 134 ms at 0:22, beside a stall from 0:11 to 0:14.
#[test]
fn a_step_is_found_beside_a_stall() {
    let report = report(&["step_stall.json.gz"]);
    let step = found(&report, "step").expect("a step");
    assert_eq!(step.window.map(|w| w.start_ms), Some(22_000.0));
    assert!((value(step, "before") - 23.0).abs() < 2.0 && (value(step, "after") - 134.0).abs() < 1.0, "{step:?}");
    assert!(found(&report, "standstill").is_some());
}

#[test]
fn the_rest_of_a_warm_up_is_what_its_window_says() {
    let report = report(&["warmup.json.gz"]);
    let finding = found(&report, "warm-up").expect("it is cold at first");
    assert!(finding.title.contains("8.13 ms after"), "{}", finding.title);
}

/// 4 + 1 + 10 VUs in three scenarios; the one that drops has 12 of them at most.
#[test]
fn vus_are_those_of_the_scenario() {
    let report = report(&["busy.json.gz"]);
    let text = &report.load.behind.as_ref().expect("375 drops").text;
    assert!(!text.contains("15 VUs") && text.contains("374 of them in s120") && text.contains("12 busy VUs"), "{text}");
}

/// Two of the scenarios have planned rates, the others loop: no stage is the mean of anything.
#[test]
fn targets_in_parallel_add_up() {
    let report = report(&["parallel.json.gz"]);
    assert!(!report.notes.iter().any(|note| note.text.contains("mean of stages")));
    let target = sloscope_core::report::words::target_rates(&report).expect("two plans").what;
    assert!(target.contains("together up to 55"), "{target}");
}

#[test]
fn one_connection_a_vu_is_reuse() {
    let report = report(&["13-one-connection-per-vu.ndjson"]);
    for finding in &report.findings {
        assert!(!finding.next.contains("Reuse connections") && !finding.next.contains("keep-alive"), "{finding:?}");
    }
    assert_eq!(found(&report, "blocked-dominates").map(|f| f.level), Some(Consequence::Minor));
}

/// Requests without `http_reqs` are requests; a run over Kafka has none.
#[test]
fn an_absent_metric_is_no_zero() {
    for name in ["09-only-http_req_duration.ndjson", "15-no-http_reqs.json"] {
        let report = report(&[name]);
        assert!(found(&report, "nothing-ran").is_none(), "{name}");
        assert!(!report.headline.contains("no HTTP request"), "{name}: {}", report.headline);
        assert!(!report.errors.absent.as_ref().is_some_and(|why| why.contains("made no HTTP requests")), "{name}");
    }
}
