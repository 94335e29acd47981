//! Options: what `k6 inspect` prints, archives, objectives files. The texts are as k6 writes them (cmd/inspect.go,
//! lib/options.go, lib/archive.go): every option is there, null where it was not set.

use crate::support::{fixture, options, read, read_named};
use serde_json::{Value, json};
use sloscope_core::ingest::{Content, Format, Reader, Source};
use sloscope_core::options::{Scenario, Secret, StagePlan};
use sloscope_core::report::{ObjectivesFrom, PlanFrom, Query};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::Verdict;

/// `k6 inspect` of the script of the seed: nothing that a flag or a shortcut says.
const INSPECT: &str = include_str!("../data/inspect.json");

fn stage(from_rate: f64, to_rate: f64, duration_ms: f64) -> StagePlan {
    StagePlan { from_rate, to_rate, duration_ms }
}

#[test]
fn inspect_of_the_seed() {
    let source = read(INSPECT.as_bytes());
    assert_eq!(source.info.format, Format::Inspect);
    let options = options(&source);
    let arrival = |name: &str, rate: f64, start_ms: f64, max_vus: u64| Scenario {
        name: name.to_owned(),
        executor: "constant-arrival-rate".to_owned(),
        start_ms,
        stages: vec![stage(rate, rate, 20_000.0)],
        duration_ms: Some(20_000.0),
        max_vus: Some(max_vus),
    };
    let wanted = [
        arrival("rps_200", 200.0, 0.0, 200),
        arrival("rps_300", 300.0, 20_000.0, 300),
        arrival("rps_400", 400.0, 40_000.0, 400),
    ];
    assert_eq!(options.scenarios, wanted);
    assert_eq!(options.summary_trend_stats, ["avg", "min", "med", "max", "p(90)", "p(95)", "p(99)"]);
    let thresholds: Vec<String> = options.thresholds.iter().map(|t| format!("{} {}", t.series, t.expression)).collect();
    let wanted = [
        "http_req_duration p(95)<500",
        "http_req_duration p(99)<1000",
        "http_req_duration{scenario:rps_400} p(95)<500",
        "http_req_failed rate<0.01",
        "http_reqs rate>=200",
    ];
    assert_eq!(thresholds, wanted);
    let failed = &options.thresholds[3];
    assert_eq!((failed.abort_on_fail, failed.delay_abort_eval.as_deref()), (true, Some("10s")));
    assert_eq!(options.secrets, [Secret::Environment]);
    // With --execution-requirements: two more keys at the end.
    let with = INSPECT.trim_end().trim_end_matches('}').trim_end().to_owned()
        + ",\n  \"totalDuration\": \"1m5s\",\n  \"maxVUs\": 900\n}\n";
    let more = read(with.as_bytes());
    assert_eq!((more.info.format, crate::support::options(&more)), (Format::Inspect, options));
    // A warning of k6's before it.
    let noisy = format!("time=\"2026-11-23T21:41:16Z\" level=warning msg=\"the option is deprecated\"\n{INSPECT}");
    assert_eq!(crate::support::options(&read(noisy.as_bytes())), options);
}

fn scenario(value: Value) -> Scenario {
    let source = read(json!({"scenarios": {"main": value}}).to_string().as_bytes());
    options(&source).scenarios[0].clone()
}

#[test]
fn every_executor() {
    let main =
        |executor: &str| Scenario { name: "main".to_owned(), executor: executor.to_owned(), ..Scenario::default() };
    let read = scenario(
        json!({"executor": "ramping-arrival-rate", "startTime": "1m30s", "startRate": 60, "timeUnit": "1m0s",
        "stages": [{"duration": "10s", "target": 600}, {"duration": "0s", "target": 1200}, {"duration": "500ms", "target": 1200}],
        "preAllocatedVUs": 5, "maxVUs": null}),
    );
    let wanted = Scenario {
        start_ms: 90_000.0,
        stages: vec![stage(1.0, 10.0, 10_000.0), stage(20.0, 20.0, 500.0)],
        duration_ms: Some(10_500.0),
        max_vus: Some(5),
        ..main("ramping-arrival-rate")
    };
    assert_eq!(read, wanted);
    let read = scenario(
        json!({"executor": "constant-arrival-rate", "rate": 30, "timeUnit": "1m0s", "duration": "1h0m0s", "preAllocatedVUs": 1}),
    );
    assert_eq!((read.stages, read.duration_ms), (vec![stage(0.5, 0.5, 3_600_000.0)], Some(3_600_000.0)));
    let read = scenario(json!({"executor": "constant-vus", "vus": 8, "duration": "30s", "startTime": null}));
    assert_eq!(read, Scenario { duration_ms: Some(30_000.0), max_vus: Some(8), ..main("constant-vus") });
    let read = scenario(
        json!({"executor": "ramping-vus", "startVUs": 3, "stages": [{"duration": "5s", "target": 9}, {"duration": "5s", "target": 0}]}),
    );
    assert_eq!(read, Scenario { duration_ms: Some(10_000.0), max_vus: Some(9), ..main("ramping-vus") });
    for executor in ["shared-iterations", "per-vu-iterations"] {
        let read = scenario(json!({"executor": executor, "vus": 4, "iterations": 10, "maxDuration": "10m0s"}));
        assert_eq!(read, Scenario { max_vus: Some(4), ..main(executor) }, "maxDuration is a limit, not a plan");
    }
    let unknown = scenario(json!({"executor": "of-an-extension", "rate": 5}));
    assert_eq!(unknown, main("of-an-extension"));
}

