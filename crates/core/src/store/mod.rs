//! The store: for each metric its samples as columns; tag sets interned.
//!
//! Never text: a sample is a time, a tag-set id and an `f64`, which is kept as it was read, since exact
//! percentiles and the same digits as k6 are the promise.

mod tags;

use std::collections::HashMap;

pub use sloscope_scan::TagSetId;
pub use tags::TagTable;

use crate::metric::{Contains, MetricType};
use crate::time::Nanos;

/// Index of a metric in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MetricId(pub u32);

/// The samples of one metric, in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub struct Column {
    pub name: String,
    /// `None` while only samples were seen and k6's built-in table does not know the name.
    pub kind: Option<MetricType>,
    pub contains: Option<Contains>,
    pub times: Vec<Nanos>,
    pub tag_sets: Vec<TagSetId>,
    pub values: Vec<f64>,
}

impl Column {
    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// All samples, in the order of the file.
    pub fn samples(&self) -> impl Iterator<Item = Sample> + '_ {
        let rows = self.times.iter().zip(&self.tag_sets).zip(&self.values).enumerate();
        rows.map(|(row, ((time, tag_set), value))| Sample { row, time: *time, tag_set: *tag_set, value: *value })
    }
}

/// One row of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Counted from 0, in the order of the file.
    pub row: usize,
    pub time: Nanos,
    pub tag_set: TagSetId,
    pub value: f64,
}

/// All samples of a run, or of one file of it.
#[derive(Clone, Debug, Default)]
pub struct Store {
    pub tags: TagTable,
    columns: Vec<Column>,
    by_name: HashMap<String, MetricId>,
}

impl Store {
    pub fn new() -> Self {
        Self::default()
    }

    /// The id of a metric, made if it is new; a built-in metric gets its type at once.
    pub fn metric(&mut self, name: &str) -> MetricId {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = MetricId(u32::try_from(self.columns.len()).unwrap_or(u32::MAX));
        let known = crate::metric::builtin(name);
        self.columns.push(Column {
            name: name.to_owned(),
            kind: known.map(|k| k.0),
            contains: known.map(|k| k.1),
            ..Column::default()
        });
        self.by_name.insert(name.to_owned(), id);
        id
    }

    /// Records what a file says of a metric's type and contents.
    pub fn declare(&mut self, id: MetricId, kind: MetricType, contains: Option<Contains>) {
        let column = &mut self.columns[id.0 as usize];
        column.kind = Some(kind);
        column.contains = contains.or(column.contains);
    }

    #[inline]
    pub fn push(&mut self, id: MetricId, time: Nanos, tag_set: TagSetId, value: f64) {
        let column = &mut self.columns[id.0 as usize];
        column.times.push(time);
        column.tag_sets.push(tag_set);
        column.values.push(value);
    }

    pub fn column(&self, id: MetricId) -> &Column {
        &self.columns[id.0 as usize]
    }

    pub fn by_name(&self, name: &str) -> Option<&Column> {
        self.by_name.get(name).map(|id| self.column(*id))
    }

    /// The metrics in the order in which they were first seen.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter()
    }

    /// Number of samples of all metrics.
    pub fn samples(&self) -> u64 {
        self.columns.iter().map(|c| c.values.len() as u64).sum()
    }

    /// Time of the first and of the last sample.
    pub fn span(&self) -> Option<(Nanos, Nanos)> {
        let times = || self.columns.iter().flat_map(|c| c.times.iter().copied());
        Some((times().min()?, times().max()?))
    }

    /// Takes in another store (another file of the same run); its tag sets are renumbered.
    pub fn absorb(&mut self, other: Self) {
        let map = self.tags.absorb(&other.tags);
        for mut column in other.columns {
            let id = self.metric(&column.name);
            let mine = &mut self.columns[id.0 as usize];
            mine.kind = mine.kind.or(column.kind);
            mine.contains = mine.contains.or(column.contains);
            mine.times.append(&mut column.times);
            mine.values.append(&mut column.values);
            mine.tag_sets.extend(column.tag_sets.iter().map(|set| map[set.0 as usize]));
        }
    }
}
