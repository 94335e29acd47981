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
        let mut at = SpanOf::new(start, length, number);
        for (time, _, value) in self.rows().filter(|(time, set, _)| selection.holds(*time, *set)) {
            spans[at.of(time)].push(value);
        }
        spans
    }

    /// Number and sum of the values in the same spans of time, for each of `groups` groups of tag sets: those of group
    /// `g` from `g * number` on. `group_of` tells the group of a tag set; rows of a group that is none are left out.
    pub fn tally(
        &self,
        selection: Selection,
        (start, length, number): (i64, i64, usize),
        group_of: &[usize],
        groups: usize,
    ) -> Vec<(u64, f64)> {
        let mut found = vec![(0, 0.0); groups * number];
        let mut at = SpanOf::new(start, length, number);
        for (time, set, value) in self.rows().filter(|(time, set, _)| selection.holds(*time, *set)) {
            let group = group_of[set.0 as usize];
            if group < groups {
                let slot = &mut found[group * number + at.of(time)];
                slot.0 += 1;
                slot.1 += value;
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
        for row in self.rows().filter(|(time, set, _)| selection.holds(*time, *set)) {
            if found.len() == most && found[most - 1].2 >= row.2 {
                continue;
            }
            found.truncate(most - 1);
            let place = found.partition_point(|known| known.2 >= row.2);
            found.insert(place, row);
        }
        found
    }
}

/// Which of consecutive spans a time lies in; the first and the last go on without end.
struct SpanOf {
    start: i64,
    length: i64,
    number: usize,
    at: usize,
    begins: i64,
    ends: i64,
}

impl SpanOf {
    fn new(start: i64, length: i64, number: usize) -> Self {
        let ends = if number == 1 { i64::MAX } else { start.saturating_add(length) };
        Self { start, length, number, at: 0, begins: i64::MIN, ends }
    }

    #[inline]
    fn of(&mut self, time: i64) -> usize {
        // Samples are nearly in order: most lie in the span of the one before.
        if time < self.begins || time >= self.ends {
            let at = (((time - self.start).max(0) / self.length) as usize).min(self.number - 1);
            self.begins = if at == 0 { i64::MIN } else { self.start + at as i64 * self.length };
            let ends = self.start + (at as i64 + 1) * self.length;
            self.ends = if at + 1 == self.number { i64::MAX } else { ends };
            self.at = at;
        }
        self.at
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
    fn groups_are_told_apart_in_time() {
        let (times, sets, values) =
            ([1, 9, 11, 12, 25, 3], [0, 1, 0, 2, 1, 1].map(TagSetId), [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]);
        let columns = Columns { times: &times, tag_sets: &sets, values: &values };
        // Tag sets 0 and 2 are one group, 1 is another.
        let found = columns.tally(Selection::default(), (0, 10, 2), &[0, 1, 0], 2);
        assert_eq!(found, [(1, 1.0), (2, 12.0), (2, 34.0), (1, 16.0)]);
        let one = columns.tally(Selection { window: Some((9, 12)), ..Selection::default() }, (0, 10, 2), &[0, 9, 9], 1);
        assert_eq!(one, [(0, 0.0), (1, 4.0)]);
    }

    #[test]
    fn the_largest_first() {
        let (times, values) = ([1, 2, 3, 4, 5], [3.0, 9.0, 5.0, 9.0, 1.0]);
        let columns = Columns { times: &times, tag_sets: &[TagSetId::EMPTY; 5], values: &values };
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

    #[test]
    fn moments_of_a_known_sample() {
        let found = moments(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(found, Some(Moments { avg: 5.0, min: 2.0, max: 9.0, stddev: 2.0 }));
        assert_eq!(moments(&[]), None);
    }
}
