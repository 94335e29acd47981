//! The pacer with a clock of its own, in tables as vegeta tests its pacers.

use sloscope_core::load::{
    Arrival, Arrivals, Counters, Data, Fate, Load, Pacer, Plan, RampStage, Scenario, Threads, counters, for_threads,
};
use sloscope_core::time::{NANOS_PER_S, Nanos};

const MS: Nanos = 1_000_000;
const S: Nanos = NANOS_PER_S;

fn scenario(start: Nanos, load: Load, max_vus: u32) -> Scenario {
    Scenario {
        name: format!("at {start}"),
        start,
        load,
        pre_allocated_vus: 1,
        max_vus,
        graceful_stop: 5 * S,
        tags: Vec::new(),
    }
}

fn plan(scenarios: Vec<Scenario>) -> Plan {
    Plan {
        name: String::new(),
        targets: Vec::new(),
        requests: Vec::new(),
        data: Data::default(),
        seed: 0,
        scenarios,
        timeout: S,
        follow_redirects: false,
        warm_up: 0,
        sides: None,
        tags: Vec::new(),
        objectives: Vec::new(),
    }
}

fn constant(rate: u32, duration: Nanos) -> Load {
    Load::Constant { rate, time_unit: S, duration }
}

/// Alone with its plan.
fn pacer(scenarios: Vec<Scenario>) -> Pacer<Threads> {
    let plan = plan(scenarios);
    Pacer::new(&plan, for_threads(&plan), 0)
}

/// What is handed out by now: scenario and intended time, in ms.
fn take(pacer: &mut Pacer<Threads>, now: Nanos) -> Vec<(usize, Nanos)> {
    std::iter::from_fn(|| pacer.take(now)).map(|a| (a.scenario, a.intended / MS)).collect()
}

#[test]
fn hands_out_what_is_due_and_nothing_else() {
    // Rate, duration in ms, the clock in ms; then: handed out by then, when the next is due in ms.
    let table: &[(u32, Nanos, Nanos, usize, Option<Nanos>)] = &[
        (10, 1000, 0, 1, Some(100)),
        (10, 1000, 99, 1, Some(100)),
        (10, 1000, 100, 2, Some(200)),
        (10, 1000, 899, 9, Some(900)),
        (10, 1000, 900, 10, None),
        (10, 1000, 5000, 10, None),
        (1, 3000, 1999, 2, Some(2000)),
        (1000, 60_000, 59_999, 60_000, None),
        (1000, 60_000, 30_000, 30_001, Some(30_001)),
        // Before the start there is nothing.
        (10, 1000, -1, 0, Some(0)),
    ];
    for (rate, duration, now, count, next) in table {
        let mut pacer = pacer(vec![scenario(0, constant(*rate, duration * MS), u32::MAX)]);
        let case = format!("{rate}/s for {duration} ms at {now} ms");
        assert_eq!(take(&mut pacer, now * MS).len(), *count, "{case}");
        assert_eq!(pacer.next_due().map(|at| at / MS), *next, "{case}");
        assert_eq!(take(&mut pacer, now * MS), [], "{case}: nothing twice");
    }
}

#[test]
fn does_not_drift_however_late_it_is_asked() {
    let load = Load::Ramping {
        start_rate: 50,
        time_unit: S,
        stages: vec![RampStage { target: 400, duration: 5 * S }, RampStage { target: 300, duration: 5 * S }],
    };
    let due: Vec<Nanos> = Arrivals::new(&load).collect();
    for step in [MS, 7 * MS, 333 * MS, 4 * S, 100 * S] {
        let mut pacer = pacer(vec![scenario(0, load.clone(), u32::MAX)]);
        let (mut now, mut got) = (0, Vec::new());
        while let Some(next) = pacer.next_due() {
            // Awake at steps only, or later.
            now = now.max((next / step + 1) * step);
            while let Some(arrival) = pacer.take(now) {
                assert!(arrival.intended <= now && now - arrival.intended <= step);
                assert_eq!(arrival.number, got.len() as u64);
                got.push(arrival.intended);
            }
        }
        assert_eq!(got, due, "asked every {step} ns");
    }
}

