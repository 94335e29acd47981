//! Runs in which nothing happens: of every executor, and of several together. Of these nothing must be said.

use super::case::{Case, Rates};
use super::plan::{Executor, Scenario, Test};
use super::random::Random;
use super::service::{Cause, Service};

/// A service that is as it always is.
pub fn calm(random: &mut Random) -> Service {
    Service::new(random.within(8.0, 60.0), random.within(0.12, 0.4))
}

pub fn constant(rate: f64, secs: f64) -> Executor {
    Executor::ConstantArrivalRate { rate, secs }
}

/// One scenario of a constant rate.
pub fn open(service: Service, rate: f64, secs: f64) -> Case {
    let test = Test::new(service, vec![Scenario::new("main", constant(rate, secs))]);
    Case::new(test).rates("main", Rates::Stages(vec![(rate, rate, 0.0, secs)]))
}

/// VUs that loop.
pub fn closed(service: Service, executor: Executor, pause_ms: (f64, f64)) -> Case {
    let mut scenario = Scenario::new("main", executor);
    scenario.script.pause_ms = pause_ms;
    Case::new(Test::new(service, vec![scenario])).rates("main", Rates::None)
}

pub fn rate(random: &mut Random) -> f64 {
    f64::from(random.whole(22, 48))
}

pub fn length(random: &mut Random) -> f64 {
    f64::from(random.whole(22, 30))
}

pub fn constant_rate(random: &mut Random) -> Case {
    let (service, rate, secs) = (calm(random), rate(random), length(random));
    open(service, rate, secs)
}

pub fn ramp(random: &mut Random) -> Case {
    let (from, to) = (f64::from(random.whole(2, 20)), f64::from(random.whole(40, 70)));
    let (from, to) = if random.chance(0.3) { (to, from) } else { (from, to) };
    let secs = length(random);
    let executor = Executor::RampingArrivalRate { start: from, stages: vec![(to, secs)] };
    let test = Test::new(calm(random), vec![Scenario::new("main", executor)]);
    Case::new(test).rates("main", Rates::Stages(vec![(from, to, 0.0, secs)]))
}

/// Up, along, and down again.
pub fn hill(random: &mut Random) -> Case {
    let (low, high) = (f64::from(random.whole(4, 12)), f64::from(random.whole(40, 60)));
    let (a, b, c) = (f64::from(random.whole(8, 12)), f64::from(random.whole(8, 12)), f64::from(random.whole(6, 10)));
    let executor = Executor::RampingArrivalRate { start: low, stages: vec![(high, a), (high, b), (low, c)] };
    let test = Test::new(calm(random), vec![Scenario::new("main", executor)]);
    let stages = vec![(low, high, 0.0, a), (high, high, a, a + b), (high, low, a + b, a + b + c)];
    Case::new(test).rates("main", Rates::Stages(stages))
}

/// Rates one after the other in one scenario.
pub fn stairs(random: &mut Random) -> Case {
    let mut rates = [f64::from(random.whole(15, 20)), f64::from(random.whole(28, 38)), f64::from(random.whole(50, 60))];
    if random.chance(0.3) {
        rates.reverse();
    }
    let secs = f64::from(random.whole(9, 12));
    let stages: Vec<(f64, f64)> = rates.iter().flat_map(|rate| [(*rate, 0.0), (*rate, secs)]).collect();
    let executor = Executor::RampingArrivalRate { start: rates[0], stages };
    let test = Test::new(calm(random), vec![Scenario::new("main", executor)]);
    let stages = rates.iter().enumerate().map(|(i, r)| (*r, *r, i as f64 * secs, (i + 1) as f64 * secs));
    Case::new(test).rates("main", Rates::Stages(stages.collect()))
}

/// Scenarios one after the other, each with a rate of its own.
pub fn in_turn(service: Service, rates: [f64; 3], secs: f64) -> Case {
    let names = ["low", "middle", "high"];
    let scenario = |i: usize| Scenario { start: i as f64 * secs, ..Scenario::new(names[i], constant(rates[i], secs)) };
    let mut case = Case::new(Test::new(service, (0..3).map(scenario).collect()));
    for i in 0..3 {
        let (from, to) = (i as f64 * secs, (i + 1) as f64 * secs);
        case = case.rates(names[i], Rates::Stages(vec![(rates[i], rates[i], from, to)]));
    }
    case
}

