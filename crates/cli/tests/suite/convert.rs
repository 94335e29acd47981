//! Results in another form: what is written is read again, with the same report.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::{code, err, fixture, out, scratch, sloscope, with_input};

const RUN: &str = "v2.2/thresholds_fail/results.json.gz";

/// Converts files to a new file of this name; its path, and what was said.
fn converted(test: &str, name: &str, files: &[&str], more: &[&str]) -> (String, Output) {
    let path = scratch(test).join(name).to_str().expect("UTF-8").to_owned();
    let _ = std::fs::remove_file(&path);
    let output = sloscope(&[&["convert"], files, &[&path], more].concat());
    (path, output)
}

fn report(files: &[&str]) -> (i32, Value) {
    let output = sloscope(&[&["report", "--format", "json"], files].concat());
    let report = serde_json::from_str(&out(&output)).unwrap_or_else(|error| panic!("{error}: {}", err(&output)));
    (code(&output), report)
}

#[test]
fn a_slo_file_is_the_files_that_it_was_made_of() {
    let cases: [&[&str]; 4] = [
        &[RUN, "v2.2/thresholds_fail/summary.json"],
        &["v2.2/sigkill/results.json.gz"],
        &["v2.2/seed_10min/summary.json"],
        &["v2.2/default_only/results.json"],
    ];
    for files in cases {
        let files: Vec<String> = files.iter().map(|file| fixture(file)).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        // Whatever its name, it is known by its content.
        for name in ["run.slo", "run.dat"] {
            let (path, made) = converted("convert_slo", name, &files, &["--to", "slo"]);
            assert_eq!(code(&made), 0, "{}", err(&made));
            assert!(report(&[&path]) == report(&files), "{files:?}");
        }
    }
}

/// One row a sample, and in the footer what is needed to have the same report again.
#[test]
fn a_parquet_file_is_the_files_that_it_was_made_of() {
    let cases: [&[&str]; 4] = [
        &[RUN, "v2.2/thresholds_fail/summary.json"],
        &["v2.2/odd_tags/results.json.gz"],
        &["v2.2/tz_kolkata/results.json"],
        &["cases/runner1.json.gz", "cases/runner2.json.gz"],
    ];
    for files in cases {
        let files: Vec<String> = files.iter().map(|file| fixture(file)).collect();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let (path, made) = converted("convert_parquet", "run.parquet", &files, &[]);
        assert_eq!(code(&made), 0, "{}", err(&made));
        assert!(report(&[&path]) == report(&files), "{files:?}");
        let bytes = std::fs::read(&path).expect("written");
        let cut = with_input(&["report", "-"], &bytes[..bytes.len() - 9]);
        assert_eq!((code(&cut), out(&cut).as_str()), (2, ""));
        assert!(err(&cut).contains("This Parquet file is damaged"), "{}", err(&cut));
    }
}

#[test]
fn every_door_reads_it() {
    let (path, _) = converted("convert_doors", "run.slo", &[&fixture(RUN)], &[]);
    let bytes = std::fs::read(&path).expect("written");
    let piped = with_input(&["report", "-"], &bytes);
    assert_eq!(code(&piped), 1, "{}", err(&piped));
    let compared = sloscope(&["compare", "--baseline", &path, "--candidate", &path, "--single-run", "--anyway"]);
    assert!(
        out(&compared).contains("p95 of request duration   304.3 ms   304.3 ms"),
        "{}{}",
        out(&compared),
        err(&compared)
    );
    let runners: Vec<String> = (1..=3).map(|number| fixture(&format!("cases/runner{number}.json.gz"))).collect();
    let mut paths: Vec<String> = Vec::new();
    for (at, runner) in runners.iter().enumerate() {
        paths.push(converted("convert_doors", &format!("runner{at}.slo"), &[runner], &[]).0);
    }
    let folder = scratch("convert_doors");
    let merged = |name: &str, files: &[String]| {
        let to = folder.join(name).to_str().expect("UTF-8").to_owned();
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let output = sloscope(&[&["merge", "--out", &to], &files[..]].concat());
        assert_eq!(code(&output), 0, "{}", err(&output));
        std::fs::read(to).expect("written")
    };
    assert!(merged("of_slo.json", &paths) == merged("of_json.json", &runners));
}

