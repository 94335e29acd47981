//! Where an axis is labelled: round numbers, round times, decades; and the unit that all labels of an axis share.

use sloscope_model::format;
use sloscope_model::stat::{EXACT, Unit};

/// Round lengths of time in ms: spans of points and distances of labels.
pub const TIME_STEPS_MS: [f64; 19] =
    [100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 1.5e4, 2e4, 3e4, 6e4, 1.2e5, 3e5, 6e5, 9e5, 1.8e6, 3.6e6, 7.2e6, 1.44e7];

/// The labels of an axis to the right stand so far apart, in pixels.
pub const ACROSS: f64 = 76.0;

/// The least round length that divides a span into at most so many parts.
pub fn time_step(span_ms: f64, most: f64) -> f64 {
    let fits = |step: &f64| span_ms / step <= most;
    let days = || (1..).map(|n| f64::from(n) * 8.64e7).find(|step| fits(step) || *step > 1e12);
    TIME_STEPS_MS.into_iter().find(fits).or_else(days).unwrap_or(8.64e7)
}

/// 1, 2 or 5 times a power of ten: the least that divides a span into at most so many parts. As digit and exponent,
/// since 0.1 has no exact multiple.
fn round_step(span: f64, most: usize) -> (f64, i32) {
    let rough = span / most.max(1) as f64;
    let exponent = rough.log10().floor().clamp(-300.0, 300.0) as i32;
    let digit = [1.0, 2.0, 5.0].into_iter().find(|d| times_ten(*d, exponent) >= rough * (1.0 - 1e-9));
    digit.map_or((1.0, exponent + 1), |digit| (digit, exponent))
}

fn times_ten(value: f64, exponent: i32) -> f64 {
    if exponent < 0 { value / 10f64.powi(-exponent) } else { value * 10f64.powi(exponent) }
}

/// Round numbers from the first at or above `low` to the last at or below `high`.
pub fn numbers(low: f64, high: f64, most: usize) -> Vec<f64> {
    if low >= high || !(high - low).is_finite() {
        return vec![low];
    }
    let (digit, exponent) = round_step(high - low, most);
    let step = times_ten(digit, exponent);
    let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
    let number = (last - first).clamp(0.0, 100.0) as u32;
    (0..=number).map(|i| times_ten((first + f64::from(i)) * digit, exponent)).collect()
}

/// The next round number at or above a largest value, so that the axis ends with a label.
pub fn ceiling(largest: f64, most: usize) -> f64 {
    if !(largest > 0.0 && largest.is_finite()) {
        return 1.0;
    }
    let (digit, exponent) = round_step(largest, most);
    // Beyond the largest numbers that there are no round one follows.
    finite(times_ten((largest / times_ten(digit, exponent) - 1e-9).ceil() * digit, exponent), largest)
}

fn finite(value: f64, otherwise: f64) -> f64 {
    if value.is_finite() { value } else { otherwise }
}

/// Round moments in a span of time.
pub fn times(low_ms: f64, high_ms: f64, most: usize) -> Vec<f64> {
    let step = time_step(high_ms - low_ms, most.max(1) as f64);
    let first = (low_ms / step - 1e-9).ceil();
    let number = ((high_ms / step + 1e-9).floor() - first).clamp(-1.0, 200.0) as i32;
    (0..=number).map(|i| (first + f64::from(i)) * step).collect()
}

