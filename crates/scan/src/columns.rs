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
    pub fn holds(&self, time: i64, tag_set: TagSetId) -> bool {
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
        let (mut at, mut begins, mut ends) = (0, i64::MIN, start.saturating_add(length));
        for (time, _, value) in self.rows().filter(|(time, set, _)| selection.holds(*time, *set)) {
            // Samples are nearly in order: most lie in the span of the one before.
            if time < begins || time >= ends {
                at = (((time - start).max(0) / length) as usize).min(number - 1);
                begins = if at == 0 { i64::MIN } else { start + at as i64 * length };
                ends = if at + 1 == number { i64::MAX } else { start + (at as i64 + 1) * length };
            }
            spans[at].push(value);
        }
        spans
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
    fn moments_of_a_known_sample() {
        let found = moments(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(found, Some(Moments { avg: 5.0, min: 2.0, max: 9.0, stddev: 2.0 }));
        assert_eq!(moments(&[]), None);
    }
}
