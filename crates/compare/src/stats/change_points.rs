//! Where a number changed from run to run, and stayed changed.

use sloscope_model::stats::percentiles;

use super::holm;
use super::random::Random;
use super::ranks::doubled_midranks;

/// Fewer values cannot show a change at 5 %: of 8, the best order but for its mirror is 1 in 35.
pub const FEWEST: usize = 8;
/// A level has at least so many values: one or two that stand out are no change.
const LEAST: usize = 3;
/// The level of the tests of all series together.
const ALPHA: f64 = 0.05;
/// So many orders are drawn.
const ORDERS: usize = 9_999;
/// The same answer for the same values, everywhere.
const SEED: u64 = 0x510_5c09e;

/// A change from one level to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangePoint {
    /// The place of the first value of the new level.
    pub at: usize,
    /// The medians of the levels before and after it, which reach to the changes beside it.
    pub medians: [f64; 2],
    /// How many values each of these levels has.
    pub values: [usize; 2],
    /// The values after it are larger.
    pub rises: bool,
    /// Chance alone would show so clear a change with this probability, corrected for the number of series.
    pub p: f64,
}

/// The changes of several series, each in the order of time.
///
/// Of all places that leave three values on each side, the one is taken at which the ranks of both sides differ most:
/// |R - k (n + 1) / 2| / sqrt(k (n - k)), where R is the sum of the ranks of the first k of n values (Pettitt, "A
/// non-parametric approach to the change-point problem", 1979, standardised so that no place is preferred). p is the
/// share of 9,999 random orders of the same values, and of the order itself, that have a place at least as clear
/// (Antoch and Hušková, "Permutation tests in change point analysis", 2001), so that it takes no model of the values and no
/// correction for the choice of the place. Over all series p is corrected by Holm: where nothing changed, any mark at all
/// is drawn in at most 5 % of all cases. What lies before and behind a change is searched in the same way (binary
/// segmentation: Vostrikova 1981), with p times the number of series.
pub fn change_points(series: &[Vec<f64>]) -> Vec<Vec<ChangePoint>> {
    let found: Vec<Option<Split>> = series.iter().map(|values| clearest(values)).collect();
    let p: Vec<f64> = found.iter().map(|split| split.as_ref().map_or(1.0, |split| split.p)).collect();
    let each = series.iter().zip(found).zip(holm(&p));
    each.map(|((values, split), p)| match split.filter(|_| p <= ALPHA) {
        Some(split) => {
            let mut places = vec![(split.at, p)];
            further(values, 0, split.at, series.len(), &mut places);
            further(values, split.at, values.len(), series.len(), &mut places);
            places.sort_by_key(|(at, _)| *at);
            levels(values, &places)
        }
        None => Vec::new(),
    })
    .collect()
}

/// The clearest place of a series.
struct Split {
    at: usize,
    p: f64,
}

fn clearest(values: &[f64]) -> Option<Split> {
    if values.len() < FEWEST {
        return None;
    }
    let mut ranks = doubled_midranks(values);
    let (at, seen) = largest(&ranks)?;
    let mut random = Random::new(SEED);
    let mut as_clear = 0;
    for _ in 0..ORDERS {
        random.shuffle(&mut ranks);
        as_clear += usize::from(largest(&ranks).is_some_and(|(_, of)| of >= seen));
    }
    Some(Split { at, p: (as_clear + 1) as f64 / (ORDERS + 1) as f64 })
}

/// The place at which the ranks of both sides differ most, and by how much; `None` if all are equal.
fn largest(ranks: &[usize]) -> Option<(usize, f64)> {
    let n = ranks.len();
    let (mut sum, mut found) = (0, (0, 0.0));
    for (k, rank) in (1..).zip(ranks).take(n - LEAST) {
        sum += rank;
        if k < LEAST {
            continue;
        }
        let distance = sum.abs_diff(k * (n + 1)) as f64 / ((k * (n - k)) as f64).sqrt();
        if distance > found.1 {
            found = (k, distance);
        }
    }
    (found.1 > 0.0).then_some(found)
}

