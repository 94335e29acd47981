//! The schedule against k6: its own tests' tables, its formulas, and the starts of real k6 runs.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use sloscope_core::ingest::Content;
use sloscope_core::load::{Arrivals, Load, RampStage};
use sloscope_core::time::{NANOS_PER_S, Nanos};

const MS: Nanos = 1_000_000;
const S: Nanos = NANOS_PER_S;

fn constant(rate: u32, duration: Nanos) -> Load {
    Load::Constant { rate, time_unit: S, duration }
}

fn ramping(start_rate: u32, time_unit: Nanos, stages: &[(u32, Nanos)]) -> Load {
    let stages = stages.iter().map(|(target, duration)| RampStage { target: *target, duration: *duration });
    Load::Ramping { start_rate, time_unit, stages: stages.collect() }
}

fn due(load: &Load) -> Vec<Nanos> {
    Arrivals::new(load).collect()
}

#[test]
fn a_constant_rate_is_due_at_whole_periods() {
    let check = |load: &Load, count: usize, third: Nanos| {
        let due = due(load);
        assert_eq!((due.len(), due[0], due[2]), (count, 0, third), "{load:?}");
        assert_eq!(Arrivals::new(load).planned(), count as u64, "{load:?}");
        assert!(due.windows(2).all(|w| w[1] - w[0] == due[1]), "{load:?}");
    };
    // The period of 300/s is cut to 3,333,333 ns, so that 20 s hold one more; k6 ran 6,001 iterations.
    check(&constant(200, 20 * S), 4000, 10 * MS);
    check(&constant(300, 20 * S), 6001, 6_666_666);
    check(&constant(400, 20 * S), 8000, 5 * MS);
    check(&constant(7, S), 8, 285_714_284);
    check(&Load::Constant { rate: 90, time_unit: 60 * S, duration: 2 * S }, 4, 1_333_333_332);
    // k6's constant_arrival_rate_test.go, TestConstantArrivalRateGlobalIters: iterations 0 to 21 in 1 s.
    check(&Load::Constant { rate: 20, time_unit: 950 * MS, duration: S }, 22, 95 * MS);
    // The same file, TestConstantArrivalRateDroppedIterations: 5 run and 5 dropped in 950 ms.
    check(&constant(10, 950 * MS), 10, 200 * MS);
}

#[test]
fn a_ramp_is_due_where_k6s_own_test_has_it() {
    // k6's ramping_arrival_rate_test.go, TestRampingArrivalRateCal; it allows 0.1 %.
    let stages = [(1, 5 * S), (1, S), (0, 5 * S)];
    let check = |time_unit: Nanos, expected: &[Nanos]| {
        // k6 lists the one that is due at the very end, too; there the end and the arrival race.
        let due = due(&ramping(0, time_unit, &stages));
        assert!(due.len() == expected.len() || due.len() + 1 == expected.len(), "{due:?}");
        for (got, wanted) in due.iter().zip(expected) {
            assert!((got - wanted * MS).abs() <= wanted * MS / 1000, "{got} {wanted}");
        }
    };
    check(S, &[3162, 4472, 5500, 6527, 7837, 11_000]);
    let faster =
        [1825, 2581, 3162, 3651, 4082, 4472, 4830, 5166, 5499, 5833, 6169, 6527, 6917, 7348, 7837, 8418, 9174, 10_999];
    check(S / 3, &faster);
}