#[test]
fn an_arrival_at_the_limit_is_dropped_and_never_waits() {
    let mut pacer = pacer(vec![scenario(0, constant(10, S), 2)]);
    let fates =
        |pacer: &mut Pacer<Threads>, now| std::iter::from_fn(|| pacer.take(now)).map(|a| a.fate).collect::<Vec<_>>();
    let start = |iteration| Fate::Start { iteration };
    assert_eq!(fates(&mut pacer, 300 * MS), [start(0), start(1), Fate::Dropped, Fate::Dropped]);
    // A place gets free: the next arrival has it, the dropped ones are gone.
    pacer.finished(0);
    assert_eq!(fates(&mut pacer, 350 * MS), []);
    assert_eq!(fates(&mut pacer, 500 * MS), [start(2), Fate::Dropped]);
    let state = pacer.state(0);
    assert_eq!((state.started, state.dropped, state.in_flight, state.most_in_flight), (3, 3, 2, 2));
    pacer.finished(0);
    pacer.finished(0);
    assert_eq!(fates(&mut pacer, S).len(), 4);
    assert_eq!(pacer.next_due(), None);
    assert!(!pacer.over(), "two are under way");
    pacer.finished(0);
    pacer.finished(0);
    assert!(pacer.over());
    let state = pacer.state(0);
    assert_eq!((state.started, state.dropped, state.finished), (5, 5, 5));
}

fn all(pacer: &mut Pacer<Threads>, now: Nanos) -> Vec<Arrival> {
    std::iter::from_fn(|| pacer.take(now)).collect()
}

/// As many as there are patiences, with one plan.
fn crew(plan: &Plan, patience: &[Nanos]) -> Vec<Pacer<Threads>> {
    let counters = for_threads(plan);
    patience.iter().map(|patience| Pacer::new(plan, counters.clone(), *patience)).collect()
}

#[test]
fn who_stands_by_takes_what_nobody_took_in_time() {
    let plan = plan(vec![scenario(0, constant(100, S), 99)]);
    let [first, second] = &mut crew(&plan, &[0, 3 * MS])[..] else { unreachable!() };
    assert_eq!((first.next_due(), second.next_due()), (Some(0), Some(3 * MS)));
    assert_eq!(take(first, 20 * MS), [(0, 0), (0, 10), (0, 20)]);
    // There is nothing to do for the other, until the first is kept from it.
    assert_eq!(take(second, 32 * MS), []);
    assert_eq!(second.next_due(), Some(33 * MS));
    assert_eq!(take(second, 44 * MS), [(0, 30), (0, 40)]);
    assert_eq!(take(first, 59 * MS), [(0, 50)]);
    assert_eq!(first.next_due(), Some(60 * MS));
    // Both know of all; each ends its own.
    assert_eq!((first.total(), first.total().started), (second.total(), 6));
    (0..9).for_each(|_| second.finished(0));
    assert_eq!((first.total().in_flight, first.total().finished), (4, 2));
    assert_eq!(take(first, 2 * S).len(), 94);
    assert_eq!((second.next_due(), second.over(), first.over()), (None, true, false));
    assert_eq!(second.next_event(), None);
    (0..98).for_each(|_| first.finished(0));
    assert!(first.over());
    assert_eq!(first.total().finished, 100);
}

#[test]
fn those_that_share_a_plan_share_its_limit() {
    let plan = plan(vec![scenario(0, constant(10, S), 3), scenario(0, constant(10, S), 1)]);
    assert_eq!(counters(&plan), 12);
    let [first, second] = &mut crew(&plan, &[0, 0])[..] else { unreachable!() };
    assert_eq!(take(first, 100 * MS).len(), 4);
    let fates = |pacer: &mut Pacer<Threads>, now| all(pacer, now).iter().map(|one| one.fate).collect::<Vec<_>>();
    let start = |iteration| Fate::Start { iteration };
    assert_eq!(fates(second, 300 * MS), [start(2), Fate::Dropped, Fate::Dropped, Fate::Dropped]);
    first.finished(0);
    assert_eq!(fates(second, 400 * MS), [start(3), Fate::Dropped]);
    assert_eq!((second.state(0).in_flight, second.state(0).most_in_flight, second.state(0).dropped), (3, 3, 1));
    assert_eq!((first.state(1).in_flight, first.state(1).dropped, first.state(2).started), (1, 4, 0));
}

