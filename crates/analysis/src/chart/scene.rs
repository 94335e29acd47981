//! A drawing as a short list of paths and texts in pixels. Two kinds of marks are all that a renderer must know: lines,
//! areas, bars, dots and rules are paths, and what they look like is said by their class.

use serde::{Deserialize, Serialize};

use super::reduce::{Point, reduce};

/// Everything that a renderer draws. The origin is at the top left, and y points down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// Pixels.
    pub width: f64,
    /// Pixels.
    pub height: f64,
    /// Where the values are.
    pub plot: Plot,
    /// In the order in which they are painted.
    pub marks: Vec<Mark>,
    /// Above all marks.
    pub texts: Vec<Text>,
}

/// The rectangle within the axes, in pixels of its scene.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plot {
    /// Where the horizontal axis begins.
    pub left: f64,
    /// Where the vertical axis ends.
    pub top: f64,
    /// Where the horizontal axis ends.
    pub right: f64,
    /// Where the vertical axis begins: larger than `top`.
    pub bottom: f64,
}

impl Plot {
    /// Pixels.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Pixels.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// A path: `d` as in SVG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What the style sheet knows it by: colour, width and whether it is filled.
    pub class: String,
    /// The commands of the path, in pixels to a tenth.
    pub d: String,
}

/// A label, at its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// Says also on which side of its place it stands: `end`, `middle`.
    pub class: String,
    /// Where the text begins, or ends, or has its middle, by its class.
    pub x: f64,
    /// The base line of the text.
    pub y: f64,
    /// Plain text: whoever draws it escapes it.
    pub text: String,
}

impl Scene {
    pub(crate) fn new(width: f64, height: f64, plot: Plot) -> Self {
        Self { width, height, plot, ..Self::default() }
    }

    fn mark(&mut self, class: &str, d: String) {
        if !d.is_empty() {
            self.marks.push(Mark { class: class.to_owned(), d });
        }
    }

    /// A line; it is broken where a point has no value, and a point between two breaks is a dot.
    pub(crate) fn line(&mut self, class: &str, points: &[Point]) {
        let (mut d, mut drawn) = (String::new(), 0);
        for (x, y) in reduce(points, self.width) {
            match y {
                Some(y) => {
                    step(&mut d, if drawn == 0 { 'M' } else { 'L' }, x, y);
                    drawn += 1;
                }
                None => end_of_line(&mut d, &mut drawn),
            }
        }
        end_of_line(&mut d, &mut drawn);
        self.mark(class, d);
    }

    /// The area between two lines with the same places; it ends where either has no value.
    pub(crate) fn area(&mut self, class: &str, lower: &[Point], upper: &[Point]) {
        let mut d = String::new();
        let both = |at: &usize| lower[*at].1.is_some() && upper[*at].1.is_some();
        let mut at = 0;
        let len = lower.len().min(upper.len());
        while at < len {
            let end = (at..len).find(|i| !both(i)).unwrap_or(len);
            let there = (at..end).map(|i| upper[i]);
            let back = (at..end).rev().map(|i| lower[i]);
            for (i, (x, y)) in there.chain(back).enumerate() {
                step(&mut d, if i == 0 { 'M' } else { 'L' }, x, y.unwrap_or_default());
            }
            if end > at {
                d.push('Z');
            }
            at = end + 1;
        }
        self.mark(class, d);
    }

    /// Boxes of one class: left, top, width, height.
    pub(crate) fn boxes(&mut self, class: &str, boxes: impl IntoIterator<Item = (f64, f64, f64, f64)>) {
        let mut d = String::new();
        for (x, y, width, height) in boxes {
            step(&mut d, 'M', x, y);
            one(&mut d, 'h', width);
            one(&mut d, 'v', height);
            one(&mut d, 'h', -width);
            d.push('z');
        }
        self.mark(class, d);
    }

    /// Dots: lines of no length with round ends.
    pub(crate) fn dots(&mut self, class: &str, dots: impl IntoIterator<Item = (f64, f64)>) {
        let mut d = String::new();
        for (x, y) in dots {
            step(&mut d, 'M', x, y);
            d.push_str("h0");
        }
        self.mark(class, d);
    }

    /// Straight lines of one class, from point to point.
    pub(crate) fn rules(&mut self, class: &str, rules: impl IntoIterator<Item = ((f64, f64), (f64, f64))>) {
        let mut d = String::new();
        for (from, to) in rules {
            step(&mut d, 'M', from.0, from.1);
            step(&mut d, 'L', to.0, to.1);
        }
        self.mark(class, d);
    }

    pub(crate) fn text(&mut self, class: &str, x: f64, y: f64, text: impl Into<String>) {
        self.texts.push(Text { class: class.to_owned(), x: tenth(x), y: tenth(y), text: text.into() });
    }
}

/// A line that has but one point goes nowhere from there: its round end is then seen.
fn end_of_line(d: &mut String, drawn: &mut u32) {
    if *drawn == 1 {
        d.push_str("h0");
    }
    *drawn = 0;
}

fn step(d: &mut String, command: char, x: f64, y: f64) {
    one(d, command, x);
    d.push(' ');
    push(d, y);
}

fn one(d: &mut String, command: char, value: f64) {
    d.push(command);
    push(d, value);
}

/// Tenths of a pixel are enough.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn push(d: &mut String, value: f64) {
    let tenths = (value * 10.0).round().clamp(-1e7, 1e7) as i32;
    if tenths < 0 {
        d.push('-');
    }
    d.push_str(&(tenths / 10).abs().to_string());
    if tenths % 10 != 0 {
        d.push('.');
        d.push_str(&(tenths % 10).abs().to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_what_svg_reads() {
        let mut scene = Scene::new(100.0, 50.0, Plot::default());
        scene.line("a", &[(0.0, Some(1.04)), (1.5, Some(2.0)), (2.0, None), (3.0, Some(-0.04)), (4.0, None)]);
        scene.area("b", &[(0.0, Some(9.0)), (5.0, Some(9.0))], &[(0.0, Some(1.0)), (5.0, Some(2.0))]);
        scene.boxes("c", [(1.0, 2.0, 3.0, 4.0)]);
        scene.dots("d", [(1.0, 2.0)]);
        scene.rules("e", [((0.0, 1.0), (2.0, 1.0))]);
        let paths: Vec<&str> = scene.marks.iter().map(|mark| mark.d.as_str()).collect();
        assert_eq!(paths, ["M0 1L1.5 2M3 0h0", "M0 1L5 2L5 9L0 9Z", "M1 2h3v4h-3z", "M1 2h0", "M0 1L2 1"]);
        scene.line("nothing", &[(0.0, None)]);
        assert_eq!(scene.marks.len(), 5, "what has no value has no mark");
    }
}
