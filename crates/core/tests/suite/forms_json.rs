//! Parts of the JSON report in so many bytes, names of findings, and the schemas of all that is written.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use sloscope_core::compare::{Question, Selection, Sides, compare, parts};
use sloscope_core::export::{self, SCHEMAS, json_part};
use sloscope_core::ingest::Reader;
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;
use sloscope_core::site::{File, Index, Judged, Run, Unread};

use crate::report_support::{files, fixtures, folders, read, report};
use crate::support::root;

fn reports() -> Vec<(String, Report)> {
    let query = Query { group_by: vec!["name".to_owned()], ..Query::default() };
    let of = |folder: &std::path::PathBuf| {
        let session = Session::new(files(folder).iter().map(|file| read(file)).collect());
        session.report(&query).map(|report| (folder.display().to_string(), report))
    };
    folders(&fixtures()).iter().filter_map(of).collect()
}

fn schema(name: &str) -> Value {
    let (_, schema) = SCHEMAS.iter().find(|(known, _)| *known == name).expect(name);
    schema()
}

/// What of a value its schema does not allow. Only the words that the schemas have are known; any other is a fault. Where it is
/// `strict`, an object has no field that is not listed.
fn faults(schema: &Value, value: &Value, at: &str, strict: bool, found: &mut Vec<String>) {
    let Value::Object(words) = schema else {
        assert_eq!(*schema, json!(true));
        return;
    };
    for (word, of) in words {
        let fits = match word.as_str() {
            "$schema" | "title" | "description" | "format" => true,
            "type" => {
                let is = |kind: &Value| match kind.as_str().expect("a name") {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    "number" => value.is_number(),
                    "integer" => value.is_u64() || value.is_i64() || value.as_f64().is_some_and(|v| v.fract() == 0.0),
                    other => panic!("{other} is no type"),
                };
                of.as_array().map_or_else(|| is(of), |kinds| kinds.iter().any(is))
            }
            "const" => value == of,
            "enum" => of.as_array().expect("a list").contains(value),
            "minimum" => value.as_f64().is_none_or(|v| v >= of.as_f64().expect("a number")),
            "maximum" => value.as_f64().is_none_or(|v| v <= of.as_f64().expect("a number")),
            "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= of.as_u64().expect("a number")),
            "required" => {
                of.as_array().expect("a list").iter().all(|name| {
                    value.as_object().is_none_or(|fields| fields.contains_key(name.as_str().expect("a name")))
                })
            }
            "properties" => {
                let known = of.as_object().expect("an object");
                for (name, value) in value.as_object().into_iter().flatten() {
                    match known.get(name) {
                        Some(schema) => faults(schema, value, &format!("{at}.{name}"), strict, found),
                        None if strict && !words.contains_key("additionalProperties") => {
                            found.push(format!("{at}.{name} is not in the schema"));
                        }
                        None => {}
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = words.get("properties").and_then(Value::as_object);
                for (name, value) in value.as_object().into_iter().flatten() {
                    if known.is_none_or(|known| !known.contains_key(name)) {
                        faults(of, value, &format!("{at}.{name}"), strict, found);
                    }
                }
                true
            }
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(of, item, &format!("{at}[{number}]"), strict, found);
                }
                true
            }
            "anyOf" => of.as_array().expect("a list").iter().any(|schema| {
                let mut inner = Vec::new();
                faults(schema, value, at, strict, &mut inner);
                inner.is_empty()
            }),
            other => panic!("{other} is a word that this test does not know"),
        };
        if !fits {
            found.push(format!("{at} is not as `{word}` demands"));
        }
    }
}

fn valid(name: &str, document: &Value, what: &str) {
    let mut found = Vec::new();
    faults(&schema(name), document, name, true, &mut found);
    assert!(found.is_empty(), "{what}: {found:?}");
}

