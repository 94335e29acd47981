//! The test of Mann and Whitney: are the values of one side larger than those of the other?

use super::Tested;
use super::ranks::{doubled_midranks, subset_sums, tails, ties};

/// Exact for at most so many observations of both sides together.
pub(super) const EXACT: usize = 50;

/// The two-sided test of Mann and Whitney, "On a test of whether one of two random variables is stochastically larger
/// than the other" (1947). `None` if a side has no observation.
///
/// U is the number of pairs in which the second side is larger, ties counted half. Exact: the permutation distribution
/// of the sum of midranks, over all choices of the second side's places (Lehmann, "Nonparametrics", 1975, 1.4), so that
/// ties need no correction. For more than 50 observations: z = (|U - nm/2| - 1/2) / s with
/// s^2 = nm/12 * (N + 1 - sum(t^3 - t) / (N (N - 1))), as SciPy's `mannwhitneyu(method="asymptotic")`.
pub fn mann_whitney(first: &[f64], second: &[f64]) -> Option<Tested> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    let all = [first, second].concat();
    let ranks = doubled_midranks(&all);
    let seen: usize = ranks[first.len()..].iter().sum();
    if all.len() <= EXACT {
        let (tails, outermost) = tails(&subset_sums(&ranks, second.len()), seen);
        return Some(Tested::exact(tails, outermost));
    }
    let (n, m, total) = (first.len() as f64, second.len() as f64, all.len() as f64);
    let u = seen as f64 / 2.0 - m * (m + 1.0) / 2.0;
    let variance = n * m / 12.0 * (total + 1.0 - ties(&ranks) / (total * (total - 1.0)));
    Some(Tested::normal(if variance > 0.0 { ((u - n * m / 2.0).abs() - 0.5) / variance.sqrt() } else { 0.0 }))
}
