//! What a simulation counts.

use sloscope_compare::stats::Random;
use sloscope_compare::{Question, Verdict};
use sloscope_model::stat::Stat;

use super::model::{Service, compared};

/// What is gated in all simulations.
pub const LIMITS: [&str; 3] =
    ["http_req_duration p(50) +1%", "http_req_duration p(95) +1%", "http_req_duration p(99) +1%"];

/// The comparisons, of so many, that called the candidate worse or better by any limit.
pub fn alarms(service: &Service, shift: f64, runs: usize, repeats: usize, seed: u64) -> usize {
    let candidate = Service { median: service.median * (1.0 + shift), ..*service };
    let mut random = Random::new(seed);
    let alarm = |_: &usize| {
        let (first, second) = (service.runs(&mut random, runs, 0), candidate.runs(&mut random, runs, 1));
        let found = compared([&first, &second], &LIMITS, &Question::default());
        found.rows.iter().any(|row| row.gate.is_some() && matches!(row.verdict, Verdict::Worse | Verdict::Better))
    };
    (0..repeats).filter(alarm).count()
}

/// For each statistic, in how many of so many comparisons of one run a side the interval holds the true difference.
pub fn covered(service: &Service, shift: f64, repeats: usize, seed: u64) -> Vec<(&'static str, usize)> {
    // From run to run nothing differs: what is covered is the truth of these two runs.
    let baseline = Service { between: 0.0, ..*service };
    let candidate = Service { median: baseline.median * (1.0 + shift), ..baseline };
    let mean = |of: &Service| of.median * (of.sigma.hypot(of.wander).powi(2) / 2.0).exp();
    let truth = |z: f64| candidate.percentile(z) - baseline.percentile(z);
    let known = [
        ("p50", Stat::Med, truth(0.0)),
        ("p90", Stat::P(90.0), truth(1.281_551_565_544_6)),
        ("p95", Stat::P(95.0), truth(1.644_853_626_951_472)),
        ("p99", Stat::P(99.0), truth(2.326_347_874_040_841)),
        ("mean", Stat::Avg, mean(&candidate) - mean(&baseline)),
    ];
    let mut random = Random::new(seed);
    let mut held = known.map(|(name, ..)| (name, 0));
    for repeat in 0..repeats {
        let (first, second) = (baseline.runs(&mut random, 1, 0), candidate.runs(&mut random, 1, 1));
        let question = Question { seed: repeat as u64, ..Question::default() };
        let found = compared([&first, &second], &[], &question);
        for ((_, stat, truth), (_, held)) in known.iter().zip(&mut held) {
            let row = found.rows.iter().find(|row| row.series.metric == "http_req_duration" && row.stat == *stat);
            let interval = row.and_then(|row| row.difference?.interval).expect("an interval");
            *held += usize::from(interval.low <= *truth && *truth <= interval.high);
        }
    }
    held.to_vec()
}
