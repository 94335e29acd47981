//! Which samples a query selects: a store seen through a window and a tag filter.
//! Tag filters are answered once for each tag set, not once for each sample.

use sloscope_scan::{Cells, Parting, Selection, TagSetId};

use crate::series::Series;
use crate::store::{Column, Sample, Store};
use crate::time::Nanos;

/// The samples of a store that a query selects.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub store: &'a Store,
    /// Start included, end excluded.
    pub window: Option<(Nanos, Nanos)>,
    /// For each tag set: does it keep the filters of the query? Absent where there are none.
    pub kept: Option<&'a [bool]>,
}

/// A series' samples: its column, and which of its rows belong to it.
pub struct Selected<'a> {
    pub column: &'a Column,
    mask: Option<Vec<bool>>,
    window: Option<(Nanos, Nanos)>,
}

impl<'a> Rows<'a> {
    pub fn all(store: &'a Store) -> Self {
        Self { store, window: None, kept: None }
    }

    /// `None` if the store has no such metric.
    pub fn select(&self, series: &Series) -> Option<Selected<'a>> {
        Some(self.of_column(self.store.by_name(&series.metric)?, &series.tags))
    }

    pub fn of_column(&self, column: &'a Column, tags: &[(String, String)]) -> Selected<'a> {
        let mut mask = (!tags.is_empty()).then(|| self.store.tags.matching(tags));
        match (&mut mask, self.kept) {
            (Some(mask), Some(kept)) => mask.iter_mut().zip(kept).for_each(|(holds, kept)| *holds &= *kept),
            (None, Some(kept)) => mask = Some(kept.to_vec()),
            _ => {}
        }
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
        self.column.rows.count(self.selection())
    }

    /// The number of samples, of those that are not zero, and the sum of all.
    pub fn total(&self) -> (u64, u64, f64) {
        self.column.rows.total(self.selection())
    }

    /// The tag sets of the samples, in the order in which they come, and how many samples each has.
    pub fn seen(&self) -> Vec<(TagSetId, u64)> {
        self.column.rows.seen(self.selection())
    }

    /// Calls for the time and the tag set of each sample whose value is zero, or of each whose value is not.
    pub fn each_by_zero(&self, zero: bool, each: &mut dyn FnMut(Nanos, TagSetId)) {
        self.column.rows.each_by_zero(self.selection(), zero, &mut |time, set, _| each(time, set));
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

    /// The values by group of tag sets and by consecutive spans of time (start, length, number).
    pub fn cells(&self, groups: (&[u32], usize), spans: (Nanos, Nanos, usize)) -> Cells {
        self.column.rows.cells(self.selection(), groups, spans)
    }

    /// Number and sum of the values in such spans, for each group of tag sets.
    pub fn tally(&self, spans: (Nanos, Nanos, usize), group_of: &[usize], groups: usize) -> Vec<(u64, f64)> {
        self.column.rows.tally(self.selection(), spans, group_of, groups)
    }

    /// Time, tag set and value of the samples with the largest values, largest first.
    pub fn largest(&self, most: usize) -> Vec<(Nanos, TagSetId, f64)> {
        self.column.rows.largest(self.selection(), most)
    }

    /// The values in parts by tag set and time.
    pub fn part(&self, by: &Parting, number: usize) -> Vec<Vec<f64>> {
        self.column.rows.part(self.selection(), by, number)
    }
}
