//! What is written, where, and in which form; figures are compared with k6's own summaries.

use std::process::{Command, Stdio};

use crate::support::{code, err, fixture, out, scratch, sloscope, with_input};
use serde_json::Value;

fn json(arguments: &[&str]) -> Value {
    let output = sloscope(&[&["report", "--format", "json"], arguments].concat());
    serde_json::from_str(&out(&output)).unwrap_or_else(|error| panic!("{error}: {}", err(&output)))
}

fn close(ours: f64, theirs: f64) -> bool {
    (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1e-300)
}

/// Every value of k6's legacy summary against those computed from the samples beside it. Rates of counters are
/// left out here: they need the summary's duration.
#[test]
fn the_figures_are_k6s() {
    let runs = [
        ("v2.2/default_only", "results.json"),
        ("v2.2/thresholds_fail", "results.json.gz"),
        ("v2.2/only_errors", "results.json.gz"),
        ("v2.2/grpc", "results.json"),
        ("v2.2/mixed_ramping", "results.json.gz"),
        ("v0.38/thresholds_fail", "results.json.gz"),
    ];
    for (folder, results) in runs {
        let report = json(&[&fixture(&format!("{folder}/{results}"))]);
        let summary = fixture(&format!("{folder}/summary.json"));
        let Ok(summary) = std::fs::read_to_string(&summary) else { continue };
        let summary: Value = serde_json::from_str(&summary).expect("k6's summary");
        let mut compared = 0;
        for (name, stated) in summary["metrics"].as_object().expect("metrics") {
            let Some(ours) = report["metrics"].get(name) else { continue };
            for (stat, value) in stated.as_object().expect("values") {
                let counter = ours["type"] == "counter";
                let (Some(value), false) = (value.as_f64(), counter && stat == "rate") else { continue };
                let key = if ours["type"] == "rate" && stat == "value" { "rate" } else { stat };
                let got = ours["values"].get(key).and_then(Value::as_f64);
                // A series without samples: k6 writes zeros, sloscope nothing.
                if got.is_none() && ours["samples"] == 0 && value == 0.0 {
                    continue;
                }
                assert!(got.is_some_and(|got| close(got, value)), "{folder}: {name} {stat}: {got:?}, k6 says {value}");
                compared += 1;
            }
        }
        assert!(compared >= 30, "{folder}: only {compared} values compared");
    }
}

#[test]
fn json_has_its_schema_and_no_null() {
    let report = json(&[&fixture("v2.2/thresholds_fail/results.json.gz")]);
    assert_eq!(report["schema"], "sloscope.report/1");
    assert_eq!(report["verdict"], "fail");
    assert_eq!(report["run"]["duration_from"], "observed-span");
    let objective = report["objectives"].as_array().expect("a list").iter().find(|o| o["expression"] == "med<1");
    let objective = objective.expect("the objective of the file");
    assert_eq!((&objective["series"], &objective["verdict"]), (&"http_req_duration".into(), &"fail".into()));
    let number = |key: &str| objective[key].as_f64().expect("a number");
    assert!(close(number("margin"), number("limit") - number("measured")));
    assert!(!has_null(&report), "a null stands for a missing value");
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(map) => map.values().any(has_null),
        _ => false,
    }
}

#[test]
fn a_tag_filter_narrows_everything() {
    let file = fixture("v2.2/thresholds_fail/results.json.gz");
    let whole = json(&[&file]);
    let part = json(&[&file, "--where", "name=flaky"]);
    let count = |report: &Value| report["metrics"]["http_reqs"]["values"]["count"].as_f64().expect("a count");
    let flaky = whole["metrics"]["http_req_duration{name:flaky}"]["samples"].as_f64().expect("a sub-metric");
    assert_eq!(count(&part), flaky);
    assert!(count(&part) < count(&whole));
    assert_eq!(part["selection"]["tags"]["name"], "flaky");
    assert!(whole.get("selection").is_none());
    let rest = json(&[&file, "--where", "name!=flaky"]);
    assert_eq!(count(&rest), count(&whole) - flaky);
    assert_eq!(rest["selection"]["without"][0][1], "flaky");
}

