//! Causes that change how long requests take, in the course of a run or all along.

use super::case::{Case, Rates, planted};
use super::plan::{Executor, Scenario, Test};
use super::quiet::{calm, closed, constant, length, open, rate};
use super::random::Random;
use super::service::{Cause, Service};

fn factor(random: &mut Random) -> f64 {
    random.within(2.2, 5.0)
}

fn steady(random: &mut Random) -> Service {
    Service::new(random.within(12.0, 50.0), random.within(0.12, 0.35))
}

/// To another level and back no more; slower three times in four.
pub fn step(random: &mut Random) -> Case {
    let (rate, secs, mut by) = (rate(random), length(random), factor(random));
    let at = random.within(0.3, 0.7) * secs;
    let mut service = steady(random);
    if random.chance(0.25) {
        service.median_ms *= by;
        by = 1.0 / by;
    }
    open(service.with(Cause::Step { at, factor: by }), rate, secs)
        .plant(planted("step").starts(at, 1.6))
        .allow(&["two-kinds"])
}

pub fn step_of_looping_vus(random: &mut Random) -> Case {
    let (secs, by) = (length(random), factor(random));
    let (vus, pause) = (random.whole(8, 14) as usize, random.within(150.0, 250.0));
    let at = random.within(0.3, 0.7) * secs;
    let service = steady(random).with(Cause::Step { at, factor: by });
    closed(service, Executor::ConstantVus { vus, secs }, (pause, pause * 1.2))
        .plant(planted("step").starts(at, 1.6))
        .allow(&["two-kinds"])
}

/// A step, and elsewhere a stall.
pub fn step_beside_a_stall(random: &mut Random) -> Case {
    let (rate, secs, by) = (rate(random), f64::from(random.whole(28, 34)), factor(random));
    let at = random.within(0.45, 0.6) * secs;
    let stalls = if random.chance(0.5) { at - random.within(6.0, 9.0) } else { at + random.within(4.0, 7.0) };
    let length = random.within(1.5, 2.5);
    let service = steady(random).with(Cause::Step { at, factor: by }).with(Cause::Stall { at: stalls, secs: length });
    open(service, rate, secs).plant(planted("step").starts(at, 1.6)).allow(&[
        "two-kinds",
        "standstill",
        "burst",
        "dropped-iterations",
    ])
}

/// Little by little, all along.
pub fn drift(random: &mut Random) -> Case {
    let (rate, secs, by) = (rate(random), length(random), random.within(2.0, 3.5));
    let service = steady(random).with(Cause::Drift { from: 0.0, to: secs, factor: by });
    open(service, rate, secs).plant(planted("drift").starts(0.0, 3.0).ends(secs, 3.0))
}

/// Faster and faster, by looping VUs.
pub fn drift_of_looping_vus(random: &mut Random) -> Case {
    let (secs, by) = (length(random), random.within(2.2, 3.5));
    let (vus, pause) = (random.whole(8, 14) as usize, random.within(150.0, 250.0));
    let mut service = steady(random).with(Cause::Drift { from: 0.0, to: secs, factor: 1.0 / by });
    service.median_ms *= by;
    closed(service, Executor::ConstantVus { vus, secs }, (pause, pause * 1.2))
        .plant(planted("drift").starts(0.0, 3.0).ends(secs, 3.0))
}

/// A step while two scenarios run at the same time.
pub fn step_of_both(random: &mut Random) -> Case {
    let (a, b, secs, by) =
        (f64::from(random.whole(14, 20)), f64::from(random.whole(14, 20)), length(random), factor(random));
    let at = random.within(0.3, 0.7) * secs;
    let service = steady(random).with(Cause::Step { at, factor: by });
    let scenarios = vec![Scenario::new("first", constant(a, secs)), Scenario::new("second", constant(b, secs))];
    Case::new(Test::new(service, scenarios)).plant(planted("step").starts(at, 1.6)).allow(&["two-kinds"])
}

/// A step that all runners of a test see.
pub fn step_of_several_runners(random: &mut Random) -> Case {
    let (rate, secs, by) = (f64::from(2 * random.whole(12, 20)), length(random), factor(random));
    let (at, apart) = (random.within(0.4, 0.6) * secs, random.within(0.2, 3.0));
    let mut case = open(steady(random), rate, secs).by_runners(&[0.0, apart]);
    for test in &mut case.tests {
        test.service.causes.push(Cause::Step { at: at - test.shift, factor: by });
    }
    case.rates = vec![("main", Rates::Sum(secs / 2.0 + apart, rate))];
    case.plant(planted("step").starts(at, 1.6)).allow(&["two-kinds"])
}

