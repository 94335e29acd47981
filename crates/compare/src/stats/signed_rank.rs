//! Wilcoxon's signed ranks: do paired differences lean to one side?

use super::Tested;
use super::ranks::{all_sums, doubled_midranks, tails, ties};

/// Exact for at most so many differences.
pub(super) const EXACT: usize = 50;

/// The two-sided test of Wilcoxon, "Individual comparisons by ranking methods" (1945). Differences of 0 are left out, as
/// Wilcoxon did; `None` if no other is there.
///
/// W is the sum of the ranks of |d| over positive d. Exact: all 2^n signs of the midranks are equally likely. For more
/// than 50 differences: z = (|W - n(n+1)/4| - 1/2) / s with s^2 = n(n+1)(2n+1)/24 - sum(t^3 - t)/48, as SciPy's
/// `wilcoxon(correction=True, method="approx")`.
pub fn signed_rank(differences: &[f64]) -> Option<Tested> {
    let kept: Vec<f64> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    if kept.is_empty() {
        return None;
    }
    let sizes: Vec<f64> = kept.iter().map(|d| d.abs()).collect();
    let ranks = doubled_midranks(&sizes);
    let seen: usize = ranks.iter().zip(&kept).filter(|(_, d)| **d > 0.0).map(|(rank, _)| rank).sum();
    if kept.len() <= EXACT {
        let (tails, outermost) = tails(&all_sums(&ranks), seen);
        return Some(Tested::exact(tails, outermost));
    }
    let n = kept.len() as f64;
    let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - ties(&ranks) / 48.0;
    Some(Tested::normal(((seen as f64 / 2.0 - n * (n + 1.0) / 4.0).abs() - 0.5) / variance.sqrt()))
}
