//! Exact percentiles, found by selection: the values are not sorted as a whole unless very many are asked for. Of many
//! values only those near a percentile are looked at closely: a count of all by their leading bits says which.

/// For more percentiles than this, sorting takes less time than looking for each.
const MANY: usize = 40;
/// Fewer values are selected from as they are.
const FEW: usize = 4096;
/// Buckets by leading bits: a hundred or more an octave where the values lie within a few.
const BUCKETS: usize = 4096;

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
    let ranks = |p: &f64| {
        let position = p.clamp(0.0, 100.0) / 100.0 * last as f64;
        let rank = |position: f64| (position as usize).min(last);
        (rank(position.floor()), rank(position.ceil()), position - position.floor())
    };
    if !sorted && values.len() > FEW {
        let mut needed: Vec<usize> = wanted.iter().map(ranks).flat_map(|(below, above, _)| [below, above]).collect();
        needed.sort_unstable();
        needed.dedup();
        if let Some(found) = by_buckets(values, &needed) {
            let at_rank = |rank: usize| found[needed.partition_point(|known| *known < rank)];
            let answer = |p: &f64| {
                let (below, above, part) = ranks(p);
                at_rank(below) + (at_rank(above) - at_rank(below)) * part
            };
            return wanted.iter().map(answer).collect();
        }
    }
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
        let (below, above, part) = ranks(p);
        let (below, above) = (at_rank(below), at_rank(above));
        below + (above - below) * part
    };
    wanted.iter().map(answer).collect()
}

/// The values at these ranks, which ascend. `None` if some value is below 0 (-0 is) or not a number: the bits of the
/// others are in the order of the values.
fn by_buckets(values: &[f64], ranks: &[usize]) -> Option<Vec<f64>> {
    let (mut least, mut most) = (u64::MAX, 0);
    for value in values {
        let bits = value.to_bits();
        // 0 is far from all other values: it has the first bucket for itself.
        least = least.min(bits.wrapping_sub(1));
        most = most.max(bits);
    }
    if most > f64::INFINITY.to_bits() {
        return None;
    }
    let (least, mut shift) = (least.wrapping_add(1), 0);
    while most.saturating_sub(least) >> shift >= BUCKETS as u64 - 1 {
        shift += 1;
    }
    let base = least.saturating_sub(1 << shift);
    let bucket = |value: f64| (value.to_bits().saturating_sub(base) >> shift) as usize;
    let mut counts = [0_u32; BUCKETS + 1];
    for value in values {
        counts[bucket(*value).min(BUCKETS)] += 1;
    }
    // Where nothing else is in the first bucket, what it holds is known.
    let zeros = if least >= 1 << shift { counts[0] as usize } else { 0 };
    // For each bucket that holds a wanted rank: the rank of its first value, and its values.
    let mut lists: Vec<(usize, Vec<f64>)> = Vec::new();
    let mut list_of = [u8::MAX; BUCKETS + 1];
    let (mut first, mut next) = (zeros, ranks.partition_point(|rank| *rank < zeros));
    for (count, list) in counts.iter().zip(&mut list_of).skip(usize::from(zeros > 0)) {
        let ends = first + *count as usize;
        if ranks.get(next).is_some_and(|rank| *rank < ends) {
            *list = lists.len() as u8;
            lists.push((first, Vec::with_capacity(*count as usize)));
            while ranks.get(next).is_some_and(|rank| *rank < ends) {
                next += 1;
            }
        }
        first = ends;
    }
    for value in values {
        if let Some((_, list)) = lists.get_mut(usize::from(list_of[bucket(*value).min(BUCKETS)])) {
            list.push(*value);
        }
    }
    let mut found = Vec::with_capacity(ranks.len());
    let (mut at, mut placed) = (0, 0);
    for rank in ranks {
        if *rank < zeros {
            found.push(0.0);
            continue;
        }
        while *rank >= lists[at].0 + lists[at].1.len() {
            (at, placed) = (at + 1, 0);
        }
        let (first, list) = &mut lists[at];
        let within = rank - *first;
        list[placed..].select_nth_unstable_by(within - placed, f64::total_cmp);
        placed = within;
        found.push(list[within]);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::strategy::Union;
    use proptest::test_runner::RngSeed;
    use proptest::{collection, num, sample};

    use super::*;

    #[test]
    fn many_are_the_same_as_few() {
        let values: Vec<f64> = (0..5000).map(|i| f64::from(i * 7919 % 5000) / 7.0).collect();
        let wanted: Vec<f64> = (0..=100).map(f64::from).collect();
        let together = percentiles(&mut values.clone(), &wanted);
        let alone: Vec<f64> = wanted.iter().map(|p| percentiles(&mut values.clone(), &[*p])[0]).collect();
        assert_eq!(together, alone);
    }

    /// Values of every kind that files hold: of one case all are of a kind, so many that they are found by buckets.
    fn values() -> impl Strategy<Value = Vec<f64>> {
        let share = || 0.0..1.0_f64;
        let of_two = |one: f64, other: f64| prop_oneof![Just(one), Just(other)];
        let kinds = [
            share().boxed(),
            (180.0..220.0_f64).boxed(),
            (num::f64::POSITIVE | num::f64::NORMAL | num::f64::SUBNORMAL | num::f64::ZERO).boxed(),
            prop_oneof![9 => Just(0.0), 1 => share()].boxed(),
            Just(7.5).boxed(),
            Just(0.0).boxed(),
            of_two(1.0, 2.0).boxed(),
            (-1.0..0.0_f64).boxed(),
            of_two(-0.0, 0.0).boxed(),
            prop_oneof![1 => Just(f64::NAN), 499 => share()].boxed(),
            prop_oneof![1 => Just(f64::INFINITY), 499 => (0..3_u64).prop_map(f64::from_bits)].boxed(),
            (0..30_u8).prop_map(f64::from).boxed(),
        ];
        let number = sample::select(vec![FEW, FEW + 1, 3 * FEW]);
        (Union::new(kinds.map(|kind| Just(kind).boxed())), number)
            .prop_flat_map(|(kind, number)| collection::vec(kind, number))
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 72, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default()
        })]

        /// What is found by buckets is what sorting finds, to the bit.
        #[test]
        fn many_values_of_every_kind(values in values()) {
            let wanted = [0.0, 50.0, 90.0, 95.0, 99.0, 99.9, 100.0];
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let found = percentiles(&mut values.clone(), &wanted);
            for (p, found) in wanted.iter().zip(found) {
                let position = p / 100.0 * (values.len() - 1) as f64;
                let (below, above) = (sorted[position.floor() as usize], sorted[position.ceil() as usize]);
                let wanted = below + (above - below) * (position - position.floor());
                let same = found.to_bits() == wanted.to_bits() || (found.is_nan() && wanted.is_nan());
                prop_assert!(same, "p({p}) of {} values is {found}, not {wanted}", values.len());
            }
        }
    }

    #[test]
    fn few_values() {
        assert_eq!(percentiles(&mut [], &[50.0]), Vec::<f64>::new());
        assert_eq!(percentiles(&mut [7.0], &[0.0, 95.0, 100.0]), [7.0, 7.0, 7.0]);
        assert_eq!(percentiles(&mut [2.0, 1.0], &[100.0, 0.0, 50.0, 25.0]), [2.0, 1.0, 1.5, 1.25]);
        assert_eq!(percentiles(&mut [3.0, 3.0, 1.0], &[50.0, 50.0]), [3.0, 3.0]);
    }
}
