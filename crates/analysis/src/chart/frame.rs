//! The frame of a chart: its axes with their labels, the lines of its grid, and the scales that place values in it.
//!
//! ```text
//!  unit        stage | stage
//!   40 +-----------------------+  plot.top
//!   20 |-----------------------|
//!    0 +-----------------------+  plot.bottom
//!     0:00       0:30       1:00
//!                           unit   (only where it is not a time)
//! ```

use sloscope_model::format;
use sloscope_model::stat::Unit;

use super::Scale;
use super::axis::moments;
use super::scene::{Plot, Scene};
use super::ticks::{self, ACROSS};

/// Room around the values, in pixels. All charts of one width have the same at their sides, so that their axes of time
/// lie under each other.
#[derive(Clone, Copy, Debug)]
pub struct Margins {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Margins {
    pub const CHART: Self = Self { left: 52.0, right: 16.0, top: 36.0, bottom: 24.0 };
    /// With a line for the unit of the horizontal axis.
    pub const TWO_UNITS: Self = Self { bottom: 40.0, ..Self::CHART };
    /// A lane: labels of values alone.
    pub const LANE: Self = Self { left: 52.0, right: 16.0, top: 8.0, bottom: 8.0 };
    /// The small chart that a window is taken from: labels of time alone.
    pub const SMALL: Self = Self { left: 18.0, right: 18.0, top: 8.0, bottom: 22.0 };

    pub fn plot(&self, width: f64, height: f64) -> Plot {
        let (right, bottom) = ((width - self.right).max(self.left + 1.0), (height - self.bottom).max(self.top + 1.0));
        Plot { left: self.left, top: self.top, right, bottom }
    }
}

/// The labels of an upright axis stand so far apart, in pixels.
const ALONG: f64 = 34.0;

/// An axis before it is placed.
#[derive(Clone, Debug)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    pub log: bool,
    pub labels: Vec<(f64, String)>,
    /// Its unit.
    pub title: String,
}

impl Axis {
    pub fn time(low_ms: f64, high_ms: f64, pixels: f64) -> Self {
        let labels = moments(low_ms, high_ms, pixels).into_iter().map(|ms| (ms, format::moment(ms)));
        Self { low: low_ms, high: high_ms, log: false, labels: labels.collect(), title: String::new() }
    }

    /// From 0, or from the next round number below a negative value, to the next round number above the largest.
    pub fn up_from(lowest: f64, largest: f64, unit: Unit, pixels: f64) -> Self {
        if lowest >= 0.0 || !lowest.is_finite() {
            return Self::up(largest, unit, pixels);
        }
        let most = (pixels / ALONG).floor().max(2.0) as usize;
        let high = if largest > 0.0 { ticks::ceiling(largest, most) } else { 0.0 };
        let low = -ticks::ceiling(-lowest, most);
        Self::of(low, high, ticks::numbers(low, high, most), unit, false)
    }

    /// From 0 to the next round number above the largest value, upwards.
    pub fn up(largest: f64, unit: Unit, pixels: f64) -> Self {
        let most = (pixels / ALONG).floor().max(1.0) as usize;
        let high = ticks::ceiling(largest, most);
        // Of whole things there are no halves.
        let whole = unit == Unit::Count && high < most as f64;
        let high = if whole { high.ceil() } else { high };
        let places = if whole { (0..=high as u32).map(f64::from).collect() } else { ticks::numbers(0.0, high, most) };
        Self::of(0.0, high, places, unit, false)
    }

    /// From a round number below the least value of shares near one to all of them: what is missing of one is what matters.
    pub fn up_to_all(lowest: f64, pixels: f64) -> Self {
        let most = (pixels / ALONG).floor().max(2.0) as usize;
        let low = 1.0 - ticks::ceiling((1.0 - lowest).max(1e-4), most);
        Self::of(low, 1.0, ticks::numbers(low, 1.0, most), Unit::Fraction, false)
    }

    /// From 0, to the right.
    pub fn across(largest: f64, unit: Unit, pixels: f64) -> Self {
        let places = ticks::numbers(0.0, largest, (pixels / ACROSS).floor().max(1.0) as usize);
        Self::of(0.0, largest, places, unit, false)
    }

