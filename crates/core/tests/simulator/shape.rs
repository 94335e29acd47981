//! The simulator against k6: its lines have the shape of real ones, and its arithmetic gives the same numbers.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::case::{Case, simulate};
use super::engine;
use super::failures;
use super::lines::lines;
use super::load;
use super::plan::{Executor, due, loops, nanos};
use super::quiet;
use super::random::Random;
use super::times;

/// A line with its keys in order, but without values; thresholds and sub-metrics are the test's own.
fn shape(line: &str) -> String {
    let (mut out, mut rest) = (String::new(), line);
    while let Some(at) = rest.find(['"', '[']) {
        if rest[at..].starts_with('[') {
            // Lists are of thresholds and sub-metrics only, in which there are no other lists.
            let end = rest[at..].find(']').map_or(rest.len(), |end| at + end + 1);
            rest = &rest[end..];
            continue;
        }
        let end = at + 1 + rest[at + 1..].find('"').unwrap_or(0);
        let (text, after) = (&rest[at + 1..end], &rest[end + 1..]);
        let declares = line.starts_with(r#"{"type":"Metric""#);
        let telling = ["Point", "Metric", "counter", "gauge", "rate", "trend", "default", "time", "data"];
        if after.starts_with(':') || declares && telling.contains(&text) {
            out.push_str(text);
            out.push(' ');
        }
        rest = after;
    }
    out
}

fn metric_of(line: &str) -> Option<&str> {
    line.split_once("\"metric\":\"")?.1.split('"').next()
}

/// Shapes of the lines of real k6 2.2 runs, with their metrics.
fn real() -> BTreeSet<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/v2.2");
    let mut all = BTreeSet::new();
    for of in [
        "dropped",
        "only_errors",
        "thresholds_fail",
        "default_only",
        "grpc",
        "abort_on_fail",
        "sigkill",
        "empty_aborted",
    ] {
        let plain = folder.join(of).join("results.json");
        let text = match std::fs::read(folder.join(of).join("results.json.gz")) {
            // One of them is cut.
            Ok(bytes) => {
                let mut plain = Vec::new();
                let _ = MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain);
                String::from_utf8_lossy(&plain).into_owned()
            }
            Err(_) => std::fs::read_to_string(plain).unwrap_or_default(),
        };
        all.extend(text.lines().take(30_000).filter_map(|l| Some((metric_of(l)?.to_owned(), shape(l)))));
    }
    all
}

#[test]
fn lines_are_as_k6_writes_them() {
    let real = real();
    assert!(real.len() > 40, "{}", real.len());
    let make: [fn(&mut Random) -> Case; 8] = [
        load::too_few_vus,
        quiet::set_up_and_torn_down,
        failures::refused,
        failures::timed_out,
        failures::as_fast_as_successes,
        failures::checks,
        failures::grpc,
        times::step,
    ];
    let mut missing = BTreeSet::new();
    for make in make {
        let mut case = make(&mut Random::new(3));
        let recording = engine::run(&mut case.tests[0], 3);
        for line in lines(&case.tests[0], &recording).lines() {
            let of = (metric_of(line).expect("a metric").to_owned(), shape(line));
            if !real.contains(&of) {
                missing.insert(of);
            }
        }
    }
    assert!(missing.is_empty(), "k6 writes no such lines: {missing:#?}");
}

#[test]
fn iterations_are_due_as_in_k6() {
    // 300/s is a period of 3,333,333 ns: 6,001 fit into 20 s.
    assert_eq!(due(&Executor::ConstantArrivalRate { rate: 300.0, secs: 20.0 }).len(), 6001);
    let constant = due(&Executor::ConstantArrivalRate { rate: 40.0, secs: 2.0 });
    assert_eq!((constant[0], constant[1], constant.len()), (0, 25_000_000, 80));
    // 5 to 30 in 6 s, then 30 for 6 s: an area of 285; the first is due where it is 1.
    let ramping = due(&Executor::RampingArrivalRate { start: 5.0, stages: vec![(30.0, 6.0), (30.0, 6.0)] });
    assert_eq!(ramping.len(), 285);
    assert_eq!(ramping[105 + 29], nanos(7.0), "105 in the ramp, 30 a second after it");
    assert!(ramping.is_sorted());
    let vus = loops(&Executor::RampingVus { start: 1, stages: vec![(3, 4.0), (0, 3.0)] });
    assert_eq!(vus, [(0, nanos(7.0)), (nanos(2.0), nanos(6.0)), (nanos(4.0), nanos(5.0))]);
}

#[test]
fn the_same_seed_makes_the_same_run() {
    let text = |seed: u64| {
        let mut case = times::step_beside_a_stall(&mut Random::new(seed));
        let recording = engine::run(&mut case.tests[0], seed);
        lines(&case.tests[0], &recording)
    };
    assert!(text(5) == text(5));
    assert!(text(5) != text(6));
}

#[test]
fn what_is_counted_is_what_was_simulated() {
    for seed in 0..10 {
        let mut case = load::too_few_vus(&mut Random::new(seed));
        let outcome = simulate(&mut case, seed);
        let counts = super::certain::counts(&outcome.recordings);
        let load = &outcome.report.load.total;
        assert_eq!(load.finished, Some(counts.iterations as u64), "seed {seed}");
        assert_eq!(load.dropped, Some(counts.dropped as u64), "seed {seed}");
        let planned = due(&case.tests[0].scenarios[0].executor).len() as f64;
        assert_eq!(counts.iterations + counts.dropped, planned, "each is started or dropped");
        assert_eq!(load.planned, Some(planned), "seed {seed}");
    }
}
