//! Rules on comparability, each on runs with the one thing planted that it is about, and on runs that only come near it.

use std::fmt::Write as _;
use std::path::Path;

use sloscope_analysis::session::Session;
use sloscope_compare::{Comparison, Concern, Gravity, Question, Selection, Sides, compare, parts};
use sloscope_ingest::{Reader, Source};

/// A run of 10 requests a second, each a few ms long.
#[derive(Clone)]
struct Run {
    name: String,
    /// When it starts, in minutes after midnight.
    minute: u32,
    seconds: u32,
    /// What its requests take, ms.
    takes: f64,
    /// What those of an endpoint take that is seldom asked for, ms.
    rare: f64,
    scenario: &'static str,
    /// Further tags of its requests, by their second.
    tags: fn(u32) -> &'static str,
}

impl Run {
    fn of(name: &str, minute: u32) -> Self {
        Self {
            name: format!("{name}.json"),
            minute,
            seconds: 30,
            takes: 10.0,
            rare: 10.0,
            scenario: "default",
            tags: |_| "",
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        for at in 0..self.seconds * 10 {
            let (second, tenth) = (at / 10, at % 10);
            let time = format!("2026-01-01T{:02}:{:02}:{second:02}.{tenth}00Z", self.minute / 60, self.minute % 60);
            let (name, usual) = match at {
                at if at % 40 == 39 => ("GET /rare", self.rare),
                at if at % 2 == 0 => ("GET /a", self.takes),
                _ => ("GET /b", self.takes),
            };
            let tags = format!(r#"{{"name":"{name}","scenario":"{}"{}}}"#, self.scenario, (self.tags)(second));
            // A little other in each run and request: no two are alike.
            let takes = usual + f64::from((at * 7 + self.minute) % 13) / 10.0;
            for (metric, value) in [("http_req_duration", takes), ("http_reqs", 1.0), ("http_req_failed", 0.0)] {
                let point = format!(r#"{{"time":"{time}","value":{value},"tags":{tags}}}"#);
                writeln!(out, r#"{{"metric":"{metric}","type":"Point","data":{point}}}"#).expect("into memory");
            }
        }
        out
    }

    fn source(&self) -> Source {
        read(&self.name, self.text().as_bytes())
    }
}

fn read(name: &str, bytes: &[u8]) -> Source {
    let mut reader = Reader::new(name);
    reader.feed(bytes);
    reader.finish()
}

fn fixture(name: &str) -> Source {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name);
    read(name, &std::fs::read(path).expect("the fixture"))
}

fn compared(baseline: Vec<Source>, candidate: Vec<Source>) -> Comparison {
    let (first, second) = (Session::new(baseline), Session::new(candidate));
    let side = |session| ("side".to_owned(), parts(session, &Selection::default()).expect("runs"));
    let sides = Sides { baseline: side(&first), candidate: side(&second), paired: false, blocks: false, left_out: 0 };
    compare(&sides, &Question { anyway: true, ..Question::default() }).expect("two sides")
}

fn of_runs<'a>(
    baseline: impl IntoIterator<Item = &'a Run>,
    candidate: impl IntoIterator<Item = &'a Run>,
) -> Comparison {
    compared(baseline.into_iter().map(Run::source).collect(), candidate.into_iter().map(Run::source).collect())
}

#[track_caller]
fn concern<'a>(comparison: &'a Comparison, rule: &str) -> &'a Concern {
    let found = comparison.comparability.iter().find(|concern| concern.rule == rule);
    found.unwrap_or_else(|| panic!("no {rule} in {:?}", comparison.comparability))
}

#[track_caller]
fn is_quiet(comparison: &Comparison, rule: &str) {
    let found: Vec<&Concern> = comparison.comparability.iter().filter(|concern| concern.rule == rule).collect();
    assert!(found.is_empty(), "{found:?}");
}

fn one_and(other: impl Fn(&mut Run)) -> (Run, Run) {
    let (first, mut second) = (Run::of("first", 0), Run::of("second", 2));
    other(&mut second);
    (first, second)
}

#[test]
fn equal_runs_raise_no_concern() {
    let (first, second) = one_and(|_| {});
    let found = of_runs(&[first], &[second]);
    assert_eq!(found.comparability, [], "what is planted below is alone");
}

#[test]
fn what_is_certain_is_ranked_before_what_is_large() {
    let (first, second) = one_and(|run| (run.takes, run.rare) = (11.0, 50.0));
    let found = of_runs(&[first], &[second]);
    let endpoints = found.rows.iter().filter(|row| !row.series.tags.is_empty());
    let names: Vec<&str> = endpoints.map(|row| row.series.tags[0].1.as_str()).collect();
    assert_eq!(names.last(), Some(&"GET /rare"), "7 requests have no interval: {names:?}");
    assert_eq!(names.len(), 3);
}

