//! Where a number changed from run to run, and stayed changed.

use sloscope_model::stats::percentiles;

use super::holm;
use super::random::Random;
use super::ranks::doubled_midranks;

/// Fewer values cannot show a change: of 8, a perfect one in the middle has p = 2 / 70 and the share that it may use of 5 %.
pub const FEWEST: usize = 8;
/// A level has at least so many values: one or two that stand out are no change.
const LEAST: usize = 3;
/// Changes are looked for in the last so many values: the search takes time in the square of their number.
const MOST: usize = 250;
/// The level of the tests of all series together.
const ALPHA: f64 = 0.05;
/// What of it is for one change, and for one that was taken back: a series may have both looked for.
const SHARES: [f64; 2] = [0.8, 0.2];
/// So many orders are drawn.
const ORDERS: usize = 4_999;
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
/// |R - k (n + 1) / 2| / sqrt(k (n - k)), where R is the sum of the ranks of k of n values (Pettitt, "A non-parametric
/// approach to the change-point problem", 1979, standardised so that no place is preferred). p is the share of 4,999 random
/// orders of the same values, and of the order itself, that have a place at least as clear (Antoch and Hušková,
/// "Permutation tests in change point analysis", 2001), so that it takes no model of the values and no correction for the
/// choice of the place. A change that was taken back has no such place: the same is asked of all stretches against what is
/// around them (Olshen et al., "Circular binary segmentation", 2004). Of the level, the first has four fifths.
///
/// Over all series p is corrected by Holm: where nothing changed, any mark at all is drawn in at most 5 % of all cases. What
/// lies before and behind a change is searched in the same way (binary segmentation: Vostrikova 1981), with p times the
/// number of series and of parts; at last each place is searched anew between its neighbours, with p times the number of
/// series and of places, and goes if it is none there.
pub fn change_points(series: &[Vec<f64>]) -> Vec<Vec<ChangePoint>> {
    let begins: Vec<usize> = series.iter().map(|values| values.len().saturating_sub(MOST)).collect();
    let found: Vec<Option<Found>> =
        series.iter().zip(&begins).map(|(values, from)| clearest(&values[*from..])).collect();
    let p: Vec<f64> = found.iter().map(|found| found.as_ref().map_or(1.0, |found| found.p)).collect();
    let each = series.iter().zip(begins).zip(found).zip(holm(&p));
    each.map(|(((values, from), found), p)| match found.filter(|_| p <= ALPHA) {
        Some(found) => {
            let mut places = Vec::new();
            accept(values, (from, values.len()), &Found { p, ..found }, series.len(), &mut places);
            places.sort_by_key(|(at, _)| *at);
            if places.len() > 1 {
                refine(values, from, series.len(), &mut places);
            }
            levels(values, &places)
        }
        None => Vec::new(),
    })
    .collect()
}

/// One change, or two: there and back.
struct Found {
    places: Vec<usize>,
    p: f64,
}

/// One change: its place and its p.
fn one(values: &[f64]) -> Option<(usize, f64)> {
    if values.len() < FEWEST {
        return None;
    }
    let ranks = doubled_midranks(values);
    let scales = scales(values.len());
    let (at, seen) = split(&ranks, &scales)?;
    Some((at, share(&ranks, seen, SHARES[0], &|ranks| split(ranks, &scales).map(|(_, clear)| clear))))
}

fn clearest(values: &[f64]) -> Option<Found> {
    let (at, p) = one(values)?;
    if p <= ALPHA {
        return Some(Found { places: vec![at], p });
    }
    let ranks = doubled_midranks(values);
    let scales = scales(values.len());
    let ((from, to), seen) = stretch(&ranks, &scales)?;
    let p = share(&ranks, seen, SHARES[1], &|ranks| stretch(ranks, &scales).map(|(_, clear)| clear));
    Some(Found { places: vec![from, to], p })
}

/// The share of orders that are as clear, over the share of the level that it may use; 1 as soon as it is too large.
fn share(ranks: &[usize], seen: f64, of_level: f64, clear: &dyn Fn(&[usize]) -> Option<f64>) -> f64 {
    let mut ranks = ranks.to_vec();
    let mut random = Random::new(SEED);
    let mut as_clear = 1;
    for _ in 0..ORDERS {
        random.shuffle(&mut ranks);
        as_clear += usize::from(clear(&ranks).is_some_and(|of| of >= seen));
        if as_clear as f64 > ALPHA * of_level * (ORDERS + 1) as f64 {
            return 1.0;
        }
    }
    as_clear as f64 / (ORDERS + 1) as f64 / of_level
}

