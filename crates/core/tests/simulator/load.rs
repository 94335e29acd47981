//! Causes in the load: what is not delivered, where the system gives way, what ends early.

use super::case::{Case, Planted, Rates, planted};
use super::plan::{Executor, Scenario, Test};
use super::quiet::{calm, closed, constant, in_turn, length, open, rate};
use super::random::Random;
use super::service::{Cause, Service};

/// Too few VUs for the rate: dropped from the beginning to the end.
pub fn too_few_vus(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let service = Service::new(random.within(120.0, 250.0), random.within(0.1, 0.3));
    let needed = rate * service.median_ms / 1000.0;
    let mut case = open(service, rate, secs);
    let most = (needed * random.within(0.5, 0.75)).max(1.0) as usize;
    (case.tests[0].scenarios[0].pre_allocated, case.tests[0].scenarios[0].max_vus) = (most.max(1), most.max(1));
    case
}

/// The VUs suffice until the service stands still.
pub fn dropped_in_a_stall(random: &mut Random) -> Case {
    let (rate, secs, at) = (rate(random), length(random), random.within(8.0, 14.0));
    let length = random.within(3.2, 5.0);
    let mut case = open(calm(random).with(Cause::Stall { at, secs: length }), rate, secs);
    (case.tests[0].scenarios[0].pre_allocated, case.tests[0].scenarios[0].max_vus) = (8, 12);
    // Those that were under way end late.
    case.plant(planted("standstill").starts(at, 1.5).ends(at + length, 1.5)).allow(&["burst", "two-kinds"])
}