#[test]
fn standard_input_and_a_file_give_the_same() {
    let path = fixture("v2.2/default_only/results.json");
    let bytes = std::fs::read(&path).expect("the fixture");
    let from_file = json(&[&path]);
    let output = with_input(&["report", "--format", "json", "-"], &bytes);
    let from_stdin: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(from_stdin["metrics"], from_file["metrics"]);
    assert_eq!(from_stdin["run"]["sources"][0]["name"], "standard input");
    assert_eq!(err(&output), "", "no progress where there is no terminal");
}

#[test]
fn out_writes_a_file_and_nothing_else() {
    let file = scratch("out").join("report.md");
    let path = file.to_str().expect("UTF-8");
    let results = fixture("v2.2/default_only/results.json");
    let output = sloscope(&["report", &results, "--format", "markdown", "--out", path]);
    assert_eq!((code(&output), out(&output).as_str()), (0, ""));
    let text = std::fs::read_to_string(&file).expect("written");
    assert!(text.starts_with("# 📊 Throughput Tuning Report"), "{text}");
    assert!(text.ends_with("*Report generated by sloscope*\n"), "{text}");
}

#[test]
fn what_is_read_is_not_written_over() {
    let folder = scratch("over");
    let path = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
    let (results, plan) = (path("results.json"), path("plan.json"));
    std::fs::copy(fixture("v2.2/default_only/results.json"), &results).expect("copied");
    let example = out(&sloscope(&["plan", "--example", "seed-60s", "--format", "json"]));
    std::fs::write(&plan, &example).expect("written");
    let other_name = folder.join(".").join("results.json");
    let as_objectives = fixture("v2.2/default_only/results.json");
    for (arguments, lost) in [
        (&["report", &results, "--out", other_name.to_str().expect("UTF-8")][..], &results),
        (&["report", &as_objectives, "--objectives", &plan, "--out", &plan], &plan),
        (&["plan", &plan, "--format", "k6", "--out", &plan], &plan),
    ] {
        let before = std::fs::read(lost).expect("there");
        let output = sloscope(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(err(&output).contains("this file is read, and would be lost"), "{}", err(&output));
        assert_eq!(std::fs::read(lost).expect("there"), before);
    }
    assert_eq!(code(&sloscope(&["plan", &plan, "--format", "json", "--out", &plan])), 0);
    assert_eq!(std::fs::read_to_string(&plan).expect("there"), example);
}

#[test]
fn text_fits_a_terminal_and_has_no_colour_in_a_pipe() {
    for file in
        ["v2.2/thresholds_fail/results.json.gz", "v2.2/only_errors/results.json.gz", "v2.2/odd_tags/results.json.gz"]
    {
        let shown = out(&sloscope(&["report", &fixture(file)]));
        assert!(!shown.contains('\u{1b}'), "{file}");
        // A name without a space cannot be broken.
        let long = shown.lines().find(|l| l.chars().count() > 100 && l.trim().contains(' ') && !l.contains('{'));
        assert_eq!(long, None, "{file}");
    }
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_sloscope"))
        .args(["report", "--format", "json", &fixture("v2.2/thresholds_fail/results.json.gz")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((code(&output), err(&output).as_str()), (1, ""));
}

/// A window's start is included and its end is not: parts of a run add up to it.
#[test]
fn the_parts_of_a_run_add_up_to_it() {
    let file = fixture("v2.2/mixed_ramping/results.json.gz");
    let count = |window: &[&str]| {
        let report = json(&[&[file.as_str()], window].concat());
        let of = |metric: &str| report["metrics"][metric]["values"]["count"].as_f64().expect("a count");
        (of("http_reqs"), of("iteration_duration"))
    };
    let (whole, first, second) = (count(&[]), count(&["--window", "..4.5"]), count(&["--window", "0:04.5.."]));
    assert_eq!((first.0 + second.0, first.1 + second.1), whole);
    assert!(first.0 > 0.0 && second.0 > 0.0);
    for wrong in ["5", "8s..5s", "x..y"] {
        let output = sloscope(&["report", &file, "--window", wrong]);
        assert_eq!(code(&output), 2, "{wrong}: {}", err(&output));
        assert!(err(&output).contains("window"), "{}", err(&output));
    }
}

/// One SVG file for each chart that has something to show; the others are named with a reason.
#[test]
fn charts_are_written_as_svg() {
    let folder = scratch("charts");
    let file = fixture("v2.2/dropped/results.json.gz");
    let output = sloscope(&["report", &file, "--charts", &folder.display().to_string()]);
    let said = err(&output);
    let charts: Vec<&str> = said.lines().filter(|line| line.contains("chart ")).collect();
    assert_eq!(charts, ["sloscope: no chart checks: The samples hold no checks."]);
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let kinds =
        "data errors heatmap histogram latency objective-1 objective-2 objective-3 phases rate slowest spectrum vus";
    let kinds: Vec<String> = kinds.split(' ').map(|kind| format!("{kind}.svg")).collect();
    assert_eq!(names, kinds);
    // None failed: the chart is there, and says so.
    let errors = std::fs::read_to_string(folder.join("errors.svg")).expect("a file");
    assert!(errors.contains("None of 1,658 requests failed"), "{errors}");
    let rate = std::fs::read_to_string(folder.join("rate.svg")).expect("a file");
    assert!(rate.starts_with("<svg ") && rate.contains("<title>4,333 iterations were dropped, first at 0:00</title>"));
    let nowhere = sloscope(&["report", &file, "--charts", &folder.join("rate.svg").display().to_string()]);
    assert_eq!(code(&nowhere), 2);
}

/// Each chart of an objective reads all samples: of very many those that are broken are drawn, and it is said.
#[test]
fn charts_of_very_many_objectives_are_the_gravest() {
    let folder = scratch("many_charts");
    let kept = (0..130).map(|i| format!("\"p({})<100000\"", i as f64 / 2.0));
    let all: Vec<String> = kept.chain(["\"p(99)<0.000001\"".to_owned()]).collect();
    let objectives = folder.with_extension("slo.json");
    std::fs::write(&objectives, format!("{{\"http_req_duration\":[{}]}}", all.join(","))).expect("a file");
    let file = fixture("v2.2/default_only/results.json");
    let (slo, charts) = (objectives.display().to_string(), folder.display().to_string());
    let output = sloscope(&["report", &file, "--objectives", &slo, "--charts", &charts]);
    assert!(err(&output).contains("charts are drawn of 100 objectives, the worst ones; 31 are left out"));
    let drawn = |number: usize| folder.join(format!("objective-{number}.svg")).exists();
    assert_eq!((1..=131).filter(|number| drawn(*number)).count(), 100);
    assert!(drawn(131), "the broken one");
}

#[test]
fn a_breakdown_is_written_in_each_form() {
    let file = fixture("v2.2/only_errors/results.json.gz");
    let report = json(&[&file, "--group-by", "error_code,name"]);
    let rows = report["breakdown"]["rows"].as_array().expect("rows");
    let counted: u64 = rows.iter().map(|row| row["count"].as_u64().expect("a count")).sum();
    assert_eq!(Some(counted as f64), report["metrics"]["http_reqs"]["values"]["count"].as_f64());
    assert!(!has_null(&report), "a null stands for a missing value");
    let shown = |form: &str| out(&sloscope(&["report", &file, "--group-by", "error_code", "--format", form]));
    assert!(shown("text").contains("By error_code\n"), "{}", shown("text"));
    assert!(shown("markdown").contains("<summary>🔬 Breakdown</summary>\n\nBy error_code: "), "{}", shown("markdown"));
    let odd = fixture("v2.2/odd_tags/results.json.gz");
    let alike = json(&[&odd, "--group-by", "name~", "--template", "http://127.0.0.1:38080/**"]);
    assert_eq!(alike["breakdown"]["rows"][0]["tags"]["name~"], "http://127.0.0.1:38080/**?…");
    assert_eq!(alike["breakdown"]["rows"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_tag_that_is_not_there_is_told_with_those_that_are() {
    let file = fixture("v2.2/default_only/results.json");
    let output = sloscope(&["report", &file, "--group-by", "nmae"]);
    assert_eq!((code(&output), out(&output).as_str()), (2, ""));
    let told = err(&output);
    assert!(told.contains("no sample has the tag nmae") && told.contains("method") && told.contains("name"), "{told}");
    let summary = fixture("v2.2/default_only/summary.json");
    let output = sloscope(&["report", &summary, "--group-by", "name"]);
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("a summary does not hold single requests"), "{}", err(&output));
    for wrong in ["", "a,b,c", "a,"] {
        assert_eq!(code(&sloscope(&["report", &file, "--group-by", wrong])), 2, "{wrong}");
    }
}

/// One file: the verdict, every objective and metric, charts; no script, and a policy that allows its style alone.
#[test]
fn html_is_one_file_that_needs_nothing_else() {
    let path = scratch("html").join("report.html");
    let path = path.to_str().expect("UTF-8");
    let folder = fixture("v2.2/thresholds_fail/results.json.gz");
    let output = sloscope(&["report", &folder, "--format", "html", "--out", path]);
    assert_eq!((code(&output), out(&output).as_str()), (1, ""), "{}", err(&output));
    let html = std::fs::read_to_string(path).expect("a file");
    assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"));
    assert!(html.contains("default-src 'none'; style-src 'sha256-") && !html.contains("<script"));
    assert!(!html.contains(" src=") && !html.contains("href=\"http"), "it loads something");
    let report = json(&[&folder]);
    let objectives = report["objectives"].as_array().expect("objectives").len();
    assert_eq!(html.matches("data-objective=").count(), objectives);
    assert_eq!(
        html.matches("<svg class=\"drawing\"").count(),
        html.matches("<figure").count() - html.matches("class=\"chart-absent\"").count()
    );
    assert!(html.contains("data-chart=\"rate\"") && html.contains("data-verdict=\"fail\""));
}

/// Query strings are left out of every form and of charts, unless they are asked for.
#[test]
fn queries_are_written_when_they_are_asked_for() {
    let file = |name: &str| fixture(&format!("cases/privacy/{name}"));
    let (results, archive, charts) = (file("results.ndjson"), file("archive.tar"), scratch("queries"));
    let charts = charts.to_str().expect("UTF-8");
    for form in ["text", "markdown", "json", "html"] {
        let asked = |more: &[&str]| {
            let usual = ["report", &results, &archive, "--format", form, "--charts", charts];
            let output = sloscope(&[&usual, more].concat());
            assert_eq!(code(&output), 0, "{}", err(&output));
            let all = std::fs::read_dir(charts).expect("charts").filter_map(|file| file.ok());
            let drawn: String = all.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect();
            (out(&output), drawn)
        };
        let (text, drawn) = asked(&[]);
        assert!(!text.contains("-query") && text.contains("[query left out]"), "{text}");
        assert!(!drawn.contains("-query") && drawn.contains("[query left out]"));
        let (text, drawn) = asked(&["--keep-queries"]);
        assert!(text.contains("planted-selector-query") && drawn.contains("planted-selector-query"), "{text}");
        assert!(!text.contains("planted-user") && !drawn.contains("planted-user"), "{text}");
    }
}
