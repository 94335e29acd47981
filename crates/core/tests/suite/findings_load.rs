//! What is said of the load: which share is of what, which scenario is meant, runners that begin apart, options that the
//! samples contradict, runs that were stopped, and set-up that decides a percentile.

use crate::load_support::{Iteration, Noise, Run, constant};
use sloscope_core::export::K6Json;
use sloscope_core::ingest::{Reader, Source};
use sloscope_core::load::{Data, End, Load, Outcome, Plan, Recorder, Request, Scenario};
use sloscope_core::names::Stop;
use sloscope_core::report::{Consequence, Finding, LoadModel, Query, Report, Window};
use sloscope_core::run::{Session, session_of};
use sloscope_core::series::Series;
use sloscope_core::slo::{Objective, Origin};
use sloscope_core::stat::Stat;

fn source(name: &str, text: &str) -> Source {
    let mut reader = Reader::new(name);
    reader.feed(text.as_bytes());
    reader.finish()
}

fn report(files: &[(&str, String)], query: &Query) -> Report {
    let session = Session::new(files.iter().map(|(name, text)| source(name, text)).collect());
    assert_eq!(session.runs(), 1, "{:?}", session.list());
    session.report(query).expect("a report")
}

fn found<'a>(report: &'a Report, rule: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|finding| finding.rule == rule)
}

fn objectives(of: &[(&str, &str)]) -> Query {
    let make = |(series, expression): &(&str, &str)| Objective {
        series: Series::parse(series).expect(series),
        expression: (*expression).to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    };
    Query { objectives: Some(of.iter().map(make).collect()), ..Query::default() }
}

/// 2,000 iterations of one scenario, and 500 of another, of which 100 were dropped: 100 of 2,500, all in the second.
#[test]
fn a_share_is_of_all_that_was_due() {
    let mut run = Run::default();
    let mut noise = Noise(4);
    // Arrivals that keep no schedule: there is no plan of this scenario.
    let mut random: Vec<f64> = (0..2000).map(|_| 20.0 * noise.next()).collect();
    random.sort_by(f64::total_cmp);
    run.arrivals(Some("calm"), &random, 20.0, 0.0, &mut noise);
    let due = constant(25.0, 20.0, 20.0);
    run.arrivals(Some("rush"), &due[..400], 20.0, 0.001, &mut noise);
    run.drops("rush", &due[400..]);
    let report = run.report(&Query::default());
    let behind = report.load.behind.expect("100 drops");
    assert!((behind.share - 100.0 / 2500.0).abs() < 1e-9, "{}", behind.text);
    assert!(behind.text.starts_with("4.00 % of 2,500 iterations (ended or dropped)"), "{}", behind.text);
    assert!(behind.text.contains("all in rush, 20.00 % of its 500"), "{}", behind.text);
}

/// Five VUs that begin an iteration each 0.5 s and a little (`minIterationDuration`), beside arrivals of 20/s.
#[test]
fn vus_that_wait_beside_arrivals_have_no_plan() {
    let mut run = Run::default();
    let mut noise = Noise(6);
    for vu in 0..5 {
        let mut start = f64::from(vu) * 0.01;
        while start < 30.0 {
            run.iteration(Some("paced"), &Iteration { start, ms: 20.0, ..Iteration::default() });
            start += 0.5 + 0.0008 * noise.next();
        }
    }
    run.arrivals(Some("open"), &constant(20.0, 0.0, 30.0), 30.0, 0.0, &mut noise);
    run.each_second((1..30).map(|second| (f64::from(second) + 0.045, 5.0)));
    let report = run.report(&Query::default());
    let of = |name: &str| report.load.scenarios.iter().find(|s| s.name == name).expect(name);
    assert_eq!((of("paced").model, of("paced").counts.planned), (LoadModel::Closed, None));
    assert_eq!((of("open").model, of("open").counts.planned), (LoadModel::Open, Some(600.0)));
    assert!(found(&report, "littles-law").is_none() && report.load.behind.is_none(), "{:?}", report.findings);
}

/// Three runners of 10/s each that begin 2 s and 5 s after the first: 30/s for 30 s, and nothing is late.
#[test]
fn runners_that_begin_apart_have_one_plan() {
    let mut noise = Noise(8);
    let mut runner = |name: &'static str, late: f64| {
        let mut run = Run::default();
        run.arrivals(Some("car"), &constant(10.0, late, 30.0), 40.0, 0.001, &mut noise);
        run.each_second((1..30).map(|second| (late + f64::from(second), f64::from(second % 2))));
        (name, run.text())
    };
    let files = [runner("a.json", 0.0), runner("b.json", 2.0), runner("c.json", 5.0)];
    let report = report(&files, &Query::default());
    let stages: Vec<_> = report.load.stages.iter().map(|s| (s.to_rate, s.counts.planned)).collect();
    assert_eq!(stages, [(Some(30.0), Some(900.0))]);
    assert!((report.load.stages[0].end_ms - 35_000.0).abs() < 300.0, "{:?}", report.load.stages);
    assert_eq!(report.load.behind, None);
    assert!(report.findings.iter().all(|f| f.rule != "clock-gap" && f.rule != "littles-law"), "{:?}", report.findings);
    // One, two, three runners at once.
    let planned = report.load.timeline.expect("a plan").planned;
    let at = |second: usize| planned[second].expect("a rate");
    assert!((at(1) - 10.0).abs() < 0.5 && (at(3) - 20.0).abs() < 0.5 && (at(10) - 30.0).abs() < 0.5, "{planned:?}");
}

