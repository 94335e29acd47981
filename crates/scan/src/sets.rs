//! Few tag sets of many: their rows without a look at all rows for each question, and sums by tag set without a place
//! for each tag set that there is. What is answered is the same, to the bit.

use crate::TagSetId;
use crate::chunk::Wanted;
use crate::columns::Selection;
use crate::filtered::Room;
use crate::store::{Columns, OpenRow};

/// Columns of fewer rows have no room for a number for each tag set of a file.
const SMALL: usize = 4096;

/// A column's rows in the order of their tag sets.
pub struct BySet {
    /// The tag set in the upper half, the row in the lower one.
    places: Vec<u64>,
    times: Vec<i64>,
    values: Vec<f64>,
}

/// Rows of some tag sets, in their order, as a column of their own.
#[derive(Clone, Debug, Default)]
pub struct SomeRows {
    /// Times, tag sets and values; the tag sets keep their numbers.
    pub rows: Columns,
    /// Where in the whole column each of them stands.
    pub numbers: Vec<u32>,
}

impl SomeRows {
    fn push(&mut self, number: u32, time: i64, tag_set: TagSetId, value: f64) {
        self.rows.open.push(OpenRow { time, value, tag_set });
        self.numbers.push(number);
    }
}

impl BySet {
    fn places_of(&self, set: TagSetId) -> &[u64] {
        let first = |set: u64| self.places.partition_point(|place| *place < set << 32);
        &self.places[first(u64::from(set.0))..first(u64::from(set.0) + 1)]
    }

    /// How many rows these tag sets have.
    pub fn count(&self, sets: &[TagSetId]) -> usize {
        sets.iter().map(|set| self.places_of(*set).len()).sum()
    }

    /// The rows of these tag sets.
    pub fn rows(&self, sets: &[TagSetId]) -> SomeRows {
        let turned = |place: &u64| place.rotate_left(32);
        let mut places: Vec<u64> = sets.iter().flat_map(|set| self.places_of(*set)).map(turned).collect();
        if sets.len() > 1 {
            places.sort_unstable();
        }
        let mut found = SomeRows::default();
        for place in places {
            let (row, set) = ((place >> 32) as u32, TagSetId(place as u32));
            found.push(row, self.times[row as usize], set, self.values[row as usize]);
        }
        found
    }
}

impl Columns {
    /// Sorts all rows by tag set: worth it where many questions follow, each of few tag sets.
    #[inline(never)]
    pub fn by_set(&self) -> BySet {
        let mut found = BySet { places: Vec::new(), times: Vec::new(), values: Vec::new() };
        for (row, (time, set, value)) in (0u64..).zip(self.rows()) {
            found.places.push(u64::from(set.0) << 32 | row);
            found.times.push(time);
            found.values.push(value);
        }
        found.places.sort_unstable();
        found
    }

    /// The rows of these tag sets, which are in ascending order, by a look at all rows.
    #[inline(never)]
    pub fn rows_of(&self, sets: &[TagSetId]) -> SomeRows {
        let mut found = SomeRows::default();
        for (row, (time, set, value)) in (0u32..).zip(self.rows()) {
            if sets.binary_search(&set).is_ok() {
                found.push(row, time, set, value);
            }
        }
        found
    }

    /// How many selected rows each tag set has that has any, and the sum of their values, by ascending tag set; `all` is
    /// the number of tag sets.
    #[inline(never)]
    pub fn sums(&self, selection: Selection, all: usize) -> Vec<(TagSetId, u64, f64)> {
        if self.len() >= SMALL || self.len() >= all {
            let found = (0u32..).zip(self.by_tag_set(selection, all));
            return found.filter(|(_, of)| of.0 > 0).map(|(set, (n, sum))| (TagSetId(set), n, sum)).collect();
        }
        let (mut places, mut values, mut room) = (Vec::new(), Vec::new(), Room::default());
        for at in 0..self.pieces() {
            let Some(rows) = self.picked(at, selection, Wanted::TAG_SETS, &mut room) else { continue };
            for (set, value) in rows.tag_sets.iter().zip(rows.values) {
                places.push(u64::from(set.0) << 32 | values.len() as u64);
                values.push(*value);
            }
        }
        places.sort_unstable();
        let mut found: Vec<(TagSetId, u64, f64)> = Vec::new();
        for place in places {
            let (set, value) = (TagSetId((place >> 32) as u32), values[place as u32 as usize]);
            match found.last_mut().filter(|last| last.0 == set) {
                Some(last) => *last = (set, last.1 + 1, last.2 + value),
                None => found.push((set, 1, 0.0 + value)),
            }
        }
        found
    }

