//! Outcomes as samples: k6's metrics and tags; written as NDJSON and read back to the same numbers.

use sloscope_core::export::K6Json;
use sloscope_core::ingest::Content;
use sloscope_core::load::{
    End, Fate, Outcome, Pacer, Phases, Plan, Prepared, Recorder, ResourceTimes, Side, for_threads, read_plan,
    sample_file, seed_example,
};
use sloscope_core::report::Query;
use sloscope_core::run::{Session, session_of};
use sloscope_core::store::Store;
use sloscope_core::time::Nanos;

const MS: Nanos = 1_000_000;
/// 2026-11-25T02:00:00Z
const BEGAN: Nanos = 1_795_572_000_000_000_000;

fn outcome(end: End) -> Outcome {
    Outcome {
        scenario: 0,
        request: 0,
        target: 1,
        intended: 6000 * MS,
        sent: 6002 * MS,
        headers: Some(6010 * MS),
        done: 6015 * MS,
        end,
        phases: Some(Phases { blocked: 1.5, connecting: 0.5, tls: 0.25, waiting: 8.0, receiving: 2.0 }),
        protocol: "h2".to_owned(),
        bytes_sent: None,
        bytes_received: Some(321),
        checks: 0b101,
    }
}

fn plan() -> Plan {
    read_plan(include_str!("../data/plan.json")).expect("good")
}

/// Each sample as `metric value tag=value ...`; tags by name.
fn told(store: &Store) -> Vec<String> {
    let mut lines = Vec::new();
    for column in store.columns() {
        for sample in column.samples() {
            let mut tags: Vec<String> = store.tags.iter(sample.tag_set).map(|(k, v)| format!("{k}={v}")).collect();
            tags.sort_unstable();
            lines.push(format!("{} {} {}", column.name, sample.value, tags.join(" ")));
        }
    }
    lines
}

#[test]
fn a_response_becomes_the_samples_that_k6_writes() {
    let mut recorder = Recorder::new(plan(), BEGAN);
    recorder.record(&outcome(End::Response(200)));
    let store = recorder.take();
    let iteration = "group= phase=measured scenario=steady team=api";
    let request = "expected_response=true group= kind=write method=POST name=ask phase=measured proto=HTTP/2.0 \
                   scenario=steady status=200 target=https://b.example.org/api team=api url=ask";
    let check =
        |name: &str, held: u8| format!("checks {held} check={name} group= phase=measured scenario=steady team=api");
    let mut expected: Vec<String> = [
        "http_reqs 1",
        "http_req_duration 10",
        "http_req_blocked 1.5",
        "http_req_connecting 0.5",
        "http_req_tls_handshaking 0.25",
        "http_req_waiting 8",
        "http_req_receiving 2",
        "http_req_failed 0",
        "sloscope_response_time 15",
        "sloscope_schedule_lag 2",
    ]
    .map(|sample| format!("{sample} {request}"))
    .to_vec();
    expected.push(check("status is 200 to 299", 1));
    expected.push(check("is JSON", 0));
    expected.push(check("has header x-id", 1));
    for name in ["body contains clarification", "items.0.id is 17", "JSON has ok", "response under 50 ms"] {
        expected.push(check(name, 0));
    }
    // Bytes sent are not known: absent, not 0.
    for sample in ["data_received 321", "iteration_duration 13", "iterations 1"] {
        expected.push(format!("{sample} {iteration}"));
    }
    assert_eq!(told(&store), expected);
    let times: Vec<Nanos> = store.columns().flat_map(|c| c.samples().map(|s| s.time)).collect();
    assert!(times.iter().all(|time| *time == BEGAN + 6015 * MS));
    assert!(recorder.take().columns().next().is_none(), "taken once");
}

