//! Files of several generators, merged to one: the report of the one is that of all.

use crate::support::{code, err, fixture, out, scratch, sloscope};
use serde_json::Value;

fn runners() -> Vec<String> {
    (1..=3).map(|number| fixture(&format!("cases/runner{number}.json.gz"))).collect()
}

fn merged(test: &str, name: &str, files: &[String]) -> (String, std::process::Output) {
    let path = scratch(test).join(name).to_str().expect("UTF-8").to_owned();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let output = sloscope(&[&["merge", "--out", &path], &files[..]].concat());
    (path, output)
}

fn report(files: &[&str]) -> Value {
    let output = sloscope(&[&["report", "--format", "json"], files].concat());
    serde_json::from_str(&out(&output)).unwrap_or_else(|error| panic!("{error}: {}", err(&output)))
}

#[test]
fn the_merged_file_has_the_figures_of_all_files() {
    let files = runners();
    let paths: Vec<&str> = files.iter().map(String::as_str).collect();
    let of_files = report(&paths);
    for name in ["merged.json", "merged.json.gz"] {
        let (path, output) = merged("merge_figures", name, &files);
        assert_eq!(code(&output), 0, "{}", err(&output));
        assert!(err(&output).contains("4,093 samples of 3 generators"), "{}", err(&output));
        let of_one = report(&[&path]);
        for part in ["metrics", "objectives", "load", "errors", "checks", "findings", "verdict"] {
            assert_eq!(of_one[part], of_files[part], "{part}");
        }
    }
    let (path, _) = merged("merge_figures", "merged.json.gz", &files);
    // The same samples are counted once, whatever stands beside them, in any order.
    for beside in [vec![&path, paths[0]], vec![paths[0], paths[1], &path], vec![paths[2], &path, paths[0], paths[1]]] {
        assert_eq!(report(&beside)["metrics"], of_files["metrics"], "{beside:?}");
    }
    let by_generator = report(&[&path, "--group-by", "instance"]);
    let rows = by_generator["breakdown"]["rows"].as_array().expect("rows");
    let requests: f64 = rows.iter().filter_map(|row| row["count"].as_f64()).sum();
    assert_eq!(rows.len(), 3);
    assert_eq!(Some(requests), of_files["metrics"]["http_reqs"]["values"]["count"].as_f64());
}

#[test]
fn what_cannot_be_merged_leaves_no_file() {
    let files = runners();
    let other = fixture("v2.2/thresholds_fail/results.json.gz");
    let summary = fixture("v2.2/thresholds_fail/summary.json");
    let cases: [(&[&str], &str); 5] = [
        (&[&files[0], &other], "2 different runs"),
        (&[&files[0], "missing.json"], "not every file could be read"),
        (&[&files[0], &files[0]], "all samples are of one generator"),
        (&[&summary, &summary], "no samples"),
        (&[&files[0]], "2 values required"),
    ];
    for (files, why) in cases {
        let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
        let (path, output) = merged("merge_nothing", "none.json", &files);
        assert_eq!(code(&output), 2, "{files:?}: {}", err(&output));
        assert!(err(&output).contains(why), "{why}: {}", err(&output));
        assert!(std::fs::metadata(&path).is_err(), "{files:?}");
        assert!(std::fs::metadata(format!("{path}.part")).is_err(), "{files:?}");
    }
}
