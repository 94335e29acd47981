//! The knee inside of a ramp: runs whose knee is known, and runs without one.

use crate::load_support::{Iteration, Noise, Run, constant, ramping};
use sloscope_core::report::{Knee, Query, Report, Window};

/// The rate of a ramp at a moment.
fn rate((from, to, seconds): (f64, f64, f64), at: f64) -> f64 {
    from + (to - from) * (at / seconds).min(1.0)
}

/// A ramp whose requests take `ms` of the rate, with a long tail (0.5 to 1.5 times, 2 % of them three times).
fn ramp(of: (f64, f64, f64), seed: u64, ms: impl Fn(f64) -> f64, failing: impl Fn(f64) -> f64) -> Report {
    let mut noise = Noise(seed);
    let mut run = Run::default();
    run.each("ramp", &ramping(of.0, 0.0, &[(of.1, of.2)]), |_, start| {
        let tail = if noise.next() < 0.02 { 3.0 } else { 1.0 };
        let ms = ms(rate(of, start)) * (0.5 + noise.next()) * tail;
        Iteration { start, ms, ok: noise.next() >= failing(rate(of, start)), ..Iteration::default() }
    });
    run.report(&Query::default())
}

fn never(_: f64) -> f64 {
    0.0
}

const RAMP: (f64, f64, f64) = (50.0, 400.0, 70.0);

fn knee(report: &Report) -> &Knee {
    report.load.knee.as_ref().unwrap_or_else(|| panic!("no knee: {:?}", report.load.stages.len()))
}

#[test]
fn latency_that_climbs_from_a_rate_on() {
    for (seed, hinge) in [(1, 150.0), (2, 200.0), (3, 250.0), (4, 300.0), (5, 350.0)] {
        // Twice as slow for each 40 RPS more.
        let report = ramp(RAMP, seed, |rate| 10.0 * f64::max(1.0, 1.0 + (rate - hinge) / 40.0), never);
        let found = knee(&report);
        // A slice of the ramp is 17.5 RPS wide; it is above 1.5 times from 20 RPS more on.
        assert!((found.rate - hinge).abs() <= 26.0, "{hinge}: {}", found.text);
        assert!(!found.errors && (found.stage, found.against, found.vus) == (Some(0), None, false));
        let seconds = found.window.start_ms / 1000.0;
        assert!((rate(RAMP, seconds) - found.rate).abs() < 2.0, "{hinge}: at {seconds} s");
        assert!((found.window.end_ms - 70_000.0).abs() < 500.0, "{:?}", found.window);
        assert!(found.text.contains("starts to climb at about"), "{}", found.text);
        let finding = report.findings.iter().find(|f| f.rule == "knee").expect("it is a finding");
        assert_eq!(finding.window, Some(found.window));
        assert_eq!(finding.evidence.last().map(|n| n.value), Some(found.rate));
    }
}

#[test]
fn a_step_in_a_ramp_is_found_where_it_is() {
    let report = ramp(RAMP, 9, |rate| if rate < 280.0 { 12.0 } else { 40.0 }, never);
    assert!((255.0..=298.0).contains(&knee(&report).rate), "{}", knee(&report).text);
}

#[test]
fn a_queue_climbs_all_the_way_to_its_capacity() {
    // One server that takes 3 ms on average: 333/s at most. Each request waits for those before it (Lindley 1952).
    let mut noise = Noise(21);
    let of = (40.0, 320.0, 80.0);
    let mut free = 0.0;
    let mut run = Run::default();
    // Arrivals at random are what makes a queue before the capacity is reached.
    let mut arrivals: Vec<f64> =
        ramping(of.0, 0.0, &[(of.1, of.2)]).iter().map(|at| at + 0.05 * noise.next()).collect();
    arrivals.sort_by(f64::total_cmp);
    run.each("ramp", &arrivals, |_, start| {
        let ends = f64::max(free, start) + 0.003 * noise.exponential();
        free = ends;
        Iteration { start, ms: (ends - start) * 1000.0, ..Iteration::default() }
    });
    let report = run.report(&Query::default());
    let found = knee(&report);
    assert!(found.text.contains("all the way") && found.after > 3.0 * found.before, "{}", found.text);
}

