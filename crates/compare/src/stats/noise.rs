//! How much runs of one thing differ, and so what a comparison of so many runs can show.

/// What standard deviations between means add up to for a test at 5 % that finds four differences of five: the quantiles
/// 0.975 and 0.8 of the normal distribution.
const REACH: f64 = 1.959_963_984_540_054 + 0.841_621_233_572_914_3;
/// How much of the runs a test of ranks uses, compared with one of means of normal values: 3 / pi (Pitman).
const EFFICIENCY: f64 = 3.0 / std::f64::consts::PI;
/// The level of all tests.
const ALPHA: f64 = 0.05;
/// More runs than these are no advice.
const MOST: usize = 1000;

/// The noise of a number over runs that should not differ.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Noise {
    /// Their standard deviation (divided by n - 1).
    pub deviation: f64,
    /// The smallest value.
    pub low: f64,
    /// The largest value.
    pub high: f64,
    /// The smallest difference that so many runs show in four cases of five; absent where they can show none.
    pub smallest: Option<f64>,
}

/// Of three or more runs of one side, compared with `others` runs of the other side. The smallest difference is
/// (z_0.975 + z_0.8) s sqrt(1/n + 1/m) / sqrt(3/pi): the usual size of a two-sample test at 5 % with a power of 80 %, for
/// the efficiency of ranks (Lehmann, "Nonparametrics", 2.4).
pub fn noise(runs: &[f64], others: usize) -> Option<Noise> {
    if runs.len() < 3 {
        return None;
    }
    let n = runs.len() as f64;
    let mean = runs.iter().sum::<f64>() / n;
    let deviation = (runs.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let (low, high) = runs.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
    let can_show = least_p_of_runs(runs.len(), others) <= ALPHA;
    let smallest = REACH * deviation * (1.0 / n + 1.0 / others as f64).sqrt() / EFFICIENCY.sqrt();
    Some(Noise { deviation, low, high, smallest: can_show.then_some(smallest) })
}

/// The smallest two-sided p of `n` against `m` runs: 2 / C(n + m, n); 3 v 3: 0.1, 4 v 4: 0.029, 5 v 5: 0.008.
fn least_p_of_runs(n: usize, m: usize) -> f64 {
    let ways = (1..=m).fold(1.0, |ways: f64, k| ways * (n + k) as f64 / k as f64);
    (2.0 / ways).min(1.0)
}

/// How many runs a side it takes so that the smallest p of each of `tests` corrected tests is at most 5 %; and, where the
/// size of the difference in standard deviations is known, that it is found in four cases of five.
pub fn runs_for(tests: usize, size: Option<f64>) -> Option<usize> {
    let reachable = (1..=MOST).find(|n| least_p_of_runs(*n, *n) * tests.max(1) as f64 <= ALPHA)?;
    let needed = size.map_or(0.0, |size| (2.0 * (REACH / size).powi(2) / EFFICIENCY).ceil());
    (needed <= MOST as f64).then(|| reachable.max(needed as usize))
}

/// The same for pairs: 2 / 2^n.
pub fn pairs_for(tests: usize) -> usize {
    (1..64).find(|n| 2.0 / 2_f64.powi(*n) * tests.max(1) as f64 <= ALPHA).unwrap_or(64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_runs_reach_so_small_a_p() {
        // 2 / 20, 2 / 70, 2 / 252
        for (n, p) in [(3, 0.1), (4, 0.028_571), (5, 0.007_937)] {
            assert!((least_p_of_runs(n, n) - p).abs() < 1e-6);
        }
        assert_eq!([1, 2, 7].map(|tests| runs_for(tests, None)), [Some(4), Some(5), Some(6)]);
        assert_eq!([1, 2, 4].map(pairs_for), [6, 7, 8]);
    }

    #[test]
    fn a_smaller_difference_takes_more_runs() {
        // 2 (2.8016 / 1)^2 / 0.9549 = 16.4
        assert_eq!(runs_for(1, Some(1.0)), Some(17));
        assert_eq!(runs_for(1, Some(10.0)), Some(4));
        assert_eq!(runs_for(1, Some(0.0)), None, "nothing shows no difference at all");
    }

    #[test]
    fn few_runs_show_nothing() {
        let runs = [10.0, 11.0, 12.0];
        assert_eq!(noise(&runs, 3).expect("three runs").smallest, None);
        let shown = noise(&runs, 9).expect("three runs").smallest.expect("220 ways");
        assert!((shown - 2.801_585 * (1.0_f64 / 3.0 + 1.0 / 9.0).sqrt() / 0.977_205).abs() < 1e-5, "{shown}");
        assert_eq!(noise(&runs[..2], 9), None);
    }
}
