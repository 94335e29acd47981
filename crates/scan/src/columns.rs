//! Passes over columns of samples: which rows are selected, and their sums and spans. None is merged into its caller,
//! which may be built for size.

use std::collections::HashMap;

use crate::TagSetId;
use crate::chunk::{Plain, Wanted};
use crate::filtered::Room;
use crate::store::{Columns, address};

/// Which rows of a column are selected.
#[derive(Clone, Copy, Debug, Default)]
pub struct Selection<'a> {
    /// For each tag set, by its number, whether its rows are selected; `None` selects all.
    pub tag_sets: Option<&'a [bool]>,
    /// In nanoseconds since 1970, start included, end excluded; `None` selects all times.
    pub window: Option<(i64, i64)>,
}

impl Selection<'_> {
    /// Is a row with this time and tag set selected? Panics if `tag_sets` has no place for the tag set.
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
pub struct Partition {
    /// For each tag set the index of its list.
    pub of_tag_set: Vec<Option<u32>>,
    /// Moments, in order, each with the part that ends there; none of the rows before it where that is `None`.
    pub lists: Vec<Vec<(i64, Option<u32>)>>,
}

impl Partition {
    /// From when to when the rows of a list are of a part, and of which. The last one has no end.
    fn find(&self, list: Option<u32>, time: i64) -> (i64, i64, Option<u32>) {
        let list = list.and_then(|list| self.lists.get(list as usize));
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

/// Which of consecutive spans of time a moment lies in. Samples are nearly in order: most lie in the span of the one
/// before.
pub(crate) struct Span {
    start: i64,
    length: i64,
    number: usize,
    /// The span that was found last: which, its start and its end.
    pub at: usize,
    begins: i64,
    ends: i64,
}

impl Span {
    pub fn new(start: i64, length: i64, number: usize) -> Self {
        Self { start, length, number, at: 0, begins: i64::MAX, ends: i64::MIN }
    }

    #[inline]
    fn holds(&self, time: i64) -> bool {
        // The last span has no end.
        self.begins <= time && (time < self.ends || self.ends == i64::MAX)
    }

    #[inline]
    pub fn find(&mut self, time: i64) {
        if !self.holds(time) {
            let Self { start, length, number, .. } = *self;
            self.at = ((time.saturating_sub(start).max(0) / length) as usize).min(number - 1);
            self.begins = if self.at == 0 { i64::MIN } else { start + self.at as i64 * length };
            self.ends = if self.at + 1 == number { i64::MAX } else { start + (self.at as i64 + 1) * length };
        }
    }

    /// Finds the span of the first of two moments; does it hold the second?
    pub fn find_both(&mut self, (first, last): (i64, i64)) -> bool {
        self.find(first);
        self.holds(last)
    }

    /// Finds the span of a row, and the end of the rows after it that lie in the same.
    #[inline]
    pub fn run(&mut self, times: &[i64], from: usize) -> usize {
        self.find(times[from]);
        let rest = times[from..].iter().position(|time| !self.holds(*time));
        rest.map_or(times.len(), |rest| from + rest)
    }
}

/// Is adding a value so many times the same as adding the product once? It is of whole numbers that are not too large.
fn is_exact(sum: f64, value: f64, times: u32) -> bool {
    const LARGEST: f64 = (1u64 << 52) as f64;
    let product = value * f64::from(times);
    sum.fract() == 0.0 && value.fract() == 0.0 && sum.abs() + product.abs() < LARGEST
}

impl Columns {
    /// Calls for each chunk's values, in order.
    #[inline(never)]
    pub fn each_values(&self, each: &mut dyn FnMut(&[f64])) {
        let mut plain = Plain::default();
        (0..self.pieces()).for_each(|at| each(self.load(at, Wanted::VALUES, &mut plain).values));
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
        let most = (0..self.pieces()).filter(|at| self.held(*at, selection).is_some()).map(|at| self.rows_in(at)).sum();
        let (mut found, mut room) = (Vec::with_capacity(most), Room::default());
        for at in 0..self.pieces() {
            if let Some(rows) = self.picked(at, selection, Wanted::VALUES, &mut room) {
                found.extend_from_slice(rows.values);
            }
        }
        found
    }

    /// The tag sets of the selected rows and how many rows each has, in the order in which they come.
    #[inline(never)]
    pub fn seen(&self, selection: Selection) -> Vec<(TagSetId, u64)> {
        if let Some(found) = self.seen_of_few(selection) {
            return found;
        }
        let (mut found, mut places): (Vec<(TagSetId, u64)>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut add = |set: TagSetId, n: u64| {
            let at = set.0 as usize;
            if places.len() <= at {
                places.resize(at + 1, u32::MAX);
            }
            if places[at] == u32::MAX {
                places[at] = found.len() as u32;
                found.push((set, 0));
            }
            found[places[at] as usize].1 += n;
        };
        let mut room = Room::default();
        for at in 0..self.pieces() {
            let Some(held) = self.held(at, selection) else { continue };
            if let Some(sets) = self.sets_of(at).filter(|_| held.all()) {
                sets.iter().for_each(|(set, n)| add(*set, u64::from(*n)));
            } else if let Some(rows) = self.picked(at, selection, Wanted::TAG_SETS, &mut room) {
                rows.tag_sets.iter().for_each(|set| add(*set, 1));
            }
        }
        found
    }

    /// How many rows are selected.
    #[inline(never)]
    pub fn count(&self, selection: Selection) -> u64 {
        let mut room = Room::default();
        let mut count = |at: usize| match self.held(at, selection) {
            None => 0,
            Some(held) if held.all() => self.rows_in(at),
            Some(_) => self.picked(at, selection, Wanted::VALUES, &mut room).map_or(0, |rows| rows.values.len()),
        };
        (0..self.pieces()).map(|at| count(at) as u64).sum()
    }

    /// How many rows are selected, how many of them are not zero, and the sum of their values, added up in order.
    #[inline(never)]
    pub fn total(&self, selection: Selection) -> (u64, u64, f64) {
        let (mut rows, mut not_zero, mut sum) = (0, 0, 0.0);
        let mut room = Room::default();
        for at in 0..self.pieces() {
            let Some(held) = self.held(at, selection) else { continue };
            let n = self.rows_in(at) as u32;
            if let Some(value) = self.same_value(at).filter(|value| held.all() && is_exact(sum, *value, n)) {
                rows += u64::from(n);
                not_zero += if value == 0.0 { 0 } else { u64::from(n) };
                sum += value * f64::from(n);
            } else if let Some(picked) = self.picked(at, selection, Wanted::VALUES, &mut room) {
                rows += picked.values.len() as u64;
                for value in picked.values {
                    not_zero += u64::from(*value != 0.0);
                    sum += value;
                }
            }
        }
        (rows, not_zero, sum)
    }

    /// How many selected rows each of `sets` tag sets has, and the sum of their values.
    #[inline(never)]
    pub fn by_tag_set(&self, selection: Selection, sets: usize) -> Vec<(u64, f64)> {
        let (mut found, mut room) = (vec![(0, 0.0); sets], Room::default());
        for at in 0..self.pieces() {
            let Some(held) = self.held(at, selection) else { continue };
            let known = self.sets_of(at).filter(|_| held.all());
            if let (Some(known), Some(value)) = (known, self.same_value(at))
                && known.iter().all(|(set, n)| is_exact(found[set.0 as usize].1, value, *n))
            {
                for (set, n) in known {
                    let slot: &mut (u64, f64) = &mut found[set.0 as usize];
                    slot.0 += u64::from(*n);
                    slot.1 += value * f64::from(*n);
                }
                continue;
            }
            let only = known.and_then(|known| if let [(set, _)] = known { Some(*set) } else { None });
            let wanted = if only.is_some() { Wanted::VALUES } else { Wanted::TAG_SETS };
            let Some(rows) = self.picked(at, selection, wanted, &mut room) else { continue };
            if let Some(set) = only {
                let slot = &mut found[set.0 as usize];
                slot.0 += rows.values.len() as u64;
                rows.values.iter().for_each(|value| slot.1 += value);
                continue;
            }
            for (set, value) in rows.tag_sets.iter().zip(rows.values) {
                let slot = &mut found[set.0 as usize];
                slot.0 += 1;
                slot.1 += value;
            }
        }
        found
    }

    /// Time, tag set and value of each selected row whose value is zero, or of those whose value is not.
    #[inline(never)]
    pub fn each_by_zero(&self, selection: Selection, zero: bool, each: &mut dyn FnMut(i64, TagSetId, f64)) {
        let mut room = Room::default();
        for at in 0..self.pieces() {
            // Most chunks of failures hold none.
            if self.same_value(at).is_some_and(|value| (value == 0.0) != zero) {
                continue;
            }
            let Some(rows) = self.picked(at, selection, Wanted::BOTH, &mut room) else { continue };
            for (time, set, value) in rows.iter().filter(|row| (row.2 == 0.0) == zero) {
                each(time, set, value);
            }
        }
    }

    /// The values of the selected rows in consecutive spans of time: `number` of them, each of `length`, from `start`;
    /// the first and the last also take what lies outside.
    #[inline(never)]
    pub fn split(&self, selection: Selection, start: i64, length: i64, number: usize) -> Vec<Vec<f64>> {
        let mut spans = vec![Vec::new(); number];
        let mut span = Span::new(start, length, number);
        let mut room = Room::default();
        for at in 0..self.pieces() {
            let whole = span.find_both(self.bounds(at));
            let wanted = if whole { Wanted::VALUES } else { Wanted::TIMES };
            let Some(rows) = self.picked(at, selection, wanted, &mut room) else { continue };
            let mut from = 0;
            while from < rows.values.len() {
                let to = if whole { rows.values.len() } else { span.run(rows.times, from) };
                spans[span.at].extend_from_slice(&rows.values[from..to]);
                from = to;
            }
        }
        spans
    }

    /// The values of the selected rows in `number` parts; rows of no part are left out.
    #[inline(never)]
    pub fn part(&self, selection: Selection, by: &Partition, number: usize) -> Vec<Vec<f64>> {
        let mut parts = vec![Vec::new(); number];
        let mut room = Room::default();
        let list_of = |set: TagSetId| by.of_tag_set[set.0 as usize];
        for at in 0..self.pieces() {
            // A chunk that is of one part as a whole.
            let first = self.sets_of(at).filter(|sets| sets.iter().all(|(set, _)| list_of(*set) == list_of(sets[0].0)));
            let (earliest, latest) = self.bounds(at);
            let whole = first.map(|sets| by.find(list_of(sets[0].0), earliest)).filter(|found| latest < found.1);
            if let Some((_, _, into)) = whole {
                if let Some(into) = into
                    && let Some(rows) = self.picked(at, selection, Wanted::VALUES, &mut room)
                {
                    parts[into as usize].extend_from_slice(rows.values);
                }
                continue;
            }
            let Some(rows) = self.picked(at, selection, Wanted::BOTH, &mut room) else { continue };
            let mut from = 0;
            while from < rows.values.len() {
                let list = list_of(rows.tag_sets[from]);
                let (begins, ends, into) = by.find(list, rows.times[from]);
                let same = |row: usize| {
                    begins <= rows.times[row] && rows.times[row] < ends && list_of(rows.tag_sets[row]) == list
                };
                let mut to = from + 1;
                while to < rows.values.len() && same(to) {
                    to += 1;
                }
                if let Some(into) = into {
                    parts[into as usize].extend_from_slice(&rows.values[from..to]);
                }
                from = to;
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
            let rows = self.load(at, Wanted::BOTH, &mut plain);
            for (time, set) in rows.times.iter().zip(rows.tag_sets) {
                let span = &mut spans[set.0 as usize];
                *span = (span.0.min(*time), span.1.max(*time));
            }
        }
    }
}

#[cfg(test)]
mod tests;