const OPTIONS: &str = r#"{"scenarios":{
    "a":{"executor":"constant-arrival-rate","rate":20,"duration":"20s","preAllocatedVUs":10},
    "b":{"executor":"constant-arrival-rate","rate":40,"duration":"20s","startTime":"20s","preAllocatedVUs":10}}}"#;

fn scenario(name: &str, rate: f64, seconds: f64) -> Run {
    let mut run = Run::default();
    run.arrivals(Some(name), &constant(rate, 0.0, seconds), 20.0, 0.001, &mut Noise(2));
    run
}

/// `--scenario a`: what was left out is no part of the plan, and no part that is missing.
#[test]
fn a_scenario_that_was_left_out_is_not_behind() {
    let report = scenario("a", 20.0, 20.0).report_with(&Query::default(), Some(OPTIONS));
    assert_eq!(report.load.total.planned, Some(400.0));
    assert_eq!((report.load.behind.clone(), found(&report, "ended-early")), (None, None));
    assert!(
        report.notes.iter().any(|note| note.text.contains("1 scenario that did not run (b)")),
        "{:?}",
        report.notes
    );
    // A run that was cut off may not have come to it.
    let cut = scenario("a", 20.0, 10.0).report_with(&Query::default(), Some(OPTIONS));
    assert!(cut.notes.iter().all(|note| !note.text.contains("did not run")), "{:?}", cut.notes);
    assert!(found(&cut, "ended-early").is_some());
    assert_eq!(cut.load.total.planned, Some(1200.0));
}

/// `--vus 2 --duration 30s` and the like: k6 runs a scenario of its own, called default.
#[test]
fn scenarios_that_were_replaced_leave_the_plan_to_the_samples() {
    let report = scenario("default", 5.0, 30.0).report_with(&Query::default(), Some(OPTIONS));
    assert_eq!(report.load.scenarios.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["default"]);
    assert_eq!(report.load.behind, None);
    assert!(report.notes.iter().any(|n| n.text.contains("2 scenarios that did not run (a, b)")), "{:?}", report.notes);
}

/// `--once`: one iteration, whatever the plan says.
#[test]
fn one_iteration_is_no_plan_of_hundreds() {
    let mut run = Run::default();
    run.iteration(Some("a"), &Iteration { ms: 1200.0, ..Iteration::default() });
    let report = run.vus(1, 1.0, 1.0).report_with(&Query::default(), Some(OPTIONS));
    assert_eq!((report.load.total.planned, report.load.behind), (None, None));
}

fn plan() -> Plan {
    const SECOND: i64 = 1_000_000_000;
    let request = Request {
        name: "n".to_owned(),
        weight: 1,
        method: "GET".to_owned(),
        url: "/".to_owned(),
        headers: Vec::new(),
        body: None,
        checks: Vec::new(),
        tags: Vec::new(),
    };
    let scenario = |name: &str, start: i64| Scenario {
        name: name.to_owned(),
        start: start * SECOND,
        load: Load::Constant { rate: 10, time_unit: SECOND, duration: 60 * SECOND },
        pre_allocated_vus: 10,
        max_vus: 10,
        graceful_stop: SECOND,
        tags: Vec::new(),
    };
    Plan {
        follow_redirects: false,
        name: "car".to_owned(),
        targets: vec!["http://127.0.0.1:1".to_owned()],
        requests: vec![request],
        data: Data::default(),
        seed: 1,
        scenarios: vec![scenario("first", 0), scenario("second", 60)],
        timeout: SECOND,
        warm_up: 0,
        sides: None,
        tags: Vec::new(),
        objectives: Vec::new(),
    }
}

/// Stopped after 12 s of 120: 120 were due by then, and all of them were sent.
#[test]
fn a_run_that_the_user_stopped_is_held_against_what_was_due() {
    let (mut session, mut recorder) = (session_of(&plan(), 1), Recorder::new(plan(), 1_700_000_000_000_000_000));
    for i in 0..120i64 {
        let intended = i * 100_000_000;
        recorder.record(&Outcome {
            scenario: 0,
            request: 0,
            target: 0,
            intended,
            sent: intended,
            headers: None,
            done: intended + 20_000_000,
            end: End::Response(200),
            phases: None,
            protocol: String::new(),
            bytes_sent: None,
            bytes_received: None,
            checks: 0,
        });
    }
    recorder.stopped(12_000_000_000, Stop::User);
    session.grow(&recorder.take());
    session.seal();
    let report = session.report(&Query::default()).expect("a report");
    let stopped = found(&report, "ended-early").expect("108 s are missing");
    assert_eq!(stopped.title, "Stopped by you at 12 s of 2 min; 120 of 120 due requests sent.");
    assert!((report.load.total.planned.expect("a plan") - 120.0).abs() < 0.5, "{:?}", report.load.total);
    assert_eq!(report.load.behind, None);
    // The file that is saved says the same.
    let (store, thresholds) = session.samples().expect("samples");
    let mut text = String::new();
    assert!(!K6Json::new(store, thresholds).write(&mut text, usize::MAX));
    let again = Session::new(vec![source("saved.json", &text)]).report(&Query::default()).expect("a report");
    let stopped = found(&again, "ended-early").expect("it is in the file");
    assert_eq!(stopped.title, "Stopped by you at 12 s; 120 of 120 due requests sent.");
    assert_eq!(again.load.total.planned, Some(120.0));
}

