//! `sloscope baseline` on real runs: what is compared with saved figures has the numbers of what is compared with samples.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::support::{code, err, fixture, out, scratch, sloscope};

/// Runs of one service, taken in turn (crates/compare/tests/fixtures/runs).
fn runs(kind: &str) -> Vec<String> {
    let run = |number| format!("{}/../compare/tests/fixtures/runs/{kind}_{number}.json.gz", env!("CARGO_MANIFEST_DIR"));
    (1..=6).map(run).collect()
}

fn ask(words: &[&str], files: &[String], options: &[&str]) -> Output {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    sloscope(&[words, &files, options].concat())
}

fn save(path: &Path, files: &[String], options: &[&str]) -> Output {
    ask(&["baseline", "save", "--out", &path.to_string_lossy()], files, options)
}

/// A file of figures of the runs of the baseline.
fn saved(test: &str, options: &[&str]) -> String {
    let path = scratch(test).join("baseline.json");
    let found = save(&path, &runs("base"), options);
    assert_eq!(code(&found), 0, "{}", err(&found));
    path.to_string_lossy().into_owned()
}

fn compare(baseline: &[String], candidate: &str, options: &[&str]) -> Output {
    let files = [baseline, &["--candidate".to_owned()], &runs(candidate)].concat();
    ask(&["compare", "--baseline"], &files, options)
}

fn json(found: &Output) -> Value {
    serde_json::from_str(&out(found)).expect("JSON")
}

/// The rows by their names, without what only samples tell.
fn rows(found: &Value) -> Vec<(String, Value)> {
    let row = |row: &Value| {
        let mut row = row.clone();
        let fields = row.as_object_mut().expect("a row");
        fields.remove("slower_share");
        fields.remove("sentence");
        (format!("{} {}", fields["metric"], fields["stat"]), row)
    };
    let mut all: Vec<_> = found["rows"].as_array().expect("rows").iter().map(row).collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn numbers_and_verdicts_are_those_of_the_samples() {
    let limits = [
        "--limit",
        "http_req_duration p(97.5) +5%",
        "--limit",
        "http_reqs rate -5%",
        "--limit",
        "http_req_duration{name:POST /search} p(95) +5%",
    ];
    let file = saved("baseline_numbers", &limits);
    for candidate in ["slower", "same"] {
        for options in [&limits[..], &[]] {
            let options = [options, &["--format", "json"]].concat();
            let of_samples = compare(&runs("base"), candidate, &options);
            let of_figures = compare(std::slice::from_ref(&file), candidate, &options);
            assert_eq!(code(&of_samples), code(&of_figures), "{}", err(&of_figures));
            let (of_samples, of_figures) = (json(&of_samples), json(&of_figures));
            assert_eq!(of_samples["verdict"], of_figures["verdict"]);
            assert_eq!(of_samples["comparability"], of_figures["comparability"]);
            assert_eq!(of_samples["new_failures"], of_figures["new_failures"]);
            assert_eq!(of_samples["objectives_changed"], of_figures["objectives_changed"]);
            let (of_samples, of_figures) = (rows(&of_samples), rows(&of_figures));
            assert!(of_samples.len() > 8, "{}", of_samples.len());
            assert_eq!(of_samples, of_figures);
        }
    }
}

#[test]
fn the_file_is_small_and_the_same_for_the_same_runs() {
    let file = saved("baseline_file", &[]);
    let text = std::fs::read_to_string(&file).expect("written");
    assert!(text.len() < 150_000, "{} bytes of 6 runs", text.len());
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&document["schema"], document["runs"].as_array().map(Vec::len)),
        (&"sloscope.baseline/1".into(), Some(6))
    );
    assert!(text.lines().any(|line| line.trim_start().starts_with("\"values\": {\"avg\":")), "one line a metric");
    // In whatever order the runs are given; and a run that is added changes no line of the others.
    let again = scratch("baseline_file").join("again.json");
    let mut files = runs("base");
    files.reverse();
    assert_eq!(code(&save(&again, &files[1..], &[])), 0);
    let five = std::fs::read_to_string(&again).expect("written");
    let added = save(&again, &files[..1], &["--append"]);
    assert_eq!(code(&added), 0, "{}", err(&added));
    assert_eq!(
        std::fs::read_to_string(&again).expect("written"),
        text,
        "figures that are read and saved stay as they are"
    );
    assert!(text.starts_with(five.trim_end_matches([']', '}', '\n', ' '])), "the newest run comes last");
    let twice = save(&again, &files[..1], &["--append"]);
    assert_eq!(code(&twice), 2);
    assert!(err(&twice).contains("is there twice"), "{}", err(&twice));
    let newest = save(&again, &files[..1], &["--keep", "3"]);
    assert_eq!(code(&newest), 0, "{}", err(&newest));
}

#[test]
fn the_newest_runs_are_kept() {
    let path = scratch("baseline_keep").join("baseline.json");
    let _ = std::fs::remove_file(&path);
    for run in runs("base") {
        let found = save(&path, &[run], &["--append", "--keep", "4"]);
        assert_eq!(code(&found), 0, "{}", err(&found));
    }
    let shown = out(&sloscope(&["baseline", "show", &path.to_string_lossy()]));
    assert!(shown.starts_with("4 runs\n"), "{shown}");
    let all = out(&sloscope(&["baseline", "show", &saved("baseline_show", &[])]));
    let lines: Vec<&str> = all.lines().collect();
    // The last four of six: the same lines below the head.
    assert_eq!(shown.lines().skip(4).collect::<Vec<_>>(), lines[6..], "{all}");
    assert!(all.contains("p95") && all.contains("http_reqs") && all.contains("100.0/s"), "{all}");
}

