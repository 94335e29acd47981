//! Rules on the course of a run: each finds what was put into a made run, at its time, and nothing in a run without it.

use crate::load_support::{Iteration, Noise, Run, constant};
use sloscope_core::report::{Finding, Query, Report};

/// 60 s at 50/s, each duration a function of its start; with the noise of a real service (a factor of 0.7 to 1.3).
fn run(seed: u64, mut ms: impl FnMut(f64, &mut Noise) -> f64) -> Report {
    let mut noise = Noise(seed);
    let mut run = Run::default();
    run.each("car", &constant(50.0, 0.0, 60.0), |_, start| {
        let factor = 0.7 + 0.6 * noise.next();
        Iteration { start, ms: ms(start, &mut noise) * factor, ..Iteration::default() }
    });
    run.report(&Query::default())
}

fn found<'a>(report: &'a Report, rule: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|f| f.rule == rule)
}

fn rules(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|f| f.rule.as_str()).collect()
}

#[test]
fn nothing_stands_out_where_nothing_happens() {
    for seed in 1..30 {
        let report = run(seed, |_, noise| 20.0 + if noise.next() < 0.02 { 60.0 } else { 0.0 });
        assert_eq!(rules(&report), [""; 0], "seed {seed}");
    }
}

#[test]
fn a_step_is_found_with_its_moment() {
    let report = run(3, |start, _| if start < 35.0 { 20.0 } else { 50.0 });
    assert_eq!(rules(&report), ["step"]);
    let step = found(&report, "step").expect("a step");
    let window = step.window.expect("from the moment on");
    assert!((window.start_ms - 35_000.0).abs() <= 1000.0 && window.end_ms > 58_000.0, "{window:?}");
    assert!((step.evidence[0].value - 20.0).abs() < 2.0 && (step.evidence[1].value - 50.0).abs() < 4.0);
    assert!(step.title.contains("rises") && step.title.contains("0:35"), "{}", step.title);
    let down = run(4, |start, _| if start < 20.0 { 60.0 } else { 20.0 });
    assert!(found(&down, "step").is_some_and(|f| f.title.contains("falls")), "{:?}", down.findings);
}

#[test]
fn a_drift_is_found_with_its_size() {
    let report = run(5, |start, _| 20.0 + start / 2.0);
    let drift = found(&report, "drift").expect("20 to 50 ms");
    assert!((drift.evidence[0].value - 30.0).abs() < 4.0, "{:?}", drift.evidence);
    assert!(drift.title.contains("rises steadily") && found(&report, "step").is_none(), "{:?}", rules(&report));
    let little = run(6, |start, _| 20.0 + start / 60.0);
    assert_eq!(rules(&little), [""; 0], "5 % are no drift");
}

#[test]
fn a_burst_is_found_with_its_time() {
    let report = run(7, |start, _| if (41.0..43.0).contains(&start) { 400.0 } else { 20.0 });
    let burst = found(&report, "burst").expect("two seconds");
    let window = burst.window.expect("its time");
    assert!((40_000.0..42_500.0).contains(&window.start_ms) && window.end_ms <= 44_500.0, "{window:?}");
    assert!(found(&report, "step").is_none() && found(&report, "drift").is_none(), "{:?}", rules(&report));
}

#[test]
fn a_warm_up_is_found_at_the_start_only() {
    let report = run(8, |start, _| if start < 4.0 { 80.0 } else { 20.0 });
    let warm_up = found(&report, "warm-up").expect("four seconds");
    let window = warm_up.window.expect("its time");
    assert!(window.start_ms < 1.0 && (3000.0..6000.0).contains(&window.end_ms), "{window:?}");
    let late = run(9, |start, _| if (10.0..14.0).contains(&start) { 80.0 } else { 20.0 });
    assert!(found(&late, "warm-up").is_none());
}

#[test]
fn a_standstill_is_found() {
    // What is due from 0:20 on ends only at 0:26.
    let report = run(10, |_, _| 20.0);
    assert!(found(&report, "standstill").is_none());
    let mut stalled = Run::default();
    stalled.each("car", &constant(50.0, 0.0, 60.0), |_, start| {
        let ms = if (20.0..26.0).contains(&start) { (26.0 - start) * 1000.0 + 21.3 } else { 21.3 };
        Iteration { start, ms, ..Iteration::default() }
    });
    let report = stalled.report(&Query::default());
    let window = found(&report, "standstill").and_then(|f| f.window).expect("six seconds");
    assert!((window.start_ms - 20_500.0).abs() <= 1500.0 && (window.end_ms - 26_000.0).abs() <= 1500.0, "{window:?}");
}

