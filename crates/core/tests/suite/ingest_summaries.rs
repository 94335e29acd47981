//! k6's summaries: every number, verdict and check is read as k6 wrote it. Expected values are k6's own, read here
//! with serde_json and from k6's exit code and screen.

use crate::support::{fixture, metric, read, summary};
use serde_json::{Value, json};
use sloscope_core::ingest::{Format, Summary};
use sloscope_core::metric::MetricType;
use sloscope_core::options::Secret;
use sloscope_core::report::CheckGroup;
use sloscope_core::stat::{Stat, Values};

const LEGACY: [&str; 18] = [
    "v0.38/default/summary.json",
    "v0.57/thresholds_fail/summary.json",
    "v2.2/abort_on_fail/summary.json",
    "v2.2/default_only/summary.json",
    "v2.2/dropped/summary.json",
    "v2.2/empty/summary.json",
    "v2.2/empty_aborted/summary.json",
    "v2.2/grpc/summary.json",
    "v2.2/invalid_values/summary.json",
    "v2.2/mixed_ramping/summary.json",
    "v2.2/odd_tags/summary.json",
    "v2.2/only_errors/summary.json",
    "v2.2/seed_10min/summary.json",
    "v2.2/seed_60s/summary.json",
    "v2.2/system_tags_min/summary.json",
    "v2.2/thresholds_fail/summary.json",
    "v2.2/tls_http2/summary.json",
    "v2.2/ws/summary.json",
];
const HANDLE: [&str; 14] = [
    "v0.57/thresholds_fail/summary-data.json",
    "v2.2/abort_on_fail/summary-data.json",
    "v2.2/dropped/summary-data.json",
    "v2.2/empty/summary-data.json",
    "v2.2/grpc/summary-data.json",
    "v2.2/invalid_values/summary-data.json",
    "v2.2/mixed_ramping/summary-data.json",
    "v2.2/odd_tags/summary-data.json",
    "v2.2/only_errors/summary-data.json",
    "v2.2/plain_handlesummary/handle-summary.json",
    "v2.2/seed_10min/summary-data.json",
    "v2.2/seed_60s/summary-data.json",
    "v2.2/thresholds_fail/summary-data.json",
    "v2.2/ws/summary-data.json",
];
const MACHINE: [&str; 3] =
    ["v1.8/thresholds_fail_mrs/summary.json", "v2.2/default_mrs/summary.json", "v2.2/thresholds_fail_mrs/summary.json"];

fn raw(name: &str) -> Value {
    serde_json::from_slice(&fixture(name)).expect(name)
}

/// All numbers that k6 states of a metric are there, and no others.
fn same_numbers(what: &str, values: &Values, raw: &Value) {
    let raw = raw.as_object().expect(what);
    let number = |key: &str| raw.get(key).and_then(Value::as_f64);
    let is_rate = raw.contains_key("passes") || raw.contains_key("matches");
    let mut wanted = Vec::new();
    for key in raw.keys().filter(|key| *key != "thresholds") {
        let Some(value) = number(key) else { continue };
        match key.as_str() {
            "matches" => wanted.push((Stat::Passes, value)),
            "total" => wanted.push((Stat::Fails, value - number("matches").expect("matches"))),
            "value" | "rate" if is_rate => {
                let total = number("total").or_else(|| Some(number("passes")? + number("fails")?));
                // 0 of 0 is not 0.
                if total != Some(0.0) {
                    wanted.push((Stat::Rate, value));
                }
            }
            key => wanted.push((Stat::parse(key).expect(key), value)),
        }
    }
    assert_eq!(values.len(), wanted.len(), "{what}: {values:?}");
    for (stat, value) in wanted {
        assert_eq!(values.get(stat), Some(value), "{what} {stat}");
    }
}

#[test]
fn every_number_of_the_export() {
    for name in LEGACY {
        let (source, raw) = (read(&fixture(name)), raw(name));
        assert_eq!(source.info.format, Format::SummaryLegacy, "{name}");
        assert!(source.diagnostics.is_clean() && source.diagnostics.notes.is_empty(), "{:?}", source.diagnostics);
        let summary = summary(&source);
        let metrics = raw["metrics"].as_object().expect("metrics");
        assert_eq!(summary.metrics.len(), metrics.len(), "{name}");
        for (series, entry) in metrics {
            let metric = metric(summary, series);
            same_numbers(&format!("{name} {series}"), &metric.values, entry);
            let thresholds = entry["thresholds"].as_object().cloned().unwrap_or_default();
            assert_eq!(metric.thresholds.len(), thresholds.len());
            for threshold in &metric.thresholds {
                // true = crossed.
                let crossed = thresholds[&threshold.expression].as_bool().expect("a boolean");
                assert_eq!(threshold.ok, Some(!crossed), "{name} {series} {}", threshold.expression);
            }
        }
        assert_eq!((summary.duration_ms, summary.start), (None, None), "{name}: the export does not say");
    }
}