#[test]
fn what_needs_samples_is_refused_in_words() {
    let file = [saved("baseline_refused", &[])];
    let refused = |options: &[&str], part: &str| {
        let found = compare(&file, "slower", options);
        assert_eq!(code(&found), 2, "{options:?}: {}", out(&found));
        assert!(err(&found).contains(part), "{options:?}: {}", err(&found));
    };
    refused(&["--window", "10s..30s"], "without its samples: it cannot be narrowed");
    refused(&["--where", "name=POST /search"], "it cannot be narrowed");
    refused(
        &["--limit", "http_req_duration p(97) +5%"],
        "save the baseline again with --limit 'http_req_duration p(97) +5%'",
    );
    refused(
        &["--limit", "http_req_duration{status:200} p(95) +5%"],
        "was saved without p(95) of http_req_duration{status:200}",
    );
    let blocks = ask(&["compare", "--blocks", "version"], &file, &[]);
    assert_eq!(code(&blocks), 2);
    // One run a side: nothing to draw from.
    let one = scratch("baseline_refused").join("one.json");
    assert_eq!(code(&save(&one, &runs("base")[..1], &[])), 0);
    let sides = ["--candidate".to_owned(), runs("slower")[0].clone()];
    let found = ask(&["compare", "--baseline", &one.to_string_lossy()], &sides, &["--single-run"]);
    assert_eq!(code(&found), 3, "{}", out(&found));
    assert!(out(&found).contains("Figures say nothing of how certain they are"), "{}", out(&found));
    // The page of a comparison says what it cannot draw.
    let html = out(&compare(&file, "slower", &["--format", "html"]));
    assert!(html.contains("Percentile curves need the samples of both sides"), "{html:.300}");
    assert!(html.contains("Of the baseline there are figures of runs, and no samples"));
}

#[test]
fn a_part_of_the_runs_is_compared_with_the_same_part() {
    let part = ["--window", "10s..30s", "--where", "name=POST /search"];
    let file = [saved("baseline_part", &part)];
    let options = [&part[..], &["--format", "json"]].concat();
    let (of_samples, of_figures) = (compare(&runs("base"), "slower", &options), compare(&file, "slower", &options));
    assert_eq!(code(&of_samples), code(&of_figures), "{}", err(&of_figures));
    assert_eq!(rows(&json(&of_samples)), rows(&json(&of_figures)));
    let whole = compare(&file, "slower", &[]);
    assert_eq!(code(&whole), 2);
    assert!(err(&whole).contains("holds figures of a part of the run"), "{}", err(&whole));
}

#[test]
fn the_run_itself_is_no_candidate() {
    let file = saved("baseline_same", &["--limit", "http_req_duration p(97) +5%"]);
    let sides = [runs("base")[0].clone()];
    let found = ask(&["compare", "--baseline", &file, "--candidate"], &sides, &[]);
    assert!(out(&found).contains("The same run is on both sides."), "{}", out(&found));
}

#[test]
fn queries_are_left_out_and_still_found_again() {
    let path = scratch("baseline_queries").join("baseline.json");
    let file = fixture("v2.2/odd_tags/results.json.gz");
    assert_eq!(code(&save(&path, std::slice::from_ref(&file), &[])), 0);
    let text = std::fs::read_to_string(&path).expect("written");
    let queries: Vec<&str> = text.match_indices("/echo?").map(|(at, _)| &text[at + 6..]).collect();
    assert!(!queries.is_empty() && queries.iter().all(|query| query.starts_with('[')), "{queries:.40?}");
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
    let kept = path.with_file_name("kept.json");
    assert_eq!(code(&save(&kept, std::slice::from_ref(&file), &["--keep-queries"])), 0);
    assert!(std::fs::read_to_string(&kept).expect("written").len() > text.len());
    let found = json(&ask(
        &["compare", "--baseline", &path.to_string_lossy(), "--candidate"],
        &[file],
        &["--format", "json", "--anyway"],
    ));
    let rules: Vec<&Value> = found["comparability"].as_array().expect("rules").iter().map(|of| &of["rule"]).collect();
    assert_eq!(rules, ["same-run"], "the same endpoints, with and without their queries");
    assert_eq!(found["new_failures"].as_array().map(Vec::len), Some(0), "{}", found["new_failures"]);
}

#[test]
fn damage_and_other_versions_are_named() {
    let path = scratch("baseline_damage").join("baseline.json");
    let refused = |text: &str, part: &str| {
        std::fs::write(&path, text).expect("written");
        let found = sloscope(&["baseline", "show", &path.to_string_lossy()]);
        assert_eq!(code(&found), 2, "{}", out(&found));
        assert!(err(&found).contains(part), "{}", err(&found));
    };
    refused(r#"{"schema": "sloscope.baseline/9", "runs": []}"#, "sloscope.baseline/9; this sloscope reads");
    refused(r#"{"schema": "sloscope.baseline/1", "runs": []}"#, "a baseline of sloscope without a run");
    refused(r#"{"schema": "sloscope.baseline/1", "runs": 1}"#, "runs is not a list");
    let whole = std::fs::read_to_string(saved("baseline_whole", &[])).expect("written");
    refused(&whole[..whole.len() / 2], "a baseline of sloscope that ends in the middle");
    refused(&whole.replacen("sloscope.report/1", "sloscope.report/4", 1), "sloscope.report/4");
}
