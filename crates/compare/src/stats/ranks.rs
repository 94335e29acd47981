//! Ranks, and how sums of ranks are distributed.

use sloscope_model::order::sort_short_by_key;

/// Twice the midrank of each value, in the order of the values: whole numbers, for ties too.
pub fn doubled_midranks(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0; values.len()];
    for tied in order.chunk_by(|a, b| values[*a] == values[*b]).scan(0, |before, tied| {
        *before += tied.len();
        Some((*before - tied.len(), tied))
    }) {
        let (before, tied) = tied;
        // The ranks before + 1 to before + len, their mean doubled.
        tied.iter().for_each(|at| ranks[*at] = 2 * before + tied.len() + 1);
    }
    ranks
}

/// The sum of t^3 - t over groups of t equal ranks: what ties take from a variance.
pub fn ties(ranks: &[usize]) -> f64 {
    let mut sorted = ranks.to_vec();
    sort_short_by_key(&mut sorted, |rank| *rank);
    let of_group = |group: &[usize]| (group.len() as f64).powi(3) - group.len() as f64;
    sorted.chunk_by(|a, b| a == b).map(of_group).sum()
}

/// In how many ways `size` of the numbers add up to each sum; exact as long as they are fewer than 2^53.
pub fn subset_sums(numbers: &[usize], size: usize) -> Vec<f64> {
    let most: usize = numbers.iter().sum();
    let mut ways = vec![vec![0.0; most + 1]; size + 1];
    ways[0][0] = 1.0;
    for (taken, number) in numbers.iter().enumerate() {
        for k in (1..=size.min(taken + 1)).rev() {
            let (fewer, more) = ways.split_at_mut(k);
            let (from, to) = (&fewer[k - 1], &mut more[0]);
            to[*number..].iter_mut().zip(from).for_each(|(to, from)| *to += from);
        }
    }
    ways.swap_remove(size)
}

/// In how many ways some of the numbers, or none, add up to each sum.
pub fn all_sums(numbers: &[usize]) -> Vec<f64> {
    let mut ways = vec![0.0; numbers.iter().sum::<usize>() + 1];
    ways[0] = 1.0;
    for number in numbers {
        for sum in (*number..ways.len()).rev() {
            ways[sum] += ways[sum - number];
        }
    }
    ways
}

/// The shares of a distribution up to a sum and from it on, and the shares of its outermost sums.
pub fn tails(ways: &[f64], seen: usize) -> ((f64, f64), (f64, f64)) {
    let all: f64 = ways.iter().sum();
    let share = |part: &[f64]| part.iter().sum::<f64>() / all;
    let outermost = |ways: Option<&f64>| ways.map_or(1.0, |ways| ways / all);
    let first = ways.iter().find(|ways| **ways > 0.0);
    let last = ways.iter().rfind(|ways| **ways > 0.0);
    ((share(&ways[..=seen]), share(&ways[seen..])), (outermost(first), outermost(last)))
}