#[test]
fn every_number_of_handle_summary() {
    for name in HANDLE {
        let (source, raw) = (read(&fixture(name)), raw(name));
        assert_eq!(source.info.format, Format::SummaryHandle, "{name}");
        let summary = summary(&source);
        let metrics = raw["metrics"].as_object().expect("metrics");
        assert_eq!(summary.metrics.len(), metrics.len(), "{name}");
        for (series, entry) in metrics {
            let metric = metric(summary, series);
            same_numbers(&format!("{name} {series}"), &metric.values, &entry["values"]);
            assert_eq!(entry["type"], metric.kind.as_str());
            assert_eq!(entry["contains"].as_str(), metric.contains.map(|c| c.as_str()));
            for threshold in &metric.thresholds {
                assert_eq!(threshold.ok, entry["thresholds"][&threshold.expression]["ok"].as_bool(), "{name} {series}");
            }
        }
        assert_eq!(summary.duration_ms, raw["state"]["testRunDurationMs"].as_f64(), "{name}");
    }
}

#[test]
fn the_two_shapes_of_one_run_say_the_same() {
    for name in HANDLE.iter().filter(|name| name.ends_with("summary-data.json")) {
        let (handle, legacy) = (read(&fixture(name)), read(&fixture(&name.replace("-data", ""))));
        let (handle, legacy) = (summary(&handle), summary(&legacy));
        for theirs in &handle.metrics {
            let ours = metric(legacy, &theirs.series.to_string());
            assert_eq!((ours.kind, &ours.values, &ours.thresholds), (theirs.kind, &theirs.values, &theirs.thresholds));
        }
        let sorted = |tree: &Option<CheckGroup>| {
            let mut all = Vec::new();
            tree.iter().for_each(|tree| flatten(tree, &mut all));
            all.sort();
            all
        };
        assert_eq!(sorted(&handle.checks), sorted(&legacy.checks), "{name}");
    }
}

fn flatten(group: &CheckGroup, into: &mut Vec<(String, String, u64, u64)>) {
    into.push((group.path.clone(), group.name.clone(), 0, 0));
    into.extend(group.checks.iter().map(|c| (group.path.clone(), c.name.clone(), c.passes, c.fails)));
    group.groups.iter().for_each(|inner| flatten(inner, into));
}

/// k6 exits with 99 if a threshold failed, and marks each with a cross or a tick on the screen.
#[test]
fn verdicts_are_those_of_k6() {
    for name in LEGACY {
        let folder = name.trim_end_matches("summary.json");
        let path = crate::support::root().join("tests/fixtures").join(folder).join("exit_code.txt");
        let Ok(code) = std::fs::read_to_string(path) else { continue };
        let source = read(&fixture(name));
        let all = summary(&source).metrics.iter().flat_map(|m| &m.thresholds);
        let failed = all.filter(|t| t.ok == Some(false)).count();
        assert_eq!(failed > 0, code.trim() == "99", "{name}: {failed} failed, exit code {code}");
    }
    for name in ["v2.2/thresholds_fail", "v2.2/dropped", "v2.2/mixed_ramping", "v2.2/only_errors"] {
        let screen = String::from_utf8_lossy(&fixture(&format!("{name}/stdout.txt"))).into_owned();
        let marked = |mark: &str| screen.lines().filter(|l| l.trim_start().starts_with(&format!("{mark} '"))).count();
        let source = read(&fixture(&format!("{name}/summary.json")));
        let stated = |ok: bool| {
            let all = summary(&source).metrics.iter().flat_map(|m| &m.thresholds);
            all.filter(|t| t.ok == Some(ok)).count()
        };
        assert_eq!((stated(false), stated(true)), (marked("✗"), marked("✓")), "{name}");
    }
}

