//! What is shown for what: each line is a rule that a reader relies on.

use super::*;

fn shows(unit: Unit, pairs: &[(f64, &str)]) {
    for (number, text) in pairs {
        assert_eq!(value(*number, unit), *text, "{number} {unit:?}");
    }
}

#[test]
fn milliseconds() {
    shows(
        Unit::Millis,
        &[
            (0.0, "0 ms"),
            (1.78, "1.78 ms"),
            (2.0, "2.00 ms"),
            (0.0042, "0.0042 ms"),
            (0.000_42, "0.42 µs"),
            (0.000_000_000_001_8, "0 ms"),
            (0.000_000_49, "0 ms"),
            (0.000_001_5, "0.0015 µs"),
            (0.000_999, "0.0010 ms"),
            (99.994, "99.99 ms"),
            (99.996, "100.0 ms"),
            (523.44, "523.4 ms"),
            (999.96, "1,000 ms"),
            (1234.5, "1,234 ms"),
            (9999.6, "10.0 s"),
            (12_345.0, "12.3 s"),
            (-1.5, "-1.50 ms"),
        ],
    );
}

#[test]
fn shares_never_round_to_nothing_or_all() {
    shows(
        Unit::Fraction,
        &[
            (0.0, "0 %"),
            (1.0, "100 %"),
            (0.01, "1.00 %"),
            (0.00004, "0.0040 %"),
            (0.000_001_2, "0.00012 %"),
            (0.99996, "99.996 %"),
            (0.999_999_9, "99.99999 %"),
            (0.9999, "99.99 %"),
            (0.071_799_3, "7.18 %"),
            (1.5, "150.00 %"),
        ],
    );
}

#[test]
fn rates_bytes_counts_and_plain_numbers() {
    shows(
        Unit::PerSecond,
        &[(248.0, "248.0/s"), (0.0, "0/s"), (1234.56, "1,234.6/s"), (0.004, "0.0040/s"), (9.5, "9.50/s")],
    );
    let sizes = [(0.0, "0 B"), (512.0, "512 B"), (999.6, "1.00 kB"), (1234.0, "1.23 kB"), (790_000_000.0, "790 MB")];
    shows(Unit::Bytes, &sizes);
    shows(Unit::Bytes, &[(999_999.0, "1.00 MB"), (12_340_000_000.0, "12.3 GB"), (2.5, "2.50 B"), (5e15, "5,000 TB")]);
    shows(Unit::BytesPerSecond, &[(33_000.0, "33.0 kB/s"), (0.5, "0.50 B/s")]);
    shows(Unit::Count, &[(153_741.0, "153,741"), (0.0, "0"), (-1000.0, "-1,000"), (2.5, "2.5")]);
    shows(
        Unit::Plain,
        &[(0.1, "0.1"), (1_234.567_8, "1,234.57"), (2.0, "2"), (1e-12, "1e-12"), (1_234_567.0, "1,234,567")],
    );
    shows(Unit::Plain, &[(f64::NAN, "not a number"), (f64::INFINITY, "∞"), (-0.0, "0"), (1e300, "1e300")]);
    assert_eq!(count(1_000_000), "1,000,000");
    assert_eq!(bytes(790_000_123), "790 MB");
}

#[test]
fn endless_numbers_have_a_power_of_ten() {
    shows(Unit::Millis, &[(1e308, "1e305 s"), (-f64::MAX, "-1.79769e305 s")]);
    shows(Unit::PerSecond, &[(1e308, "1e308/s"), (1e-300, "1e-300/s"), (18_446_744_073_709_551_615.0, "1.84467e19/s")]);
    shows(Unit::Bytes, &[(1e300, "1e288 TB")]);
    shows(Unit::Fraction, &[(1e308, "1e310 %"), (1e-300, "1e-298 %")]);
    shows(Unit::Count, &[(9_007_199_254_740_992.0, "9,007,199,254,740,992"), (1e308, "1e308")]);
    assert_eq!((in_millis(1e308).as_str(), duration(1e308).as_str()), ("1e308", "1e305 s"));
    assert_eq!((moment(1e308).as_str(), moment(-1e308).as_str()), ("1e305 s", "-1e305 s"));
    assert_eq!(against(f64::MAX, 500.0, Unit::Millis), "1.79769e308 ms");
    assert_eq!(against(f64::MAX, 1.797_693_134e308, Unit::Plain), "1.7976931348623157e308");
}