pub fn scenarios_in_turn(random: &mut Random) -> Case {
    let rates = [f64::from(random.whole(17, 22)), f64::from(random.whole(28, 36)), f64::from(random.whole(44, 56))];
    in_turn(calm(random), rates, f64::from(random.whole(10, 12)))
}

pub fn scenarios_at_once(random: &mut Random) -> Case {
    let secs = length(random);
    let (a, b) = (f64::from(random.whole(12, 20)), f64::from(random.whole(21, 30)));
    let start = if random.chance(0.5) { 0.0 } else { f64::from(random.whole(4, 9)) };
    let second = Scenario { start, ..Scenario::new("second", constant(b, secs - start)) };
    let test = Test::new(calm(random), vec![Scenario::new("first", constant(a, secs)), second]);
    Case::new(test)
        .rates("first", Rates::Stages(vec![(a, a, 0.0, secs)]))
        .rates("second", Rates::Stages(vec![(b, b, start, secs)]))
}

pub fn open_and_closed(random: &mut Random) -> Case {
    let secs = length(random);
    let a = f64::from(random.whole(15, 25));
    let mut looping = Scenario::new("looping", Executor::ConstantVus { vus: random.whole(4, 8) as usize, secs });
    looping.script.pause_ms = (200.0, 400.0);
    let test = Test::new(calm(random), vec![Scenario::new("first", constant(a, secs)), looping]);
    Case::new(test).rates("first", Rates::Stages(vec![(a, a, 0.0, secs)])).rates("looping", Rates::None)
}

pub fn looping(random: &mut Random) -> Case {
    let service = Service::new(random.within(60.0, 140.0), random.within(0.12, 0.4));
    let (vus, secs) = (random.whole(2, 5) as usize, length(random));
    closed(service, Executor::ConstantVus { vus, secs }, (0.0, 0.0))
}

pub fn looping_with_pauses(random: &mut Random) -> Case {
    let (vus, secs) = (random.whole(8, 16) as usize, length(random));
    let pause = random.within(150.0, 500.0);
    let wide = if random.chance(0.5) { 1.0 } else { 1.6 };
    closed(calm(random), Executor::ConstantVus { vus, secs }, (pause, pause * wide))
}

pub fn ramping_vus(random: &mut Random) -> Case {
    let most = random.whole(10, 20) as usize;
    let pause = random.within(150.0, 400.0);
    let mut stages = vec![(most, f64::from(random.whole(12, 18))), (most, f64::from(random.whole(5, 10)))];
    if random.chance(0.5) {
        stages.push((1, 6.0));
    }
    closed(calm(random), Executor::RampingVus { start: 1, stages }, (pause, pause * 1.3))
}

pub fn counted_iterations(random: &mut Random) -> Case {
    let service = Service::new(random.within(50.0, 140.0), random.within(0.12, 0.35));
    let (vus, each) = (random.whole(2, 5) as usize, random.whole(120, 200) as usize);
    let executor = match random.chance(0.5) {
        true => Executor::PerVuIterations { vus, each },
        false => Executor::SharedIterations { vus, all: vus * each },
    };
    closed(service, executor, (0.0, 0.0))
}

/// Looping VUs that the option `rps` holds back.
pub fn limited(random: &mut Random) -> Case {
    let (vus, secs) = (random.whole(6, 14) as usize, length(random));
    let mut case = closed(calm(random), Executor::ConstantVus { vus, secs }, (0.0, 0.0));
    case.tests[0].rps = Some(f64::from(random.whole(20, 40)));
    if random.chance(0.4) {
        case.tests[0].scenarios[0].script.requests = vec!["/item", "/item"];
    }
    case
}

/// k6's minIterationDuration.
pub fn paced(random: &mut Random) -> Case {
    let (vus, secs) = (random.whole(12, 24) as usize, length(random));
    let mut case = closed(calm(random), Executor::ConstantVus { vus, secs }, (0.0, 0.0));
    case.tests[0].scenarios[0].script.least_ms = f64::from(random.whole(4, 8)) * 100.0;
    case
}

/// So few of them that they start as by a clock.
pub fn paced_few(random: &mut Random) -> Case {
    let (vus, secs) = (random.whole(1, 3) as usize, length(random));
    let mut case = closed(Service::new(random.within(8.0, 20.0), 0.3), Executor::ConstantVus { vus, secs }, (0.0, 0.0));
    case.tests[0].scenarios[0].script.least_ms = f64::from(random.whole(6, 10)) * 10.0;
    case
}