    /// Logarithmic; `distance` of labels in pixels.
    fn log(low: f64, high: f64, unit: Unit, pixels: f64, distance: f64) -> Self {
        let high = high.min(f64::MAX);
        let places = ticks::decades(low, high, (pixels / distance).floor().max(1.0) as usize);
        Self::of(low, high, places, unit, true)
    }

    pub fn log_up(low: f64, high: f64, unit: Unit, pixels: f64) -> Self {
        Self::log(low, high, unit, pixels, ALONG * 0.5)
    }

    pub fn log_across(low: f64, high: f64, unit: Unit, pixels: f64) -> Self {
        Self::log(low, high, unit, pixels, ACROSS * 0.7)
    }

    fn of(low: f64, high: f64, places: Vec<f64>, unit: Unit, log: bool) -> Self {
        let (divisor, title) =
            if log && unit == Unit::Millis { (1.0, "ms") } else { ticks::axis_unit(high.max(-low), unit) };
        let labels = places.into_iter().map(|v| (v, ticks::label(v, divisor))).collect();
        Self { low, high, log, labels, title: title.to_owned() }
    }

    fn scale(&self, from: f64, to: f64) -> Scale {
        if self.log { Scale::log(self.low, self.high, from, to) } else { Scale::linear(self.low, self.high, from, to) }
    }
}

/// A scene with its axes drawn.
#[derive(Clone, Debug)]
pub struct Frame {
    pub scene: Scene,
    pub x: Scale,
    pub y: Scale,
}

impl Frame {
    pub fn new(width: f64, height: f64, plot: Plot, across: &Axis, up: &Axis) -> Self {
        let (x, y) = (across.scale(plot.left, plot.right), up.scale(plot.bottom, plot.top));
        let mut scene = Scene::new(width, height, plot);
        let rows = || up.labels.iter().map(|(value, text)| (y.at(*value), text));
        scene.rules("grid", rows().map(|(y, _)| ((plot.left, y), (plot.right, y))));
        for (y, text) in rows() {
            scene.text("tick end", plot.left - 8.0, y + 4.0, text.clone());
        }
        if !up.title.is_empty() {
            scene.text("tick", 2.0, plot.top - 22.0, up.title.clone());
        }
        let places = || across.labels.iter().map(|(value, text)| (x.at(*value), text));
        scene.rules("axis", [((plot.left, plot.bottom), (plot.right, plot.bottom))]);
        scene.rules("axis", places().map(|(x, _)| ((x, plot.bottom), (x, plot.bottom + 4.0))));
        for (x, text) in places() {
            let half = text.len() as f64 * 3.3;
            let class = if x + half > width { "tick end" } else { "tick middle" };
            let x = if x + half > width { width } else { x.max(half) };
            scene.text(class, x, plot.bottom + 17.0, text.clone());
        }
        if !across.title.is_empty() {
            scene.text("tick end", plot.right, plot.bottom + 34.0, across.title.clone());
        }
        Self { scene, x, y }
    }

    /// Lines through the whole height with a word at their top; a word that would run into another is left out.
    pub fn uprights(&mut self, class: &str, places: &[(f64, String)]) {
        let Plot { left, top, right, bottom } = self.scene.plot;
        let mut free = left;
        for (value, text) in places {
            let x = self.x.at(*value);
            if x < left - 0.5 || x > right + 0.5 {
                continue;
            }
            self.scene.rules(class, [((x, top), (x, bottom))]);
            let end = x + 4.0 + text.len() as f64 * 6.8;
            if !text.is_empty() && x >= free && end <= self.scene.width {
                self.scene.text("stage", x + 4.0, top - 5.0, text.clone());
                free = end + 6.0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_reaches_below_0_where_values_do() {
        let axis = Axis::up_from(-30.0, 70.0, Unit::Plain, 180.0);
        assert!(axis.low <= -30.0 && axis.high >= 70.0, "{axis:?}");
        assert!(axis.labels.iter().any(|(at, text)| *at == 0.0 && text == "0"), "{axis:?}");
        let below = Axis::up_from(-12_000.0, -1.0, Unit::Millis, 180.0);
        assert_eq!((below.high, below.title.as_str()), (0.0, "s"), "the unit of what is furthest from 0");
        let usual = Axis::up_from(0.0, 70.0, Unit::Plain, 180.0);
        assert_eq!((usual.low, usual.high), (0.0, Axis::up(70.0, Unit::Plain, 180.0).high));
    }
}
