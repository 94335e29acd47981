//! The block bootstrap of one run: how much could its statistics have been otherwise, had the same system run again in the
//! same state? What one second holds depends on the second before, so that blocks of time are drawn, not requests.

use std::ops::Range;

use sloscope_scan::percentiles;

use super::Random;

/// The values of a run in consecutive spans of equal length.
pub struct Slots {
    /// The values of each span.
    pub values: Vec<Vec<f64>>,
    /// Which spans are of which stage: in order, without gaps; a block never leaves its stage.
    pub stages: Vec<Range<usize>>,
}

/// What is wanted of each drawn run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    /// A percentile, 0 to 100.
    Percentile(f64),
    /// The mean; of values of 0 and 1 their share.
    Mean,
    /// The sum.
    Sum,
}

/// The statistics of drawn runs: for each that was wanted, one value a draw. A draw without a value has none.
pub type Resampled = Vec<Vec<Option<f64>>>;

/// The part of the values in each bin below the last tenth and hundredth, and above.
const BINS: [(f64, f64, usize); 3] = [(0.0, 0.9, 192), (0.9, 0.99, 128), (0.99, 1.0, 128)];

impl Slots {
    /// What each span adds to a statistic beyond what an average one of its stage does: the values above a percentile less
    /// their share, the distance from the mean, the sum. Blocks must be as long as these depend on each other (the influence
    /// function of the statistic: Künsch, "The jackknife and the bootstrap for general stationary observations", 1989).
    pub fn influence(&self, wanted: Wanted) -> Vec<f64> {
        let all = || self.values.iter().flatten().copied();
        let number = all().count().max(1) as f64;
        let of_each =
            |of: &dyn Fn(f64) -> f64| self.values.iter().map(|slot| slot.iter().map(|x| of(*x)).sum()).collect();
        let mut influence: Vec<f64> = match wanted {
            Wanted::Percentile(p) => {
                let edge = percentiles(&mut all().collect::<Vec<f64>>(), &[p]).first().copied().unwrap_or(0.0);
                let above = all().filter(|x| *x > edge).count() as f64 / number;
                of_each(&|x| f64::from(u8::from(x > edge)) - above)
            }
            Wanted::Mean => {
                let mean = all().sum::<f64>() / number;
                of_each(&|x| x - mean)
            }
            Wanted::Sum => of_each(&|x| x),
        };
        for stage in &self.stages {
            let of_stage = &mut influence[stage.clone()];
            let mean = of_stage.iter().sum::<f64>() / of_stage.len().max(1) as f64;
            of_stage.iter_mut().for_each(|x| *x -= mean);
        }
        influence
    }

    /// Draws `draws` runs: in each stage blocks of `length` spans, from any span on, until the stage is full again; what would
    /// be beyond its end begins at its start (the circular block bootstrap, Politis and Romano 1992, which gives each span
    /// the same chance). The same seed draws the same spans, so that two selections of one run are drawn together.
    ///
    /// Percentiles of a draw are read from counts in 448 bins between values of the run, finer towards the tail, with linear
    /// interpolation inside of a bin.
    pub fn resample(&self, wanted: &[Wanted], length: usize, draws: usize, seed: u64) -> Resampled {
        let bins = Bins::of(&self.values);
        let counted = bins.counted(&self.values);
        let sums: Vec<(f64, f64)> =
            self.values.iter().map(|slot| (slot.len() as f64, slot.iter().sum::<f64>())).collect();
        let percentile = wanted.iter().any(|wanted| matches!(wanted, Wanted::Percentile(_)));
        let mut random = Random::new(seed);
        let mut all = vec![Vec::with_capacity(draws); wanted.len()];
        for _ in 0..draws {
            let (mut held, mut number, mut sum) = (vec![0_u64; bins.len()], 0.0, 0.0);
            self.draw(length, &mut random, &mut |part| {
                if percentile {
                    counted.add(part.clone(), &mut held);
                }
                for (n, of_slot) in &sums[part] {
                    number += n;
                    sum += of_slot;
                }
            });
            for (values, wanted) in all.iter_mut().zip(wanted) {
                values.push(match wanted {
                    _ if number == 0.0 => None,
                    Wanted::Percentile(p) => Some(bins.percentile(&held, number, *p)),
                    Wanted::Mean => Some(sum / number),
                    Wanted::Sum => Some(sum),
                });
            }
        }
        all
    }

    /// Calls for each part of a drawn run.
    fn draw(&self, length: usize, random: &mut Random, part: &mut dyn FnMut(Range<usize>)) {
        for stage in self.stages.iter().filter(|stage| !stage.is_empty()) {
            let block = length.clamp(1, stage.len());
            let mut left = stage.len();
            while left > 0 {
                let from = stage.start + random.below(stage.len());
                let take = block.min(left);
                let end = (from + take).min(stage.end);
                part(from..end);
                part(stage.start..stage.start + take - (end - from));
                left -= take;
            }
        }
    }
}

/// Edges between which values are counted.
struct Bins {
    edges: Vec<f64>,
}

/// How many values each bin holds in the spans before each span.
struct Counted {
    before: Vec<u32>,
    bins: usize,
}

impl Bins {
    fn of(values: &[Vec<f64>]) -> Self {
        let mut all: Vec<f64> = values.iter().flatten().copied().collect();
        let shares = BINS.iter().flat_map(|(from, to, number)| {
            (0..*number).map(move |i| 100.0 * (from + (to - from) * i as f64 / *number as f64))
        });
        let wanted: Vec<f64> = shares.chain([100.0]).collect();
        let mut edges = percentiles(&mut all, &wanted);
        edges.dedup();
        Self { edges }
    }

    /// One for the values up to each edge.
    fn len(&self) -> usize {
        self.edges.len()
    }

    fn counted(&self, values: &[Vec<f64>]) -> Counted {
        let bins = self.len();
        let mut before = vec![0; (values.len() + 1) * bins];
        for (at, slot) in values.iter().enumerate() {
            let (done, next) = before.split_at_mut((at + 1) * bins);
            next[..bins].copy_from_slice(&done[at * bins..]);
            for value in slot {
                let bin = self.edges.partition_point(|edge| edge < value);
                next[bin.min(bins - 1)] += 1;
            }
        }
        Counted { before, bins }
    }

    fn percentile(&self, held: &[u64], number: f64, p: f64) -> f64 {
        // The rank that the percentile has among sorted values, from 1: the definition of `scan::percentiles`.
        let rank = p / 100.0 * (number - 1.0) + 1.0;
        let mut below = 0.0;
        for (bin, n) in held.iter().enumerate() {
            let here = *n as f64;
            if here > 0.0 && below + here >= rank {
                let (from, to) = (self.edges[bin.saturating_sub(1)], self.edges[bin]);
                return from + (to - from) * ((rank - below) / here).clamp(0.0, 1.0);
            }
            below += here;
        }
        self.edges.last().copied().unwrap_or(f64::NAN)
    }
}

impl Counted {
    /// Adds what the bins hold in these spans.
    fn add(&self, spans: Range<usize>, held: &mut [u64]) {
        if spans.is_empty() {
            return;
        }
        let row = |at: usize| &self.before[at * self.bins..(at + 1) * self.bins];
        for ((to, after), before) in held.iter_mut().zip(row(spans.end)).zip(row(spans.start)) {
            *to += u64::from(after - before);
        }
    }
}
