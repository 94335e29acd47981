//! Which samples a query selects: a store seen through a window and a tag filter.
//! Tag filters are answered once for each tag set, not once for each sample.

use std::borrow::Cow;

use sloscope_model::costs::looked;
use sloscope_model::series::Series;
use sloscope_model::time::Nanos;
use sloscope_scan::{Cells, Columns, Partition, Selection, TagSetId};
use sloscope_store::{Column, Lookup, Sample, SomeRows, Store};

/// The samples of a store that a query selects.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    pub store: &'a Store,
    /// Start included, end excluded.
    pub window: Option<(Nanos, Nanos)>,
    /// For each tag set: does it keep the filters of the query? Absent where there are none.
    pub kept: Option<&'a [bool]>,
    /// The tag sets of the series that will be asked for, where there can be many.
    pub lookup: Option<&'a Lookup>,
}

/// A series' samples: its column, and which of its rows belong to it.
pub struct Selected<'a> {
    pub column: &'a Column,
    mask: Option<Cow<'a, [bool]>>,
    /// The rows of its tag sets, where those are picked out: then the mask is absent.
    some: Option<SomeRows>,
    window: Option<(Nanos, Nanos)>,
}

impl<'a> Rows<'a> {
    pub fn all(store: &'a Store) -> Self {
        Self { store, window: None, kept: None, lookup: None }
    }

    /// `None` if the store has no such metric.
    pub fn select(&self, series: &Series) -> Option<Selected<'a>> {
        let column = self.store.by_name(&series.metric)?;
        let announced = self.lookup.filter(|_| !series.tags.is_empty());
        let Some((lookup, mut sets)) = announced.and_then(|of| Some((of, of.sets(self.store, &series.tags)?))) else {
            return Some(self.of_column(column, &series.tags));
        };
        sets.retain(|set| self.kept.is_none_or(|kept| kept[set.0 as usize]));
        let some = lookup.rows(self.store, column, &sets);
        let mask = some.is_none().then(|| {
            let mut mask = vec![false; self.store.tags.len()];
            sets.iter().for_each(|set| mask[set.0 as usize] = true);
            Cow::Owned(mask)
        });
        Some(Selected { column, mask, some, window: self.window })
    }

    /// The samples of these tag sets only.
    pub fn of_tag_sets(&self, column: &'a Column, mut mask: Vec<bool>) -> Selected<'a> {
        mask.iter_mut().zip(self.kept.unwrap_or_default()).for_each(|(holds, kept)| *holds &= *kept);
        Selected { column, mask: Some(Cow::Owned(mask)), some: None, window: self.window }
    }

    pub fn of_column(&self, column: &'a Column, tags: &[(String, String)]) -> Selected<'a> {
        if !tags.is_empty() {
            return self.of_tag_sets(column, self.store.tags.matching(tags));
        }
        Selected { column, mask: self.kept.map(Cow::Borrowed), some: None, window: self.window }
    }
}

impl Selected<'_> {
    /// The samples, in the order of the file.
    pub fn samples(&self) -> impl Iterator<Item = Sample> + '_ {
        let selection = self.selection();
        let held = self.rows().samples_near(self.window).filter(move |s| selection.holds(s.time, s.tag_set));
        held.map(|sample| match &self.some {
            Some(some) => Sample { row: some.numbers[sample.row] as usize, ..sample },
            None => sample,
        })
    }

    fn rows(&self) -> &Columns {
        looked(self.some.as_ref().map_or(self.column.rows.len(), |some| some.rows.len()));
        looked(self.mask.as_ref().map_or(0, |mask| mask.len()));
        self.some.as_ref().map_or(&self.column.rows, |some| &some.rows)
    }

    /// Number of samples.
    pub fn count(&self) -> u64 {
        self.rows().count(self.selection())
    }

    /// The number of samples, of those that are not zero, and the sum of all.
    pub fn total(&self) -> (u64, u64, f64) {
        self.rows().total(self.selection())
    }

    /// The tag sets of the samples, in the order in which they come, and how many samples each has.
    pub fn seen(&self) -> Vec<(TagSetId, u64)> {
        self.rows().seen(self.selection())
    }

    /// The tag sets of the samples, in ascending order, and the number and the sum of the values of each; of so many tag
    /// sets that there are.
    pub fn sums(&self, all: usize) -> Vec<(TagSetId, u64, f64)> {
        self.rows().sums(self.selection(), all)
    }

    /// Calls for the time and the tag set of each sample whose value is zero, or of each whose value is not.
    pub fn each_by_zero(&self, zero: bool, each: &mut dyn FnMut(Nanos, TagSetId)) {
        self.rows().each_by_zero(self.selection(), zero, &mut |time, set, _| each(time, set));
    }

    fn selection(&self) -> Selection<'_> {
        Selection { tag_sets: self.mask.as_deref(), window: self.window }
    }

    /// The values, in the order of the file.
    pub fn values(&self) -> Vec<f64> {
        self.rows().select(self.selection())
    }

    /// Number and sum of the values of each of so many tag sets.
    pub fn by_tag_set(&self, sets: usize) -> Vec<(u64, f64)> {
        looked(sets);
        self.rows().by_tag_set(self.selection(), sets)
    }

    /// The values in consecutive spans of time; the first and the last take what lies outside.
    pub fn split(&self, start: Nanos, length: Nanos, number: usize) -> Vec<Vec<f64>> {
        self.rows().split(self.selection(), start, length, number)
    }

    /// The values by group of tag sets and by consecutive spans of time (start, length, number).
    pub fn cells(&self, groups: (&[u32], usize), spans: (Nanos, Nanos, usize)) -> Cells {
        self.rows().cells(self.selection(), groups, spans)
    }

    /// Number and sum of the values in such spans, for each group of tag sets.
    pub fn tally(&self, spans: (Nanos, Nanos, usize), group_of: &[usize], groups: usize) -> Vec<(u64, f64)> {
        self.rows().tally(self.selection(), spans, group_of, groups)
    }

    /// Time, tag set and value of the samples with the largest values, largest first.
    pub fn largest(&self, most: usize) -> Vec<(Nanos, TagSetId, f64)> {
        self.rows().largest(self.selection(), most)
    }

    /// The values in parts by tag set and time.
    pub fn part(&self, by: &Partition, number: usize) -> Vec<Vec<f64>> {
        looked(number);
        self.rows().part(self.selection(), by, number)
    }
}