#[test]
fn shortcuts_become_the_scenario_that_k6_makes_of_them() {
    let default = |text: Value| options(&read(text.to_string().as_bytes())).scenarios.first().cloned();
    let all = |more: Value| {
        let mut inspect: Value = serde_json::from_str(INSPECT).expect("JSON");
        inspect["scenarios"] = Value::Null;
        more.as_object().expect("an object").iter().for_each(|(k, v)| inspect[k] = v.clone());
        default(inspect)
    };
    let seen = |s: Option<Scenario>| s.map(|s| (s.name, s.executor, s.duration_ms, s.max_vus));
    let wanted = |executor: &str, ms, vus| Some(("default".to_owned(), executor.to_owned(), ms, vus));
    assert_eq!(seen(all(json!({"vus": 5, "duration": "1m0s"}))), wanted("constant-vus", Some(60_000.0), Some(5)));
    assert_eq!(seen(all(json!({"vus": 5, "iterations": 50}))), wanted("shared-iterations", None, Some(5)));
    assert_eq!(
        seen(all(json!({"stages": [{"duration": "5s", "target": 9}]}))),
        wanted("ramping-vus", Some(5000.0), Some(9))
    );
    assert_eq!(all(json!({})), None, "the command line may say what the options do not");
}

/// An entry of a tar, as Go writes it (archive/tar: ustar, octal numbers).
fn entry(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = vec![0u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..107].copy_from_slice(b"0000644");
    header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    header[136..147].copy_from_slice(b"15100000000");
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    header.extend_from_slice(content);
    header.resize(header.len().next_multiple_of(512), 0);
    header
}

fn archive(large: usize) -> Vec<u8> {
    let options: Value = serde_json::from_str(INSPECT).expect("JSON");
    let metadata = json!({"type": "js", "options": options, "filename": "file:///tests/car_test.js", "pwd": "file:///tests/",
        "env": {"API_TOKEN": "s3cret"}, "compatibilityMode": "extended", "k6version": "2.2.0", "goos": "linux"});
    let metadata = serde_json::to_vec_pretty(&metadata).expect("text");
    let mut tar = entry("metadata.json", &metadata);
    tar.extend(entry("data", b"import http from 'k6/http'; export default () => http.get('https://s3cret')"));
    tar.extend(entry("file/tests/data.bin", &vec![7; large]));
    tar.resize(tar.len() + 1024, 0);
    tar
}

#[test]
fn an_archive_gives_its_options_and_keeps_its_secrets() {
    let tar = archive(3000);
    for bytes in [tar.clone(), crate::support::packed(&tar)] {
        for slice in [1, 511, 1 << 20] {
            let source = read_named("archive.tar", &bytes, slice);
            assert_eq!(source.info.format, Format::Archive);
            let archived = options(&source);
            assert_eq!(archived.scenarios, options(&read(INSPECT.as_bytes())).scenarios);
            assert_eq!(
                (archived.k6_version.as_deref(), archived.script_name.as_deref()),
                (Some("2.2.0"), Some("car_test.js"))
            );
            assert_eq!(archived.secrets, [Secret::Script, Secret::Environment]);
            assert!(!format!("{source:?}").contains("s3cret"), "{source:?}");
        }
    }
    // metadata.json alone, unpacked by hand.
    let metadata: Vec<u8> = tar[512..].iter().copied().take_while(|b| *b != 0).collect();
    assert_eq!(read(&metadata).info.format, Format::Archive);
}

#[test]
fn a_large_archive_is_not_collected() {
    let tar = archive(1 << 20);
    let mut reader = Reader::new("archive.tar");
    reader.feed(&tar[..1 << 19]);
    // As large as a data file may be; only the beginning is needed.
    let block = vec![7u8; 1 << 22];
    (0..80).for_each(|_| reader.feed(&block));
    assert_eq!(reader.finish().info.format, Format::Archive);
}

