//! Verdicts at the edges: no objectives, numbers that are not in the files, lengths that nobody states, parts that an
//! objective is not about, files that are cut. Each input came out wrong once; what is right is beside it.

use crate::report_support::{fixtures, read, report};
use sloscope_core::ingest::{Reader, Source};
use sloscope_core::report::{DurationFrom, ObjectivesFrom, Query, Report, Window, words};
use sloscope_core::run::Session;
use sloscope_core::slo::{Basis, Objective, ObjectiveResult, Origin, Verdict, parse_objectives};

fn case(name: &str) -> Source {
    read(&fixtures().join("cases").join(name))
}

fn of(sources: Vec<Source>, query: &Query) -> Report {
    let session = Session::new(sources);
    assert_eq!(session.runs(), 1, "{:?}", session.list());
    session.report(query).expect("a report")
}

fn whole(name: &str) -> Report {
    of(vec![case(name)], &Query::default())
}

fn judged_by(thresholds: &str) -> Option<Vec<Objective>> {
    Some(parse_objectives(thresholds).expect(thresholds))
}

fn written(name: &str, text: &str) -> Source {
    let mut reader = Reader::new(name);
    reader.feed(text.as_bytes());
    reader.finish()
}

fn only(report: &Report) -> &ObjectiveResult {
    assert_eq!(report.objectives.len(), 1, "{:?}", report.objectives);
    &report.objectives[0]
}

#[test]
fn without_objectives_nothing_is_judged_and_limits_that_fit_are_suggested() {
    for (name, suggested) in [
        ("05-custom-metrics.json", vec!["http_req_duration p(95)<500"]),
        // No HTTP limits for a run without HTTP.
        ("16-no-http-run.json", vec!["checks rate>0.99"]),
    ] {
        let report = whole(name);
        assert_eq!((report.verdict, report.objectives.len()), (Verdict::NotJudged, 0), "{name}");
        assert_eq!(report.objectives_from, ObjectivesFrom::NotStated);
        assert!(report.headline.starts_with("No objectives stated."), "{}", report.headline);
        let shown = |o: &ObjectiveResult| format!("{} {}", o.objective.series, o.objective.expression);
        assert_eq!(report.suggestions.iter().map(shown).collect::<Vec<_>>(), suggested, "{name}");
        assert!(report.suggestions.iter().all(|o| o.measured.is_some() && o.objective.origin == Origin::Suggested));
        // Adopted, they are judged and remain distinct from what the service promises.
        let adopted = report.suggestions.into_iter().map(|o| o.objective).collect();
        let adopted = of(vec![case(name)], &Query { objectives: Some(adopted), ..Query::default() });
        assert_eq!((adopted.verdict, &adopted.objectives_from), (Verdict::Pass, &ObjectivesFrom::Suggested), "{name}");
        assert!(!words::is_excellent(&adopted));
    }
    let grpc = of(vec![read(&fixtures().join("v2.2/grpc/results.json"))], &Query::default());
    let of_http = |o: &&ObjectiveResult| o.objective.series.metric.starts_with("http_");
    assert_eq!(grpc.suggestions.iter().filter(of_http).count(), 0);
    assert!(grpc.suggestions.iter().all(|o| !o.objective.expression.starts_with("rate>=")), "no rate per second");
}

