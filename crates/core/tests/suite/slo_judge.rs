//! Verdicts: one test for each way in which a result can lie.

use sloscope_core::metric::{Contains, MetricType};
use sloscope_core::report::MeasuredFrom;
use sloscope_core::series::Series;
use sloscope_core::slo::{Basis, Evidence, Objective, ObjectiveResult, Origin, Verdict, WindowValue, judge};
use sloscope_core::stat::{Stat, Values};

fn objective(series: &str, expression: &str) -> Objective {
    Objective {
        series: Series::parse(series).expect(series),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    }
}

fn trend(values: &[(Stat, f64)], samples: Option<u64>, from: MeasuredFrom) -> Evidence {
    Evidence {
        kind: Some(MetricType::Trend),
        contains: Contains::Time,
        from: Some(from),
        values: Some(values.iter().copied().collect::<Values>()),
        samples,
        ..Evidence::default()
    }
}

fn says(result: &ObjectiveResult, text: &str) {
    let all = format!("{} | {}", result.reason, result.caveats.join(" | "));
    assert!(all.contains(text), "{text:?} is not in: {all}");
}

#[test]
fn a_measured_value_passes_or_fails_with_its_margin() {
    let evidence = trend(&[(Stat::P(95.0), 523.4)], Some(1301), MeasuredFrom::Samples);
    let fail = judge(&objective("http_req_duration", "p(95)<500"), &evidence);
    assert_eq!(fail.verdict, Verdict::Fail);
    assert_eq!(fail.title, "p95 of request duration · < 500 ms");
    assert_eq!((fail.measured, fail.limit, fail.samples), (Some(523.4), Some(500.0), Some(1301)));
    let margin = fail.margin.expect("a margin");
    assert!((margin.absolute + 23.4).abs() < 1e-9 && (margin.percent.expect("%") + 4.68).abs() < 1e-9);
    says(&fail, "523.4 ms, the limit < 500 ms: 23.40 ms over, 1.05× the limit, from 1,301 samples");
    let pass = judge(&objective("http_req_duration", "p(95)<=523.4"), &evidence);
    assert_eq!(pass.verdict, Verdict::Pass);
    assert!(pass.caveats.is_empty(), "{:?}", pass.caveats);
}

/// k6's `TrendSink` is all zeros without samples: `p(95)<1` passes in k6.
#[test]
fn no_sample_is_no_data_for_every_type() {
    let from = MeasuredFrom::Samples;
    let cases = [
        (
            "http_req_duration",
            "p(95)<1",
            MetricType::Trend,
            "k6 takes 0 for the missing value and reports it as passed",
        ),
        (
            "http_req_duration",
            "p(95)>1",
            MetricType::Trend,
            "k6 takes 0 for the missing value and reports it as failed",
        ),
        (
            "http_req_failed",
            "rate<0.01",
            MetricType::Rate,
            "k6 reports an objective on a rate without samples as passed",
        ),
        ("http_reqs", "count<5", MetricType::Counter, "reports it as passed"),
        ("vus", "value<5", MetricType::Gauge, "reports it as passed"),
    ];
    for (series, expression, kind, text) in cases {
        let with_values = Evidence { values: Some(Values::new()), samples: Some(0), ..trend(&[], None, from) };
        let absent = Evidence { values: None, ..trend(&[], None, from) };
        for evidence in [with_values, absent] {
            let result = judge(&objective(series, expression), &Evidence { kind: Some(kind), ..evidence });
            assert_eq!(result.verdict, Verdict::NoData, "{expression}");
            assert_eq!((result.measured, result.samples), (None, Some(0)));
            says(&result, text);
        }
    }
    let unknown = Evidence { from: Some(from), ..Evidence::default() };
    assert_eq!(judge(&objective("nope", "count<1"), &unknown).verdict, Verdict::NoData);
}