#[test]
fn a_ramp_holds_the_area_under_its_rate() {
    let count = |load: &Load| due(load).len();
    // TestRampingArrivalRateGlobalIters: iterations 0 to 20 in both stages; the 21st is due at 1.99 s.
    assert_eq!(count(&ramping(0, 950 * MS, &[(20, S), (0, S)])), 21);
    // Area 285, the last at the very end; a real run had 284.
    assert_eq!(count(&ramping(5, S, &[(30, 6 * S), (30, 6 * S)])), 284);
    // A jump: a stage without length.
    // Times are cut to a nanosecond, not rounded.
    let jump = [499_999_999, 999_999_999, 1_500_000_000, 1_999_999_999, 2_500_000_000];
    assert_eq!(due(&ramping(0, S, &[(2, 0), (2, 3 * S)])), jump);
    // Nothing while the rate is 0, and a fraction is carried over: 0.75 of an arrival before, 0.25 s of 1/s after.
    assert_eq!(due(&ramping(1, S, &[(1, 750 * MS), (0, 0), (0, 5 * S), (1, 0), (1, S)])), [6 * S - 1]);
    assert_eq!(count(&ramping(0, S, &[(0, 10 * S)])), 0);
    assert_eq!(count(&ramping(5, S, &[])), 0);
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(200))]

    /// Each arrival of any ramp solves k6's equation: the area under the rate up to it is its number.
    #[test]
    fn every_arrival_of_a_ramp_is_where_the_area_is_its_number(
        time_unit in select(&[S, S / 3, 60 * S, 950 * MS]),
        start in 0..300_u32,
        stages in vec((0..400_u32, (0..8).prop_map(|halves| Nanos::from(halves) * S / 2)), 1..=5),
    ) {
        let load = ramping(start, time_unit, &stages);
        let due = due(&load);
        prop_assert!(due.windows(2).all(|w| w[0] <= w[1]), "{load:?}");
        for (at, time) in due.iter().enumerate() {
            let area = area(start, time_unit, &stages, *time);
            // A time is cut to a nanosecond: the area may fall short by what one holds.
            let short = (at + 1) as f64 - area;
            prop_assert!((-1e-4..1e-4).contains(&short), "{load:?}: number {at} at {time}: {area}");
        }
        let whole = area(start, time_unit, &stages, load.duration());
        let missing = whole - due.len() as f64;
        prop_assert!((-1e-6..1.0 + 1e-6).contains(&missing), "{load:?}: {} of {whole}", due.len());
        prop_assert_eq!(load.planned(), due.len() as u64);
    }
}

/// Counts the arrivals one by one, from any place on.
fn assert_planned(load: &Load, from: u64) {
    let mut arrivals = Arrivals::new(load);
    for _ in 0..from {
        arrivals.next();
    }
    let planned = arrivals.clone().planned();
    assert_eq!(planned, arrivals.count() as u64, "{load:?} from {from}");
}

proptest! {
    #![proptest_config(cases(2000))]

    /// What is planned is what comes: short and long ramps, jumps, pauses, ends at 0.
    #[test]
    fn what_is_planned_is_what_comes(
        time_unit in select(&[S, MS, 60 * S, 950 * MS, S / 3]),
        start in 0..300_u32,
        mut stages in vec(
            (
                prop_oneof![1 => Just(0), 2 => 0..500_u32],
                prop_oneof![1 => Just(0), 1 => 0..3 * S, 2 => (0..5).prop_map(|halves| Nanos::from(halves) * S / 2)],
            ),
            0..6,
        ),
        end in prop_oneof![1 => Just(Some((0, S))), 1 => (0..300_u32).prop_map(|rate| Some((rate, 0))), 2 => Just(None)],
        from in 0..200_u64,
        constant in (1..3001_u32, 0..4),
    ) {
        stages.extend(end);
        let load = ramping(start, time_unit, &stages);
        // A unit of a millisecond makes many of them.
        if load.peak_per_s() * load.duration() as f64 / (S as f64) < 5e5 {
            assert_planned(&load, 0);
            assert_planned(&load, from);
        }
        let (rate, seconds) = constant;
        assert_planned(&Load::Constant { rate, time_unit, duration: Nanos::from(seconds) * S }, 0);
    }
}

/// Millions of arrivals: up, level, down to nothing, a jump.
#[test]
fn what_is_planned_of_long_ramps_is_what_comes() {
    assert_planned(&ramping(0, S, &[(5000, 600 * S), (5000, 60 * S), (0, 600 * S)]), 3);
    assert_planned(&ramping(0, S, &[(99_999, 0), (99_999, 30 * S), (1, 0), (0, 3600 * S)]), 0);
    assert_planned(&ramping(7, 60 * S, &[(11, 86_400 * S), (0, 86_400 * S)]), 1);
}

#[test]
fn counting_what_is_planned_takes_no_longer_for_more() {
    let began = std::time::Instant::now();
    // 100 days at a hundred thousand a second; 864 billion, less the one that is due at the very end.
    let load = ramping(100_000, S, &[(100_000, 50 * 86_400 * S), (100_000, 50 * 86_400 * S)]);
    assert_eq!(load.planned(), 864_000_000_000 - 1);
    let many: Vec<(u32, Nanos)> = (0..1000).map(|at| (at % 7 * 10_000, 500 * S)).collect();
    for _ in 0..100 {
        assert!(ramping(99_000, S, &many).planned() > 14_000_000_000);
    }
    // One by one the first alone would take an hour.
    assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
}