/// k6's clock starts before the first iteration; four requests in 20 s, of which the samples cover 15.
#[test]
fn a_rate_is_over_the_time_from_the_earliest_known_start() {
    let report = whole("02-rate-first-iteration.ndjson");
    let rate = only(&report);
    assert_eq!((rate.verdict, rate.measured), (Verdict::Fail, Some(0.2)), "{}", rate.reason);
    assert_eq!(report.run.duration_ms, Some(20_000.0));
    assert_eq!(report.run.duration_from, Some(DurationFrom::ObservedSpan));
    // Silent set-up and tear-down may make the run longer, never shorter.
    let with = |thresholds: &str| {
        let query = Query { objectives: judged_by(thresholds), ..Query::default() };
        let report = of(vec![case("02-rate-first-iteration.ndjson")], &query);
        let result = only(&report);
        (result.verdict, result.reason.clone())
    };
    let obj = String::from_utf8(support_bytes("obj-rate25.json")).expect("UTF-8");
    assert_eq!(with(&obj).0, Verdict::Fail);
    let (near, reason) = with(r#"{"http_reqs": ["rate>=0.19"]}"#);
    assert_eq!(near, Verdict::CannotJudge, "{reason}");
    assert!(reason.contains("between 0.13/s and 0.20/s"), "{reason}");
    assert_eq!(with(r#"{"http_reqs": ["rate>=0.1"]}"#).0, Verdict::Pass);
    assert_eq!(with(r#"{"http_reqs": ["rate<=0.2"]}"#).0, Verdict::Pass);
    assert_eq!(with(r#"{"http_reqs": ["rate<0.2"]}"#).0, Verdict::CannotJudge);
    // A count needs no length.
    assert_eq!(with(r#"{"http_reqs": ["count==4"]}"#).0, Verdict::Pass);
}

fn support_bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixtures().join("cases").join(name)).expect(name)
}

/// k6's own duration of each run, from its summary, lies where the samples alone say that it lies.
#[test]
fn the_length_of_a_run_is_bounded_by_its_samples() {
    let mut seen = 0;
    for run in [
        "v0.38/default",
        "v0.57/thresholds_fail",
        "v2.2/default_only",
        "v2.2/dropped",
        "v2.2/mixed_ramping",
        "v2.2/only_errors",
        "v2.2/thresholds_fail",
        "v2.2/tls_http2",
        "v2.2/ws",
        "v2.2/abort_on_fail",
    ] {
        let folder = fixtures().join(run);
        let Some(samples) = ["results.json.gz", "results.json"].iter().map(|f| folder.join(f)).find(|f| f.exists())
        else {
            continue;
        };
        let alone = of(vec![read(&samples)], &Query::default());
        let k6 = report(run, &Query::default());
        if matches!(k6.run.duration_from, None | Some(DurationFrom::ObservedSpan)) {
            continue;
        }
        let (theirs, ours) = (k6.run.duration_ms.expect("k6's"), alone.run.duration_ms.expect("ours"));
        let (least, most) = alone.run.duration_between_ms.expect("bounds");
        assert!(least <= theirs + 1.0 && theirs <= most, "{run}: {theirs} is not in {least} to {most}");
        assert!(least <= ours && ours <= most, "{run}");
        seen += 1;
    }
    assert!(seen >= 7, "{seen} runs state their duration");
}

/// CSV's clock has steps of 1 s: 458 requests in 7.6 s are 60.3/s, and no part of the file says whether it is 57 or 76.
#[test]
fn a_clock_of_one_second_makes_a_rate_uncertain() {
    let query = |text: &str| Query { objectives: judged_by(text), ..Query::default() };
    let report = of(vec![case("cut.csv.gz")], &query(r#"{"http_reqs": ["rate>=62", "rate>=20", "rate>=200"]}"#));
    let verdicts: Vec<Verdict> = report.objectives.iter().map(|o| o.verdict).collect();
    assert_eq!(verdicts, [Verdict::CannotJudge, Verdict::Pass, Verdict::Fail]);
    let (least, most) = report.objectives[0].between.expect("bounds");
    assert!(least < 60.3 && 60.3 < most, "{least} {most}");
    assert!(report.objectives[0].reason.contains("steps of 1 s"), "{}", report.objectives[0].reason);
}

/// k6's default statistics lack p(99): k6 judged all samples, and its verdict is in the file.
#[test]
fn k6s_own_verdict_counts_where_the_number_is_missing() {
    let report = whole("03-p99-k6-says-fail.json");
    let result = only(&report);
    assert_eq!((report.verdict, result.verdict), (Verdict::Fail, Verdict::Fail));
    assert_eq!(result.basis, Basis::K6("03-p99-k6-says-fail.json".to_owned()));
    assert_eq!((result.measured, words::basis(result)), (None, Some("by k6")));
    assert!(report.headline.contains("by k6's own verdict"), "{}", report.headline);
    let passing = String::from_utf8(support_bytes("03-p99-k6-says-fail.json")).expect("UTF-8");
    let passing = passing.replace("\"ok\": false", "\"ok\": true");
    let report = of(vec![written("summary.json", &passing)], &Query::default());
    assert_eq!((report.verdict, only(&report).basis.clone()), (Verdict::Pass, Basis::K6("summary.json".to_owned())));
    // An expression that only k6 can read.
    let odd = passing.replace("p(99)<500", "p(99)<500ms");
    let report = of(vec![written("summary.json", &odd)], &Query::default());
    assert_eq!(report.verdict, Verdict::Pass, "{}", report.headline);
}

#[test]
fn percentiles_that_bound_each_other_decide() {
    let report = whole("04-p99-below-max.json");
    let result = only(&report);
    assert_eq!((result.verdict, &result.basis), (Verdict::Pass, &Basis::Bounds), "{}", result.reason);
    assert_eq!(result.between.map(|(_, most)| most), Some(198.7));
    let summary = r#"{"metrics": {"t": {"type": "trend", "contains": "time", "values": {"avg": 40, "min": 10, "med": 30,
        "max": 200, "p(90)": 90, "p(95)": 120}}}}"#;
    for (expression, wanted) in [
        ("p(99)<200", None),
        ("p(99)<=200", Some(true)),
        ("p(99)<120", Some(false)),
        ("p(99)>=120", Some(true)),
        ("p(92)<90", Some(false)),
        ("p(92)<120.5", Some(true)),
        ("p(10)>9", Some(true)),
        ("p(10)>30", Some(false)),
        ("p(10)==31", Some(false)),
        ("p(10)!=31", Some(true)),
        ("p(10)==15", None),
    ] {
        let query = Query { objectives: judged_by(&format!(r#"{{"t": ["{expression}"]}}"#)), ..Query::default() };
        let report = of(vec![written("summary.json", summary)], &query);
        let wanted = wanted.map_or(Verdict::CannotJudge, |holds| if holds { Verdict::Pass } else { Verdict::Fail });
        assert_eq!(only(&report).verdict, wanted, "{expression}: {}", only(&report).reason);
    }
}

/// k6 exited with 99: its samples name thresholds on sub-metrics that they do not state.
#[test]
fn a_threshold_that_is_known_by_name_only_cannot_be_judged() {
    for name in ["12-submetric-threshold.ndjson", "submetric.json"] {
        let report = whole(name);
        assert_eq!(report.verdict, Verdict::CannotJudge, "{name}: {}", report.headline);
        let unknown: Vec<_> = report.objectives.iter().filter(|o| o.verdict == Verdict::CannotJudge).collect();
        assert_eq!(unknown.len(), 1, "{name}");
        assert_eq!(unknown[0].objective.origin, Origin::NameOnly(name.to_owned()));
        assert!(unknown[0].reason.contains("k6 inspect"), "{}", unknown[0].reason);
        assert!(report.headline.contains("1 could not be evaluated"), "{}", report.headline);
    }
    // The run's summary states them: all are judged, and none is reported twice.
    let whole = report("v2.2/thresholds_fail", &Query::default());
    assert!(whole.objectives.iter().all(|o| !matches!(o.objective.origin, Origin::NameOnly(_))));
}

/// Two scenarios, one after the other: what is about the first says nothing of the second.
#[test]
fn a_part_that_leaves_an_objective_out_is_judged_by_the_rest() {
    let objectives = judged_by(
        r#"{"http_req_duration{scenario:one}": ["p(95)<5"], "http_req_duration{scenario:two}": ["p(95)<50"],
            "http_req_duration{name:login}": ["max<1"], "dropped_iterations": ["count<1"]}"#,
    );
    let text = two_scenarios();
    let asked = |query: Query| {
        let query = Query { objectives: objectives.clone(), ..query };
        of(vec![written("results.json", &text)], &query)
    };
    let verdicts = |report: &Report| report.objectives.iter().map(|o| o.verdict).collect::<Vec<_>>();
    use Verdict::{Fail, NoData, NotInPart, Pass};
    let all = asked(Query::default());
    assert_eq!(verdicts(&all), [Fail, Pass, Fail, NoData]);
    let second = asked(Query { window: Some(Window { start_ms: 30_000.0, end_ms: 50_000.0 }), ..Query::default() });
    assert_eq!(verdicts(&second), [NotInPart, Pass, NotInPart, NoData]);
    assert_eq!(second.verdict, NoData, "only what is about the part counts");
    assert!(
        second
            .headline
            .contains("in this part (0:30 to 0:50, 20 s), 1 could not be evaluated, 2 are not about this part"),
        "{}",
        second.headline
    );
    let tally = words::tally(&second);
    assert_eq!((tally.passed, tally.failed, tally.not_judged, tally.left_out), (1, 0, 1, 2));
    let filtered = asked(Query { tags: vec![("scenario".to_owned(), "one".to_owned())], ..Query::default() });
    assert_eq!(verdicts(&filtered), [Fail, NotInPart, Fail, NoData]);
    assert!(
        filtered.objectives[1].reason.contains("The filter (scenario = one) leaves out"),
        "{:?}",
        filtered.objectives[1]
    );
    let none = Query {
        objectives: judged_by(r#"{"http_req_duration{scenario:two}": ["p(95)<50"]}"#),
        tags: vec![("scenario".to_owned(), "one".to_owned())],
        ..Query::default()
    };
    let none = of(vec![written("results.json", &text)], &none);
    assert_eq!(none.verdict, Verdict::NotJudged);
    assert!(
        none.headline.starts_with("The one objective is not about this part (scenario = one)"),
        "{}",
        none.headline
    );
    assert!(
        words::page_title(&second).starts_with("NO DATA in 0:30 to 0:50 · results.json"),
        "{}",
        words::page_title(&second)
    );
}

/// A request a second: scenario one (10 ms, the first is a login) for 25 s, then scenario two (20 ms) for 35 s.
fn two_scenarios() -> String {
    let mut text = String::from(
        "{\"type\":\"Metric\",\"data\":{\"name\":\"http_req_duration\",\"type\":\"trend\",\"contains\":\"time\",\
         \"thresholds\":[],\"submetrics\":null},\"metric\":\"http_req_duration\"}\n",
    );
    for second in 0..60 {
        let (scenario, took) = if second < 25 { ("one", 10) } else { ("two", 20) };
        let name = if second == 0 { "login" } else { "work" };
        text.push_str(&format!(
            "{{\"metric\":\"http_req_duration\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-01-01T00:00:{second:02}Z\",\
             \"value\":{took},\"tags\":{{\"scenario\":\"{scenario}\",\"name\":\"{name}\"}}}}}}\n"
        ));
    }
    text
}

#[test]
fn a_file_that_is_cut_is_told_in_the_headline() {
    let report = whole("cut.csv.gz");
    assert_eq!(report.incomplete, ["cut.csv.gz is cut short", "1 line that held samples could not be read"]);
    assert!(
        report.headline.ends_with("could not be read: the verdict covers only what could be read."),
        "{}",
        report.headline
    );
    let killed = of(vec![read(&fixtures().join("v2.2/sigkill/results.json.gz"))], &Query::default());
    assert!(killed.headline.contains("results.json.gz is cut short"), "{}", killed.headline);
    assert!(whole("02-rate-first-iteration.ndjson").incomplete.is_empty());
}

/// `k6 run --scenario one --scenario two`: k6 drops the third and skips its thresholds; `k6 inspect` still has both.
#[test]
fn an_objective_on_a_scenario_that_did_not_run_does_not_count() {
    let car = |start: u32, seconds: u32| {
        format!(
            r#"{{"executor": "constant-arrival-rate", "rate": 1, "timeUnit": "1s", "duration": "{seconds}s",
                "startTime": "{start}s", "preAllocatedVUs": 1}}"#
        )
    };
    let options = format!(
        r#"{{"scenarios": {{"one": {}, "two": {}, "other": {}}},
            "thresholds": {{"http_req_duration{{scenario:other}}": ["p(95)<1"], "http_req_duration": ["p(95)<50"]}}}}"#,
        car(0, 25),
        car(25, 35),
        car(0, 20)
    );
    let (samples, inspect) = (written("results.json", &two_scenarios()), written("options.json", &options));
    let report = of(vec![samples, inspect], &Query::default());
    let verdicts: Vec<_> = report.objectives.iter().map(|o| (o.objective.series.to_string(), o.verdict)).collect();
    assert!(verdicts.contains(&("http_req_duration{scenario:other}".to_owned(), Verdict::NotInRun)), "{verdicts:?}");
    assert_eq!(report.verdict, Verdict::Pass, "{}", report.headline);
    assert!(report.headline.contains("1 is not about this run"), "{}", report.headline);
    // Who asks for it gets an answer.
    let query =
        Query { objectives: judged_by(r#"{"http_req_duration{scenario:other}": ["p(95)<1"]}"#), ..Query::default() };
    let (samples, inspect) = (written("results.json", &two_scenarios()), written("options.json", &options));
    assert_eq!(of(vec![samples, inspect], &query).verdict, Verdict::NoData);
}

/// Of a cut file a sum is a lower bound, and a series without samples may have had some.
#[test]
fn a_cut_file_fails_only_what_is_certain() {
    let query = |text: &str| Query { objectives: judged_by(text), ..Query::default() };
    let killed = |text: &str| of(vec![read(&fixtures().join("v2.2/sigkill/results.json.gz"))], &query(text));
    let sums =
        killed(r#"{"http_reqs": ["count<100", "count>=100", "count>=99999", "count==3087"], "later": ["count>0"]}"#);
    let verdicts: Vec<Verdict> = sums.objectives.iter().map(|o| o.verdict).collect();
    use Verdict::{CannotJudge, Fail, Pass};
    assert_eq!(verdicts, [Fail, Pass, CannotJudge, CannotJudge, CannotJudge], "{:#?}", sums.objectives);
    assert!(sums.objectives[2].reason.contains("so that of the run is at least"), "{}", sums.objectives[2].reason);
}

/// A summary that k6 wrote lists sub-metrics only for thresholds, whether it states them or not.
#[test]
fn a_sub_metric_of_a_summary_without_its_threshold_is_an_objective() {
    let summary = r#"{"metrics": {"http_reqs": {"count": 10, "rate": 1},
        "http_req_duration": {"avg": 1, "min": 1, "med": 1, "max": 1, "p(90)": 1, "p(95)": 1},
        "http_req_duration{name:slow}": {"avg": 1, "min": 1, "med": 1, "max": 1, "p(90)": 1, "p(95)": 1},
        "http_req_duration{expected_response:true}": {"avg": 1, "min": 1, "med": 1, "max": 1, "p(90)": 1, "p(95)": 1}}}"#;
    let report = of(vec![written("summary.json", summary)], &Query::default());
    assert_eq!((report.verdict, report.objectives.len()), (Verdict::CannotJudge, 1), "{}", report.headline);
    assert_eq!(report.objectives[0].objective.series.to_string(), "http_req_duration{name:slow}");
    // k6's REST form says that a threshold was crossed, and not which.
    let rest = r#"{"data": [{"type": "metrics", "id": "http_req_duration", "attributes": {"type": "trend", "contains": "time",
        "tainted": true, "sample": {"avg": 120, "max": 700, "med": 100, "min": 10, "p(90)": 300, "p(95)": 520}}}]}"#;
    let report = of(vec![written("metrics.json", rest)], &Query::default());
    assert_eq!((report.verdict, &only(&report).basis), (Verdict::Fail, &Basis::K6("metrics.json".to_owned())));
}

/// k6 takes 0 for a gauge that was never written, and its verdict on it says nothing; nor does one that the value beside
/// it contradicts.
#[test]
fn k6s_verdict_does_not_count_where_there_was_no_sample_or_a_contradiction() {
    let gauge = r#"{"metrics": {"http_reqs": {"type": "counter", "contains": "default", "values": {"count": 10, "rate": 1}},
        "depth": {"type": "gauge", "contains": "default", "values": {"value": 0, "min": 0, "max": 0},
        "thresholds": {"value<5": {"ok": true}}}}}"#;
    assert_eq!(of(vec![written("summary.json", gauge)], &Query::default()).verdict, Verdict::CannotJudge);
    let odd = r#"{"metrics": {"http_req_duration": {"type": "trend", "contains": "time",
        "values": {"avg": 100, "min": 1, "med": 90, "max": 600, "p(90)": 300, "p(95)": 403.5},
        "thresholds": {"p(95)<500": {"ok": false}}}}}"#;
    let report = of(vec![written("summary.json", odd)], &Query::default());
    assert_eq!(report.verdict, Verdict::CannotJudge);
    assert!(only(&report).reason.contains("contradict each other"), "{}", only(&report).reason);
}