#[test]
fn a_summary_of_zeros_is_no_data_unless_a_count_says_otherwise() {
    let zeros = [(Stat::Avg, 0.0), (Stat::P(95.0), 0.0), (Stat::Max, 0.0)];
    let promise = objective("http_req_duration{nope:never}", "p(95)<1");
    let mut evidence = trend(&zeros, None, MeasuredFrom::Summary);
    evidence.k6_verdict = Some((Verdict::Pass, "summary.json".to_owned()));
    let result = judge(&promise, &evidence);
    assert_eq!((result.verdict, result.k6_verdict), (Verdict::NoData, Some(Verdict::Pass)));
    says(&result, "k6's own verdict, in summary.json, is PASS");
    evidence.samples = Some(40);
    evidence.samples_note = Some("http_reqs of the same summary counts 40".to_owned());
    let result = judge(&promise, &evidence);
    assert_eq!(result.verdict, Verdict::Pass);
    says(&result, "is inferred: http_reqs of the same summary counts 40");
}

#[test]
fn a_summary_of_an_empty_rate_or_counter_is_no_data() {
    let summary = |kind, values: &[(Stat, f64)]| Evidence {
        kind: Some(kind),
        contains: Contains::Default,
        ..trend(values, None, MeasuredFrom::Summary)
    };
    let rate = summary(MetricType::Rate, &[(Stat::Rate, 0.0), (Stat::Passes, 0.0), (Stat::Fails, 0.0)]);
    assert_eq!(judge(&objective("http_req_failed", "rate<0.01"), &rate).verdict, Verdict::NoData);
    let counter = summary(MetricType::Counter, &[(Stat::Count, 0.0), (Stat::Rate, 0.0)]);
    assert_eq!(judge(&objective("http_reqs", "rate<1"), &counter).verdict, Verdict::NoData);
    let gauge = summary(MetricType::Gauge, &[(Stat::Value, 0.0), (Stat::Min, 0.0), (Stat::Max, 0.0)]);
    assert_eq!(judge(&objective("depth", "value<1"), &gauge).verdict, Verdict::CannotJudge);
}

#[test]
fn what_a_summary_does_not_carry_cannot_be_judged() {
    let mut evidence = trend(&[(Stat::Avg, 2.0), (Stat::P(95.0), 3.0)], None, MeasuredFrom::Summary);
    evidence.k6_verdict = Some((Verdict::Pass, "s.json".to_owned()));
    let result = judge(&objective("http_req_duration", "p(99)<1000"), &evidence);
    assert_eq!((result.verdict, result.k6_verdict), (Verdict::Pass, Some(Verdict::Pass)), "k6 judged all samples");
    assert_eq!(result.basis, Basis::K6("s.json".to_owned()));
    assert_eq!((result.measured, result.margin), (None, None));
    says(&result, "which has avg, p(95)");
    says(&result, "k6's own verdict, in s.json, is PASS");
    evidence.k6_verdict = None;
    assert_eq!(judge(&objective("http_req_duration", "p(99)<1000"), &evidence).verdict, Verdict::CannotJudge);
    evidence.values = None;
    says(
        &judge(&objective("http_req_duration{a:b}", "avg<1"), &evidence),
        "only those tag filters that had a threshold",
    );
    evidence.partial = true;
    says(&judge(&objective("http_req_duration", "avg<1"), &evidence), "cannot be narrowed");
    let nothing = judge(&objective("http_req_duration", "avg<1"), &Evidence::default());
    assert_eq!(nothing.verdict, Verdict::CannotJudge);
}

#[test]
fn equal_statistics_stand_in_for_each_other() {
    let evidence = trend(&[(Stat::Min, 1.0), (Stat::Med, 2.0), (Stat::Max, 9.0)], None, MeasuredFrom::Summary);
    for (expression, measured) in [("p(50)<5", 2.0), ("p(0)<5", 1.0), ("p(100)<5", 9.0)] {
        assert_eq!(judge(&objective("m", expression), &evidence).measured, Some(measured), "{expression}");
    }
}

/// A refused connection lasts 0 ms.
#[test]
fn latency_that_passes_on_failed_requests_is_flagged() {
    let promise = objective("http_req_duration", "p(95)<500");
    let mut evidence = trend(&[(Stat::P(95.0), 0.0)], Some(200), MeasuredFrom::Samples);
    evidence.failed_samples = Some(200);
    let result = judge(&promise, &evidence);
    assert_eq!(result.verdict, Verdict::Pass);
    says(&result, "Every one of the 200 requests failed");
    evidence.failed_samples = Some(150);
    evidence.successes = Some([(Stat::P(95.0), 700.0)].into_iter().collect());
    let result = judge(&promise, &evidence);
    assert_eq!((result.verdict, result.successes_only), (Verdict::Pass, Some(700.0)));
    says(&result, "150 of 200 requests failed");
    says(&result, "the p95 is 700.0 ms, which is a FAIL");
    evidence.failed_samples = Some(0);
    assert!(judge(&promise, &evidence).caveats.is_empty());
}

