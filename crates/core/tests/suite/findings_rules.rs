//! Rules on failures, tails, phases, objectives, load and files: each on a made run that has it and one that has not.

use crate::load_support::{Iteration, Noise, Run, constant};
use sloscope_core::report::{Consequence, Finding, Query, Report, Window, words};
use sloscope_core::series::Series;
use sloscope_core::slo::{Objective, Origin};

fn objectives(of: &[(&str, &str)]) -> Query {
    let make = |(series, expression): &(&str, &str)| Objective {
        series: Series::parse(series).expect(series),
        expression: (*expression).to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::Edited,
    };
    Query { objectives: Some(of.iter().map(make).collect()), ..Query::default() }
}

/// 40 s at 50/s.
fn run(make: impl FnMut(usize, f64) -> Iteration) -> Report {
    asked(make, &objectives(&[("http_req_duration", "p(95)<500")]))
}

fn asked(make: impl FnMut(usize, f64) -> Iteration, query: &Query) -> Report {
    Run::default().each("car", &constant(50.0, 0.0, 40.0), make).report(query)
}

/// Not a whole number of periods: that would look like VUs that loop.
fn usual(_: usize, start: f64) -> Iteration {
    Iteration { start, ms: 21.3, ..Iteration::default() }
}

fn found<'a>(report: &'a Report, rule: &str) -> Option<&'a Finding> {
    report.findings.iter().find(|f| f.rule == rule)
}

#[test]
fn a_clean_run_is_excellent_and_says_nothing_else() {
    let clean = run(usual);
    assert_eq!(clean.findings, []);
    assert!(words::is_excellent(&clean));
    assert!(words::assessment(&clean).starts_with("Excellent: the one objective is met"));
    let slow = asked(usual, &objectives(&[("http_req_duration", "p(95)<5")]));
    assert!(!words::assessment(&slow).contains("xcellent"), "an objective is missed");
    assert!(!words::is_excellent(&asked(usual, &Query::default())), "nobody stated the objectives");
    let none = asked(usual, &Query { objectives: Some(Vec::new()), ..Query::default() });
    assert!(words::assessment(&none).starts_with("No objectives stated"));
}

#[test]
fn a_mean_above_the_95th_percentile() {
    let report =
        run(|i, start| Iteration { start, ms: if i % 50 == 0 { 3000.0 } else { 10.0 }, ..Iteration::default() });
    let finding = found(&report, "mean-above-p95").expect("2 % of 3 s");
    assert!((finding.evidence[0].value - 69.8).abs() < 1e-9 && finding.evidence[1].value == 10.0);
    assert!(!words::is_excellent(&report) && words::assessment(&report).contains("faster than the average"));
}

#[test]
fn failures_that_are_faster_than_successes() {
    let failing = |ms: f64, every: usize| {
        run(move |i, start| match i % every {
            0 => Iteration { start, ms, ok: false, ..Iteration::default() },
            _ => Iteration { start, ms: 80.0, ..Iteration::default() },
        })
    };
    let fast = failing(2.0, 10);
    assert_eq!(found(&fast, "fast-failures").map(|f| f.level), Some(Consequence::Serious));
    assert!(found(&failing(70.0, 10), "fast-failures").is_none(), "they are as slow");
    assert!(found(&failing(2.0, 500), "fast-failures").is_none(), "they are few");
    assert!(found(&fast, "refused-in-latency").is_none(), "they have a status");
}

/// Each endpoint is as fast for its failures as for its successes; only together they are not.
#[test]
fn failures_of_a_fast_endpoint_are_no_faster() {
    let two = |bad_ms: f64| {
        run(move |i, start| match i % 2 {
            0 => Iteration { start, ms: 150.0, name: "slow", ..Iteration::default() },
            _ if i % 20 == 1 => Iteration { start, ms: bad_ms, ok: false, name: "fast", ..Iteration::default() },
            _ => Iteration { start, ms: 15.0, name: "fast", ..Iteration::default() },
        })
    };
    assert!(found(&two(14.0), "fast-failures").is_none());
    let finding = two(3.0).findings.into_iter().find(|f| f.rule == "fast-failures").expect("3 against 15 ms");
    assert_eq!((finding.evidence[0].value, finding.evidence[1].value), (3.0, 15.0));
    assert!(finding.title.contains("at fast: 3.00 ms against 15.00 ms"), "{}", finding.title);
    // Half of the requests go to each, and the name tells which.
    let kinds = two(14.0).findings.into_iter().find(|f| f.rule == "two-kinds").expect("15 and 150 ms");
    assert!(kinds.title.ends_with("The slower ones are those with name slow."), "{}", kinds.title);
}

