//! A run that goes on: the report of samples that came batch by batch is that of the same samples at once.

use sloscope_core::load::{Data, End, Load, Outcome, Phases, Plan, Recorder, Request, Scenario};
use sloscope_core::packed::{pack, unpack};
use sloscope_core::report::{NoteLevel, Query, Report};
use sloscope_core::run::{Session, kept_run, session_of, session_of_kept};
use sloscope_core::series::Series;
use sloscope_core::slo::{Objective, Origin, Verdict};
use sloscope_core::stat::Stat;

use crate::support::read_named;

const SECOND: i64 = 1_000_000_000;

fn plan() -> Plan {
    let objective = |metric: &str, expression: &str| Objective {
        series: Series::metric(metric),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    };
    Plan {
        name: "car".to_owned(),
        targets: vec!["http://127.0.0.1:1".to_owned()],
        requests: vec![Request {
            name: "clarify".to_owned(),
            weight: 1,
            method: "GET".to_owned(),
            url: "/".to_owned(),
            headers: Vec::new(),
            body: None,
            checks: Vec::new(),
            tags: Vec::new(),
        }],
        data: Data::default(),
        seed: 1,
        scenarios: vec![Scenario {
            name: "car".to_owned(),
            start: 0,
            load: Load::Constant { rate: 10, time_unit: SECOND, duration: 100 * SECOND },
            pre_allocated_vus: 10,
            max_vus: 10,
            graceful_stop: SECOND,
            tags: Vec::new(),
        }],
        timeout: SECOND,
        follow_redirects: false,
        warm_up: 0,
        sides: None,
        tags: Vec::new(),
        objectives: vec![objective("http_req_duration", "p(95)<96"), objective("http_req_failed", "rate<0.01")],
    }
}

/// Request i was due at i / 10 s, was sent 1 ms late, and took i % 100 ms.
fn outcome(i: i64) -> Outcome {
    let intended = i * SECOND / 10;
    let took = i % 100;
    Outcome {
        scenario: 0,
        request: 0,
        target: 0,
        intended,
        sent: intended + 1_000_000,
        headers: Some(intended + 1_000_000),
        done: intended + 1_000_000 + took * 1_000_000,
        end: End::Response(200),
        phases: Some(Phases { blocked: 0.0, connecting: 0.0, tls: 0.0, waiting: took as f64, receiving: 0.0 }),
        protocol: "h2".to_owned(),
        bytes_sent: None,
        bytes_received: Some(100),
        checks: 0,
    }
}

fn run(batch: usize, between: impl Fn(&Session)) -> Session {
    let mut session = session_of(&plan(), 1);
    let mut recorder = Recorder::new(plan(), 1_700_000_000 * SECOND);
    let all: Vec<i64> = (0..1000).collect();
    for part in all.chunks(batch) {
        part.iter().for_each(|i| recorder.record(&outcome(*i)));
        session.grow(&recorder.take());
        between(&session);
    }
    session
}

fn report(session: &Session) -> Report {
    session.report(&Query::default()).expect("there is a run")
}

#[test]
fn a_report_of_batches_is_that_of_all_at_once() {
    let mut grown = run(7, |session| drop(report(session)));
    let at_once = report(&run(1000, |_| ()));
    assert_eq!(report(&grown), at_once);
    grown.seal();
    assert_eq!(report(&grown), at_once);
    assert_eq!(at_once.runs.len(), 1, "plan and samples are one run");
    let metric = |name: &str| at_once.metrics.iter().find(|m| m.series == Series::metric(name)).expect(name);
    assert_eq!(metric("http_reqs").values.get(Stat::Count), Some(1000.0));
    // NumPy: np.percentile(np.arange(1000) % 100, 95), type 7.
    let p95 = metric("http_req_duration").values.get(Stat::P(95.0)).expect("a percentile");
    assert!((p95 - 94.05).abs() < 1e-9, "{p95}");
    assert_eq!(metric("sloscope_schedule_lag").values.get(Stat::Max), Some(1.0));
    assert_eq!(at_once.verdict, Verdict::Pass);
}

