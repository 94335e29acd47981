//! Capacity against what was measured in Chromium: 50 ms and one HTTP/1.1 origin carry 120/s, 200 ms carry 30/s, and
//! 100 streams with 500 ms carry some 180 to 200/s.

use sloscope_core::load::{Capacity, Fit, Load, Plan, Protocol, capacity_words, origins, seed_example};
use sloscope_core::time::NANOS_PER_S;

fn plan(rate: u32) -> Plan {
    let mut plan = seed_example(false);
    plan.scenarios.truncate(1);
    plan.scenarios[0].load = Load::Constant { rate, time_unit: NANOS_PER_S, duration: 10 * NANOS_PER_S };
    plan
}

fn http1(latency_ms: f64, origins: u32) -> Capacity {
    Capacity::new(Protocol::Http1, latency_ms, origins).expect("a latency")
}

#[test]
fn connections_over_latency() {
    let check = |capacity: Capacity, per_s: f64| assert!((capacity.per_s - per_s).abs() < 1e-9, "{capacity:?}");
    check(http1(50.0, 1), 120.0);
    check(http1(200.0, 1), 30.0);
    check(http1(50.0, 4), 480.0);
    check(http1(1000.0, 40), 240.0);
    // Chromium opens no more than 256 connections in all.
    check(http1(1000.0, 60), 256.0);
    check(Capacity::new(Protocol::Multiplexed { streams: 100 }, 500.0, 1).expect("a latency"), 200.0);
    check(Capacity::new(Protocol::Multiplexed { streams: 1000 }, 500.0, 1).expect("a latency"), 2000.0);
    for none in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Capacity::new(Protocol::Http1, none, 1), None);
    }
}

#[test]
fn a_plan_beyond_it_is_told_by_how_much_and_what_lifts_it() {
    assert_eq!(http1(50.0, 1).fit(&plan(90)), Fit::Good);
    assert_eq!(http1(50.0, 1).fit(&plan(120)), Fit::Edge);
    let Fit::Short(short) = http1(50.0, 1).fit(&plan(200)) else { panic!("it is short") };
    assert!((short.missing_per_s - 80.0).abs() < 1e-9);
    assert!((short.undelivered - 800.0).abs() < 1e-6, "{short:?}");
    // 200/s with room to spare are 250/s: 12.5 at once, 6 to an origin. Measured: 4 ports held it.
    assert_eq!(short.origins_needed, Some(3));
    let words = capacity_words(&http1(50.0, 1), &plan(200)).join(" ");
    for part in
        ["120.0/s", "6 / 50.00 ms", "80.0/s more", "about 800 of its 2,000", "3 equivalent origins", "HTTP/2", "k6"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    // 1 s: HTTP/2's usual 100 streams are not enough either, and 400/s need more connections than there are.
    let Fit::Short(short) = http1(1000.0, 1).fit(&plan(400)) else { panic!("it is short") };
    assert_eq!(short.origins_needed, None);
    let words = capacity_words(&http1(1000.0, 1), &plan(400)).join(" ");
    assert!(!words.contains("HTTP/2,") && !words.contains("equivalent origins"), "{words}");
    let streams = Capacity::new(Protocol::Multiplexed { streams: 100 }, 500.0, 1).expect("a latency");
    let words = capacity_words(&streams, &plan(400)).join(" ");
    assert!(words.contains("more streams a connection") && words.contains("200.0/s more"), "{words}");
    assert!(
        capacity_words(&http1(1.0, 1), &plan(800))
            .join(" ")
            .contains("400.0/s to 500.0/s, by browser and machine, whatever the connections")
    );
}

#[test]
fn only_the_part_above_counts() {
    // 20 s each of 200, 300 and 400 against 240/s: 60 and 160 too many.
    let Fit::Short(short) = http1(25.0, 1).fit(&seed_example(false)) else { panic!("it is short") };
    assert!((short.undelivered - (60.0 + 160.0) * 20.0).abs() < 1e-6, "{short:?}");
}

#[test]
fn origins_are_told_apart_by_scheme_host_and_port() {
    let mut plan = plan(10);
    plan.targets = ["http://a", "http://a/api", "http://a:81", "https://a", "http://b/"].map(str::to_owned).to_vec();
    assert_eq!(origins(&plan), 4);
    plan.targets.clear();
    assert_eq!(origins(&plan), 1);
}
