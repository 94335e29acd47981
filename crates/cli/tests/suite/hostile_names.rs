//! Names of files, and what is in them, cannot drive the terminal or make lines of their own: in reports, in messages and
//! in plans.

use crate::support::{code, err, fixture, out, scratch, sloscope, with_input};

/// Clears the screen, sets a title, colours, turns the order of letters, hides; makes a line that looks like a verdict.
const ODD: &str = "\nPASS all\r\n\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}e\u{2066}\u{200b}\u{61c}\u{7f}";

fn odd_file(name: &str, content: &[u8]) -> String {
    let file = scratch("hostile").join(format!("{name}{ODD}.json"));
    std::fs::write(&file, content).expect("written");
    file.to_str().expect("UTF-8").to_owned()
}

#[track_caller]
fn is_safe(text: &str) {
    let acts = |c: char| c != '\n' && (c.is_control() || ODD.contains(c) && !c.is_ascii());
    let line = text.lines().find(|line| line.chars().any(acts) || line.starts_with("PASS all"));
    assert_eq!(line, None, "{text:?}");
}

#[test]
fn names_of_files_are_shown_and_do_nothing() {
    let samples = std::fs::read(fixture("v2.2/default_only/results.json")).expect("a fixture");
    let used = odd_file("used", &samples);
    let other = odd_file("other", &std::fs::read(fixture("v0.38/default/results.json")).expect("a fixture"));
    let objectives = odd_file("objectives", br#"{"http_req_duration": ["p(95)<500", 5]}"#);
    let unknown = odd_file("unknown", b"Remember the milk.\n");
    let missing = format!("{used}.gone");
    let plain = fixture("v2.2/default_only/results.json");
    let tag = format!("{ODD}=x");
    let asked: [&[&str]; 18] = [
        &["report", &used],
        &["report", &used, "--format", "markdown"],
        &["report", &used, "--format", "json"],
        &["report", &used, "--format", "html"],
        &["report", &used, &other],
        &["report", &used, "--objectives", &objectives],
        &["report", &unknown],
        &["report", &missing],
        &["report", &plain, &missing],
        &["report", &plain, &unknown],
        &["report", &used, &other, "--run", "7"],
        &["report", &plain, "--objectives", &unknown],
        &["report", &plain, "--objectives", &missing],
        &["report", &plain, "--group-by", ODD],
        &["report", &plain, "--where", &tag],
        &["plan", &missing],
        &["plan", &unknown],
        &["report", &used, "--format", ODD],
    ];
    for arguments in asked {
        let output = sloscope(arguments);
        is_safe(&out(&output));
        is_safe(&err(&output));
        let said = out(&output) + &err(&output);
        // Markdown and JSON write it in their own way.
        assert!(said.contains("u{1b}") || said.contains("\\u001b"), "{said}");
    }
    let folder = odd_file("folder", b"");
    let inside = format!("{folder}/report.md");
    for arguments in [["report", &used, "--charts", &folder], ["report", &used, "--out", &inside]] {
        let output = sloscope(&arguments);
        assert_eq!(code(&output), 2);
        is_safe(&err(&output));
    }
}

#[test]
fn plans_do_nothing_either() {
    let example = out(&sloscope(&["plan", "--example", "seed-60s", "--format", "json"]));
    let mut plan: serde_json::Value = serde_json::from_str(&example).expect("JSON");
    plan["name"] = format!("Mine {ODD}").into();
    plan["requests"][0]["name"] = format!("clarify {ODD}").into();
    let file = odd_file("plan", plan.to_string().as_bytes());
    for form in ["text", "json", "k6", "k6-operator"] {
        let output = sloscope(&["plan", &file, "--format", form]);
        assert_eq!(code(&output), 0, "{}", err(&output));
        is_safe(&out(&output));
    }
    // What is written is read again as it was.
    let again = out(&sloscope(&["plan", &file, "--format", "json"]));
    let again: serde_json::Value = serde_json::from_str(&again).expect("JSON");
    assert_eq!(again["name"], plan["name"]);
    let mistakes = with_input(&["plan", "-"], format!("{{\"{ODD}\": 1}}").as_bytes());
    assert_eq!(code(&mistakes), 2);
    is_safe(&err(&mistakes));
    let curl = with_input(&["plan", "--from", "curl", "-"], format!("curl 'http://h/{ODD}' --odd{ODD}").as_bytes());
    is_safe(&(out(&curl) + &err(&curl)));
}

#[test]
fn messages_do_not_repeat_users_of_addresses() {
    let results = fixture("v2.2/default_only/results.json");
    let objectives = odd_file("users", br#"{"http_req_duration{name:https://bob:SECRET@h.test/x": ["p(95)<5"]}"#);
    for arguments in [
        &["report", &results, "--objectives", &objectives][..],
        &["report", &results, "--where", "https://bob:SECRET@h.test"],
        &["report", &results, "--group-by", "https://bob:SECRET@h.test"],
        &["report", "https://bob:SECRET@h.test/x"],
        &["plan", "https://bob:SECRET@h.test/x"],
    ] {
        let output = sloscope(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        let text = out(&output) + &err(&output);
        assert!(text.contains("h.test") && !text.contains("SECRET"), "{text}");
    }
}