#[test]
fn a_generator_that_holds_its_schedule_or_does_not() {
    let notes = |change: &dyn Fn(i64, &mut Outcome)| -> String {
        let (mut session, mut recorder) = (session_of(&plan(), 1), Recorder::new(plan(), SECOND));
        for i in 0..1000 {
            let mut outcome = outcome(i);
            change(i, &mut outcome);
            recorder.record(&outcome);
        }
        session.grow(&recorder.take());
        report(&session).notes.iter().map(|note| note.text.clone() + "\n").collect()
    };
    let held = notes(&|_, _| ());
    assert!(held.contains("within 1.00 ms of their time, all within 1.00 ms"), "{held}");
    assert!(!held.contains("waited in the browser") && !held.contains("where the time went"), "{held}");
    let late = |by: i64| move |i: i64, outcome: &mut Outcome| outcome.sent += if i == 500 { by } else { 0 };
    assert!(notes(&late(2 * SECOND)).contains("did not hold its schedule"), "one freeze is enough");
    assert!(notes(&late(SECOND / 2)).contains("held its schedule"), "one late request is not");
    let untold = notes(&|i, outcome| outcome.phases = outcome.phases.filter(|_| i >= 10));
    assert!(untold.contains("For 10 of 1,000 requests"), "{untold}");
    let queued = notes(&|_, outcome| outcome.phases = outcome.phases.map(|p| Phases { blocked: 80.0, ..p }));
    assert!(queued.contains("Requests waited in the browser"), "{queued}");
}

#[test]
fn a_run_without_a_sample_yet_judges_nothing() {
    let session = session_of(&plan(), 1);
    let report = report(&session);
    assert_ne!(report.verdict, Verdict::Pass);
    assert!(report.objectives.iter().all(|o| o.measured.is_none()));
}

#[test]
fn what_samples_do_not_tell_is_a_note() {
    let mut session = run(1000, |_| ());
    session.note(NoteLevel::Warning, "The page was hidden.".to_owned());
    assert!(report(&session).notes.iter().any(|note| note.text == "The page was hidden."));
}

#[test]
fn a_run_that_was_kept_answers_as_before() {
    let mut session = run(7, |_| ());
    session.note(NoteLevel::Warning, "The page was hidden.".to_owned());
    session.seal();
    let kept = kept_run(&session).expect("a run from the page");
    let again = session_of_kept(unpack(&pack(kept)).expect("it is read"));
    assert_eq!(report(&again), report(&session));
    assert!(kept_run(&again).is_some() && kept_run(&Session::new(Vec::new())).is_none());
}

#[test]
fn a_kept_run_keeps_its_notes_beside_other_files() {
    let mut session = run(7, |_| ());
    session.note(NoteLevel::Warning, "The page was hidden.".to_owned());
    let mut kept = kept_run(&session).expect("a run from the page");
    kept.sources.push(read_named("other.txt", b"nothing of k6", 1 << 10));
    let again = report(&session_of_kept(kept));
    assert!(again.notes.iter().any(|note| note.text == "The page was hidden."), "{:?}", again.notes);
    assert_eq!(again.unread.len(), 1, "what is no k6 data is said");
}

#[test]
fn practice_says_so_in_the_report() {
    let mut practice = plan();
    practice.requests[0].url = "/practice.json".to_owned();
    sloscope_core::load::mark_practice(&mut practice);
    let (mut session, mut recorder) = (session_of(&practice, 1), Recorder::new(practice, SECOND));
    (0..1000).for_each(|i| recorder.record(&outcome(i)));
    session.grow(&recorder.take());
    let report = report(&session);
    assert!(report.headline.starts_with("Practice, not a measurement: "), "{}", report.headline);
    let warnings = || report.notes.iter().filter(|note| note.level == NoteLevel::Warning);
    assert!(warnings().any(|note| note.text.contains("says nothing about a service")), "{:?}", report.notes);
    assert!(sloscope_core::export::k6_summary(&report, false).contains("\"note\": \"Practice, not a measurement"));
}

#[test]
fn a_warm_up_is_out_of_the_verdict() {
    let warm = Plan { warm_up: 20 * SECOND, ..plan() };
    let (mut session, mut recorder) = (session_of(&warm, 1), Recorder::new(warm.clone(), SECOND));
    for i in 0..1000 {
        // The first 20 s are slow, and the last request of the warm-up ends after it.
        let late = if i < 200 { 3 * SECOND } else { 0 };
        let done = outcome(i).done + late;
        recorder.record(&Outcome { done, phases: None, ..outcome(i) });
    }
    session.grow(&recorder.take());
    let (first, _) = session.samples().expect("samples").0.span().expect("a span");
    let report = session.report(&Query::after_warm_up(warm.warm_up, first - recorder.began())).expect("there is a run");
    let value = |name: &str, stat| {
        let metric = report.metrics.iter().find(|m| m.series == Series::metric(name)).expect(name);
        metric.values.get(stat).expect(name)
    };
    // 800 of 1,000 are due after 20 s, 10 a second.
    assert_eq!(value("http_reqs", Stat::Count), 800.0);
    assert!((value("http_reqs", Stat::Rate) - 10.0).abs() < 0.05, "{}", value("http_reqs", Stat::Rate));
    assert!(value("http_req_duration", Stat::Max) < 100.0);
    assert_eq!(report.verdict, Verdict::Pass);
    assert_eq!(Query::after_warm_up(0, 7), Query::default());
}

