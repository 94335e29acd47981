//! `sloscope plan`: what it says, what it writes, and what it refuses.

use crate::support::{code, err, fixture, out, scratch, sloscope, with_input};

#[test]
fn an_example_says_what_it_does() {
    let output = sloscope(&["plan", "--example", "seed-60s"]);
    assert_eq!((code(&output), err(&output).as_str()), (0, ""));
    let text = out(&output);
    for part in [
        "200 -> 300 -> 400 RPS, diverse prompts, 60 s\n",
        "  Target      http://127.0.0.1:8088\n",
        "  Iterations  18,001 are due in 60",
        "  Redirects   are not followed: each counts as failed\n",
        "  rps_300  from 20s to 40s: 300/s; 6,001 iterations, at most 300 at once\n",
        "  16 rows (category, prompt), one after the other",
        "  http_req_duration{scenario:rps_400}: p(95)<500\n",
        "  400/s need responses within 15.00 ms over HTTP/1.1",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let long = out(&sloscope(&["plan", "--example", "seed"]));
    assert!(long.contains("150,001 are due in 600"), "{long}");
}

#[test]
fn what_is_written_is_read_again_and_converted() {
    let folder = scratch("plan-written");
    let path = folder.join("plan.json");
    let path = path.to_str().expect("UTF-8");
    let output = sloscope(&["plan", "--example", "seed-60s", "--format", "json", "--out", path]);
    assert_eq!((code(&output), out(&output).as_str()), (0, ""));
    let text = std::fs::read_to_string(path).expect("written");
    assert!(text.starts_with("{\n  \"version\": \"sloscope.plan/1\","), "{text}");
    assert_eq!(out(&with_input(&["plan", "-", "--format", "json"], text.as_bytes())), text);
    let script = out(&sloscope(&["plan", path, "--format", "k6"]));
    assert_eq!(script, include_str!("../../../core/tests/golden/plan-seed-60s.js"));
    let sides = out(&sloscope(&["plan", "--example", "sides", "--format", "k6"]));
    assert_eq!(sides, include_str!("../../../core/tests/golden/plan-sides.js"));
    let manifest = out(&sloscope(&["plan", path, "--format", "k6-operator", "--parallelism", "7"]));
    assert!(manifest.contains("kind: TestRun\n") && manifest.contains("  parallelism: 7\n"), "{manifest}");
}

#[test]
fn plans_are_made_of_what_people_have() {
    let output = with_input(&["plan", "--from", "curl", "-", "--format", "json"], b"curl -u a:b http://127.0.0.1:1/x");
    assert_eq!(code(&output), 0);
    assert!(out(&output).contains("\"url\": \"/x\""), "{}", out(&output));
    assert!(err(&output).contains("sloscope: -u became an Authorization header"), "{}", err(&output));
    let har = br#"{"request": {"method": "GET", "url": "http://127.0.0.1:1/y"}}"#;
    let text = out(&with_input(&["plan", "--from", "har", "-"], har));
    assert!(text.contains("GET /y") && text.contains("Objectives\n  none: the run will be NOT JUDGED"), "{text}");
    let inspect = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/tests/data/inspect.json");
    let output = sloscope(&["plan", "--from", "k6", inspect]);
    assert!(out(&output).contains("rps_400  from 40s to 60s: 400/s"), "{}", out(&output));
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let plan = b"{\n\"version\": \"sloscope.plan/1\",\n\"requests\": [{\"url\": \"x\"}],\n\"scenarios\": [{\"name\": \"\x1b\"}]\n}";
    let output = with_input(&["plan", "-"], plan);
    assert_eq!((code(&output), out(&output).as_str()), (2, ""));
    let text = err(&output);
    assert!(text.starts_with("sloscope: there is a mistake:\n  standard input:4:15: executor is"), "{text}");
    let two = with_input(&["plan", "-"], b"{\"version\": \"sloscope.plan/1\"}");
    assert!(err(&two).starts_with("sloscope: there are 2 mistakes:\n"), "{}", err(&two));
    let none = sloscope(&["plan", "/nonexistent/plan.json"]);
    assert_eq!(code(&none), 2);
    assert!(err(&none).contains("/nonexistent/plan.json: cannot be read"), "{}", err(&none));
    let bytes = with_input(&["plan", "-"], b"\xff\xfe");
    assert!(err(&bytes).contains("this is not text"), "{}", err(&bytes));
    let words = with_input(&["plan", "--from", "curl", "-"], b"wget x");
    assert!(err(&words).contains("standard input:1:1: a cURL command begins with curl"), "{}", err(&words));
}

#[test]
fn a_plan_that_is_far_too_large_is_refused_at_once() {
    let began = std::time::Instant::now();
    let output = sloscope(&["plan", &fixture("cases/safe/plan_100ramps.json")]);
    // 50 ms in a release. One by one it took 100 s.
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    assert_eq!((code(&output), out(&output).as_str()), (2, ""));
    assert!(err(&output).contains("more than the 50,000,000 that a report here can hold"), "{}", err(&output));
}

#[test]
fn usage_is_checked() {
    for wrong in [
        &["plan"][..],
        &["plan", "--example", "other"],
        &["plan", "--example", "seed", "file"],
        &["plan", "--from", "curl", "--example", "seed"],
        &["plan", "--example", "seed", "--format", "yaml"],
        &["plan", "--example", "seed", "--parallelism", "0"],
    ] {
        let output = sloscope(wrong);
        assert_eq!((code(&output), out(&output).as_str()), (2, ""), "{wrong:?}");
    }
}
