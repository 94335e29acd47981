//! Tails of the normal distribution.

/// The share of a standard normal distribution above `z`, to some 15 digits.
pub fn upper_tail(z: f64) -> f64 {
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

/// The complementary error function: the series 7.6.2 of the NIST Digital Library of Mathematical Functions, and for
/// large arguments the continued fraction 7.9.1, evaluated from its end.
fn erfc(x: f64) -> f64 {
    if x < 0.0 {
        return 2.0 - erfc(-x);
    }
    let scale = (-x * x).exp() / std::f64::consts::PI.sqrt();
    if x < 2.5 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term > 1e-17 * sum {
            n += 1.0;
            term *= 2.0 * x * x / (2.0 * n + 1.0);
            sum += term;
        }
        return 1.0 - 2.0 * scale * sum;
    }
    let tail = (1..=100).rev().fold(x, |below, k| x + f64::from(k) / 2.0 / below);
    scale / tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_scipy() {
        // scipy.stats.norm.sf
        let known = [
            (0.0, 0.5),
            (0.5, 0.308_537_538_725_986_9),
            (1.96, 0.024_997_895_148_220_435),
            (3.5, 0.000_232_629_079_035_525_04),
            (3.6, 0.000_159_108_590_157_533_64),
            (6.0, 9.865_876_450_376_946e-10),
            (-1.0, 0.841_344_746_068_542_9),
        ];
        for (z, tail) in known {
            assert!((upper_tail(z) / tail - 1.0).abs() < 1e-12, "{z}: {}", upper_tail(z));
        }
    }
}