#[test]
fn failures_are_tagged_as_in_k6() {
    let tags = |end: End| {
        let mut recorder = Recorder::new(plan(), BEGAN);
        recorder.record(&Outcome { phases: None, intended: 4999 * MS, ..outcome(end) });
        let store = recorder.take();
        assert!(store.by_name("http_req_waiting").is_none(), "no phases, no samples of them");
        let failed = store.by_name("http_req_failed").expect("failed").samples().next().expect("one");
        let duration = store.by_name("http_req_duration").expect("duration").samples().next().expect("one");
        let tag = |key| store.tags.get(failed.tag_set, key).unwrap_or("-").to_owned();
        assert_eq!(tag("phase"), "warm-up");
        let keys = ["status", "error_code", "error", "proto", "expected_response"].map(tag).join("|");
        (failed.value, duration.value, keys)
    };
    let told = |keys: &str| (1.0, 13.0, keys.to_owned());
    assert_eq!(tags(End::Response(503)), told("503|1503|-|HTTP/2.0|false"));
    assert_eq!(tags(End::Timeout), told("0|1050|request timeout|-|false"));
    assert_eq!(tags(End::Network), told("0|1900|network failure|-|false"));
    assert_eq!(tags(End::Cors), told("0|1901|not allowed by CORS|-|false"));
    let not_followed = "0|1905|redirect not followed: followRedirects in the plan|-|false";
    assert_eq!(tags(End::Redirected), told(not_followed));
    assert_eq!(tags(End::OtherHost), told("0|1906|redirected away from the hosts of the plan|-|false"));
    assert_eq!(tags(End::BodyCut(200)), told("0|1902|response body cut|-|false"));
    assert_eq!(tags(End::Response(304)), (0.0, 13.0, "304|-|-|HTTP/2.0|true".to_owned()));
}

#[test]
fn what_was_given_up_leaves_nothing_and_drops_are_counted() {
    let mut recorder = Recorder::new(plan(), BEGAN);
    recorder.record(&outcome(End::Interrupted));
    assert_eq!((recorder.interrupted(), recorder.take().samples()), (1, 0));
    recorder.dropped(1, 7 * MS);
    recorder.vus(8 * MS, 3, 15);
    let expected = ["dropped_iterations 1 load=ramp scenario=climb team=api", "vus 3 team=api", "vus_max 15 team=api"];
    assert_eq!(told(&recorder.take()), expected);
}

#[test]
fn resource_timing_is_read_as_the_standard_has_it() {
    let base = ResourceTimes {
        start_time: 100.0,
        fetch_start: 100.0,
        connect_start: 104.0,
        secure_connection_start: 105.0,
        connect_end: 109.0,
        request_start: 110.0,
        response_start: 130.0,
        response_end: 131.5,
    };
    let phases = Phases { blocked: 5.0, connecting: 1.0, tls: 4.0, waiting: 20.0, receiving: 1.5 };
    assert_eq!(Phases::of(&base), Some(phases));
    // A connection that was there: connecting 0 is a measurement, and so it is in k6.
    let reused = ResourceTimes { connect_start: 100.0, secure_connection_start: 100.0, connect_end: 100.0, ..base };
    let phases = Phases { blocked: 10.0, connecting: 0.0, tls: 0.0, waiting: 20.0, receiving: 1.5 };
    assert_eq!(Phases::of(&reused), Some(phases));
    let plain = ResourceTimes { secure_connection_start: 0.0, ..base };
    assert_eq!(Phases::of(&plain).map(|p| (p.connecting, p.tls)), Some((5.0, 0.0)));
    // Without Timing-Allow-Origin all but two are 0.
    let hidden =
        ResourceTimes { start_time: 100.0, fetch_start: 100.0, response_end: 131.5, ..ResourceTimes::default() };
    assert_eq!(Phases::of(&hidden), None);
}

fn ndjson(store: &Store, plan: &Plan, piece: usize) -> String {
    let thresholds = plan.options().thresholds;
    let mut writer = K6Json::new(store, &thresholds);
    let mut text = String::new();
    loop {
        let mut part = String::new();
        let more = writer.write(&mut part, piece);
        text += &part;
        if !more {
            return text;
        }
    }
}