#[test]
fn the_machine_readable_summary_in_both_spellings() {
    for name in MACHINE {
        let raw = raw(name);
        let text = String::from_utf8(fixture(name)).expect("text");
        // What the schema says in place of what k6 2.2 writes (k6#6004).
        let schema = text.replace("k6_version", "k6Version").replace("generated_at", "generatedAt");
        let schema = schema.replace("\"p90\"", "\"p(90)\"").replace("\"p95\"", "\"p(95)\"");
        for text in [text, schema] {
            let source = read(text.as_bytes());
            assert_eq!(source.info.format, Format::SummaryMachineReadable, "{name}");
            let summary = summary(&source);
            let metrics = raw["results"]["metrics"].as_array().expect("metrics");
            for entry in metrics {
                let series = entry["name"].as_str().expect("a name");
                let metric = metric(summary, series);
                same_numbers(&format!("{name} {series}"), &metric.values, &entry["values"]);
                assert_eq!(entry["type"], metric.kind.as_str());
            }
            assert_eq!(summary.k6_version.as_deref(), raw["metadata"]["k6_version"].as_str());
            let seconds = raw["config"]["duration"].as_f64().expect("a duration");
            assert_eq!(summary.duration_ms, Some(seconds * 1000.0));
            let end = summary.end.map(sloscope_core::time::to_rfc3339);
            assert_eq!(end.as_deref(), raw["metadata"]["generated_at"].as_str());
            assert_eq!(summary.secrets, [Secret::Script]);
            let listed = raw["results"]["checks"]["results"].as_array().expect("a list");
            let checks = summary.checks.as_ref().map(|c| c.checks.as_slice()).unwrap_or_default();
            assert_eq!(checks.len(), listed.len());
            for (ours, theirs) in checks.iter().zip(listed) {
                assert_eq!(json!({"name": ours.name, "passes": ours.passes, "fails": ours.fails}), *theirs);
            }
        }
    }
    // The metric `checks` is not listed, but its counts are.
    let source = read(&fixture("v2.2/thresholds_fail_mrs/summary.json"));
    let checks = &metric(summary(&source), "checks").values;
    assert_eq!((checks.get(Stat::Passes), checks.get(Stat::Fails)), (Some(1434.0), Some(559.0)));
}

#[test]
fn the_summaries_of_the_seed() {
    let source = read(&fixture("v2.2/seed_10min/summary-data.json"));
    let seed = summary(&source);
    assert_eq!(seed.secrets, [Secret::SetupData]);
    assert_eq!(metric(seed, "http_reqs").values.get(Stat::Count), Some(150_006.0));
    let groups = &seed.checks.as_ref().expect("checks").groups;
    assert_eq!((groups.len(), groups[0].path.as_str(), groups[0].checks.len()), (1, "::clarification", 3));
}

#[test]
fn type_and_values_where_k6_says_little() {
    let kind = |name: &str, values: Value| {
        let text = json!({"root_group": {}, "metrics": {"vus": {"value": 1}, name: values}}).to_string();
        let source = read(text.as_bytes());
        metric(summary(&source), name).clone()
    };
    assert_eq!(kind("custom", json!({"passes": 1, "fails": 3, "value": 0.25})).kind, MetricType::Rate);
    assert_eq!(kind("custom", json!({"count": 4, "rate": 0.5})).kind, MetricType::Counter);
    assert_eq!(kind("custom", json!({"count": 4, "avg": 0.5})).kind, MetricType::Trend);
    assert_eq!(kind("custom", json!({"p(99.9)": 0.5})).kind, MetricType::Trend);
    assert_eq!(kind("custom", json!({"min": 1, "max": 2})).kind, MetricType::Trend, "summaryTrendStats: min, max");
    assert_eq!(kind("custom", json!({"value": 4, "min": 1, "max": 9})).kind, MetricType::Gauge);
    assert_eq!(kind("http_req_duration", json!({"count": 4})).kind, MetricType::Trend, "summaryTrendStats: count");
    let nulls = kind("custom", json!({"avg": null, "med": 1, "max": null}));
    assert_eq!(nulls.values, Values::from_iter([(Stat::Med, 1.0)]), "null is not 0");
    let nothing = kind("custom", json!({"passes": 0, "fails": 0, "value": 0}));
    assert_eq!(nothing.values.get(Stat::Rate), None, "0 of 0 is not 0");
    let old = kind("http_req_failed", json!({"passes": 5, "fails": 15, "value": 0}));
    assert_eq!(old.values.get(Stat::Rate), Some(0.25), "k6 before 0.30 wrote 0 for every rate");
}

fn seed() -> Value {
    raw("v2.2/thresholds_fail/summary-data.json")
}

fn requests(summary: &Summary) -> Option<f64> {
    metric(summary, "http_reqs").values.get(Stat::Count)
}

