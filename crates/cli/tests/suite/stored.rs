//! Reports that were stored as JSON, given to the program again.

use crate::support::{code, err, fixture, out, scratch, sloscope, with_input};

/// Stores the report of a fixture and gives the path.
fn stored(test: &str, name: &str, files: &[&str], more: &[&str]) -> String {
    let path = scratch(test).join(name).to_str().expect("UTF-8").to_owned();
    let files: Vec<String> = files.iter().map(|file| fixture(file)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let made = sloscope(&[&["report", "--format", "json", "--out", &path], &files[..], more].concat());
    assert!(code(&made) < 4 && std::fs::metadata(&path).is_ok(), "{}", err(&made));
    path
}

#[test]
fn the_exit_code_is_that_of_the_stored_verdict() {
    let cases: [(&[&str], i32); 5] = [
        (&["v2.2/thresholds_fail/results.json.gz", "v2.2/thresholds_fail/summary.json"], 1),
        (&["v2.2/default_only/results.json"], 0),
        (&["v2.2/sigkill/results.json.gz"], 3),
        (&["cases/checks_never_ran.json"], 0),
        (&["v2.2/seed_10min/summary.json"], 1),
    ];
    for (files, _) in cases {
        let paths: Vec<String> = files.iter().map(|file| fixture(file)).collect();
        let first = sloscope(&[&["report"][..], &paths.iter().map(String::as_str).collect::<Vec<_>>()].concat());
        let path = stored("stored_codes", "report.json", files, &[]);
        let again = sloscope(&["report", &path]);
        assert_eq!(code(&again), code(&first), "{files:?}\n{}{}", out(&again), err(&again));
        let shown = out(&again);
        assert!(shown.starts_with("This is a stored report"), "{shown}");
        let verdict = out(&first).lines().next().map(str::to_owned).unwrap_or_default();
        assert!(shown.contains(&verdict), "{verdict}\n{shown}");
    }
}

#[test]
fn it_is_read_from_standard_input_and_beside_others() {
    let path = stored("stored_beside", "report.json", &["v2.2/thresholds_fail/results.json.gz"], &[]);
    let bytes = std::fs::read(&path).expect("written");
    let piped = with_input(&["report", "-", "--format", "json"], &bytes);
    let document: serde_json::Value = serde_json::from_str(&out(&piped)).expect("JSON");
    assert_eq!(document["stored"]["file"], "standard input");
    let results = fixture("v2.2/thresholds_fail/results.json.gz");
    let both = sloscope(&["report", &path, &results]);
    assert_eq!(code(&both), 2);
    assert!(err(&both).contains("2 different runs"), "{}", err(&both));
    for run in ["1", "2"] {
        assert_eq!(code(&sloscope(&["report", &path, &results, "--run", run])), 1);
    }
}

#[test]
fn what_needs_samples_is_not_answered() {
    let path = stored("stored_asked", "report.json", &["v2.2/thresholds_fail/results.json.gz"], &[]);
    let part = sloscope(&["report", &path, "--window", "0..1s"]);
    assert_eq!(code(&part), 3, "{}", out(&part));
    assert!(out(&part).contains("CANNOT JUDGE"), "{}", out(&part));
    let breakdown = sloscope(&["report", &path, "--group-by", "status"]);
    assert_eq!(code(&breakdown), 2);
    assert!(err(&breakdown).contains("a stored report holds no samples"), "{}", err(&breakdown));
    let folder = scratch("stored_charts");
    let charts = sloscope(&["report", &path, "--charts", folder.to_str().expect("UTF-8")]);
    assert!(err(&charts).contains("no chart rate: This is a stored report"), "{}", err(&charts));
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 0);
}

#[test]
fn other_versions_and_damage_are_refused() {
    let newer = with_input(&["report", "-"], br#"{"schema":"sloscope.report/7","metrics":{}}"#);
    assert_eq!(code(&newer), 2);
    assert!(err(&newer).contains("sloscope.report/7; this sloscope reads sloscope.report/1"), "{}", err(&newer));
    let path = stored("stored_damage", "report.json", &["v2.2/default_only/results.json"], &[]);
    let text = std::fs::read_to_string(&path).expect("written").replacen("\"verdict\": \"", "\"verdict\": \"x", 1);
    let damaged = with_input(&["report", "-"], text.as_bytes());
    assert_eq!(code(&damaged), 2);
    assert!(err(&damaged).contains("is a word that this version does not know"), "{}", err(&damaged));
}
