//! Values by group and by span of time, in one pass over a column.

use crate::chunk::Wanted;
use crate::columns::{Selection, Span};
use crate::filtered::Room;
use crate::store::Columns;

/// Values by group and span of time, in the order of the rows.
pub struct Cells {
    values: Vec<f64>,
    /// Where each cell ends; it begins where the one before ends.
    ends: Vec<usize>,
    /// Spans of each group.
    number: usize,
}

impl Columns {
    /// The values of the selected rows by group, and within it by span of time as [`Columns::split`] has them.
    /// `group_of` has a group for each tag set; one that is not below `groups` is none.
    pub fn cells(
        &self,
        selection: Selection,
        (group_of, groups): (&[u32], usize),
        (start, length, number): (i64, i64, usize),
    ) -> Cells {
        let mut ends = vec![0; groups * number];
        let (mut cell_of, mut found) = (Vec::new(), Vec::new());
        let (mut span, mut room) = (Span::new(start, length, number), Room::default());
        for piece in 0..self.pieces() {
            let Some(rows) = self.picked(piece, selection, Wanted::BOTH, &mut room) else { continue };
            for (time, set, value) in rows.iter() {
                let group = group_of[set.0 as usize] as usize;
                if group >= groups {
                    continue;
                }
                span.find(time);
                let cell = group * number + span.at;
                ends[cell] += 1;
                cell_of.push(cell as u32);
                found.push(value);
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            (sum, *end) = (sum + *end, sum);
        }
        let mut values = vec![0.0; sum];
        for (cell, value) in cell_of.into_iter().zip(found) {
            let at = &mut ends[cell as usize];
            values[*at] = value;
            *at += 1;
        }
        Cells { values, ends, number }
    }
}

impl Cells {
    /// The values of a group in a span.
    pub fn cell(&mut self, group: usize, span: usize) -> &mut [f64] {
        let at = group * self.number + span;
        self.slice(at, at)
    }

    /// The values of a group in all spans, one span after the other.
    pub fn group(&mut self, group: usize) -> &mut [f64] {
        self.slice(group * self.number, (group + 1) * self.number - 1)
    }

    fn slice(&mut self, first: usize, last: usize) -> &mut [f64] {
        let start = if first == 0 { 0 } else { self.ends[first - 1] };
        &mut self.values[start..self.ends[last]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TagSetId;
    use crate::chunk::ROWS;
    use crate::store::Recent;

    fn columns(rows: &[(i64, u32, f64)]) -> Columns {
        let (mut columns, mut recent) = (Columns::default(), Recent::default());
        rows.iter().for_each(|(time, set, value)| columns.push(*time, TagSetId(*set), *value, &mut recent));
        columns
    }

    #[test]
    fn cells_are_groups_in_spans() {
        let times = [10, 11, 21, 12, 20, 35, 99, 9];
        let sets = [0, 1, 0, 0, 2, 1, 0, 1];
        let rows: Vec<_> = times.into_iter().zip(sets).zip(1..).map(|((t, s), v)| (t, s, f64::from(v))).collect();
        let columns = columns(&rows);
        let mut cells = columns.cells(Selection::default(), (&[1, 0, u32::MAX], 3), (10, 10, 3));
        assert_eq!(cells.group(0), [2.0, 8.0, 6.0]);
        assert_eq!(cells.group(1), [1.0, 4.0, 3.0, 7.0]);
        assert_eq!(cells.group(2), [0.0; 0]);
        assert_eq!((cells.cell(1, 0).to_vec(), cells.cell(1, 1).to_vec()), (vec![1.0, 4.0], vec![3.0]));
        let window = Selection { window: Some((11, 36)), ..Selection::default() };
        let mut cells = columns.cells(window, (&[0, 0, 0], 1), (11, 25, 1));
        assert_eq!(cells.group(0), [2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    /// Over borders of chunks, each cell holds what a look at every row finds.
    #[test]
    fn cells_of_many_rows() {
        let row =
            |at: usize| (at as i64 * 10 - if at.is_multiple_of(97) { 400 } else { 0 }, (at % 5) as u32, at as f64);
        let rows: Vec<_> = (0..ROWS * 5 / 2).map(row).collect();
        let columns = columns(&rows);
        let group_of = [0, 1, 1, u32::MAX, 2];
        let last = rows.len() as i64 * 10;
        for window in [None, Some((70_000, last - 5))] {
            let mask = [true, true, false, true, true];
            let selection = Selection { window, tag_sets: Some(&mask) };
            let mut cells = columns.cells(selection, (&group_of, 3), (0, last / 4, 4));
            for group in 0..3 {
                for span in 0..4 {
                    let holds = |(time, set, _): &&(i64, u32, f64)| {
                        group_of[*set as usize] == group as u32
                            && mask[*set as usize]
                            && window.is_none_or(|(from, to)| from <= *time && *time < to)
                            && ((*time).max(0) / (last / 4)).min(3) == span as i64
                    };
                    let expected: Vec<f64> = rows.iter().filter(holds).map(|row| row.2).collect();
                    assert_eq!(cells.cell(group, span), expected, "{window:?} {group} {span}");
                }
            }
        }
    }
}
