//! Causes that make requests fail, and thresholds that cannot tell.

use super::case::{Case, planted};
use super::plan::Executor;
use super::quiet::{calm, closed, length, open, rate};
use super::random::Random;
use super::service::Cause;

const ALWAYS: f64 = 1e9;

fn fail(share: f64, factor: f64) -> Cause {
    Cause::Fail { share, status: 500, factor, from: 0.0, to: ALWAYS }
}

fn with(cause: Cause, random: &mut Random) -> Case {
    let (service, rate, secs) = (calm(random).with(cause), rate(random), length(random));
    match random.chance(0.7) {
        true => open(service, rate, secs),
        false => {
            let vus = 8;
            let pause = (1000.0 * vus as f64 / rate - service.median_ms).max(50.0);
            closed(service, Executor::ConstantVus { vus, secs }, (pause, pause * 1.2))
        }
    }
}

pub fn refused(random: &mut Random) -> Case {
    let share = random.within(0.02, 0.3);
    with(Cause::Refuse { share, from: 0.0, to: ALWAYS }, random)
}

pub fn all_refused(random: &mut Random) -> Case {
    with(Cause::Refuse { share: 2.0, from: 0.0, to: ALWAYS }, random)
}

pub fn all_failed(random: &mut Random) -> Case {
    with(fail(2.0, random.within(0.5, 1.5)), random)
}

pub fn as_fast_as_successes(random: &mut Random) -> Case {
    let share = random.within(0.02, 0.2);
    with(fail(share, random.within(0.8, 1.25)), random)
}

/// `two-kinds` where they are many.
pub fn faster_than_successes(random: &mut Random) -> Case {
    let share = random.within(0.04, 0.2);
    with(fail(share, random.within(0.05, 0.25)), random).allow(&["two-kinds"])
}

pub fn slower_than_successes(random: &mut Random) -> Case {
    let share = random.within(0.03, 0.15);
    with(fail(share, random.within(2.0, 3.0)), random)
}

pub fn timed_out(random: &mut Random) -> Case {
    let share = random.within(0.015, 0.05);
    with(Cause::Timeout { share, ms: f64::from(random.whole(2, 5)) * 1000.0 }, random)
}

/// For a few seconds nearly all of them fail.
pub fn together(random: &mut Random) -> Case {
    let secs = f64::from(random.whole(28, 34));
    let (at, length) = (random.within(6.0, 20.0).round(), random.within(2.0, 4.0).round());
    let cause = Cause::Fail { share: 0.9, status: 502, factor: 1.0, from: at, to: at + length };
    let (service, rate) = (calm(random).with(cause), rate(random));
    open(service, rate, secs).plant(planted("failures-together").starts(at, 2.0).ends(at + length, 2.0))
}

/// Refused for a few seconds, as by a restart.
pub fn restarted(random: &mut Random) -> Case {
    let secs = f64::from(random.whole(28, 34));
    let (at, length) = (random.within(6.0, 20.0).round(), random.within(2.0, 4.0).round());
    let cause = Cause::Refuse { share: 2.0, from: at, to: at + length };
    let (service, rate) = (calm(random).with(cause), rate(random));
    open(service, rate, secs).plant(planted("failures-together").starts(at, 2.0).ends(at + length, 2.0))
}

pub fn checks(random: &mut Random) -> Case {
    let (service, rate, secs) = (calm(random), rate(random), length(random));
    let mut case = open(service, rate, secs);
    case.tests[0].scenarios[0].script.bad_checks = random.within(0.01, 0.1);
    case
}

pub fn checks_that_hold(random: &mut Random) -> Case {
    let mut case = checks(random);
    case.tests[0].scenarios[0].script.bad_checks = 0.0;
    case
}

pub fn grpc(random: &mut Random) -> Case {
    let mut case = checks_that_hold(random);
    case.tests[0].scenarios[0].script.grpc = Some(random.within(0.01, 0.1));
    case.tests[0].thresholds = vec![("grpc_req_duration", "p(90)<30000".to_owned())];
    case
}

pub fn grpc_without_failures(random: &mut Random) -> Case {
    let mut case = grpc(random);
    case.tests[0].scenarios[0].script.grpc = Some(0.0);
    case
}

pub fn cannot_fail(random: &mut Random) -> Case {
    let case = checks_that_hold(random);
    let (metric, text) = random.pick(&[
        ("http_req_failed", "rate<=1"),
        ("http_reqs", "count>=0"),
        ("http_req_duration", "avg>=0"),
        ("checks", "rate>=0"),
        ("http_req_failed", "rate<5"),
    ]);
    case.threshold(metric, text).plant(planted("cannot-fail"))
}

/// They can, and do not.
pub fn can_fail(random: &mut Random) -> Case {
    let case = checks_that_hold(random);
    case.threshold("http_req_failed", "rate<0.05").threshold("http_reqs", "count>10").threshold("checks", "rate>0.9")
}

/// A percentile that the run is too short for: reported by its definition.
pub fn too_few_samples(random: &mut Random) -> Case {
    let (service, rate, secs) = (calm(random), rate(random), length(random));
    let p = random.pick(&["p(99)<20000", "p(99.5)<20000", "p(99.9)<20000", "p(95)<20000"]);
    open(service, rate, secs).threshold("http_req_duration", p)
}

pub fn limit_broken(random: &mut Random) -> Case {
    let (service, rate, secs) = (calm(random), rate(random), length(random));
    open(service, rate, secs).threshold("http_req_duration", "p(90)<2")
}

/// Kept as a whole, and broken in one of three spans of ten seconds.
pub fn limit_broken_at_times(random: &mut Random) -> Case {
    let (service, rate) = (calm(random), rate(random));
    let limit = 4.0 * service.median_ms;
    let (at, secs) = (random.within(12.0, 16.0), random.within(1.6, 2.2));
    let case = open(service.with(Cause::Burst { at, secs, factor: 15.0 }), rate, 30.0);
    case.threshold("http_req_duration", format!("p(90)<{limit:.0}"))
        .plant(planted("objective-broken-at-times").starts(10.0, 0.5).ends(20.0, 0.5))
        .allow(&["burst"])
}
