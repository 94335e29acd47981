//! The grammar of threshold expressions: what k6 accepts, what it refuses, and where the message points.

use sloscope_core::metric::MetricType;
use sloscope_core::slo::{Expression, Operator};
use sloscope_core::stat::Stat;

/// Accept/refuse as in k6's thresholds_parser.go and its test.
#[test]
fn accepts_what_k6_accepts() {
    let cases: &[(&str, Stat, Operator, f64)] = &[
        ("p(95)<500", Stat::P(95.0), Operator::Below, 500.0),
        ("p(99.9) <= 1e3", Stat::P(99.9), Operator::AtMost, 1000.0),
        ("  avg\t>\n.5 ", Stat::Avg, Operator::Above, 0.5),
        ("count>=+5", Stat::Count, Operator::AtLeast, 5.0),
        ("rate===0.5", Stat::Rate, Operator::Equal, 0.5),
        ("rate==0.5", Stat::Rate, Operator::Equal, 0.5),
        ("value!=0x1p-2", Stat::Value, Operator::NotEqual, 0.25),
        ("min<1_000", Stat::Min, Operator::Below, 1000.0),
        ("med<-5.", Stat::Med, Operator::Below, -5.0),
        ("max<Inf", Stat::Max, Operator::Below, f64::INFINITY),
        ("p(0)>0", Stat::P(0.0), Operator::Above, 0.0),
        ("p(1e2)<1", Stat::P(100.0), Operator::Below, 1.0),
        ("p(+99)<1", Stat::P(99.0), Operator::Below, 1.0),
        ("stddev<10", Stat::StdDev, Operator::Below, 10.0),
    ];
    for (text, stat, operator, limit) in cases {
        let got = Expression::parse(text).expect(text);
        assert_eq!((got.stat, got.operator, got.limit), (*stat, *operator, *limit), "{text}");
    }
    assert!(Expression::parse("avg<nan").expect("Go reads NaN").limit.is_nan());
}

/// Offset in characters, and what the message tells to write.
#[test]
fn refuses_with_the_place_and_the_cure() {
    let cases: &[(&str, usize, &str)] = &[
        ("", 0, "p(95)<500"),
        ("p(95)<500ms", 9, "write 500"),
        ("p(95) < 1.5s", 11, "write 1500"),
        ("avg<2min", 5, "write 120000"),
        ("rate<1%", 6, "write 0.01"),
        ("rate<0.1 %", 9, "write 0.001"),
        ("rate<7%", 6, "write 0.07"),
        ("rate<0,01", 6, "write 0.01"),
        ("rate>=200/s", 9, "write 200"),
        ("p<200", 1, "p(0), the minimum"),
        ("p95<200", 1, "write p(95)"),
        ("p[95]<200", 1, "write p(95)"),
        ("P(95)<200", 0, "small letters"),
        ("p( 95)<200", 2, "without spaces"),
        ("p(95<200", 1, "write p(95)"),
        ("p(101)<200", 2, "between 0 and 100"),
        ("p(nan)<200", 2, "between 0 and 100"),
        ("p(-1)<200", 2, "between 0 and 100"),
        ("p()<1", 2, "from 0 to 100"),
        ("mean<200", 0, "write avg"),
        ("median<200", 0, "write med"),
        ("foo>20", 0, "not a statistic"),
        ("<20", 0, "a statistic is missing"),
        ("count!20", 5, "write !="),
        ("count=20", 5, "write =="),
        ("count=<20", 5, "wrong side"),
        ("count≤20", 5, "write <="),
        ("count 20", 5, "comparison is missing"),
        ("p(95)", 5, "comparison is missing"),
        ("count>", 6, "number is missing"),
        ("count>abc", 6, "not one"),
        ("rate====0.5", 7, "too many comparison signs"),
        ("500>p(95)", 0, "comes first"),
        ("p(95)<500 && avg<200", 10, "two objectives"),
        ("1<avg<=2", 1, "two objectives"),
        ("max<1e999", 4, "too large"),
        ("ä<5", 0, "not a statistic"),
        ("avg<5é", 5, "does not belong"),
    ];
    for (text, at, says) in cases {
        let error = Expression::parse(text).expect_err(text);
        assert!(error.message.contains(says), "{text}: {}", error.message);
        assert_eq!(error.at, *at, "{text}: {}", error.message);
    }
}

#[test]
fn statistics_belong_to_types() {
    let fits = |text: &str| {
        let expression = Expression::parse(text).expect(text);
        [MetricType::Counter, MetricType::Gauge, MetricType::Rate, MetricType::Trend]
            .map(|kind| expression.check(kind).is_ok())
    };
    assert_eq!(fits("count<1"), [true, false, false, false]);
    assert_eq!(fits("value<1"), [false, true, false, false]);
    assert_eq!(fits("rate<1"), [true, false, true, false]);
    for text in ["avg<1", "min<1", "med<1", "max<1", "p(50)<1", "stddev<1"] {
        assert_eq!(fits(text), [false, false, false, true], "{text}");
    }
    let message = Expression::parse("p(95)<1").expect("reads").check(MetricType::Rate).expect_err("a rate has no p");
    assert_eq!(message, "a rate has no p(95): it can be judged by rate");
}

#[test]
fn compares_as_k6_compares() {
    let holds = |text: &str, measured| Expression::parse(text).expect(text).holds(measured);
    assert!(!holds("avg<500", 500.0) && holds("avg<=500", 500.0));
    assert!(!holds("avg>500", 500.0) && holds("avg>=500", 500.0));
    assert!(holds("avg==500", 500.0) && !holds("avg!=500", 500.0));
    assert!(!holds("avg<500", 500.000_000_000_1));
    assert!(holds("avg<inf", 1e300) && !holds("avg<nan", 1.0));
}
