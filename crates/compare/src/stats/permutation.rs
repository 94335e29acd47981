//! Permutation tests of means: of the difference between two sides, and of paired differences.

use super::Tested;

/// Exact for at most so many ways to deal the observations out to two sides: 10 and 10 have 184,756.
const MOST_WAYS: f64 = 200_000.0;
/// Exact for at most so many paired differences: 2^17 signs.
const MOST_PAIRS: usize = 17;
/// Sums that differ by less than this share of their size are the same, added up in another order.
const SAME: f64 = 1e-12;

/// The exact two-sided permutation test of the difference of two means (Fisher 1935; Pitman, "Significance tests which
/// may be applied to samples from any populations", 1937). `None` if a side has no observation.
///
/// The mean of a side grows with the side's sum: all choices of the second side's observations are added up. For more
/// choices than 200,000: z = (S - m * mean) / s with s^2 = n m / N * the variance of all observations.
pub fn difference_of_means(first: &[f64], second: &[f64]) -> Option<Tested> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    let (n, m) = (first.len(), second.len());
    let all = [second, first].concat();
    let seen: f64 = second.iter().sum();
    let ways = (1..=m).fold(1.0, |ways, k| ways * (n + k) as f64 / k as f64);
    if ways <= MOST_WAYS {
        let mut sums = Vec::with_capacity(ways as usize + 1);
        choose(&all, m, 0.0, &mut sums);
        return Some(of_sums(sums, seen));
    }
    let total = all.len() as f64;
    let mean = all.iter().sum::<f64>() / total;
    let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (total - 1.0);
    let spread = (variance * n as f64 * m as f64 / total).sqrt();
    Some(Tested::normal(if spread > 0.0 { (seen - m as f64 * mean).abs() / spread } else { 0.0 }))
}

/// The exact two-sided sign-flip test of paired differences: under "nothing differs" each has either sign (Fisher, "The
/// Design of Experiments", 1935, section 21). `None` without a difference.
///
/// All 2^n signs, for at most 17 differences; for more, z = sum(d) / sqrt(sum(d^2)).
pub fn sign_flips(differences: &[f64]) -> Option<Tested> {
    if differences.is_empty() {
        return None;
    }
    let seen: f64 = differences.iter().sum();
    if differences.len() <= MOST_PAIRS {
        let mut sums = vec![0.0];
        for d in differences {
            sums = sums.iter().flat_map(|sum| [sum + d, sum - d]).collect();
        }
        return Some(of_sums(sums, seen));
    }
    let spread = differences.iter().map(|d| d * d).sum::<f64>().sqrt();
    Some(Tested::normal(if spread > 0.0 { seen.abs() / spread } else { 0.0 }))
}

/// The sums of all choices of `size` of the values.
fn choose(values: &[f64], size: usize, sum: f64, sums: &mut Vec<f64>) {
    if size == 0 {
        sums.push(sum);
        return;
    }
    for (at, value) in values.iter().enumerate().take(values.len() + 1 - size) {
        choose(&values[at + 1..], size - 1, sum + value, sums);
    }
}

fn of_sums(sums: Vec<f64>, seen: f64) -> Tested {
    let size = sums.iter().fold(0.0, |most: f64, sum| most.max(sum.abs()));
    let near = SAME * size;
    let (low, high) = sums.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), sum| (l.min(*sum), h.max(*sum)));
    let share = |held: &dyn Fn(f64) -> bool| sums.iter().filter(|sum| held(**sum)).count() as f64 / sums.len() as f64;
    let tails = (share(&|sum| sum <= seen + near), share(&|sum| sum >= seen - near));
    Tested::exact(tails, (share(&|sum| sum <= low + near), share(&|sum| sum >= high - near)))
}
