//! `sloscope compare` on real runs: verdicts, exit codes and forms.

use crate::support::{code, err, fixture, out, scratch, sloscope};

/// Runs of one service, taken in turn (crates/compare/tests/fixtures/runs).
fn run(name: &str) -> String {
    format!("{}/../compare/tests/fixtures/runs/{name}.json.gz", env!("CARGO_MANIFEST_DIR"))
}

fn runs(kind: &str) -> Vec<String> {
    (1..=6).map(|number| run(&format!("{kind}_{number}"))).collect()
}

fn compare(candidate: &str, options: &[&str]) -> std::process::Output {
    let (first, second) = (runs("base"), runs(candidate));
    let mut arguments = vec!["compare", "--baseline"];
    arguments.extend(first.iter().map(String::as_str));
    arguments.push("--candidate");
    arguments.extend(second.iter().map(String::as_str));
    arguments.extend(options);
    sloscope(&arguments)
}

#[test]
fn the_exit_code_says_what_became_of_the_limits() {
    let limit = ["--limit", "http_req_duration p(50) +5%"];
    let same = compare("same", &limit);
    assert_eq!((code(&same), out(&same).starts_with("SAME: ")), (0, true), "{}", out(&same));
    let slower = compare("slower", &limit);
    assert_eq!((code(&slower), out(&slower).starts_with("WORSE: ")), (1, true), "{}", out(&slower));
    let wide = compare("slower", &["--limit", "http_req_duration p(50) +50%"]);
    assert_eq!(code(&wide), 0, "{}", out(&wide));
    let close = compare("slower", &["--limit", "http_req_duration p(50) +12%"]);
    assert_eq!((code(&close), out(&close).starts_with("INCONCLUSIVE: ")), (3, true), "{}", out(&close));
}

#[test]
fn one_run_a_side_exits_with_3_unless_it_may_decide() {
    let (first, second) = (run("base_1"), run("slower_1"));
    let ask = |options: &[&str]| {
        let sides = ["compare", "--baseline", &first, "--candidate", &second, "--limit", "http_req_duration p(50) +4%"];
        sloscope(&[&sides[..], options].concat())
    };
    let found = ask(&[]);
    assert_eq!(code(&found), 3);
    assert!(out(&found).contains("cannot be known"), "{}", out(&found));
    assert_eq!(code(&ask(&["--single-run"])), 1);
}

#[test]
fn sides_of_one_file() {
    let file = run("alternating");
    let found = sloscope(&["compare", &file, "--blocks", "version"]);
    assert_eq!((code(&found), out(&found).starts_with("WORSE: ")), (1, true), "{}", out(&found));
    assert!(out(&found).contains("8 pairs of blocks"), "{}", out(&found));
    let back = sloscope(&["compare", &file, "--blocks", "version", "--by", "version=b,a"]);
    assert!(out(&back).starts_with("BETTER: "), "{}", out(&back));
    let by = sloscope(&["compare", &file, "--by", "version=a,b"]);
    assert_eq!(code(&by), 3, "{}", out(&by));
    let windows = sloscope(&["compare", &file, "--baseline-window", "0..40", "--candidate-window", "40..80"]);
    assert_eq!(code(&windows), 3, "{}", out(&windows));
    let aa =
        sloscope(&[&["compare", "--aa"][..], &runs("base").iter().map(String::as_str).collect::<Vec<_>>()].concat());
    assert!(out(&aa).contains("Noise floor"), "{}", out(&aa));
    let base = runs("base");
    let markdown =
        [&["compare", "--aa", "--format", "markdown"][..], &base.iter().map(String::as_str).collect::<Vec<_>>()];
    let markdown = out(&sloscope(&markdown.concat()));
    assert!(markdown.starts_with("### CAN TELL\n"), "{markdown}");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let file = run("base_1");
    let usage = |options: &[&str], part: &str| {
        let found = sloscope(&[&["compare"][..], options].concat());
        assert_eq!(code(&found), 2, "{options:?}: {}", out(&found));
        assert!(err(&found).contains(part), "{options:?}: {}", err(&found));
    };
    usage(&[], "--baseline");
    usage(&["--baseline", &file], "the candidate is missing");
    usage(&["--baseline", &file, "--candidate", "/no/such/file"], "no");
    usage(&["--baseline", &file, "--candidate", &file, "--limit", "p95"], "METRIC STATISTIC CHANGE");
    usage(&[&file, "--blocks", "version"], "has the tag \"version\"");
    usage(&[&file, "--by", "version"], "TAG=A,B");
    usage(
        &[&file, "--by", "name=POST /search,no such"],
        "the candidate has no sample: none is in the part name = no such",
    );
    usage(&[&file, "--baseline-stage", "7 RPS"], "has no");
    let same = sloscope(&["compare", "--baseline", &file, "--candidate", &file]);
    assert_eq!((code(&same), out(&same).starts_with("CANNOT COMPARE: ")), (3, true), "{}", out(&same));
}

