//! The estimates of Hodges and Lehmann with their intervals: how much larger is the other side?

use sloscope_model::order::sort_short;

use super::ranks::{all_sums, subset_sums};
use super::{mann_whitney, signed_rank};

/// The level of the intervals: what they leave out on both sides together.
const ALPHA: f64 = 0.05;
/// The quantile of the normal distribution for it.
const Z: f64 = 1.959_963_984_540_054;

/// From where to where a difference can be, and how surely.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// Its least value.
    pub low: f64,
    /// Its largest value.
    pub high: f64,
    /// The probability that an interval of this kind holds the true difference. Of few observations even the widest one
    /// has less than 0.95.
    pub level: f64,
}

impl Interval {
    /// It is as sure as it is meant to be.
    pub fn is_sure(&self) -> bool {
        self.level >= 1.0 - ALPHA
    }
}

/// A difference, as estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// The median of the differences of all pairs, or of all means of two paired differences.
    pub estimate: f64,
    /// In which the true difference is.
    pub interval: Interval,
}

/// By how much the second side is larger: the median of all n m differences, and the interval between the q-th smallest
/// and the q-th largest of them (Hodges and Lehmann, "Estimates of location based on rank tests", 1963). `None` if a side
/// has no observation.
///
/// q is the smallest for which P(U <= q) reaches 0.025 under "nothing differs", at least 1: what R's `wilcox.test(conf.int =
/// TRUE)` does. So the interval leaves out exactly the shifts that Mann-Whitney's test rejects at 5 %. With ties it holds
/// the truth at least as often (Noether 1967). For more than 50 observations q is that of the normal approximation.
pub fn shift(first: &[f64], second: &[f64]) -> Option<Shift> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    let differences = second.iter().flat_map(|y| first.iter().map(move |x| y - x)).collect();
    let (n, m) = (first.len(), second.len());
    if n + m > mann_whitney::EXACT {
        let (n, m) = (n as f64, m as f64);
        return Some(approximate(differences, n * m / 2.0, (n * m * (n + m + 1.0) / 12.0).sqrt()));
    }
    let ranks: Vec<usize> = (1..=n + m).collect();
    Some(exact(differences, &subset_sums(&ranks, m)[m * (m + 1) / 2..]))
}

/// By how much paired differences lie above 0: the median of the means of all pairs of them, each with itself included
/// (Walsh averages), and the interval that belongs to Wilcoxon's signed ranks in the same way (Hodges and Lehmann 1963;
/// Hollander and Wolfe, "Nonparametric Statistical Methods", 3.3). `None` without a difference.
pub fn paired_shift(differences: &[f64]) -> Option<Shift> {
    if differences.is_empty() {
        return None;
    }
    let n = differences.len();
    let walsh = (0..n).flat_map(|i| (i..n).map(move |j| (differences[i] + differences[j]) / 2.0)).collect();
    if n > signed_rank::EXACT {
        let n = n as f64;
        return Some(approximate(walsh, n * (n + 1.0) / 4.0, (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0).sqrt()));
    }
    Some(exact(walsh, &all_sums(&(1..=n).collect::<Vec<_>>())))
}

/// `ways` has the distribution of the number of values below the true difference, from 0 on.
fn exact(mut values: Vec<f64>, ways: &[f64]) -> Shift {
    sort_short(&mut values, f64::total_cmp);
    let all: f64 = ways.iter().sum();
    // The lower end is the q-th smallest value; `outside` is the probability that fewer than q lie below the truth.
    let (mut q, mut outside) = (0, 0.0);
    while q < values.len() && outside + ways[q] / all < ALPHA / 2.0 {
        outside += ways[q] / all;
        q += 1;
    }
    // Even the outermost values leave out more than is allowed: the interval is as wide as it can be.
    let (q, outside) = if q == 0 { (1, ways[0] / all) } else { (q, outside) };
    of_rank(&values, q, 1.0 - 2.0 * outside)
}

fn approximate(mut values: Vec<f64>, middle: f64, spread: f64) -> Shift {
    sort_short(&mut values, f64::total_cmp);
    let q = (middle - Z * spread).floor().max(1.0);
    of_rank(&values, q as usize, 1.0 - ALPHA)
}

fn of_rank(values: &[f64], q: usize, level: f64) -> Shift {
    let half = values.len() / 2;
    let estimate = if values.len() % 2 == 1 { values[half] } else { (values[half - 1] + values[half]) / 2.0 };
    let q = q.min(half.max(1));
    Shift { estimate, interval: Interval { low: values[q - 1], high: values[values.len() - q], level } }
}
