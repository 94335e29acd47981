//! Passes over columns of samples: which rows are selected, and their sums and spans. None is merged into its caller,
//! which may be built for size.

use std::collections::HashMap;

use crate::TagSetId;
use crate::chunk::{Plain, Wanted};
use crate::store::{Columns, address};

/// Which rows of a column are selected.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection<'a> {
    /// By tag set; `None` selects all.
    pub tag_sets: Option<&'a [bool]>,
    /// Start included, end excluded.
    pub window: Option<(i64, i64)>,
}

impl Selection<'_> {
    #[inline]
    pub fn holds(&self, time: i64, tag_set: TagSetId) -> bool {
        self.window.is_none_or(|(from, to)| from <= time && time < to)
            && self.tag_sets.is_none_or(|mask| mask[tag_set.0 as usize])
    }

    /// For times within these bounds: `None` if the window holds none of them, else whether it holds all.
    pub(crate) fn covers(&self, (first, last): (i64, i64)) -> Option<bool> {
        let Some((from, to)) = self.window else { return Some(true) };
        (from <= last && first < to).then_some(from <= first && last < to)
    }
}

/// How rows are parted by tag set and time.
#[derive(Clone, Debug, Default)]
pub struct Parting {
    /// For each tag set the index of its list.
    pub of_tag_set: Vec<Option<u32>>,
    /// Moments, in order, each with the part that ends there; none of the rows before it where that is `None`.
    pub lists: Vec<Vec<(i64, Option<u32>)>>,
}

impl Parting {
    /// From when to when a tag set's rows are of a part, and of which.
    fn find(&self, tag_set: TagSetId, time: i64) -> (i64, i64, Option<u32>) {
        let list = self.of_tag_set[tag_set.0 as usize].and_then(|list| self.lists.get(list as usize));
        let mut begins = i64::MIN;
        for (end, part) in list.into_iter().flatten() {
            if time < *end {
                return (begins, *end, *part);
            }
            begins = *end;
        }
        (begins, i64::MAX, None)
    }
}

impl Columns {
    /// Calls for each chunk's values, in order.
    #[inline(never)]
    pub fn each_values(&self, each: &mut dyn FnMut(&[f64])) {
        let mut plain = Plain::default();
        (0..self.pieces())
            .for_each(|at| each(self.load(at, Wanted { times: false, tag_sets: false }, &mut plain).values));
    }

    /// All values, in order.
    pub fn values(&self) -> Vec<f64> {
        self.select(Selection::default())
    }

    /// The sum of all values, added up in order.
    pub fn sum(&self) -> f64 {
        let mut sum = 0.0;
        self.each_values(&mut |values| values.iter().for_each(|value| sum += value));
        sum
    }

    /// The values of the selected rows, in order.
    #[inline(never)]
    pub fn select(&self, selection: Selection) -> Vec<f64> {
        let whole = selection.window.is_none() && selection.tag_sets.is_none();
        let mut found = Vec::with_capacity(if whole { self.len() } else { 0 });
        let mut plain = Plain::default();
        for at in 0..self.pieces() {
            let Some(all) = selection.covers(self.bounds(at)) else { continue };
            let wanted = Wanted { times: !all, tag_sets: selection.tag_sets.is_some() };
            let rows = self.load(at, wanted, &mut plain);
            match (selection.window.filter(|_| !all), selection.tag_sets) {
                (None, None) => found.extend_from_slice(rows.values),
                (None, Some(mask)) => {
                    let kept = rows.tag_sets.iter().zip(rows.values).filter(|(set, _)| mask[set.0 as usize]);
                    found.extend(kept.map(|(_, value)| value));
                }
                (Some((from, to)), None) => {
                    let kept = rows.times.iter().zip(rows.values).filter(|(time, _)| from <= **time && **time < to);
                    found.extend(kept.map(|(_, value)| value));
                }
                (Some(_), Some(_)) => {
                    found
                        .extend(rows.iter().filter(|(t, set, _)| selection.holds(*t, *set)).map(|(_, _, value)| value));
                }
            }
        }
        found
    }

