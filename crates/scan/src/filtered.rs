//! Which rows of a chunk a selection takes: none, all, or some, which are picked out. What is known of a chunk as a whole
//! answers most of it: the bounds of its times, and its tag sets where they are few.

use crate::TagSetId;
use crate::chunk::{Plain, Slices, Values, Wanted};
use crate::columns::Selection;
use crate::store::Columns;

/// Whether all rows of a chunk are taken, as far as times and as far as tag sets tell.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Held {
    pub times: bool,
    pub tag_sets: bool,
}

impl Held {
    pub fn all(self) -> bool {
        self.times && self.tag_sets
    }
}

/// Room for the rows of a chunk, and for those that are picked from them.
#[derive(Default)]
pub(crate) struct Room {
    plain: Plain,
    picked: Plain,
    at: Vec<u32>,
}

impl Columns {
    /// Which tag sets a chunk has and how many rows of each, in the order in which they come; `None` if they are many.
    pub(crate) fn sets_of(&self, piece: usize) -> Option<&[(TagSetId, u32)]> {
        self.chunks.get(piece)?.keys.sets.as_deref()
    }

    /// The one value of a chunk.
    pub(crate) fn same_value(&self, piece: usize) -> Option<f64> {
        match self.chunks.get(piece)?.values {
            Values::Same(value, _) => Some(value),
            Values::All(_) => None,
        }
    }

    /// `None` if a chunk has no row of the selection.
    pub(crate) fn held(&self, piece: usize, selection: Selection) -> Option<Held> {
        let times = selection.covers(self.bounds(piece))?;
        let tag_sets = match (selection.tag_sets, self.sets_of(piece)) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mask), Some(sets)) => {
                let taken = sets.iter().filter(|(set, _)| mask[set.0 as usize]).count();
                if taken == 0 {
                    return None;
                }
                taken == sets.len()
            }
        };
        Some(Held { times, tag_sets })
    }

    /// The selected rows of a chunk; `None` if it has none. What is not wanted may be empty.
    #[inline(never)]
    pub(crate) fn picked<'a>(
        &'a self,
        piece: usize,
        selection: Selection,
        wanted: Wanted,
        room: &'a mut Room,
    ) -> Option<Slices<'a>> {
        let held = self.held(piece, selection)?;
        if held.all() {
            return Some(self.load(piece, wanted, &mut room.plain));
        }
        let needed = Wanted { times: wanted.times || !held.times, tag_sets: wanted.tag_sets || !held.tag_sets };
        let rows = self.load(piece, needed, &mut room.plain);
        let at = &mut room.at;
        at.clear();
        at.resize(rows.values.len() + 1, 0);
        let mut taken = 0;
        // Written in any case, and kept by counting on: no branch that depends on the row.
        let mut take = |row: usize, holds: bool| {
            at[taken] = row as u32;
            taken += usize::from(holds);
        };
        let mask = selection.tag_sets.unwrap_or_default();
        let (from, to) = selection.window.unwrap_or((i64::MIN, i64::MAX));
        match (held.times, held.tag_sets) {
            (false, true) => {
                rows.times.iter().enumerate().for_each(|(row, time)| take(row, from <= *time && *time < to));
            }
            (true, _) => {
                rows.tag_sets.iter().enumerate().for_each(|(row, set)| take(row, mask[set.0 as usize]));
            }
            (false, false) => {
                let all = rows.times.iter().zip(rows.tag_sets).enumerate();
                all.for_each(|(row, (time, set))| take(row, from <= *time && *time < to && mask[set.0 as usize]));
            }
        }
        at.truncate(taken);
        let picked = &mut room.picked;
        picked.clear();
        picked.values.extend(at.iter().map(|row| rows.values[*row as usize]));
        if wanted.times {
            picked.times.extend(at.iter().map(|row| rows.times[*row as usize]));
        }
        if wanted.tag_sets {
            picked.tag_sets.extend(at.iter().map(|row| rows.tag_sets[*row as usize]));
        }
        Some(Slices { times: &picked.times, tag_sets: &picked.tag_sets, values: &picked.values })
    }
}
