//! How often a value of one side is larger than one of the other.

/// The share of all pairs in which the value of `second` is larger, ties counted half: the common-language effect size
/// (McGraw and Wong 1992; the A of Vargha and Delaney 2000), computed from all pairs. Both must be sorted in ascending
/// order. `None` if a side has no value.
pub fn share_larger(first: &[f64], second: &[f64]) -> Option<f64> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    // Of `first`: how many lie below the value of `second`, and how many do not lie above it.
    let (mut below, mut up_to, mut halves) = (0, 0, 0_u128);
    for value in second {
        while first.get(below).is_some_and(|x| x < value) {
            below += 1;
        }
        up_to = up_to.max(below);
        while first.get(up_to).is_some_and(|x| x <= value) {
            up_to += 1;
        }
        halves += (below + up_to) as u128;
    }
    Some(halves as f64 / 2.0 / first.len() as f64 / second.len() as f64)
}