#[test]
fn a_saved_run_reopens_as_what_it_is() {
    let mut plan = plan();
    let of = |series: Series, expression: &str| Objective {
        series,
        expression: expression.to_owned(),
        ..plan.objectives[0].clone()
    };
    let more = [
        of(Series::metric("http_req_duration").with("scenario", "car"), "p(95)<97"),
        of(Series::metric("dropped_iterations"), "count<1"),
        of(Series::metric("checks").with("name", "x"), "rate>0.9"),
    ];
    plan.objectives.extend(more);
    plan.name = "My \"run\"".to_owned();
    let mut session = session_of(&plan, 100_000);
    let mut recorder = Recorder::new(plan.clone(), 1_800_000_000 * SECOND);
    (0..200).for_each(|i| recorder.record(&outcome(i)));
    session.grow(&recorder.take());
    let first = session.report(&Query::default()).expect("a report");

    let (store, thresholds) = session.samples().expect("samples");
    let mut text = String::new();
    let mut writer = sloscope_core::export::K6Json::new(store, thresholds).saved_as(session.name().expect("a name"));
    while writer.write(&mut text, 1 << 20) {}
    let read = |name: &str, text: &str| {
        let mut reader = sloscope_core::ingest::Reader::new(name);
        reader.feed(text.as_bytes());
        reader.finish()
    };
    let summary = sloscope_core::export::k6_summary(&first, false);
    let again = Session::new(vec![read("results.json", &text), read("summary.json", &summary)]);
    assert_eq!(again.runs(), 1);
    assert!(again.list()[0].label.starts_with("My \"run\""), "{:?}", again.list());
    let report = again.report(&Query::default()).expect("a report");
    let judged = |report: &Report| -> Vec<String> {
        let line = |o: &sloscope_core::slo::ObjectiveResult| {
            format!("{} {} {:?} {:?}", o.objective.series, o.objective.expression, o.verdict, o.measured)
        };
        let mut lines: Vec<String> = report.objectives.iter().map(line).collect();
        lines.sort();
        lines
    };
    assert_eq!(judged(&report), judged(&first));
    assert_eq!(report.objectives.len(), 5);
    assert!(report.objectives.iter().all(|o| o.k6_verdict.is_none()), "no verdict is k6's");
    let labels: Vec<&str> = report.sources.iter().map(|source| source.info.format.label()).collect();
    assert_eq!(labels, ["samples of a run by sloscope, NDJSON", "numbers of a run by sloscope"]);
    assert!(report.cross_checks[0].conclusion.starts_with("matches what sloscope saved"), "{:?}", report.cross_checks);
    // Other readers leave out keys that they do not know: k6's own are as k6 writes them.
    let expected = r#""name":"http_req_duration{scenario:car}","suffix":"scenario:car","tags":{"scenario":"car"}"#;
    assert!(text.contains(expected), "{}", text.lines().find(|l| l.contains("submetrics")).unwrap_or_default());
}

/// The limit that was set, not k6's usual one.
#[test]
fn requests_that_run_into_the_time_out_say_its_limit() {
    let plan = Plan { timeout: 2 * SECOND, ..plan() };
    let mut session = session_of(&plan, 1);
    let mut recorder = Recorder::new(plan.clone(), 1_700_000_000 * SECOND);
    (0..20).for_each(|i| recorder.record(&Outcome { end: End::Timeout, ..outcome(i) }));
    session.grow(&recorder.take());
    let report = session.report(&Query::default()).expect("a report");
    let explained = &report.errors.rows[0].explained;
    assert!(explained.contains("did not end within 2 s, the time-out of the plan"), "{explained}");
    let looked =
        sloscope_core::load::probe_words(&plan, &[Outcome { end: End::Timeout, ..outcome(0) }], &Default::default());
    assert!(looked.sentences[0].contains("within 2 s"), "{looked:?}");
}