/// A run of the 60-second example with made-up latencies: several requests end in the same instant, as they do by a
/// clock of 100 us.
fn ran(plan: &Plan) -> Store {
    let mut pacer = Pacer::new(plan, for_threads(plan), 0);
    let mut prepared = Prepared::new(plan, 3).expect("good");
    let mut recorder = Recorder::new(plan.clone(), BEGAN);
    let mut flying: Vec<(Nanos, Outcome)> = Vec::new();
    let mut step = 0u64;
    let mut now = 0;
    while let Some(next) = pacer.next_event() {
        now = next.max(now + 100_000);
        let mut landed: Vec<_> = flying.extract_if(.., |(done, _)| *done <= now).collect();
        landed.sort_by_key(|(done, _)| *done);
        for (_, outcome) in landed {
            pacer.finished(outcome.scenario as usize);
            recorder.record(&outcome);
        }
        while let Some(arrival) = pacer.take(now) {
            step += 1;
            let Fate::Start { iteration } = arrival.fate else {
                recorder.dropped(arrival.scenario as u32, now);
                continue;
            };
            let call = prepared.call(Side::A, iteration).expect("a call");
            let latency = (1 + step * 7919 % 40) as Nanos * 2_500_000;
            let end = match step % 50 {
                0 => End::Response(500),
                1 => End::Network,
                _ => End::Response(200),
            };
            let waiting = (latency as f64 - 1e6) / 1e6;
            let phases = Phases { blocked: 0.1, connecting: 0.0, tls: 0.0, waiting, receiving: 1.0 };
            let outcome = Outcome {
                scenario: arrival.scenario as u32,
                request: call.request,
                target: call.target,
                intended: arrival.intended,
                sent: now,
                headers: None,
                done: now + latency,
                end,
                phases: (!step.is_multiple_of(3)).then_some(phases),
                protocol: "http/1.1".to_owned(),
                bytes_sent: None,
                bytes_received: Some(300 + step % 7),
                checks: step % 8,
            };
            flying.push((now + latency, outcome));
        }
        if let Some(earliest) = flying.iter().map(|(done, _)| *done).min() {
            now = now.max(earliest.min(pacer.next_due().unwrap_or(Nanos::MAX)) - 100_000);
        }
    }
    recorder.take()
}

#[test]
fn what_is_written_reads_back_to_the_same_samples() {
    let mut plan = seed_example(false);
    plan.scenarios.iter_mut().for_each(|s| s.max_vus = 18);
    plan.objectives[0].abort_on_fail = true;
    plan.tags.push(("odd".to_owned(), "a \"b\" <c>\n\u{2028}\u{1}".to_owned()));
    let store = ran(&plan);
    assert!(store.by_name("dropped_iterations").is_some_and(|c| c.len() > 50), "some are dropped");
    assert!(store.samples() > 150_000, "{}", store.samples());
    let text = ndjson(&store, &plan, 1 << 16);
    assert_eq!(text, ndjson(&store, &plan, 1), "in pieces of any size");
    let source = crate::support::read(text.as_bytes());
    let Content::Samples(file) = &source.content else { panic!("{:?}", source.content) };
    assert!(source.diagnostics.skipped.is_empty(), "{:?}", source.diagnostics);
    // Each metric has the same samples, whatever their order.
    for column in store.columns() {
        let rows = |store: &Store| {
            let column = store.by_name(&column.name).expect("a metric");
            let mut rows: Vec<_> = column
                .samples()
                .map(|s| {
                    let mut tags: Vec<String> = store.tags.iter(s.tag_set).map(|(k, v)| format!("{k}={v}")).collect();
                    tags.sort_unstable();
                    (s.time, tags, s.value.to_bits())
                })
                .collect();
            rows.sort_unstable();
            (column.kind, column.contains, rows)
        };
        assert!(rows(&store) == rows(&file.store), "{} differs", column.name);
    }
    let mine = sample_file(&plan, store, 100_000);
    // By metric, in the order in which the file names them.
    let whole: Vec<_> = mine.thresholds.iter().filter(|t| t.series.tags.is_empty()).collect();
    assert_eq!(file.thresholds.len(), whole.len());
    assert!(whole.iter().all(|threshold| file.thresholds.contains(threshold)), "{:?}", file.thresholds);
    assert!(mine.submetrics.iter().all(|series| file.submetrics.contains(series)));
}

