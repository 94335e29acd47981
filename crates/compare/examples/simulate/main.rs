//! What comparisons are worth, by simulation at size: false alarms, power, and how often intervals hold the truth. It is
//! `cargo xtask bench compare`.

mod model;
mod trials;

use model::{SERVICE, Service};
use trials::{alarms, covered};

fn main() {
    let repeats: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1000);
    println!("simulated runs: {SERVICE:?}");
    let quick = Service { seconds: 10, rate: 30, ..SERVICE };
    for runs in [4, 6, 8] {
        let found = alarms(&quick, 0.0, runs, repeats, 1);
        println!(
            "false alarms, {runs} v {runs} runs of one service: {found} of {repeats}, at most {}",
            most_alarms(repeats)
        );
    }
    for shift in [0.05, 0.1, 0.2] {
        let power: Vec<String> = [4, 6, 8, 12]
            .map(|runs| {
                let found = alarms(&quick, shift, runs, repeats / 4, 2);
                format!("{runs} v {runs}: {:.0} %", 100.0 * found as f64 / (repeats / 4) as f64)
            })
            .to_vec();
        println!("found, candidate slower by {:.0} %: {}", 100.0 * shift, power.join(", "));
    }
    for (name, service) in [
        ("independent", Service { wander: 0.0, seconds: 60, ..SERVICE }),
        ("correlated over 0.5 s", Service { seconds: 60, ..SERVICE }),
        ("correlated over 2 s", Service { memory: 0.95, seconds: 120, ..SERVICE }),
    ] {
        let held = covered(&service, 0.1, repeats, 3);
        let shown: Vec<String> =
            held.iter().map(|(stat, n)| format!("{stat} {:.1} %", 100.0 * *n as f64 / repeats as f64)).collect();
        println!("intervals of one run a side hold the truth, {name}: {}", shown.join(", "));
    }
}

/// The upper end of the binomial interval of 5 % (normal approximation, three standard deviations).
fn most_alarms(repeats: usize) -> usize {
    let n = repeats as f64;
    (0.05 * n + 3.0 * (n * 0.05 * 0.95).sqrt()).floor() as usize
}
