//! What a file counts: the numbers by which a summary is known to be of the same run as samples or another summary.

use std::collections::{HashMap, HashSet};

use sloscope_ingest::{SampleFile, Summary};
use sloscope_model::metric::MetricType;
use sloscope_model::stat::Stat;
use sloscope_store::Column;

use super::Parts;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    /// It counts what one runner of a distributed test did.
    Runner,
    /// The samples are cut, and the summary counts more of the same.
    More,
    /// Nothing was counted, here and there.
    Empty,
    Equal,
}

/// By metric, over all its samples.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    /// Sums of counters, numbers of samples of rates.
    totals: HashMap<String, f64>,
    /// Averages of trends: two runs of one plan can count the same, but not take the same time. Other values are
    /// compared by `alike`.
    averages: HashMap<String, f64>,
    /// The values were cut to so many digits, and a last period was left out (dashboard).
    rounded: bool,
    /// Samples or lines are missing.
    pub(super) cut: bool,
    /// A metric that is not listed was not used: it counts 0.
    complete: bool,
    /// Metrics whose type was guessed: what they count is not known.
    guessed: HashSet<String>,
}

impl Counted {
    pub(super) fn of_file(file: &SampleFile, cut: bool) -> Self {
        let mut this = Self { cut, ..Self::of_samples(file) };
        for column in file.store.columns().filter(|c| !c.is_empty()) {
            this.count(column, column.len() as f64, || column.rows.sum());
        }
        this
    }

    /// What each generator counted; none where there is one only.
    pub(super) fn of_parts(file: &SampleFile, parts: &Parts) -> Vec<Self> {
        let (_, names) = parts.named();
        let mut all: Vec<Self> = names.iter().map(|_| Self::of_samples(file)).collect();
        if names.is_empty() {
            return all;
        }
        for column in file.store.columns() {
            let mut sums = vec![(0.0, 0.0); names.len()];
            for sample in column.samples() {
                let (number, sum) = &mut sums[parts.of(sample.tag_set)];
                *number += 1.0;
                *sum += sample.value;
            }
            let counted = all.iter_mut().zip(sums).filter(|(_, (number, _))| *number > 0.0);
            counted.for_each(|(this, (number, sum))| this.count(column, number, || sum));
        }
        all
    }

    fn of_samples(file: &SampleFile) -> Self {
        Self { complete: true, guessed: file.guessed_types.iter().cloned().collect(), ..Self::default() }
    }

    fn count(&mut self, column: &Column, number: f64, sum: impl FnOnce() -> f64) {
        let name = &column.name;
        if self.guessed.contains(name) {
            return;
        }
        match column.kind {
            Some(MetricType::Counter) => self.totals.insert(name.clone(), sum()),
            Some(MetricType::Rate) => self.totals.insert(name.clone(), number),
            Some(MetricType::Trend) => self.averages.insert(name.clone(), sum() / number),
            _ => None,
        };
    }

    pub(super) fn of_summary(summary: &Summary) -> Self {
        let mut this = Self { rounded: summary.digits.is_some(), ..Self::default() };
        for metric in summary.metrics.iter().filter(|m| m.series.tags.is_empty()) {
            let name = metric.series.metric.clone();
            let value = |stat| metric.values.get(stat);
            let total = match metric.kind {
                MetricType::Counter => value(Stat::Count),
                MetricType::Rate => value(Stat::Passes).zip(value(Stat::Fails)).map(|(a, b)| a + b),
                _ => None,
            };
            if let Some(total) = total {
                this.totals.insert(name, total);
            } else if let Some(average) = value(Stat::Avg).filter(|_| metric.kind == MetricType::Trend) {
                this.averages.insert(name, average);
            }
        }
        this
    }

    /// How a summary (`self`) fits samples or another summary.
    pub(super) fn fit(&self, other: &Self) -> Fit {
        // What is rounded is on the right.
        if other.rounded && !self.rounded {
            return match other.fit(self) {
                Fit::More => Fit::No,
                fit => fit,
            };
        }
        let unused = |name: &String| other.complete && !other.guessed.contains(name);
        let theirs = |name: &String| other.totals.get(name).copied().or(unused(name).then_some(0.0));
        let pairs: Vec<(f64, f64)> =
            self.totals.iter().filter_map(|(name, mine)| Some((theirs(name)?, *mine))).collect();
        let agree = |(whole, mine): &(f64, f64)| match self.rounded {
            true => *whole >= mine * (1.0 - 1e-3) && *mine >= 0.5 * whole,
            false => near(*whole, *mine, 1e-9),
        };
        if pairs.is_empty() {
            Fit::No
        } else if pairs.iter().all(agree) {
            match pairs.iter().all(|(whole, _)| *whole == 0.0) {
                true => Fit::Empty,
                false if self.rounded || self.same_averages(other) => Fit::Equal,
                false => Fit::No,
            }
        } else if other.cut && pairs.iter().all(|(a, b)| a <= b) && pairs.iter().any(|(a, _)| *a > 0.0) {
            Fit::More
        } else {
            Fit::No
        }
    }

    /// At least half of the averages, since some may rest on samples that no file can hold (Infinity).
    fn same_averages(&self, other: &Self) -> bool {
        let pairs = self.averages.iter().filter_map(|(name, mine)| Some((*mine, *other.averages.get(name)?)));
        let telling: Vec<(f64, f64)> = pairs.filter(|(a, b)| *a != 0.0 || *b != 0.0).collect();
        telling.iter().filter(|(a, b)| near(*a, *b, 1e-6)).count() * 2 >= telling.len()
    }
}

/// Relative, with room for the six decimals of CSV.
pub(super) fn near(a: f64, b: f64, tolerance: f64) -> bool {
    let room = (tolerance * a.abs().max(b.abs())).max(if tolerance > 1e-9 { 1e-6 } else { 0.0 });
    // A sum beyond all numbers is near none.
    room.is_finite() && (a - b).abs() <= room
}
