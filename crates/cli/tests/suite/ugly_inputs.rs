//! What people do: several files of which some are none, pipes that close, filters that match nothing.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::support::{code, err, fixture, out, scratch, sloscope, with_input};

const SAMPLES: &str = "v2.2/default_only/results.json";
const SUMMARY: &str = "v2.2/default_only/summary.json";

/// A file that is not k6 data.
fn not_k6(test: &str, name: &str, content: &[u8]) -> String {
    let file = scratch(test).join(name);
    std::fs::write(&file, content).expect("written");
    file.to_str().expect("UTF-8").to_owned()
}

#[test]
fn what_is_not_k6_data_is_named_and_the_rest_is_used() {
    let picture = not_k6("mixed", "photo.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let empty = not_k6("mixed", "empty.json", b"");
    let alone = sloscope(&["report", &fixture(SAMPLES), "--format", "json"]);
    let mixed = sloscope(&["report", &picture, &fixture(SAMPLES), &empty, "--format", "json"]);
    assert_eq!((code(&alone), code(&mixed)), (0, 3), "{}", err(&mixed));
    for name in ["photo.json", "empty.json"] {
        assert!(err(&mixed).contains(&format!("sloscope: {name}: This is ")), "{}", err(&mixed));
    }
    let figures = |text: &str| {
        let json: serde_json::Value = serde_json::from_str(text).expect("JSON");
        json["metrics"].clone()
    };
    assert_eq!(figures(&out(&mixed)), figures(&out(&alone)));
    assert!(out(&mixed).contains("photo.json"), "the report lists it too");
}

#[test]
fn two_if_none_of_several_is_readable_and_each_is_named() {
    let picture = not_k6("none", "photo.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let text = not_k6("none", "notes.txt", b"Remember the milk.\n");
    let output = sloscope(&["report", &picture, &text]);
    assert_eq!((code(&output), out(&output).as_str()), (2, ""));
    for name in ["photo.json", "notes.txt", "none of the files"] {
        assert!(err(&output).contains(name), "{}", err(&output));
    }
}

#[test]
fn a_file_that_is_not_there_is_told_with_its_path_and_the_rest_is_used() {
    let output = sloscope(&["report", &fixture(SAMPLES), "no/such/summary.json"]);
    assert_eq!(code(&output), 3, "{}", err(&output));
    assert!(err(&output).contains("no/such/summary.json: The file does not exist."), "{}", err(&output));
    assert!(out(&output).contains("! summary.json: The file does not exist."), "{}", out(&output));
}

#[test]
fn text_from_a_file_cannot_drive_the_terminal() {
    let odd = not_k6("escape", "plain.json", b"{\"\x1b[2J\x1b]0;gone\x07\": \"\x1b[31m\"}");
    let output = sloscope(&["report", &odd]);
    assert_eq!(code(&output), 2);
    assert!(!err(&output).contains('\u{1b}') && !err(&output).contains('\u{7}'), "{:?}", err(&output));
}

/// All conditions must hold. That nothing matches is an answer, not an error.
#[test]
fn where_narrows_and_can_match_nothing() {
    let file = fixture("v2.2/thresholds_fail/results.json.gz");
    let count = |wheres: &[&str]| {
        let arguments = wheres.iter().flat_map(|w| ["--where", w]);
        let output = sloscope(&["report", &file, "--format", "json"].into_iter().chain(arguments).collect::<Vec<_>>());
        let json: serde_json::Value = serde_json::from_str(&out(&output)).expect("JSON");
        (code(&output), json["metrics"]["http_reqs"]["values"]["count"].as_f64())
    };
    let (_, flaky) = count(&["name=flaky"]);
    let (_, failed) = count(&["name=flaky", "status=500"]);
    assert!(failed > Some(0.0) && failed < flaky, "{failed:?} of {flaky:?}");
    let (code, none) = count(&["name=no-such-request"]);
    assert_eq!((code, none), (3, None), "no data is neither kept nor broken, and never 0");
}

#[test]
fn where_on_a_summary_cannot_be_judged() {
    let output = sloscope(&["report", &fixture(SUMMARY), "--where", "name=flaky", "--objectives", "seed"]);
    assert_eq!(code(&output), 3, "{}", out(&output));
    assert!(out(&output).contains("CANNOT JUDGE"), "{}", out(&output));
}

#[test]
fn two_runs_are_refused_wherever_they_come_from() {
    let other = std::fs::read(fixture("v2.2/grpc/results.json")).expect("the fixture");
    let output = with_input(&["report", &fixture(SAMPLES), "-"], &other);
    assert_eq!((code(&output), out(&output).as_str()), (2, ""));
    let said = err(&output);
    assert!(
        said.contains("2 different runs") && said.contains("results.json") && said.contains("standard input"),
        "{said}"
    );
}

#[test]
fn standard_input_joins_the_files_of_its_run() {
    let summary = std::fs::read(fixture(SUMMARY)).expect("the fixture");
    let output = with_input(&["report", &fixture(SAMPLES), "-"], &summary);
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert!(out(&output).contains("standard input: matches k6"), "{}", out(&output));
}

/// `sloscope report … | head -1`, with more output than a pipe holds.
#[test]
fn a_reader_that_leaves_early_sees_no_error() {
    let expressions: Vec<String> = (1..1000).map(|n| format!("\"p({})<500\"", f64::from(n) / 10.0)).collect();
    let objectives = format!("{{\"http_req_duration\": [{}]}}", expressions.join(","));
    let objectives = not_k6("pipe", "slo.json", objectives.as_bytes());
    let mut child = Command::new(env!("CARGO_BIN_EXE_sloscope"))
        .args(["report", "--format", "json", &fixture(SAMPLES), "--objectives", &objectives])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut first = [0; 1];
    let mut stdout = child.stdout.take().expect("stdout");
    stdout.read_exact(&mut first).expect("it writes");
    drop(stdout);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((code(&output), err(&output).as_str()), (0, ""));
}

/// No terminal, no colour, whatever the environment says; and NO_COLOR breaks nothing.
#[test]
fn no_colour_where_there_is_no_terminal() {
    for no_color in ["", "1"] {
        let output = Command::new(env!("CARGO_BIN_EXE_sloscope"))
            .args(["report", &fixture(SAMPLES)])
            .env("NO_COLOR", no_color)
            .env("CLICOLOR_FORCE", "1")
            .stdin(Stdio::null())
            .output()
            .expect("it ends");
        assert_eq!(code(&output), 0);
        assert!(!out(&output).contains('\u{1b}'), "{}", out(&output));
    }
}

#[test]
fn an_objective_that_cannot_be_read_is_not_judged() {
    let slo = not_k6("unreadable", "slo.json", br#"{"http_req_duration": ["p(95)<"]}"#);
    let output = sloscope(&["report", &fixture(SAMPLES), "--objectives", &slo]);
    assert_eq!(code(&output), 3, "{}{}", out(&output), err(&output));
    assert!(out(&output).starts_with("CANNOT JUDGE"), "{}", out(&output));
}
