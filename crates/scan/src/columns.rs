//! Passes over columns of samples: which rows are selected, and their moments.

/// Index of a tag set. [`TagSetId::EMPTY`] is the set without tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagSetId(pub u32);

impl TagSetId {
    pub const EMPTY: Self = Self(0);
}

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
    fn holds(&self, time: i64, tag_set: TagSetId) -> bool {
        self.window.is_none_or(|(from, to)| from <= time && time < to)
            && self.tag_sets.is_none_or(|mask| mask[tag_set.0 as usize])
    }
}

/// The columns of a metric, equally long.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    pub times: &'a [i64],
    pub tag_sets: &'a [TagSetId],
    pub values: &'a [f64],
}

impl Columns<'_> {
    fn rows(&self) -> impl Iterator<Item = (i64, TagSetId, f64)> {
        let rows = self.times.iter().zip(self.tag_sets).zip(self.values);
        rows.map(|((time, set), value)| (*time, *set, *value))
    }

    /// The values of the selected rows, in order.
    pub fn select(&self, selection: Selection) -> Vec<f64> {
        if selection.tag_sets.is_none() && selection.window.is_none() {
            return self.values.to_vec();
        }
        self.rows().filter(|(time, set, _)| selection.holds(*time, *set)).map(|(_, _, value)| value).collect()
    }

    /// How many selected rows each of `sets` tag sets has, and the sum of their values.
    pub fn by_tag_set(&self, selection: Selection, sets: usize) -> Vec<(u64, f64)> {
        let mut found = vec![(0, 0.0); sets];
        for (_, set, value) in self.rows().filter(|(time, set, _)| selection.holds(*time, *set)) {
            let slot = &mut found[set.0 as usize];
            slot.0 += 1;
            slot.1 += value;
        }
        found
    }

    /// The values of the selected rows in consecutive spans of time: `number` of them, each of `length`, from `start`;
    /// the first and the last also take what lies outside.
    pub fn split(&self, selection: Selection, start: i64, length: i64, number: usize) -> Vec<Vec<f64>> {
        let mut spans = vec![Vec::new(); number];
        let mut walk = Walk::new(start, length, number);
        for (time, _, value) in self.rows().filter(|(time, set, _)| selection.holds(*time, *set)) {
            spans[walk.span(time)].push(value);
        }
        spans
    }

    /// The values of the selected rows by group, and within it by span of time as [`Columns::split`] has them.
    /// `group_of` has a group for each tag set; one that is not below `groups` is none.
    pub fn cells(
        &self,
        selection: Selection,
        (group_of, groups): (&[u32], usize),
        (start, length, number): (i64, i64, usize),
    ) -> Cells {
        const NOWHERE: u32 = u32::MAX;
        let mut walk = Walk::new(start, length, number);
        let mut ends = vec![0; groups * number];
        let cell_of = self.rows().map(|(time, set, _)| {
            let group = group_of[set.0 as usize] as usize;
            if group >= groups || !selection.holds(time, set) {
                return NOWHERE;
            }
            let cell = group * number + walk.span(time);
            ends[cell] += 1;
            cell as u32
        });
        let cell_of: Vec<u32> = cell_of.collect();
        let mut sum = 0;
        for end in &mut ends {
            (sum, *end) = (sum + *end, sum);
        }
        let mut values = vec![0.0; sum];
        for (cell, value) in cell_of.into_iter().zip(self.values).filter(|(cell, _)| *cell != NOWHERE) {
            let at = &mut ends[cell as usize];
            values[*at] = *value;
            *at += 1;
        }
        Cells { values, ends, number }
    }
}

/// Finds spans of time; samples are nearly in order, and most lie in the span of the one before.
struct Walk {
    start: i64,
    length: i64,
    number: usize,
    at: usize,
    begins: i64,
    ends: i64,
}

impl Walk {
    fn new(start: i64, length: i64, number: usize) -> Self {
        let ends = if number == 1 { i64::MAX } else { start.saturating_add(length) };
        Self { start, length, number, at: 0, begins: i64::MIN, ends }
    }

