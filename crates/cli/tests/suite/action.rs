//! The steps of the GitHub Action, run as a workflow runs them: what they write, and how the job ends. `gh` is a script
//! that says what it was asked for.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{fixture, scratch};

fn step(name: &str, folder: &Path, variables: &[(&str, &str)]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../action").join(name);
    let mut bash = Command::new("bash");
    bash.arg(script).env("RUNNER_TEMP", folder).env("GITHUB_OUTPUT", folder.join("output"));
    bash.env("GITHUB_STEP_SUMMARY", folder.join("summary.md")).envs(variables.iter().copied());
    bash.output().expect("bash runs")
}

fn judged(folder: &Path, variables: &[(&str, &str)]) -> String {
    let program = ("SLOSCOPE", env!("CARGO_BIN_EXE_sloscope"));
    let done = step("judge.sh", folder, &[&[program], variables].concat());
    assert!(done.status.success(), "{done:?}");
    fs::read_to_string(folder.join("output")).expect("outputs")
}

/// A folder that has nothing of an earlier run.
fn empty(test: &str) -> PathBuf {
    let folder = scratch(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn a_run_is_judged_in_all_forms_and_the_gate_ends_as_its_verdict() {
    let folder = empty("action-run");
    let results = fixture("v2.2/default_only/results.json");
    let strict = folder.join("strict.json");
    fs::write(&strict, r#"{"http_req_duration": ["p(95)<0.0001"]}"#).expect("written");
    let outputs = judged(&folder, &[("RESULTS", &results), ("OBJECTIVES", &strict.to_string_lossy())]);
    assert!(outputs.contains("verdict=fail\nexit-code=1\n"), "{outputs}");
    for file in ["report.html", "report.json", "report.md", "comment.md", "junit.xml"] {
        let text = fs::read_to_string(folder.join("sloscope").join(file)).expect(file);
        assert!(text.len() > 200, "{file}");
    }
    let summary = fs::read_to_string(folder.join("summary.md")).expect("a summary");
    assert!(summary.contains("FAIL") && summary.len() < 1 << 20, "{summary}");
    for (code, inconclusive, end) in
        [("0", "fail", 0), ("1", "pass", 1), ("3", "fail", 3), ("3", "pass", 0), ("2", "pass", 2)]
    {
        let gate = step("gate.sh", &folder, &[("CODE", code), ("INCONCLUSIVE", inconclusive)]);
        assert_eq!(gate.status.code(), Some(end), "{code}, {inconclusive}");
    }
}

#[test]
fn one_run_a_side_is_never_certain_and_files_that_are_not_there_are_named() {
    let folder = empty("action-sides");
    let results = fixture("v2.2/default_only/results.json");
    let outputs = judged(&folder, &[("RESULTS", &results), ("BASELINE", &results), ("LIMITS", "http_reqs rate -5%\n")]);
    assert!(outputs.contains("verdict=not-known\nexit-code=3\n"), "{outputs}");
    assert!(folder.join("sloscope/report.html").is_file());
    let gone = folder.join("gone-*.json").to_string_lossy().into_owned();
    let done = step("judge.sh", &folder, &[("RESULTS", &gone), ("SLOSCOPE", env!("CARGO_BIN_EXE_sloscope"))]);
    assert!(!done.status.success());
    assert!(String::from_utf8_lossy(&done.stderr).contains(&format!("no file is named {gone}")), "{done:?}");
}

#[test]
fn runs_that_pass_are_added_to_a_file_that_others_are_compared_with() {
    let folder = empty("action-baseline");
    let runs = concat!(env!("CARGO_MANIFEST_DIR"), "/../compare/tests/fixtures/runs");
    let file = folder.join("perf/baseline.json").to_string_lossy().into_owned();
    let save = |results: &str, objectives: &str, keep: &str| {
        let variables = [("RESULTS", results), ("OBJECTIVES", objectives), ("SAVE", &file), ("KEEP", keep)];
        judged(&folder, &variables)
    };
    let strict = folder.join("strict.json");
    fs::write(&strict, r#"{"http_req_duration": ["p(95)<0.0001"]}"#).expect("written");
    let missed = save(&format!("{runs}/base_1.json.gz"), &strict.to_string_lossy(), "20");
    assert!(missed.contains("verdict=fail") && !Path::new(&file).exists(), "{missed}");
    for number in 1..=6 {
        let outputs = save(&format!("{runs}/base_{number}.json.gz"), "", "5");
        assert!(outputs.contains("verdict=pass\nexit-code=0\n"), "{outputs}");
    }
    let text = fs::read_to_string(&file).expect("saved");
    assert_eq!(text.matches("sloscope.report/1").count(), 5, "the newest ones");
    let compared = |candidate: &str| {
        let candidate = format!("{runs}/{candidate}_*.json.gz");
        judged(&folder, &[("RESULTS", &candidate), ("BASELINE", &file), ("LIMITS", "http_req_duration p(50) +5%\n")])
    };
    assert!(
        compared("slower").ends_with(&format!("verdict=fail\nexit-code=1\nfolder={}/sloscope\n", folder.display()))
    );
    assert!(compared("same").contains("verdict=pass\nexit-code=0\n"));
    let page = fs::read_to_string(folder.join("sloscope/report.html")).expect("a page");
    assert!(page.contains("figures of runs, and no samples"), "it says what is not here");
}

#[test]
fn one_comment_is_written_and_then_changed() {
    let folder = empty("action-comment");
    let body = folder.join("comment.md");
    fs::write(&body, "# PASS\n").expect("written");
    let gh = folder.join("gh");
    // The list of comments is asked for first; the file of the text is shown, too.
    let script = r#"#!/usr/bin/env bash
echo "$*" >> "$LOG"
for word in "$@"; do case "$word" in body=@*) cat "${word#body=@}" >> "$LOG" ;; esac; done
case "$*" in *--jq*) echo "$KNOWN" ;; esac
"#;
    fs::write(&gh, script).expect("written");
    fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).expect("it can be run");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    for (known, asked) in
        [("", "--method POST repos/o/r/issues/7/comments"), ("42", "--method PATCH repos/o/r/issues/comments/42")]
    {
        let log = folder.join(format!("log{known}"));
        let variables = [
            ("PATH", path.as_str()),
            ("LOG", &log.to_string_lossy()),
            ("KNOWN", known),
            ("REPOSITORY", "o/r"),
            ("NUMBER", "7"),
            ("BODY", &body.to_string_lossy()),
        ];
        let done = step("comment.sh", &folder, &variables);
        assert!(done.status.success(), "{done:?}");
        let log = fs::read_to_string(log).expect("it was asked");
        assert!(log.contains(asked) && log.contains("<!-- sloscope -->\n# PASS"), "{log}");
    }
}