/// Without readings of VUs nothing bounds a silent set-up.
#[test]
fn a_rate_without_readings_of_vus_is_not_certain() {
    let query = Query { objectives: judged_by(r#"{"http_req_duration": ["avg<50"]}"#), ..Query::default() };
    let report = of(vec![written("results.json", &two_scenarios())], &query);
    assert!(words::duration(&report).to_string().contains("k6's own may be longer"), "{}", words::duration(&report));
}

/// Set-up threw after two requests: nothing is known of the load, and a PASS on set-up is none for a pipeline.
#[test]
fn a_run_of_set_up_alone_is_said_not_to_be_whole() {
    let mut text = String::new();
    for second in 0..2 {
        text.push_str(&format!(
            "{{\"metric\":\"http_req_duration\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-01-01T00:00:0{second}Z\",\
             \"value\":5,\"tags\":{{\"group\":\"::setup\"}}}}}}\n"
        ));
    }
    let query = Query { objectives: judged_by(r#"{"http_req_duration": ["p(95)<500"]}"#), ..Query::default() };
    let report = of(vec![written("results.json", &text)], &query);
    assert_eq!(report.incomplete, ["no iteration ended: everything that was measured belongs to set-up or tear-down"]);
    assert!(
        report.headline.ends_with("No iteration ended: everything that was measured belongs to set-up or tear-down."),
        "{}",
        report.headline
    );
    // With an iteration it is a run like any other.
    let whole = of(vec![case("02-rate-first-iteration.ndjson")], &Query::default());
    assert!(whole.incomplete.is_empty());
}
