//! Which samples a query selects: a store seen through a window and a tag filter.
//! Tag filters are answered once for each tag set, not once for each sample.

use sloscope_scan::{Parting, Selection};

use crate::series::Series;
use crate::store::{Column, Sample, Store};
use crate::time::Nanos;

/// The samples of a store that a query selects.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub store: &'a Store,
    /// Start included, end excluded.
    pub window: Option<(Nanos, Nanos)>,
    /// All of these.
    pub tags: &'a [(String, String)],
    /// None of these.
    pub without: &'a [(String, String)],
}

/// A series' samples: its column, and which of its rows belong to it.
pub struct Selected<'a> {
    pub column: &'a Column,
    mask: Option<Vec<bool>>,
    window: Option<(Nanos, Nanos)>,
}

impl<'a> Rows<'a> {
    pub fn all(store: &'a Store) -> Self {
        Self { store, window: None, tags: &[], without: &[] }
    }

    /// `None` if the store has no such metric.
    pub fn select(&self, series: &Series) -> Option<Selected<'a>> {
        Some(self.of_column(self.store.by_name(&series.metric)?, &series.tags))
    }

    pub fn of_column(&self, column: &'a Column, tags: &[(String, String)]) -> Selected<'a> {
        let filtered = !tags.is_empty() || !self.tags.is_empty() || !self.without.is_empty();
        let mask = filtered.then(|| {
            let mut mask = self.store.tags.matching(&[tags, self.tags].concat());
            self.store.tags.take_out(&mut mask, self.without);
            mask
        });
        Selected { column, mask, window: self.window }
    }
}

impl Selected<'_> {
    /// The samples, in the order of the file.
    pub fn samples(&self) -> impl Iterator<Item = Sample> + '_ {
        let selection = self.selection();
        self.column.rows.samples_near(self.window).filter(move |s| selection.holds(s.time, s.tag_set))
    }

    /// Number of samples.
    pub fn count(&self) -> u64 {
        match self.mask.is_none() && self.window.is_none() {
            true => self.column.len() as u64,
            false => self.samples().count() as u64,
        }
    }

    fn selection(&self) -> Selection<'_> {
        Selection { tag_sets: self.mask.as_deref(), window: self.window }
    }

    /// The values, in the order of the file.
    pub fn values(&self) -> Vec<f64> {
        self.column.rows.select(self.selection())
    }

    /// Number and sum of the values of each of so many tag sets.
    pub fn by_tag_set(&self, sets: usize) -> Vec<(u64, f64)> {
        self.column.rows.by_tag_set(self.selection(), sets)
    }

    /// The values in consecutive spans of time; the first and the last take what lies outside.
    pub fn split(&self, start: Nanos, length: Nanos, number: usize) -> Vec<Vec<f64>> {
        self.column.rows.split(self.selection(), start, length, number)
    }

    /// The values in parts by tag set and time.
    pub fn part(&self, by: &Parting, number: usize) -> Vec<Vec<f64>> {
        self.column.rows.part(self.selection(), by, number)
    }
}
