//! How long the blocks of a bootstrap are: long enough that what depends on each other stays together.

/// Autocorrelations within so many standard errors of 0 are none.
const INSIGNIFICANT: f64 = 2.0;

/// The length of blocks for the circular block bootstrap of a mean, by Politis and White, "Automatic block-length selection
/// for the dependent bootstrap" (2004), as corrected by Patton, Politis and White (2009). At least 1.
///
/// m is the first lag after which K = max(5, log10 n) autocorrelations lie within 2 sqrt(log10 n / n) of 0, M = 2 m;
/// with the autocovariances R and the flat-top window w(t) = 1 up to 1/2, 2 (1 - |t|) up to 1:
/// G = sum w(k/M) |k| R(k), g = sum w(k/M) R(k), D = 4/3 g^2, b = (2 G^2 / D)^(1/3) n^(1/3), at most
/// min(3 sqrt n, n / 3). The details are those of Python's `arch.bootstrap.optimal_block_length`.
pub fn block_length(series: &[f64]) -> f64 {
    let n = series.len();
    if n < 10 {
        return 1.0;
    }
    let mean = series.iter().sum::<f64>() / n as f64;
    let off: Vec<f64> = series.iter().map(|x| x - mean).collect();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let size = n as f64;
    let most = (3.0 * size.sqrt()).min(size / 3.0).ceil();
    let quiet = 5.max(size.log10() as usize);
    let last = (size.sqrt().ceil() as usize + quiet).min(n - 2);
    let bound = INSIGNIFICANT * (size.log10() / size).sqrt();
    let covariance: Vec<f64> = (0..=last).map(|lag| product(&off[lag..], &off[..n - lag]) / size).collect();
    let significant = |lag: usize| {
        let (later, earlier) = (&off[lag + 1..], &off[..n - lag - 1]);
        let correlation = covariance[lag] * size / (product(later, later) * product(earlier, earlier)).sqrt();
        // Nothing varies: nothing depends on anything.
        correlation.abs() >= bound
    };
    let first = (0..=last.saturating_sub(quiet)).find(|from| !(*from..from + quiet).any(significant));
    let window = first.map_or(last, |from| 2 * from.max(1)).min(last);
    let (mut slope, mut level) = (0.0, covariance[0]);
    for (lag, of_lag) in covariance.iter().enumerate().take(window + 1).skip(1) {
        let share = lag as f64 / window as f64;
        let weight = if share <= 0.5 { 1.0 } else { 2.0 * (1.0 - share) };
        slope += 2.0 * weight * lag as f64 * of_lag;
        level += 2.0 * weight * of_lag;
    }
    let length = (2.0 * slope * slope / (4.0 / 3.0 * level * level)).cbrt() * size.cbrt();
    if length.is_finite() { length.clamp(1.0, most) } else { 1.0 }
}