#[test]
fn every_report_is_valid() {
    let mut filled = BTreeSet::new();
    for (what, report) in reports() {
        let document = export::json(&report);
        valid("report", &document, &what);
        filled.extend(document.as_object().expect("an object").keys().cloned());
        let part = json_part(&report, &[], None, true).expect("a part");
        valid("part", &serde_json::from_str(&part.text).expect("JSON"), &what);
        let saved = export::baseline_json(&[report], true);
        valid("baseline", &serde_json::from_str(&saved).expect("JSON"), &what);
    }
    let path = root().join("crates/core/tests/golden/report.json");
    let golden: Value = serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON");
    valid("report", &golden, "golden");
    filled.extend(golden.as_object().expect("an object").keys().cloned());
    // What no document has is not checked either.
    for name in schema("report")["properties"].as_object().expect("an object").keys() {
        assert!(filled.contains(name) || ["stored", "selection"].contains(&name.as_str()), "{name} is in no report");
    }
}

#[test]
fn every_index_of_a_site_is_valid() {
    let mut runs = Vec::new();
    for (at, (name, report)) in (0..).zip(reports()) {
        let judged = Judged::of(&report, Some("1.4.2".to_owned()), Some("a note".to_owned()));
        let file = File { name: "results.json".to_owned(), bytes: at, sha256: String::new() };
        runs.push(Run {
            id: format!("run-{at}"),
            name,
            files: vec![file],
            judged_by: String::new(),
            queries: at == 0,
            judged,
        });
    }
    let unread = vec![Unread { name: "notes.txt".to_owned(), why: "It is no run.".to_owned() }];
    let index = Index::new(Some("Runs".to_owned()), runs, unread, vec!["index.html".to_owned()]);
    let document: Value = serde_json::from_str(&index.json()).expect("JSON");
    valid("site", &document, "site");
    let has = |name: &str| document["runs"].as_array().expect("a list").iter().any(|run| run.get(name).is_some());
    for name in schema("site")["properties"]["runs"]["items"]["properties"].as_object().expect("an object").keys() {
        assert!(has(name), "{name} is in no run");
    }
}

#[test]
fn figures_that_are_saved_are_read_as_they_were() {
    let query = Query { group_by: vec!["name".to_owned()], ..Query::default() };
    for (what, report) in reports() {
        let text = export::baseline_json(&[report], false);
        let mut reader = Reader::new("baseline.json");
        reader.feed(text.as_bytes());
        let session = Session::new(vec![reader.finish()]);
        let again = session.report(&query).unwrap_or_else(|| panic!("{what}: {:?}", session.unread()));
        assert_eq!(export::baseline_json(&[again], false), text, "{what}");
    }
}

#[test]
fn what_is_not_valid_is_noticed() {
    let document = export::json(&report("v2.2/thresholds_fail", &Query::default()));
    let mut changed = Vec::new();
    for change in [
        |of: &mut Map<String, Value>| drop(of.remove("verdict")),
        |of: &mut Map<String, Value>| drop(of.insert("headline".to_owned(), json!(1))),
        |of: &mut Map<String, Value>| drop(of.insert("schema".to_owned(), json!("sloscope.report/2"))),
        |of: &mut Map<String, Value>| drop(of.insert("another".to_owned(), json!(1))),
    ] {
        let mut other = document.as_object().expect("an object").clone();
        change(&mut other);
        let mut found = Vec::new();
        faults(&schema("report"), &Value::Object(other), "report", true, &mut found);
        assert_eq!(found.len(), 1, "{found:?}");
        changed.extend(found);
    }
    assert_eq!(changed.len(), 4);
}