fn inspected(test: &Test) -> String {
    let scenario = |s: &Scenario| {
        let Executor::ConstantArrivalRate { rate, secs } = s.executor else { panic!("constant rates only") };
        format!(
            r#""{}":{{"executor":"constant-arrival-rate","startTime":"{}s","gracefulStop":"30s","rate":{rate},"timeUnit":"1s","duration":"{secs}s","preAllocatedVUs":{},"maxVUs":{}}}"#,
            s.name, s.start, s.pre_allocated, s.max_vus
        )
    };
    let all: Vec<String> = test.scenarios.iter().map(scenario).collect();
    format!(r#"{{"scenarios":{{{}}}}}"#, all.join(","))
}

/// The processor of k6 cannot start as many as are due.
pub fn generator_too_slow(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let (from, part) = (random.within(5.0, 12.0), random.within(0.5, 0.8));
    let mut case = open(calm(random), rate, secs);
    case.tests[0].generator.slow = Some((from, 1000.0 / (rate * part)));
    case.options = Some(inspected(&case.tests[0]));
    let missing = rate * (secs - from) * (1.0 - part);
    // Fewer requests on a slower course is what was planted.
    case.plant(planted("below-plan").number("never issued", missing, 3.0)).allow(&["step", "drift"])
}

pub fn stated_and_kept(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let mut case = open(calm(random), rate, secs);
    case.options = Some(inspected(&case.tests[0]));
    case
}

/// k6 does not run for a while; what was due is started at once after that.
pub fn generator_paused(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let (at, length) = (random.within(6.0, 12.0), random.within(2.5, 3.8));
    let mut case = open(calm(random), rate, secs);
    case.tests[0].generator.pause = Some((at, length));
    // As many VUs as there are starts at once.
    (case.tests[0].scenarios[0].pre_allocated, case.tests[0].scenarios[0].max_vus) = (400, 400);
    // More than one start in twenty is late; what was under way took as long.
    case.plant(planted("below-plan")).allow(&["standstill", "burst", "two-kinds"])
}

/// Served by two or three at a time: the last rate is above what they can do.
pub fn knee_between_stages(random: &mut Random) -> Case {
    let mut service = Service::new(random.within(35.0, 45.0), random.within(0.1, 0.3));
    service.servers = random.whole(2, 3) as usize;
    let mean = service.median_ms * (service.sigma * service.sigma / 2.0).exp();
    let capacity = service.servers as f64 * 1000.0 / mean;
    let rates = [0.36 * capacity, 0.6 * capacity, random.within(1.15, 1.4) * capacity].map(f64::round);
    let secs = 12.0;
    let mut case = in_turn(service, rates, secs);
    case.tests[0].scenarios.iter_mut().for_each(|s| (s.pre_allocated, s.max_vus) = (400, 400));
    // A queue that grows is a drift, and two kinds where it is long.
    case.plant(planted("knee").starts(2.0 * secs, 0.7)).allow(&["drift", "step", "two-kinds", "burst"])
}

/// The high rate first.
pub fn knee_at_the_first_stage(random: &mut Random) -> Case {
    let service = steady_at(random);
    let hinge = random.within(38.0, 44.0);
    let service = service.with(Cause::Crowded { hinge, slope: random.within(4.0, 8.0) });
    let rates = [f64::from(random.whole(55, 60)), f64::from(random.whole(28, 34)), f64::from(random.whole(17, 20))];
    // The first second of the next stage is still crowded.
    in_turn(service, rates, 12.0).plant(planted("knee").starts(0.0, 0.7)).allow(&["two-kinds", "burst"])
}

fn steady_at(random: &mut Random) -> Service {
    Service::new(random.within(12.0, 50.0), random.within(0.12, 0.3))
}

/// The same system below its capacity.
pub fn no_knee_between_stages(random: &mut Random) -> Case {
    let mut service = Service::new(random.within(35.0, 45.0), random.within(0.1, 0.3));
    service.servers = random.whole(2, 3) as usize;
    let mean = service.median_ms * (service.sigma * service.sigma / 2.0).exp();
    let capacity = service.servers as f64 * 1000.0 / mean;
    in_turn(service, [0.34 * capacity, 0.48 * capacity, 0.6 * capacity].map(f64::round), 12.0)
}

/// Requests fail from a rate on.
pub fn errors_at_a_rate(random: &mut Random) -> Case {
    let secs = 11.0;
    let share = random.within(0.08, 0.25);
    let fail = Cause::Fail { share, status: 503, factor: 1.0, from: 2.0 * secs, to: 1e9 };
    let rates = [f64::from(random.whole(17, 22)), f64::from(random.whole(28, 36)), f64::from(random.whole(44, 56))];
    let case = in_turn(calm(random).with(fail), rates, secs);
    // Four in five of the last third are little more than a quarter.
    case.plant(planted("knee").starts(2.0 * secs, 0.7).number("http_req_failed rate at", share, 0.07))
        .allow(&["failures-together"])
}

/// A knee at a planned rate between where requests begin to be slower and where they take twice as long, give or take
/// a slice of the ramp.
fn climbs(hinge: f64, slope: f64, slice: f64) -> Planted {
    planted("knee").number("planned rate", hinge + slope / 2.0, slope / 2.0 + slice)
}

/// Slower for each request per second more, from a rate on.
pub fn knee_in_a_ramp(random: &mut Random) -> Case {
    let (from, to, secs) = (f64::from(random.whole(45, 50)), f64::from(random.whole(100, 120)), 36.0);
    let hinge = from + random.within(0.4, 0.65) * (to - from);
    let slope = random.within(8.0, 12.0);
    let service = calm(random).with(Cause::Crowded { hinge, slope });
    let executor = Executor::RampingArrivalRate { start: from, stages: vec![(to, secs)] };
    let test = Test::new(service, vec![Scenario::new("main", executor)]);
    let start = secs * (hinge - from) / (to - from);
    let doubled = secs * slope / (to - from);
    Case::new(test)
        .rates("main", Rates::Stages(vec![(from, to, 0.0, secs)]))
        .plant(climbs(hinge, slope, (to - from) / 10.0).starts(start + doubled / 2.0, doubled / 2.0 + secs / 10.0))
        .allow(&["two-kinds"])
}

/// A ramp, after which its rate is held.
pub fn knee_before_a_hold(random: &mut Random) -> Case {
    let (from, to, secs) = (f64::from(random.whole(45, 50)), f64::from(random.whole(100, 120)), 30.0);
    let hinge = from + random.within(0.4, 0.65) * (to - from);
    let slope = random.within(8.0, 12.0);
    let service = calm(random).with(Cause::Crowded { hinge, slope });
    let executor = Executor::RampingArrivalRate { start: from, stages: vec![(to, secs), (to, 8.0)] };
    let stages = vec![(from, to, 0.0, secs), (to, to, secs, secs + 8.0)];
    Case::new(Test::new(service, vec![Scenario::new("main", executor)]))
        .rates("main", Rates::Stages(stages))
        .plant(climbs(hinge, slope, (to - from) / 10.0))
        .allow(&["two-kinds"])
}

/// Slow for a while in the middle of a ramp: it was not the rate.
pub fn slow_inside_of_a_ramp(random: &mut Random) -> Case {
    let (to, secs) = (f64::from(random.whole(70, 80)), 32.0);
    let at = random.within(10.0, 18.0);
    let service =
        calm(random).with(Cause::Burst { at, secs: random.within(2.0, 6.0), factor: random.within(2.0, 5.0) });
    let executor = Executor::RampingArrivalRate { start: 5.0, stages: vec![(to, secs)] };
    Case::new(Test::new(service, vec![Scenario::new("main", executor)]))
        .rates("main", Rates::Stages(vec![(5.0, to, 0.0, secs)]))
        .allow(&["burst", "two-kinds"])
}

/// More VUs than are served at a time.
pub fn knee_of_vus(random: &mut Random) -> Case {
    let mut service = Service::new(random.within(60.0, 90.0), random.within(0.1, 0.3));
    service.servers = random.whole(6, 8) as usize;
    let served = service.servers as f64;
    let most = 3 * service.servers + random.whole(0, 4) as usize;
    let secs = f64::from(random.whole(34, 40));
    let executor = Executor::RampingVus { start: 1, stages: vec![(most, secs), (most, 4.0)] };
    // Between where they wait for each other and where that doubles the time, give or take a slice.
    closed(service, executor, (0.0, 0.0))
        .plant(planted("knee").number("VUs at which", 1.5 * served, 0.5 * served + 3.0))
        .allow(&["two-kinds"])
}

/// Some iterations never end and are interrupted.
pub fn interrupted(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let mut case = open(calm(random), rate, secs);
    let scenario = &mut case.tests[0].scenarios[0];
    scenario.script.hanging = random.within(0.1, 0.3);
    (scenario.pre_allocated, scenario.max_vus, scenario.graceful_stop) = (600, 600, 2.0);
    case.plant(planted("littles-law"))
}

/// Iterations take longer than gracefulStop lasts: the last ones are interrupted.
pub fn interrupted_at_the_end(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let mut case = open(calm(random), rate, secs);
    let pause = random.within(3000.0, 6000.0);
    let scenario = &mut case.tests[0].scenarios[0];
    scenario.script.pause_ms = (pause, pause * 1.1);
    (scenario.pre_allocated, scenario.max_vus, scenario.graceful_stop) = (600, 600, 0.0);
    // A few seconds of 25 are a seventh of the time or more.
    case.allow(&["littles-law"])
}

/// The same in stages of scenarios that follow each other.
pub fn interrupted_in_stages(random: &mut Random) -> Case {
    let rates = [f64::from(random.whole(17, 22)), f64::from(random.whole(28, 36)), f64::from(random.whole(44, 56))];
    let mut case = in_turn(calm(random), rates, 10.0);
    let pause = random.within(1500.0, 3000.0);
    for scenario in &mut case.tests[0].scenarios {
        scenario.script.pause_ms = (pause, pause * 1.1);
        (scenario.pre_allocated, scenario.max_vus, scenario.graceful_stop) = (600, 600, 0.0);
    }
    case.allow(&["littles-law"])
}

/// Too few VUs for the top of a ramp.
pub fn dropped_at_the_top(random: &mut Random) -> Case {
    let (top, secs) = (f64::from(random.whole(45, 60)), f64::from(random.whole(24, 30)));
    let service = Service::new(random.within(120.0, 200.0), random.within(0.1, 0.3));
    let enough = top * service.median_ms / 1000.0;
    let mut scenario =
        Scenario::new("main", Executor::RampingArrivalRate { start: 5.0, stages: vec![(top, secs), (top, 6.0)] });
    scenario.max_vus = (enough * random.within(0.5, 0.7)) as usize;
    scenario.pre_allocated = scenario.max_vus;
    let stages = vec![(5.0, top, 0.0, secs), (top, top, secs, secs + 6.0)];
    Case::new(Test::new(service, vec![scenario])).rates("main", Rates::Stages(stages))
}

/// Killed long before its end.
pub fn killed(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), 2.0 * length(random));
    let at = random.within(0.4, 0.6) * secs;
    let mut case = open(calm(random), rate, secs);
    case.tests[0].generator.killed = Some(at);
    case.options = Some(inspected(&case.tests[0]));
    case.rates.clear();
    case.plant(planted("ended-early").number("planned length", secs * 1000.0, 1.0)).allow(&["below-plan"])
}

