//! The store: for each metric its samples as columns; tag sets interned.
//!
//! Never text: a sample is a time, a tag-set id and an `f64`, which is kept as it was read, since exact
//! percentiles and the same digits as k6 are the promise.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

mod lookup;
mod tags;
mod transfer;

use std::collections::HashMap;

pub use lookup::Lookup;
pub use sloscope_scan::{BySet, Sample, SomeRows, TagSetId};
use sloscope_scan::{Columns, Recent, Renumbered, Selection};
pub use tags::TagTable;
pub use transfer::{Receiving, SentStore};

use sloscope_model::costs::looked;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::time::Nanos;

/// Index of a metric in its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MetricId(pub u32);

type Declared = (MetricType, Option<Contains>);

/// The samples of one metric, in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// As k6 writes it: `http_req_duration`.
    pub name: String,
    /// `None` while only samples were seen and k6's built-in table does not know the name.
    pub kind: Option<MetricType>,
    /// `None` while no file says it and k6's built-in table does not know the name.
    pub contains: Option<Contains>,
    /// What the file itself said of the type and the contents, the last one that did.
    declared: Option<Declared>,
    /// Times, tag sets and values; the tag sets are numbered by [`Store::tags`].
    pub rows: Columns,
}

impl Column {
    /// Number of samples.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True of a metric that a file declares and has no sample of.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All samples, in the order of the file.
    pub fn samples(&self) -> impl Iterator<Item = Sample> + '_ {
        self.rows.samples()
    }

    fn declare(&mut self, kind: MetricType, contains: Option<Contains>) {
        self.kind = Some(kind);
        self.contains = contains.or(self.contains);
        let before = self.declared.and_then(|(_, contains)| contains);
        self.declared = Some((kind, contains.or(before)));
    }
}

/// All samples of a run, or of one file of it.
#[derive(Clone, Debug, Default)]
pub struct Store {
    /// The tag sets of all metrics: samples refer to them by number.
    pub tags: TagTable,
    columns: Vec<Column>,
    by_name: HashMap<String, MetricId>,
    recent: Recent,
}

impl Store {
    /// A store without metrics; its table has the empty tag set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The id of a metric, made if it is new; a built-in metric gets its type at once.
    pub fn metric(&mut self, name: &str) -> MetricId {
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let id = MetricId(u32::try_from(self.columns.len()).unwrap_or(u32::MAX));
        let known = sloscope_model::metric::builtin(name);
        self.columns.push(Column {
            name: name.to_owned(),
            kind: known.map(|k| k.0),
            contains: known.map(|k| k.1),
            ..Column::default()
        });
        self.by_name.insert(name.to_owned(), id);
        id
    }

    /// Records what a file says of a metric's type and contents; the last statement counts. Contents that it leaves out stay.
    pub fn declare(&mut self, id: MetricId, kind: MetricType, contains: Option<Contains>) {
        self.columns[id.0 as usize].declare(kind, contains);
    }

    /// Adds a sample behind those of the metric. Metric and tag set are ids of this store; panics if it has no such
    /// metric.
    #[inline]
    pub fn push(&mut self, id: MetricId, time: Nanos, tag_set: TagSetId, value: f64) {
        self.columns[id.0 as usize].rows.push(time, tag_set, value, &mut self.recent);
    }

    /// Other rows for a metric, in place of its own; they have no tags.
    pub fn replace(&mut self, name: &str, rows: impl Iterator<Item = (Nanos, f64)>) {
        let id = self.metric(name);
        self.columns[id.0 as usize].rows = Columns::default();
        rows.for_each(|(time, value)| self.push(id, time, TagSetId::EMPTY, value));
        self.columns[id.0 as usize].rows.seal(&mut self.recent);
    }

    /// The samples of a metric; panics if this store has no metric of that number.
    pub fn column(&self, id: MetricId) -> &Column {
        &self.columns[id.0 as usize]
    }

    /// The samples of a metric; `None` if neither a sample nor a declaration named it.
    pub fn by_name(&self, name: &str) -> Option<&Column> {
        self.by_name.get(name).map(|id| self.column(*id))
    }

    /// The metrics in the order in which they were first seen.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        looked(self.columns.len());
        self.columns.iter()
    }

    /// Number of samples of all metrics.
    pub fn samples(&self) -> u64 {
        self.columns.iter().map(|c| c.len() as u64).sum()
    }

    /// The earliest and the latest time of all samples; `None` without samples.
    pub fn span(&self) -> Option<(Nanos, Nanos)> {
        let spans = self.columns.iter().filter_map(|column| column.rows.span());
        spans.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// The value of a tag that every sample has, all the same; `None` if one lacks it, or has another.
    pub fn everywhere(&self, key: &str) -> Option<&str> {
        let numbers = self.tags.by_value(key);
        let mut found = None;
        for (set, _) in self.columns.iter().flat_map(|column| column.rows.seen(Selection::default())) {
            let number = numbers.get(set.0 as usize).copied().filter(|number| *number > 0)?;
            if *found.get_or_insert(number) != number {
                return None;
            }
        }
        self.tags.numbered(found?)
    }

    /// Takes in another store (another file of the same run); its tag sets are renumbered.
    pub fn absorb(&mut self, other: Self) {
        self.take_in(other, false, None);
    }

    /// Takes in another store; samples that do not have this tag get it.
    pub fn absorb_tagged(&mut self, other: Self, key: &str, value: &str) {
        self.take_in(other, false, Some((key, value)));
    }

    /// Takes in what follows in the same file: all is as if it had been read in one go.
    pub fn append(&mut self, other: Self) {
        self.take_in(other, true, None);
    }

    fn take_in(&mut self, other: Self, same_file: bool, with: Option<(&str, &str)>) {
        let map = self.tags.absorb(&other.tags, with);
        let mut renumbered = Renumbered::default();
        for column in other.columns {
            let id = self.metric(&column.name);
            let mine = &mut self.columns[id.0 as usize];
            match column.declared {
                Some((kind, contains)) if same_file => mine.declare(kind, contains),
                _ => {
                    mine.kind = mine.kind.or(column.kind);
                    mine.contains = mine.contains.or(column.contains);
                }
            }
            mine.rows.append(column.rows, &map, &mut self.recent, &mut renumbered);
        }
    }

    /// Takes in what came since the last time while a run goes on: row by row, so that chunks become full ones.
    pub fn grow(&mut self, other: &Self) {
        let map = self.tags.absorb(&other.tags, None);
        for column in &other.columns {
            let id = self.metric(&column.name);
            for sample in column.samples() {
                self.push(id, sample.time, map[sample.tag_set.0 as usize], sample.value);
            }
        }
    }

    /// All is read: packs what is plain, and gives the room for more back.
    pub fn seal(&mut self) {
        self.columns.iter_mut().for_each(|column| column.rows.seal(&mut self.recent));
        self.recent = Recent::default();
    }
}
