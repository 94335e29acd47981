//! From values to pixels, linear or logarithmic. Time is linear.

/// A span of values laid over a span of pixels; pixels may run downwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    log: bool,
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// A span without length is widened, so that its one value lies in the middle.
    pub fn linear(low: f64, high: f64, from: f64, to: f64) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
        Self { log: false, low, high, from, to }
    }

    /// Both ends above 0; ends that are not are raised to a millionth of the larger one.
    pub fn log(low: f64, high: f64, from: f64, to: f64) -> Self {
        let high = if high > 0.0 { high } else { 1.0 };
        let low = low.max(high * 1e-6);
        let (low, high) = if high > low { (low, high) } else { (low / 2.0, low * 2.0) };
        Self { log: true, low: low.ln(), high: high.ln(), from, to }
    }

    /// The value at the low end.
    pub fn lowest(&self) -> f64 {
        if self.log { self.low.exp() } else { self.low }
    }

    /// The pixel of a value. On a logarithmic scale what is not above 0 lies at the low end.
    pub fn at(&self, value: f64) -> f64 {
        let value = if self.log { value.ln().max(self.low.min(-1e3)) } else { value };
        let value = if value.is_nan() || (self.log && value < self.low) { self.low } else { value };
        // Half of the largest span is a number.
        let (above, span) = (value * 0.5 - self.low * 0.5, self.high * 0.5 - self.low * 0.5);
        self.from + above / span * (self.to - self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_pixel() {
        let up = Scale::linear(0.0, 50.0, 200.0, 0.0);
        assert_eq!((up.at(0.0), up.at(25.0), up.at(50.0)), (200.0, 100.0, 0.0));
        let log = Scale::log(1.0, 1000.0, 0.0, 300.0);
        assert!((log.at(10.0) - 100.0).abs() < 1e-9 && (log.at(100.0) - 200.0).abs() < 1e-9);
    }

    #[test]
    fn odd_spans_have_a_place_for_every_value() {
        assert_eq!(Scale::linear(7.0, 7.0, 0.0, 100.0).at(7.0), 50.0);
        let log = Scale::log(0.0, 100.0, 0.0, 80.0);
        for value in [0.0, -1.0, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(log.at(value), 0.0, "{value}");
        }
        assert!(log.at(100.0) > 79.9);
        assert!(Scale::log(0.0, 0.0, 0.0, 10.0).at(0.5).is_finite());
        assert!((Scale::log(5.0, 5.0, 0.0, 10.0).at(5.0) - 5.0).abs() < 1e-9);
    }
}