    #[inline]
    fn span(&mut self, time: i64) -> usize {
        let Self { start, length, number, .. } = *self;
        if time < self.begins || time >= self.ends {
            let at = (((time - start).max(0) / length) as usize).min(number - 1);
            self.begins = if at == 0 { i64::MIN } else { start + at as i64 * length };
            self.ends = if at + 1 == number { i64::MAX } else { start + (at as i64 + 1) * length };
            self.at = at;
        }
        self.at
    }
}

/// Values by group and span of time, in the order of the rows.
pub struct Cells {
    values: Vec<f64>,
    /// Where each cell ends; it begins where the one before ends.
    ends: Vec<usize>,
    /// Spans of each group.
    number: usize,
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

/// Count, mean, extremes and the population's standard deviation; the sum is added up in the order of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    pub avg: f64,
    pub min: f64,
    pub max: f64,
    pub stddev: f64,
}

/// `None` of no values. The standard deviation takes a second pass.
pub fn moments(values: &[f64]) -> Option<Moments> {
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let (mut sum, mut min, mut max) = (0.0, f64::INFINITY, f64::NEG_INFINITY);
    for v in values.iter().copied() {
        sum += v;
        min = v.min(min);
        max = v.max(max);
    }
    let avg = sum / n;
    let variance = values.iter().map(|v| (v - avg) * (v - avg)).sum::<f64>() / n;
    Some(Moments { avg, min, max, stddev: variance.sqrt() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_selected_by_tags_and_window() {
        let (times, sets, values) = ([1, 2, 3, 4], [0, 1, 0, 1].map(TagSetId), [10.0, 20.0, 30.0, 40.0]);
        let columns = Columns { times: &times, tag_sets: &sets, values: &values };
        let select = |tag_sets, window| columns.select(Selection { tag_sets, window });
        assert_eq!(select(None, None), values);
        assert_eq!(select(None, Some((2, 4))), [20.0, 30.0]);
        assert_eq!(select(Some(&[true, false][..]), None), [10.0, 30.0]);
        assert_eq!(select(Some(&[false, true][..]), Some((3, 9))), [40.0]);
        assert_eq!(columns.by_tag_set(Selection::default(), 3), [(2, 40.0), (2, 60.0), (0, 0.0)]);
    }

    #[test]
    fn spans_follow_each_other_and_take_all() {
        let (times, values) = ([9, 10, 19, 12, 20, 35, 99], [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        let columns = Columns { times: &times, tag_sets: &[TagSetId::EMPTY; 7], values: &values };
        let spans = columns.split(Selection::default(), 10, 10, 3);
        assert_eq!(spans, [vec![0.0, 1.0, 2.0, 3.0], vec![4.0], vec![5.0, 6.0]]);
        assert_eq!(columns.split(Selection::default(), 10, 10, 1), [values.to_vec()]);
    }

    #[test]
    fn cells_are_groups_in_spans() {
        let (times, values) = ([10, 11, 21, 12, 20, 35, 99], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
        let sets = [0, 1, 0, 0, 2, 1, 0].map(TagSetId);
        let columns = Columns { times: &times, tag_sets: &sets, values: &values };
        let mut cells = columns.cells(Selection::default(), (&[1, 0, u32::MAX], 3), (10, 10, 3));
        assert_eq!(cells.group(0), [2.0, 6.0]);
        assert_eq!(cells.group(1), [1.0, 4.0, 3.0, 7.0]);
        assert_eq!(cells.group(2), [0.0; 0]);
        assert_eq!((cells.cell(1, 0).to_vec(), cells.cell(1, 1).to_vec()), (vec![1.0, 4.0], vec![3.0]));
        let window = Selection { window: Some((11, 36)), ..Selection::default() };
        let mut cells = columns.cells(window, (&[0, 0, 0], 1), (11, 25, 1));
        assert_eq!(cells.group(0), [2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn moments_of_a_known_sample() {
        let found = moments(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(found, Some(Moments { avg: 5.0, min: 2.0, max: 9.0, stddev: 2.0 }));
        assert_eq!(moments(&[]), None);
    }
}