#[test]
fn many_failures() {
    let failing = |every: usize, query: &Query| {
        asked(move |i, start| Iteration { start, ms: 21.3, ok: i % every != 0, ..Iteration::default() }, query)
    };
    let limit = objectives(&[("http_req_duration", "p(95)<500")]);
    let report = failing(20, &limit);
    let finding = found(&report, "failures").expect("5 %");
    assert_eq!(finding.level, Consequence::Notable);
    assert_eq!(finding.title, "100 of 2,000 requests failed (5.00 %), all of them GET n: status 503.");
    assert_eq!(found(&failing(5, &limit), "failures").map(|f| f.level), Some(Consequence::Serious));
    assert!(found(&failing(200, &limit), "failures").is_none(), "0.5 %");
    let allowed = objectives(&[("http_req_failed", "rate<0.3")]);
    assert_eq!(found(&failing(5, &allowed), "failures").map(|f| f.level), Some(Consequence::Minor));
}

#[test]
fn refused_connections_in_latency() {
    let refused = |all: bool| {
        run(move |i, start| match all || i % 4 == 0 {
            true => Iteration { start, ms: 0.0, ok: false, status: 0, ..Iteration::default() },
            false => Iteration { start, ms: 80.0, ..Iteration::default() },
        })
    };
    let some = refused(false);
    let finding = found(&some, "refused-in-latency").expect("a quarter");
    assert_eq!((finding.level, finding.evidence[0].value), (Consequence::Serious, 0.25));
    assert!(found(&some, "fast-failures").is_none(), "told once");
    assert!(found(&some, "none-succeeded").is_none() && found(&refused(true), "none-succeeded").is_some());
}

#[test]
fn two_kinds_of_requests() {
    let mut noise = Noise(4);
    let mut of = |slow: f64, share: f64| {
        run(|_, start| {
            let base = if noise.next() < share { slow } else { 10.0 };
            Iteration { start, ms: base * (0.8 + 0.4 * noise.next()), ..Iteration::default() }
        })
    };
    let two = of(150.0, 0.3);
    let finding = found(&two, "two-kinds").expect("10 and 150 ms");
    assert!(
        (finding.evidence[0].value / 10.0 - 1.0).abs() < 0.3 && (finding.evidence[1].value / 150.0 - 1.0).abs() < 0.3
    );
    assert!((finding.evidence[2].value - 0.7).abs() < 0.05);
    assert!(found(&of(150.0, 0.02), "two-kinds").is_none(), "2 % are a tail");
    assert!(found(&of(14.0, 0.5), "two-kinds").is_none(), "they are alike");
}

#[test]
fn a_percentile_of_too_few_samples() {
    let of = |n: usize, expression: &str| {
        let query = objectives(&[("http_req_duration", expression)]);
        Run::default().each("car", &constant(50.0, 0.0, 40.0)[..n], usual).report(&query)
    };
    let few = of(50, "p(99)<500");
    let finding = found(&few, "few-samples").expect("p99 of 50");
    assert_eq!((finding.level, finding.evidence[1].value), (Consequence::Notable, 1000.0));
    assert!(
        finding.title.contains("50 samples") && finding.title.contains("fewer than one lies beyond"),
        "{}",
        finding.title
    );
    assert_eq!(found(&of(300, "p(99)<500"), "few-samples").map(|f| f.level), Some(Consequence::Minor));
    assert!(found(&of(1000, "p(99)<500"), "few-samples").is_none());
    assert!(found(&of(50, "p(75)<500"), "few-samples").is_none());
    assert!(found(&of(50, "avg<500"), "few-samples").is_none());
}

#[test]
fn thresholds_that_cannot_fail() {
    for (series, expression, always) in [
        ("http_req_failed", "rate<=1", true),
        ("http_req_failed", "rate<5", true),
        ("http_req_failed", "rate<1", false),
        ("http_reqs", "count>=0", true),
        ("http_reqs", "count>0", false),
        ("http_req_duration", "p(95)>=0", true),
        ("http_req_duration", "p(95)<1e9", false),
    ] {
        let report = asked(usual, &objectives(&[(series, expression)]));
        assert_eq!(found(&report, "cannot-fail").is_some(), always, "{series} {expression}");
    }
}