#[test]
fn back_to_samples_of_k6() {
    let (slo, _) = converted("convert_back", "run.slo", &[&fixture(RUN)], &[]);
    for name in ["back.json", "back.json.gz", "back.ndjson"] {
        let (path, made) = converted("convert_back", name, &[&slo], &[]);
        assert_eq!(code(&made), 0, "{}", err(&made));
        let ((code_of, of), (code_then, then)) = (report(&[&path]), report(&[&fixture(RUN)]));
        assert_eq!(code_of, code_then);
        for part in ["verdict", "metrics", "objectives", "suggestions", "load", "errors", "checks", "findings"] {
            // Objectives name their file.
            let (of, then) = (of[part].to_string(), then[part].to_string().replace("results.json.gz", name));
            assert!(of == then, "{name}: {part}");
        }
    }
}

#[test]
fn numbers_in_the_forms_of_k6() {
    let summary = fixture("v2.2/thresholds_fail/summary.json");
    let (_, then) = report(&[&summary]);
    for form in ["summary", "handle-summary"] {
        let (path, made) = converted("convert_numbers", &format!("{form}.json"), &[&summary], &["--to", form]);
        assert_eq!(code(&made), 0, "{}", err(&made));
        let (_, again) = report(&[&path]);
        let values = |of: &Value| -> Vec<(String, Value)> {
            let all = of["metrics"].as_object().expect("metrics");
            all.iter().map(|(name, metric)| (name.clone(), metric["values"].clone())).collect()
        };
        assert_eq!(values(&again), values(&then), "{form}");
        assert_eq!(again["checks"], then["checks"], "{form}");
        let verdicts = |of: &Value| -> Vec<Value> {
            let all = of["objectives"].as_array().expect("a list");
            // k6's summaries have no word for what was not judged.
            let decided = all.iter().filter(|o| o["verdict"] == "pass" || o["verdict"] == "fail");
            decided.map(|o| json!([o["series"], o["expression"], o["verdict"]])).collect()
        };
        let sorted = |mut all: Vec<Value>| {
            all.sort_by_key(Value::to_string);
            all
        };
        // k6's summaries are in the order of the metrics' names.
        assert_eq!(sorted(verdicts(&again)), sorted(verdicts(&then)), "{form}");
    }
}

#[test]
fn damaged_and_newer_files_are_refused() {
    let (path, _) = converted("convert_damage", "run.slo", &[&fixture(RUN)], &[]);
    let whole = std::fs::read(&path).expect("written");
    for cut in [18, 30, whole.len() / 2, whole.len() - 1] {
        let read = with_input(&["report", "-"], &whole[..cut]);
        assert_eq!((code(&read), out(&read).as_str()), (2, ""), "{cut}");
        assert!(err(&read).contains("damaged: it is cut, or was changed"), "{}", err(&read));
    }
    let newer = [b"sloscope.samples/9\n", &whole[19..]].concat();
    let read = with_input(&["report", "-"], &newer);
    assert_eq!(code(&read), 2);
    assert!(err(&read).contains("A later version of sloscope packed this run. Update sloscope"), "{}", err(&read));
}

#[test]
fn what_cannot_be_written_leaves_no_file() {
    let (run, summary) = (fixture(RUN), fixture("v2.2/thresholds_fail/summary.json"));
    let cases: [(&str, &[&str], &[&str], &str); 5] = [
        ("run.txt", &[&run], &[], "the name does not say the form"),
        ("run.slo", &["missing.json"], &[], "not every file could be read"),
        ("run.json", &[&summary], &[], "these files hold no samples"),
        ("run.json", &[&run, &fixture("v2.2/default_only/results.json")], &[], "2 different runs"),
        ("run.slo", &[&run], &["--run", "1"], "such a file holds every run"),
    ];
    for (name, files, more, why) in cases {
        let (path, made) = converted("convert_nothing", name, files, more);
        assert_eq!(code(&made), 2, "{files:?}");
        assert!(err(&made).contains(why), "{why}: {}", err(&made));
        assert!(std::fs::metadata(&path).is_err() && std::fs::metadata(format!("{path}.part")).is_err(), "{files:?}");
    }
}
