//! Count, mean, extremes and spread of a sample.

/// Mean, extremes and the population's standard deviation; the sum is added up in the order of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// The arithmetic mean: the sum of the values divided by their number.
    pub avg: f64,
    /// The smallest value; a NaN among the values is passed over.
    pub min: f64,
    /// The largest value; a NaN among the values is passed over.
    pub max: f64,
    /// The square root of the variance, which is divided by `n`, not by `n - 1`.
    pub stddev: f64,
}

/// `None` if there are no values. The standard deviation takes a second pass.
#[inline(never)]
pub fn moments(values: &[f64]) -> Option<Moments> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let (mut sum, mut min, mut max) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
    for v in values.iter().copied() {
        sum += v;
        // Not f64::min, which is a call in WebAssembly, for the sake of NaN.
        min = if v < min { v } else { min };
        max = if v > max { v } else { max };
    }
    let avg = sum / n;
    let variance = values.iter().map(|v| (v - avg) * (v - avg)).sum::<f64>() / n;
    Some(Moments { avg, min, max, stddev: variance.sqrt() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_a_known_sample() {
        let found = moments(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(found, Some(Moments { avg: 5.0, min: 2.0, max: 9.0, stddev: 2.0 }));
        assert_eq!(moments(&[]), None);
    }
}
