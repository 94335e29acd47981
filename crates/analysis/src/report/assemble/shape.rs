//! What the rules on findings want of single samples: how long requests took, on a logarithmic scale, and how many
//! opened a connection. That of the whole run is made once.

use sloscope_model::series::Series;
use sloscope_model::time::{NANOS_PER_MS, took};

use super::Build;

/// Counts on a logarithmic scale, eight bins an octave.
pub const BINS: usize = 8 * 48;

#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Requests by their duration; those of 0 ms are left out. Empty without samples.
    pub counts: Vec<f64>,
    pub requests: f64,
    /// Requests that opened a connection, the time that it took them, and of how many that is known.
    pub opened: f64,
    pub opening_ms: f64,
    pub of: f64,
    /// Time that iterations of all scenarios spent in what is shown of the run, ms.
    pub iterations_ms: f64,
}

/// The bin of a time: its exponent and the first three bits of its fraction, from 2^-20 ms on.
fn bin(ms: f64) -> usize {
    let place = (ms.to_bits() >> 49) as i64 - ((1023 - 20) << 3);
    place.clamp(0, BINS as i64 - 1) as usize
}

/// The middle of a bin, ms.
pub fn middle(bin: usize) -> f64 {
    let (octave, part) = (bin / 8, bin % 8);
    2f64.powi(octave as i32 - 20) * (1.0 + (part as f64 + 0.5) / 8.0)
}

pub fn shape(build: &Build, metric: Option<&str>) -> Shape {
    let make = || made(build, metric);
    if build.is_partial() { make() } else { build.memory.shape.get_or_init(make).clone() }
}

fn made(build: &Build, metric: Option<&str>) -> Shape {
    let mut shape = Shape::default();
    let Some(rows) = build.rows else { return shape };
    let values = |name: &str| rows.select(&Series::metric(name)).map(|selected| selected.values()).unwrap_or_default();
    let times = metric.map(&values).unwrap_or_default();
    if !times.is_empty() {
        shape.counts = vec![0.0; BINS];
    }
    for ms in times.into_iter().filter(|ms| *ms > 0.0) {
        shape.counts[bin(ms)] += 1.0;
        shape.requests += 1.0;
    }
    for ms in values("http_req_connecting") {
        shape.of += 1.0;
        if ms > 0.0 {
            shape.opened += 1.0;
            shape.opening_ms += ms;
        }
    }
    shape.iterations_ms = under_way(build).unwrap_or(0.0);
    shape
}

/// The part of each iteration's time that lies in what is shown of the run, whatever the filter is.
fn under_way(build: &Build) -> Option<f64> {
    let (from, to) = build.clock.shown()?;
    let column = build.rows?.store.by_name("iteration_duration")?;
    let inside = |sample: sloscope_store::Sample| {
        let lasted = took(sample.value);
        (sample.time.min(to) - (sample.time - lasted).max(from)).max(0) as f64
    };
    Some(column.samples().map(inside).sum::<f64>() / NANOS_PER_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_eight_an_octave() {
        assert_eq!(bin(1.0), 160);
        assert_eq!(bin(2.0), 168);
        assert_eq!((bin(0.0), bin(f64::MAX)), (0, BINS - 1));
        for ms in [0.001, 0.7, 3.3, 250.0, 60_000.0] {
            assert!((middle(bin(ms)) / ms - 1.0).abs() < 0.07, "{ms}");
        }
    }
}
