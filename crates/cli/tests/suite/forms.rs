//! Forms of the report for other programs, and their options.

use serde_json::Value;

use crate::support::{code, err, fixture, out, scratch, sloscope};

fn run() -> String {
    fixture("v2.2/thresholds_fail/results.json.gz")
}

/// The report in a form: its exit code is that of the verdict, whatever the form.
fn form(arguments: &[&str]) -> String {
    let output = sloscope(&[&["report", &run()], arguments].concat());
    assert_eq!(code(&output), 1, "{arguments:?}: {}", err(&output));
    out(&output)
}

fn refused(arguments: &[&str], why: &str) {
    let output = sloscope(&[&["report", &run()], arguments].concat());
    assert_eq!((code(&output), out(&output).as_str()), (2, ""), "{arguments:?}");
    assert!(err(&output).contains(why), "{arguments:?}: {}", err(&output));
}

#[test]
fn tables_by_name() {
    let summary = form(&["--format", "csv"]);
    assert!(
        summary.starts_with("figure,series,stat,value,unit,limit,verdict,absent\r\nVerdict,,,,,,fail,\r\n"),
        "{summary}"
    );
    assert_eq!(form(&["--format", "csv", "--table", "summary"]), summary);
    let latency = form(&["--format", "csv", "--table", "chart-latency"]);
    assert!(latency.starts_with("ms,p99,p95,p90,p50,requests\r\n0,"), "{latency}");
    let breakdown = form(&["--format", "csv", "--table", "breakdown", "--group-by", "name"]);
    assert!(breakdown.starts_with("name,") && breakdown.contains("\r\nslow,1382,"), "{breakdown}");
    refused(
        &["--format", "csv", "--table", "nothing"],
        "there is no such table; there are summary, objectives, findings",
    );
    refused(&["--format", "csv", "--table", "breakdown"], "as in --group-by name");
    refused(&["--table", "latency"], "--table names a table of --format csv");
    let path = scratch("forms_csv").join("stages.csv");
    form(&["--format", "csv", "--table", "stages", "--out", path.to_str().expect("UTF-8")]);
    assert!(std::fs::read_to_string(&path).expect("written").starts_with("stage,scenario,start_ms"));
}

#[test]
fn what_other_tools_read() {
    let xml = form(&["--format", "junit"]);
    assert!(xml.contains("<testsuites name=\"sloscope\" tests=\"16\" failures=\"8\" errors=\"7\""), "{xml}");
    let text = form(&["--format", "prometheus"]);
    assert!(text.contains("\nk6_http_req_duration_seconds{quantile=\"0.95\"} 0.3042934707"), "{text}");
    let short = form(&["--format", "markdown", "--short"]);
    assert!(short.starts_with("**Verdict**: ❌ FAIL") && short.len() < form(&["--format", "markdown"]).len());
    refused(&["--short"], "--short is of --format markdown");
}

#[test]
fn parts_for_programs() {
    let text = form(&["--format", "json", "--select", "objectives,findings,latency"]);
    let part: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((&part["schema"], &part["verdict"]), (&"sloscope.part/1".into(), &"fail".into()));
    assert!(part["metrics"].is_null() && part["latency"][0]["values"]["p(95)"].is_number());
    let output = sloscope(&["report", &run(), "--format", "json", "--select", "objectives", "--max-bytes", "4000"]);
    let text = out(&output);
    assert!(text.len() <= 4000 && err(&output).contains("TRUNCATED to 4000 bytes: objectives ("), "{}", err(&output));
    let part: Value = serde_json::from_str(&text).expect("JSON");
    assert!(part["_truncated"]["lists"][0]["of"].as_u64() == Some(16), "{part}");
    refused(&["--format", "json", "--max-bytes", "20"], "at least; allow more");
    refused(&["--format", "json", "--select", "latencies"], "there is no such part; there are figures");
    refused(&["--select", "latency"], "--select is of --format json");
    refused(&["--max-bytes", "100"], "--max-bytes is of --format json");
}

#[test]
fn schemas_by_name() {
    let names = sloscope(&["schema"]);
    assert_eq!((code(&names), out(&names).as_str()), (0, "report\npart\nbaseline\ncomparison\nplan\nsite\n"));
    for name in out(&names).lines() {
        let schema: Value = serde_json::from_str(&out(&sloscope(&["schema", name]))).expect("JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["title"], format!("sloscope.{name}/1"));
    }
    assert_eq!(code(&sloscope(&["schema", "nothing"])), 2);
}
