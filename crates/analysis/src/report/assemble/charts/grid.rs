//! The spans of time of a chart: round lengths, about one for each two pixels, long enough to hold some samples.

use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

use crate::chart::{TIME_STEPS_MS, time_step};

/// So many spans at least, where the pixels allow it, however few the samples are.
const FEWEST: f64 = 12.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    from: Nanos,
    to: Nanos,
    length: Nanos,
    pub number: usize,
}

impl Grid {
    /// At most `most` spans, and at most `filled` of them if that leaves a few; none is shorter than the clock's step.
    /// A rest of less than half a span belongs to the last one.
    pub fn new((from, to): (Nanos, Nanos), most: f64, filled: f64, clock_step: Nanos) -> Self {
        let span_ms = (to - from) as f64 / NANOS_PER_MS;
        let most = most.min(filled.max(FEWEST)).max(1.0);
        let least = clock_step as f64 / NANOS_PER_MS;
        let coarse = TIME_STEPS_MS.into_iter().find(|step| *step >= least).unwrap_or(least);
        Self::of_step((from, to), time_step(span_ms, most).max(coarse))
    }

    /// Spans of this length.
    pub fn of_step((from, to): (Nanos, Nanos), step_ms: f64) -> Self {
        let length = ((step_ms * NANOS_PER_MS) as Nanos).max(1);
        let number = ((to - from + length / 2) / length).max(1) as usize;
        Self { from, to, length, number }
    }

    /// As the passes over columns take them: start, length, number.
    pub fn spans(&self) -> (Nanos, Nanos, usize) {
        (self.from, self.length, self.number)
    }

    /// The start of each span, and the end of the last.
    pub fn edges(&self) -> impl Iterator<Item = Nanos> + '_ {
        (0..self.number).map(|i| self.from + i as Nanos * self.length).chain([self.to])
    }

    pub fn length_ms(&self) -> f64 {
        self.length as f64 / NANOS_PER_MS
    }

    /// The length of a span; the last one ends with the run or the window.
    pub fn seconds(&self, at: usize) -> f64 {
        let begins = self.from + at as Nanos * self.length;
        let ends = if at + 1 == self.number { self.to } else { begins + self.length };
        (ends - begins) as f64 / NANOS_PER_S as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_round_and_cover_all() {
        let grid = Grid::new((0, 60 * NANOS_PER_S), 560.0, 1e9, 0);
        assert_eq!((grid.length_ms(), grid.number), (200.0, 300));
        let few = Grid::new((0, 60 * NANOS_PER_S), 560.0, 60.0, 0);
        assert_eq!((few.length_ms(), few.number), (1000.0, 60));
        let whole_seconds = Grid::new((0, 60 * NANOS_PER_S), 560.0, 1e9, NANOS_PER_S);
        assert_eq!(whole_seconds.number, 60);
        // 10.4 s in spans of 1 s: the rest belongs to the last.
        let rest = Grid::new((0, 10_400_000_000), 20.0, 1e9, 0);
        assert_eq!((rest.number, rest.length_ms()), (10, 1000.0));
        assert!((rest.seconds(9) - 1.4).abs() < 1e-9 && (rest.seconds(0) - 1.0).abs() < 1e-9);
        assert_eq!(rest.edges().count(), 11);
        let instant = Grid::new((5, 6), 500.0, 1.0, 0);
        assert_eq!(instant.number, 1);
        assert!(instant.seconds(0) > 0.0);
    }
}