/// Powers of ten in a span, with 2 and 5 between them if there are few; at most about so many.
pub fn decades(low: f64, high: f64, most: usize) -> Vec<f64> {
    // What is larger than any number has no power of ten.
    let exponent = |value: f64| value.clamp(f64::MIN_POSITIVE, f64::MAX).log10();
    let (first, last) = (exponent(low).floor() as i32, exponent(high).ceil() as i32);
    let span = usize::try_from(last - first).unwrap_or(0).max(1);
    let every = i32::try_from(span.div_ceil(most.max(1))).unwrap_or(1);
    let digits: &[f64] = if span * 3 <= most { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let exponents = (first..=last).filter(|e| (e - first) % every == 0);
    let all = exponents.flat_map(|e| digits.iter().map(move |d| times_ten(*d, e)));
    all.filter(|v| v.is_finite() && *v >= low * (1.0 - 1e-9) && *v <= high * (1.0 + 1e-9)).collect()
}

/// What the labels of an axis are divided by, and the unit that they then are in: chosen by the largest.
pub fn axis_unit(largest: f64, unit: Unit) -> (f64, &'static str) {
    let data = |units: [&'static str; 4]| match largest.abs() {
        size if size >= 1e9 => (1e9, units[3]),
        size if size >= 1e6 => (1e6, units[2]),
        size if size >= 1e3 => (1e3, units[1]),
        _ => (1.0, units[0]),
    };
    match unit {
        Unit::Millis if largest.abs() >= 10_000.0 => (1000.0, "s"),
        Unit::Millis if largest.abs() < 0.001 && largest != 0.0 => (0.001, "µs"),
        Unit::Millis => (1.0, "ms"),
        Unit::Bytes => data(["B", "kB", "MB", "GB"]),
        Unit::BytesPerSecond => data(["B/s", "kB/s", "MB/s", "GB/s"]),
        Unit::Fraction => (0.01, "%"),
        Unit::PerSecond => (1.0, "per second"),
        Unit::Count | Unit::Plain if largest.abs() >= 1e6 => (1e6, "million"),
        Unit::Count | Unit::Plain => (1.0, ""),
    }
}

/// A label of an axis in its unit: all digits that it has and no more. None where the unit has no number so large.
pub fn label(value: f64, divisor: f64) -> String {
    let in_unit = if divisor == 0.01 { value * 100.0 } else { value / divisor };
    if !in_unit.is_finite() {
        return String::new();
    }
    if in_unit.abs() > EXACT as f64 {
        return format::value(in_unit, Unit::Plain);
    }
    // A division can leave a last digit that nobody means.
    format::exact(finite((in_unit * 1e9).round() / 1e9, in_unit), Unit::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_numbers() {
        assert_eq!(numbers(0.0, 400.0, 5), [0.0, 100.0, 200.0, 300.0, 400.0]);
        assert_eq!(numbers(0.0, 1.0, 5), [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(numbers(-3.0, 7.0, 5), [-2.0, 0.0, 2.0, 4.0, 6.0]);
        assert_eq!(numbers(0.0, 0.0007, 4), [0.0, 0.0002, 0.0004, 0.0006]);
        assert_eq!(numbers(5.0, 5.0, 4), [5.0]);
        for high in [1e-7, 0.013, 0.99, 1.0, 17.3, 400.0, 999.9, 1e6, 3.3e9] {
            let found = numbers(0.0, high, 6);
            assert!((3..=7).contains(&found.len()), "{high}: {found:?}");
        }
    }

    /// A limit may be as large as a number can be.
    #[test]
    fn the_largest_numbers_have_labels() {
        for largest in [1e300, 1.7e308, f64::MAX] {
            assert!(ceiling(largest, 5).is_finite(), "{largest}");
            let (divisor, _) = axis_unit(largest, Unit::Plain);
            assert!(!label(largest, divisor).contains('∞'), "{largest}");
            assert!(!label(largest, 0.01).contains('∞'), "{largest}");
            for high in [largest, f64::INFINITY] {
                assert!(decades(1.0, high, 6).iter().all(|value| value.is_finite()));
            }
        }
    }

    #[test]
    fn the_axis_ends_on_a_label() {
        for (largest, end) in [(402.0, 500.0), (400.0, 400.0), (0.93, 1.0), (26.03, 30.0), (0.0, 1.0), (61.0, 80.0)] {
            assert_eq!(ceiling(largest, 5), end, "{largest}");
            assert_eq!(numbers(0.0, end, 5).last(), Some(&end));
        }
    }

    #[test]
    fn round_moments() {
        assert_eq!(times(0.0, 60_000.0, 6), [0.0, 10_000.0, 20_000.0, 30_000.0, 40_000.0, 50_000.0, 60_000.0]);
        assert_eq!(times(31_000.0, 34_000.0, 4), [31_000.0, 32_000.0, 33_000.0, 34_000.0]);
        assert_eq!(times(0.0, 600_000.0, 12).get(1), Some(&60_000.0));
        assert_eq!(times(150.0, 420.0, 4), [200.0, 300.0, 400.0]);
        assert!(times(0.0, 30.0 * 8.64e7, 6).len() <= 7, "a month");
        assert_eq!(times(10.0, 20.0, 5), [0.0; 0], "shorter than the least step");
    }

    #[test]
    fn powers_of_ten() {
        assert_eq!(decades(0.1, 100.0, 5), [0.1, 1.0, 10.0, 100.0]);
        assert_eq!(decades(1.0, 20.0, 8), [1.0, 2.0, 5.0, 10.0, 20.0]);
        assert!(decades(1e-6, 1e6, 5).len() <= 6);
    }

    #[test]
    fn labels_share_a_unit() {
        let labels = |high: f64, unit| {
            let (divisor, name) = axis_unit(high, unit);
            numbers(0.0, high, 4).into_iter().map(|v| label(v, divisor)).chain([name.to_owned()]).collect::<Vec<_>>()
        };
        assert_eq!(labels(1_500_000.0, Unit::BytesPerSecond), ["0", "0.5", "1", "1.5", "MB/s"]);
        assert_eq!(labels(0.6, Unit::Millis), ["0", "0.2", "0.4", "0.6", "ms"]);
        assert_eq!(labels(20_000.0, Unit::Millis), ["0", "5", "10", "15", "20", "s"]);
        assert_eq!(labels(0.07, Unit::Fraction), ["0", "2", "4", "6", "%"]);
        assert_eq!(labels(2000.0, Unit::PerSecond), ["0", "500", "1,000", "1,500", "2,000", "per second"]);
    }
}