#[test]
fn failures_that_come_together_are_found() {
    let made = |from: f64, to: f64, every: usize| {
        let mut run = Run::default();
        run.each("car", &constant(50.0, 0.0, 60.0), |i, start| {
            let ok = !((from..to).contains(&start) && i % every == 0);
            Iteration { start, ms: 21.3, ok, ..Iteration::default() }
        });
        run.report(&Query::default())
    };
    let together = made(30.0, 35.0, 2);
    let window = found(&together, "failures-together").and_then(|f| f.window).expect("five seconds");
    assert!((29_000.0..=31_500.0).contains(&window.start_ms) && window.end_ms <= 36_500.0, "{window:?}");
    assert!(found(&made(0.0, 60.0, 20), "failures-together").is_none(), "they are spread");
    assert!(found(&made(30.0, 31.0, 25), "failures-together").is_none(), "they are too few");
}

/// VUs that loop with a pause, each iteration a function of its start.
fn looping(vus: &dyn Fn(f64) -> usize, ms: &dyn Fn(f64) -> f64) -> Report {
    let mut run = Run::default();
    let mut noise = Noise(14);
    for vu in 0..20 {
        let mut at = 0.05 * noise.next();
        while at < 60.0 {
            if vu < vus(at) {
                let ms = ms(at) * (0.8 + 0.4 * noise.next());
                run.iteration(Some("loop"), &Iteration { start: at, ms, ..Iteration::default() });
                at += ms / 1000.0 + 0.000_05;
            } else {
                at += 0.5;
            }
        }
    }
    run.each_second((1..60).map(|s| (f64::from(s), vus(f64::from(s)) as f64)));
    run.report(&Query::default())
}

#[test]
fn looping_vus_are_a_load_that_stays_the_same_only_where_they_do() {
    let step = |at: f64| if at < 30.0 { 100.0 } else { 250.0 };
    let report = looping(&|_| 10, &step);
    let finding = found(&report, "step").expect("the same 10 VUs");
    assert!(finding.title.contains("while the load stays the same (10 VUs)"), "{}", finding.title);
    let report = looping(&|at| if at < 30.0 { 5 } else { 20 }, &step);
    assert!(found(&report, "step").is_none() && found(&report, "drift").is_none(), "{:?}", rules(&report));
}

#[test]
fn what_changes_as_a_scenario_ends_is_no_step() {
    let of = |slow_until: f64| {
        let mut run = Run::default();
        let mut noise = Noise(15);
        for (name, rate, ms, until) in [("fast", 40.0, 20.0, 60.0), ("slow", 60.0, 90.0, slow_until)] {
            run.each(name, &constant(rate, 0.0, until), |_, start| {
                let slower = if name == "fast" && start > 45.0 { 2.0 } else { 1.0 };
                Iteration { start, ms: slower * ms * (0.8 + 0.4 * noise.next()), ..Iteration::default() }
            });
        }
        run.report(&Query::default())
    };
    let report = of(30.0);
    // From 0:30 on only the fast one is left, and it has a step of its own.
    let finding = found(&report, "step").expect("at 0:45");
    assert!((finding.window.expect("its time").start_ms - 45_000.0).abs() < 1500.0, "{}", finding.title);
    assert!(finding.title.contains("(40 RPS of fast)"), "{}", finding.title);
}

#[test]
fn a_ramp_is_no_drift() {
    let mut run = Run::default();
    run.each("ramp", &crate::load_support::ramping(10.0, 0.0, &[(100.0, 60.0)]), |_, start| Iteration {
        start,
        ms: 20.0 + start,
        ..Iteration::default()
    });
    let report = run.report(&Query::default());
    assert_eq!(report.load.stages[0].to_rate, Some(100.0));
    assert!(found(&report, "drift").is_none() && found(&report, "step").is_none(), "the rate changes");
}
