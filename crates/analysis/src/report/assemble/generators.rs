//! The generators of a distributed test, side by side: what each sent, when, and how it fared. One that starts late and
//! one whose clock is off look the same in its samples.

use sloscope_dataset::Samples;
use sloscope_model::stat::{Stat, whole};
use sloscope_model::stats;
use sloscope_model::time::{NANOS_PER_MS, Nanos};

use super::Build;
use super::rows::{Rows, Selected};
use crate::report::GeneratorLoad;

/// More are not listed: a table of so many is not read.
const MOST: usize = 1000;
/// A rate over less time than this says nothing.
const LEAST_MS: f64 = 1000.0;

/// Empty where all samples are of one generator, or of nobody knows which.
pub fn generators(build: &Build) -> Vec<GeneratorLoad> {
    let Some((samples, rows)) = build.run.samples.as_ref().zip(build.rows) else { return Vec::new() };
    let (_, names) = samples.parts.named();
    let of_set: Vec<Option<usize>> = samples.parts.of_sets().to_vec();
    let one = |(at, name): (usize, &String)| {
        let mask = of_set.iter().map(|of| *of == Some(at)).collect();
        generator(build, samples, &Own { rows, mask }, name.clone())
    };
    names.iter().take(MOST).enumerate().map(one).collect()
}

/// The selected samples of one generator.
struct Own<'a> {
    rows: Rows<'a>,
    mask: Vec<bool>,
}

impl<'a> Own<'a> {
    fn of(&self, metric: &str) -> Option<Selected<'a>> {
        let column = self.rows.store.by_name(metric).filter(|column| !column.is_empty())?;
        Some(self.rows.of_tag_sets(column, self.mask.clone()))
    }

    /// The sum of a counter; absent where the files do not have it.
    fn sum(&self, metric: &str) -> Option<u64> {
        whole(self.of(metric)?.total().2)
    }
}

fn generator(build: &Build, samples: &Samples, own: &Own, name: String) -> GeneratorLoad {
    let mut found = GeneratorLoad {
        name,
        iterations: own.sum("iterations"),
        // A whole file without a sample of it says that none was dropped.
        dropped: own.sum("dropped_iterations").or((!samples.incomplete()).then_some(0)),
        requests: own.sum("http_reqs"),
        failed: own.of("http_req_failed").and_then(|of| {
            let (all, failed, _) = of.total();
            (all > 0).then(|| failed as f64 / all as f64)
        }),
        ..GeneratorLoad::default()
    };
    if let Some(of) = own.of("http_req_duration") {
        let mut values = of.values();
        found.p95_ms = stats::trend(&mut values, &[95.0]).get(Stat::P(95.0));
    }
    let (mut spans, mut times) = (Vec::new(), Vec::new());
    for name in ["iteration_duration", "http_reqs"] {
        for sample in own.of(name).iter().flat_map(Selected::samples) {
            let length = if name == "http_reqs" { 0.0 } else { sample.value.max(0.0) };
            spans.push((sample.time - (length * NANOS_PER_MS) as Nanos, sample.time));
            times.push(sample.time);
        }
    }
    let starts = spans.iter().map(|span| span.0).min();
    let ends = times.iter().copied().max();
    times.sort_unstable();
    let silence = times.windows(2).map(|pair| pair[1] - pair[0]).max();
    found.silence_ms = silence.map(|nanos| nanos as f64 / NANOS_PER_MS);
    if let Some((start, end)) = starts.zip(ends) {
        (found.start_ms, found.end_ms) = (Some(build.clock.ms(start)), Some(build.clock.ms(end)));
        let shown = build.clock.window.map_or((start, end), |(from, to)| (start.max(from), end.min(to)));
        let ms = (shown.1 - shown.0) as f64 / NANOS_PER_MS;
        found.rate = found.requests.filter(|_| ms >= LEAST_MS).map(|requests| requests as f64 / ms * 1000.0);
    }
    found
}
