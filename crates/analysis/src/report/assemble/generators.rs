//! The generators of a distributed test, side by side: what each sent, when, and how it fared. One that starts late and
//! one whose clock is off look the same in its samples.

use sloscope_dataset::{Parts, Samples};
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

/// Empty where all samples are of one generator, or it is not known of which they are.
pub fn generators(build: &Build) -> Vec<GeneratorLoad> {
    let Some((samples, rows)) = build.run.samples.as_ref().zip(build.rows) else { return Vec::new() };
    let (_, names) = samples.parts.named();
    if names.is_empty() {
        return Vec::new();
    }
    let of = Own { rows, parts: &samples.parts };
    let (iterations, requests) = (of.counters("iterations"), of.counters("http_reqs"));
    let (dropped, failed) = (of.counters("dropped_iterations"), of.sums("http_req_failed"));
    let durations = of.durations();
    let times = of.times();
    let all = names.iter().zip(durations).zip(times).take(MOST).enumerate();
    all.map(|(at, ((name, mut durations), times))| {
        let found = GeneratorLoad {
            name: name.clone(),
            iterations: iterations.as_ref().and_then(|all| all[at]),
            dropped: dropped_by(samples, dropped.as_ref().map(|all| all[at])),
            requests: requests.as_ref().and_then(|all| all[at]),
            failed: failed.as_ref().map(|all| all[at]).filter(|(n, _)| *n > 0).map(|(n, sum)| sum / n as f64),
            p95_ms: stats::trend(&mut durations, &[95.0]).get(Stat::P(95.0)),
            ..GeneratorLoad::default()
        };
        timed(build, found, times)
    })
    .collect()
}

/// A whole file without a sample of it says that none was dropped.
fn dropped_by(samples: &Samples, counted: Option<Option<u64>>) -> Option<u64> {
    match counted.unwrap_or(Some(0)) {
        Some(0) if samples.incomplete() => None,
        counted => counted,
    }
}

/// When something ended, and when the first of it began.
#[derive(Clone, Default)]
struct Times {
    first: Option<Nanos>,
    ends: Vec<Nanos>,
}

fn timed(build: &Build, mut found: GeneratorLoad, Times { first, mut ends }: Times) -> GeneratorLoad {
    ends.sort_unstable();
    let silence = ends.windows(2).map(|pair| pair[1] - pair[0]).max();
    found.silence_ms = silence.map(|nanos| nanos as f64 / NANOS_PER_MS);
    if let Some((start, end)) = first.zip(ends.last().copied()) {
        (found.start_ms, found.end_ms) = (Some(build.clock.ms(start)), Some(build.clock.ms(end)));
        let shown = build.clock.window.map_or((start, end), |(from, to)| (start.max(from), end.min(to)));
        let ms = (shown.1 - shown.0) as f64 / NANOS_PER_MS;
        found.rate = found.requests.filter(|_| ms >= LEAST_MS).map(|requests| requests as f64 / ms * 1000.0);
    }
    found
}

/// The selected samples, each metric looked at once for all generators.
struct Own<'a> {
    rows: Rows<'a>,
    parts: &'a Parts,
}

impl<'a> Own<'a> {
    fn of(&self, metric: &str) -> Option<Selected<'a>> {
        let column = self.rows.store.by_name(metric).filter(|column| !column.is_empty())?;
        Some(self.rows.of_column(column, &[]))
    }

    /// Number and sum of the samples of each.
    fn sums(&self, metric: &str) -> Option<Vec<(u64, f64)>> {
        let mut all = vec![(0, 0.0); self.parts.number()];
        for (set, n, sum) in self.of(metric)?.sums(self.rows.store.tags.len()) {
            let own = &mut all[self.parts.of(set)];
            *own = (own.0 + n, own.1 + sum);
        }
        Some(all)
    }

    /// The sum of a counter; what is no whole number is none.
    fn counters(&self, metric: &str) -> Option<Vec<Option<u64>>> {
        Some(self.sums(metric)?.into_iter().map(|(_, sum)| whole(sum)).collect())
    }

    fn durations(&self) -> Vec<Vec<f64>> {
        let mut all = vec![Vec::new(); self.parts.number()];
        for sample in self.of("http_req_duration").iter().flat_map(Selected::samples) {
            all[self.parts.of(sample.tag_set)].push(sample.value);
        }
        all
    }

    fn times(&self) -> Vec<Times> {
        let mut all = vec![Times::default(); self.parts.number()];
        for name in ["iteration_duration", "http_reqs"] {
            for sample in self.of(name).iter().flat_map(Selected::samples) {
                let length = if name == "http_reqs" { 0.0 } else { sample.value.max(0.0) };
                let start = sample.time - (length * NANOS_PER_MS) as Nanos;
                let own = &mut all[self.parts.of(sample.tag_set)];
                own.first = Some(own.first.map_or(start, |first| first.min(start)));
                own.ends.push(sample.time);
            }
        }
        all
    }
}