/// Changes between two others.
fn further(values: &[f64], from: usize, to: usize, series: usize, places: &mut Vec<(usize, f64)>) {
    let Some(split) = clearest(&values[from..to]) else { return };
    let (at, p) = (from + split.at, (split.p * series as f64).min(1.0));
    if p <= ALPHA {
        places.push((at, p));
        further(values, from, at, series, places);
        further(values, at, to, series, places);
    }
}

fn levels(values: &[f64], places: &[(usize, f64)]) -> Vec<ChangePoint> {
    let ends: Vec<usize> = [0].into_iter().chain(places.iter().map(|(at, _)| *at)).chain([values.len()]).collect();
    let point = |(of, (at, p)): (usize, &(usize, f64))| {
        let sides = [&values[ends[of]..*at], &values[*at..ends[of + 2]]];
        let ranks = doubled_midranks(&values[ends[of]..ends[of + 2]]);
        let before: usize = ranks[..sides[0].len()].iter().sum();
        let median = |side: &[f64]| percentiles(&mut side.to_vec(), &[50.0]).first().copied().unwrap_or_default();
        ChangePoint {
            at: *at,
            medians: sides.map(median),
            values: sides.map(<[f64]>::len),
            rises: before < sides[0].len() * (ranks.len() + 1),
            p: *p,
        }
    };
    places.iter().enumerate().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many values about each of the levels, with a deviation of 1.
    fn values(levels: &[(usize, f64)], random: &mut Random) -> Vec<f64> {
        levels.iter().flat_map(|(n, level)| (0..*n).map(|_| level + random.normal()).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn a_planted_shift_is_found_where_it_is() {
        let mut random = Random::new(1);
        let mut found = 0;
        for _ in 0..50 {
            let points = &change_points(&[values(&[(12, 0.0), (8, 3.0)], &mut random)])[0];
            if let [point] = points[..] {
                found +=
                    usize::from(point.at.abs_diff(12) <= 1 && point.rises && point.values.iter().sum::<usize>() == 20);
            }
        }
        assert!(found >= 40, "{found} of 50");
        // An improvement is a change, too; and so is a change back.
        let points = &change_points(&[values(&[(12, 5.0), (12, 0.0), (12, 5.0)], &mut random)])[0];
        assert_eq!(points.iter().map(|point| (point.at, point.rises)).collect::<Vec<_>>(), [(12, false), (24, true)]);
        assert_eq!(points.iter().map(|point| point.values).collect::<Vec<_>>(), [[12, 12], [12, 12]]);
    }

    /// Sites of six series on which nothing changes: at most 5 % have a mark, and 3.3 deviations of 200 draws more.
    #[test]
    fn where_nothing_changes_there_is_seldom_a_mark() {
        let mut random = Random::new(2);
        let sites = (0..200).filter(|_| {
            let series: Vec<Vec<f64>> = (0..6).map(|_| values(&[(16, 0.0)], &mut random)).collect();
            change_points(&series).iter().any(|points| !points.is_empty())
        });
        let marked = sites.count();
        assert!((1..=20).contains(&marked), "{marked} of 200");
    }

    #[test]
    fn p_is_that_of_all_orders() {
        // The clearest of all orders of ten: 2 of C(10, 5) = 252 choices of the places of the lower half.
        let ten: Vec<f64> = (0..10).map(f64::from).collect();
        let points = &change_points(&[ten])[0];
        assert!((points[0].p - 2.0 / 252.0).abs() < 0.003, "{points:?}");
        assert_eq!((points.len(), points[0].at, points[0].medians), (1, 5, [2.0, 7.0]));
        assert!(change_points(&[(0..7).map(f64::from).collect()])[0].is_empty(), "seven can show nothing");
    }

    #[test]
    fn one_that_stands_out_and_equal_values_are_no_change() {
        let mut one = vec![1.0; 20];
        assert!(change_points(&[one.clone(), Vec::new()]).iter().all(Vec::is_empty));
        one[19] = 1e9;
        assert!(change_points(&[one])[0].is_empty());
    }
}