#[test]
fn a_cut_or_foreign_tar_is_named() {
    let tar = archive(10);
    let looks_like = |bytes: &[u8]| match read(bytes).content {
        Content::Unreadable(why) => why.looks_like,
        other => panic!("{other:?}"),
    };
    assert!(looks_like(&tar[..1200]).contains("metadata.json cannot be read"));
    assert!(looks_like(&entry("results.json", b"{}")).contains("without k6's metadata.json"));
    let mut odd = entry("a", b"");
    odd[124..136].copy_from_slice(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    assert!(looks_like(&odd).contains("tar archive"), "a size beyond all bounds");
}

fn results() -> Source {
    read_named("results.json.gz", &fixture("v2.2/thresholds_fail/results.json.gz"), 1 << 16)
}

#[test]
fn objectives_are_told_from_options() {
    let format = |text: &str| read(text.as_bytes()).info.format;
    assert_eq!(format(r#"{"http_req_duration": ["p(95)<500"]}"#), Format::Objectives);
    assert_eq!(format(r#"{"thresholds": {"http_req_duration": ["p(95)<500"]}}"#), Format::Objectives);
    assert_eq!(
        format(
            "{\n  // mine\n  http_reqs: ['rate>=200'],\n  'checks{a:b}': [{ threshold: 'rate>0.9', abortOnFail: true }],\n}"
        ),
        Format::Objectives
    );
    assert_eq!(format("thresholds: { http_reqs: ['rate>=200'] },"), Format::Objectives);
    assert_eq!(
        format(r#"{"thresholds": {"http_reqs": ["rate>1"]}, "scenarios": {"a": {"executor": "constant-vus"}}}"#),
        Format::Inspect
    );
    assert_eq!(format(r#"{"thresholds": {"http_reqs": ["rate>1"]}, "vus": 5}"#), Format::Inspect);
    assert_eq!(format(r#"{"a": ["b"], "c": ["d > e"]}"#), Format::Unknown);
    let order = read(br#"{"vus": ["value<9"], "checks": ["rate>0.9"], "http_reqs": ["rate>1", "count>5"]}"#);
    let names: Vec<_> = options(&order).thresholds.iter().map(|t| t.series.metric.as_str()).collect();
    assert_eq!(names, ["vus", "checks", "http_reqs", "http_reqs"], "in the order of the file");
    let wrong = read(br#"{"http_req_duration": "p(95)<500"}"#);
    let Content::Unreadable(why) = wrong.content else { panic!("{:?}", wrong.content) };
    assert!(why.looks_like.contains("objectives") && why.advice.contains("1:23: "), "{why:?}");
}

#[test]
fn objectives_among_the_files_are_those_of_every_run() {
    let objectives = read_named("slo.json", br#"{"http_reqs": ["count>1000"]}"#, 4);
    let session =
        Session::new(vec![objectives, results(), read_named("b.json", &fixture("v2.2/empty/results.json"), 999)]);
    assert_eq!(session.runs(), 2);
    for run in 0..2 {
        let report = session.report(&Query { run, ..Query::default() }).expect("a report");
        assert_eq!(report.objectives_from, ObjectivesFrom::ObjectivesFile("slo.json".to_owned()));
        assert_eq!((report.objectives.len(), report.objectives[0].objective.expression.as_str()), (1, "count>1000"));
        assert!(report.sources.iter().any(|s| s.role.starts_with("objectives")));
    }
    // Alone they are nothing to judge.
    assert_eq!(Session::new(vec![read_named("slo.json", br#"{"http_reqs": ["count>1"]}"#, 4)]).runs(), 0);
}

#[test]
fn options_bring_the_plan_and_the_thresholds_of_submetrics() {
    let text = json!({
        "scenarios": {
            "slow": {"executor": "constant-vus", "vus": 8, "duration": "15s"},
            "flaky": {"executor": "constant-arrival-rate", "rate": 40, "timeUnit": "1s", "duration": "15s", "preAllocatedVUs": 10},
        },
        "thresholds": {"http_req_duration{name:slow}": ["p(95)<100"], "http_req_duration{name:no-such-request}": ["p(95)<100"]},
    });
    let inspect = read_named("options.json", text.to_string().as_bytes(), 100);
    let report = Session::new(vec![results(), inspect]).report(&Query::default()).expect("a report");
    assert_eq!(report.run.test_type.as_deref(), Some("Constant arrival rate and constant VUs (closed model)"));
    let plan = &report.run.stages[0];
    assert_eq!((plan.scenario.as_str(), plan.from_rate, plan.from), ("flaky", 40.0, PlanFrom::Options));
    assert!(plan.started_rate.is_some_and(|rate| (39.0..41.0).contains(&rate)), "{plan:?}");
    let of = |metric: &str| {
        let series = Series::metric(metric).with("name", "slow");
        report.objectives.iter().filter(|o| o.objective.series.same_as(&series)).map(|o| o.verdict).collect::<Vec<_>>()
    };
    assert_eq!(of("http_req_duration"), [Verdict::Fail]);
    // The samples name another sub-metric, on which the options are silent.
    assert_eq!(of("http_req_failed"), [Verdict::CannotJudge]);
}
