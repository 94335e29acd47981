//! Where samples are kept: columns in chunks. Full chunks are packed, and what columns have in common is kept once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::chunk::{Chunk, Keys, Plain, ROWS, Slices, Values, Wanted, bounds};
use crate::rfc3339::TIMES;

/// Index of a tag set. [`TagSetId::EMPTY`] is the set without tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagSetId(pub u32);

impl TagSetId {
    /// Number 0 in every table.
    pub const EMPTY: Self = Self(0);
}

/// The columns of a metric: times, tag sets and values, equally long. Full chunks of them are packed.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    pub(crate) chunks: Vec<Chunk>,
    /// Rows in `chunks`.
    packed: usize,
    /// The rows that came last: one place to write to for each.
    pub(crate) open: Vec<OpenRow>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenRow {
    pub time: i64,
    pub value: f64,
    pub tag_set: TagSetId,
}

/// Times and tag sets that were packed last, of any column: the next chunk may have the same.
#[derive(Clone, Debug, Default)]
pub struct Recent {
    keys: [Option<Arc<Keys>>; 8],
    next: usize,
    /// Room to pack from.
    plain: Plain,
}

impl Recent {
    /// Packs times and tag sets, or finds them among the last ones.
    fn keys(&mut self) -> Option<Arc<Keys>> {
        let new = Keys::pack(&self.plain.times, &self.plain.tag_sets)?;
        if let Some(known) = self.keys.iter().flatten().find(|known| known.is(&new)) {
            return Some(known.clone());
        }
        let new = Arc::new(new);
        self.keys[self.next] = Some(new.clone());
        self.next = (self.next + 1) % self.keys.len();
        Some(new)
    }
}

/// What became of times and tag sets whose tag sets were renumbered: columns that shared them still do.
#[derive(Debug, Default)]
pub struct Renumbered {
    by_address: HashMap<u64, usize>,
    /// The old ones are kept: an address is of one thing only as long as that lives.
    keys: Vec<(Arc<Keys>, Arc<Keys>)>,
}

impl Renumbered {
    fn keys(&mut self, old: &Arc<Keys>, map: &[TagSetId]) -> Arc<Keys> {
        let address = address(old);
        if let Some(at) = self.by_address.get(&address) {
            return self.keys[*at].1.clone();
        }
        let new = Arc::new(old.renumbered(map));
        self.by_address.insert(address, self.keys.len());
        self.keys.push((old.clone(), new.clone()));
        new
    }
}

/// Rows to columns.
fn unravel(rows: &[OpenRow], into: &mut Plain) {
    into.clear();
    into.times.extend(rows.iter().map(|row| row.time));
    into.tag_sets.extend(rows.iter().map(|row| row.tag_set));
    into.values.extend(rows.iter().map(|row| row.value));
}

pub(crate) fn address(keys: &Arc<Keys>) -> u64 {
    Arc::as_ptr(keys) as usize as u64
}

impl Columns {
    /// Number of rows, packed or not.
    pub fn len(&self) -> usize {
        self.packed + self.open.len()
    }

    /// Are there no rows, packed or not?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a row behind all others; times need not ascend. A chunk that is full is packed first, if possible by
    /// sharing what `recent` has.
    pub fn push(&mut self, time: i64, tag_set: TagSetId, value: f64, recent: &mut Recent) {
        if self.open.len() >= ROWS {
            self.pack(recent);
        }
        self.open.push(OpenRow { time, value, tag_set });
    }

    /// Packs what is open.
    #[inline(never)]
    fn pack(&mut self, recent: &mut Recent) {
        unravel(&self.open, &mut recent.plain);
        let Some(keys) = recent.keys() else { return };
        self.chunks.push(Chunk { keys, values: Values::pack(&recent.plain.values) });
        self.packed += self.open.len();
        self.open.clear();
    }