/// The bug that this guards against: "500 ms < 500 ms: FAIL".
#[test]
fn a_measured_value_never_looks_like_a_limit_that_it_is_not() {
    let check = |measured, limit, unit, text: &str| assert_eq!(against(measured, limit, unit), text);
    check(500.0004, 500.0, Unit::Millis, "500.0004 ms");
    check(499.9996, 500.0, Unit::Millis, "499.9996 ms");
    check(500.0, 500.0, Unit::Millis, "500.0 ms");
    check(523.44, 500.0, Unit::Millis, "523.4 ms");
    check(0.010_000_01, 0.01, Unit::Fraction, "1.000001 %");
    check(199.996, 200.0, Unit::PerSecond, "199.996/s");
    check(f64::from_bits(500f64.to_bits() + 1), 500.0, Unit::Millis, "500.0000000000001 ms");
    check(1.000_000_01, 1.0, Unit::Plain, "1.00000001");
    check(10_000.4, 10_000.0, Unit::Millis, "10,000.4 ms");
    // One unit on both sides, that of the limit.
    check(18_800.0, 15_000.0, Unit::Millis, "18,800 ms");
    check(0.000_42, 1.0, Unit::Millis, "0.00042 ms");
    check(1_234_567.0, 1_000_000.0, Unit::Bytes, "1,234,567 B");
    check(2.5, 3.0, Unit::Bytes, "2.50 B");
}

#[test]
fn limits_are_exact() {
    let check = |op, number, unit, text: &str| assert_eq!(limit(op, number, unit), text);
    check("<", 500.0, Unit::Millis, "< 500 ms");
    check("<=", 1000.0, Unit::Millis, "≤ 1,000 ms");
    check(">=", 200.0, Unit::PerSecond, "≥ 200/s");
    check("<", 0.01, Unit::Fraction, "< 1 %");
    check("<", 0.07, Unit::Fraction, "< 7 %");
    check("!=", 0.000_05, Unit::Fraction, "≠ 0.005 %");
    check("===", 499.999_95, Unit::Millis, "= 499.99995 ms");
    check("<", 1e21, Unit::Plain, "< 1,000,000,000,000,000,000,000");
    check("<", f64::INFINITY, Unit::Plain, "< ∞");
    check("<", 1e308, Unit::Millis, "< 1e308 ms");
    check("<", 1.25e-300, Unit::Fraction, "< 1.25e-298 %");
}

#[test]
fn margins_say_over_short_or_to_spare() {
    let check = |operator, measured, limit, unit, text: &str| {
        assert_eq!(margin(operator, measured, limit, unit).as_deref(), Some(text), "{measured} {operator} {limit}");
    };
    check("<", 1.78, 500.0, Unit::Millis, "498.2 ms to spare, 0.4 % used");
    check("<", 15.9, 500.0, Unit::Millis, "484.1 ms to spare, 3 % used");
    check("<", 62.27, 1.0, Unit::Millis, "61.27 ms over, 62× the limit");
    check("<", 512.3, 500.0, Unit::Millis, "12.30 ms over, 1.02× the limit");
    check("<", 18_800.0, 15_000.0, Unit::Millis, "3,800 ms over, 1.3× the limit");
    check("<", 53_000.0, 15_000.0, Unit::Millis, "38,000 ms over, 3.5× the limit");
    check("<", 500.0004, 500.0, Unit::Millis, "0.40 µs over, 1.000001× the limit");
    check("<", 500.0, 500.0, Unit::Millis, "at the limit");
    check("<=", 0.0, 0.0, Unit::Count, "at the limit");
    check("<", 0.001, 0.01, Unit::Fraction, "0.90 pp to spare, 10 % used");
    check("<=", 5.0, 0.0, Unit::Count, "5 over");
    check("<", 0.0, 0.01, Unit::Fraction, "1.00 pp to spare, 0 % used");
    check("<", 499.999, 500.0, Unit::Millis, "0.0010 ms to spare, 99.9998 % used");
    check(">=", 300.0, 200.0, Unit::PerSecond, "100.0/s to spare");
    check(">", 2_583.0, 1_000_000.0, Unit::Count, "997,417 short, 0.3 % of target");
    check(">", 0.7138, 0.999, Unit::Fraction, "28.52 pp short, 286× allowed");
    check(">", 0.9991, 0.95, Unit::Fraction, "4.91 pp to spare, 2 % used");
    check("==", 3.0, 5.0, Unit::Count, "2 off");
    assert_eq!(margin("<", f64::MAX, -f64::MAX, Unit::Plain), None);
    assert_eq!(times(1.0), "1.0×");
    assert_eq!(times(9.96), "10×");
    assert_eq!(times(2_583.4), "2,583×");
}