/// One request is one block of lines, in k6's order, however many end in the same instant.
#[test]
fn the_lines_of_a_request_are_together() {
    let plan = seed_example(false);
    let mut recorder = Recorder::new(plan.clone(), BEGAN);
    for end in [End::Response(200), End::Response(200), End::Network, End::Response(200)] {
        let phases = (end != End::Network).then_some(Phases {
            blocked: 0.0,
            connecting: 0.0,
            tls: 0.0,
            waiting: 8.0,
            receiving: 2.0,
        });
        recorder.record(&Outcome { phases, ..outcome(end) });
    }
    let store = recorder.take();
    let text = ndjson(&store, &plan, 1 << 20);
    let names: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("{\"metric\":\"http_req"))
        .map(|line| line.split('"').nth(3).expect("a name"))
        .collect();
    let whole = [
        "http_reqs",
        "http_req_duration",
        "http_req_blocked",
        "http_req_connecting",
        "http_req_tls_handshaking",
        "http_req_waiting",
        "http_req_receiving",
        "http_req_failed",
    ];
    let short = ["http_reqs", "http_req_duration", "http_req_failed"];
    assert_eq!(names, [&whole[..], &whole, &short, &whole].concat());
    // The form of k6 2.2's own lines.
    let first = text.lines().next().expect("a line");
    assert_eq!(
        first,
        r#"{"type":"Metric","data":{"name":"http_reqs","type":"counter","contains":"default","thresholds":["rate>=200"],"submetrics":null},"metric":"http_reqs"}"#
    );
    let point = text.lines().nth(1).expect("a line");
    let start = r#"{"metric":"http_reqs","type":"Point","data":{"time":"2026-11-25T02:00:06.015Z","value":1,"tags":{"expected_response":"true","group":"","load":"rps200","method":"POST","name":"POST /clarify","proto":"HTTP/2.0","scenario":"rps_200","status":"200","url":"POST /clarify"}}}"#;
    assert_eq!(point, start);
}

/// The report of a run is that of its file.
#[test]
fn a_run_is_reported_as_its_file_is() {
    let plan = seed_example(false);
    let store = ran(&plan);
    let text = ndjson(&store, &plan, 1 << 16);
    let file = crate::support::read(text.as_bytes());
    let mut session = session_of(&plan, 100_000);
    session.grow(&store);
    session.seal();
    let mut options = file.clone();
    options.content = Content::Options(Box::new(plan.options()));
    let report = |session: &Session| session.report(&Query::default()).expect("a report");
    let (live, file) = (report(&session), report(&Session::new(vec![file, options])));
    assert_eq!(live.metrics.len(), file.metrics.len());
    for (mine, other) in live.metrics.iter().zip(&file.metrics) {
        assert_eq!((&mine.series, &mine.values), (&other.series, &other.values));
    }
    let overall = |report: &sloscope_core::report::Report| {
        report.overall.iter().map(|row| (row.label.clone(), row.value)).collect::<Vec<_>>()
    };
    assert_eq!(overall(&live), overall(&file));
    assert_eq!(live.verdict, file.verdict);
    let verdicts = |report: &sloscope_core::report::Report| {
        // The file names them in the order of its metrics.
        let mut told: Vec<_> = report
            .objectives
            .iter()
            .map(|o| format!("{} {:?} {:?}", o.objective.series, o.verdict, o.measured))
            .collect();
        told.sort_unstable();
        told
    };
    assert_eq!(verdicts(&live), verdicts(&file));
    let targets: Vec<f64> = live.run.stages.iter().map(|stage| stage.from_rate).collect();
    assert_eq!(targets, [200.0, 300.0, 400.0]);
}
