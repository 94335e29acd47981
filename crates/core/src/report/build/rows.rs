//! Which samples a query selects: a store seen through a window and a tag filter.
//! Tag filters are answered once for each tag set, not once for each sample.

use sloscope_scan::{Cells, Columns, Selection};

use crate::series::Series;
use crate::store::{Column, Store};
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
    /// The indices of the rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.column.len()).filter(move |row| self.holds(*row))
    }

    #[inline]
    pub fn holds(&self, row: usize) -> bool {
        let by_tags = self.mask.as_ref().is_none_or(|mask| mask[self.column.tag_sets[row].0 as usize]);
        by_tags
            && self.window.is_none_or(|(start, end)| {
                let time = self.column.times[row];
                start <= time && time < end
            })
    }

    fn selection(&self) -> Selection<'_> {
        Selection { tag_sets: self.mask.as_deref(), window: self.window }
    }

    fn columns(&self) -> Columns<'_> {
        Columns { times: &self.column.times, tag_sets: &self.column.tag_sets, values: &self.column.values }
    }

    /// The values, in the order of the file.
    pub fn values(&self) -> Vec<f64> {
        self.columns().select(self.selection())
    }

    /// Number and sum of the values of each of so many tag sets.
    pub fn by_tag_set(&self, sets: usize) -> Vec<(u64, f64)> {
        self.columns().by_tag_set(self.selection(), sets)
    }

    /// The values in consecutive spans of time; the first and the last take what lies outside.
    pub fn split(&self, start: Nanos, length: Nanos, number: usize) -> Vec<Vec<f64>> {
        self.columns().split(self.selection(), start, length, number)
    }

    /// The values by group of tag sets and by consecutive spans of time (start, length, number).
    pub fn cells(&self, groups: (&[u32], usize), spans: (Nanos, Nanos, usize)) -> Cells {
        self.columns().cells(self.selection(), groups, spans)
    }

    /// (row, value) of each sample.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.rows().map(|row| (row, self.column.values[row]))
    }
}
