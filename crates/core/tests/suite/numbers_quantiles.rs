//! Percentiles, average and standard deviation against NumPy 2.4.6 (`np.percentile`, its default method `linear`,
//! which is type 7; `np.mean`; `np.std`), on values that both sides make in the same way.

use sloscope_core::stat::Stat;
use sloscope_core::stats::{percentiles, trend};

/// `(x / 2^31)^3 * 1000` of the generator `x = (1103515245 x + 12345) mod 2^31` from 12345: values with a tail.
fn values(n: usize) -> Vec<f64> {
    let mut x: u64 = 12345;
    let mut next = || {
        x = (1_103_515_245 * x + 12345) % 2_147_483_648;
        let share = x as f64 / 2_147_483_648.0;
        share * share * share * 1000.0
    };
    (0..n).map(|_| next()).collect()
}

fn near(ours: f64, numpy: f64, what: &str) {
    assert!((ours - numpy).abs() <= 1e-12 * numpy.abs(), "{what}: {ours} is not NumPy's {numpy}");
}

const OF_1000: [(f64, f64); 10] = [
    (99.99, 997.742077578958),
    (0.0, 3.959137595011044e-09),
    (1.0, 0.0003827266529435942),
    (12.5, 1.8594139984112241),
    (50.0, 123.58750832992534),
    (90.0, 711.2326816004578),
    (95.0, 825.4266828332688),
    (99.0, 963.8983155258303),
    (99.9, 993.7881564554516),
    (100.0, 998.1814021482367),
];

const OF_7: [(f64, f64); 5] = [
    (10.0, 17.479346613200484),
    (33.3, 117.23065263164406),
    (50.0, 137.8474569289959),
    (90.0, 291.723043890448),
    (95.0, 299.60805663583164),
];

#[test]
fn percentiles_are_those_of_numpy() {
    for (n, expected) in [(1000, OF_1000.as_slice()), (7, OF_7.as_slice())] {
        let wanted: Vec<f64> = expected.iter().map(|(p, _)| *p).collect();
        let together = percentiles(&mut values(n), &wanted);
        for ((p, numpy), ours) in expected.iter().zip(together) {
            near(ours, *numpy, &format!("p({p}) of {n}"));
            // Asking for one alone, or of sorted values, is the same.
            let mut sorted = values(n);
            sorted.sort_by(f64::total_cmp);
            assert_eq!(percentiles(&mut sorted, &[*p]), [ours]);
        }
    }
}

#[test]
fn a_trend_is_that_of_numpy() {
    let of_1000 = trend(&mut values(1000), &[95.0]);
    near(of_1000.get(Stat::Avg).expect("avg"), 244.6760471823703, "mean");
    near(of_1000.get(Stat::StdDev).expect("stddev"), 274.4823440431972, "std");
    near(of_1000.get(Stat::Med).expect("med"), 123.58750832992534, "median");
    assert_eq!(of_1000.get(Stat::Count), Some(1000.0));
    near(trend(&mut values(7), &[]).get(Stat::StdDev).expect("stddev"), 109.95779997029194, "std of 7");
}
