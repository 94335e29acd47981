//! The times of a run: its start and end, the divisor of its counter rates, and the window that is asked for.

use sloscope_dataset::{DurationFrom, Run, duration_of};
use sloscope_model::time::{LONGEST, NANOS_PER_MS, Nanos, TIMES, distance};

use super::length::Length;
use crate::report::{Query, Window};
use crate::session::Memory;

#[derive(Clone, Debug, Default)]
pub struct Clock {
    pub start: Option<Nanos>,
    pub end: Option<Nanos>,
    /// First to last sample.
    pub observed_ms: Option<f64>,
    pub duration: Option<(f64, DurationFrom)>,
    /// How well the duration is known, where no file states it.
    pub length: Option<Length>,
    /// In force: start included, end excluded.
    pub window: Option<(Nanos, Nanos)>,
}

impl Clock {
    pub fn of(run: &Run, memory: &Memory, query: &Query) -> Self {
        let span = run.samples.as_ref().and_then(sloscope_dataset::Samples::span);
        let observed_ms = span.map(|(start, end)| end.saturating_sub(start) as f64 / NANOS_PER_MS);
        let stated = run.summaries.iter().filter(|a| !a.counts_more).find_map(duration_of);
        let length = if stated.is_none() { *memory.length.get_or_init(|| Length::of(run)) } else { None };
        let duration = stated.or(length.map(|length| (length.best_ms, DurationFrom::ObservedSpan)));
        let start = run.start();
        let stated_end = run.summaries.iter().find_map(|a| a.summary.end);
        let window = start.zip(query.window).map(|(start, w)| {
            // A window that nobody ended goes on beyond all times.
            let end = if w.end_ms < Window::LAST_MS { start + distance(w.end_ms) } else { TIMES.end + LONGEST };
            (start + distance(w.start_ms), end)
        });
        Self { start, end: span.map(|s| s.1).or(stated_end), observed_ms, duration, length, window }
    }

    /// What counter rates are divided by: the run's duration, or the part of the window that lies in it.
    pub fn divisor_ms(&self) -> Option<f64> {
        let whole = self.duration.as_ref().map(|(ms, _)| *ms);
        let (Some((from, to)), Some(start)) = (self.window, self.start) else {
            return whole;
        };
        let (from, to) =
            (from.saturating_sub(start) as f64 / NANOS_PER_MS, to.saturating_sub(start) as f64 / NANOS_PER_MS);
        let to = to.min(self.ends_ms().unwrap_or(to));
        Some((to - from.max(0.0)).max(0.0))
    }

    /// When the run ends, in ms after its first sample.
    fn ends_ms(&self) -> Option<f64> {
        let lead_ms = self.length.map_or(0.0, |length| length.lead_ms);
        let whole = self.duration.as_ref().map(|(ms, _)| ms - lead_ms)?;
        Some(whole.max(self.observed_ms.unwrap_or(0.0)))
    }

    /// What is shown ends where the run does, or begins before it: a window within it has a length that is known.
    pub fn is_open(&self) -> bool {
        let (Some((_, to)), Some(end)) = (self.window, self.end) else { return true };
        to > end
    }

    /// From when to when the run is shown: all of it, or the part that the window holds.
    pub fn shown(&self) -> Option<(Nanos, Nanos)> {
        let (start, end) = (self.start?, self.end?);
        let (from, to) = self.window.map_or((start, end), |(from, to)| (from.max(start), to.min(end)));
        (from < to).then_some((from, to))
    }

    /// The moment so many ms after the start of the run.
    pub fn at(&self, ms: f64) -> Nanos {
        self.start.unwrap_or(0) + distance(ms)
    }

    /// ms after the start of the run.
    pub fn ms(&self, at: Nanos) -> f64 {
        self.start.map_or(0.0, |start| at.saturating_sub(start) as f64 / NANOS_PER_MS)
    }
}
