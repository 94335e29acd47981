//! How much a series depends on its own past: how long the blocks of a bootstrap are, so that what belongs together stays
//! together, and how much blocks of that length still understate.

/// Autocorrelations within so many standard errors of 0 are none.
const INSIGNIFICANT: f64 = 2.0;
/// The quantile 0.975 of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The autocovariances of a series, and how far they reach.
pub struct Dependence {
    /// By lag, from 0 on.
    covariance: Vec<f64>,
    /// Lags beyond it are taken for 0.
    window: usize,
    /// Values of the series.
    n: usize,
}

/// The length of blocks for the circular block bootstrap of the mean of a series; at least 1.
pub fn block_length(series: &[f64]) -> f64 {
    Dependence::of(series).length()
}

impl Dependence {
    /// How far autocorrelations reach, by Politis and White, "Automatic block-length selection for the dependent bootstrap"
    /// (2004): m is the first lag after which K = max(5, log10 n) of them lie within 2 sqrt(log10 n / n) of 0, M = 2 m. The
    /// details are those of Python's `arch.bootstrap.optimal_block_length`.
    pub fn of(series: &[f64]) -> Self {
        let n = series.len();
        if n < 10 {
            return Self { covariance: vec![0.0], window: 0, n };
        }
        let mean = series.iter().sum::<f64>() / n as f64;
        let off: Vec<f64> = series.iter().map(|x| x - mean).collect();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let size = n as f64;
        let quiet = 5.max(size.log10() as usize);
        let last = (size.sqrt().ceil() as usize + quiet).min(n - 2);
        let bound = INSIGNIFICANT * (size.log10() / size).sqrt();
        let covariance: Vec<f64> = (0..=last).map(|lag| product(&off[lag..], &off[..n - lag]) / size).collect();
        let significant = |lag: usize| {
            let (later, earlier) = (&off[lag + 1..], &off[..n - lag - 1]);
            let correlation = covariance[lag] * size / (product(later, later) * product(earlier, earlier)).sqrt();
            // Not a number where nothing varies: then nothing depends on anything.
            correlation.abs() >= bound
        };
        let first = (0..=last.saturating_sub(quiet)).find(|from| !(*from..from + quiet).any(significant));
        Self { window: first.map_or(last, |from| 2 * from.max(1)).min(last), covariance, n }
    }

    /// The sum of `of(lag) * R(lag)` over all lags but 0, both signs.
    fn sum(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.covariance.iter().enumerate().skip(1).map(|(lag, covariance)| 2.0 * of(lag as f64) * covariance).sum()
    }

    /// The flat-top window: 1 up to M/2, from there down to 0 at M.
    fn weight(&self, lag: f64) -> f64 {
        (2.0 * (1.0 - lag / self.window.max(1) as f64)).clamp(0.0, 1.0)
    }

    /// The length of blocks by Politis and White, as corrected by Patton, Politis and White (2009). With the
    /// autocovariances R and the flat-top window w: G = sum w |k| R(k), g = sum w R(k), D = 4/3 g^2,
    /// b = (2 G^2 / D)^(1/3) n^(1/3), from 1 to min(3 sqrt n, n / 3).
    pub fn length(&self) -> f64 {
        let size = self.n as f64;
        let most = (3.0 * size.sqrt()).min(size / 3.0).ceil().max(1.0);
        let slope = self.sum(|lag| self.weight(lag) * lag);
        let level = self.covariance[0] + self.sum(|lag| self.weight(lag));
        let length = (2.0 * slope * slope / (4.0 / 3.0 * level * level)).cbrt() * size.cbrt();
        if length.is_finite() { length.clamp(1.0, most) } else { 1.0 }
    }

    /// By how much deviations that are drawn in blocks of this length are too small; at least 1. Blocks weigh a covariance
    /// at lag k by 1 - k/L (Künsch 1989), the flat-top window up to M/2 by 1: the root of their ratio. Covariances about
    /// an estimated mean are too small by some share M/n, and of n/L blocks a spread is as uncertain as that of n/L values
    /// (the quantile of Student's t, to first order).
    pub fn understated(&self, length: f64) -> f64 {
        let size = self.n as f64;
        let in_blocks = self.covariance[0] + self.sum(|lag| (1.0 - lag / length).max(0.0));
        let in_truth = self.covariance[0] + self.sum(|lag| self.weight(lag));
        let ratio = in_truth / in_blocks;
        let ratio = if ratio.is_finite() { ratio.max(1.0) } else { 1.0 };
        let of_mean = 1.0 / (1.0 - self.window as f64 / size.max(1.0)).max(0.5);
        let student = 1.0 + (Z * Z + 1.0) / 4.0 / (size / length - 1.0).max(1.0);
        (ratio * of_mean).sqrt() * student
    }
}