#[test]
fn connections_that_are_opened_again_and_again() {
    let opening = |every: usize| {
        let mut run = Run::default();
        run.each("car", &constant(50.0, 0.0, 40.0), |i, start| {
            let opens = i % every == 0;
            let (blocked, connecting) = if opens { (8.0, 6.0) } else { (0.001, 0.0) };
            Iteration { start, ms: 21.3, blocked, connecting, ..Iteration::default() }
        });
        run.vus(40, 10.0, 10.0).report(&Query::default())
    };
    let churn = opening(2);
    let finding = found(&churn, "connection-churn").expect("every second request");
    assert_eq!((finding.evidence[0].value, finding.evidence[1].value, finding.evidence[2].value), (1000.0, 0.5, 6.0));
    assert!(found(&opening(200), "connection-churn").is_none(), "ten connections for ten VUs");
    assert!(found(&churn, "blocked-dominates").is_none(), "4 of 25 ms");
    let blocked = run(|_, start| Iteration { start, ms: 20.0, blocked: 12.0, connecting: 0.0, ..Iteration::default() });
    assert!(found(&blocked, "blocked-dominates").is_some_and(|f| f.title.contains("37.50 %")));
}

#[test]
fn where_the_time_of_a_request_goes() {
    let receiving = run(|_, start| Iteration { start, ms: 41.3, receiving: 0.8, ..Iteration::default() });
    assert!(found(&receiving, "receiving-dominates").is_some_and(|f| f.title.contains("80.00 %")));
    assert!(found(&run(usual), "receiving-dominates").is_none());
    // Waiting is the usual case: it is reported where an objective on latency is broken.
    assert!(found(&run(usual), "waiting-dominates").is_none());
    let broken = asked(usual, &objectives(&[("http_req_duration", "p(95)<5")]));
    assert!(found(&broken, "waiting-dominates").is_some_and(|f| f.title.starts_with("98.00 %")));
}

#[test]
fn a_knee_weighs_by_the_limit_that_it_nears() {
    let steps = |query: &Query, factor: f64| {
        let mut run = Run::default();
        for (i, (rate, ms)) in [(50.0, 1.0), (100.0, 1.1), (150.0, 4.0)].into_iter().enumerate() {
            let mut noise = Noise(i as u64);
            let name = ["a", "b", "c"][i];
            run.each(name, &constant(rate, i as f64 * 20.0, 20.0), |_, start| {
                let ms = factor * ms * (0.5 + noise.exponential());
                Iteration { start, ms, ..Iteration::default() }
            });
        }
        let report = run.report(query);
        found(&report, "knee").map(|f| (f.level, f.window.map(|w| (w.start_ms / 1000.0).round())))
    };
    let limit = objectives(&[("http_req_duration", "p(95)<500")]);
    assert_eq!(steps(&limit, 2.0), Some((Consequence::Minor, Some(40.0))), "28 ms of 500");
    assert_eq!(steps(&limit, 6.0), Some((Consequence::Notable, Some(40.0))), "84 ms of 500");
    assert_eq!(steps(&limit, 20.0), Some((Consequence::Serious, Some(40.0))), "280 ms of 500");
    let none = Query { objectives: Some(Vec::new()), ..Query::default() };
    assert_eq!(steps(&none, 2.0), Some((Consequence::Notable, Some(40.0))), "nobody said what is fast enough");
}

#[test]
fn little_s_law() {
    // 50/s of 205 ms are ten under way.
    let with = |vus: f64| {
        let mut run = Run::default();
        run.each("car", &constant(50.0, 0.0, 40.0), |_, start| Iteration { start, ms: 205.3, ..Iteration::default() });
        run.vus(40, vus, 30.0).report(&Query::default())
    };
    assert!(found(&with(10.0), "littles-law").is_none());
    let report = with(25.0);
    let finding = found(&report, "littles-law").expect("fifteen are missing");
    assert!((finding.evidence[1].value - 10.2).abs() < 0.2, "{:?}", finding.evidence);
    // In the first half k6's readings are right, in the second they are not; windows and filters tell.
    let half = |query: &Query| {
        let mut run = Run::default();
        run.each("car", &constant(50.0, 0.0, 40.0), |i, start| Iteration {
            start,
            ms: 205.3,
            name: ["a", "b"][i % 2],
            ..Iteration::default()
        });
        run.each_second((1..=40).map(|s| (f64::from(s), if s <= 20 { 10.0 } else { 30.0 })));
        let report = run.report(query);
        found(&report, "littles-law").map(|f| (f.evidence[0].value, f.evidence[1].value, f.title.clone()))
    };
    let within = |from: f64, to: f64| Query {
        window: Some(Window { start_ms: from * 1000.0, end_ms: to * 1000.0 }),
        ..Query::default()
    };
    assert_eq!(half(&within(0.0, 19.0)), None);
    let (vus, law, _) = half(&within(21.0, 39.0)).expect("twenty are missing");
    assert!((vus - 30.0).abs() < 1e-9 && (law - 50.0 * 0.2053).abs() < 0.05, "{vus} {law}");
    assert_eq!(half(&within(21.0, 28.0)), None, "seven readings");
    // Half of the iterations are filtered out, and all of them count: readings know no tag.
    let named = Query { tags: vec![("name".to_owned(), "a".to_owned())], ..within(21.0, 39.0) };
    let (_, law, title) = half(&named).expect("twenty are missing");
    assert!((law - 50.0 * 0.2053).abs() < 0.05 && title.contains("cover all scenarios"), "{law} {title}");
}

