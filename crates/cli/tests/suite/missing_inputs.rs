//! An input that could not be read, or changed meanwhile: said above the verdict in every form, on standard error and in
//! the exit code.

use std::io::Write;

use crate::support::{code, err, fixture, out, scratch, sloscope, start, with_input};

const GOOD: &str = "v2.2/default_only/results.json";
const KEPT: &str = r#"{"http_reqs": ["count>=20"]}"#;

fn file(test: &str, name: &str, content: &[u8]) -> String {
    let path = scratch(test).join(name);
    std::fs::write(&path, content).expect("written");
    path.to_str().expect("UTF-8").to_owned()
}

/// Input, what is said of it, what is to be done.
fn bad(test: &str) -> Vec<(String, &'static str, &'static str)> {
    let gzip = std::fs::read(fixture("v2.2/thresholds_fail/results.json.gz")).expect("the fixture");
    let folder = scratch(test).join("folder");
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut all = vec![
        (format!("{}/gone.json", folder.display()), "gone.json: The file does not exist.", "Check its name"),
        (folder.to_str().expect("UTF-8").to_owned(), "folder: This is a folder, not a file.", "Name the files in it."),
        (file(test, "empty.json", b""), "empty.json: This is an empty file.", "check that it ran"),
        (file(test, "notes.txt", b"Remember the milk.\n"), "notes.txt: This is ", "k6"),
        (
            file(test, "broken.json.gz", &[&gzip[..10], &[0xff; 500]].concat()),
            "broken.json.gz: This is ",
            "fetch it again",
        ),
        ("-".to_owned(), "standard input: Standard input gave nothing.", "Check the command"),
    ];
    // What no user may read: there is none for root.
    let locked = file(test, "locked.json", b"x");
    let mut rights = std::fs::metadata(&locked).expect("metadata").permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o000);
    std::fs::set_permissions(&locked, rights).expect("locked");
    if std::fs::File::open(&locked).is_err() {
        all.push((locked, "locked.json: The file may not be read: permission was denied.", "Allow this user"));
    }
    // A file of which reading fails at once.
    if cfg!(target_os = "linux") {
        all.push(("/proc/self/mem".to_owned(), "mem: The file cannot be read (", "Check the disk"));
    }
    all
}

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_missing_input_is_told_in_every_form_and_is_no_pass() {
    let (good, slo) = (fixture(GOOD), file("forms", "slo.json", KEPT.as_bytes()));
    assert_eq!(code(&sloscope(&["report", &good, "--objectives", &slo])), 0);
    for (input, says, advice) in bad("forms") {
        let asked = |more: &[&str]| {
            let output = sloscope(&[&["report", &good, &input, "--objectives", &slo], more].concat());
            (code(&output), out(&output), err(&output))
        };
        let (code, text, error) = asked(&[]);
        assert_eq!(code, 3, "{input}: {text}");
        assert!(flat(&error).contains(says) && error.contains(advice), "{input}: {error}");
        let (above, verdict) = text.split_once("\nPASS  ").expect("the verdict");
        assert!(flat(above).contains(says) && flat(above).contains(advice), "{input}: {text}");
        assert!(flat(verdict).contains("could not be read: the verdict covers only what could be read."), "{text}");
        let (code, markdown, _) = asked(&["--format", "markdown"]);
        assert_eq!(code, 3);
        let (above, rest) = markdown.split_once("**Verdict**").expect("the verdict");
        let (name, what) = says.split_once(": ").expect("a name");
        assert!(above.contains(&format!("> - `{name}`: {what}")) && above.contains(advice), "{markdown}");
        assert!(!rest.contains("Excellent") && rest.contains("with a reservation"), "{markdown}");
        let (code, json, _) = asked(&["--format", "json"]);
        assert_eq!(code, 3);
        let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let missing = &json["inputs_missing"];
        assert_eq!((missing.as_array().map(Vec::len), &missing[0]["name"]), (Some(1), &name.into()), "{missing}");
        assert!(missing[0]["what"].as_str().expect("words").starts_with(what), "{missing}");
        assert!(missing[0]["advice"].as_str().expect("words").contains(advice), "{missing}");
        assert_eq!(asked(&["--allow-incomplete"]).0, 0);
        // Nobody knows whether the objectives are in what is missing.
        let unjudged = sloscope(&["report", &good, &input]);
        assert_eq!(self::code(&unjudged), 3, "{}", out(&unjudged));
        // And where nothing else is there.
        let alone = sloscope(&["report", &input]);
        assert_eq!((self::code(&alone), out(&alone)), (2, String::new()), "{input}");
        assert!(err(&alone).contains(advice), "{input}: {}", err(&alone));
    }
}

/// Broken objectives are broken, whatever is missing.
#[test]
fn a_fail_stays_one() {
    let slo = file("fail", "slo.json", br#"{"http_reqs": ["count>=1000"]}"#);
    let output = sloscope(&["report", &fixture(GOOD), "no/such.json", "--objectives", &slo]);
    assert_eq!(code(&output), 1, "{}", out(&output));
    assert!(out(&output).starts_with("Not all of the input is in this report:"), "{}", out(&output));
}

/// The file is opened before standard input is read to its end, and read after that.
#[test]
fn a_file_that_changed_while_it_was_read_is_told() {
    let samples = std::fs::read(fixture(GOOD)).expect("the fixture");
    let (path, slo) = (file("changed", "growing.json", &samples), file("changed", "slo.json", KEPT.as_bytes()));
    let mut child = start(&["report", "-", &path, "--objectives", &slo]);
    let mut stdin = child.stdin.take().expect("stdin");
    // More than a pipe holds: once this is written, it reads, and has opened the file.
    stdin.write_all(&b" \n".repeat(600_000)).expect("written");
    let mut growing = std::fs::OpenOptions::new().append(true).open(&path).expect("the file");
    growing.write_all(b"\n").expect("appended");
    drop((growing, stdin));
    let output = child.wait_with_output().expect("it ends");
    let text = flat(&out(&output));
    assert_eq!(code(&output), 3, "{text}");
    let (above, verdict) = text.split_once("PASS ").expect("the verdict");
    assert!(above.contains("growing.json: The file changed while it was read") && above.contains("once k6 has ended"));
    assert!(verdict.contains("growing.json could not be read completely"), "{text}");
}

#[test]
fn different_runs_and_a_missing_file() {
    let output = with_input(&["report", &fixture(GOOD), &fixture("v2.2/grpc/results.json"), "gone.json"], b"");
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("gone.json: The file does not exist.") && err(&output).contains("2 different runs"));
}
