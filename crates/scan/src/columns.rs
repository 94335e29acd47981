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

/// The values of the selected rows, in order. The three columns are equally long.
pub fn select(times: &[i64], tag_sets: &[TagSetId], values: &[f64], selection: Selection) -> Vec<f64> {
    let rows = times.iter().zip(tag_sets).zip(values);
    match selection {
        Selection { tag_sets: None, window: None } => values.to_vec(),
        Selection { tag_sets: None, window: Some((from, to)) } => {
            rows.filter(|((t, _), _)| from <= **t && **t < to).map(|(_, v)| *v).collect()
        }
        Selection { tag_sets: Some(mask), window: None } => {
            rows.filter(|((_, set), _)| mask[set.0 as usize]).map(|(_, v)| *v).collect()
        }
        Selection { tag_sets: Some(mask), window: Some((from, to)) } => {
            rows.filter(|((t, set), _)| from <= **t && **t < to && mask[set.0 as usize]).map(|(_, v)| *v).collect()
        }
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
        let select = |tag_sets, window| select(&times, &sets, &values, Selection { tag_sets, window });
        assert_eq!(select(None, None), values);
        assert_eq!(select(None, Some((2, 4))), [20.0, 30.0]);
        assert_eq!(select(Some(&[true, false][..]), None), [10.0, 30.0]);
        assert_eq!(select(Some(&[false, true][..]), Some((3, 9))), [40.0]);
    }

    #[test]
    fn moments_of_a_known_sample() {
        let found = moments(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(found, Some(Moments { avg: 5.0, min: 2.0, max: 9.0, stddev: 2.0 }));
        assert_eq!(moments(&[]), None);
    }
}