#[test]
fn other_versions_of_k6() {
    let old = || vec![fixture("v1.8/thresholds_fail_mrs/summary.json")];
    let new = || vec![fixture("v2.2/thresholds_fail_mrs/summary.json")];
    let found = compared(old(), new());
    let versions = concern(&found, "k6-versions");
    assert!(versions.evidence.contains("k6 1.8") && versions.evidence.contains("k6 2.2"), "{versions:?}");
    is_quiet(&compared(new(), vec![fixture("v2.2/default_mrs/summary.json")]), "k6-versions");
}

#[test]
fn a_warm_up_on_one_side() {
    let warmed = |second: u32| if second < 5 { r#","phase":"warm-up""# } else { "" };
    let (first, second) = one_and(|run| run.tags = warmed);
    let found = of_runs([&first], [&second]);
    let warm_up = concern(&found, "warm-up");
    assert_eq!(warm_up.gravity, Gravity::Serious);
    assert_eq!(warm_up.evidence, "baseline: without; candidate: with warm-up");
    let both = Run { tags: warmed, ..first };
    is_quiet(&of_runs(&[both], &[second]), "warm-up");
}

#[test]
fn scenarios_of_one_side() {
    let (first, second) = one_and(|run| run.scenario = "browse");
    let found = of_runs([&first], &[second]);
    let scenarios = concern(&found, "scenarios");
    assert_eq!(scenarios.gravity, Gravity::Serious);
    assert_eq!(scenarios.evidence, "only baseline: default; only candidate: browse");
    is_quiet(&of_runs(&[first], &[Run::of("third", 4)]), "scenarios");
}

#[test]
fn a_trend_within_a_side() {
    let side = |name: &str, odd: u32, takes: fn(u32) -> f64| -> Vec<Run> {
        let run = |at: u32| Run { takes: takes(at), ..Run::of(&format!("{name}_{at}"), 4 * at + odd) };
        (0..5).map(run).collect()
    };
    let steady = |_: u32| 10.0;
    let found = of_runs(&side("first", 0, |at| 10.0 + f64::from(at)), &side("second", 2, steady));
    let trend = concern(&found, "trend");
    assert_eq!(trend.gravity, Gravity::Serious);
    assert!(trend.text.starts_with("p95 of the baseline rises"), "{trend:?}");
    assert!(trend.evidence.ends_with("over 5 runs"), "{trend:?}");
    // As far apart, in no order: 10, 12, 14, 11, 13 ms.
    let mixed = of_runs(&side("first", 0, |at| 10.0 + f64::from(at * 2 % 5)), &side("second", 2, steady));
    is_quiet(&mixed, "trend");
    is_quiet(&mixed, "order");
}

#[test]
fn other_durations() {
    let (first, second) = one_and(|run| run.seconds = 40);
    let found = of_runs([&first], &[second]);
    let duration = concern(&found, "duration");
    assert_eq!(duration.gravity, Gravity::Minor);
    assert!(duration.evidence.contains("29.91 s") && duration.evidence.contains("39.91 s"), "{duration:?}");
    let (_, near) = one_and(|run| run.seconds = 31);
    is_quiet(&of_runs(&[first], &[near]), "duration");
}

#[test]
fn tags_of_one_side() {
    let proto = |_: u32| r#","proto":"HTTP/1.1""#;
    let (first, second) = one_and(|run| run.tags = proto);
    let found = of_runs([&first], [&second]);
    let tags = concern(&found, "tags");
    assert_eq!(tags.gravity, Gravity::Minor);
    assert_eq!(tags.evidence, "baseline: none of its own; candidate: 1 tag (proto)");
    // Another value is no other tag.
    let other = Run { tags: |_| r#","proto":"HTTP/2.0""#, ..first };
    is_quiet(&of_runs(&[other], &[second]), "tags");
}

#[test]
fn a_file_that_is_cut_short() {
    let (first, second) = one_and(|_| {});
    let whole = second.text();
    let cut = read("second.json", &whole.as_bytes()[..whole.len() - 40]);
    let found = compared(vec![first.source()], vec![cut]);
    let incomplete = concern(&found, "incomplete");
    assert_eq!(incomplete.gravity, Gravity::Serious);
    assert!(incomplete.evidence.starts_with("baseline: whole; candidate: "), "{incomplete:?}");
    // A last line without its line break is whole.
    let unended = read("second.json", whole.trim_end().as_bytes());
    is_quiet(&compared(vec![first.source()], vec![unended]), "incomplete");
}
