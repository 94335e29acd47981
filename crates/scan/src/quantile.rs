//! Exact percentiles, found by selection: the values are not sorted as a whole unless very many are asked for.

/// For more percentiles than this, sorting takes less time than looking for each.
const MANY: usize = 40;

/// Percentiles (0 to 100) of `values`, one answer for each; empty if there are no values. Quickest in ascending order.
///
/// The definition is k6's (metrics/sink.go, `TrendSink.P`): linear interpolation at `p/100 * (n-1)`, which is
/// type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (1996), and NumPy's default.
/// Reorders `values`; the order is total (IEEE 754 totalOrder), so that a NaN cannot disturb it.
#[inline(never)]
pub fn percentiles(values: &mut [f64], wanted: &[f64]) -> Vec<f64> {
    let Some(last) = values.len().checked_sub(1) else {
        return Vec::new();
    };
    let sorted = wanted.len() > MANY;
    if sorted {
        values.sort_unstable_by(f64::total_cmp);
    }
    // Everything below `placed` is no greater than what follows; a rank below it is looked for there.
    let mut placed = 0;
    let mut at_rank = |rank: usize| {
        if sorted {
            return values[rank];
        }
        if rank >= placed {
            values[placed..].select_nth_unstable_by(rank - placed, f64::total_cmp);
            placed = rank + 1;
        } else {
            values[..placed].select_nth_unstable_by(rank, f64::total_cmp);
        }
        values[rank]
    };
    let answer = |p: &f64| {
        let position = p.clamp(0.0, 100.0) / 100.0 * last as f64;
        let below = at_rank((position.floor() as usize).min(last));
        let above = at_rank((position.ceil() as usize).min(last));
        below + (above - below) * (position - position.floor())
    };
    wanted.iter().map(answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_the_same_as_few() {
        let values: Vec<f64> = (0..5000).map(|i| f64::from(i * 7919 % 5000) / 7.0).collect();
        let wanted: Vec<f64> = (0..=100).map(f64::from).collect();
        let together = percentiles(&mut values.clone(), &wanted);
        let alone: Vec<f64> = wanted.iter().map(|p| percentiles(&mut values.clone(), &[*p])[0]).collect();
        assert_eq!(together, alone);
    }

    #[test]
    fn few_values() {
        assert_eq!(percentiles(&mut [], &[50.0]), Vec::<f64>::new());
        assert_eq!(percentiles(&mut [7.0], &[0.0, 95.0, 100.0]), [7.0, 7.0, 7.0]);
        assert_eq!(percentiles(&mut [2.0, 1.0], &[100.0, 0.0, 50.0, 25.0]), [2.0, 1.0, 1.5, 1.25]);
        assert_eq!(percentiles(&mut [3.0, 3.0, 1.0], &[50.0, 50.0]), [3.0, 3.0]);
    }
}
