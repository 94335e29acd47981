//! Which files make one run: the same samples twice, runners of one test, different runs, summaries and options.

use sloscope_core::ingest::{
    Compression, Content, Diagnostics, Encoding, Format, SampleFile, Source, SourceInfo, Summary, SummaryMetric,
    SummaryThreshold, Unreadable,
};
use sloscope_core::metric::MetricType;
use sloscope_core::options::{Declared, RunOptions, Scenario, StagePlan};
use sloscope_core::report::{DurationFrom, NoteLevel, ObjectivesFrom, PlanFrom, Query, Report};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::Verdict;
use sloscope_core::stat::{Stat, Values};

const S: i64 = 1_000_000_000;
/// 2026-11-23T21:41:16Z
const START: i64 = 1_795_470_076 * S;

fn source(name: &str, format: Format, content: Content) -> Source {
    let info = SourceInfo {
        name: name.to_owned(),
        bytes: 1,
        unpacked: 1,
        format,
        compression: Compression::None,
        encoding: Encoding::Utf8,
    };
    Source { info, content, diagnostics: Diagnostics::default() }
}

/// `n` requests, ten a second; `seed` makes their durations.
fn samples(start: i64, n: i64, seed: i64) -> SampleFile {
    let mut file = SampleFile { time_step: 1, ..SampleFile::default() };
    let set = file.store.tags.intern(&[("scenario", "main")]);
    let (requests, durations) = (file.store.metric("http_reqs"), file.store.metric("http_req_duration"));
    for i in 0..n {
        let time = start + i * S / 10 + 123_456;
        let jitter = (i * 7919 + seed * 104_729) % 10_007;
        file.store.push(requests, time, set, 1.0);
        file.store.push(durations, time, set, 5.0 + jitter as f64 / 1e4);
    }
    file
}

fn ndjson(name: &str, file: SampleFile) -> Source {
    source(name, Format::Ndjson, Content::Samples(Box::new(file)))
}

/// What k6's CSV keeps of it: seconds and six decimals.
fn csv(name: &str, of: &SampleFile) -> Source {
    let mut file = SampleFile { time_step: S, value_step: 1e-6, ..SampleFile::default() };
    let set = file.store.tags.intern(&[("scenario", "main")]);
    for column in of.store.columns() {
        let id = file.store.metric(&column.name);
        for sample in column.samples() {
            file.store.push(id, sample.time.div_euclid(S) * S, set, (sample.value * 1e6).round() / 1e6);
        }
    }
    source(name, Format::Csv, Content::Samples(Box::new(file)))
}

fn summary(name: &str, requests: f64) -> Source {
    let values = Values::from_iter([(Stat::Count, requests), (Stat::Rate, requests / 12.5)]);
    let metric = SummaryMetric {
        series: Series::metric("http_reqs"),
        kind: MetricType::Counter,
        contains: None,
        values,
        thresholds: Vec::new(),
    };
    let summary = Summary { metrics: vec![metric], duration_ms: Some(12_500.0), ..Summary::default() };
    source(name, Format::SummaryHandle, Content::Summary(Box::new(summary)))
}

fn report(sources: Vec<Source>) -> Report {
    let session = Session::new(sources);
    assert_eq!(session.runs(), 1, "{:?}", session.list());
    session.report(&Query::default()).expect("a report")
}

fn requests(report: &Report) -> Option<f64> {
    let metric = report.metrics.iter().find(|m| m.series == Series::metric("http_reqs"))?;
    metric.values.get(Stat::Count)
}

#[test]
fn ndjson_and_csv_of_one_run_count_once() {
    let file = samples(START, 100, 1);
    let copy = csv("results.csv", &file);
    for order in [true, false] {
        let (a, b) = (ndjson("results.json", file.clone()), copy.clone());
        let report = report(if order { vec![a, b] } else { vec![b, a] });
        assert_eq!(requests(&report), Some(100.0));
        assert_eq!(report.run.time_step_ms, None, "the exact file is the one that counts");
        let check = &report.cross_checks[0];
        assert_eq!((check.source.as_str(), check.compared, check.matching), ("results.csv", 200, 200));
    }
}

#[test]
fn a_cut_file_gives_way_to_the_whole_one() {
    let file = samples(START, 100, 1);
    let report = report(vec![ndjson("cut.json", samples(START, 60, 1)), csv("results.csv", &file)]);
    assert_eq!(requests(&report), Some(100.0));
}

#[test]
fn the_same_file_twice_counts_once_and_is_told() {
    let report = report(vec![ndjson("a.json", samples(START, 50, 1)), ndjson("b.json", samples(START, 50, 1))]);
    assert_eq!(requests(&report), Some(50.0));
    assert!(report.notes.iter().any(|n| n.text.contains("same samples as")), "{:?}", report.notes);
}

#[test]
fn runners_of_one_test_are_added_up() {
    let report = report(vec![ndjson("a.json", samples(START, 50, 1)), ndjson("b.json", samples(START + S / 3, 50, 2))]);
    assert_eq!(requests(&report), Some(100.0));
    assert!(report.notes.iter().any(|n| n.level == NoteLevel::Caution && n.text.contains("runners")));
    assert!(report.sources.iter().all(|s| s.role.contains("merged")));
}

#[test]
fn a_summary_of_one_runner_is_not_taken_for_the_whole() {
    let (a, b) = (ndjson("a.json", samples(START, 50, 1)), ndjson("b.json", samples(START + S / 3, 60, 2)));
    let mut of_runner = summary("a-summary.json", 50.0);
    if let Content::Summary(s) = &mut of_runner.content {
        s.metrics[0].thresholds = vec![SummaryThreshold { expression: "count>100".to_owned(), ok: Some(false) }];
    }
    let report = report(vec![a, b, of_runner]);
    assert_eq!(requests(&report), Some(110.0));
    assert_eq!((report.cross_checks.len(), &report.run.duration_from), (0, &Some(DurationFrom::ObservedSpan)));
    assert!(report.run.duration_ms >= report.run.observed_ms);
    assert_eq!(report.objectives[0].verdict, Verdict::Pass, "its objective is judged on all runners");
    assert_eq!(report.objectives[0].k6_verdict, None);
}

