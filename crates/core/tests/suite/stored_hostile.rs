//! Stored reports that were edited, damaged or made up: each is refused with the place of the mistake, or shown; nothing
//! panics, and what is missing is no zero.

use serde_json::{Value, json};

use crate::export_support::report;
use crate::support::{packed, read_named};
use sloscope_core::export::{json_text, k6_summary, markdown, text};
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;

/// The report of a document, or what is said of it.
fn opened(document: &[u8]) -> Result<Report, String> {
    let session = Session::new(vec![read_named("report.json", document, 1 << 16)]);
    match session.report(&Query::default()) {
        Some(report) => Ok(report),
        None => Err(session.unread().iter().map(|input| format!("{} {}", input.what, input.advice)).collect()),
    }
}

/// Everything that is made of it.
fn use_all(report: &Report) {
    let forms = [text(report, false), markdown(report), json_text(report), k6_summary(report, false)];
    assert!(forms.iter().all(|form| !form.contains('\u{1b}') && !form.contains("NaN")));
}

/// The places of all values in a document, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| places(value, &format!("{at}/{}", escaped(key)), found))
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(i, value)| places(value, &format!("{at}/{i}"), found));
        }
        _ => {}
    }
}

#[test]
fn any_value_in_any_place_is_refused_or_shown() {
    let document: Value = serde_json::from_str(&json_text(&report())).expect("JSON");
    let mut found = Vec::new();
    places(&document, "", &mut found);
    let odd = [
        Value::Null,
        json!(true),
        json!("\u{1b}[31m<b>`|x"),
        json!(-1.5),
        json!(1e300),
        json!(u64::MAX),
        json!([[]]),
        json!({"p(95)": 1, "": {}}),
    ];
    let (mut refused, mut shown) = (0, 0);
    // The root itself is no stored report any more.
    for place in found.iter().skip(1) {
        for value in &odd {
            let mut changed = document.clone();
            *changed.pointer_mut(place).expect("a place") = value.clone();
            match opened(changed.to_string().as_bytes()) {
                Ok(report) => {
                    shown += 1;
                    use_all(&report);
                }
                Err(why) => {
                    refused += 1;
                    let told = why.contains("stored report with a mistake") || place == "/schema";
                    assert!(told, "{place} = {value}: {why}");
                }
            }
        }
    }
    assert!(refused > 1000 && shown > 400, "{refused} refused, {shown} shown");
}

#[test]
fn a_mistake_is_told_with_its_place() {
    let document: Value = serde_json::from_str(&json_text(&report())).expect("JSON");
    let changed = |place: &str, value: Option<Value>| {
        let mut changed = document.clone();
        match value {
            Some(value) => *changed.pointer_mut(place).expect("a place") = value,
            None => {
                let (owner, key) = place.rsplit_once('/').expect("a key");
                let owner = changed.pointer_mut(owner).expect("an owner");
                owner.as_object_mut().expect("an object").remove(key).expect("it was there");
            }
        }
        opened(changed.to_string().as_bytes()).expect_err(place)
    };
    for (place, value, told) in [
        ("/run/samples", None, "run.samples is missing."),
        ("/objectives/1/reason", None, "objectives[1].reason is missing."),
        ("/run/samples", Some(json!(u64::MAX)), "run.samples is not a whole number from 0 to 9,007,199,254,740,992."),
        ("/run/samples", Some(json!(1.5)), "run.samples is not a whole number"),
        ("/run/start", Some(json!("2300-01-01T00:00:00Z")), "run.start is no time in UTC from 1970 to 2099."),
        ("/run/observed_ms", Some(json!(4e12)), "run.observed_ms is a time of more than 100 years."),
        ("/verdict", Some(json!("great")), "verdict is a word that this version does not know."),
        ("/metrics", Some(json!([])), "metrics is not an object."),
        ("/checks/0/group", Some(json!("::x".repeat(100))), "checks: group has more than 64 groups in each other."),
    ] {
        // Some are absent in this report.
        if value.is_some() && document.pointer(place).is_none() {
            let mut with = document.clone();
            let (owner, key) = place.rsplit_once('/').expect("a key");
            with.pointer_mut(owner).expect("an owner")[key] = value.clone().expect("a value");
            let why = opened(with.to_string().as_bytes()).expect_err(place);
            assert!(why.contains(told), "{place}: {why}");
            continue;
        }
        let why = changed(place, value);
        assert!(why.contains(told), "{place}: {why}");
        assert!(why.contains("sloscope report --format json"), "what to do: {why}");
    }
}

