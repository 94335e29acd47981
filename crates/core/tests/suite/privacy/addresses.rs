//! Addresses of every kind, as browsers, people and programs write them: what is secret in them is in no export, and no
//! two rows become one.

use std::collections::BTreeSet;

use sloscope_core::load::{Keep, for_link, from_curl, from_har, plan_json};
use sloscope_core::report::Query;
use sloscope_core::run::Session;
use sloscope_core::slo::parse_objectives;

use super::{pictures, saved, texts};
use crate::support::read_named;

/// Addresses of every kind, with `S3CR` in what may be asked for and `us3r` in what may not.
const KINDS: [&str; 44] = [
    "https://h.test/p?q=foo bar S3CR&token=S3CR",
    "https://h.test/p?q={\"t\":\"S3CR\"}",
    "GET https://h.test/p?q='a' S3CR",
    "Get \"https://h.test/p?q=foo bar&token=S3CR\": EOF",
    "Get \"https://h.test/p?q={\"t\":\"S3CR\"}\": EOF",
    "Get https://h.test/p?token=S3CR: dial tcp: no such host",
    "https://h.test/p?token=a\nS3CR",
    "https://h.test/p?S3CR",
    "?token=S3CR",
    "https://h.test/p%3Ftoken=S3CR",
    "https://h.test/p%253Ftoken%253DS3CR",
    "https%3A%2F%2Fh.test%2Fp%3FS3CR",
    "https://h.test/p;jsessionid=S3CR",
    "https://h.test/p#access_token=S3CR",
    "https://h.test/p#S3CR",
    "#access_token=S3CR",
    "https://us3r:us3r@h.test/p",
    "https://us3r@h.test/p",
    "http:/us3r:us3r@h.test/p",
    "http:us3r:us3r@h.test/p",
    "http:\\\\us3r:us3r@h.test\\p",
    "//us3r:us3r@h.test/p",
    "us3r:us3r@h.test/p",
    "us3r:us3r@host/",
    "http%3A%2F%2Fus3r%3Aus3r%40h.test%2Fp",
    "https://us3r:a us3r@h.test/p",
    "https://us3r:us3r#us3r@h.test/p",
    "https://us3r:us3r/us3r@h.test/p",
    "https://us3r:us3r'us3r@h.test/p",
    "parse \"https://us3r:us3r x@h.test/\": net/url: invalid userinfo",
    "https://h.test/p?next=https://us3r:us3r@g.test/",
    "Post \"https://us3r:us3r@h.test/p?q=a b&t=S3CR\": EOF",
    "https://h.test/p?[query left out]&token=S3CR",
    "https://h.test/p?[query 2 left out]S3CR",
    "https:\\u002f\\u002fus3r:us3r@h.test\\u002fp\\u003ft=S3CR",
    "https:\\/\\/us3r:us3r@h.test\\/p?t=S3CR",
    "https：／／us3r：us3r＠h.test／p？t=S3CR",
    "us3r:us3r@2host.test/p",
    "us3r:us3r@${HOST}/p?t=S3CR",
    "us3r:us3r/us3r@h",
    "us3r:us3r#us3r@[::1]",
    "https://us3r:12/us3r@h/p",
    "https://us3r\t:us3r@h.test/p?t=S3CR",
    "http:\\\\us3r:us3r@h.test [user 2 left out]",
];

/// Samples of two kinds: of one, slow and failing, a tag has the value.
fn samples_with(key: &str, value: &str) -> String {
    let mut text = String::new();
    for (metric, kind) in [("http_req_duration", "trend"), ("http_reqs", "counter"), ("http_req_failed", "rate")]
        .into_iter()
        .chain([("checks", "rate")])
    {
        text += &format!(
            "{{\"type\":\"Metric\",\"metric\":\"{metric}\",\"data\":{{\"name\":\"{metric}\",\"type\":\"{kind}\"}}}}\n"
        );
    }
    for at in 0..80 {
        let slow = at % 2 == 0;
        let mut tags = serde_json::json!({
            "name": "n", "url": "http://h.test/", "scenario": "s", "group": "", "check": "c", "status": "200"
        });
        if slow {
            tags[key] = value.into();
            tags["error_code"] = "1000".into();
        }
        let (ms, failed) = if slow { (900, 1) } else { (10, 0) };
        for (metric, number) in
            [("http_req_duration", ms), ("http_reqs", 1), ("http_req_failed", failed), ("checks", 1 - failed)]
        {
            let time = format!("2026-01-01T00:00:{:02}.{}00Z", at / 10, at % 10);
            let data = serde_json::json!({ "time": time, "value": number, "tags": tags });
            text += &format!("{{\"type\":\"Point\",\"metric\":\"{metric}\",\"data\":{data}}}\n");
        }
    }
    text
}