/// 1 / sqrt(k (n - k)), for each k.
fn scales(n: usize) -> Vec<f64> {
    (0..=n).map(|k| ((k * (n - k)) as f64).sqrt().recip()).collect()
}

/// The place at which the ranks of both sides differ most, and by how much; `None` if all are equal.
fn split(ranks: &[usize], scales: &[f64]) -> Option<(usize, f64)> {
    let n = ranks.len();
    let (mut sum, mut found) = (0, (0, 0.0));
    for (k, rank) in (1..).zip(ranks).take(n - LEAST) {
        sum += rank;
        let clear = sum.abs_diff(k * (n + 1)) as f64 * scales[k];
        if k >= LEAST && clear > found.1 {
            found = (k, clear);
        }
    }
    (found.1 > 0.0).then_some(found)
}

/// The same of stretches, against what is before and behind them.
fn stretch(ranks: &[usize], scales: &[f64]) -> Option<((usize, usize), f64)> {
    let n = ranks.len();
    let mut found = ((0, 0), 0.0);
    for from in LEAST..=n.saturating_sub(2 * LEAST) {
        let mut sum = 0;
        for (k, rank) in (1..).zip(&ranks[from..n - LEAST]) {
            sum += rank;
            let clear = sum.abs_diff(k * (n + 1)) as f64 * scales[k];
            if k >= LEAST && clear > found.1 {
                found = ((from, from + k), clear);
            }
        }
    }
    (found.1 > 0.0).then_some(found)
}

/// Takes changes in, and what is found between them.
fn accept(values: &[f64], (from, to): (usize, usize), found: &Found, tests: usize, all: &mut Vec<(usize, f64)>) {
    let places: Vec<usize> = found.places.iter().map(|at| from + at).collect();
    all.extend(places.iter().map(|at| (*at, found.p)));
    let ends: Vec<usize> = [from].into_iter().chain(places).chain([to]).collect();
    let tests = tests * (ends.len() - 1);
    for part in ends.windows(2) {
        let Some(inner) = clearest(&values[part[0]..part[1]]) else { continue };
        let p = (inner.p * tests as f64).min(1.0);
        if p <= ALPHA {
            accept(values, (part[0], part[1]), &Found { p, ..inner }, tests, all);
        }
    }
}

/// A place that was found while others were not known yet is searched anew between its neighbours; what is none there goes.
fn refine(values: &[f64], from: usize, series: usize, places: &mut Vec<(usize, f64)>) {
    loop {
        let mut weakest: Option<(usize, f64)> = None;
        for of in 0..places.len() {
            let begin = of.checked_sub(1).map_or(from, |before| places[before].0);
            let end = places.get(of + 1).map_or(values.len(), |next| next.0);
            let (at, p) = one(&values[begin..end]).unwrap_or((0, 1.0));
            let p = (p * (series * places.len()) as f64).min(1.0);
            if p <= ALPHA {
                places[of] = (begin + at, p);
            } else if weakest.is_none_or(|(_, least)| p > least) {
                weakest = Some((of, p));
            }
        }
        let Some((of, _)) = weakest else { return };
        places.remove(of);
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
        // An improvement is a change, too; and so is what was taken back, which no single place tells.
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
        assert!((points[0].p * SHARES[0] - 2.0 / 252.0).abs() < 0.004, "{points:?}");
        assert_eq!((points.len(), points[0].at, points[0].medians), (1, 5, [2.0, 7.0]));
        assert!(change_points(&[(0..7).map(f64::from).collect()])[0].is_empty(), "seven can show nothing");
    }

    #[test]
    fn one_that_stands_out_and_equal_values_are_no_change() {
        let mut one = vec![1.0; 20];
        assert!(change_points(&[one.clone(), Vec::new()]).iter().all(Vec::is_empty));
        one[19] = 1e9;
        assert!(change_points(&[one.clone()])[0].is_empty());
        (one[9], one[19]) = (1e9, 1.0);
        assert!(change_points(&[one])[0].is_empty());
    }

    #[test]
    fn long_series_are_searched_at_their_end() {
        let mut random = Random::new(3);
        let points = &change_points(&[values(&[(300, 0.0), (40, 4.0), (40, 0.0)], &mut random)])[0];
        let [up, down] = points[..] else { panic!("{points:?}") };
        assert!(up.at.abs_diff(300) <= 1 && down.at.abs_diff(340) <= 1 && up.rises && !down.rises, "{points:?}");
    }
}