#[test]
fn wrapped_cut_down_and_beside_other_output() {
    let (handle, legacy) = (seed(), raw("v2.2/thresholds_fail/summary.json"));
    let wanted = handle["metrics"]["http_reqs"]["values"]["count"].as_f64();
    let check = |format: Format, text: String, note: &str| {
        let source = read(text.as_bytes());
        assert_eq!(source.info.format, format, "{note}");
        assert_eq!(requests(summary(&source)), wanted, "{note}");
        let notes = source.diagnostics.notes.join(" | ");
        assert!(notes.contains(note), "{note:?} is not in {notes:?}");
    };
    check(Format::SummaryHandle, json!({"data": handle}).to_string(), "");
    check(Format::SummaryHandle, json!({"report": {"k6": handle}}).to_string(), "");
    check(Format::SummaryLegacy, json!({"name": "run 1", "summary": legacy}).to_string(), "");
    check(Format::SummaryHandle, json!({"metrics": handle["metrics"]}).to_string(), "");
    check(Format::SummaryHandle, handle["metrics"].to_string(), "");
    let screen = String::from_utf8_lossy(&fixture("v0.57/thresholds_fail/stdout.txt")).into_owned();
    let pretty = serde_json::to_string_pretty(&handle).expect("text");
    check(Format::SummaryHandle, format!("{screen}\n{pretty}\n"), "text before the JSON");
    check(Format::SummaryHandle, format!("{pretty}\nERRO[0023] thresholds have been crossed\n"), "text after the JSON");
    check(Format::SummaryHandle, format!("{{\"level\":\"info\"}}\n{handle}"), "text before the JSON");
    let python =
        pretty.replacen("\"metrics\": {", "\"x\": NaN, \"y\": [Infinity, -Infinity, 1e999], \"metrics\": {", 1);
    check(Format::SummaryHandle, python, "taken as absent");
}

#[test]
fn without_its_root_group_a_boolean_says_nothing() {
    let mut legacy = raw("v2.2/thresholds_fail/summary.json");
    legacy.as_object_mut().expect("an object").remove("root_group");
    let source = read(legacy.to_string().as_bytes());
    let all: Vec<_> = summary(&source).metrics.iter().flat_map(|m| &m.thresholds).collect();
    assert!(all.len() > 10 && all.iter().all(|t| t.ok.is_none()), "{all:?}");
    assert!(source.diagnostics.notes.iter().any(|n| n.contains("crossed")), "{:?}", source.diagnostics.notes);
}

#[test]
fn what_k6_did_not_write_is_marked() {
    let check = |text: Value, name: &str, wanted: &[(Stat, f64)]| {
        let source = read(text.to_string().as_bytes());
        assert_eq!(source.info.format, Format::SummaryLookalike, "{text}");
        assert_eq!(metric(summary(&source), name).values, wanted.iter().copied().collect(), "{text}");
        assert!(source.diagnostics.notes.iter().any(|n| n.contains("k6")), "{:?}", source.diagnostics.notes);
    };
    let aliases = json!({"metrics": {"http_req_duration": {"type": "trend", "values":
        {"mean": 2.5, "median": 2, "p50": 2, "p95": 7, "99%": 9, "std": 1}}}});
    let values = [
        (Stat::Avg, 2.5),
        (Stat::Med, 2.0),
        (Stat::P(50.0), 2.0),
        (Stat::P(95.0), 7.0),
        (Stat::P(99.0), 9.0),
        (Stat::StdDev, 1.0),
    ];
    check(aliases, "http_req_duration", &values);
    let flat = json!({"metrics": {"http_req_duration": {"avg": 2.5, "p95": 7}, "http_reqs": {"count": 5, "rate": 1}}});
    check(flat, "http_req_duration", &[(Stat::Avg, 2.5), (Stat::P(95.0), 7.0)]);
    let hand_made = json!({"summary": {"p95_response_time": 12.5, "avg_response_time": 3, "total_requests": 100,
        "error_rate": 1.5, "passed": true}});
    check(hand_made.clone(), "http_req_duration", &[(Stat::Avg, 3.0), (Stat::P(95.0), 12.5)]);
    let source = read(hand_made.to_string().as_bytes());
    assert_eq!(requests(summary(&source)), Some(100.0));
    assert_eq!(summary(&source).metrics.len(), 2, "an error rate may be a share or a percentage");
}

#[test]
fn packed_and_in_other_encodings() {
    let plain = fixture("v2.2/seed_60s/summary.json");
    let text = String::from_utf8(plain.clone()).expect("text");
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xef\xbb\xbf".as_slice(), &plain].concat();
    let wanted = format!("{:?}", read(&plain).content);
    for bytes in [crate::support::packed(&plain), utf16, marked] {
        for slice in [1, 7, 1 << 16] {
            let source = crate::support::read_in(&bytes, slice);
            assert_eq!(source.info.format, Format::SummaryLegacy);
            assert_eq!(format!("{:?}", source.content), wanted);
        }
    }
    // The trailer is missing, the document is not.
    let packed = crate::support::packed(&plain);
    let source = read(&packed[..packed.len() - 4]);
    assert_eq!((source.info.format, &source.diagnostics.cut), (Format::SummaryLegacy, &None));
    assert!(source.diagnostics.notes[0].contains("is whole"), "{:?}", source.diagnostics.notes);
}