#[test]
fn values_cut_by_the_dashboard_are_not_judged_within_the_cut() {
    let verdict = |measured, expression| {
        let evidence = trend(&[(Stat::P(95.0), measured)], None, MeasuredFrom::Dashboard);
        judge(&objective("http_req_duration", expression), &evidence).verdict
    };
    assert_eq!(verdict(499.99, "p(95)<500"), Verdict::CannotJudge);
    // k6 cuts digits off, it does not round: 500.0 is 500.00 or more.
    assert_eq!(verdict(500.0, "p(95)<500"), Verdict::Fail);
    assert_eq!(verdict(500.0, "p(95)<=500"), Verdict::CannotJudge);
    assert_eq!(verdict(499.9, "p(95)<500"), Verdict::Pass);
    assert_eq!(verdict(500.1, "p(95)<500"), Verdict::Fail);
    assert_eq!(verdict(500.0, "p(95)==500"), Verdict::CannotJudge);
}

#[test]
fn an_unreadable_expression_says_where() {
    let result = judge(&objective("http_req_duration", "p<200"), &trend(&[], Some(5), MeasuredFrom::Samples));
    assert_eq!(result.verdict, Verdict::CannotJudge);
    assert_eq!(result.error.as_ref().map(|e| e.at), Some(1));
    says(&result, "p(0), the minimum");
    let mismatch = judge(&objective("http_req_duration", "rate<1"), &trend(&[], Some(5), MeasuredFrom::Samples));
    assert_eq!((mismatch.verdict, mismatch.error), (Verdict::CannotJudge, None));
    assert!(mismatch.reason.contains("a trend has no rate"), "{}", mismatch.reason);
}

#[test]
fn windows_tell_where_it_broke_first_and_where_it_was_worst() {
    let window = |start: f64, measured: Option<f64>| WindowValue {
        start_ms: start,
        end_ms: start + 10_000.0,
        measured,
        samples: u64::from(measured.is_some()),
        kept: None,
    };
    let mut evidence = trend(&[(Stat::P(95.0), 450.0)], Some(3000), MeasuredFrom::Samples);
    evidence.windows =
        vec![window(0.0, Some(100.0)), window(1e4, None), window(2e4, Some(501.0)), window(3e4, Some(900.0))];
    let result = judge(&objective("http_req_duration", "p(95)<500"), &evidence);
    assert_eq!(result.verdict, Verdict::Pass);
    let kept: Vec<_> = result.windows.iter().map(|w| w.kept).collect();
    assert_eq!(kept, [Some(true), None, Some(false), Some(false)]);
    assert_eq!(result.worst.and_then(|w| w.measured), Some(900.0));
    assert_eq!(result.first_break.map(|w| w.start_ms), Some(2e4));
    says(&result, "Missed in 2 of 3 spans of 10 s, first at 0:20");
}

#[test]
fn caveats_name_what_weakens_a_verdict() {
    let mut evidence = trend(&[(Stat::P(99.0), 450.0)], Some(99), MeasuredFrom::Samples);
    evidence.incomplete = true;
    evidence.partial = true;
    evidence.kind_guessed = true;
    evidence.k6_verdict = Some((Verdict::Fail, "s.json".to_owned()));
    let result = judge(&objective("lag", "p(99)<500"), &evidence);
    assert_eq!(result.verdict, Verdict::Pass);
    for text in
        ["99 samples rests on", "cut short", "a part of the run", "was guessed", "FAIL: k6 judged the whole run"]
    {
        says(&result, text);
    }
    evidence.samples = Some(100);
    let enough = judge(&objective("lag", "p(99)<500"), &evidence);
    assert!(!enough.caveats.iter().any(|c| c.contains("rests on")), "{:?}", enough.caveats);
}