#[test]
fn how_much_of_a_limit_is_used() {
    let check = |operator, measured, limit, unit, text: Option<&str>| {
        assert_eq!(limit_used(operator, measured, limit, unit).as_deref(), text, "{measured} {operator} {limit}");
    };
    check("<", 15.9, 500.0, Unit::Millis, Some("3 % used"));
    check("<", 1.78, 500.0, Unit::Millis, Some("0.4 % used"));
    check("<", 499.999, 500.0, Unit::Millis, Some("99.9998 % used"));
    check("<", 0.0, 0.01, Unit::Fraction, Some("0 % used"));
    check("<", 62.27, 1.0, Unit::Millis, Some("62× the limit"));
    check("<", 500.0004, 500.0, Unit::Millis, Some("1.000001× the limit"));
    check("<", 25_834.0, 10.0, Unit::Millis, Some("2,583× the limit"));
    check("<", 99.6, 10.0, Unit::Millis, Some("10× the limit"));
    check(">", 0.9991, 0.95, Unit::Fraction, Some("2 % used"));
    check(">", 0.7138, 0.999, Unit::Fraction, Some("286× allowed"));
    check(">", 2_583.0, 1_000_000.0, Unit::Count, Some("0.3 % of target"));
    check(">=", 300.0, 200.0, Unit::PerSecond, None);
    check("<=", 3.0, 0.0, Unit::Count, None);
}

#[test]
fn lengths_moments_and_dates() {
    for (ms, text) in [
        (0.0, "0 ms"),
        (0.3, "0.30 ms"),
        (350.2, "350 ms"),
        (23_254.177, "23.25 s"),
        (10_000.0, "10 s"),
        (59_996.0, "1 min"),
        (62_000.0, "1 min 02 s"),
        (600_000.0, "10 min"),
        (3_600_000.0, "1 h"),
        (7_500_000.0, "2 h 05 min"),
        (3_605_000.0, "1 h 00 min 05 s"),
    ] {
        assert_eq!(duration(ms), text, "{ms}");
    }
    for (ms, text) in
        [(0.0, "0:00"), (83_400.0, "1:23.4"), (3_723_000.0, "1:02:03"), (-1000.0, "-0:01"), (59_960.0, "1:00")]
    {
        assert_eq!(moment(ms), text, "{ms}");
    }
    let at = 1_795_470_076_710_413_995;
    assert_eq!(date_time(at, 0), "2026-11-23 21:41:16 UTC");
    assert_eq!(date_time(at, 330), "2026-11-24 03:11:16 +05:30");
    assert_eq!(date_time(at, -90), "2026-11-23 20:11:16 -01:30");
}

#[test]
fn moments_are_read_in_three_forms() {
    for (text, ms) in [
        ("1:23.4", 83_400.0),
        ("83.4", 83_400.0),
        (" 1m23.4s ", 83_400.0),
        ("1:00:01", 3_601_000.0),
        ("0", 0.0),
        ("250ms", 250.0),
    ] {
        assert_eq!(read_moment(text), Some(ms), "{text}");
    }
    for text in ["", "x", "-1", "1:x", "1:2:3:4", "nan", "inf", "-0:05", "1h2"] {
        assert_eq!(read_moment(text), None, "{text}");
    }
}

#[test]
fn some_of_all_in_words() {
    for (n, all, text) in [
        (1, 1, "the one objective"),
        (2, 2, "both objectives"),
        (3, 3, "all 3 objectives"),
        (1, 2, "1 of 2 objectives"),
        (0, 2, "neither of the 2 objectives"),
        (0, 1_500, "none of the 1,500 objectives"),
        (0, 1, "0 of 1 objective"),
    ] {
        assert_eq!(some_of(n, all, "objective"), text);
    }
    assert_eq!((is_or_are(0), is_or_are(1), is_or_are(2)), ("is", "is", "are"));
}