#[test]
fn plans_are_valid() {
    let path = root().join("crates/core/tests/data/plan.json");
    let text = std::fs::read_to_string(path).expect("a plan");
    let plan = sloscope_core::load::read_plan(&text).expect("a plan");
    let written: Value = serde_json::from_str(&sloscope_core::load::plan_json(&plan)).expect("JSON");
    let mut found = Vec::new();
    faults(&schema("plan"), &written, "plan", true, &mut found);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn comparisons_are_valid() {
    let session = |name: &str| Session::new(vec![read(&fixtures().join(name))]);
    let (first, second) = (session("v2.2/thresholds_fail/results.json.gz"), session("v2.2/default_only/results.json"));
    let side = |session| ("a side".to_owned(), parts(session, &Selection::default()).expect("a run"));
    let mut fields = BTreeSet::new();
    for (baseline, candidate) in [(&first, &first), (&first, &second), (&second, &first)] {
        for paired in [false, true] {
            let (baseline, candidate) = (side(baseline), side(candidate));
            let sides = Sides { baseline, candidate, paired, blocks: false, left_out: 0 };
            for single_run in [false, true] {
                let question = Question { single_run, anyway: true, ..Question::default() };
                let found = compare(&sides, &question).expect("a comparison");
                let document: Value = serde_json::from_str(&export::comparison_json(&found, true)).expect("JSON");
                valid("comparison", &document, "a comparison");
                fields.extend(
                    document["rows"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .flat_map(|row| row.as_object().into_iter().flat_map(Map::keys).cloned()),
                );
            }
        }
    }
    assert!(["difference", "limit", "baseline"].iter().all(|name| fields.contains(*name)), "{fields:?}");
}

fn part(report: &Report, select: &[&str], max: Option<usize>) -> Value {
    let select: Vec<String> = select.iter().map(|name| (*name).to_owned()).collect();
    let part = json_part(report, &select, max, false).expect("a part");
    assert!(max.is_none_or(|max| part.text.len() <= max), "{} bytes", part.text.len());
    let document: Value = serde_json::from_str(&part.text).expect("JSON");
    assert_eq!(part.cut.is_some(), document.get("_truncated").is_some());
    valid("part", &document, "part");
    document
}

#[test]
fn only_what_is_asked_for_is_written() {
    let report = report("v2.2/thresholds_fail", &Query::default());
    let document = part(&report, &["objectives", "findings", "latency"], None);
    let names: BTreeSet<&str> = document.as_object().expect("an object").keys().map(String::as_str).collect();
    for name in ["schema", "verdict", "headline", "objectives", "findings", "latency"] {
        assert!(names.contains(name), "{name}");
    }
    for name in ["metrics", "run", "load", "errors", "diagnostics"] {
        assert!(!names.contains(name), "{name}");
    }
    let whole = export::json(&report);
    assert_eq!(document["findings"], whole["findings"]);
    assert_eq!(document["objectives"][0]["verdict"], "fail", "the worst comes first");
    let latency = &document["latency"][0];
    assert_eq!(latency["values"]["p(95)"], whole["metrics"]["http_req_duration"]["values"]["p(95)"]);
    let unknown = json_part(&report, &["nothing".to_owned()], None, false).map(|_| ()).expect_err("no such part");
    assert!(unknown.contains("there are figures, objectives, findings"), "{unknown}");
}

#[test]
fn no_more_bytes_than_may_be() {
    let report = report("v2.2/thresholds_fail", &Query::default());
    let whole = json_part(&report, &[], Some(1 << 30), false).expect("a part");
    assert!(whole.cut.is_none());
    let mut last = usize::MAX;
    for max in [whole.text.len(), whole.text.len() / 2, 12_000, 9_000] {
        let document = part(&report, &[], Some(max));
        assert_eq!(document["verdict"], report.verdict.as_str());
        let objectives = document["objectives"].as_array().map_or(0, Vec::len);
        assert!(objectives <= last);
        last = objectives;
        if max < whole.text.len() {
            let lists = document["_truncated"]["lists"].as_array().expect("lists");
            assert!(lists.iter().all(|cut| cut["shown"].as_u64() < cut["of"].as_u64()), "{lists:?}");
            assert!(document["_truncated"]["text"].as_str().is_some_and(|text| text.starts_with("TRUNCATED to ")));
        }
    }
    let small = json_part(&report, &["findings".to_owned()], Some(10), false).map(|_| ()).expect_err("too small");
    assert!(small.contains("at least; allow more"), "{small}");
}

#[test]
fn each_finding_has_a_name_of_its_own() {
    let mut several = 0;
    for (what, report) in reports() {
        let document = export::json(&report);
        let ids: Vec<&str> =
            document["findings"].as_array().expect("a list").iter().filter_map(|f| f["id"].as_str()).collect();
        assert_eq!(ids.len(), report.findings.len(), "{what}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{what}: {ids:?}");
        for (id, finding) in ids.iter().zip(&report.findings) {
            assert!(id.starts_with(&finding.rule), "{what}: {id}");
        }
        several += ids.len();
    }
    assert!(several > 20, "{several}");
}