/// Each kind of address, in each tag: in no export unless it was asked for, and with the same numbers.
#[test]
fn addresses_of_every_kind_are_left_out_of_every_export() {
    for key in ["name", "url", "error", "check", "group", "scenario", "own"] {
        for kind in KINDS {
            let value = if key == "group" { format!("::{kind}") } else { kind.to_owned() };
            let session = Session::new(vec![read_named("a.ndjson", samples_with(key, &value).as_bytes(), 1 << 20)]);
            let split = Query { group_by: vec![key.to_owned()], ..Query::default() };
            let report = session.report(&split).expect("a report");
            for (keep, name) in [(false, "without"), (true, "with")] {
                let all = texts(&report, keep) + &pictures(&session, &report, keep) + &saved(&session, &report, keep);
                assert!(!all.contains("us3r"), "{key}: the user of {kind} is there {name}");
                assert_eq!(all.contains("S3CR"), keep && kind.contains("S3CR"), "{key}: {kind} {name}");
            }
            let kept = report.breakdown.as_ref().expect("a breakdown");
            let out = kept.without_queries();
            let rows: BTreeSet<_> = out.as_ref().unwrap_or(kept).rows.iter().map(|row| row.values.clone()).collect();
            assert_eq!(rows.len(), kept.rows.len(), "{key}: {kind}");
        }
    }
}

/// Two users of one address are two rows, and an objective on one of them is not judged by both.
#[test]
fn users_of_one_address_stay_apart() {
    let slow = samples_with("url", "http://a:pw@h.test/");
    let both = slow.replace("\"url\":\"http://h.test/\"", "\"url\":\"http://b:pw@h.test/\"");
    let judged = |text: &str, url: &str| {
        let thresholds = format!("{{\"http_req_duration{{url:{url}}}\":[\"p(95)<100\"]}}");
        let objectives = parse_objectives(&thresholds).expect("objectives");
        let session = Session::new(vec![read_named("a.ndjson", text.as_bytes(), 4096)]);
        let query = Query { group_by: vec!["url".to_owned()], objectives: Some(objectives), ..Query::default() };
        let report = session.report(&query).expect("a report");
        let rows = report.breakdown.expect("a breakdown").rows;
        (rows.len(), rows[0].values.clone(), report.objectives[0].verdict.as_str())
    };
    let urls = |text: &str, url| judged(text, url).2;
    assert_eq!((judged(&slow, "http://h.test/").0, judged(&both, "http://h.test/").0), (2, 2));
    assert_eq!(urls(&slow, "http://h.test/"), "pass");
    assert_eq!(urls(&slow, "http://a:pw@h.test/"), "fail");
    assert_eq!(urls(&both, "http://b:pw@h.test/"), urls(&both, "http://nobody.test/"), "which of them?");
    assert_eq!(urls(&both, "http://h.test/ [user 1 left out]"), "fail");
    assert_eq!(urls(&both, "http://h.test/ [user 2 left out]"), "pass");
}

