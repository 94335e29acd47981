//! The spans of time of which small courses are made: equal parts of what is shown of the run.

use sloscope_model::time::Nanos;

use super::Build;

/// A course has so many spans; it is drawn some 100 pixels wide.
const NUMBER: usize = 32;

/// Start, length of a span, number of spans; `None` for a run without time.
pub fn spans(build: &Build) -> Option<(Nanos, Nanos, usize)> {
    let (start, end) = build.clock.start.zip(build.clock.end)?;
    let (from, to) = build.clock.window.map_or((start, end), |(from, to)| (from.max(start), to.min(end)));
    let length = ((to - from) / NUMBER as Nanos).max(1);
    (to > from).then_some((from, length, NUMBER))
}
