//! Several tests at once.

/// The p-values corrected by Holm, "A simple sequentially rejective multiple test procedure" (1979), in the order in which
/// they came: the k-th smallest of m times m - k + 1, none below one before it, at most 1. Rejecting those at or below 5 %
/// rejects a true hypothesis in at most 5 % of all cases, however the tests depend on each other.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut corrected = vec![1.0; p.len()];
    let mut before = 0.0_f64;
    for (k, at) in order.into_iter().enumerate() {
        before = before.max((p[at] * (p.len() - k) as f64).min(1.0));
        corrected[at] = before;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrected_as_by_r() {
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
        let corrected = holm(&[0.01, 0.04, 0.03, 0.005]);
        let known = [0.03, 0.06, 0.06, 0.02];
        assert!(corrected.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-12), "{corrected:?}");
        assert!(holm(&[]).is_empty());
    }
}