    /// What [`Self::seen`] answers, of a column of few rows.
    pub(crate) fn seen_of_few(&self, selection: Selection) -> Option<Vec<(TagSetId, u64)>> {
        if self.len() >= SMALL {
            return None;
        }
        let (mut places, mut room) = (Vec::new(), Room::default());
        for at in 0..self.pieces() {
            let Some(rows) = self.picked(at, selection, Wanted::TAG_SETS, &mut room) else { continue };
            let from = places.len() as u64;
            places.extend(rows.tag_sets.iter().zip(from..).map(|(set, row)| u64::from(set.0) << 32 | row));
        }
        places.sort_unstable();
        // By its first row, each tag set with its number of rows.
        let of_one = places.chunk_by(|a, b| a >> 32 == b >> 32);
        let mut firsts: Vec<u64> = of_one.clone().map(|of| of[0].rotate_left(32)).collect();
        let numbers: Vec<(u32, u64)> = of_one.map(|of| ((of[0] >> 32) as u32, of.len() as u64)).collect();
        firsts.sort_unstable();
        let number = |set: u32| numbers.binary_search_by_key(&set, |of| of.0).map_or(0, |at| numbers[at].1);
        Some(firsts.into_iter().map(|first| (TagSetId(first as u32), number(first as u32))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chunk::ROWS;
    use crate::store::Recent;

    fn columns(rows: usize, sets: u32) -> Columns {
        let (mut columns, mut recent) = (Columns::default(), Recent::default());
        for at in 0..rows {
            let set = (at as u32).wrapping_mul(2_654_435_761) % sets;
            columns.push(at as i64 * 7 % 1000, TagSetId(set), at as f64 * 0.1, &mut recent);
        }
        columns
    }

    #[test]
    fn the_same_rows_as_by_a_mask() {
        for (rows, sets) in [(0, 5), (10, 3), (1000, 400), (ROWS * 2 + 17, 1000)] {
            let columns = columns(rows, sets);
            let by_set = columns.by_set();
            for wanted in [vec![0], vec![1, 2], vec![0, sets / 2, sets - 1], (0..sets).collect(), Vec::new()] {
                let mut wanted: Vec<TagSetId> = wanted.into_iter().filter(|set| *set < sets).map(TagSetId).collect();
                wanted.dedup();
                let mut mask = vec![false; sets as usize];
                wanted.iter().for_each(|set| mask[set.0 as usize] = true);
                for window in [None, Some((100, 500))] {
                    let by_mask = Selection { tag_sets: Some(&mask), window };
                    let selection = Selection { tag_sets: None, window };
                    for some in [by_set.rows(&wanted), columns.rows_of(&wanted)] {
                        assert_eq!(some.rows.select(selection), columns.select(by_mask));
                        assert_eq!(some.rows.total(selection), columns.total(by_mask));
                        assert_eq!(some.rows.seen(selection), columns.seen(by_mask));
                        assert_eq!(some.rows.sums(selection, sets as usize), columns.sums(by_mask, sets as usize));
                        assert_eq!(some.numbers.len(), by_set.count(&wanted));
                        let whole: Vec<_> = columns.samples().collect();
                        let same = |(one, row): (crate::Sample, &u32)| {
                            let of = whole[*row as usize];
                            (one.time, one.tag_set, one.value) == (of.time, of.tag_set, of.value)
                        };
                        assert!(some.rows.samples().zip(&some.numbers).all(same));
                    }
                }
            }
        }
    }

    #[test]
    fn few_rows_are_summed_up_as_many_are() {
        let columns = columns(SMALL - 1, 700);
        let selection = Selection { tag_sets: None, window: Some((3, 900)) };
        let by_place = columns.by_tag_set(selection, 700);
        let by_place = (0u32..).zip(by_place).filter(|(_, of)| of.0 > 0).map(|(set, (n, sum))| (TagSetId(set), n, sum));
        assert_eq!(columns.sums(selection, 5000), by_place.collect::<Vec<_>>());
        let few = columns.seen_of_few(selection).expect("few rows");
        let mut first: Vec<(TagSetId, u64)> = Vec::new();
        for sample in columns.samples().filter(|s| selection.holds(s.time, s.tag_set)) {
            match first.iter_mut().find(|of| of.0 == sample.tag_set) {
                Some(of) => of.1 += 1,
                None => first.push((sample.tag_set, 1)),
            }
        }
        assert_eq!(few, first);
    }
}