/// A set-up of 30 requests of 2 s, and 970 of 20 ms: p95 is that of the load, p99 that of set-up.
#[test]
fn set_up_that_decides_a_percentile_is_pointed_out() {
    let mut run = Run::default();
    for i in 0..30 {
        run.grouped("::setup", &Iteration { start: f64::from(i) * 0.01, ms: 2000.0, ..Iteration::default() });
    }
    run.each("car", &constant(48.5, 3.0, 20.0), |_, start| Iteration { start, ms: 20.0, ..Iteration::default() });
    let report = run.report(&objectives(&[("http_req_duration", "p(99)<500")]));
    let finding = found(&report, "setup-decides").expect("30 of 1,000");
    assert_eq!(finding.level, Consequence::Serious, "{finding:?}");
    assert!(finding.title.starts_with("30 requests of set-up decide p(99) of http_req_duration"), "{}", finding.title);
    assert!(finding.next.contains("group!=::setup"), "{}", finding.next);
    assert_eq!(finding.evidence[0].value, 2000.0);
    let without = vec![("group".to_owned(), "::setup".to_owned())];
    let query = Query { without, ..objectives(&[("http_req_duration", "p(99)<500")]) };
    let rest = run.report(&query);
    let row = rest.metrics.iter().find(|m| m.series == Series::metric("http_req_duration")).expect("requests");
    assert_eq!(row.values.get(Stat::P(99.0)), Some(finding.evidence[1].value));
    assert!(found(&rest, "setup-decides").is_none());
}

/// 40 of 1,000 requests are slow, all in one of ten spans: p95 is kept as a whole, p97 is missed.
#[test]
fn an_objective_has_a_finding_with_its_worst_span() {
    let mut run = Run::default();
    let slow = |start: f64| if (30.0..34.0).contains(&start) { 900.0 } else { 20.0 };
    run.each("car", &constant(10.0, 0.0, 100.0), |_, start| Iteration {
        start,
        ms: slow(start),
        ..Iteration::default()
    });
    let report = run.report(&objectives(&[("http_req_duration", "p(95)<500")]));
    let kept = found(&report, "objective-broken-at-times").expect("40 of 1,000 are slow, all in one span");
    assert_eq!((kept.level, kept.window.map(|w| w.start_ms)), (Consequence::Minor, Some(30_000.0)), "{kept:?}");
    let report = run.report(&objectives(&[("http_req_duration", "p(97)<500")]));
    let missed = found(&report, "objective-missed").expect("4 % are slow");
    assert_eq!((missed.level, missed.window.map(|w| w.start_ms)), (Consequence::Serious, Some(30_000.0)), "{missed:?}");
    assert!(missed.title.contains("0:30"), "{}", missed.title);
    // In the window of a finding it is the same.
    let window = missed.window.map(|w| Window { start_ms: w.start_ms, end_ms: w.end_ms });
    let part = run.report(&Query { window, ..objectives(&[("http_req_duration", "p(97)<500")]) });
    assert_eq!(part.objectives[0].measured, Some(missed.evidence[1].value));
}

/// What a checks objective says and what the finding says are of one gravity, and nobody is asked to add what is there.
#[test]
fn checks_weigh_as_their_objective_does() {
    let mut run = Run::default();
    run.each("car", &constant(10.0, 0.0, 30.0), |_, start| Iteration { start, ..Iteration::default() });
    run.checks("ok", 280, 20);
    let of = |query: &Query, run: &mut Run| {
        let report = run.report(query);
        found(&report, "failed-checks").map(|f| (f.level, f.title.clone(), f.next.clone())).expect("20 of 300")
    };
    let (level, title, next) = of(&objectives(&[("checks", "rate>0.95")]), &mut run);
    assert!(
        level == Consequence::Serious && !title.contains("decide nothing") && !next.contains("threshold"),
        "{title}"
    );
    let (level, _, next) = of(&objectives(&[("checks", "rate>0.9")]), &mut run);
    assert!(level == Consequence::Minor && !next.contains("threshold"), "{next}");
    let (level, title, next) = of(&objectives(&[("http_req_duration", "p(95)<500")]), &mut run);
    assert!(level == Consequence::Notable && title.contains("decide nothing") && next.contains("threshold"), "{title}");
    assert!(!title.contains("k6 passes"), "{title}");
}