#[test]
fn in_threads_of_their_own_each_arrival_is_taken_once() {
    const ROOM: u32 = 7;
    let ramp = Load::Ramping { start_rate: 0, time_unit: S, stages: vec![RampStage { target: 30_000, duration: S }] };
    let plan = plan(vec![scenario(0, ramp, ROOM), scenario(0, constant(9000, S), u32::MAX)]);
    let whole = all(&mut Pacer::new(&plan, for_threads(&plan), 0), S);
    assert_eq!(whole.len() as u64, plan.planned());
    let (counters, most) = (for_threads(&plan), Threads::from([Default::default()]));
    let clock = std::sync::atomic::AtomicI64::new(0);
    let one = || {
        let (mut pacer, mut got, mut own) = (Pacer::new(&plan, counters.clone(), 0), Vec::new(), 0);
        while pacer.next_due().is_some() {
            // A clock that runs as they work, so that they meet at the same arrivals.
            let now = clock.fetch_add(20_000, std::sync::atomic::Ordering::SeqCst);
            while let Some(arrival) = pacer.take(now) {
                if arrival.scenario == 0 && arrival.fate != Fate::Dropped {
                    own += 1;
                    assert!(most.add(0, 1) < ROOM, "more under way than there may be");
                }
                got.push(arrival);
            }
            for _ in 0..std::mem::take(&mut own) {
                most.subtract(0, 1);
                pacer.finished(0);
            }
        }
        got
    };
    let mut got: Vec<Arrival> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("it ends")).collect()
    });
    let key = |arrival: &Arrival| (arrival.intended, arrival.scenario, arrival.number);
    got.sort_by_key(key);
    assert_eq!(got.iter().map(key).collect::<Vec<_>>(), whole.iter().map(key).collect::<Vec<_>>());
    // Each number of an iteration comes once.
    for scenario in 0..2 {
        let started =
            got.iter().filter(|arrival| arrival.scenario == scenario).filter_map(|arrival| match arrival.fate {
                Fate::Start { iteration } => Some(iteration),
                Fate::Dropped => None,
            });
        let mut numbers: Vec<u64> = started.collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..numbers.len() as u64).collect::<Vec<_>>());
        assert_eq!(Pacer::new(&plan, counters.clone(), 0).state(scenario).started, numbers.len() as u64);
    }
}

#[test]
fn scenarios_keep_their_own_time_and_their_own_limit() {
    let mut pacer = pacer(vec![scenario(100 * MS, constant(10, 200 * MS), 1), scenario(0, constant(20, 200 * MS), 9)]);
    // In the order in which they are due; both scenarios have one at 100 ms and at 150 ms only the second.
    assert_eq!(take(&mut pacer, 150 * MS), [(1, 0), (1, 50), (0, 100), (1, 100), (1, 150)]);
    let rest: Vec<Fate> = std::iter::from_fn(|| pacer.take(S)).map(|a| a.fate).collect();
    assert_eq!(rest, [Fate::Dropped]);
    assert_eq!((pacer.state(0).in_flight, pacer.state(1).in_flight), (1, 4));
    assert_eq!((pacer.total().started, pacer.total().dropped), (5, 1));
}

#[test]
fn a_stop_ends_the_schedule_and_sets_the_time_to_give_up() {
    let mut pacer = pacer(vec![scenario(0, constant(10, S), 9), scenario(S, constant(10, S), 9)]);
    assert_eq!((pacer.give_up_at(0), pacer.give_up_at(1), pacer.give_up_at(2)), (Some(6 * S), Some(7 * S), None));
    assert_eq!(take(&mut pacer, 250 * MS).len(), 3);
    assert_eq!(pacer.next_event(), Some(300 * MS));
    pacer.stop(300 * MS);
    assert_eq!(take(&mut pacer, 5 * S), []);
    assert_eq!((pacer.next_due(), pacer.over()), (None, false));
    // Its graceful stop counts from the stop.
    assert_eq!((pacer.give_up_at(0), pacer.next_event()), (Some(5300 * MS), Some(5300 * MS)));
    (0..3).for_each(|_| pacer.finished(0));
    assert!(pacer.over());
    assert_eq!(pacer.next_event(), None);
    // Of 20 planned, 3 were started, none was dropped: 17 were never issued.
    assert_eq!((pacer.total().started, pacer.total().dropped), (3, 0));
}

#[test]
fn a_plan_tells_its_peak_and_its_end() {
    let ramp = Load::Ramping {
        start_rate: 0,
        time_unit: 60 * S,
        stages: vec![RampStage { target: 600, duration: 10 * S }, RampStage { target: 0, duration: 10 * S }],
    };
    let plan = plan(vec![scenario(0, constant(200, 20 * S), 9), scenario(5 * S, ramp, 9)]);
    assert_eq!((plan.end(), plan.latest_end()), (25 * S, 30 * S));
    // The ramp is highest (10/s) at 15 s, where the constant rate still holds.
    assert_eq!(plan.peak_per_s(), 210.0);
    assert!((plan.rate_at(10 * S) - 205.0).abs() < 1e-9);
    assert_eq!((plan.rate_at(-1), plan.rate_at(25 * S)), (0.0, 0.0));
    // The ramp's last, at the end of a fall to 0, comes a rounding error early, as in k6's own test (10,999 ms of 11 s).
    assert_eq!(plan.planned(), 4000 + 100);
}