    /// How many selected rows each of `sets` tag sets has, and the sum of their values.
    #[inline(never)]
    pub fn by_tag_set(&self, selection: Selection, sets: usize) -> Vec<(u64, f64)> {
        let mut found = vec![(0, 0.0); sets];
        let mut plain = Plain::default();
        for at in 0..self.pieces() {
            let Some(all) = selection.covers(self.bounds(at)) else { continue };
            let rows = self.load(at, Wanted { times: !all, tag_sets: true }, &mut plain);
            let mut add = |set: TagSetId, value: f64| {
                let slot = &mut found[set.0 as usize];
                slot.0 += 1;
                slot.1 += value;
            };
            if all {
                // Tag sets that are not selected are cleared below.
                rows.tag_sets.iter().zip(rows.values).for_each(|(set, value)| add(*set, *value));
            } else {
                rows.iter().filter(|(t, set, _)| selection.holds(*t, *set)).for_each(|(_, set, value)| add(set, value));
            }
        }
        if let Some(mask) = selection.tag_sets {
            found.iter_mut().zip(mask).filter(|(_, selected)| !**selected).for_each(|(slot, _)| *slot = (0, 0.0));
        }
        found
    }

    /// The values of the selected rows in consecutive spans of time: `number` of them, each of `length`, from `start`;
    /// the first and the last also take what lies outside.
    #[inline(never)]
    pub fn split(&self, selection: Selection, start: i64, length: i64, number: usize) -> Vec<Vec<f64>> {
        let mut spans = vec![Vec::new(); number];
        let (mut at, mut begins, mut ends) = (0, i64::MIN, start.saturating_add(length));
        let mut plain = Plain::default();
        for piece in 0..self.pieces() {
            if selection.covers(self.bounds(piece)).is_none() {
                continue;
            }
            let rows = self.load(piece, Wanted { times: true, tag_sets: true }, &mut plain);
            for (time, _, value) in rows.iter().filter(|(time, set, _)| selection.holds(*time, *set)) {
                // Samples are nearly in order: most lie in the span of the one before.
                if time < begins || time >= ends {
                    at = (((time - start).max(0) / length) as usize).min(number - 1);
                    begins = if at == 0 { i64::MIN } else { start + at as i64 * length };
                    ends = if at + 1 == number { i64::MAX } else { start + (at as i64 + 1) * length };
                }
                spans[at].push(value);
            }
        }
        spans
    }

    /// The values of the selected rows in `number` parts; rows of no part are left out.
    pub fn part(&self, selection: Selection, by: &Parting, number: usize) -> Vec<Vec<f64>> {
        let mut parts = vec![Vec::new(); number];
        let mut plain = Plain::default();
        for piece in 0..self.pieces() {
            let Some(all) = selection.covers(self.bounds(piece)) else { continue };
            let everything = all && selection.tag_sets.is_none();
            let rows = self.load(piece, Wanted { times: true, tag_sets: true }, &mut plain);
            // Rows that follow each other mostly have the same tag set and are of the same part.
            let (mut set, mut begins, mut ends, mut into) = (TagSetId(u32::MAX), 0, 0, None);
            for (time, tag_set, value) in rows.iter() {
                if !everything && !selection.holds(time, tag_set) {
                    continue;
                }
                if tag_set != set || time < begins || time >= ends {
                    set = tag_set;
                    (begins, ends, into) = by.find(tag_set, time);
                }
                if let Some(at) = into {
                    parts[at as usize].push(value);
                }
            }
        }
        parts
    }

    /// Widens each tag set's span of time to its rows in here. Times and tag sets that `seen` has are passed over:
    /// another column shares them.
    #[inline(never)]
    pub fn widen_spans(&self, spans: &mut [(i64, i64)], seen: &mut HashMap<u64, usize>) {
        let mut plain = Plain::default();
        for at in 0..self.pieces() {
            let shared = self.chunks.get(at).map(|chunk| address(&chunk.keys));
            if shared.is_some_and(|address| seen.insert(address, 0).is_some()) {
                continue;
            }
            let rows = self.load(at, Wanted { times: true, tag_sets: true }, &mut plain);
            for (time, set) in rows.times.iter().zip(rows.tag_sets) {
                let span = &mut spans[set.0 as usize];
                *span = (span.0.min(*time), span.1.max(*time));
            }
        }
    }
}

#[cfg(test)]
mod tests;
