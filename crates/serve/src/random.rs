//! Chance for the demo target: SplitMix64 on a counter that all threads share, begun at the clock.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

static STATE: LazyLock<AtomicU64> = LazyLock::new(|| {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    AtomicU64::new(now.as_nanos() as u64)
});

/// A number in [0, 1).
pub fn fraction() -> f64 {
    let mut x = STATE.fetch_add(STEP, Ordering::Relaxed);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

/// A number of the standard normal distribution (Box and Muller 1958).
pub fn normal() -> f64 {
    // 1 - u is never 0.
    let radius = (-2.0 * (1.0 - fraction()).ln()).sqrt();
    radius * (std::f64::consts::TAU * fraction()).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_numbers_have_mean_0_and_variance_1() {
        let count = 20_000;
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..count {
            let x = normal();
            sum += x;
            squares += x * x;
        }
        let mean = sum / f64::from(count);
        // Standard errors: 0.007 and 0.01.
        assert!(mean.abs() < 0.04, "{mean}");
        assert!((squares / f64::from(count) - 1.0).abs() < 0.06, "{squares}");
    }
}