/// The integral of a piecewise linear rate, by trapezoids.
fn area(start: u32, time_unit: Nanos, stages: &[(u32, Nanos)], until: Nanos) -> f64 {
    let (mut left, mut from, mut sum) = (until as f64, f64::from(start), 0.0);
    for (target, duration) in stages {
        let (to, length) = (f64::from(*target), *duration as f64);
        if left < length {
            let at = from + (to - from) * left / length;
            return sum + (from + at) / 2.0 * left / time_unit as f64;
        }
        sum += (from + to) / 2.0 * length / time_unit as f64;
        (left, from) = (left - length, to);
    }
    sum
}

/// Starts of a real run against the schedule: none early, most within a millisecond, and as late at the end as at
/// the beginning.
fn keeps(name: &str, pairs: &[(Nanos, Nanos)], late_95: Nanos) {
    let mut late: Vec<Nanos> = pairs.iter().map(|(started, due)| started - due).collect();
    // When the scenario itself began is not in the file: its earliest arrival, relative to plan, is taken for that.
    let began = *late.iter().min().expect("some");
    late.iter_mut().for_each(|l| *l -= began);
    let median = |part: &[Nanos]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part[part.len() / 2]
    };
    let tenth = late.len() / 10;
    let drift = median(&late[late.len() - tenth..]) - median(&late[..tenth]);
    assert!(drift.abs() < MS / 2, "{name}: drifts by {drift} ns");
    assert!(median(&late) < MS, "{name}: {} ns late in the middle", median(&late));
    let mut sorted = late;
    sorted.sort_unstable();
    let p95 = sorted[sorted.len() * 95 / 100];
    assert!(p95 < late_95, "{name}: {p95} ns late");
}

/// Iteration starts and dropped iterations of one scenario of a fixture, in order.
fn arrivals(fixture: &str, scenario: &str) -> Vec<Nanos> {
    let source = crate::support::read(&crate::support::fixture(fixture));
    let Content::Samples(file) = &source.content else { panic!("no samples") };
    let mut starts = Vec::new();
    for (metric, nanos) in [("iteration_duration", 1e6), ("dropped_iterations", 0.0)] {
        let Some(column) = file.store.by_name(metric) else { continue };
        for sample in column.samples() {
            if file.store.tags.get(sample.tag_set, "scenario") == Some(scenario) {
                starts.push(sample.time - (sample.value * nanos).round() as Nanos);
            }
        }
    }
    starts.sort_unstable();
    starts
}

#[test]
fn a_real_ramp_started_when_it_was_due() {
    // scripts/mixed_ramping.js; k6's console gives the rates: 5/s to 60/s, held, to 200/s, to 10/s, to 0.
    let load = ramping(5, S, &[(60, 10 * S), (60, 10 * S), (200, 5 * S), (10, 10 * S), (0, 5 * S)]);
    let starts = arrivals("v2.2/mixed_ramping/results.json.gz", "spike");
    let due = due(&load);
    assert_eq!(starts.len(), 2650);
    assert!(due.len() >= 2649, "{}", due.len());
    let pairs: Vec<_> = starts.into_iter().zip(due).collect();
    keeps("mixed_ramping", &pairs, 15 * MS);
}

#[test]
fn real_constant_rates_started_when_they_were_due() {
    // data/k6_starts.txt is what data/k6_starts.py found in the seed's 60-second run: 300/s shows the cut period.
    let text = include_str!("../data/k6_starts.txt");
    for (scenario, rate) in [("rps_200", 200), ("rps_300", 300), ("rps_400", 400)] {
        let due = due(&constant(rate, 20 * S));
        let mut last = 0;
        let mut pairs = Vec::new();
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            if words[0] == scenario {
                last = words[1].parse().expect("a number");
                // One that is due at the very end may have been started.
                if let Some(due) = due.get(last) {
                    pairs.push((words[2].parse().expect("ns"), *due));
                }
            }
        }
        assert!(last + 1 == due.len() || last == due.len(), "{scenario}: {last} of {}", due.len());
        keeps(scenario, &pairs, 15 * MS);
    }
}