#[test]
fn other_versions_are_named_with_that_which_is_read() {
    for version in ["sloscope.report/2", "sloscope.report/1.1", "sloscope.report/", "sloscope.report/+1"] {
        let document = json!({"schema": version, "objectives_from": "files", "metrics": {}});
        let why = opened(document.to_string().as_bytes()).expect_err(version);
        assert!(why.contains(&format!("another version, {version}; this sloscope reads sloscope.report/1")), "{why}");
    }
}

#[test]
fn what_is_cut_is_not_used() {
    let whole = json_text(&report());
    let packed = packed(whole.as_bytes());
    // Behind the last brace there is only a line's end.
    for end in (1..whole.trim_end().len()).step_by(97) {
        let why = opened(&whole.as_bytes()[..end]).expect_err("cut");
        assert!(why.contains("ends in the middle"), "{end}: {why}");
    }
    for end in (1..packed.len() - 64).step_by(97) {
        opened(&packed[..end]).expect_err("cut");
    }
    // Only the trailer of the gzip is missing: the document is whole.
    let report = opened(&packed[..packed.len() - 4]).expect("whole");
    assert!(report.notes.iter().any(|note| note.text.contains("the JSON in it is whole")), "{:?}", report.notes);
}

/// What it says of itself stands behind all that makes it large.
#[test]
fn a_report_with_too_many_values_is_no_summary() {
    let mut document: Value = serde_json::from_str(&json_text(&report())).expect("JSON");
    document["notes"] = json!(vec![json!({"level": "info", "text": "x"}); 100_001]);
    let why = opened(document.to_string().as_bytes()).expect_err("too much");
    assert!(why.contains("a stored report of more than 300,000 values"), "{why}");
}

/// Fields of later versions are left alone, and those of earlier ones may be missing.
#[test]
fn unknown_and_absent_fields_do_no_harm() {
    let mut document: Value = serde_json::from_str(&json_text(&report())).expect("JSON");
    document["later"] = json!({"a": [1, 2]});
    document["run"]["later"] = json!("x");
    for key in ["made_by", "assessment", "load", "errors", "diagnostics", "findings", "notes", "cross_checks"] {
        document.as_object_mut().expect("an object").remove(key);
        let report = opened(document.to_string().as_bytes()).expect(key);
        use_all(&report);
    }
}

/// Users of addresses are in no text, as of any other input; queries stay out of exports.
#[test]
fn secrets_are_taken_out() {
    let mut document: Value = serde_json::from_str(&json_text(&report())).expect("JSON");
    let secret = "https://me:hunter2@shop.test/a?token=t0psecret";
    let mut all = Vec::new();
    places(&document, "", &mut all);
    for place in all {
        let Some(Value::String(text)) = document.pointer_mut(&place) else { continue };
        // Sentences and names, not words and times.
        if text.contains(' ') || text.ends_with(".json") {
            *text = format!("{text} {secret}");
        }
    }
    let report = opened(document.to_string().as_bytes()).expect("a report");
    for form in [text(&report, false), markdown(&report), json_text(&report), k6_summary(&report, false)] {
        assert!(!form.contains("hunter2"), "{form}");
        assert!(!form.contains("t0psecret"), "{form}");
        assert!(form.contains("shop.test"), "{form}");
    }
    let shown = serde_json::to_string(&report).expect("JSON");
    assert!(!shown.contains("hunter2"), "what the page gets");
}
