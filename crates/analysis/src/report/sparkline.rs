//! The course of a number over the run, small enough for thousands of rows: for a drawing of some pixels, not for
//! reading values.

use serde::{Deserialize, Serialize};

/// Steps of the drawing.
const STEPS: f64 = 254.0;

/// Equal spans of time from the start of what is shown to its end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sparkline {
    /// The largest value, exact.
    pub peak: f64,
    /// 0 where there is no value; else 1 for zero up to 255 for the peak. Empty if there is no course.
    levels: Vec<u8>,
}

impl Sparkline {
    /// Of values that are not negative; what is not finite is absent.
    pub fn of(values: impl Iterator<Item = Option<f64>> + Clone) -> Self {
        let known = |value: Option<f64>| value.filter(|v| v.is_finite() && *v >= 0.0);
        let peak = values.clone().filter_map(known).fold(0.0, f64::max);
        let level = |value: Option<f64>| match known(value) {
            None => 0,
            Some(_) if peak == 0.0 => 1,
            Some(value) => (value / peak * STEPS).round() as u8 + 1,
        };
        let levels: Vec<u8> = values.map(level).collect();
        if levels.iter().all(|level| *level == 0) { Self::default() } else { Self { peak, levels } }
    }

    /// Whether there is no value at all, so that nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.levels.is_empty()
    }

    /// SVG points of each unbroken piece, in a box of `width` by `height`, y pointing down; a single value is a level
    /// line as wide as its span.
    pub fn lines(&self, width: f64, height: f64) -> Vec<String> {
        let span = width / self.levels.len().max(1) as f64;
        let mut lines: Vec<String> = Vec::new();
        let mut before = 0;
        for (at, level) in self.levels.iter().enumerate() {
            if *level > 0 {
                let y = super::sparkline_path::tenth(height - f64::from(level - 1) / STEPS * height);
                let x = |at: usize| super::sparkline_path::tenth(at as f64 * span);
                // Each span is as wide as it is: a step, not a slope between two moments.
                let step = format!("{},{y} {},{y}", x(at), x(at + 1));
                match lines.last_mut().filter(|_| before > 0) {
                    Some(line) => *line = format!("{line} {step}"),
                    None => lines.push(step),
                }
            }
            before = *level;
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_gaps_and_zeros() {
        let course = Sparkline::of([Some(0.0), Some(5.0), None, Some(10.0)].into_iter());
        assert_eq!(course.peak, 10.0);
        assert_eq!(course.levels, [1, 128, 0, 255]);
        assert_eq!(course.lines(40.0, 20.0), ["0,20 10,20 10,10 20,10", "30,0 40,0"]);
        assert_eq!(Sparkline::of([Some(0.0), None].into_iter()).lines(20.0, 10.0), ["0,10 10,10"]);
        assert!(Sparkline::of([None, Some(f64::NAN)].into_iter()).is_empty());
        assert!(Sparkline::default().lines(40.0, 20.0).is_empty());
    }
}