/// A threshold stops it.
pub fn stopped_by_a_threshold(random: &mut Random) -> Case {
    let (rate, secs) = (rate(random), length(random));
    let fail = Cause::Fail { share: 0.2, status: 500, factor: 1.0, from: 0.0, to: 1e9 };
    let mut case = open(calm(random).with(fail), rate, secs);
    case.tests[0].generator.killed = Some(secs - 0.05);
    let text = r#"{"threshold":"rate<0.05","abortOnFail":true,"delayAbortEval":"10s"}"#;
    case.threshold("http_req_failed", text).plant(planted("ended-early"))
}

/// Stopped before the first iteration was to start, or before the first ended.
pub fn nothing_ran(random: &mut Random) -> Case {
    let stall = Cause::Stall { at: 0.0, secs: 1000.0 };
    let (service, rate) = (calm(random).with(stall), rate(random));
    let mut case = match random.chance(0.5) {
        true => open(service, rate, 30.0),
        false => closed(service, Executor::ConstantVus { vus: 5, secs: 30.0 }, (0.0, 0.0)),
    };
    case.tests[0].generator.killed = Some(random.within(8.0, 14.0));
    case.tests[0].scenarios[0].pre_allocated = 1000;
    case.rates.clear();
    case
}

/// One scenario asks too much of the service, and one after it does not.
pub fn only_drops_of_one(random: &mut Random) -> Case {
    let (a, b, secs) = (f64::from(random.whole(15, 20)), f64::from(random.whole(25, 35)), 12.0);
    let first = Scenario::new("enough", constant(a, secs));
    let second = Scenario { start: secs, pre_allocated: 2, max_vus: 2, ..Scenario::new("few", constant(b, secs)) };
    let service = Service::new(random.within(110.0, 160.0), random.within(0.1, 0.3));
    Case::new(Test::new(service, vec![first, second]))
        .rates("enough", Rates::Stages(vec![(a, a, 0.0, secs)]))
        .rates("few", Rates::Stages(vec![(b, b, secs, 2.0 * secs)]))
}