/// The file of a runner is not given.
pub fn runner_missing(random: &mut Random) -> Case {
    let (rate, secs) = (f64::from(4 * random.whole(8, 12)), length(random));
    let left_out = random.whole(1, 2) as usize;
    let mut case = open(steady(random), rate, secs).by_runners(&[0.0, 0.1, 0.2, 0.3]);
    (case.left_out, case.rates) = (Some(left_out), Vec::new());
    case.plant(planted("generator-missing").number("generators without samples", 1.0, 0.0))
}

/// One runner is behind a slow network.
pub fn runner_slower(random: &mut Random) -> Case {
    let (rate, secs) = (f64::from(3 * random.whole(14, 18)), f64::from(random.whole(24, 30)));
    let by = random.within(2.2, 3.5);
    let mut case = open(steady(random), rate, secs).by_runners(&[0.0, 0.1, 0.2]);
    case.tests[random.whole(0, 2) as usize].service.median_ms *= by;
    case.rates = Vec::new();
    case.plant(planted("generator-slower")).allow(&["two-kinds"])
}

/// A little slower: no step.
pub fn slightly_slower(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let at = random.within(0.3, 0.7) * secs;
    open(steady(random).with(Cause::Step { at, factor: random.within(1.05, 1.2) }), rate, secs)
}

/// One second or two in which everything takes long.
pub fn burst(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), f64::from(random.whole(30, 36)));
    let at = random.within(8.0, 22.0);
    let length = random.within(1.0, 1.6);
    let service = steady(random).with(Cause::Burst { at, secs: length, factor: random.within(12.0, 20.0) });
    open(service, rate, secs).plant(planted("burst").starts(at, 1.6).ends(at + length, 2.2))
}

pub fn burst_of_looping_vus(random: &mut Random) -> Case {
    let (secs, at) = (f64::from(random.whole(30, 36)), random.within(8.0, 22.0));
    let (vus, pause) = (random.whole(8, 14) as usize, random.within(150.0, 250.0));
    let service = steady(random).with(Cause::Burst { at, secs: 1.2, factor: random.within(12.0, 18.0) });
    closed(service, Executor::ConstantVus { vus, secs }, (pause, pause * 1.2))
        .plant(planted("burst").starts(at, 1.6).ends(at + 1.2, 2.2))
}

/// The first seconds are slow.
pub fn warm_up(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), f64::from(random.whole(28, 34)));
    let cause = Cause::WarmUp { secs: random.within(3.0, 5.0), factor: random.within(4.0, 7.0) };
    open(steady(random).with(cause), rate, secs)
        .plant(planted("warm-up").starts(0.0, 0.6))
        .allow(&["burst", "two-kinds"])
}

pub fn standstill(random: &mut Random) -> Case {
    let (rate, secs, at) = (rate(random), f64::from(random.whole(26, 32)), random.within(8.0, 16.0));
    let length = random.within(3.2, 6.0);
    let mut case = open(steady(random).with(Cause::Stall { at, secs: length }), rate, secs);
    (case.tests[0].scenarios[0].pre_allocated, case.tests[0].scenarios[0].max_vus) = (400, 400);
    case.plant(planted("standstill").starts(at, 1.5).ends(at + length, 1.5)).allow(&["burst", "two-kinds"])
}

/// VUs that all wait.
pub fn standstill_of_looping_vus(random: &mut Random) -> Case {
    let (secs, at) = (f64::from(random.whole(26, 32)), random.within(8.0, 16.0));
    let (vus, pause) = (random.whole(10, 14) as usize, random.within(150.0, 250.0));
    let length = random.within(3.5, 6.0);
    let service = steady(random).with(Cause::Stall { at, secs: length });
    closed(service, Executor::ConstantVus { vus, secs }, (pause, pause * 1.2))
        .plant(planted("standstill").starts(at, 1.5).ends(at + length, 1.5))
        .allow(&["burst", "two-kinds"])
}