/// More and more VUs, paced, and held back by `rps` as well.
pub fn paced_and_limited(random: &mut Random) -> Case {
    let most = random.whole(4, 6) as usize;
    let executor = Executor::RampingVus { start: 1, stages: vec![(most, 12.0), (most, 10.0), (1, 4.0)] };
    let mut case = closed(Service::new(random.within(8.0, 20.0), 0.3), executor, (0.0, 0.0));
    case.tests[0].scenarios[0].script.least_ms = f64::from(random.whole(12, 18)) * 10.0;
    case.tests[0].scenarios[0].script.requests = vec!["/item", "/item"];
    case.tests[0].rps = Some(f64::from(random.whole(30, 45)));
    case
}

/// Executors of all kinds at the same time.
pub fn everything_at_once(random: &mut Random) -> Case {
    let secs = 24.0;
    let (a, b) = (f64::from(random.whole(9, 14)), f64::from(random.whole(20, 30)));
    let mut looping = Scenario::new("looping", Executor::ConstantVus { vus: 4, secs });
    looping.script.pause_ms = (200.0, 400.0);
    let mut counted = Scenario::new("counted", Executor::PerVuIterations { vus: 3, each: 60 });
    counted.script.pause_ms = (150.0, 300.0);
    let ramp = Scenario::new("ramp", Executor::RampingArrivalRate { start: 2.0, stages: vec![(b, 14.0), (b, 10.0)] });
    let test = Test::new(calm(random), vec![Scenario::new("constant", constant(a, secs)), ramp, looping, counted]);
    Case::new(test)
        .rates("constant", Rates::Stages(vec![(a, a, 0.0, secs)]))
        .rates("ramp", Rates::Stages(vec![(2.0, b, 0.0, 14.0), (b, b, 14.0, 24.0)]))
        .rates("looping", Rates::None)
        .rates("counted", Rates::None)
}

/// Iterations that last for seconds, while the rate changes.
pub fn long_iterations(random: &mut Random) -> Case {
    let mut case = scenarios_in_turn(random);
    for scenario in &mut case.tests[0].scenarios {
        scenario.script.pause_ms = (2000.0, 4000.0);
    }
    case
}

/// A few requests per second.
pub fn slow_rate(random: &mut Random) -> Case {
    let (service, rate) = (calm(random), f64::from(random.whole(4, 8)));
    open(service, rate, f64::from(random.whole(40, 60)))
}

/// Each VU opens its connection, and does not much more.
pub fn one_connection_each(random: &mut Random) -> Case {
    let (vus, each) = (random.whole(40, 60) as usize, random.whole(3, 6) as usize);
    let mut case = closed(calm(random), Executor::PerVuIterations { vus, each }, (1500.0, 4000.0));
    case.tests[0].service.connect_ms = random.within(0.3, 1.0);
    case
}

pub fn ramp_of_several_runners(random: &mut Random) -> Case {
    let (to, secs) = (f64::from(3 * random.whole(14, 18)), 16.0);
    let executor = Executor::RampingArrivalRate { start: 6.0, stages: vec![(to, secs), (to, 12.0)] };
    let test = Test::new(calm(random), vec![Scenario::new("main", executor)]);
    let apart = random.within(0.2, 3.0);
    let case = Case::new(test).rates("main", Rates::Sum(secs + 6.0 + apart, to));
    case.by_runners(&[0.0, apart, 1.6 * apart])
}

pub fn several_runners(random: &mut Random) -> Case {
    let (rate, secs) = (f64::from(3 * random.whole(10, 16)), length(random));
    let apart = random.within(0.2, 4.0);
    let shifts = if random.chance(0.5) { vec![0.0, apart] } else { vec![0.0, apart, 1.7 * apart] };
    let mut case = open(calm(random), rate, secs).by_runners(&shifts);
    // All of them run: the whole rate.
    case.rates = vec![("main", Rates::Sum(secs / 2.0 + apart, rate))];
    case
}

pub fn set_up_and_torn_down(random: &mut Random) -> Case {
    let mut case = constant_rate(random);
    case.tests[0].setup = random.whole(1, 4) as usize;
    case.tests[0].teardown = random.whole(0, 2) as usize;
    case
}