#[test]
fn errors_that_start_at_a_rate() {
    let report = ramp(RAMP, 5, |_| 10.0, |rate| if rate < 300.0 { 0.002 } else { 0.12 });
    let found = knee(&report);
    assert!(found.errors && (282.0..=320.0).contains(&found.rate), "{}", found.text);
    assert!(found.text.contains("share of requests that fail starts to climb at about"), "{}", found.text);
    assert!((found.after - 0.12).abs() < 0.05 && found.before < 0.01, "{found:?}");
}

#[test]
fn a_ramp_without_a_knee_has_none() {
    for seed in 1..10 {
        let flat = ramp(RAMP, seed, |_| 10.0, |_| 0.01);
        assert_eq!(flat.load.knee, None, "seed {seed}");
        // Slower in the middle: it was not the rate.
        let back = ramp(RAMP, seed, |rate| if (200.0..260.0).contains(&rate) { 40.0 } else { 10.0 }, never);
        assert_eq!(back.load.knee, None, "seed {seed}");
    }
    for seed in 1..4 {
        // A little slower with the rate: 10 to 12 ms.
        let little = ramp(RAMP, seed, |rate| 10.0 + rate / 200.0, never);
        assert_eq!(little.load.knee, None, "seed {seed}");
        // Slower while the rate falls.
        let down = ramp((400.0, 50.0, 70.0), seed, |rate| if rate > 200.0 { 10.0 } else { 60.0 }, never);
        assert_eq!(down.load.knee, None, "seed {seed}");
        // Twice of next to nothing.
        let small = ramp(RAMP, seed, |rate| if rate < 300.0 { 0.2 } else { 0.5 }, never);
        assert_eq!(small.load.knee, None, "seed {seed}");
    }
}

#[test]
fn a_burst_at_the_end_of_a_ramp_is_no_knee() {
    let mut run = Run::default();
    let mut noise = Noise(2);
    run.each("ramp", &ramping(50.0, 0.0, &[(400.0, 70.0)]), |_, start| {
        let ms = if (67.5..69.0).contains(&start) { 300.0 } else { 10.0 };
        Iteration { start, ms: ms * (0.5 + noise.next()), ..Iteration::default() }
    });
    assert_eq!(run.report(&Query::default()).load.knee, None);
}

#[test]
fn of_a_short_ramp_nothing_is_said() {
    let of = (5.0, 20.0, 30.0);
    let short = ramp(of, 3, |rate| if rate < 12.0 { 10.0 } else { 90.0 }, never);
    assert_eq!(short.load.knee, None, "375 requests");
}

#[test]
fn a_climb_all_along_is_no_knee_and_told() {
    let report = ramp(RAMP, 8, |rate| rate / 5.0, never);
    let found = knee(&report);
    assert!(found.text.contains("all the way") && !found.text.contains("starts to climb"), "{}", found.text);
}

#[test]
fn a_hold_after_a_ramp_belongs_to_it() {
    let of = |hold: f64| {
        let due = ramping(20.0, 0.0, &[(200.0, 40.0), (200.0, 30.0), (400.0, 40.0), (400.0, 30.0), (20.0, 20.0)]);
        let mut noise = Noise(6);
        let mut run = Run::default();
        run.each("ramp", &due, |_, start| {
            let rate = match start {
                t if t < 40.0 => 20.0 + 4.5 * t,
                t if t < 70.0 => 200.0,
                t if t < 110.0 => 200.0 + 5.0 * (t - 70.0),
                t if t < 140.0 => 400.0,
                t => 400.0 - 19.0 * (t - 140.0),
            };
            let slow = if start >= 110.0 { hold } else { 60.0 };
            let ms = if rate > 320.0 { slow } else { 12.0 };
            Iteration { start, ms: ms * (0.5 + noise.next()), ..Iteration::default() }
        });
        run.report(&Query::default())
    };
    let report = of(60.0);
    let found = knee(&report);
    assert!((305.0..=345.0).contains(&found.rate), "{}", found.text);
    assert_eq!(found.stage, Some(2), "the second ramp");
    assert!((found.window.start_ms / 1000.0 - 94.0).abs() < 4.0, "{:?}", found.window);
    assert_eq!(of(12.0).load.knee, None, "it is as fast as ever when the rate is held");
}

