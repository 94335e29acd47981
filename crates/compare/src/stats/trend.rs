//! Does a number rise or fall from run to run?

use super::{Method, Tested};

/// Exact for at most so many values without ties.
const EXACT: usize = 60;

/// The two-sided test of Mann and Kendall (Mann, "Nonparametric tests against trend", 1945): S is the number of pairs in
/// which the later value is larger, less those in which it is smaller. `None` for fewer than three values.
///
/// Exact, without ties: all n! orders are equally likely (SciPy's `kendalltau(method="exact")`). With ties, or for more than
/// 60 values: z = (|S| - 1) / s with s^2 = (n (n-1) (2n+5) - sum(t (t-1) (2t+5))) / 18.
pub fn trend(values: &[f64]) -> Option<Tested> {
    let n = values.len();
    if n < 3 {
        return None;
    }
    let pairs = || (0..n).flat_map(|i| (i + 1..n).map(move |j| (values[i], values[j])));
    let (rises, falls) = (pairs().filter(|(a, b)| b > a).count(), pairs().filter(|(a, b)| b < a).count());
    let tied = pairs().any(|(a, b)| a == b);
    if !tied && n <= EXACT {
        let orders = inversions(n);
        let less = falls.min(rises);
        let p = 2.0 * orders[..=less].iter().sum::<f64>();
        return Some(Tested { p: p.min(1.0), least_p: 2.0 * orders[0], method: Method::Exact });
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let term = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
    let of_ties: f64 = sorted.chunk_by(|a, b| a == b).map(|group| term(group.len() as f64)).sum();
    let variance = (term(n as f64) - of_ties) / 18.0;
    let s = rises.abs_diff(falls) as f64;
    Some(Tested::normal(if variance > 0.0 { (s - 1.0) / variance.sqrt() } else { 0.0 }))
}

/// The share of the orders of n values that have each number of pairs out of order (Knuth, "Sorting and Searching", 5.1.1).
fn inversions(n: usize) -> Vec<f64> {
    let mut shares = vec![1.0];
    for k in 2..=n {
        let mut next = vec![0.0; shares.len() + k - 1];
        for (at, share) in shares.iter().enumerate() {
            next[at..at + k].iter_mut().for_each(|to| *to += share / k as f64);
        }
        shares = next;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_that_rise_are_a_trend() {
        // All of 120 orders but two are less of a trend.
        let tested = trend(&[1.0, 2.0, 3.0, 4.0, 5.0]).expect("five");
        assert!((tested.p - 2.0 / 120.0).abs() < 1e-15 && tested.p == tested.least_p);
        assert_eq!(trend(&[1.0, 2.0]), None);
        assert_eq!(trend(&[1.0; 5]).expect("five").p, 1.0);
    }
}