#[test]
fn a_machine_that_stood_still() {
    let gap = |seconds: f64| {
        let mut run = Run::default();
        run.each("car", &constant(5.0, 0.0, 40.0), usual);
        run.readings((0..40).map(|i| f64::from(i) + if i >= 20 { seconds } else { 0.0 }));
        run.report(&Query::default())
    };
    assert!(found(&gap(0.0), "clock-gap").is_none());
    let report = gap(30.0);
    let finding = found(&report, "clock-gap").expect("31 s without a reading");
    assert_eq!(finding.evidence[0].value, 31_000.0);
    let within = |from: f64, to: f64| {
        let mut run = Run::default();
        run.each("car", &constant(5.0, 0.0, 40.0), usual);
        run.readings((0..40).map(|i| f64::from(i) + if i >= 20 { 30.0 } else { 0.0 }));
        let window = Some(Window { start_ms: from * 1000.0, end_ms: to * 1000.0 });
        run.report(&Query { window, ..Query::default() })
    };
    assert!(found(&within(0.0, 15.0), "clock-gap").is_none());
    assert!(found(&within(30.0, 40.0), "clock-gap").is_some_and(|f| f.evidence[0].value == 31_000.0));
    let mut run = Run::default();
    run.each("car", &constant(50.0, 0.0, 10.0), |i, start| Iteration {
        start,
        ms: if i == 7 { -3.0 } else { 9.0 },
        ..Iteration::default()
    });
    assert!(found(&run.report(&Query::default()), "negative-times").is_some());
}

#[test]
fn findings_are_ranked_and_whole() {
    for fixture in ["v2.2/only_errors", "v2.2/thresholds_fail", "v2.2/dropped", "v2.2/tls_http2", "v2.2/ws"] {
        let report = crate::report_support::report(fixture, &Query::default());
        assert!(!report.findings.is_empty(), "{fixture}");
        assert!(report.findings.is_sorted_by_key(|f| f.level), "{fixture}");
        for f in &report.findings {
            assert!(!f.evidence.is_empty() && f.evidence.iter().all(|n| n.value.is_finite()), "{fixture}: {f:?}");
            assert!(f.title.ends_with('.') && f.next.ends_with('.'), "{fixture}: {f:?}");
            assert!(f.window.is_none_or(|w| 0.0 <= w.start_ms && w.start_ms < w.end_ms), "{fixture}: {f:?}");
        }
        assert!(!words::is_excellent(&report), "{fixture}");
    }
}

#[test]
fn real_runs_show_what_they_are_known_for() {
    let rules = |fixture: &str| -> Vec<String> {
        crate::report_support::report(fixture, &Query::default()).findings.into_iter().map(|f| f.rule).collect()
    };
    let missed = "objective-missed";
    assert_eq!(rules("v2.2/dropped"), ["dropped-iterations", missed, missed]);
    assert_eq!(rules("v2.2/only_errors")[0], "refused-in-latency");
    // A slow endpoint of 150 ms beside one that fails fast (fixtures/README.md).
    let others: Vec<String> = rules("v2.2/thresholds_fail").into_iter().filter(|rule| rule != missed).collect();
    assert_eq!(others, ["failures", "failed-checks", "two-kinds", "waiting-dominates"]);
    // One connection for every second request, by its script.
    assert!(rules("v2.2/tls_http2").contains(&"connection-churn".to_owned()));
    assert_eq!(rules("v2.2/empty"), [""; 0]);
}