#[test]
fn a_window_before_the_knee_has_none() {
    let mut run = Run::default();
    let mut noise = Noise(7);
    run.each("ramp", &ramping(50.0, 0.0, &[(400.0, 70.0)]), |_, start| {
        let ms = if start < 40.0 { 10.0 } else { 50.0 };
        Iteration { start, ms: ms * (0.5 + noise.next()), ..Iteration::default() }
    });
    let within = |from: f64, to: f64| {
        let window = Some(Window { start_ms: from * 1000.0, end_ms: to * 1000.0 });
        run.report(&Query { window, ..Query::default() }).load.knee.map(|k| (k.rate, k.window))
    };
    let mut within = within;
    assert_eq!(within(0.0, 38.0), None);
    let (rate, window) = within(20.0, 60.0).expect("the knee is at 40 s, 250 RPS");
    assert!((rate - 250.0).abs() < 20.0 && (window.start_ms - 40_000.0).abs() < 3000.0, "{rate} {window:?}");
}

/// VUs that loop without a pause, one more each second; so many of them are served at a time.
fn looping(most: usize, served: f64, vus: bool) -> Run {
    let mut run = Run::default();
    let mut noise = Noise(12);
    let at = |i: usize| i as f64;
    for vu in 0..most {
        let mut start = at(vu) + 0.1 * noise.next();
        while start < at(most) + 5.0 {
            let busy = (start.floor() + 1.0).min(at(most));
            let ms = 40.0 * (busy / served).max(1.0) * (0.7 + 0.6 * noise.next());
            run.iteration(Some("loop"), &Iteration { start, ms, ..Iteration::default() });
            start += ms / 1000.0 + 0.000_1;
        }
    }
    if vus {
        run.each_second((1..=most + 5).map(|s| (s as f64, at(s.min(most)))));
    }
    run
}

const OPTIONS: &str = r#"{"scenarios":{"loop":{"executor":"ramping-vus","startVUs":1,"stages":[{"duration":"40s","target":40},{"duration":"5s","target":40}]}}}"#;

#[test]
fn looping_vus_that_become_too_many() {
    let report = looping(40, 15.0, true).report_with(&Query::default(), Some(OPTIONS));
    let found = knee(&report);
    assert!(found.vus && found.stage.is_none(), "{}", found.text);
    // 1.5 times as slow from 22 VUs on.
    assert!((12.0..=19.0).contains(&found.rate), "{}", found.text);
    assert!(found.text.contains("VUs") && found.text.contains("bring no more requests"), "{}", found.text);
    let served = looping(40, 60.0, true).report_with(&Query::default(), Some(OPTIONS));
    assert_eq!(served.load.knee, None);
    let unknown = looping(40, 15.0, false).report_with(&Query::default(), Some(OPTIONS));
    assert_eq!(unknown.load.knee, None, "no reading of VUs");
}

#[test]
fn scenarios_that_differ_are_not_compared() {
    let steps = |names: [&'static str; 2], starts: [f64; 2]| {
        let mut run = Run::default();
        let mut noise = Noise(4);
        for (i, (rate, ms)) in [(50.0, 10.0), (100.0, 50.0)].into_iter().enumerate() {
            run.each(["a", "b"][i], &constant(rate, starts[i], 20.0), |_, start| {
                let ms = ms * (0.5 + noise.next());
                Iteration { start, ms, name: names[i], ..Iteration::default() }
            });
        }
        run.report(&Query::default()).load.knee
    };
    assert!(steps(["/item/1", "/item/2"], [0.0, 20.0]).is_some(), "the same, at a higher rate");
    assert_eq!(steps(["/item/1", "/basket"], [0.0, 20.0]), None, "another page");
    assert_eq!(steps(["/item/1", "/item/1"], [0.0, 3.0]), None, "at the same time");
}
