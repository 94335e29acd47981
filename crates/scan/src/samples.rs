//! The rows of columns, one after the other.

use crate::TagSetId;
use crate::chunk::{Plain, Wanted};
use crate::columns::Selection;
use crate::store::Columns;

/// One row of a metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Counted from 0, in the order of the file.
    pub row: usize,
    /// Nanoseconds since 1970, in UTC.
    pub time: i64,
    /// Number of its tags in the store's table.
    pub tag_set: TagSetId,
    /// As the file states it, not rounded.
    pub value: f64,
}

impl Columns {
    /// All rows, in the order of the file. The other passes are quicker.
    pub fn samples(&self) -> Samples<'_> {
        Samples {
            columns: self,
            window: None,
            next: 0,
            row: 0,
            first: 0,
            plain: Plain::default(),
            room: Plain::default(),
        }
    }

    /// The rows of all chunks that may have some in the window; the caller leaves out those beside it. `None` is all rows.
    pub fn samples_near(&self, window: Option<(i64, i64)>) -> Samples<'_> {
        Samples { window, ..self.samples() }
    }

    /// Time, tag set and value of each row.
    pub fn rows(&self) -> impl Iterator<Item = (i64, TagSetId, f64)> + '_ {
        self.samples().map(|s| (s.time, s.tag_set, s.value))
    }
}

/// Rows, one after the other.
pub struct Samples<'a> {
    columns: &'a Columns,
    window: Option<(i64, i64)>,
    /// The chunk after the one that is unpacked.
    next: usize,
    /// In the chunk that is unpacked.
    row: usize,
    /// Rows before the chunk that is unpacked.
    first: usize,
    plain: Plain,
    /// Room to unpack into.
    room: Plain,
}

impl Samples<'_> {
    /// Unpacks the next chunk that the window may hold; false at the end.
    #[cold]
    fn unpack(&mut self) -> bool {
        self.first += self.plain.values.len();
        self.row = 0;
        self.plain.values.clear();
        let selection = Selection { window: self.window, tag_sets: None };
        while self.next < self.columns.pieces() {
            let at = self.next;
            self.next += 1;
            if selection.covers(self.columns.bounds(at)).is_some() {
                self.plain.copy(self.columns.load(at, Wanted::BOTH, &mut self.room));
                return true;
            }
            self.first += self.columns.rows_in(at);
        }
        false
    }
}

impl Iterator for Samples<'_> {
    type Item = Sample;

    #[inline]
    fn next(&mut self) -> Option<Sample> {
        while self.row >= self.plain.values.len() {
            if !self.unpack() {
                return None;
            }
        }
        let (at, plain) = (self.row, &self.plain);
        self.row += 1;
        Some(Sample {
            row: self.first + at,
            time: plain.times[at],
            tag_set: plain.tag_sets[at],
            value: plain.values[at],
        })
    }
}