#[test]
fn a_summary_with_the_same_count_and_other_times_is_another_run() {
    let mut other = summary("other.json", 50.0);
    if let Content::Summary(s) = &mut other.content {
        s.metrics.push(SummaryMetric {
            series: Series::metric("http_req_duration"),
            kind: MetricType::Trend,
            contains: None,
            values: Values::from_iter([(Stat::Avg, 7.5)]),
            thresholds: Vec::new(),
        });
    }
    assert_eq!(Session::new(vec![ndjson("results.json", samples(START, 50, 1)), other]).runs(), 2);
}

#[test]
fn one_after_the_other_are_two_runs_in_order() {
    let later = ndjson("after.json", samples(START + 3600 * S, 50, 1));
    let session = Session::new(vec![later, ndjson("before.json", samples(START, 70, 1)), summary("s.json", 50.0)]);
    let runs = session.list();
    assert_eq!(runs.len(), 2);
    assert_eq!(
        (runs[0].sources.as_slice(), runs[0].start),
        (["before.json".to_owned()].as_slice(), Some(START + 123_456))
    );
    assert_eq!(runs[1].sources, ["after.json", "s.json"], "the summary counts 50 requests");
    let second = session.report(&Query { run: 1, ..Query::default() }).expect("a report");
    assert_eq!((requests(&second), second.run.duration_ms), (Some(50.0), Some(12_500.0)));
    // An address may name a run that these files do not have.
    let third = session.report(&Query { run: 2, ..Query::default() }).expect("the first run");
    assert_eq!((third.query.run, third.run.start), (0, runs[0].start));
    assert!(Session::new(Vec::new()).report(&Query::default()).is_none());
}

#[test]
fn a_summary_that_counts_otherwise_is_another_run() {
    let session = Session::new(vec![ndjson("results.json", samples(START, 50, 1)), summary("other.json", 51.0)]);
    assert_eq!(session.runs(), 2);
}

#[test]
fn a_summary_counts_more_than_cut_samples() {
    let mut cut = ndjson("results.json", samples(START, 50, 1));
    cut.diagnostics.cut = Some("the last line ends in the middle".to_owned());
    let report = report(vec![cut, summary("summary.json", 80.0)]);
    assert_eq!(requests(&report), Some(50.0), "the numbers are of the samples");
    let check = &report.cross_checks[0];
    assert_eq!(check.differences.len(), 2, "{check:?}");
    assert!(check.differences.iter().all(|d| d.why.contains("cut")));
    assert!(report.notes[0].text.contains("cut short"), "{:?}", report.notes);
}

#[test]
fn summaries_of_one_run_are_one_run() {
    assert_eq!(Session::new(vec![summary("a.json", 80.0), summary("b.json", 80.0)]).runs(), 1);
    assert_eq!(Session::new(vec![summary("a.json", 80.0), summary("b.json", 90.0)]).runs(), 2);
}

#[test]
fn what_cannot_be_read_is_shown_and_loses_nothing() {
    let why = Unreadable { looks_like: "a PNG image".to_owned(), advice: "Drop k6's results.".to_owned() };
    let image = source("picture.png", Format::Unknown, Content::Unreadable(why));
    let session = Session::new(vec![image.clone(), ndjson("results.json", samples(START, 50, 1))]);
    let report = session.report(&Query::default()).expect("a report");
    assert_eq!(requests(&report), Some(50.0));
    let shown = report.sources.iter().find(|s| s.info.name == "picture.png").expect("the image is listed");
    assert!(shown.role.contains("a PNG image") && shown.role.contains("Drop k6's results."), "{}", shown.role);
    let nothing = Session::new(vec![image]);
    assert_eq!((nothing.runs(), nothing.sources().len()), (0, 1));
}

#[test]
fn options_bring_the_plan() {
    let stage = StagePlan { from_rate: 10.0, to_rate: 10.0, duration_ms: 5_000.0 };
    let scenario = Scenario {
        name: "main".to_owned(),
        executor: "constant-arrival-rate".to_owned(),
        stages: vec![stage],
        ..Scenario::default()
    };
    let options = RunOptions { scenarios: vec![scenario], ..RunOptions::default() };
    let options = source("inspect.json", Format::Inspect, Content::Options(Box::new(options)));
    let report = report(vec![ndjson("results.json", samples(START, 50, 1)), options]);
    assert_eq!(report.run.test_type.as_deref(), Some("Constant arrival rate"));
    assert_eq!((report.run.stages[0].from_rate, report.run.stages[0].from), (10.0, PlanFrom::Options));
}

#[test]
fn an_objectives_file_overrides() {
    let threshold = |expression: &str| Declared {
        series: Series::metric("http_reqs"),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
    };
    let mut file = samples(START, 50, 1);
    file.thresholds.push(threshold("count>40"));
    let options = RunOptions { thresholds: vec![threshold("count>60")], ..RunOptions::default() };
    let objectives = source("objectives.json", Format::Objectives, Content::Options(Box::new(options)));
    let report = report(vec![ndjson("results.json", file), objectives]);
    assert_eq!(report.objectives_from, ObjectivesFrom::ObjectivesFile("objectives.json".to_owned()));
    assert_eq!(report.objectives.len(), 1);
    assert_eq!(report.objectives[0].objective.expression, "count>60");
}
