//! How two files of samples relate: the same samples twice, two parts of one distributed run, or different runs.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use sloscope_ingest::SampleFile;
use sloscope_model::costs::looked;
use sloscope_model::order::sort_short;
use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_store::{Sample, Store};

/// Samples that are looked up in the other file.
const PROBES: usize = 500;
/// The finest step that all formats can tell apart: CSV has six decimals.
const VALUE_STEPS_PER_UNIT: f64 = 1e6;
/// The samples of a sketch.
const SKETCH: usize = 500;
/// Sketches are not compared if one file has this many times the samples of the other: a short copy may share none.
const SKETCH_OF: u64 = 20;

/// A file of samples, and what of it is compared with others.
pub(super) struct Compared {
    pub file: SampleFile,
    span: Option<(Nanos, Nanos)>,
    sketch: OnceCell<Vec<u64>>,
}

impl Compared {
    pub fn new(file: SampleFile) -> Self {
        Self { span: file.store.span(), file, sketch: OnceCell::new() }
    }

    /// Do both hold the same samples: one file twice, the NDJSON and the CSV of one run, or a cut copy? Of `many` files
    /// those that have no sample of their sketches in common are not compared any further.
    pub fn is_same_as(&self, other: &Self, many: bool) -> bool {
        looked(1);
        let (a, b) = (&self.file.store, &other.file.store);
        match self.common(other) {
            Some(common) if common + self.step(other) <= 0 => false,
            Some(_) => !(many && self.differs(other)) && same_samples(a, b, self.step(other)),
            None => a.samples() == b.samples(),
        }
    }

    /// At the same time for half of the shorter one: runners of one distributed test, if the samples differ.
    pub fn is_beside(&self, other: &Self) -> bool {
        let length = |(start, end): (Nanos, Nanos)| end - start;
        let Some((x, y)) = self.span.zip(other.span) else { return false };
        let (shorter, step) = (length(x).min(length(y)), self.step(other));
        self.common(other).is_some_and(|common| common > step && (common - step) as f64 >= 0.5 * shorter as f64)
    }

    /// The time that both have in common; negative if there is none. Coarse clocks round down: a sample may lie up to one
    /// step later, so that files may seem to overlap.
    fn common(&self, other: &Self) -> Option<Nanos> {
        let (x, y) = self.span.zip(other.span)?;
        Some(x.1.min(y.1) - x.0.max(y.0))
    }

    fn step(&self, other: &Self) -> Nanos {
        self.file.time_step.max(other.file.time_step).max(1)
    }

    /// The sketches have nothing in common, so the samples differ.
    fn differs(&self, other: &Self) -> bool {
        let (n, m) = (self.file.store.samples(), other.file.store.samples());
        if n.min(m) < n.max(m) / SKETCH_OF {
            return false;
        }
        let (mut mine, mut theirs) = (self.sketch().as_slice(), other.sketch().as_slice());
        if mine.is_empty() || theirs.is_empty() {
            return false;
        }
        while let (Some(a), Some(b)) = (mine.first(), theirs.first()) {
            looked(1);
            match a.cmp(b) {
                std::cmp::Ordering::Less => mine = &mine[1..],
                std::cmp::Ordering::Greater => theirs = &theirs[1..],
                std::cmp::Ordering::Equal => return false,
            }
        }
        true
    }

    /// The smallest hashes of telling samples: of two files with the same samples they are the same ones (bottom-k
    /// sketch, Cohen and Kaplan 2007). The time is taken by seconds, the coarsest clock of k6's CSV.
    fn sketch(&self) -> &Vec<u64> {
        self.sketch.get_or_init(|| {
            let mut least: Vec<u64> = Vec::with_capacity(2 * SKETCH);
            let mut below = u64::MAX;
            let keep_least = |hashes: &mut Vec<u64>| {
                hashes.sort_unstable();
                hashes.dedup();
                hashes.truncate(SKETCH);
            };
            for column in self.file.store.columns() {
                looked(column.len());
                let mut of_metric = DefaultHasher::new();
                column.name.hash(&mut of_metric);
                for sample in column.samples().filter(tells) {
                    let mut hash = of_metric.clone();
                    key(&sample, NANOS_PER_S).hash(&mut hash);
                    let hash = hash.finish();
                    if hash < below {
                        least.push(hash);
                    }
                    if least.len() == 2 * SKETCH {
                        keep_least(&mut least);
                        below = least.get(SKETCH - 1).copied().unwrap_or(u64::MAX);
                    }
                }
            }
            keep_least(&mut least);
            least
        })
    }
}

/// Durations in nanoseconds do not coincide by chance.
fn tells(sample: &Sample) -> bool {
    sample.value.fract() != 0.0
}

/// Looks up samples of one file in the other.
fn same_samples(a: &Store, b: &Store, step: Nanos) -> bool {
    let (small, large) = if a.samples() <= b.samples() { (a, b) } else { (b, a) };
    let (mut probed, mut found) = (0, 0);
    for column in small.columns() {
        let telling: Vec<Sample> = column.samples().filter(tells).collect();
        let Some(other) = large.by_name(&column.name).filter(|_| !telling.is_empty()) else {
            continue;
        };
        looked(column.len() + other.len());
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
