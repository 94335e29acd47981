//! Simulations with known truth, small and seeded; at size they are `cargo xtask bench compare`.

#[path = "../examples/simulate/model.rs"]
mod model;
#[path = "../examples/simulate/trials.rs"]
mod trials;

use model::{SERVICE, Service};
use trials::{alarms, covered};

/// Runs short enough for a test.
const QUICK: Service = Service { seconds: 5, rate: 30, ..SERVICE };

#[test]
fn runs_of_one_service_raise_few_alarms() {
    // Binomial, 60 repeats at 5 %: more than 8 come in one case of 500.
    let found = alarms(&QUICK, 0.0, 6, 60, 1);
    assert!(found <= 8, "{found} false alarms of 60");
}

#[test]
fn a_service_that_is_slower_is_found() {
    let found = alarms(&QUICK, 0.25, 6, 20, 2);
    assert!(found >= 18, "found {found} of 20");
}

#[test]
fn intervals_of_one_run_a_side_hold_the_truth() {
    // Binomial, 60 repeats: fewer than 50 of 95 % come in one case of 1,000.
    let service = Service { seconds: 30, ..SERVICE };
    for (stat, held) in covered(&service, 0.1, 60, 3) {
        assert!(held >= 50, "{stat}: {held} of 60");
    }
}