    /// Packs all rows and gives the room for new ones back.
    pub fn seal(&mut self, recent: &mut Recent) {
        self.pack(recent);
        self.open = Vec::new();
        self.chunks.shrink_to_fit();
    }

    /// Takes in the rows of another column behind its own; `map` has the new id of each of its tag sets.
    pub fn append(&mut self, mut other: Self, map: &[TagSetId], recent: &mut Recent, renumbered: &mut Renumbered) {
        self.pack(recent);
        other.pack(recent);
        let same = map.iter().zip(0..).all(|(new, old)| new.0 == old);
        for mut chunk in other.chunks {
            if !same {
                chunk.keys = renumbered.keys(&chunk.keys, map);
            }
            self.packed += chunk.values.len();
            self.chunks.push(chunk);
        }
    }

    /// Gives the first packed chunks away, at most so many.
    pub(crate) fn take_chunks(&mut self, most: usize) -> Vec<Chunk> {
        let rest = self.chunks.split_off(most.min(self.chunks.len()));
        self.packed = rest.iter().map(|chunk| chunk.values.len()).sum();
        std::mem::replace(&mut self.chunks, rest)
    }

    /// Takes in a chunk, before any rows that are not packed.
    pub(crate) fn put_chunk(&mut self, chunk: Chunk) {
        self.packed += chunk.values.len();
        self.chunks.push(chunk);
    }

    /// Are all rows ones that a reader takes: times that it knows, tag sets that there are, finite values? What came as bytes
    /// from elsewhere may be anything.
    pub fn is_sound(&self, tag_sets: usize) -> bool {
        let mut into = Plain::default();
        (0..self.pieces()).all(|at| {
            let within = self.bounds(at);
            let rows = self.load(at, Wanted::BOTH, &mut into);
            bounds(rows.times.iter().copied()) == Some(within)
                && TIMES.contains(&within.0)
                && TIMES.contains(&within.1)
                && rows.tag_sets.iter().all(|set| (set.0 as usize) < tag_sets)
                && rows.values.iter().all(|value| value.is_finite())
        })
    }

    /// Rows that are packed.
    pub fn packed(&self) -> usize {
        self.packed
    }

    /// Number of chunks, the one that is written to included.
    pub(crate) fn pieces(&self) -> usize {
        self.chunks.len() + usize::from(!self.open.is_empty())
    }

    pub(crate) fn rows_in(&self, at: usize) -> usize {
        self.chunks.get(at).map_or(self.open.len(), |chunk| chunk.values.len())
    }

    /// The earliest and the latest time of a chunk.
    pub(crate) fn bounds(&self, at: usize) -> (i64, i64) {
        match self.chunks.get(at) {
            Some(chunk) => chunk.keys.bounds,
            None => bounds(self.open.iter().map(|row| row.time)).unwrap_or_default(),
        }
    }

    pub(crate) fn load<'a>(&'a self, at: usize, wanted: Wanted, into: &'a mut Plain) -> Slices<'a> {
        match self.chunks.get(at) {
            Some(chunk) => chunk.load(wanted, into),
            None => {
                unravel(&self.open, into);
                Slices { times: &into.times, tag_sets: &into.tag_sets, values: &into.values }
            }
        }
    }

    /// The earliest and the latest time; `None` without rows.
    pub fn span(&self) -> Option<(i64, i64)> {
        let all = (0..self.pieces()).map(|at| self.bounds(at));
        all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// Do both have the same times, row by row?
    pub fn same_times(&self, other: &Self) -> bool {
        let shared = |(a, b): (&Chunk, &Chunk)| Arc::ptr_eq(&a.keys, &b.keys);
        if self.len() != other.len() {
            return false;
        }
        let alike = self.chunks.len() == other.chunks.len() && self.chunks.iter().zip(&other.chunks).all(shared);
        (alike && self.open.is_empty() && other.open.is_empty())
            || self.samples().map(|s| s.time).eq(other.samples().map(|s| s.time))
    }
}
