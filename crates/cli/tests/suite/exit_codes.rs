//! What the exit code says, and what is on standard error when it is 2.

use crate::support::{code, err, fixture, out, scratch, sloscope, with_input};

/// Writes an objectives file and reports on a small run with it.
fn judged(test: &str, objectives: &str) -> (i32, String) {
    let file = scratch(test).join("slo.json");
    std::fs::write(&file, objectives).expect("written");
    let results = fixture("v2.2/default_only/results.json");
    let output = sloscope(&["report", &results, "--objectives", file.to_str().expect("UTF-8")]);
    (code(&output), out(&output) + &err(&output))
}

/// The run made 20 requests in 4 s, none failed; k6's summary states p(95) = 1.04 ms.
#[test]
fn zero_if_kept_one_if_broken_three_if_not_judged() {
    let cases = [
        (0, "PASS", r#"{"http_req_duration": ["p(95)<500"], "http_reqs": ["count>=20"]}"#),
        (1, "FAIL", r#"{"http_req_duration": ["p(95)<500", "p(95)<1"], "nope": ["count<1"]}"#),
        (3, "NO DATA", r#"{"http_req_duration": ["p(95)<500"], "http_req_duration{nope:never}": ["p(95)<1"]}"#),
        (3, "CANNOT JUDGE", r#"{"http_req_duration": ["p<200"], "http_reqs": ["count>=20"]}"#),
        (3, "CANNOT JUDGE", r#"{"http_req_duration": ["rate<200"]}"#),
        (2, "sloscope: ", "{}"),
    ];
    for (wanted, verdict, objectives) in cases {
        let (code, shown) = judged("exit", objectives);
        assert_eq!(code, wanted, "{objectives}\n{shown}");
        assert!(shown.starts_with(verdict), "{objectives}\n{shown}");
    }
}

/// Limits of ours judge nobody's run, unless they are asked for.
#[test]
fn without_objectives_nothing_is_judged() {
    let results = fixture("v2.2/default_only/results.json");
    let asked = |more: &[&str]| {
        let output = sloscope(&[&["report", results.as_str()], more].concat());
        (code(&output), out(&output))
    };
    let (code, shown) = asked(&[]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.starts_with("NOT JUDGED  No objectives stated.\n"), "{shown}");
    assert!(shown.contains("http_req_duration p(95)<500") && shown.contains("would be met"), "{shown}");
    assert!(!shown.contains("rate>="), "no rate is suggested:\n{shown}");
    assert_eq!(asked(&["--require-objectives"]).0, 3);
    let (code, shown) = asked(&["--objectives", "suggested", "--require-objectives"]);
    assert_eq!(code, 0, "{shown}");
    assert!(shown.starts_with("PASS  All 3 objectives") && shown.contains("sloscope's suggestions"), "{shown}");
    let (code, shown) = asked(&["--objectives", "seed"]);
    assert_eq!(code, 1, "five requests a second are not 200:\n{shown}");
    assert!(shown.contains("preset \"seed\""), "{shown}");
}

/// A PASS of a file that is cut is none for a pipeline; nor is a run that is not judged, as for an input that is missing.
#[test]
fn three_for_a_file_that_is_cut_unless_that_is_allowed() {
    let cut = fixture("v2.2/sigkill/results.json.gz");
    let file = scratch("cut").join("slo.json");
    let asked = |objectives: &str, more: &[&str]| {
        std::fs::write(&file, objectives).expect("written");
        let path = file.to_str().expect("UTF-8");
        let output = sloscope(&[&["report", cut.as_str(), "--objectives", path], more].concat());
        (code(&output), out(&output))
    };
    let passing = r#"{"http_req_duration": ["p(95)<60000"]}"#;
    let (code, shown) = asked(passing, &[]);
    assert_eq!(code, 3, "{shown}");
    let told: String = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.starts_with("PASS The one objective is met") && told.contains("results.json.gz is cut short"),
        "{told}"
    );
    assert_eq!(asked(passing, &["--allow-incomplete"]).0, 0);
    assert_eq!(asked(r#"{"http_req_duration": ["p(95)<0.001"]}"#, &["--allow-incomplete"]).0, 1);
    let good = std::fs::read(fixture("v2.2/default_only/results.json")).expect("the fixture");
    let lost = [&good[..9000], b"\n{\"metric\":\"http_reqs\",\"ty\n", &good[9000..]].concat();
    for (content, says) in [(&good[..good.len() - 9], "is cut short"), (&lost, "that held samples could not be read")] {
        let unjudged = |more: &[&str]| {
            let output = with_input(&[&["report", "-"], more].concat(), content);
            (crate::support::code(&output), out(&output).split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let (code, shown) = unjudged(&[]);
        assert_eq!(code, 3, "{shown}");
        assert!(shown.starts_with("NOT JUDGED") && shown.contains(says), "{shown}");
        assert_eq!(unjudged(&["--allow-incomplete"]).0, 0);
        assert_eq!(unjudged(&["--allow-incomplete", "--require-objectives"]).0, 3);
    }
}

/// k6 judged p(99) over all samples; its summary does not hold the number.
#[test]
fn k6s_own_verdict_decides_where_the_number_is_missing() {
    let output = sloscope(&["report", &fixture("cases/03-p99-k6-says-fail.json")]);
    assert_eq!(code(&output), 1, "{}", out(&output));
    assert_eq!(code(&sloscope(&["report", &fixture("cases/04-p99-below-max.json")])), 0);
    assert_eq!(code(&sloscope(&["report", &fixture("cases/12-submetric-threshold.ndjson")])), 3);
}

#[test]
fn a_mistake_in_the_objectives_file_is_told_with_its_place() {
    let (code, shown) = judged("mistake", "{\n  \"http_reqs\": [\"count>1\",\n    5]\n}");
    assert_eq!(code, 2);
    assert!(shown.contains("slo.json:3:5: an objective of http_reqs is a text"), "{shown}");
}

#[test]
fn two_for_usage() {
    let results = fixture("v2.2/default_only/results.json");
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage"),
        (&["report"], "<FILE>"),
        (&["report", &results, "--format", "xml"], "markdown"),
        (&["report", &results, "--where", "car"], "TAG=VALUE"),
        (&["report", "no/such/file.json"], "no/such/file.json"),
        (&["report", env!("CARGO_MANIFEST_DIR")], "a folder"),
        (&["report", &results, "--objectives", "no/such/slo.json"], "no/such/slo.json"),
        (&["report", "-", "-"], "only once"),
        (&["report", &results, "--out", "no/such/folder/report.md"], "cannot be written"),
    ];
    for (arguments, says) in cases {
        let output = sloscope(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains(says), "{arguments:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{arguments:?}");
    }
}

#[test]
fn two_for_files_that_are_not_k6_data() {
    let inputs: [&[u8]; 6] =
        [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"hello\nworld\n", b"{\"a\":1}", b"\x1f\x8b\x08\0\0", &[0xff; 300]];
    for input in inputs {
        let output = with_input(&["report", "-"], input);
        assert_eq!(code(&output), 2, "{input:?}: {}", out(&output));
        assert!(err(&output).contains("standard input: "), "{input:?}: {}", err(&output));
        assert!(!err(&output).contains("panicked"), "{input:?}: {}", err(&output));
    }
}

#[test]
fn two_for_different_runs_which_are_listed() {
    let (one, other) = (fixture("v2.2/default_only/results.json"), fixture("v2.2/grpc/results.json"));
    let output = sloscope(&["report", &one, &other]);
    assert_eq!(code(&output), 2, "{}", out(&output));
    assert!(err(&output).contains("2 different runs"), "{}", err(&output));
}

#[test]
fn help_is_not_an_error() {
    let output = sloscope(&["report", "--help"]);
    assert_eq!(code(&output), 0);
    for word in ["--objectives", "--where", "--format", "--out"] {
        assert!(out(&output).contains(word), "{word}");
    }
    assert!(out(&sloscope(&["--help"])).contains("Exit code"));
}