/// Marks that a file has, since sloscope wrote it, are other values than those that are made of it.
#[test]
fn marks_of_a_file_and_new_ones_stay_apart() {
    let slow = samples_with("url", "http://a:pw@h.test/");
    for other in
        ["http://h.test/ [user left out]", "http://h.test/ [user 1 left out]", "http://h.test/ [user 2 left out]"]
    {
        let text = slow.replace("\"url\":\"http://h.test/\"", &format!("\"url\":\"{other}\""));
        let session = Session::new(vec![read_named("a.ndjson", text.as_bytes(), 4096)]);
        let query = Query { group_by: vec!["url".to_owned()], ..Query::default() };
        let report = session.report(&query).expect("a report");
        assert_eq!(report.breakdown.expect("a breakdown").rows.len(), 2, "{other}");
        if other != "http://h.test/ [user left out]" {
            let objectives = format!("{{\"http_req_duration{{url:{other}}}\":[\"p(95)<100\"]}}");
            let objectives = Some(parse_objectives(&objectives).expect("objectives"));
            let report = session.report(&Query { objectives, ..query }).expect("a report");
            assert_eq!(report.objectives[0].verdict.as_str(), "pass", "{other}: the fast ones");
        }
    }
    let queries = samples_with("url", "http://h.test/?token=S3CR");
    for other in ["http://h.test/?[query left out]", "http://h.test/?[query 2 left out]"] {
        let text = queries.replace("\"url\":\"http://h.test/\"", &format!("\"url\":\"{other}\""));
        let session = Session::new(vec![read_named("a.ndjson", text.as_bytes(), 4096)]);
        let query = Query { group_by: vec!["url".to_owned()], ..Query::default() };
        let breakdown = session.report(&query).and_then(|report| report.breakdown).expect("a breakdown");
        let out = breakdown.without_queries().expect("a query");
        let rows: BTreeSet<_> = out.rows.iter().map(|row| row.values.clone()).collect();
        assert_eq!(rows.len(), 2, "{other}: {rows:?}");
    }
}

/// The same in a summary: each has its own numbers.
#[test]
fn users_of_one_address_stay_apart_in_a_summary() {
    let metric = |user: &str, p95: u32| {
        format!(
            "\"http_req_duration{{url:http://{user}@h.test/}}\":{{\"type\":\"trend\",\"contains\":\"time\",\
                 \"values\":{{\"p(95)\":{p95}}},\"thresholds\":{{\"p(95)<100\":{{\"ok\":{}}}}}}}",
            p95 < 100
        )
    };
    let text = format!("{{\"metrics\":{{{},{}}}}}", metric("a:pw", 5), metric("b:pw", 900));
    let session = Session::new(vec![read_named("summary.json", text.as_bytes(), 4096)]);
    let report = session.report(&Query::default()).expect("a report");
    let verdicts: Vec<_> = report.objectives.iter().map(|o| (o.verdict.as_str(), o.measured)).collect();
    assert_eq!(verdicts, [("pass", Some(5.0)), ("fail", Some(900.0))]);
}

/// Where a browser would read an address in another way than its author, it is refused, and not repeated.
#[test]
fn misleading_addresses_become_no_plan() {
    for url in [
        "http://planted:S3CR#ss@host.test/",
        "http://planted#S3CR@host.test/",
        "http://planted:S3CR/ss@host.test/",
        "http://planted:S3CR?ss@host.test/",
        "http:/planted:S3CR@host.test/",
        "http:\\\\planted:S3CR@host.test/",
        "http%3A%2F%2Fplanted%3AS3CR%40host.test",
    ] {
        let refused = from_curl(&format!("curl '{url}'")).expect_err(url).message;
        let har = serde_json::json!({ "method": "GET", "url": url }).to_string();
        let refused = refused + &from_har(&har).expect_err(url).message;
        assert!(!refused.contains("planted") && !refused.contains("S3CR"), "{url}: {refused}");
    }
    let import = from_curl("curl 'http://planted:S3CR@host.test:80/x?y=1#top'").expect("a plan");
    assert_eq!(
        (import.plan.targets[0].as_str(), import.plan.requests[0].url.as_str()),
        ("http://host.test:80", "/x?y=1")
    );
    let (link, left_out) =
        for_link(&from_curl("curl 'http://h.test/x;id=S3CR'").expect("a plan").plan, Keep::default());
    assert!(left_out.contains(&"queries") && !plan_json(&link).contains("S3CR"));
    assert_eq!(link.requests[0].url, "/x");
}
