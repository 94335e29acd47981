//! How two files of samples relate: the same samples twice, two parts of one distributed run, or different runs.

use std::collections::HashSet;

use sloscope_ingest::SampleFile;
use sloscope_model::order::sort_short;
use sloscope_model::time::Nanos;
use sloscope_store::{Sample, Store};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// The same samples: one file twice, or the NDJSON and the CSV of one run, or a cut copy.
    Same,
    /// At the same time, but other samples: runners of one distributed test.
    Together,
    Different,
}

/// Samples that are looked up in the other file.
const PROBES: usize = 500;
/// The finest step that all formats can tell apart: CSV has six decimals.
const VALUE_STEPS_PER_UNIT: f64 = 1e6;

pub(super) fn relation(a: &SampleFile, b: &SampleFile) -> Relation {
    let step = a.time_step.max(b.time_step).max(1);
    let (Some(x), Some(y)) = (a.store.span(), b.store.span()) else {
        return if a.store.samples() == b.store.samples() { Relation::Same } else { Relation::Different };
    };
    // Coarse clocks round down: a sample may lie up to one step later, so that files may seem to overlap.
    let common = x.1.min(y.1) - x.0.max(y.0);
    let shorter = (x.1 - x.0).min(y.1 - y.0);
    if common + step <= 0 {
        return Relation::Different;
    }
    if same_samples(&a.store, &b.store, step) {
        Relation::Same
    } else if common > step && (common - step) as f64 >= 0.5 * shorter as f64 {
        Relation::Together
    } else {
        Relation::Different
    }
}

/// Looks up samples of one file in the other: durations in nanoseconds do not coincide by chance.
fn same_samples(a: &Store, b: &Store, step: Nanos) -> bool {
    let (small, large) = if a.samples() <= b.samples() { (a, b) } else { (b, a) };
    let (mut probed, mut found) = (0, 0);
    for column in small.columns() {
        let telling: Vec<Sample> = column.samples().filter(|sample| sample.value.fract() != 0.0).collect();
        let Some(other) = large.by_name(&column.name).filter(|_| !telling.is_empty()) else {
            continue;
        };
        let known: HashSet<_> = other.samples().map(|sample| key(&sample, step)).collect();
        for sample in telling.iter().step_by(telling.len().div_ceil(PROBES)) {
            let (time, value) = key(sample, step);
            probed += 1;
            found += usize::from((-1..=1).any(|d| known.contains(&(time, value.saturating_add(d)))));
        }
        if probed >= PROBES {
            break;
        }
    }
    if probed > 0 {
        return 2 * found > probed;
    }
    // Whole numbers only: equal counts, the same beginning and the same end.
    let shape = |s: &Store| {
        let mut counts: Vec<_> = s.columns().map(|c| (c.name.clone(), c.len())).collect();
        sort_short(&mut counts, Ord::cmp);
        (counts, s.span().map(|(start, end)| (start.div_euclid(step), end.div_euclid(step))))
    };
    shape(a) == shape(b)
}

fn key(sample: &Sample, step: Nanos) -> (i64, i64) {
    (sample.time.div_euclid(step), (sample.value * VALUE_STEPS_PER_UNIT).round() as i64)
}

/// Which of two files with the same samples to count: the complete one, then the exact one.
pub(super) fn better(a: &SampleFile, b: &SampleFile) -> bool {
    let (n, m) = (a.store.samples() as f64, b.store.samples() as f64);
    if (n - m).abs() > 0.01 * n.max(m) {
        return n > m;
    }
    (a.value_step, a.time_step, m) < (b.value_step, b.time_step, n)
}