#[test]
fn json_has_the_numbers_of_every_row() {
    let found = compare("slower", &["--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out(&found)).expect("JSON");
    assert_eq!((json["schema"].as_str(), json["verdict"].as_str()), (Some("sloscope.comparison/1"), Some("worse")));
    let rows = json["rows"].as_array().expect("rows");
    let median = rows.iter().find(|row| row["metric"] == "http_req_duration" && row["stat"] == "med").expect("p50");
    assert_eq!((median["verdict"].as_str(), median["gated"].as_bool()), (Some("worse"), Some(false)));
    assert_eq!(median["baseline"].as_array().map(Vec::len), Some(6));
    let tests = &median["difference"]["tests"];
    assert_eq!(tests[0]["test"], "mann-whitney");
    assert!((tests[0]["p"].as_f64().expect("p") - 2.0 / 924.0).abs() < 1e-12);
    assert!(!out(&found).contains("null"), "what is not known is absent");
}

#[test]
fn limits_stand_beside_the_results_or_in_the_command() {
    let folder = scratch("compare_limits");
    let copy = folder.join("slower.json.gz");
    std::fs::copy(run("alternating"), &copy).expect("copied");
    let file = copy.to_string_lossy().into_owned();
    let state = |text: &str| std::fs::write(folder.join("sloscope.json"), text).expect("written");
    state(r#"{"compare": {"limits": ["http_req_duration p(50) +50%"]}}"#);
    assert_eq!(code(&sloscope(&["compare", &file, "--blocks", "version"])), 0);
    let stricter = sloscope(&["compare", &file, "--blocks", "version", "--limit", "http_req_duration p(50) +2%"]);
    assert_eq!(code(&stricter), 1, "{}", out(&stricter));
    state(r#"{"compare": {"limits": ["p50"]}}"#);
    let broken = sloscope(&["compare", &file, "--blocks", "version"]);
    assert_eq!(code(&broken), 2);
    assert!(err(&broken).contains("sloscope.json: limit \"p50\""), "{}", err(&broken));
}

#[test]
fn markdown_has_at_most_30_lines_outside_of_the_fold() {
    for candidate in ["same", "slower"] {
        let text = out(&compare(candidate, &["--format", "markdown"]));
        let (above, below) = text.split_once("<details>").expect("a fold");
        assert!(above.lines().count() <= 30, "{above}");
        assert!(above.contains("of 100 pairs") && below.contains("Noise floor"), "{text}");
    }
}

#[test]
fn junit_has_a_case_for_each_limit() {
    let limits =
        ["--limit", "http_req_duration p(95) +5%", "--limit", "http_req_failed rate +0.1pp", "--format", "junit"];
    let text = out(&compare("slower", &limits));
    assert!(text.contains("<testsuites tests=\"2\" failures=\"1\" errors=\"0\">"), "{text}");
    assert_eq!((text.matches("<testcase ").count(), text.matches("<failure ").count()), (2, 1), "{text}");
}

#[test]
fn html_is_one_file_with_everything_in_it() {
    let path = scratch("compare_html").join("comparison.html");
    let file = path.to_string_lossy().into_owned();
    let found = compare("slower", &["--format", "html", "--out", &file]);
    assert_eq!(code(&found), 1, "the verdict decides the exit code: {}", err(&found));
    let text = std::fs::read_to_string(&path).expect("written");
    assert!(text.starts_with("<!doctype html>") && text.contains("<title>WORSE: "), "{text:.200}");
    assert!(text.contains("default-src 'none'") && !text.contains("<script"), "{text:.600}");
    for part in ["comparable", "rows", "percentiles", "course", "endpoints", "notes"] {
        assert!(text.contains(&format!("id=\"{part}\"")), "no {part}");
    }
}

#[test]
fn every_form_is_safe_and_leaves_queries_out() {
    let file = |run: &str| crate::support::fixture(&format!("v2.2/{run}"));
    let (first, second) = (file("default_only/results.json"), file("odd_tags/results.json.gz"));
    for form in ["text", "markdown", "json", "junit", "html"] {
        let text = out(&sloscope(&["compare", "--baseline", &first, "--candidate", &second, "--format", form]));
        assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{form}");
        let queries: Vec<&str> = text.match_indices("/echo?").map(|(at, _)| &text[at + 6..]).collect();
        assert!(queries.iter().all(|query| query.starts_with(['[', '\\'])), "{form}: {queries:.40?}");
    }
}

/// The browser's test of the page reads these (tests/e2e/compare.test.mjs). With UPDATE_GOLDEN they are written anew.
#[test]
fn the_page_is_held_to_what_the_command_line_says() {
    let alternating = run("alternating");
    let (base, slower) = (run("base_1"), run("slower_1"));
    let of_runs = compare("slower", &["--format", "json"]);
    let one_run = sloscope(&["compare", "--baseline", &base, "--candidate", &slower, "--format", "json"]);
    let blocks = sloscope(&["compare", &alternating, "--blocks", "version", "--format", "json"]);
    for (name, found) in [("base-slower", &of_runs), ("one-run", &one_run), ("blocks", &blocks)] {
        let found: serde_json::Value = serde_json::from_str(&out(found)).expect("JSON");
        let found = serde_json::json!({ "verdict": found["verdict"], "headline": found["headline"] });
        let text = format!("{found:#}\n");
        let path = fixture(&format!("compare/{name}.json"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &text).expect("written");
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{name}");
    }
}
