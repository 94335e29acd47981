//! Passes for charts: sums in spans of time, the largest values, and how values lie in bins.

use crate::TagSetId;
use crate::chunk::Wanted;
use crate::columns::{Selection, Span};
use crate::filtered::Room;
use crate::store::Columns;

impl Columns {
    /// Number and sum of the values in consecutive spans of time, which are those of `split`, for each of `groups`
    /// groups of tag sets: those of group `g` from `g * number` on. `group_of` tells the group of a tag set; rows of a
    /// group that is none are left out.
    pub fn tally(
        &self,
        selection: Selection,
        (start, length, number): (i64, i64, usize),
        group_of: &[usize],
        groups: usize,
    ) -> Vec<(u64, f64)> {
        let mut found = vec![(0, 0.0); groups * number];
        let (mut span, mut room) = (Span::new(start, length, number), Room::default());
        let one = group_of.first().copied().filter(|first| group_of.iter().all(|group| group == first));
        for piece in 0..self.pieces() {
            let wanted = if one.is_some() { Wanted::TIMES } else { Wanted::BOTH };
            let Some(rows) = self.picked(piece, selection, wanted, &mut room) else { continue };
            if let Some(group) = one {
                let mut from = 0;
                while from < rows.values.len() && group < groups {
                    let to = span.run(rows.times, from);
                    let slot: &mut (u64, f64) = &mut found[group * number + span.at];
                    slot.0 += (to - from) as u64;
                    rows.values[from..to].iter().for_each(|value| slot.1 += value);
                    from = to;
                }
                continue;
            }
            for (time, set, value) in rows.iter() {
                let group = group_of[set.0 as usize];
                if group < groups {
                    span.find(time);
                    let slot = &mut found[group * number + span.at];
                    slot.0 += 1;
                    slot.1 += value;
                }
            }
        }
        found
    }

    /// Time, tag set and value of the selected rows with the largest values, largest first, at most so many; of equal
    /// ones the first.
    pub fn largest(&self, selection: Selection, most: usize) -> Vec<(i64, TagSetId, f64)> {
        let mut found: Vec<(i64, TagSetId, f64)> = Vec::new();
        if most == 0 {
            return found;
        }
        let mut room = Room::default();
        for piece in 0..self.pieces() {
            let Some(rows) = self.picked(piece, selection, Wanted::BOTH, &mut room) else { continue };
            for (time, set, value) in rows.iter() {
                if found.len() == most && found[most - 1].2 >= value {
                    continue;
                }
                found.truncate(most - 1);
                let place = found.partition_point(|known| known.2 >= value);
                found.insert(place, (time, set, value));
            }
        }
        found
    }
}

/// How many values lie in each of consecutive bins of equal width between two bounds, on a logarithmic scale if asked;
/// the first and the last also take what lies outside.
pub fn bins(values: &[f64], (low, high): (f64, f64), number: usize, log: bool) -> Vec<u32> {
    let mut found = vec![0; number];
    let scaled = |v: f64| if log { v.ln() } else { v };
    let (from, to) = (scaled(low), scaled(high));
    let per_unit = number as f64 / (to - from);
    for value in values {
        // A conversion from float saturates: what is below the first, or not a number, is counted in the first.
        let at = ((scaled(*value) - from) * per_unit) as usize;
        found[at.min(number - 1)] += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Recent;

    fn columns(rows: &[(i64, u32, f64)]) -> Columns {
        let (mut columns, mut recent) = (Columns::default(), Recent::default());
        rows.iter().for_each(|(time, set, value)| columns.push(*time, TagSetId(*set), *value, &mut recent));
        columns
    }

    #[test]
    fn groups_are_told_apart_in_time() {
        let columns = columns(&[(1, 0, 1.0), (9, 1, 2.0), (11, 0, 4.0), (12, 2, 8.0), (25, 1, 16.0), (3, 1, 32.0)]);
        // Tag sets 0 and 2 are one group, 1 is another.
        let found = columns.tally(Selection::default(), (0, 10, 2), &[0, 1, 0], 2);
        assert_eq!(found, [(1, 1.0), (2, 12.0), (2, 34.0), (1, 16.0)]);
        let one = columns.tally(Selection { window: Some((9, 12)), ..Selection::default() }, (0, 10, 2), &[0, 9, 9], 1);
        assert_eq!(one, [(0, 0.0), (1, 4.0)]);
    }

    #[test]
    fn the_largest_first() {
        let columns = columns(&[(1, 0, 3.0), (2, 0, 9.0), (3, 0, 5.0), (4, 0, 9.0), (5, 0, 1.0)]);
        let found = columns.largest(Selection::default(), 3);
        assert_eq!(found.iter().map(|r| (r.0, r.2)).collect::<Vec<_>>(), [(2, 9.0), (4, 9.0), (3, 5.0)]);
        assert_eq!(columns.largest(Selection::default(), 0), []);
        assert_eq!(columns.largest(Selection::default(), 9).len(), 5);
    }

    #[test]
    fn bins_take_all_values() {
        let values = [0.0, 0.5, 1.0, 2.0, 4.0, 99.0, f64::NAN];
        assert_eq!(bins(&values, (0.0, 4.0), 4, false), [3, 1, 1, 2]);
        assert_eq!(bins(&values, (1.0, 16.0), 4, true), [4, 1, 1, 1]);
    }
}