/// Shorter than two spans.
pub fn short_stall(random: &mut Random) -> Case {
    let (rate, secs, at) = (rate(random), f64::from(random.whole(26, 32)), random.within(8.0, 16.0));
    let cause = Cause::Stall { at, secs: random.within(0.5, 0.95) };
    open(steady(random).with(cause), rate, secs).allow(&["burst"])
}

/// Two endpoints, of which one is much slower.
pub fn two_endpoints(random: &mut Random) -> Case {
    let (rate, secs) = (f64::from(random.whole(14, 22)), length(random));
    let mut service = Service::new(random.within(8.0, 25.0), random.within(0.15, 0.3));
    service.endpoints = vec![("/list", random.within(8.0, 14.0))];
    let mut case = open(service, rate, secs);
    case.tests[0].scenarios[0].script.requests = vec!["/item", "/list"];
    case.plant(planted("two-kinds").number("share of the faster", 0.5, 0.03).says("name /list"))
}

/// Two endpoints, of which one takes twice as long.
pub fn endpoints_alike(random: &mut Random) -> Case {
    let (rate, secs) = (f64::from(random.whole(14, 22)), length(random));
    let mut service = calm(random);
    service.endpoints = vec![("/list", random.within(1.5, 2.2))];
    let mut case = open(service, rate, secs);
    case.tests[0].scenarios[0].script.requests = vec!["/item", "/list"];
    case
}

/// Some are in a cache, which no tag tells.
pub fn hit_or_miss(random: &mut Random) -> Case {
    let (rate, secs, share) = (f64::from(random.whole(30, 45)), length(random), random.within(0.2, 0.6));
    let service = Service::new(random.within(5.0, 15.0), random.within(0.15, 0.3));
    let case = open(service.with(Cause::Tail { share, factor: random.within(10.0, 20.0) }), rate, secs);
    case.plant(planted("two-kinds").number("share of the faster", 1.0 - share, 0.06))
}

/// A few take very long.
pub fn slow_few(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let cause = Cause::Tail { share: random.within(0.02, 0.035), factor: random.within(80.0, 120.0) };
    open(steady(random).with(cause), rate, secs)
}

pub fn churn(random: &mut Random) -> Case {
    let mut service = calm(random);
    service.connect_ms = random.within(0.5, 30.0);
    let (rate, secs) = (rate(random), length(random));
    let mut case = open(service, rate, secs);
    case.tests[0].no_reuse = true;
    case.tests[0].scenarios[0].pre_allocated = 30;
    case
}

pub fn blocked(random: &mut Random) -> Case {
    let mut service = calm(random);
    service.blocked_ms = random.within(0.6, 1.2) * service.median_ms;
    let (rate, secs) = (rate(random), length(random));
    open(service, rate, secs)
}

pub fn receiving(random: &mut Random) -> Case {
    let mut service = calm(random);
    service.receiving_ms = random.within(1.6, 4.0) * service.median_ms;
    let (rate, secs) = (rate(random), length(random));
    open(service, rate, secs)
}

/// The machine of k6 sleeps.
pub fn asleep(random: &mut Random) -> Case {
    let (rate, secs, at) = (rate(random), f64::from(random.whole(28, 34)), random.within(8.0, 14.0));
    let length = random.within(6.5, 9.0);
    let pause = random.within(150.0, 250.0);
    let mut case = match random.chance(0.6) {
        true => open(calm(random), rate, secs),
        false => closed(calm(random), Executor::ConstantVus { vus: 8, secs }, (pause, pause * 1.2)),
    };
    case.tests[0].generator.pause = Some((at, length));
    case.plant(planted("clock-gap").starts(at, 1.2).ends(at + length, 1.2)).allow(&[
        "standstill",
        "burst",
        "below-plan",
    ])
}

/// Its clock is set.
pub fn clock_set(random: &mut Random) -> Case {
    let (rate, secs, at) = (rate(random), length(random), random.within(8.0, 14.0));
    let by = random.within(7.0, 15.0) * if random.chance(0.5) { -1.0 } else { 1.0 };
    let mut case = open(calm(random), rate, secs);
    case.tests[0].generator.clock = Some((at, by));
    case.rates.clear();
    // Seconds that were not there, or twice.
    case.plant(planted("clock-gap")).allow(&["standstill", "littles-law", "below-plan", "warm-up"])
}