/// So many requests of set-up that they decide high percentiles: reported by its definition.
pub fn set_up_for_long(random: &mut Random) -> Case {
    let mut case = constant_rate(random);
    case.tests[0].setup = random.whole(60, 90) as usize;
    // One in ten takes four times as long.
    case.allow(&["two-kinds"])
}

/// Fewer than one in a hundred.
pub fn failures_now_and_then(random: &mut Random) -> Case {
    let fail = Cause::Fail { share: 0.004, status: 503, factor: 1.0, from: 0.0, to: 1e9 };
    let (service, rate, secs) = (calm(random).with(fail), rate(random), length(random));
    open(service, rate, secs)
}

/// Times that stray much, as they always do.
pub fn wide_spread(random: &mut Random) -> Case {
    let service = Service::new(random.within(10.0, 40.0), random.within(0.6, 0.9));
    let (rate, secs) = (rate(random), length(random));
    open(service, rate, secs)
}

/// The requests of one iteration follow each other, and its VU sleeps.
pub fn several_requests(random: &mut Random) -> Case {
    let (rate, secs) = (f64::from(random.whole(12, 20)), length(random));
    let mut case = open(calm(random), rate, secs);
    case.tests[0].scenarios[0].script.requests = vec!["/item", "/item", "/item"];
    case.tests[0].scenarios[0].script.pause_ms = (100.0, 300.0);
    case
}

/// Scenarios one after the other, with nothing between them.
pub fn pause_between_scenarios(random: &mut Random) -> Case {
    let rate = rate(random);
    let (secs, pause) = (f64::from(random.whole(9, 12)), f64::from(random.whole(4, 8)));
    let second = Scenario { start: secs + pause, ..Scenario::new("second", constant(rate, secs)) };
    let test = Test::new(calm(random), vec![Scenario::new("first", constant(rate, secs)), second]);
    Case::new(test)
        .rates("first", Rates::Stages(vec![(rate, rate, 0.0, secs)]))
        .rates("second", Rates::Stages(vec![(rate, rate, secs + pause, 2.0 * secs + pause)]))
}

/// A rate of 0 in the middle of the plan.
pub fn rest_in_the_plan(random: &mut Random) -> Case {
    let rate = rate(random);
    let (secs, pause) = (f64::from(random.whole(9, 12)), f64::from(random.whole(4, 8)));
    let stages = vec![(rate, secs), (0.0, 0.0), (0.0, pause), (rate, 0.0), (rate, secs)];
    let executor = Executor::RampingArrivalRate { start: rate, stages };
    let test = Test::new(calm(random), vec![Scenario::new("main", executor)]);
    Case::new(test).rates("main", Rates::Sum(secs / 2.0, rate)).rates("main", Rates::Sum(1.5 * secs + pause, rate))
}

/// Scenarios that ask for different things, one after the other: the slower one is no knee.
pub fn different_things_in_turn(random: &mut Random) -> Case {
    let mut case = scenarios_in_turn(random);
    case.tests[0].service.endpoints = vec![("/report", random.within(2.0, 3.0))];
    case.tests[0].scenarios[2].script.requests = vec!["/report"];
    case
}

/// VUs that start together and sleep as long: once a second all of them.
pub fn looping_in_step(random: &mut Random) -> Case {
    let (vus, secs) = (random.whole(15, 30) as usize, length(random));
    closed(calm(random), Executor::ConstantVus { vus, secs }, (1000.0, 1000.0))
}

/// Hundreds of iterations per second.
pub fn looping_fast(random: &mut Random) -> Case {
    let service = Service::new(random.within(4.0, 9.0), random.within(0.15, 0.3));
    closed(service, Executor::ConstantVus { vus: random.whole(1, 3) as usize, secs: 12.0 }, (0.0, 0.0))
}

/// A few requests of which little can be said.
pub fn very_short(random: &mut Random) -> Case {
    let service = calm(random);
    let mut case = match random.chance(0.5) {
        true => open(service, f64::from(random.whole(1, 4)), 4.0),
        false => closed(service, Executor::SharedIterations { vus: 2, all: 10 }, (100.0, 200.0)),
    };
    case.rates.retain(|(_, rates)| matches!(rates, Rates::None));
    case
}
