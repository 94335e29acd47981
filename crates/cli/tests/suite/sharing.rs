//! What of a run is written, and what is said of it: hosts by number, other names for tags and checks.

use flate2::read::MultiGzDecoder;
use std::io::Read;

use crate::support::{code, err, fixture, out, scratch, sloscope};

const RESULTS: &str = "cases/privacy/results.ndjson";
/// All names of the fixture that can be replaced.
const REPLACED: [&str; 9] = [
    "--replace-hosts=shop,planted",
    "--rename",
    "scenario:shop=plan",
    "--rename",
    "check:*=check",
    "--rename",
    "group:*=::group",
    "--rename",
    "name:*=request",
];

/// The bytes of a file as text, without the gzip that is around all of it or behind its first line.
fn text(path: &str) -> String {
    let bytes = std::fs::read(path).expect("written");
    let packed = bytes.windows(3).position(|three| three == [0x1f, 0x8b, 8]).unwrap_or(bytes.len());
    let mut plain = bytes.clone();
    let _ = MultiGzDecoder::new(&bytes[packed..]).read_to_end(&mut plain);
    String::from_utf8_lossy(&plain).into_owned()
}

/// Every form of every command that writes results has the same names, and none of the old ones; standard error, too.
#[test]
fn no_form_has_a_name_that_is_replaced() {
    let (file, folder) = (fixture(RESULTS), scratch("sharing"));
    let place = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let forms = ["text", "markdown", "json", "html", "junit", "csv", "prometheus"];
    let (charts, mut written) = (place("charts"), Vec::new());
    let mut run = |name: &str, arguments: &[&str], codes: &[i32]| {
        let path = place(name);
        let _ = std::fs::remove_file(&path);
        let output = sloscope(&[arguments, &[&path], &REPLACED].concat());
        assert!(codes.contains(&code(&output)), "{arguments:?}: {}", err(&output));
        written.push((name.to_owned(), text(&path)));
        written
            .push((format!("{name}, said"), err(&output).lines().filter(|line| !line.contains("left out:")).collect()));
    };
    for form in forms {
        let embed: &[&str] = if form == "html" { &["--embed", "nothing"] } else { &[] };
        let report = [&["report", &file, "--group-by", "name,url", "--format", form], embed, &["--out"]].concat();
        run(&format!("report.{form}"), &report, &[0, 3]);
        if !["csv", "prometheus"].contains(&form) {
            let sides = ["compare", "--baseline", &file, "--candidate", &file, "--anyway", "--format", form, "--out"];
            run(&format!("compare.{form}"), &sides, &[0, 3]);
        }
    }
    run("short.md", &["report", &file, "--format", "markdown", "--short", "--charts", &charts, "--out"], &[0, 3]);
    for name in ["run.slo", "run.parquet", "run.json", "run.json.gz"] {
        run(name, &["convert", &file], &[0]);
    }
    for form in ["summary", "handle-summary"] {
        run(form, &["convert", "--to", form, &file], &[0]);
    }
    for file in std::fs::read_dir(&charts).expect("charts").filter_map(Result::ok) {
        let path = file.path().to_str().expect("UTF-8").to_owned();
        written.push((path.clone(), text(&path)));
    }
    for (name, text) in &written {
        for word in ["shop.example", "planted-user", "planted-name-query", "planted-check", "planted-console"] {
            assert!(!text.contains(word), "{name} has {word}");
        }
    }
    let whole: String = written.into_iter().map(|(_, text)| text).collect();
    assert!(whole.contains("https://host-3/items") && whole.contains("request-2") && whole.contains("check"));
}

/// Filters and objectives name values as the files have them.
#[test]
fn filters_name_what_the_files_have() {
    let (file, place) = (fixture("v2.2/thresholds_fail/results.json.gz"), scratch("sharing").join("objectives.json"));
    std::fs::write(&place, r#"{"http_req_duration{name:flaky}":["p(95)<500"]}"#).expect("written");
    let asked = |more: &[&str]| {
        let usual = [
            "report",
            &file,
            "--objectives",
            place.to_str().expect("UTF-8"),
            "--where",
            "name=flaky",
            "--format",
            "json",
        ];
        let output = sloscope(&[&usual, more].concat());
        let report: serde_json::Value =
            serde_json::from_str(&out(&output)).unwrap_or_else(|_| panic!("{}", err(&output)));
        (code(&output), report)
    };
    let (before, after) = (asked(&[]), asked(&["--rename", "name:flaky=one", "--replace-hosts"]));
    let objective = |report: &serde_json::Value, part: &str| report["objectives"][0][part].clone();
    assert_eq!(before.0, after.0);
    for part in ["verdict", "measured", "samples"] {
        assert_eq!(objective(&before.1, part), objective(&after.1, part), "{part}");
    }
    assert_eq!(objective(&after.1, "series"), "http_req_duration{name:one}");
    // Its address and its check were not renamed.
    assert!(!after.1.to_string().contains("name:flaky"), "{}", after.1);
}

/// Whoever writes a file is told what is in it, and a rule that does nothing is named.
#[test]
fn what_goes_out_is_said() {
    let (file, path) = (fixture(RESULTS), scratch("sharing").join("said.md"));
    let path = path.to_str().expect("UTF-8");
    let said =
        |more: &[&str]| err(&sloscope(&[&["report", &file, "--format", "markdown", "--out", path], more].concat()));
    let usual = said(&[]);
    assert!(usual.contains("goes out: ") && usual.contains("1 host name: shop.example"), "{usual}");
    assert!(usual.contains("left out: ") && usual.contains(" query strings"), "{usual}");
    let asked = said(&["--replace-hosts", "--keep-queries", "--rename", "check:none=x", "--rename", "check:*=c"]);
    assert!(asked.contains("1 host name, replaced by host-1 and so on: shop.example"), "{asked}");
    assert!(asked.contains("the rule check:none=x fits no value"), "{asked}");
    assert_eq!(said(&["--rename", "status:200=x"]).matches("cannot be renamed").count(), 1);
    // What is printed is read by whoever asked.
    assert_eq!(err(&sloscope(&["report", &file, "--replace-hosts"])), "");
}
