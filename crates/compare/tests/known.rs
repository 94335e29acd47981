//! The statistics against those of SciPy, NumPy, arch and R (tests/fixtures/scipy/make.py has made the first three).

use serde::Deserialize;
use sloscope_compare::stats;

#[derive(Deserialize)]
struct Known {
    two_sided: Vec<TwoSided>,
    paired: Vec<Paired>,
    series: Vec<Series>,
    trend: Vec<Trend>,
}

#[derive(Deserialize)]
struct TwoSided {
    first: Vec<f64>,
    second: Vec<f64>,
    mann_whitney: f64,
    difference_of_means: Option<f64>,
    share_larger: f64,
}

#[derive(Deserialize)]
struct Paired {
    differences: Vec<f64>,
    signed_rank: f64,
    sign_flips: Option<f64>,
}

#[derive(Deserialize)]
struct Series {
    series: Vec<f64>,
    length: f64,
}

#[derive(Deserialize)]
struct Trend {
    values: Vec<f64>,
    trend: f64,
}

fn known() -> Known {
    serde_json::from_str(include_str!("fixtures/scipy/known.json")).expect("the fixture")
}

#[track_caller]
fn near(found: f64, known: f64, of: &[f64]) {
    assert!((found - known).abs() <= 1e-9 * known.abs(), "{found} is not {known}: {of:?}");
}

#[test]
fn two_sides_are_tested_as_by_scipy() {
    for case in known().two_sided {
        let (first, second) = (&case.first, &case.second);
        near(stats::mann_whitney(first, second).expect("both sides").p, case.mann_whitney, first);
        if let Some(p) = case.difference_of_means {
            near(stats::difference_of_means(first, second).expect("both sides").p, p, first);
        }
        let sorted = |values: &[f64]| {
            let mut values = values.to_vec();
            values.sort_by(f64::total_cmp);
            values
        };
        near(stats::share_larger(&sorted(first), &sorted(second)).expect("both sides"), case.share_larger, first);
    }
}

#[test]
fn pairs_are_tested_as_by_scipy() {
    for case in known().paired {
        near(stats::signed_rank(&case.differences).expect("differences").p, case.signed_rank, &case.differences);
        if let Some(p) = case.sign_flips {
            near(stats::sign_flips(&case.differences).expect("differences").p, p, &case.differences);
        }
    }
}

#[test]
fn blocks_are_as_long_as_those_of_arch() {
    for case in known().series {
        near(stats::block_length(&case.series), case.length.max(1.0), &[]);
    }
}

#[test]
fn trends_are_found_as_by_scipy() {
    for case in known().trend {
        near(stats::trend(&case.values).expect("values").p, case.trend, &case.values);
    }
}

/// The examples of R's `help(wilcox.test)`, which are those of Hollander and Wolfe, "Nonparametric Statistical Methods"
/// (1973), pages 29 to 40 and 69 to 81.
#[test]
#[allow(clippy::approx_constant, reason = "3.14 is a measurement")]
fn differences_and_intervals_are_those_of_r() {
    let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
    let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    let differences: Vec<f64> = before.iter().zip(after).map(|(x, y)| x - y).collect();
    // p (one-sided) 0.01953; (pseudo)median 0.46, 95 percent confidence interval 0.010 to 0.786
    let found = stats::paired_shift(&differences).expect("differences");
    near(stats::signed_rank(&differences).expect("differences").p, 2.0 * 10.0 / 512.0, &differences);
    for (found, known) in [(found.estimate, 0.46), (found.interval.low, 0.010), (found.interval.high, 0.786)] {
        assert!((found - known).abs() < 1e-9, "{found} is not {known}");
    }
    let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    let weeks = [1.15, 0.88, 0.90, 0.74, 1.21];
    // W = 35, p (one-sided) 0.1272; difference in location 0.305, 95 percent confidence interval -0.15 to 0.76
    let found = stats::shift(&weeks, &term).expect("both sides");
    assert!((stats::mann_whitney(&weeks, &term).expect("both sides").p / 2.0 - 0.1272).abs() < 5e-5);
    for (found, known) in [(found.estimate, 0.305), (found.interval.low, -0.15), (found.interval.high, 0.76)] {
        assert!((found - known).abs() < 1e-9, "{found} is not {known}");
    }
}

/// The interval leaves out exactly the shifts that the test rejects.
#[test]
fn interval_and_test_do_not_contradict_each_other() {
    for case in known().two_sided.iter().filter(|case| case.first.len() + case.second.len() <= 50) {
        let Some(found) = stats::shift(&case.first, &case.second) else { continue };
        let p = |shift: f64| {
            let moved: Vec<f64> = case.first.iter().map(|x| x + shift).collect();
            stats::mann_whitney(&moved, &case.second).expect("both sides").p
        };
        let (interval, near) = (found.interval, 1e-7);
        if interval.is_sure() && interval.low < interval.high {
            assert!(p(interval.low + near) > 0.05 && p(interval.high - near) > 0.05, "{interval:?}");
            assert!(p(interval.low - near) <= 0.05 && p(interval.high + near) <= 0.05, "{interval:?}");
        }
    }
}

#[test]
fn few_runs_have_no_interval_that_is_sure() {
    let three = stats::shift(&[1.0, 2.0, 3.0], &[7.0, 8.0, 9.0]).expect("both sides");
    assert!(!three.interval.is_sure() && (three.interval.level - 0.9).abs() < 1e-12);
    let four = stats::shift(&[1.0, 2.0, 3.0, 4.0], &[7.0, 8.0, 9.0, 10.0]).expect("both sides");
    assert!(four.interval.is_sure() && (four.interval.low, four.interval.high) == (3.0, 9.0));
}
